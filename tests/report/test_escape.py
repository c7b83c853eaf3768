import pytest

from clausescan.report.escape import shortened, visible, visible_lines


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Term and\n  termination", "Term and termination"),
        ("\x1b[2Jgone", "\\x1b[2Jgone"),
        ("owner\u202etxt.exe", "owner\\u202etxt.exe"),
        ("bad\udcff.txt", "bad\\xff.txt"),
        ("a\u00a0b", "a b"),
        ("合同 “quoted” – [***]", "合同 “quoted” – [***]"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_visible_can_always_be_encoded() -> None:
    everything = "".join(map(chr, range(0x3000))) + "\ud800\udfff"
    visible(everything).encode("utf-8")


def test_shortened_cuts_at_a_word() -> None:
    assert shortened("sixty days before the expiry", 16) == "sixty days…"
    assert shortened("sixty days", 16) == "sixty days"
    assert len(shortened("x" * 500, 50)) == 50


def test_visible_lines_keeps_lines_and_tabs() -> None:
    assert visible_lines("a\tb\r\nc\u202e\x00\u2028\udcff\u00a0d") == "a\tb\\r\nc\\u202e\\x00\\u2028\\xff d"
    everything = "".join(map(chr, range(0x3000))) + "\ud800\udfff"
    visible_lines(everything).encode("utf-8")
