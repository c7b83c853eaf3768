#!/usr/bin/env python3
"""Verdicts on the bundled sample agreements against what they were written to say.

No model has learnt the samples. A verdict also counts as defensible when the sample's notes say that a careful reader
could give it.

usage: samples_judged.py [--list]
"""

from __future__ import annotations

import argparse
import tomllib
from collections import Counter
from pathlib import Path

from clausescan.classify import Classifier
from clausescan.pipeline import reviewer_of, scan

SAMPLES = Path(__file__).resolve().parents[1] / "corpora/samples"
FILES = {"v1": "{}.docx", "v2": "{}_v2.docx"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true", help="every verdict that differs")
    args = parser.parse_args()
    classifier = Classifier.load()
    reviewer = reviewer_of(classifier)
    met: Counter[str] = Counter()
    for name in ("battery_cell_jv", "vehicle_software_alliance"):
        notes = tomllib.loads((SAMPLES / f"{name}.deliberate.toml").read_text(encoding="utf-8"))["items"]
        for version, file in FILES.items():
            report = scan(SAMPLES / file.format(name), classifier=classifier, reviewer=reviewer)
            assert report.judgement
            for finding in report.judgement.findings:
                meant = notes[finding.item][version]
                also = notes[finding.item].get("also", {}).get(version, [])
                met["verdicts"] += 1
                met["as meant"] += finding.status == meant
                met["as meant or defensible"] += finding.status in (meant, *also)
                met["explicit"] += meant == "explicit"
                met["explicit called absent"] += meant == "explicit" and finding.status == "absent"
                met["absent"] += meant == "absent"
                met["absent called explicit"] += meant == "absent" and finding.status == "explicit"
                if args.list and finding.status not in (meant, *also):
                    print(f"{name} {version} {finding.item}: {finding.status} {finding.confidence:.2f}, meant {meant}")
    for what, n in met.items():
        print(f"| {what} | {n} |")


if __name__ == "__main__":
    main()
