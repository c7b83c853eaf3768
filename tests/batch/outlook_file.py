"""Outlook messages for tests, written from scratch: a compound file (MS-CFB, version 3) of folders and streams."""

from __future__ import annotations

import struct
from typing import Any

Tree = dict[str, "bytes | Tree"]

_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
_SMALL = 4096
"""Streams below this lie in the stream of small sectors."""


def message(*attached: tuple[str, bytes], inner: Tree | None = None) -> Tree:
    """The folders and streams of a message with attachments, the last one the message `inner`."""
    tree: Tree = {"__properties_version1.0": b"\0" * 32, "__substg1.0_0037001F": "Drafts".encode("utf-16-le")}
    for i, (name, data) in enumerate(attached):
        tree[f"__attach_version1.0_#{i:08X}"] = {
            "__substg1.0_3704001F": "SHORT~1.TXT".encode("utf-16-le"),
            "__substg1.0_3707001F": name.encode("utf-16-le"),
            "__substg1.0_37010102": data,
        }
    if inner:
        tree[f"__attach_version1.0_#{len(attached):08X}"] = {"__substg1.0_3701000D": inner}
    return tree


def compound_file(tree: Tree) -> bytes:
    """The bytes of a compound file with this content."""
    entries: list[dict[str, Any]] = [{"name": "Root Entry", "type": 5, "child": _FREE, "right": _FREE}]
    small = bytearray()
    large: list[tuple[int, bytes]] = []

    def add(children: Tree) -> int:
        first, before = _FREE, None
        for name, value in sorted(children.items(), key=lambda item: (len(item[0]), item[0].upper())):
            number = len(entries)
            entry: dict[str, Any] = {"name": name, "type": 1, "child": _FREE, "right": _FREE, "start": 0, "size": 0}
            entries.append(entry)
            if isinstance(value, dict):
                entry["child"] = add(value)
            else:
                entry |= {"type": 2, "size": len(value)}
                if len(value) < _SMALL:
                    entry["start"] = len(small) // 64
                    small.extend(value + b"\0" * (-len(value) % 64))
                else:
                    large.append((number, value))
            if before is None:
                first = number
            else:
                before["right"] = number
            before = entry
        return first

    entries[0]["child"] = add(tree)
    sectors: list[bytes] = []
    fat: list[int] = []

    def put(data: bytes) -> int:
        """Sectors in a row; gives the first."""
        start, count = len(sectors), -(-len(data) // 512)
        sectors.extend(data[i : i + 512].ljust(512, b"\0") for i in range(0, len(data), 512))
        fat.extend([*range(start + 1, start + count), _END])
        return start

    for number, value in large:
        entries[number]["start"] = put(value)
    entries[0] |= {"start": put(bytes(small)), "size": len(small)}
    mini = []
    for entry in entries[1:]:
        if entry["type"] == 2 and entry["size"] < _SMALL:
            count = -(-entry["size"] // 64)
            mini += [*range(entry["start"] + 1, entry["start"] + count), _END][:count]
    mini_start = put(struct.pack(f"<{len(mini)}I", *mini).ljust(-(-len(mini) * 4 // 512) * 512, b"\xff"))
    mini_count = len(sectors) - mini_start
    directory = put(b"".join(map(_directory_entry, entries)).ljust(-(-len(entries) // 4) * 512, b"\0"))
    fat_start, total = len(sectors), len(sectors)
    fat_count = 1
    while fat_count * 128 < total + fat_count:
        fat_count += 1
    fat += [_FAT] * fat_count
    fat += [_FREE] * (fat_count * 128 - len(fat))
    header = struct.pack("<8s16xHHHHH6x", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, fat_count, directory, 0, _SMALL, mini_start, mini_count, _END, 0)
    header += struct.pack("<109I", *(fat_start + i if i < fat_count else _FREE for i in range(109)))
    return header + b"".join(sectors) + struct.pack(f"<{len(fat)}I", *fat)


def _directory_entry(entry: dict[str, Any]) -> bytes:
    name = entry["name"].encode("utf-16-le")
    head = struct.pack("<64sHBBIII", name, len(name) + 2, entry["type"], 1, _FREE, entry["right"], entry["child"])
    return head + b"\0" * 36 + struct.pack("<IQ", entry.get("start", 0), entry.get("size", 0))
