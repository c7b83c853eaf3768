"""What the model reads of a clause, and what becomes of its probabilities."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from clausescan.classify import Classifier, classified_texts
from clausescan.encoding.encoder import Text
from clausescan.encoding.folder import shipped_model, write_hashes
from clausescan.errors import ModelError
from clausescan.heads import Heads, ItemHeads, Words, load_heads, terms
from clausescan.model import Block, Clause, ClauseKind, Document, ModelInfo


def agreement(*clauses: tuple[str, ClauseKind, dict[str, object]]) -> tuple[Document, tuple[Clause, ...]]:
    """A document with one paragraph a clause: (words, kind, more fields); a typed label ends at " | "."""
    text, blocks, nodes = "", [], []
    for i, (words, kind, more) in enumerate(clauses):
        label, bar, rest = words.partition("| ")
        start = len(text)
        text += (label + rest) if bar else words
        blocks.append(Block(start, len(text)))
        body = start + (len(label) if bar else 0)
        fields = {"parent": None, "number": "", "label": "", "cite": "", "level": 0, **more}
        nodes.append(Clause(id=f"c{i}", kind=kind, start=start, end=len(text), body=body, **fields))  # type: ignore[arg-type]
        text += "\n"
    return Document("a.txt", "0", "text/plain", text, tuple(blocks)), tuple(nodes)


class FixedEncoder:
    """Vectors of length 2 by the first word: "yes" points one way, everything else the other."""

    info = ModelInfo("fixed", "0", "none")
    dimension = 2

    def __init__(self) -> None:
        self.seen: list[Text] = []

    def encode(self, texts: Sequence[Text]) -> np.ndarray:
        self.seen += texts
        return np.array([[1, 0] if str(t).startswith("yes") else [0, 1] for t in texts], dtype=np.float32)


def heads(given: float, uncertain: float, labels: tuple[str, ...] = ("renewal", "survival")) -> Heads:
    """Vector [1, 0] gives the first label 0.88 and the second 0.5; [0, 1] gives 0.12 and 0.5."""
    one = np.ones(2, dtype=np.float32)
    return Heads(
        labels=labels,
        words=Words({}, np.zeros(0, dtype=np.float32)),
        of_vector=np.array([[2, 0], [-2, 0]], dtype=np.float32),
        of_words=np.zeros((0, 2), dtype=np.float32),
        bias=np.zeros(2, dtype=np.float32),
        slope=one,
        offset=np.zeros(2, dtype=np.float32),
        given=one * given,
        uncertain=one * uncertain,
    )


def test_a_clause_is_read_with_its_headings_and_an_item_with_its_lead_in() -> None:
    document, clauses = agreement(
        ("ARTICLE IX", "heading", {"heading_path": ()}),
        ("9.1 | Either side may end this contract if the other:", "clause", {"heading_path": ("TERMINATION",)}),
        ("(a) | becomes\n  insolvent; or", "item", {"heading_path": ("TERMINATION",), "lead_in": "c1"}),
        ("", "paragraph", {}),
    )
    assert classified_texts(document, clauses)[1:] == [
        "TERMINATION Either side may end this contract if the other:",
        "TERMINATION Either side may end this contract if the other: becomes insolvent; or",
        "",
    ]


def test_of_a_long_lead_in_the_end_is_read() -> None:
    document, clauses = agreement(
        (" ".join(f"w{i}" for i in range(200)), "clause", {}), ("its own words", "item", {"lead_in": "c0"})
    )
    assert classified_texts(document, clauses)[1] == " ".join(f"w{i}" for i in range(140, 200)) + " its own words"


@pytest.mark.parametrize(
    ("given", "uncertain", "types", "shown"),
    [
        (0.4, 0.2, ["renewal", "survival"], []),
        (0.6, 0.4, ["renewal"], ["survival"]),
        (0.6, 0.55, ["renewal"], []),
        (0.9, 0.8, [], ["renewal"]),
        (0.95, 0.9, [], []),
    ],
)
def test_thresholds_and_the_uncertain_band(given: float, uncertain: float, types: list[str], shown: list[str]) -> None:
    document, clauses = agreement(("yes", "clause", {}))
    (clause,) = Classifier(FixedEncoder(), heads(given, uncertain)).classify(document, clauses)
    assert [t.type for t in clause.types] == types
    assert [t.type for t in clause.uncertain] == shown


@pytest.mark.parametrize("kind", ["title", "toc", "heading", "signature"])
def test_what_states_nothing_is_not_even_encoded(kind: ClauseKind) -> None:
    encoder = FixedEncoder()
    document, clauses = agreement(("yes", kind, {}), ("yes, a clause", "clause", {}))
    result = Classifier(encoder, heads(0.1, 0.1)).classify(document, clauses)
    assert result[0] == clauses[0]
    assert result[1].types
    assert encoder.seen == ["yes, a clause"]


@pytest.mark.parametrize("words", ["***", "________", "- 3 -", "C-1", "."])
def test_a_clause_without_a_word_has_no_type(words: str) -> None:
    document, clauses = agreement((words, "clause", {"heading_path": ("Term",)}))
    assert Classifier(FixedEncoder(), heads(0.1, 0.1)).classify(document, clauses) == clauses


def test_a_network_trained_with_context_reads_the_end_of_the_clause_before() -> None:
    encoder = FixedEncoder()
    document, clauses = agreement(
        ("The first of them ends here.", "clause", {}),
        ("A HEADING", "heading", {}),
        ("(a) | the second", "item", {"heading_path": ("A HEADING",)}),
    )
    Classifier(encoder, heads(0.1, 0.1), context=2).classify(document, clauses)
    assert encoder.seen == ["The first of them ends here.", ("A HEADING the second", "ends here.")]


def test_no_clauses() -> None:
    document, clauses = agreement()
    assert Classifier(FixedEncoder(), heads(0.5, 0.5)).classify(document, clauses) == ()


def test_terms_are_words_and_pairs_without_numbers() -> None:
    assert terms("Notice: 30 days' notice, a notice") == {
        "notice": 3, "days": 1, "notice days": 1, "days notice": 1, "notice notice": 1,
    }  # fmt: skip


def test_words_weigh_by_how_rare_and_how_often() -> None:
    words = Words({"notice": 0, "days": 1, "board": 2}, np.array([1, 2, 3], dtype=np.float32))
    places, values = words.vector("days of notice, notice")
    weights = dict(zip(places, values.tolist(), strict=True))
    raw = {0: 1 + np.log(2), 1: 2.0}
    length = np.hypot(*raw.values())
    assert weights == pytest.approx({k: v / length for k, v in raw.items()})
    assert words.vector("nothing known")[0] == []


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    target = tmp_path / "model"
    shutil.copytree(shipped_model(), target)
    return target


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("labels.json", json.dumps(["renewal"]), "do not belong together|no clause-type heads"),
        ("thresholds.json", "{}", "no clause-type heads"),
        ("heads.npz", "rubbish", "no clause-type heads"),
        ("words.json", "[]", "do not belong together"),
    ],
)
def test_heads_that_do_not_fit_are_refused(copy: Path, file: str, content: str, words: str) -> None:
    (copy / file).write_text(content)
    with pytest.raises(ModelError, match="altered"):
        Classifier.load(copy)
    write_hashes(copy)
    with pytest.raises(ModelError, match=words):
        Classifier.load(copy)


def test_a_folder_without_heads_says_what_is_missing(copy: Path) -> None:
    (copy / "heads.npz").unlink()
    write_hashes(copy)
    with pytest.raises(ModelError, match="no clause-type heads"):
        load_heads(copy)


def test_evidence_for_items_is_optional() -> None:
    vectors = np.array([[1, 0], [0, 1]], dtype=np.float32)
    assert heads(0.5, 0.5).items == ()
    assert heads(0.5, 0.5).evidence(vectors, ["", ""]) is None
    one = np.ones(1, dtype=np.float32)
    of_vector, of_words = np.array([[2], [-2]], dtype=np.float32), np.zeros((0, 1), dtype=np.float32)
    of_items = ItemHeads(("TR-01",), of_vector, of_words, one * 0, one, one * 0)
    knows = replace(heads(0.5, 0.5), of_items=of_items)
    assert knows.items == ("TR-01",)
    assert np.allclose(knows.evidence(vectors, ["", ""]), [[0.881], [0.119]], atol=1e-3)
    notice = Words({"notice": 0}, one)
    knows = replace(knows, words=notice, of_items=replace(of_items, of_words=np.array([[-2]], dtype=np.float32)))
    assert np.allclose(knows.evidence(vectors, ["notice", ""]), [[0.5], [0.119]], atol=1e-3), "words count too"
    document, clauses = agreement(("HEAD", "heading", {}), ("yes", "clause", {}))
    reading = Classifier(FixedEncoder(), replace(knows, of_words=np.zeros((1, 2), np.float32))).read(document, clauses)
    assert reading.typed == (1,)
    assert np.allclose(reading.probabilities, [[0.881, 0.5]], atol=1e-3)
    assert np.allclose(reading.evidence, [[0.881]], atol=1e-3)


def write_items(folder: Path, items: Sequence[str], width: int) -> None:
    n, terms = len(items), len(json.loads((folder / "words.json").read_text()))
    arrays = {"of_vector": np.ones((width, n)), "of_words": np.zeros((terms, n))}
    arrays |= {"bias": np.zeros(n), "slope": np.ones(n), "offset": np.zeros(n)}
    np.savez(folder / "evidence.npz", items=np.array(items), **arrays)
    write_hashes(folder)


def test_a_folder_says_what_its_network_reads_and_knows(copy: Path) -> None:
    for name in ("training.json", "evidence.npz", "elements.npz", "judge.npz", "checklist.npz"):
        (copy / name).unlink()
    write_hashes(copy)
    plain = Classifier.load(copy, threads=1)
    assert (plain.context, plain.heads.items, plain.heads.elements) == (0, (), ())
    (copy / "training.json").write_text('{"context": 24}')
    write_items(copy, ["TR-01", "TR-02"], plain.encoder.dimension)
    trained = Classifier.load(copy, threads=1)
    assert (trained.context, trained.heads.items) == (24, ("TR-01", "TR-02"))
    found = trained.heads.evidence(trained.encoder.encode(["one", "two", "three"]), ["one", "two", "three"])
    assert found is not None
    assert found.shape == (3, 2)


@pytest.mark.parametrize("content", ["[]", "{", '{"context": "24"}', '{"context": -1}', '{"context": true}'])
def test_a_context_that_is_no_number_is_refused(copy: Path, content: str) -> None:
    (copy / "training.json").write_text(content)
    write_hashes(copy)
    with pytest.raises(ModelError, match=r"training\.json"):
        Classifier.load(copy)


def test_evidence_of_another_network_is_refused(copy: Path) -> None:
    write_items(copy, ["TR-01"], 2)
    with pytest.raises(ModelError, match="do not belong together"):
        load_heads(copy)
    (copy / "evidence.npz").write_text("rubbish")
    with pytest.raises(ModelError, match="no clause-type heads"):
        load_heads(copy)


PLAIN = [
    ("GOVERNING LAW", "This agreement is governed by the laws of Sweden without regard to its conflict rules.",
     "dispute_law_forum"),
    ("CONFIDENTIALITY", "Neither party shall disclose confidential information of the other to any third person, or "
     "use it for any purpose other than this agreement.", "confidentiality"),
    ("NOTICES", "Any notice must be in writing and sent by courier to the address below; it counts as received on the "
     "third business day after dispatch.", "notice_mechanics"),
    ("BOARD", "The board has five directors, three of whom are named by Alfa and two by Beta; the quorum is three "
     "directors and the chairman has no casting vote.", "governing_body"),
    ("TERMINATION", "Either party may terminate this agreement if the other party commits a material breach and fails "
     "to cure it within thirty days after written notice of the breach.", "breach_default"),
    ("INDEMNITY", "Each party shall indemnify and hold harmless the other from all losses and claims of third parties "
     "that arise from its negligence.", "liability_tail"),
]  # fmt: skip


@pytest.fixture(scope="module")
def shipped() -> Classifier:
    return Classifier.load(threads=1)


@pytest.mark.parametrize(("heading", "words", "expected"), PLAIN, ids=[p[2] for p in PLAIN])
def test_the_shipped_model_knows_plain_cases(shipped: Classifier, heading: str, words: str, expected: str) -> None:
    document, clauses = agreement((words, "clause", {"heading_path": (heading,)}))
    (clause,) = shipped.classify(document, clauses)
    assert expected in [t.type for t in clause.types]
    assert all(0 <= t.score <= 1 for t in (*clause.types, *clause.uncertain))


def test_the_report_can_name_the_model(shipped: Classifier) -> None:
    assert shipped.info.name == "clause-minilm"
    assert len(shipped.info.sha256) == 64
    assert shipped.info.runtime.startswith("onnxruntime ")
