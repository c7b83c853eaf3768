"""House lists: added, changed and switched-off items; every fault told with file, line and key."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

import clausescan
from clausescan.checklist import examine, load_checklist
from clausescan.errors import ChecklistError

NEW = """\
id = "ACME-01"
title = "Samples"
group = "AS"
serves = ["shared assets"]
question = "Who keeps the samples?"
why = "They are hard to make."
severity = "medium"
tier = "core"
kinds = ["contractual_alliance"]
types = ["tangible_site"]
cues = ["sample*"]
ask = "Ask for a list."
interacts = ["TR-90"]

[[elements]]
id = "a"
name = "owner"
text = "One of them."
essential = true
yes = ["Birch keeps all samples.", "The samples go to Alder."]
no = ["Samples are valuable.", "Samples are labelled."]
"""


def test_a_complete_item(reference: Path) -> None:
    checklist = clausescan.load_checklist()
    assert [item.id for item in checklist.items] == ["TR-90", "OB-90"]  # in the order of the groups
    item = checklist.item("tr-90")
    assert (item.title, item.kinds, item.exemplars.strong) == (
        "Leaving early",
        ("equity_jv", "consortium"),
        ("transfer-01",),
    )
    assert (item.severity_when[0].condition, item.severity_when[0].severity) == (
        "the plant is not built yet",
        "critical",
    )
    assert item.element("b").yes == ("This binds both partners.", "Only Birch is bound.")
    assert item.defects[0].code in checklist.defects
    assert item.file == str(reference / "TR-90.toml")
    with pytest.raises(KeyError):
        checklist.item("TR-91")
    with pytest.raises(KeyError):
        item.element("z")


@pytest.mark.parametrize(
    ("id", "profile", "severity"),
    [
        ("TR-90", None, "high"),
        ("TR-90", "battery", "critical"),
        ("TR-90", "software", "medium"),
        ("TR-90", "production", "high"),
        ("OB-90", "battery", "low"),
    ],
)
def test_a_purpose_raises_and_lowers(reference: Path, id: str, profile: str | None, severity: str) -> None:
    assert load_checklist().item(id).severity_for(profile) == severity


@pytest.mark.parametrize(("severity", "step", "result"), [("critical", 1, "critical"), ("info", -1, "info")])
def test_severity_has_ends(house: Path, severity: str, step: int, result: str) -> None:
    (house / "TR-90.toml").write_text(f'id = "TR-90"\nseverity = "{severity}"\nprofiles = {{ autonomy = {step} }}\n')
    assert load_checklist(house).item("TR-90").severity_for("autonomy") == result


def test_items_are_added(house: Path) -> None:
    (house / "ACME-01.toml").write_text(NEW, encoding="utf-8")
    checklist = load_checklist(house)
    assert [item.id for item in checklist.items] == ["TR-90", "ACME-01", "OB-90"]
    assert (checklist.name, checklist.path) == ("House", str(house))


def test_keys_of_an_item_are_changed_and_the_others_stay(house: Path) -> None:
    change = 'id = "TR-90"\nseverity = "low"\n\n[[elements]]\nid = "a"\nessential = false\n\n[[elements]]\nid = "b"\n'
    (house / "TR-90.toml").write_text(change + "essential = true\n", encoding="utf-8")
    before, after = load_checklist().item("TR-90"), load_checklist(house).item("TR-90")
    assert (after.severity, after.title, after.cues) == ("low", before.title, before.cues)
    assert [(each.id, each.essential) for each in after.elements] == [("a", False), ("b", True)]
    assert [each.yes for each in after.elements] == [each.yes for each in before.elements]
    assert after.file == str(house / "TR-90.toml")


def test_elements_are_added_and_switched_off(house: Path) -> None:
    change = 'id = "TR-90"\n[[elements]]\nid = "b"\noff = true\n[[elements]]\nid = "c"\nname = "from when"\n'
    change += 'text = "A day."\nessential = false\nyes = ["From closing.", "From 1 May."]\nno = ["Later.", "Soon."]\n'
    (house / "TR-90.toml").write_text(change, encoding="utf-8")
    assert [each.id for each in load_checklist(house).item("TR-90").elements] == ["a", "c"]


def test_items_are_switched_off(house: Path) -> None:
    (house / "checklist.toml").write_text('extends = "reference"\noff = ["OB-90"]\n', encoding="utf-8")
    checklist = load_checklist(house)
    assert [item.id for item in checklist.items] == ["TR-90"]
    assert checklist.off == ("OB-90",)
    assert checklist.item("TR-90").interacts == ()


def test_one_file_for_the_whole_list(tmp_path: Path, reference: Path) -> None:
    tables = NEW.replace("[[elements]]", "[[items.elements]]")
    file = tmp_path / "ours.toml"
    file.write_text(f'extends = "reference"\noff = ["OB-90"]\n\n[[items]]\n{tables}', encoding="utf-8")
    checklist = load_checklist(str(file))
    assert ([item.id for item in checklist.items], checklist.name) == (["TR-90", "ACME-01"], "ours")


def test_a_list_that_stands_alone(tmp_path: Path, reference: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text("[[items]]\n" + NEW.replace("[[elements]]", "[[items.elements]]").replace('"TR-90"', ""))
    assert [item.id for item in load_checklist(file).items] == ["ACME-01"]


def test_one_item_stands_on_the_reference_list(tmp_path: Path, reference: Path) -> None:
    file = tmp_path / "ACME-01.toml"
    file.write_text(NEW, encoding="utf-8")
    assert {item.id for item in load_checklist(file).items} == {"TR-90", "OB-90", "ACME-01"}


# What is changed in the item TR-90, into what; the text of the line that is blamed, the key, and words of the reason.
FAULTS = [
    ('id = "TR-90"', 'id = "tr90"', 'id = "tr90"', "id", "two to eight capitals"),
    ('title = "Leaving early"', "title = 3", "title = 3", "title", "must be a text in quotes, not a number"),
    ('title = "Leaving early"', 'title = " "', "title =", "title", "is empty"),
    ('title = "Leaving early"\n', "", 'id = "TR-90"', "title", "is missing"),
    ('group = "TR"', 'group = "XX"', "group =", "group", "'XX' is not known; known are RN, TR"),
    ('["exit triggers"]', '["exit trigger"]', "serves =", "serves", "did you mean 'exit triggers'?"),
    ('["exit triggers"]', "[]", "serves =", "serves", "needs at least 1"),
    ("first years?", "first years", "question =", "question", "question mark"),
    ('severity = "high"', 'severity = "hgh"', 'severity = "hgh"', "severity", "did you mean 'high'?"),
    ('severity = "high"', 'severty = "high"', "severty", "severty", "did you mean 'severity'?"),
    ('if = "the', 'when = "the', "severity_when", "severity_when[1].when", "no such key"),
    ('severity = "critical" }', 'severity = "worst" }', "severity_when", "severity_when[1].severity", "not known"),
    (
        '[{ if = "the plant is not built yet", severity = "critical" }]',
        '"no"',
        "severity_when",
        "severity_when",
        "list",
    ),
    ('tier = "core"', 'tier = "main"', "tier =", "tier", "known are core, extended"),
    ('["equity_jv", "consortium"]', '["equity"]', "kinds =", "kinds", "not known"),
    ("battery = 1", "batery = 1", "profiles =", "profiles.batery", "did you mean 'battery'?"),
    ("battery = 1", "battery = 2", "profiles =", "profiles.battery", "-1 (lower), 0 or 1"),
    ("battery = 1", "battery = true", "profiles =", "profiles.battery", "-1 (lower), 0 or 1"),
    ("{ battery = 1, software = -1 }", "1", "profiles =", "profiles", "must be a table"),
    (
        'types = ["transfer"]\ncues = ["lock',
        'types = ["transfers"]\ncues = ["lock',
        "types =",
        "types",
        "did you mean 'transfer'?",
    ),
    ('"lock-up", "transfer*"', '"Lock-up"', "cues =", "cues", "lower case"),
    ('"lock-up", "transfer*"', '"lock*up"', "cues =", "cues", "end of a word"),
    ('"lock-up", "transfer*"', '"lock  up"', "cues =", "cues", "single spaces"),
    ('"lock-up", "transfer*"', '"lock-up", "lock-up"', "cues =", "cues", "twice"),
    ('"lock-up", "transfer*"', '"lock-up", 7', "cues =", "cues", "holds a number"),
    ('["lock-up", "transfer*"]', '"lock-up"', "cues =", "cues", "must be a list of texts"),
    ('["OB-90"]', '["OB-91"]', "interacts", "interacts", "'OB-91' is not known"),
    ('["OB-90"]', '["TR-90"]', "interacts", "interacts", "'TR-90' is not known"),
    ('["X-03"]', '["X-99"]', "checks", "checks", "'X-99' is not known"),
    ('["transfer-01"]', '["transfer-99"]', "strong", "exemplars.strong", "'transfer-99' is not known"),
    ("strong =", "best =", "best", "exemplars.best", "no such key"),
    ("[exemplars]\nstrong", "exemplars", "exemplars", "exemplars", "must be a table"),
    ('name = "who is bound"\n', "", None, "elements.b.name", "is missing"),
    ("essential = false", 'essential = "no"', 'essential = "no"', "elements.b.essential", "must be true or false"),
    ("essential = true", "essential = false", "[[elements]]", "elements", "none is essential"),
    ('id = "b"', 'id = "bb"', 'id = "bb"', "elements[2].id", "one small letter"),
    ('id = "b"', 'id = "a"', None, "elements.a.id", "two elements 'a'"),
    (', "Only Birch is bound."', "", "This binds", "elements.b.yes", "needs at least 2, and has 1"),
    ('"Some may be bound."', '"Only Birch is bound."', '"Partners', "elements.b.no", "in yes and in no"),
    ('code = "vague_time"', 'code = "vague"', 'code = "vague"', "defects[1].code", "'vague' is not known"),
    ('code = "vague_time"', 'code = "vague_tme"', "vague_tme", "defects[1].code", "did you mean 'vague_time'?"),
]


@pytest.mark.parametrize(("old", "new", "line", "key", "reason"), FAULTS, ids=[f"{c[3]}-{c[4][:20]}" for c in FAULTS])
def test_faults(reference: Path, old: str, new: str, line: str | None, key: str, reason: str) -> None:
    file = reference / "TR-90.toml"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")
    checklist, faults = examine()
    assert checklist is None
    told = [fault for fault in faults if fault.key == key and reason in fault.reason]
    assert told, [str(fault) for fault in faults]
    assert told[0].file == str(file)
    rows = text.splitlines()
    blamed = rows[(told[0].line or 0) - 1]
    if line is None:
        assert "elements" in blamed or 'id = "a"' in blamed
        assert (told[0].line or 0) > rows.index("[[elements]]") + 2
    else:
        assert line in blamed
    with pytest.raises(ChecklistError):
        load_checklist()


HOUSE_FAULTS = [
    ({"checklist.toml": 'extends = "other"'}, "checklist.toml", 1, "extends", "known are reference"),
    ({"checklist.toml": 'name = "x"\nof = []'}, "checklist.toml", 2, "of", "no such key"),
    ({"checklist.toml": 'extends = "reference"\noff = ["TR-01"]'}, "checklist.toml", 2, "off", "'TR-01' is not known"),
    ({"checklist.toml": 'extends = "reference"\noff = "TR-90"'}, "checklist.toml", 2, "off", "must be a list"),
    ({"checklist.toml": 'extends = "reference"\nitems = 1'}, "checklist.toml", 2, "items", "list of tables"),
    ({"TR-90.toml": 'id = "TR-90"\nseverity = "grave"'}, "TR-90.toml", 2, "severity", "not known"),
    ({"TR-91.toml": 'id = "TR-90"\n'}, "TR-91.toml", 1, "id", "must be the same"),
    ({"TR-91.toml": 'title = "x"\n'}, "TR-91.toml", 1, "id", "two to eight capitals"),
    ({"TR-91.toml": 'id = "TR-91"\n'}, "TR-91.toml", 1, "question", "is missing"),
    (
        {"TR-90.toml": 'id = "TR-90"\n[[elements]]\nid = "x"\noff = true'},
        "TR-90.toml",
        3,
        "elements.x.id",
        "switch off",
    ),
    ({"TR-90.toml": 'id = "TR-90"\n[[elements]]\nid = "a"\noff = 1'}, "TR-90.toml", 4, "elements.a.off", "true"),
    ({"TR-90.toml": 'id = "TR-90"\n[[elements]]\nname = "x"'}, "TR-90.toml", 2, "elements[3].id", "is missing"),
    ({"TR-90.toml": 'id = "TR-90"\nelements = ["a"]'}, "TR-90.toml", 2, "elements", "list of tables"),
    ({"bad.toml": "id = \n"}, "bad.toml", 1, "", "no valid TOML"),
]


@pytest.mark.parametrize(
    ("files", "file", "line", "key", "reason"), HOUSE_FAULTS, ids=[f"{c[1]}-{c[3]}-{c[4][:14]}" for c in HOUSE_FAULTS]
)
def test_house_faults(house: Path, files: dict[str, str], file: str, line: int, key: str, reason: str) -> None:
    for name, text in files.items():
        (house / name).write_text(text, encoding="utf-8")
    checklist, faults = examine(house)
    assert checklist is None
    told = [fault for fault in faults if fault.key == key and reason in fault.reason]
    assert told, [str(fault) for fault in faults]
    assert (told[0].file, told[0].line) == (str(house / file), line)


def test_the_same_item_twice(tmp_path: Path, reference: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('extends = "reference"\n[[items]]\nid = "TR-90"\n[[items]]\nid = "TR-90"\n', encoding="utf-8")
    with pytest.raises(ChecklistError) as caught:
        load_checklist(file)
    assert (caught.value.line, caught.value.key) == (5, "id")


def test_a_folder_without_head_and_a_list_without_items(tmp_path: Path, reference: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    with pytest.raises(ChecklistError, match=r"has no checklist\.toml"):
        load_checklist(empty)
    (empty / "checklist.toml").write_text("", encoding="utf-8")
    with pytest.raises(ChecklistError, match="holds no items"):
        load_checklist(empty)
    with pytest.raises(ChecklistError, match="cannot be read"):
        load_checklist(tmp_path / "nowhere.toml")


def test_the_first_fault_says_how_many_more(house: Path) -> None:
    (house / "TR-90.toml").write_text('id = "TR-90"\nseverity = 1\ntier = 2\n', encoding="utf-8")
    with pytest.raises(ChecklistError, match="and 1 more") as caught:
        load_checklist(house)
    error = caught.value
    assert (error.line, error.key) == (2, "severity")
    copy = pickle.loads(pickle.dumps(error))
    assert (str(copy), copy.line) == (str(error), 2)
