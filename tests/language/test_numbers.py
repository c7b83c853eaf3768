"""Numbers as agreements write them."""

from __future__ import annotations

import re

import pytest

from clausescan.language.numbers import ORDINAL_QUANTITY, QUANTITY, Quantity, cardinal, figures, ordinal, quantity


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("ninety", 90),
        ("one hundred and eighty", 180),
        ("one hundred twenty-five", 125),
        ("a hundred", 100),
        ("twelve hundred", 1200),
        ("two thousand five hundred", 2500),
        ("three million", 3_000_000),
        ("one and a half", 1.5),
        ("two and one-half", 2.5),
        ("fourty-five", 45),  # misspelt in real agreements
        ("fortyfive", 45),
        ("one-half", 0.5),
        ("thirty business", None),
        ("", None),
    ],
)
def test_cardinal(text: str, value: float | None) -> None:
    assert cardinal(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [("1,000", 1000), ("2.5", 2.5), ("2 1/2", 2.5), ("1½", 1.5), ("½", 0.5), ("60 days", 60), ("x", None)],
)
def test_figures(text: str, value: float | None) -> None:
    assert figures(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("tenth", 10),
        ("tenth (10th)", 10),
        ("30th", 30),
        ("twenty-first", 21),
        ("one hundred eightieth", 180),
        ("ten", None),
    ],
)
def test_ordinal(text: str, value: int | None) -> None:
    assert ordinal(text) == value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sixty (60)", Quantity(60)),
        ("one (I)", Quantity(1)),  # a scanned 1
        ("7 (seven)", Quantity(7)),
        ("thirty(30)", Quantity(30)),
        ("fourteen [14 ]", Quantity(14)),
        ("one hundred and eighty- (180-)", Quantity(180)),
        ("(60)", Quantity(60)),
        ("[30]", Quantity(30)),
        ("sixty (30)", Quantity(60, "", 30)),  # words prevail, the figure is kept
        ("30 (sixty)", Quantity(60, "", 30)),
        ("[●]", Quantity(None, "blank")),
        ("[ ]", Quantity(None, "blank")),
        ("____", Quantity(None, "blank")),
        ("[insert number]", Quantity(None, "blank")),
        ("[X]", Quantity(None, "blank")),
        ("[***]", Quantity(None, "redacted")),
        ("[*]", Quantity(None, "redacted")),
        ("*** (***)", Quantity(None, "redacted")),
        ("thirty ([***])", Quantity(30)),
        ("[●] (30)", Quantity(30)),
    ],
)
def test_quantity(text: str, expected: Quantity) -> None:
    match = re.compile(QUANTITY, re.IGNORECASE).fullmatch(text)
    assert match is not None
    assert quantity(match.group()) == expected


@pytest.mark.parametrize(("text", "value"), [("fourth (4th)", 4), ("fifth (5t h)", 5), ("30th", 30)])
def test_ordinal_quantity(text: str, value: float) -> None:
    match = re.compile(ORDINAL_QUANTITY, re.IGNORECASE).fullmatch(text)
    assert match is not None
    assert quantity(match.group()) == Quantity(value)
