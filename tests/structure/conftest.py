"""Documents made from paragraphs: the tests speak of text, not of files."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from clausescan.model import Block, Document

Paragraph = str | tuple[str, dict[str, object]]


def make_document(*paragraphs: Paragraph) -> Document:
    """A document whose blocks are the paragraphs; a pair adds Block fields ("label", "level", "kind", …)."""
    blocks: list[Block] = []
    texts: list[str] = []
    at = 0
    for paragraph in paragraphs:
        text, extra = paragraph if isinstance(paragraph, tuple) else (paragraph, {})
        blocks.append(Block(at, at + len(text), **extra))  # type: ignore[arg-type]
        texts.append(text)
        at += len(text) + 1
    return Document("test.txt", "0" * 64, "text/plain", "\n".join(texts), tuple(blocks))


@pytest.fixture(scope="session")
def doc() -> Callable[..., Document]:
    return make_document
