"""Tables of contents in running text: which paragraphs are entries, and where the table ends."""

from __future__ import annotations

import re

from clausescan.reading.wrapping import starts_label

_HEAD = re.compile(
    r"(?i)(?:table of contents|contents|index)(?: \((?:continued|cont'd|cont\.)\))?[:.]?|page(?: no\.)?|section page"
)
_PAGE_END = re.compile(r"(?:\d{1,3}|[ivxl]{1,6}|[A-Z]-\d{1,3})$")
_BARE_WORD = re.compile(
    r"(?i)(?:article|section|exhibit|schedule|annex|appendix|page|part|suite|no\.?|number|attachment|amendment|\(?[\dA-Z.]{1,9}\)?)\.?"
)
_GLUED = re.compile(r"(?<=\s)(?:(?:ARTICLE|Article|SECTION|Section) )?\d{1,2}(?:\.\d{1,2}){0,2}\.? ?(?=[A-Z])")
_GLUED_HEAD = re.compile(r"(?i)\btable of contents\b")
_GLUED_PAGE = re.compile(r" \d{1,3} (?=ARTICLE|Article|SECTION|Section|SCHEDULE|Schedule|EXHIBIT|Exhibit|\d{1,2}\.)")


def contents_entries(paragraphs: list[str]) -> set[int]:
    """The indexes of paragraphs that belong to a table of contents (its heading included)."""
    found: set[int] = set()
    pages = [_entry_page(paragraph) for paragraph in paragraphs]
    i = 0
    while i < len(paragraphs):
        headed = _is_head(paragraphs[i])
        if headed or pages[i] is not None:
            end, entries = _run(paragraphs, pages, i)
            least = 2 if headed else 4
            labels = sum(starts_label(paragraphs[j]) for j in entries)
            if (
                len(entries) >= least
                and (headed or labels >= 0.5 * len(entries))
                and _rises([pages[j] for j in entries])
            ):
                found.update(range(i, end))
                i = end
                continue
        end = _plain_run(paragraphs, i) if headed else i
        if end > i:
            found.update(range(i, end))
            i = end
            continue
        if has_leader(paragraphs[i]) or _glued_contents(paragraphs[i]):
            found.add(i)
        i += 1
    return found


def has_leader(paragraph: str) -> bool:
    """Dots that lead to a page number."""
    tail = paragraph[-400:]
    end = _PAGE_END.search(tail)
    left = tail[: end.start()] if end else tail
    return left.count(".") >= 5 and len(left.rstrip()) - len(left.rstrip(" .")) >= 5


def _is_head(paragraph: str) -> bool:
    return len(paragraph) < 60 and _HEAD.fullmatch(" ".join(paragraph.split())) is not None


def _entry_page(paragraph: str) -> int | None:
    """The page of a contents entry (0 for a roman or lettered one), None where this is no entry."""
    if len(paragraph) > 200:
        return None
    end = _PAGE_END.search(paragraph)
    if not end or not end.start() or paragraph[end.start() - 1] not in " .":
        return None
    title = paragraph[: end.start()].rstrip(" .")
    letters = sum(c.isalpha() for c in title)
    if letters < 4 or 2 * letters < len(title.replace(" ", "")) or _BARE_WORD.fullmatch(title):
        return None  # a row of figures, or "Section 4"
    if paragraph[: end.start()].rstrip().endswith((",", ";", ":")):
        return None
    return int(end[0]) if end[0].isdigit() else 0


def _run(paragraphs: list[str], pages: list[int | None], start: int) -> tuple[int, list[int]]:
    """The end of the run of entries from `start`, short headings between them included, and the entries."""
    entries, end, i, highest = [], start, start, 0
    while i < len(paragraphs) and i <= end + 3:
        page = pages[i]
        if page is not None and (page == 0 or page >= highest - 1):
            highest = max(highest, page)
            entries.append(i)
            end = i
        elif i > start and len(paragraphs[i]) > 110 and not starts_label(paragraphs[i]):
            break
        i += 1
    return end + 1, entries


def _plain_run(paragraphs: list[str], head: int) -> int:
    """The end of a table without page numbers: short numbered titles up to the first number that comes again."""
    seen: set[str] = set()
    i, since = head + 1, 0
    while i < len(paragraphs) and len(paragraphs[i]) <= 110 and since < 2:
        label = " ".join(paragraphs[i].split()[: 2 if paragraphs[i][:1].isalpha() else 1]).casefold().rstrip(".")
        if starts_label(paragraphs[i]):
            if label in seen or paragraphs[i].endswith((";", ":", ",")):
                break
            seen.add(label)
            since = 0
        else:
            since += 1
        i += 1
    return i - since if len(seen) >= 5 else head


def _rises(pages: list[int | None]) -> bool:
    numbers = [page for page in pages if page]
    return len(numbers) < 2 or numbers[-1] > numbers[0]


def _glued_contents(paragraph: str) -> bool:
    """A whole table in one paragraph."""
    if len(paragraph) > 20_000:
        return False
    head = _GLUED_HEAD.search(paragraph, 0, 160)
    if head:
        words = paragraph[head.end() :].split()
        figures = sum(word[0].isdigit() for word in words)
        return figures >= max(4, len(words) // 8)
    if len(paragraph) < 200:
        return False
    labels = len(_GLUED.findall(paragraph))
    return labels >= 6 and len(paragraph) < 90 * labels and len(_GLUED_PAGE.findall(paragraph)) >= 0.5 * labels
