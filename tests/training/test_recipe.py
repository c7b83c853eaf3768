"""From labels to a model folder by the command line, on a made-up folder and a network of two layers."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from click.testing import CliRunner, Result

from clausescan.classify import Classifier
from clausescan.cli import cli
from clausescan.cli.train import _NEEDED
from clausescan.errors import ModelError, TrainingError

missing = [name for name in _NEEDED if find_spec(name) is None]
trained_here = pytest.mark.skipif(bool(missing), reason=f"needs clausescan[training]: {', '.join(missing)} missing")

SAYS = {
    "renewal": "this contract renews for a further year",
    "governing_body": "the board meets each month and decides by majority",
    "confidentiality": "secrets of a party stay with those who need them",
}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(cli, list(map(str, arguments)))


def labelled(place: Path, names: str = "alfa beta gamma delta") -> Path:
    (place / "docs").mkdir(parents=True)
    for name in names.split():
        random = np.random.default_rng(crc32(name.encode()))
        paragraphs, labels = [], []
        for n in range(15):
            kind = list(SAYS)[n % 3]
            own = " ".join("".join(random.choice(list("bdfgklmnprst"), 5)) for _ in range(8))
            paragraphs.append(f"{n + 1}. {SAYS[kind].capitalize()}, {own}.")
            labels.append(f"{n}\t{kind}")
        (place / "docs" / f"{name}.json").write_text(json.dumps({"paragraphs": paragraphs}))
        (place / f"{name}.labels.tsv").write_text("\n".join(labels))
    return place


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from torch import manual_seed
    from transformers import BertConfig, BertModel

    folder = tmp_path_factory.mktemp("base")
    words = sorted({word for text in SAYS.values() for word in text.split()})
    vocabulary = {word: i for i, word in enumerate(["[PAD]", "[UNK]", "[CLS]", "[SEP]", *words])}
    tokenizer = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer()
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    tokenizer.save(str(folder / "tokenizer.json"))
    manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
    )
    BertModel(config).save_pretrained(folder)
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling/config.json").write_text('{"word_embedding_dimension": 32, "pooling_mode_mean_tokens": true}')
    for name in ("tokenizer_config.json", "special_tokens_map.json"):
        (folder / name).write_text("{}")
    return folder


@pytest.fixture
def few_words() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("clausescan.training.fit.FEWEST_AGREEMENTS", 2)
        patch.setattr("clausescan.training.fit.FEWEST_CLAUSES", 2)
        yield


@trained_here
@pytest.mark.usefixtures("few_words")
def test_labels_become_a_model_that_is_scored_and_exported_again(base: Path, tmp_path: Path) -> None:
    gold = labelled(tmp_path / "gold")
    work, out = tmp_path / "work", tmp_path / "house-model"
    settings = ("--base", base, "--no-reference", "--folds", "2", "--epochs", "2", "--tokens", "32", "--work", work)
    trained = run("train", "--data", gold, "--out", out, *settings)
    assert trained.exit_code == 0, trained.output
    assert f"clausescan scan --model {out}" in trained.output
    assert "| renewal | 1.00 | 1.00 | 1.00 | 20 |" in trained.output, "words tell them apart"
    assert Classifier.load(out).context == 24

    again = run("train", "--data", gold, "--out", tmp_path / "again", *settings)
    assert again.exit_code == 0, again.output
    assert "goes on from step" in again.output, "nothing is learnt twice"
    assert (tmp_path / "again/heads.npz").read_bytes() == (out / "heads.npz").read_bytes()

    seen = run("evaluate", "--data", gold, "--model", out)
    assert seen.exit_code == 0, seen.output
    assert "4 agreements, 60 labelled paragraphs, house-model" in seen.output
    assert "has learnt 4 of these agreements" in seen.output
    new = run("evaluate", "--data", labelled(tmp_path / "new", "epsilon"), "--model", out)
    assert "has learnt" not in new.output
    assert "| types, micro | 1.000 |" in new.output

    exported = run("model", "export", "--base", work / "all/model", "--sample", gold, "--out", tmp_path / "copy")
    assert exported.exit_code == 0, exported.output
    assert (tmp_path / "copy/hashes.json").read_text() == (out / "hashes.json").read_text()

    other = run("train", "--data", gold, "--out", out, *settings, "--threads", "1", "--epochs", "3")
    assert isinstance(other.exception, TrainingError)
    assert "other settings" in str(other.exception)


@trained_here
@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("alfa.labels.tsv", "0\trenewal\n1\trenewals\n", r"alfa\.labels\.tsv, line 2: 'renewals' is no clause type"),
        ("alfa.labels.tsv", "15\trenewal\n", "line 1: there is no paragraph 15"),
        ("docs/alfa.json", "[]", "must hold"),
    ],
)
def test_labels_that_do_not_fit_are_named(tmp_path: Path, file: str, content: str, words: str) -> None:
    gold = labelled(tmp_path / "gold", "alfa")
    (gold / file).write_text(content)
    result = run("evaluate", "--data", gold)
    assert isinstance(result.exception, TrainingError)
    with pytest.raises(TrainingError, match=words):
        raise result.exception


@trained_here
def test_a_folder_without_agreements_is_no_data(tmp_path: Path) -> None:
    result = run("evaluate", "--data", tmp_path)
    assert isinstance(result.exception, TrainingError)
    assert "no labelled agreements" in str(result.exception)


def test_without_the_extra_the_commands_say_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules["clausescan.cli.train"], "_NEEDED", ("torch", "no_such_library"))
    for command in (
        ("train", "--data", tmp_path, "--out", tmp_path / "out"),
        ("evaluate", "--data", tmp_path),
        ("model", "export", "--base", tmp_path, "--sample", tmp_path, "--out", tmp_path / "out"),
    ):
        result = run(*command)
        assert isinstance(result.exception, ModelError)
        assert "no_such_library not installed" in str(result.exception)
        assert "pip install 'clausescan[training]'" in str(result.exception)
    assert not (tmp_path / "out").exists()
