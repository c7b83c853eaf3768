"""Amounts of money and percentages."""

from __future__ import annotations

import time

import pytest

from clausescan.language.amounts import find_amounts

MONEY = [
    ("a fee of US$1,500,000 per year", "US$1,500,000", 1_500_000, "USD"),
    ("two million euros (EUR 2,000,000)", "two million euros (EUR 2,000,000)", 2_000_000, "EUR"),
    ("Two Hundred Thousand Dollars ($200,000)", "Two Hundred Thousand Dollars ($200,000)", 200_000, "USD"),
    ("up to $5 million", "$5 million", 5_000_000, "USD"),
    ("a cap of € 3.5 million", "€ 3.5 million", 3_500_000, "EUR"),
    ("at most 1,000 EUR", "1,000 EUR", 1_000, "EUR"),
    ("Rs. 10 crores", "Rs. 10 crores", 100_000_000, "INR"),
    ("five hundred thousand Hong Kong dollars", "five hundred thousand Hong Kong dollars", 500_000, "HKD"),
    ("£250,000.50", "£250,000.50", 250_000.5, "GBP"),
]
PERCENT = [
    ("fifty-one percent (51%) of the votes", "fifty-one percent (51%)", 51),
    ("a holding of 51 %", "51 %", 51),
    ("twenty-five (25) percent", "twenty-five (25) percent", 25),
    ("one hundred per cent of the shares", "one hundred per cent", 100),
    ("a margin of 50 basis points", "50 basis points", 0.5),
    ("2½% a year", "2½%", 2.5),
]


@pytest.mark.parametrize(("text", "words", "value", "currency"), MONEY, ids=[case[0] for case in MONEY])
def test_money(text: str, words: str, value: float, currency: str) -> None:
    (span,) = find_amounts(text)
    assert (text[span.start : span.end], span.kind, span.value, span.currency) == (words, "money", value, currency)


@pytest.mark.parametrize(("text", "words", "value"), PERCENT, ids=[case[0] for case in PERCENT])
def test_percent(text: str, words: str, value: float) -> None:
    (span,) = find_amounts(text)
    assert (text[span.start : span.end], span.kind, span.value) == (words, "percent", value)


@pytest.mark.parametrize(
    ("text", "kind", "placeholder"),
    [
        ("$[***]", "money", "redacted"),
        ("US$ ____", "money", "blank"),
        ("[***]%", "percent", "redacted"),
        ("[●] percent", "percent", "blank"),
    ],
)
def test_no_value(text: str, kind: str, placeholder: str) -> None:
    (span,) = find_amounts(text)
    assert (span.kind, span.value, span.placeholder) == (kind, None, placeholder)


def test_words_against_figure() -> None:
    percent, money = find_amounts("fifty percent (51%) or one million euros (EUR 2,000,000)")
    assert (percent.value, percent.figure) == (50, 51)
    assert (money.value, money.figure) == (1_000_000, 2_000_000)


@pytest.mark.parametrize("text", ["100,000 shares", "thirty (30) days", "Section 5", "the dollar amount"])
def test_not_amounts(text: str) -> None:
    assert find_amounts(text) == []


@pytest.mark.parametrize("piece", ["1,", "$", "one hundred ", "[ ", "*", "_", "1 ", "% "])
def test_time_is_linear(piece: str) -> None:
    text = piece * (60_000 // len(piece))
    began = time.perf_counter()
    find_amounts(text)
    assert time.perf_counter() - began < 5
