#!/usr/bin/env python3
"""Word redlines by clausescan and by two libraries: are all changes accepted the new text and all rejected the old one,
to the character; how much is struck out and written anew; how long does it take.

The texts are read by the rules of the tests (tests/report/comparison/accepted_rejected.py), not by any writer. A
library that is not installed is passed over: pip install docx-trackdiff 'python-redlines[docxodus]'.

usage: redline_writers.py [--shared ../shared]
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests" / "report" / "comparison"))

from accepted_rejected import W, accepted, plain, rejected  # noqa: E402
from lxml import etree  # noqa: E402


def own(old: Path, new: Path) -> bytes:
    from clausescan.model import Comparison, Facts, Report
    from clausescan.reading import read
    from clausescan.report.comparison.sources import Versions
    from clausescan.report.comparison.word import render

    reports = [Report(read(path, guarded=False), (), (), (), (), Facts(), None, "0") for path in (old, new)]
    return render(Comparison(*reports, ()), Versions(old=old.read_bytes(), new=new.read_bytes()))


def trackdiff(old: Path, new: Path) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out.docx"
        command = [sys.executable, "-m", "docx_trackdiff.compare", str(old), str(new), str(out), "--author", "x"]
        subprocess.run(command, check=True, capture_output=True)
        return out.read_bytes()


def docxodus(old: Path, new: Path) -> bytes:
    from python_redlines import DocxodusEngine

    return DocxodusEngine().run_redline("x", old.read_bytes(), new.read_bytes())[0]


WRITERS: dict[str, tuple[str, Callable[[Path, Path], bytes]]] = {
    "clausescan": ("clausescan", own),
    "docx-trackdiff": ("docx_trackdiff", trackdiff),
    "python-redlines": ("python_redlines", docxodus),
}


def marked(data: bytes) -> tuple[int, int]:
    """Characters inserted and deleted."""
    from io import BytesIO
    from zipfile import ZipFile

    with ZipFile(BytesIO(data)) as package:
        root = etree.fromstring(package.read("word/document.xml"))
    inside = [t for t in root.iter(W + "t") if any(a.tag == W + "ins" for a in t.iterancestors())]
    return sum(len(t.text or "") for t in inside), sum(len(t.text or "") for t in root.iter(W + "delText"))


def alike(found: list[str], wanted: list[str]) -> str:
    if found == wanted:
        return "exact"
    wrong = sum(a != b for a, b in zip(found, wanted, strict=False)) + abs(len(found) - len(wanted))
    return "exact but for spaces" if "".join(found).split() == "".join(wanted).split() else f"{wrong} paragraphs differ"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    shared = parser.parse_args().shared / "pairs"
    samples = ROOT / "corpora" / "samples"
    pairs = {
        "battery sample": (samples / "battery_cell_jv.docx", samples / "battery_cell_jv_v2.docx"),
        "alliance sample": (
            samples / "vehicle_software_alliance.docx",
            samples / "vehicle_software_alliance_v2.docx",
        ),
        "CSA with SLA": (
            shared / "10_commonpaper_csa_sla" / "csa-without-sla.docx",
            shared / "10_commonpaper_csa_sla" / "csa-with-sla.docx",
        ),
        "order form": (
            shared / "13_commonpaper_orderform" / "order-form.docx",
            shared / "13_commonpaper_orderform" / "order-form-with-sla.docx",
        ),
    }
    for title, (old, new) in pairs.items():
        if not old.exists():
            print(f"{title}: not there")
            continue
        for name, (module, write) in WRITERS.items():
            if importlib.util.find_spec(module) is None:
                print(f"{title:16} {name:16} not installed")
                continue
            began = time.perf_counter()
            try:
                made = write(old, new)
            except Exception as error:
                print(f"{title:16} {name:16} failed: {type(error).__name__}: {str(error)[:100]}")
                continue
            seconds = time.perf_counter() - began
            inserted, deleted = marked(made)
            after = alike(accepted(made), plain(new.read_bytes()))
            before = alike(rejected(made), plain(old.read_bytes()))
            sizes = f"+{inserted:,} -{deleted:,} characters {seconds:.1f} s"
            print(f"{title:16} {name:16} accepted {after:24} rejected {before:24} {sizes}")


if __name__ == "__main__":
    main()
