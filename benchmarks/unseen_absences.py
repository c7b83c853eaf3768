#!/usr/bin/env python3
"""Contracts that nobody labelled for the checklist: is anything called absent where its words plainly stand?

For some items a pattern is given that hardly occurs without the term being at least mentioned ("may terminate … for any
reason"). Counted is what a scan says of the item in contracts of CUAD in which the pattern occurs; the network has
learnt from none of their labels. A lower bound on what is overlooked, not a score: the patterns find the plain cases.

usage: unseen_absences.py [--shared ../shared] [--contracts 70] [--list]
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from pathlib import Path

from clausescan.checklist import load_checklist
from clausescan.classify import Classifier
from clausescan.pipeline import report_on, reviewer_of
from clausescan.reading import read

ROOT = Path(__file__).resolve().parents[1]
STATES = ("explicit", "partial", "redacted", "na", "absent")
PLAIN = {
    "TR-01": r"(?:may|right to) terminate[^.]{0,120}(?:for any reason|without cause|at any time|for convenience)",
    "TR-02": r"(?:breach|default)[^.]{0,250}\b(?:cure|cured|remed\w+)\b[^.]{0,160}days",
    "TR-04": r"terminat\w+[^.]{0,300}(?:insolven|bankrupt)|(?:insolven|bankrupt)[^.]{0,300}terminat",
    "RN-02": r"automatically (?:renew|extend)|renewed? automatically|renew for (?:successive|additional)",
    "RN-04": r"(?:notice|notif)[^.]{0,160}(?:days|months)[^.]{0,60}(?:prior to|before)[^.]{0,60}(?:expiration|end) of",
    "OB-01": r"surviv\w+[^.]{0,80}terminat",
    "OB-02": r"confidential[^.]{0,300}\byears?\b",
    "OB-05": r"indemnif",
    "OB-07": r"(?:books|records)[^.]{0,200}(?:audit|inspect)",
    "AS-01": r"\b(?:own|owned|owner)\b[^.]{0,120}(?:intellectual property|inventions|trademarks|copyright)",
    "AS-04": r"(?:terminat|expir)\w+[^.]{0,260}(?:cease|discontinue)[^.]{0,60}us(?:e|ing)\b[^.]{0,80}(?:mark|logo)",
    "CH-04": r"assign[^.]{0,160}written consent",
    "NT-02": r"notice[^.]{0,300}deemed[^.]{0,100}(?:received|receipt|delivered|given)",
    "EC-01": r"royalt",
    "DR-05": r"(?:dispute|disagreement)[^.]{0,200}(?:senior executive|escalat|chief executive)",
    "GL-02": r"minimum (?:sales|purchase)|performance (?:metric|standard)",
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    parser.add_argument("--contracts", type=int, default=70)
    parser.add_argument("--list", action="store_true", help="print every absence with the words of the pattern")
    args = parser.parse_args()
    labelled = " ".join(p.stem.split("_")[0] for p in args.shared.glob("gold/*/docs/*.json"))
    files = [f for f in sorted((args.shared / "cuad/texts").glob("*.txt")) if 8_000 < f.stat().st_size < 90_000]
    files = [f for f in files if not any(name in f.stem.lower() for name in labelled.split())]
    random.Random(5).shuffle(files)
    classifier = Classifier.load()
    reviewer = reviewer_of(classifier, load_checklist())
    found: dict[str, Counter[str]] = {item: Counter() for item in PLAIN}
    for file in files[: args.contracts]:
        document = read(file)
        judgement = report_on(document, classifier, reviewer=reviewer).judgement
        status = {f.item: f.status for f in judgement.findings} if judgement else {}
        for item, pattern in PLAIN.items() if judgement else ():
            if match := re.search(pattern, document.text, re.IGNORECASE):
                found[item][status[item]] += 1
                if args.list and status[item] == "absent":
                    print(f"{file.stem[:40]} {item}: {' '.join(match[0].split())[:200]}")
    print(f"| item | contracts | {' | '.join(STATES)} |\n| --- | --- |{' --- |' * len(STATES)}")
    for item, counts in found.items():
        print(f"| {item} | {counts.total()} | {' | '.join(str(counts[state]) for state in STATES)} |")
    total = sum(found.values(), Counter())
    print(f"| all | {total.total()} | {' | '.join(str(total[state]) for state in STATES)} |")


if __name__ == "__main__":
    main()
