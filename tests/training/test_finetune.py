"""Fine-tuning, on a network of two layers and 32 numbers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs clausescan[training]")
pytest.importorskip("onnx", reason="needs clausescan[training]")
transformers = pytest.importorskip("transformers", reason="needs clausescan[training]")

from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors  # noqa: E402

from clausescan.taxonomy import TYPES  # noqa: E402
from clausescan.training import finetune  # noqa: E402
from clausescan.training.finetune import Network, Settings, Table  # noqa: E402
from clausescan.training.multitask import OUTPUTS, Rows  # noqa: E402

WORDS = ["board", "meets", "term", "renews", "party", "notice", "law", "governs", "each", "year"]
FAST = Settings(epochs=2, rate=1e-2, head_rate=1e-2, batch=4, tokens=16, dropout=0.1)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("base")
    vocabulary = {word: i for i, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *WORDS])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    torch.manual_seed(0)
    config = transformers.BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=32,
    )
    transformers.BertModel(config).save_pretrained(folder)
    return folder


def rows(seed: int = 0, count: int = 24) -> Rows:
    """A row with "renews" is a renewal; "law" stands in half of them and means nothing."""
    random = np.random.default_rng(seed)
    inputs: list[Any] = []
    labels = np.zeros((count, len(OUTPUTS)), dtype=bool)
    weights = np.zeros((count, len(OUTPUTS)), dtype=np.float32)
    weights[:, : len(TYPES)] = 1
    for i in range(count):
        words = [*random.choice(WORDS[4:], int(random.integers(1, 12))), "renews" if i % 2 else "meets"]
        text = " ".join(random.permutation(words))
        inputs.append((text, "each party") if i % 3 else text)
        labels[i, TYPES.index("renewal")] = bool(i % 2)
    return Rows("alfa", "", tuple(inputs), labels, weights)


@pytest.fixture(scope="module")
def table(base: Path) -> Table:
    return Table.of([rows()], finetune.tokenizer_of(base, FAST.tokens))


def fresh(base: Path) -> Network:
    torch.manual_seed(0)
    return Network(base, dropout=FAST.dropout)


def state(network: Network) -> dict[str, Any]:
    return {name: tensor.clone() for name, tensor in network.state_dict().items()}


def test_both_segments_are_read_and_cut(base: Path) -> None:
    table = Table.of([rows(count=60)], finetune.tokenizer_of(base, 8))
    assert max(map(len, table.ids)) == 8
    assert {tuple(sorted(set(segments))) for segments in table.segments} == {(0,), (0, 1)}
    ids, mask, segments = table.batch([0, 1, 2], "cpu")
    assert ids.shape == mask.shape == segments.shape
    assert mask.sum(1).tolist() == [len(table.ids[i]) for i in range(3)]


def test_it_learns(base: Path, tmp_path: Path) -> None:
    network, tokenizer = fresh(base), finetune.tokenizer_of(base, 24)
    learnt, held = (Table.of([rows(seed, 120)], tokenizer) for seed in (8, 9))
    assert finetune.train(network, learnt, Settings(epochs=4, rate=3e-3, head_rate=1e-2, batch=4), tmp_path / "c.pt")
    column = TYPES.index("renewal")
    given = finetune.sums(network, held)[:, column] > 0
    assert (given == held.labels[:, column]).mean() > 0.9


def test_what_a_source_leaves_open_moves_nothing(base: Path, table: Table, tmp_path: Path) -> None:
    network = fresh(base)
    before = state(network)["head.weight"]
    finetune.train(network, table, Settings(epochs=1, batch=4, decay=0), tmp_path / "c.pt")
    moved = (network.head.weight != before).any(1).tolist()
    assert moved == [True] * len(TYPES) + [False] * (len(OUTPUTS) - len(TYPES))


def test_a_training_that_was_cut_ends_as_one_that_was_not(base: Path, table: Table, tmp_path: Path) -> None:
    whole = fresh(base)
    finetune.train(whole, table, FAST, tmp_path / "whole.pt")
    cut = tmp_path / "cut.pt"
    parts = 0
    while not finetune.train(network := fresh(base), table, FAST, cut, seconds=0):
        parts += 1
        assert parts < 50
    assert parts == 11, "one step at a time: two epochs of six batches"
    for name, tensor in state(whole).items():
        assert torch.equal(tensor, state(network)[name]), name


def test_epochs_are_scored_also_when_cut_in_between(base: Path, table: Table, tmp_path: Path) -> None:
    scored: list[int] = []

    def cut(epoch: int) -> None:
        scored.append(epoch)
        if scored == [1]:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        finetune.train(fresh(base), table, FAST, tmp_path / "c.pt", after_epoch=cut)
    finetune.train(fresh(base), table, FAST, tmp_path / "c.pt", after_epoch=cut)
    assert scored == [1, 1, 2]


def test_a_checkpoint_of_another_training_is_refused(base: Path, table: Table, tmp_path: Path) -> None:
    finetune.train(fresh(base), table, FAST, tmp_path / "c.pt", seconds=0)
    with pytest.raises(ValueError, match="other settings"):
        finetune.train(fresh(base), table, Settings(epochs=3), tmp_path / "c.pt")


def test_batches_hold_every_row_once_and_near_lengths() -> None:
    lengths = np.random.default_rng(0).integers(3, 128, 500).tolist()
    made = finetune.batches(lengths, 16, seed=3)
    assert sorted(i for batch in made for i in batch) == list(range(500))
    assert made == finetune.batches(lengths, 16, seed=3) != finetune.batches(lengths, 16, seed=4)
    padded = sum(max(lengths[i] for i in batch) * len(batch) for batch in made)
    assert padded < 1.1 * sum(lengths)


@pytest.mark.parametrize(("step", "share"), [(0, 0.1), (9, 1.0), (10, 1.0), (55, 0.5), (100, 0.0)])
def test_schedule(step: int, share: float) -> None:
    assert finetune.schedule(step, 100, 0.1) == pytest.approx(share)


def test_lower_layers_learn_slower(base: Path) -> None:
    groups = finetune.parameter_groups(fresh(base), Settings(rate=1.0, head_rate=3.0, layer_decay=0.5))
    assert {g["lr"] for g in groups} == {0.25, 0.5, 1.0, 3.0}
    assert sum(len(g["params"]) for g in groups) == len(list(fresh(base).parameters()))


def gold_folder(place: Path) -> Path:
    (place / "docs").mkdir(parents=True)
    random = np.random.default_rng(0)
    for name in ("alfa", "beta", "gamma", "delta"):
        words = [" ".join(random.choice(WORDS[4:], 6)) for _ in range(12)]
        lines = [f"1.{n + 1} The party {'renews' if n % 2 else 'meets'} {w}." for n, w in enumerate(words)]
        (place / "docs" / f"{name}.json").write_text(json.dumps({"paragraphs": lines}))
        (place / f"{name}.labels.tsv").write_text("\n".join(f"{n}\trenewal" for n in range(1, 12, 2)))
        (place / f"{name}.items.tsv").write_text("RN-02\texplicit\t1, 3\t\tit renews\n")
    return place


def test_folds_then_all_then_a_model_folder(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from clausescan.classify import Classifier
    from clausescan.encoding.encoder import load_encoder
    from clausescan.heads import load_heads
    from clausescan.training.datasets import ITEMS, load_gold
    from clausescan.training.export import export
    from clausescan.training.fit import examples, stacked
    from clausescan.training.folds import read_sums
    from clausescan.training.linear import calibrated, fit_calibration
    from clausescan.training.words import together, word_heads, word_material, word_sums

    (base / "1_Pooling").mkdir(exist_ok=True)
    (base / "1_Pooling/config.json").write_text('{"word_embedding_dimension": 32, "pooling_mode_mean_tokens": true}')
    for name in ("tokenizer_config.json", "special_tokens_map.json"):
        (base / name).write_text("{}")
    gold = gold_folder(tmp_path / "gold")

    def run(*arguments: str) -> None:
        fixed = ["finetune", "--gold", str(gold), "--base", str(base), "--epochs", "2", "--device", "cpu"]
        monkeypatch.setattr("sys.argv", [*fixed, "--folds", "2", "--tokens", "16", *arguments])
        finetune.main()

    for k in ("0", "1"):
        run("--run", str(tmp_path / k), "--fold", k)
    files = [tmp_path / k / "sums.npz" for k in ("0", "1")]
    held = [set(np.load(file).files) for file in files]
    assert held[0] | held[1] == {"alfa", "beta", "gamma", "delta"}
    assert not held[0] & held[1]
    with pytest.raises(ValueError, match="no out-of-fold sums"):
        run("--run", str(tmp_path / "all"), "--all", "--sums", str(files[0]))
    monkeypatch.setattr("clausescan.training.fit.FEWEST_AGREEMENTS", 2)
    monkeypatch.setattr("clausescan.training.fit.FEWEST_CLAUSES", 2)
    run("--run", str(tmp_path / "all"), "--all", "--sums", *map(str, files))  # the training itself was kept

    network = fresh(base)
    state = torch.load(tmp_path / "all/checkpoint.pt", weights_only=True)
    network.load_state_dict(state["network"])
    texts = [f"The party {word}" for word in WORDS]
    table = Table.of([rows()], finetune.tokenizer_of(base, 16))
    expected = finetune.sums(network, table)[:, : len(TYPES)]
    read = [text if isinstance(text, str) else text[0] for text in rows().inputs]
    export(tmp_path / "all/model", texts, tmp_path / "model")
    heads = load_heads(tmp_path / "model")
    vectors = load_encoder(tmp_path / "model", exact=True).encode(rows().inputs)
    agreements = list(load_gold(gold))
    material = word_material(agreements, [], None)
    assert "renews" in heads.words.place
    sums, fold = read_sums(files)
    of_both = together(sums, word_sums(material, fold))
    slope, offset = fit_calibration(*stacked(material.scored, of_both))
    assert slope[TYPES.index("renewal"), 1] > 0.5, "words tell it, after two steps the network does not"
    of_words, bias = word_heads(material)
    words_of = examples("", read, np.zeros((len(read), 1), bool), np.ones((len(read), 1)), None, material.words)
    wanted = calibrated(np.stack([expected, words_of.features @ of_words + bias], -1), slope, offset)
    assert np.abs(heads.probabilities(vectors, read) - wanted).max() < 0.05, "int8 weights, the same heads"
    assert heads.items == ITEMS
    evidence = heads.evidence(vectors, read)
    assert evidence is not None
    assert ((evidence > 0) & (evidence < 1)).all()
    assert Classifier.load(tmp_path / "model").context == Settings().context, "read as it was learnt"
