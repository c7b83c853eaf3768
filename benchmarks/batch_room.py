#!/usr/bin/env python3
"""A data room in one run: documents a minute with one and more workers, memory over time, and why what failed failed.

    python benchmarks/batch_room.py [--documents 500] [--repeat 1] [--jobs 1,2] [--shared ../shared] [--out FOLDER]

The room is made in a temporary folder: real agreements in PDF, contract texts rendered to PDF, a tenth of them a second
time under another name (some in zip archives, some attached to e-mails), and the whole set of broken and malicious
files. `--repeat 10` adds nine copies of every agreement with other bytes and the same words. Each run is a fresh
`clausescan batch` with an empty store. --out gets a plot of memory (SVG) and the table of failures.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import time
import zipfile
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

from hostile import make_files

from clausescan.batch.contents import contents
from clausescan.batch.store import Store

HERE = Path(__file__).resolve().parent
MEGABYTE = 1e6


# --- the room --------------------------------------------------------------------------------------------------------


def make_room(room: Path, shared: Path, documents: int, repeat: int, hostile: bool, seed: int = 7) -> None:
    """`documents` files without the hostile ones, a tenth of them duplicates; times `repeat`."""
    choice = random.Random(seed)
    agreements = room / "agreements"
    agreements.mkdir(parents=True)
    originals = documents - documents // 10
    pdfs = sorted((shared / "agreements" / "pdf").glob("*.pdf"))[: max(originals // 3, 1)]
    for file in pdfs:
        shutil.copyfile(file, agreements / file.name)
    texts = sorted((shared / "cuad" / "texts").glob("*.txt"))
    choice.shuffle(texts)
    # Fewer texts than asked for: take them again with other bytes.
    for i in range(originals - len(pdfs)):
        text = texts[i % len(texts)]
        render(text.read_text(encoding="utf-8", errors="replace"), agreements / f"{i:04}.pdf", salt=i // len(texts))
    made = sorted(agreements.iterdir())
    _duplicates(room, [choice.choice(made) for _ in range(documents // 10)])
    for n in range(1, repeat):
        folder = room / f"copy {n}"
        folder.mkdir()
        for file in made:
            (folder / file.name).write_bytes(file.read_bytes() + b"\n%% copy %d\n" % n)
        again = sorted(folder.iterdir())
        _duplicates(folder, [choice.choice(again) for _ in range(documents // 10)])
    if hostile:
        shutil.copytree(shared / "hostile", room / "hostile", ignore=shutil.ignore_patterns("MANIFEST.tsv"))
        make_files(room / "made")


def render(text: str, target: Path, salt: int = 0) -> None:
    """A text as a PDF of A4 pages in 10 point Courier."""
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(target), pagesize=(595, 842), invariant=True)
    canvas.setTitle(f"{target.stem} {salt}")
    lines = [part for line in text.splitlines() for part in textwrap.wrap(line, 86) or [""]]
    for first in range(0, max(len(lines), 1), 60):
        written = canvas.beginText(45, 790)
        written.setFont("Courier", 9.5)
        for line in lines[first : first + 60]:
            written.textLine(line.encode("latin-1", "replace").decode("latin-1"))
        canvas.drawText(written)
        canvas.showPage()
    canvas.save()


def _duplicates(folder: Path, files: list[Path]) -> None:
    """A third each as plain copies, in one zip archive and attached to e-mails."""
    again = folder / "again"
    again.mkdir()
    third = len(files) // 3
    for i, file in enumerate(files[: len(files) - 2 * third]):
        shutil.copyfile(file, again / f"{i:04} {file.name}")
    with zipfile.ZipFile(again / "archive.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for i, file in enumerate(files[len(files) - 2 * third : len(files) - third]):
            archive.write(file, f"signed/{i:04} {file.name}")
    for i, file in enumerate(files[len(files) - third :]):
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "a@example.com", "b@example.com", f"Draft {i}"
        mail.set_content("The draft is attached.")
        mail.add_attachment(file.read_bytes(), maintype="application", subtype="pdf", filename=file.name)
        (again / f"{i:04}.eml").write_bytes(mail.as_bytes())


# --- one run ---------------------------------------------------------------------------------------------------------


@dataclass
class Outcome:
    """What a run took. `samples` are seconds, MB of the driver, MB of each worker, documents in the store."""

    jobs: int
    seconds: float = 0.0
    cpu: float = 0.0
    samples: list[tuple[float, float, list[float], int]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    pages: int = 0
    words: int = 0
    store_mb: float = 0.0
    longest: list[tuple[str, float, float]] = field(default_factory=list)
    code: int = 0


def run(room: Path, store: Path, jobs: int) -> Outcome:
    command = [sys.executable, "-m", "clausescan", "batch", str(room), "--recursive", "--store", str(store)]
    outcome = Outcome(jobs)
    begun = time.perf_counter()
    before = os.times()
    with (store.with_suffix(".log")).open("wb") as log:
        process = subprocess.Popen([*command, "--jobs", str(jobs), "-q"], stdout=log, stderr=log)
        while process.poll() is None:
            time.sleep(1.0 if time.perf_counter() - begun < 600 else 5.0)
            outcome.samples.append((time.perf_counter() - begun, *memory(process.pid), documents(store)))
    after = os.times()
    outcome.seconds = time.perf_counter() - begun
    outcome.cpu = after.children_user + after.children_system - before.children_user - before.children_system
    outcome.code = process.returncode
    with sqlite3.connect(store) as db:
        outcome.counts = dict(db.execute("SELECT state, count(*) FROM inputs GROUP BY state"))
        outcome.pages, outcome.words = db.execute("SELECT sum(pages), sum(words) FROM documents").fetchone()
        longest = "SELECT uri, seconds, coalesce(peak_mb, 0) FROM inputs ORDER BY seconds DESC LIMIT 5"
        outcome.longest = [(Path(uri).name, seconds, peak) for uri, seconds, peak in db.execute(longest)]
    outcome.store_mb = store.stat().st_size / MEGABYTE
    return outcome


def memory(driver: int) -> tuple[float, list[float]]:
    """Resident MB of the driver and of each of its workers."""

    def resident(pid: int) -> float:
        try:
            return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / MEGABYTE
        except (OSError, IndexError):
            return 0.0

    try:
        children = Path(f"/proc/{driver}/task/{driver}/children").read_text().split()
    except OSError:
        children = []
    workers = [pid for pid in map(int, children) if b"spawn_main" in _command(pid)]
    return resident(driver), [resident(pid) for pid in workers]


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def documents(store: Path) -> int:
    try:
        with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as db:
            return int(db.execute("SELECT count(*) FROM documents").fetchone()[0])
    except sqlite3.Error:
        return 0


# --- what is told ----------------------------------------------------------------------------------------------------


def report(outcomes: list[Outcome]) -> None:
    print("| workers | documents | inputs | seconds | documents/min | times | CPU s/document | most MB | store MB |")
    print("|---|---|---|---|---|---|---|---|---|")
    rate = {o.jobs: 60 * o.counts.get("done", 0) / o.seconds for o in outcomes}
    for o in outcomes:
        done, inputs = o.counts.get("done", 0), sum(o.counts.values())
        most = max(driver + sum(workers) for _, driver, workers, _ in o.samples)
        print(
            f"| {o.jobs} | {done} | {inputs} | {o.seconds:.0f} | {rate[o.jobs]:.1f} "
            f"| {rate[o.jobs] / rate[outcomes[0].jobs]:.2f} | {o.cpu / max(done, 1):.2f} | {most:.0f} "
            f"| {o.store_mb:.0f} |"
        )
    last = outcomes[-1]
    print(f"\n{last.pages:,} pages, {last.words:,} words in the documents read")
    for o in outcomes:
        print(f"\n{o.jobs} workers: {steady(o)}")
        print("longest: " + "; ".join(f"{name} {seconds:.1f} s, {peak:.0f} MB" for name, seconds, peak in o.longest))


def steady(o: Outcome) -> str:
    """Memory and pace of the second and the fourth fifth of a run: the hostile files come last."""

    def part(first: float, last: float) -> tuple[float, float, float]:
        some = [s for s in o.samples if first * o.seconds <= s[0] <= last * o.seconds] or o.samples
        driver = sorted(s[1] for s in some)[len(some) // 2]
        workers = sorted(max(s[2], default=0.0) for s in some)[len(some) // 2]
        pace = 60 * (some[-1][3] - some[0][3]) / max(some[-1][0] - some[0][0], 1)
        return driver, workers, pace

    early, late = part(0.2, 0.4), part(0.6, 0.8)
    return (
        f"driver {early[0]:.0f} MB, then {late[0]:.0f} MB; largest worker {early[1]:.0f} MB, then {late[1]:.0f} MB; "
        f"{early[2]:.0f} documents/min, then {late[2]:.0f} (20-40 % and 60-80 % of the time)"
    )


def failures(store: Path) -> str:
    with sqlite3.connect(store) as db:
        rows = db.execute(
            "SELECT code, reason, page, uri, first, seconds, peak_mb FROM inputs "
            "WHERE state = 'failed' ORDER BY code, uri"
        ).fetchall()
    lines = ["| code | file | reason | seconds | peak MB |", "|---|---|---|---|---|"]
    for code, reason, page, uri, first, seconds, peak in rows:
        where = re.sub(r"[^ -~]", "?", uri.split("/room/")[-1])[:60] + (f", page {page}" if page else "")
        took = f"{seconds:.1f}" if seconds else ""
        same = " (same bytes as another)" if first else ""
        lines.append(f"| {code} | {where} | {reason}{same} | {took} | {f'{peak:.0f}' if peak else ''} |")
    return "\n".join(lines)


def rows(store: Path) -> list[object]:
    with Store.open(store) as opened:
        return list(contents(opened))


def plot(outcomes: list[Outcome], file: Path) -> None:
    """Memory and documents over time, a panel a run."""
    width, height, left, gap = 900, 220, 60, 50
    parts = []
    for n, o in enumerate(outcomes):
        top = n * (height + gap) + 30
        end = max(o.seconds, 1.0)
        most = 1.1 * max(max(s[1], *s[2], 1.0) if s[2] else s[1] for s in o.samples)
        done = max(max(s[3] for s in o.samples), 1)

        def line(values: list[tuple[float, float]], most: float, colour: str, top: int = top, end: float = end) -> str:
            points = " ".join(
                f"{left + (width - left - 60) * x / end:.1f},{top + height - height * y / most:.1f}" for x, y in values
            )
            return f'<polyline fill="none" stroke="{colour}" stroke-width="1.2" points="{points}"/>'

        parts.append(
            f'<rect x="{left}" y="{top}" width="{width - left - 60}" height="{height}" fill="none" stroke="#888"/>'
            f'<text x="{left}" y="{top - 8}">{o.jobs} workers: MB of the driver (blue) and of each worker (orange, '
            f"red), documents (grey, 0 to {done}), {end:.0f} s</text>"
            f'<text x="4" y="{top + 12}">{most:.0f} MB</text><text x="4" y="{top + height}">0</text>'
        )
        parts.append(line([(s[0], s[3]) for s in o.samples], done, "#999"))
        parts.append(line([(s[0], s[1]) for s in o.samples], most, "#1f5fbf"))
        for k, colour in enumerate(("#e07b00", "#c22020", "#7a3fb0", "#207a3f")[: o.jobs]):
            parts.append(line([(s[0], s[2][k]) for s in o.samples if len(s[2]) > k], most, colour))
    total = len(outcomes) * (height + gap) + 20
    file.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{total}" font-family="sans-serif" '
        f'font-size="12"><rect width="100%" height="100%" fill="white"/>{"".join(parts)}</svg>\n'
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--repeat", type=int, default=1)
    parser.add_argument("--jobs", default="1,2")
    parser.add_argument("--shared", type=Path, default=HERE.parent.parent / "shared")
    parser.add_argument("--no-hostile", action="store_true")
    parser.add_argument("--out", type=Path, default=Path("batch-room"))
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="clausescan-room-") as folder:
        room = Path(folder) / "room"
        make_room(room, options.shared, options.documents, options.repeat, not options.no_hostile)
        print(f"{sum(file.is_file() for file in room.rglob('*'))} files in the room\n", flush=True)
        outcomes = []
        for jobs in map(int, options.jobs.split(",")):
            store = Path(folder) / f"{jobs}.db"
            outcomes.append(run(room, store, jobs))
            print(f"{jobs} workers: {outcomes[-1].seconds:.0f} s, exit code {outcomes[-1].code}", flush=True)
            (options.out / "failures.md").write_text(failures(store) + "\n")
            shutil.copyfile(store.with_suffix(".log"), options.out / f"{jobs}-workers.log")
        print()
        report(outcomes)
        held = [rows(Path(folder) / f"{o.jobs}.db") for o in outcomes]
        print(f"\n{len(held[0]):,} rows; the same in every run: {all(each == held[0] for each in held)}")
        plot(outcomes, options.out / "memory.svg")
        print(f"\nfailures and plot in {options.out}")


if __name__ == "__main__":
    main()
