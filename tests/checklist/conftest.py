"""Items written for the tests, and a reference list made of them."""

from __future__ import annotations

from pathlib import Path

import pytest

from clausescan.checklist import load

LOCK = """\
id = "TR-90"
title = "Leaving early"
group = "TR"
serves = ["exit triggers"]
question = "May a partner leave in the first years?"
why = "A partner that may go at any time builds nothing."
severity = "high"
severity_when = [{ if = "the plant is not built yet", severity = "critical" }]
tier = "core"
kinds = ["equity_jv", "consortium"]
profiles = { battery = 1, software = -1 }
types = ["transfer"]
cues = ["lock-up", "transfer*"]
ask = "Ask for a number of years."
interacts = ["OB-90"]
checks = ["X-03"]
sources = ["commonly three to five years"]

[exemplars]
strong = ["transfer-01"]

[[elements]]
id = "a"
name = "how long"
text = "A number of years."
essential = true
types = ["transfer"]
cues = ["years from"]
yes = ["No partner may leave for five years.", "Leaving is barred until 2031."]
no = ["Leaving early is not welcome.", "The lock-up is described elsewhere."]

[[elements]]
id = "b"
name = "who is bound"
text = "Both, or the one named."
essential = false
yes = ["This binds both partners.", "Only Birch is bound."]
no = ["Partners are bound by law.", "Some may be bound."]

[[defects]]
code = "vague_time"
text = "Nobody may leave for some time."
"""

TAIL = """\
id = "OB-90"
title = "After leaving"
group = "OB"
serves = ["ongoing obligations"]
question = "What does the leaver still owe?"
why = "Somebody has to finish the orders."
severity = "low"
tier = "extended"
kinds = ["equity_jv"]
types = ["survival"]
cues = ["after leaving"]
ask = "Ask for a list."

[[elements]]
id = "a"
name = "what is owed"
text = "A list."
essential = true
yes = ["The leaver ships all orders taken before.", "It pays its share of the clean-up."]
no = ["The leaver remains loyal.", "What is owed is owed."]
"""


@pytest.fixture
def reference(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A reference list of two items, in place of the one that is shipped."""
    folder = tmp_path / "reference"
    folder.mkdir()
    (folder / "TR-90.toml").write_text(LOCK, encoding="utf-8")
    (folder / "OB-90.toml").write_text(TAIL, encoding="utf-8")
    monkeypatch.setattr(load, "DATA", folder)
    return folder


@pytest.fixture
def house(tmp_path: Path, reference: Path) -> Path:
    """An empty house folder that stands on the reference list."""
    folder = tmp_path / "house"
    folder.mkdir()
    (folder / "checklist.toml").write_text('name = "House"\nextends = "reference"\n', encoding="utf-8")
    return folder
