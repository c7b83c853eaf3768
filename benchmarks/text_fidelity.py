"""How true the text read from PDFs is: against the CUAD text of the same contract, page furniture aside.

    python benchmarks/text_fidelity.py [--shared ../shared] [--only NAME]

Method. Tokens are runs of letters and digits in lower case; a redaction mark counts as a token. The truth keeps page
numbers, running heads and "Source:" lines, and the reader takes them out: so from the truth those lines (CUAD puts
them on lines of their own) are removed that equal, digits masked, a line that the reader recorded as furniture, at
most as often as it was recorded. The columns "raw" are the same figures with the furniture put back into the reading
instead and nothing removed from the truth; there no choice of the reader can flatter it.

F1 is that of the token multisets. Order is 2·L/T over tokens, L the length of the longest common subsequence. CUAD
follows the order in which a file draws its text; where that differs from the order on the page, the reader follows the
page and loses here. "breaks" is precision and recall of paragraph starts against the labelled paragraphs of the same
contract. Those were cut from the CUAD text for labelling and often join or split printed paragraphs, so the figure is
good for comparing two versions of the reader only.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from difflib import SequenceMatcher
from pathlib import Path
from statistics import fmean

from rapidfuzz.distance import LCSseq

from clausescan.model import Document
from clausescan.reading.options import ReadOptions
from clausescan.reading.pdf import read_pdf

_TOKEN = re.compile(r"[^\W_]+|[*●•]+", re.UNICODE)


def tokens(text: str) -> list[str]:
    return [token if token[0].isalnum() else "*" for token in _TOKEN.findall(text.lower())]


def multiset_f1(a: list[str], b: list[str]) -> float:
    common = sum((Counter(a) & Counter(b)).values())
    return 2 * common / max(len(a) + len(b), 1)


def order(a: list[str], b: list[str]) -> float:
    return LCSseq.similarity(a, b) * 2 / max(len(a) + len(b), 1)


def mask(line: str) -> str:
    return " ".join("#" if token.isdigit() else token for token in tokens(line))


def without_furniture(truth: str, document: Document) -> str:
    """The truth less the lines that the reader recorded as furniture."""
    left = Counter(mask(item.text) for item in document.furniture)
    kept = []
    for line in truth.splitlines():
        masked = mask(line)
        if masked and left[masked] > 0:
            left[masked] -= 1
            continue
        kept.append(line)
    # Furniture of several printed lines ("Confidential" over "Execution Version") is one line of the truth.
    out = []
    for line in kept:
        rest, used = mask(line), []
        if rest and len(rest) < 600:
            for text in sorted((text for text, times in left.items() if times > 0 and text), key=len, reverse=True):
                if text in rest:
                    rest = rest.replace(text, "", 1).strip()
                    used.append(text)
        if used and not rest:
            left.subtract(used)
            continue
        out.append(line)
    return "\n".join(out)


def with_furniture(document: Document) -> str:
    parts: dict[int, list[str]] = {}
    for block in document.blocks:
        parts.setdefault(block.page or 0, []).append(document.text[block.start : block.end])
    for item in document.furniture:
        page = parts.setdefault(item.page or 0, [])
        page.insert(0 if item.kind in ("header", "stamp") else len(page), item.text)
    return "\n".join(text for page in sorted(parts) for text in parts[page])


def breaks(document: Document, paragraphs: list[str]) -> tuple[float, float]:
    """Precision and recall of paragraph starts, aligned by tokens."""

    def starts(texts: list[str]) -> tuple[list[str], set[int]]:
        flow: list[str] = []
        at: set[int] = set()
        for text in texts:
            found = tokens(text)
            if found:
                at.add(len(flow))
                flow.extend(found)
        return flow, at

    ours, our_starts = starts([document.text[b.start : b.end] for b in document.blocks])
    theirs, their_starts = starts(paragraphs)
    matcher = SequenceMatcher(None, ours, theirs, autojunk=len(ours) * len(theirs) >= 4e6)
    hits, seen_ours, seen_theirs = 0, 0, 0
    for block in matcher.get_matching_blocks():
        mine = {i - block.a for i in our_starts if block.a <= i < block.a + block.size}
        their = {i - block.b for i in their_starts if block.b <= i < block.b + block.size}
        hits += len(mine & their)
        seen_ours += len(mine)
        seen_theirs += len(their)
    return hits / max(seen_ours, 1), hits / max(seen_theirs, 1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--shared", type=Path, default=Path(__file__).resolve().parents[1] / ".." / "shared")
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    rows = []
    print(f"{'agreement':26}{'F1':>8}{'order':>8}{'F1 raw':>8}{'ord raw':>8}{'breaks P':>9}{'R':>7}")
    for file in sorted((options.shared / "agreements/pdf").glob("*.pdf")):
        if options.only not in file.stem:
            continue
        gold = json.loads((options.shared / "gold/dev/docs" / f"{file.stem}.json").read_text("utf-8"))
        truth = (options.shared / "cuad/texts" / gold["source"]).read_text("utf-8")
        document = read_pdf(file.read_bytes(), file.name, ReadOptions())
        read, cut = tokens(document.text), tokens(without_furniture(truth, document))
        full, whole = tokens(with_furniture(document)), tokens(truth)
        row = (
            multiset_f1(read, cut),
            order(read, cut),
            multiset_f1(full, whole),
            order(full, whole),
            *breaks(document, gold["paragraphs"]),
        )
        rows.append(row)
        print(f"{file.stem:26}" + "".join(f"{v:8.4f}" for v in row[:4]) + f"{row[4]:9.3f}{row[5]:7.3f}", flush=True)
    if not rows:
        print("no agreements found under", options.shared, file=sys.stderr)
        return 1
    columns = list(zip(*rows, strict=True))
    print(
        f"{'mean':26}"
        + "".join(f"{fmean(c):8.4f}" for c in columns[:4])
        + "".join(f"{fmean(c):8.3f}" for c in columns[4:])
    )
    print(
        f"{'worst':26}"
        + "".join(f"{min(c):8.4f}" for c in columns[:4])
        + "".join(f"{min(c):8.3f}" for c in columns[4:])
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
