"""The full number of a clause, made from its label and those of its ancestors. See docs/decisions/numbering.md."""

from __future__ import annotations

from collections import defaultdict

from clausescan.structure.labels import CONTAINERS
from clausescan.structure.nodes import Node


def cite_all(nodes: list[Node]) -> None:
    """Fill `number` and `cite` of all nodes; parents stand before their children."""
    for node in nodes:
        if node.part and not node.number:
            node.number = _number(node)
    _qualify(nodes)
    for node in nodes:
        above = node
        while not above.number and above.parent is not None:
            above = above.parent
        node.cite = above.number


def _numbered_parent(node: Node) -> Node | None:
    parent = node.parent
    while parent is not None and (not parent.part or not parent.number):
        parent = parent.parent
    return parent


def _number(node: Node) -> str:
    if node.word in CONTAINERS:
        return f"{node.word.capitalize()} {node.part}"
    if len(node.path) > 1 or "." in node.part:
        return node.part
    parent = _numbered_parent(node)
    if node.word:  # Section 4, Clause 4
        return node.part
    if parent is None:
        return f"({node.part})" if node.wrap == "()" else node.part
    if parent.word in CONTAINERS and node.wrap != "()" and node.part[0].isdigit():
        return node.part
    dotted = node.wrap in (".", "") and parent.wrap in (".", "") and "." not in parent.part
    if dotted and not parent.number.endswith(")") and parent.word not in CONTAINERS:
        lettered = parent.part[-1:].isalpha() and parent.word == "" and node.part.isupper()
        if node.part[0].isdigit() or lettered:
            return f"{parent.number}.{node.part}"
    return f"{parent.number}({node.part})"


def _qualify(nodes: list[Node]) -> None:
    """Sections that begin again under each article are cited with it: "Article 2, Section 1"."""
    seen: dict[tuple[str, str], set[int]] = defaultdict(set)
    plain = [n for n in nodes if n.part and _restartable(n)]
    for n in plain:
        seen[(n.scope, n.number)].add(id(_container(n)))
    restarting = {key for key, containers in seen.items() if len(containers) > 1}
    if not restarting:
        return
    changed: dict[int, tuple[str, str]] = {}
    scopes = {scope for scope, _ in restarting}
    for n in plain:
        container = _container(n)
        if n.scope in scopes and container is not None:
            old = n.number
            name = f"{n.word.capitalize()} {old}" if n.word else old
            n.number = f"{container.number}, {name}"
            changed[id(n)] = (old, n.number)
    for n in nodes:
        if n.part and id(n) not in changed:
            above = n.parent
            while above is not None and id(above) not in changed:
                above = above.parent
            if above is not None and n.number.startswith(changed[id(above)][0]):
                old, new = changed[id(above)]
                n.number = new + n.number[len(old) :]


def _container(node: Node) -> Node | None:
    parent = node.parent
    while parent is not None and parent.word not in CONTAINERS:
        parent = parent.parent
    return parent


def _restartable(node: Node) -> bool:
    """A plain number (or "Section 1") straight under an article."""
    if node.word in CONTAINERS or len(node.path) > 1 or not node.part[0].isdigit():
        return False
    parent = _numbered_parent(node)
    return parent is not None and parent.word in CONTAINERS and node.wrap != "()"
