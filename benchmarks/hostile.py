"""Broken, odd and malicious files: the outcome a correct reader gives against the outcome got, one row a file.

    python benchmarks/hostile.py [--shared ../shared] [--only WORD] [--markdown]

Files that the manifest says to make are made in a temporary folder. Each file is read in a process of its own, as a
user would read it; seconds are wall-clock with the start of that process, MB the peak of it and its children. A row
is met when its rule holds (RULES, written from the manifest's words) and it took under 10 s and 1,000 MB.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SECONDS, MEGABYTES = 10.0, 1000.0
Got = dict[str, Any]
Rule = Callable[[Got], bool]

CONTRACT = (
    "1. Term. This Agreement runs for five years and then renews for one year at a time.\n\n"
    "2. Exit. Either party may end it by ninety days' notice in writing.\n\n"
    "3. Deadlock. What the board cannot settle goes to the chief executives.\n"
)


# --- rules -----------------------------------------------------------------------------------------------------------


def parsed(test: Callable[[Got], bool] = lambda got: True) -> Rule:
    """Read, with text, and `test` holds."""
    return lambda got: got["kind"] == "parsed" and bool(got["text"].strip()) and test(got)


def error(*codes: str) -> Rule:
    """A clear error: one of these codes, one sentence, no trace."""
    return lambda got: got["kind"] == "error" and got["code"] in codes and len(got["reason"]) > 10


def skipped(got: Got) -> bool:
    """Not taken from a folder."""
    return bool(got["kind"] == "skipped")


def either(*rules: Rule) -> Rule:
    return lambda got: any(rule(got) for rule in rules)


def blocks(count: int) -> Rule:
    return parsed(lambda got: len(got["blocks"]) == count)


def says(*codes: str) -> Rule:
    """Parsed, and one of these notices was given."""
    return parsed(lambda got: any(code in codes for code, _ in got["notices"]))


def texts(*wanted: str) -> Rule:
    return parsed(lambda got: [text.strip() for _, text in got["blocks"]] == [text.strip() for text in wanted])


def named(got: Got) -> bool:
    """Parsed from the folder scan, and its name prints."""
    shown = got.get("shown", "\n")
    return parsed()(got) and shown.isprintable() and shown.encode("utf-8") != b""


def wrong_name(got: Got) -> bool:
    """An error that says what the file is, against its name."""
    return got["kind"] == "error" and "the name ends in" in got["reason"] and "but the file is" in got["reason"]


def odd_numbers(got: Got) -> bool:
    letters = [chr(97 + i) for i in range(26)] + ["aa", "bb"]
    wanted = ["1.", *(f"({letter})" for letter in letters), "2."]
    labels = [label for label, _ in got["blocks"]]
    return labels[: len(wanted)] == wanted and not any(labels[len(wanted) :])


def accepted_and_original(got: Got) -> bool:
    accepted = [
        "Notice: ninety days.",
        "First half second half (joined when accepted)",
        "Between",
        "MOVED CLAUSE",
        "kept",
    ]
    original = [
        "Notice: thirty days.",
        "First half",
        "second half (joined when accepted)",
        "MOVED CLAUSE",
        "Between",
        "kept",
    ]
    warned = any("revision" in code or "tracked" in code for code, _ in got["notices"])
    return texts(*accepted)(got) and [text.strip() for text in got["original"]] == original and warned


def single_letters(got: Got) -> bool:
    return re.search(r"(?:([a-z])\1){4}", got["text"]) is None


def margin_numbers_gone(got: Got) -> bool:
    return got["furniture"].get("line_number", 0) >= 20 and len(re.findall(r"(?m)^\d{1,2}\b", got["text"])) <= 2


DAMAGED = ("damaged", "no_text", "no_text_layer", "no_pages")
TOO_LONG = ("too_long", "too_large", "time_limit", "memory_limit")
NO_TEXT = ("no_text", "no_text_layer")

RULES: dict[str, Rule] = {
    "docx/good.docx": blocks(3),
    "docx/bomb_deflate_900MB.docx": error("too_large"),
    "docx/bomb_bz2_2GB.docx": error("too_large", "unsupported_zip"),
    "docx/bomb_nested.docx": blocks(3),
    "docx/lying_size.docx": either(blocks(3), error("damaged_zip")),
    "docx/entity_bomb.docx": error("doctype"),
    "docx/traversal_names.docx": parsed(lambda got: not got["written"]),
    "docx/rel_traversal.docx": error("no_main_part"),
    "docx/rel_external.docx": error("no_main_part"),
    "docx/macro.docm": parsed(),
    "docx/template.dotx": parsed(),
    "docx/deep_tables.docx": either(error("too_deep"), parsed()),
    "docx/deep_sdt_80.docx": blocks(1),
    "docx/paras_300k.docx": either(parsed(lambda got: got["count"] == 300_000), error(*TOO_LONG)),
    "docx/bad_utf8.docx": either(
        error("damaged_xml"), parsed(lambda got: "\ufffd" in got["text"] and bool(got["notices"]))
    ),
    "docx/malformed.docx": error("damaged_xml"),
    "docx/emptyzip.docx": error("not_word"),
    "docx/~$good.docx": lambda got: error("lock_file")(got) and got["in_folder"] == "skipped",
    "docx/no_text.docx": error("no_text"),
    "docx/numbering_odd.docx": parsed(odd_numbers),
    "docx/revisions.docx": parsed(accepted_and_original),
    "docx/hidden_and_typed_redline.docx": lambda got: says("hidden_text")(got) and says("typed_redline")(got),
    "docx/pdf_named.docx": either(says("name_differs"), wrong_name),
    "pdf/good.pdf": parsed(),
    "pdf/zero_pages.pdf": error("no_pages"),
    "pdf/count_lies_1e9.pdf": either(parsed(lambda got: got["pages"] == 1), error("too_many_pages")),
    "pdf/pages_loop.pdf": either(parsed(), error(*DAMAGED, "too_many_pages")),
    "pdf/pages_20000.pdf": either(parsed(), error("too_many_pages")),
    "pdf/no_header.pdf": error("not_pdf"),
    "pdf/random.pdf": error("damaged"),
    "pdf/docx_named.pdf": either(says("name_differs"), wrong_name),
    "pdf/invisible_text.pdf": parsed(),
    "pdf/enc_owner_only.pdf": parsed(),
    "pdf/scan_2pages.pdf": either(error("no_text_layer"), says("ocr")),
    "pdf/mixed_scan_page2.pdf": parsed(lambda got: ["page_no_text", 2] in got["notices"]),
    "text/utf8_bom.txt": parsed(lambda got: "\ufeff" not in got["text"] and got["text"].startswith("1.")),
    "text/utf16le_bom.txt": parsed(lambda got: got["text"].startswith("1. ") and "\x00" not in got["text"]),
    "text/empty.txt": error("empty_file"),
    "text/blank.txt": error("no_text"),
    "text/long_line_50MB.txt": either(parsed(), error("too_large", "too_long")),
    "text/long_token_10MB.txt": either(parsed(), error("too_large", "too_long")),
    "text/dots.txt": parsed(lambda got: got["toc"] == got["count"]),
    "text/nums.txt": parsed(),
    "text/blank_lines_5M.txt": error("no_text"),
    "text/latin_gb18030.txt": either(error("unknown_encoding"), says("not_english", "encoding")),
    "text/contract.rtf": either(parsed(), error("unsupported_format")),
    "text/mail.eml": error("unsupported_format"),
    "fs/dir.pdf": lambda got: error("is_directory")(got) and got["in_folder"] == "walked",
    "fs/loop_a.pdf": error("link_loop"),
    "fs/selfdir": lambda got: skipped(got) and got["once"],
    "fs/dangling.pdf": error("not_found"),
    "fs/outside.txt": either(skipped, parsed()),
    "fs/pipe.pdf": lambda got: error("not_regular_file")(got) and got["in_folder"] == "skipped",
    "fs/__MACOSX_._x.docx": skipped,
    "fs/.DS_Store": skipped,
    "fs/Thumbs.db": skipped,
    "pdf/pdfjs_GHOSTSCRIPT-698804-1-fuzzed.pdf": error(*DAMAGED),
    "pdf/pdfjs_Pages-tree-refs.pdf": either(parsed(), error(*DAMAGED, "too_many_pages")),
    "pdf/pdfjs_REDHAT-1531897-0.pdf": error(*DAMAGED),
    "pdf/pdfjs_bug1020226.pdf": error(*DAMAGED),
    "pdf/pdfjs_cidfont_cmap_overflow.pdf": either(parsed(), error(*DAMAGED)),
    "pdf/pdfjs_copy_paste_ligatures.pdf": parsed(lambda got: re.search("[\ufb00-\ufb06]", got["text"]) is None),
    "pdf/pdfjs_empty_protected.pdf": error(*NO_TEXT),
    "pdf/pdfjs_images_1bit_grayscale.pdf": error("no_text_layer"),
    "pdf/pdfjs_poppler-395-0-fuzzed.pdf": error(*DAMAGED),
    "pdf/pdfjs_poppler-742-0-fuzzed.pdf": error(*DAMAGED),
    "pdf/pdfjs_poppler-91414-0-53.pdf": either(parsed(), error(*DAMAGED)),
    "pdf/pdfjs_poppler-937-0-fuzzed.pdf": error(*DAMAGED),
    "pdf/pdfjs_pr6531_1.pdf": error("encrypted"),
    "pdf/pdfjs_pr6531_2.pdf": error("encrypted"),
    "pdf/pdfjs_scan-bad.pdf": error("no_text_layer"),
    "pdf/pdfjs_xref_command_missing.pdf": either(parsed(), error(*DAMAGED)),
    "pdf/plumber_empty.pdf": error("empty_file"),
    "pdf/plumber_issue-297-example.pdf": either(parsed(), error(*DAMAGED)),
    "pdf/plumber_issue-71-duplicate-chars.pdf": parsed(single_letters),
    "pdf/plumber_malformed-from-issue-932.pdf": parsed(),
    "pdf/plumber_nics-background-checks-2015-11-rotated.pdf": parsed(),
    "pdf/plumber_password-example.pdf": error("encrypted"),
    "pdf/plumber_scotus-transcript-p1.pdf": parsed(margin_numbers_gone),
    "docx/features.docx": parsed(lambda got: len(set(re.findall(r"\bmk[A-Z]\w*", got["text"]))) >= 15),
}


def rule_for(file: str) -> Rule:
    """The rule of a manifest row. What the manifest calls plainly "parsed" needs none of its own."""
    if file in RULES:
        return RULES[file]
    return named if file.startswith("fs/") else parsed()


# --- files to make ---------------------------------------------------------------------------------------------------


def make_files(folder: Path, scale: float = 1.0) -> None:
    """Makes the rows that the manifest does not bring: fs/ and the large texts (shrunk by `scale` for tests)."""
    fs, text = folder / "fs", folder / "text"
    fs.mkdir(parents=True)
    text.mkdir()
    sentence = "The parties shall act in good faith and each of them bears its own costs. "
    _write(text / "long_line_50MB.txt", sentence, int(50e6 * scale))
    _write(text / "long_token_10MB.txt", "x", int(10e6 * scale))
    _write(text / "blank_lines_5M.txt", "\n", int(5e6 * scale))
    (folder / "outside.txt").write_text(CONTRACT + "outside\n")
    (fs / "dir.pdf").mkdir()
    (fs / "dir.pdf" / "inside.txt").write_text(CONTRACT + "inside\n")
    os.symlink("loop_b.pdf", fs / "loop_a.pdf")
    os.symlink("loop_a.pdf", fs / "loop_b.pdf")
    os.symlink(".", fs / "selfdir")
    os.symlink("nowhere.pdf", fs / "dangling.pdf")
    os.symlink("../outside.txt", fs / "outside.txt")
    os.mkfifo(fs / "pipe.pdf")
    for i, name in enumerate(AWKWARD.values()):
        Path(os.fsdecode(os.fsencode(str(fs)) + b"/" + name)).write_text(f"{CONTRACT}\n4. Copy {i}.\n")
    for name in ("__MACOSX_._x.docx", ".DS_Store", "Thumbs.db"):
        (fs / name).write_bytes(b"\x00\x05\x16\x07" * 20)


def _write(path: Path, unit: str, size: int) -> None:
    """In pieces: a child inherits the memory peak of this process."""
    piece = unit * (100_000 // len(unit))
    with path.open("w") as stream:
        for _ in range(max(size // len(piece), 1)):
            stream.write(piece)


AWKWARD: dict[str, bytes] = {
    "fs/-rf.txt": b"-rf.txt",
    r"fs/line\nbreak.txt": b"line\nbreak.txt",
    r"fs/tab\tname.txt": b"tab\tname.txt",
    "fs/合同.txt": "合同.txt".encode(),
    "fs/UPPER.TXT": b"UPPER.TXT",
    "fs/xcmd|calc.txt": b"xcmd|calc.txt",
    f"fs/{'n' * 240}.txt": b"n" * 240 + b".txt",
    r"fs/bad\xff\xfe.txt": b"bad\xff\xfe.txt",
}


def location(file: str, shared: Path, made: Path) -> str:
    """Where the file of a row lies."""
    if file in AWKWARD:
        return os.fsdecode(os.fsencode(str(made / "fs")) + b"/" + AWKWARD[file])
    if (made / file).exists() or (made / file).is_symlink():
        return str(made / file)
    return str(shared / "hostile" / file)


# --- reading ---------------------------------------------------------------------------------------------------------


def outcome(path: str, file: str) -> Got:
    """What comes out of `path`: parsed, error or skipped, with what the rules look at."""
    from clausescan.errors import ReadError, display
    from clausescan.reading import ReadOptions, read
    from clausescan.reading.paths import Found, documents_in

    got: Got = {"kind": "error", "in_folder": "", "once": True, "shown": display(os.path.basename(path))}
    if file.startswith("fs/") or "~$" in file:
        entries = list(documents_in([os.path.dirname(path)]))
        found = [entry.path for entry in entries if isinstance(entry, Found)]
        got["once"] = len(found) == len(set(found)) and not any("selfdir/" in name for name in found)
        inside = [name for name in found if name.startswith(path + os.sep)]
        got["in_folder"] = "walked" if inside else "found" if path in found else "skipped"
        alone = file in ("fs/dir.pdf", "fs/loop_a.pdf", "fs/dangling.pdf", "fs/pipe.pdf") or "~$" in file
        if got["in_folder"] == "skipped" and not alone:
            return {**got, "kind": "skipped", "code": "", "reason": ""}
    try:
        document = read(path)
    except ReadError as failed:
        return {**got, "code": failed.code, "reason": failed.reason}
    parts = [[block.label, document.text[block.start : block.end]] for block in document.blocks]
    kinds = [item.kind for item in document.furniture]
    got |= {
        "kind": "parsed",
        "pages": document.pages,
        "text": document.text[:200_000],
        "blocks": parts[:200],
        "count": len(parts),
        "toc": sum(block.kind == "toc" for block in document.blocks),
        "notices": [[notice.code, notice.page] for notice in document.warnings],
        "furniture": {kind: kinds.count(kind) for kind in set(kinds)},
        "written": os.listdir("."),
    }
    if "revisions" in file:
        old = read(path, options=ReadOptions(revisions="original"))
        got["original"] = [old.text[block.start : block.end] for block in old.blocks]
    return got


@dataclass(frozen=True)
class Result:
    file: str
    expected: str
    got: str
    seconds: float
    megabytes: float
    met: bool


def measure(file: str, expected: str, path: str) -> Result:
    """Reads `path` in a fresh process, in an empty folder, and judges what came out."""
    with tempfile.TemporaryDirectory() as empty:
        begin = time.perf_counter()
        child = subprocess.run(
            [sys.executable, str(Path(__file__).resolve()), "--one", path, file],
            capture_output=True,
            cwd=empty,
            timeout=300,
            check=False,
        )
        seconds = time.perf_counter() - begin
    if child.returncode != 0:
        return Result(file, expected, "CRASH " + child.stderr.decode(errors="replace")[-200:], seconds, 0.0, False)
    answer = json.loads(child.stdout)
    got = answer["got"]
    met = rule_for(file)(got) and seconds < SECONDS and answer["megabytes"] < MEGABYTES
    return Result(file, expected, _summary(got), seconds, answer["megabytes"], met)


def _summary(got: Got) -> str:
    if got["kind"] == "parsed":
        notices = ", ".join(sorted({code for code, _ in got["notices"]}))
        return f"parsed, {got['count']} blocks" + (f" [{notices}]" if notices else "")
    if got["kind"] == "error":
        return f"error {got['code']}: {got['reason']}"
    return "skipped in the folder"


def _one(path: str, file: str) -> None:
    got = outcome(path, file)
    own, below = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"got": got, "megabytes": max(own, below) / 1024}))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--only", default="", help="only files whose name contains this")
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        _one(*options.one)
        return 0
    with open(options.shared / "hostile" / "MANIFEST.tsv", encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream, delimiter="\t") if options.only in row["file"]]
    if options.markdown:
        print("| file | expected | got | s | MB | met |\n| --- | --- | --- | --- | --- | --- |")
    results = []
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "made"
        make_files(made)
        for row in rows:
            result = measure(row["file"], row["correct_outcome"], location(row["file"], options.shared, made))
            results.append(result)
            print(_line(result, options.markdown), flush=True)
    unmet = [result.file for result in results if not result.met]
    slowest = max(results, key=lambda result: result.seconds)
    largest = max(results, key=lambda result: result.megabytes)
    print(
        f"\n{len(results) - len(unmet)} of {len(results)} met; slowest {slowest.seconds:.1f} s ({slowest.file}); "
        f"largest {largest.megabytes:.0f} MB ({largest.file})"
    )
    for file in unmet:
        print("not met:", file)
    return 1 if unmet else 0


def _line(result: Result, markdown: bool) -> str:
    file = result.file if len(result.file) < 60 else result.file[:50] + "…" + result.file[-6:]
    met = "yes" if result.met else "NO"
    if markdown:
        cells = (file, result.expected, result.got, f"{result.seconds:.2f}", f"{result.megabytes:.0f}", met)
        return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"
    head = f"{met:3} {result.seconds:6.2f} s {result.megabytes:5.0f} MB  {file:52}"
    return f"{head} {result.got[:90]}   <- {result.expected[:70]}"


if __name__ == "__main__":
    sys.exit(main())
