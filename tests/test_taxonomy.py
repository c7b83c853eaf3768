from __future__ import annotations

from clausescan.taxonomy import GROUP_OF, GROUPS, TITLES, TYPES


def test_seven_groups_and_forty_types_each_with_a_title() -> None:
    assert (len(GROUPS), len(TYPES), len(set(TYPES))) == (7, 40, 40)
    assert set(TITLES) == {*GROUPS, *TYPES}
    assert len(set(TITLES.values())) == len(TITLES)


def test_every_type_knows_its_group() -> None:
    assert all(name in GROUPS[GROUP_OF[name]] for name in TYPES)
