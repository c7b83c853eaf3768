"""Whatever is done to a text, every clause of both versions has its place in the comparison, once."""

from __future__ import annotations

import random
import time
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from versions import CLAUSES, report_of

from clausescan.compare import compare
from clausescan.compare.align import align, aligned
from clausescan.compare.redline import redline
from clausescan.compare.words import Wording


def edited(seed: int) -> list[str]:
    """The clauses with words dropped, doubled and swapped, clauses dropped, doubled and moved."""
    draw = random.Random(seed)
    clauses = list(CLAUSES)
    for _ in range(draw.randint(1, 5)):
        at = draw.randrange(len(clauses))
        words = clauses[at].split(" ")
        match draw.randrange(5):
            case 0 if len(clauses) > 2:
                clauses.pop(at)
            case 1:
                clauses.insert(draw.randrange(len(clauses)), clauses.pop(at))
            case 2 if len(words) > 4:
                clauses[at] = " ".join(w for w in words if draw.random() > 0.2)
            case 3:
                clauses.insert(at, f"9. Extra. {draw.choice(CLAUSES)[3:]}")
            case _:
                draw.shuffle(words)
                clauses[at] = " ".join(words)
    return [c for c in clauses if c.strip()]


@pytest.mark.parametrize("seed", range(40))
def test_every_clause_has_one_place(seed: int) -> None:
    old, new = report_of(*CLAUSES), report_of(*edited(seed))
    pairs = align(old, new).pairs
    for report, own in ((old, [i for p in pairs for i in p.old]), (new, [j for p in pairs for j in p.new])):
        assert max(Counter(own).values()) == 1
        assert set(own) == {w.clause for w in Wording(report).words}
    for change in compare(old, new).changes:
        if change.inline and change.old and change.new:
            assert "".join(p.text for p in change.inline if p.op != "delete") == change.new.text
            assert "".join(p.text for p in change.inline if p.op != "insert") == change.old.text


@given(st.text(st.sampled_from("ab c,.5(“\n"), max_size=60), st.text(st.sampled_from("ab c,.5(“\n"), max_size=60))
@settings(max_examples=200, deadline=None)
def test_a_redline_gives_both_texts(old: str, new: str) -> None:
    pieces = redline(old, new)
    assert "".join(p.text for p in pieces if p.op != "delete") == new
    assert "".join(p.text for p in pieces if p.op != "insert") == old
    assert all(p.text for p in pieces)


@given(st.lists(st.sampled_from("abcdefg"), max_size=40), st.lists(st.sampled_from("abcdefg"), max_size=40))
@settings(max_examples=200, deadline=None)
def test_aligned_words_are_equal_and_rise(old: list[str], new: list[str]) -> None:
    pairs = list(aligned(old, new))
    assert all(old[i] == new[j] for i, j in pairs)
    assert all(a < c and b < d for (a, b), (c, d) in pairwise(pairs))
    if old == new:
        assert len(pairs) == len(old)


def test_a_long_agreement_is_compared_in_seconds() -> None:
    words = " ".join(CLAUSES).split()
    draw = random.Random(1)
    clauses = [f"{n}. Point. {' '.join(draw.sample(words, 60))}." for n in range(1, 300)]
    old = report_of(*clauses)
    draw.shuffle(clauses)
    new = report_of(*clauses)
    began = time.process_time()
    compare(old, new)
    assert time.process_time() - began < 10
