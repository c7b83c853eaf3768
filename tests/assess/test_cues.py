from __future__ import annotations

import pytest

from clausescan.assess.cues import Cues, plain


@pytest.mark.parametrize(
    ("cue", "text", "found"),
    [
        ("without cause", "Either party may leave, without cause.", True),
        ("without cause", "without any cause", False),
        ("renew*", "No renewal is granted.", True),
        ("renew*", "A prenewed thing", False),
        ("licen* shall terminate", "All licences shall terminate.", True),
        ("licen* shall terminate", "All licences granted shall terminate.", False),
        ("days' notice", "on thirty days’ notice", True),
        ("[●]", "a price of [●] euros", True),
        ("[ ]", "a price of [ ] euros", True),
        ("[***]", "a price of [***]", True),
        ("long-stop", "the Long-Stop Date", True),
        ("term", "determined", False),
    ],
)
def test_cues(cue: str, text: str, found: bool) -> None:
    assert bool(Cues([cue]).found(plain(text))) is found


def test_places_are_those_of_the_list() -> None:
    cues = Cues(["notice", "cure*", "notice"])
    assert cues.cues == ("notice", "cure*")
    assert cues.found(plain("Notice of breach, to be cured in thirty days")) == [0, 1]
