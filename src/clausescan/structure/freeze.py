"""From working nodes to frozen clauses: long ones cut to units, kinds settled, numbers and ids given."""

from __future__ import annotations

import re
from collections.abc import Iterable

from clausescan.model import Clause, Document
from clausescan.structure.citation import cite_all
from clausescan.structure.nodes import Node
from clausescan.structure.units import DEFINITION_START, TERM_MEANS, split

_TERM_COLON = re.compile(r"[\"“]?[A-Z][\w’'&/() -]{1,60}[\"”]?(?::|\.)\s")


_DEFINITIONS = re.compile(r"\bdefin(?:itions?|ed terms?)\b|\binterpretation\b", re.IGNORECASE)


def freeze(document: Document, nodes: list[Node]) -> tuple[Clause, ...]:
    """Cut the long ones, decide kinds, cite, and number the clauses c1, c2, …"""
    text = document.text
    final: list[Node] = []
    for node in nodes:
        final.extend(_cut(text, node))
    final = [n for n in final if n.end > n.start]
    _kinds(text, final)
    cite_all(final)
    ids = {id(n): f"c{i}" for i, n in enumerate(final, 1)}
    clauses = []
    depth: dict[int, tuple[int, tuple[str, ...]]] = {}
    for n in final:
        parent = n.parent
        while parent is not None and id(parent) not in ids:
            parent = parent.parent
        level, path = (0, ()) if parent is None else depth[id(parent)]
        depth[id(n)] = (level + 1, (*path, n.heading) if n.heading else path)
        clauses.append(
            Clause(
                id=ids[id(n)],
                parent=ids[id(parent)] if parent is not None else None,
                number=n.number,
                label=n.label,
                cite=n.cite,
                kind=n.kind,
                level=level,
                start=n.start,
                end=n.end,
                body=_words_at(text, n),
                heading=n.heading,
                heading_path=path,
                scope=n.scope,
                lead_in=ids.get(id(n.lead_in)) if n.lead_in is not None else None,
                page=document.page_of(n.start),
            )
        )
    return tuple(clauses)


def _words_at(text: str, node: Node) -> int:
    """Where the words begin: after the label and the white space behind it."""
    at = min(max(node.body, node.start), node.end)
    while at < node.end and text[at].isspace():
        at += 1
    return at


def _cut(text: str, node: Node) -> Iterable[Node]:
    if node.kind in ("toc", "title", "signature", "table_row", "heading") or node.end - node.start < 200:
        return [node]
    pieces = split(text, node.body, node.end)
    if len(pieces) == 1:
        return [node]
    node.end = pieces[0].end
    result = [node]
    if pieces[0].definition and not node.part and node.kind == "paragraph":
        node.kind = "definition"
    parent = node
    for piece in pieces[1:]:
        child = Node(
            piece.start,
            piece.end,
            piece.start,
            node.kind if node.kind in ("recital", "parties") else "paragraph",
            node,
            node.scope,
        )
        if piece.label is not None:
            child.body = piece.label.body
            child.part, child.wrap = piece.label.parts[0].text, piece.label.parts[0].wrap
            child.label = text[piece.label.start : piece.label.end]
            child.kind = "item"
            child.lead_in = node
            parent = child
        elif piece.definition:
            child.kind = "definition"
            parent = node
            child.parent = node.parent if node.kind == "definition" else node
        elif parent is not node:
            child.parent = parent
        result.append(child)
    return result


def _kinds(text: str, nodes: list[Node]) -> None:
    """List items know their lead-in; entries of a definitions section are definitions."""
    for n in nodes:
        if n.kind == "clause" and n.body >= n.end:
            n.kind = "heading"
        parent = n.parent
        while parent is not None and parent.unnumbered_heading and parent.parent is not None:
            parent = parent.parent
        if n.kind in ("clause", "heading") and n.part and n.is_item(text):
            n.kind = "item"
            n.lead_in = n.parent
        elif n.kind == "item" and n.lead_in is None and n.parent is not None and n.parent.kind != "heading":
            n.lead_in = n.parent
        if (n.kind in ("clause", "paragraph", "heading") and DEFINITION_START.match(text, n.body, n.end)) or (
            n.kind in ("clause", "paragraph")
            and n.parent is not None
            and _DEFINITIONS.search(n.parent.heading or (n.parent.parent.heading if n.parent.parent else ""))
            and (_TERM_COLON.match(text, n.body, n.end) or TERM_MEANS.match(text, n.body, n.end))
        ):
            n.kind = "definition"
