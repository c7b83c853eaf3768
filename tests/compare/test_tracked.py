from __future__ import annotations

import pytest

from clausescan.compare.tracked import check_tracked, credited
from clausescan.errors import ComparisonError
from clausescan.model import Change, ClauseText, Comparison, Document, Facts, Report, Revision

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def report(text: str, *revisions: Revision, media_type: str = WORD) -> Report:
    document = Document("draft.docx", "0" * 64, media_type, text, (), revisions=revisions)  # type: ignore[arg-type]
    return Report(document, (), (), (), (), Facts(), None, "0")


def side(text: str, start: int, end: int) -> ClauseText:
    return ClauseText("c1", "1", start, end, None, text[start:end])


ORIGINAL, ACCEPTED = "keep thirty days\nsecond stays", "keep ten days\nsecond stays new"
OLD = report(
    ORIGINAL,
    Revision("deletion", "Ann", "2026-05-01T10:00:00Z", "thirty", 5, 11),
    Revision("insertion", "Bob", "2026-05-03T10:00:00Z", "ten", 11, 11),
    Revision("insertion", "Cat", "2026-05-04T10:00:00Z", " new", 29, 29),
    Revision("formatting", "Eve", "2026-05-09T10:00:00Z", "keep", 0, 4),
)
NEW = report(
    ACCEPTED,
    Revision("deletion", "Ann", "2026-05-01T10:00:00Z", "thirty", 5, 5),
    Revision("insertion", "Bob", "2026-05-03T10:00:00Z", "ten", 5, 8),
    Revision("insertion", "Cat", "2026-05-04T10:00:00Z", " new", 26, 30),
    Revision("formatting", "Eve", "2026-05-09T10:00:00Z", "keep", 0, 4),
    Revision("insertion", "Dan", "2026-05-05T10:00:00Z", "in a header"),
)


def test_authors_and_dates_of_what_touches_a_change() -> None:
    first = Change("modified", side(ORIGINAL, 0, 16), side(ACCEPTED, 0, 13))
    second = Change("modified", side(ORIGINAL, 17, 29), side(ACCEPTED, 14, 30))
    untouched = Change("renumbered", side(ORIGINAL, 0, 4), side(ACCEPTED, 0, 4))
    made = credited(Comparison(OLD, NEW, (first, second, untouched))).changes
    assert (made[0].author, made[0].date) == ("Ann; Bob", "2026-05-01T10:00:00Z; 2026-05-03T10:00:00Z")
    assert (made[1].author, made[1].date) == ("Cat", "2026-05-04T10:00:00Z")
    assert (made[2].author, made[2].date) == ("", "")


def test_a_split_paragraph_is_credited_by_its_place() -> None:
    both = Revision("insertion", "Ann", "2026-05-01T10:00:00Z", "", 4, 4)
    change = Change("modified", side(ORIGINAL, 0, 16), side(ACCEPTED, 0, 13))
    made = credited(Comparison(report(ORIGINAL, both), report(ACCEPTED, both), (change,)))
    assert made.changes[0].author == "Ann"


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (report("x", media_type="text/plain").document, "only a Word file holds tracked changes"),
        (report("x").document, "the file holds no tracked changes"),
        (report("x", Revision("formatting", "Eve", "", "x", 0, 1)).document, "holds no tracked changes"),
        (report("x", Revision("insertion", "Dan", "", "in a header")).document, "holds no tracked changes"),
    ],
)
def test_files_without_tracked_changes(document: Document, words: str) -> None:
    with pytest.raises(ComparisonError, match=words) as error:
        check_tracked(document)
    assert str(error.value).startswith("draft.docx: ")


def test_files_with_tracked_changes() -> None:
    check_tracked(NEW.document)
