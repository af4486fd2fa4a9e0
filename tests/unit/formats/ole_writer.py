"""Writes small OLE containers (compound files), for fixtures: [MS-CFB], version 3, one FAT sector."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


@dataclass
class Storage:
    """A folder of the container."""

    members: dict[str, Storage | bytes] = field(default_factory=dict)


def ole_file(root: Storage) -> bytes:
    """The container's bytes. Streams below 4 KB go into the mini stream, as the format demands."""
    entries: list[dict[str, int | str | bytes | None]] = []
    _collect("Root Entry", root, entries)
    mini = bytearray()
    mini_fat: list[int] = []
    sectors: list[bytes] = []
    fat: list[int] = []

    def put(data: bytes) -> int:
        start = len(sectors)
        pieces = [data[i : i + _SECTOR].ljust(_SECTOR, b"\0") for i in range(0, len(data), _SECTOR)]
        sectors.extend(pieces)
        fat.extend([start + n + 1 for n in range(len(pieces) - 1)] + [_END])
        return start

    for entry in entries[1:]:
        data = entry["data"]
        if not isinstance(data, bytes):
            continue
        entry["size"] = len(data)
        if not data:
            entry["start"] = _END
        elif len(data) < _CUTOFF:
            first = len(mini) // _MINI
            count = -(-len(data) // _MINI)
            mini += data.ljust(count * _MINI, b"\0")
            mini_fat += [first + n + 1 for n in range(count - 1)] + [_END]
            entry["start"] = first
        else:
            entry["start"] = put(data)
    entries[0]["size"] = len(mini)
    entries[0]["start"] = put(bytes(mini)) if mini else _END
    mini_bytes = b"".join(struct.pack("<I", n) for n in mini_fat)
    mini_start = (
        put(mini_bytes.ljust(-(-len(mini_bytes) // _SECTOR) * _SECTOR, b"\xff")) if mini_fat else _END
    )
    directory = b"".join(_entry(entry) for entry in entries)
    directory_start = put(directory)
    fat_at = len(sectors)
    fat.append(_FAT)
    assert len(fat) <= _SECTOR // 4
    sectors.append(b"".join(struct.pack("<I", n) for n in fat).ljust(_SECTOR, b"\xff"))
    header = struct.pack(
        "<8s16sHHHHH6xIIIIIIIII", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6, 0, 1,
        directory_start, 0, _CUTOFF, mini_start, -(-len(mini_bytes) // _SECTOR), _END, 0,
    )  # fmt: skip
    return (header + struct.pack("<I", fat_at)).ljust(_SECTOR, b"\xff") + b"".join(sectors)


def _collect(name: str, member: Storage | bytes, entries: list[dict[str, int | str | bytes | None]]) -> int:
    number = len(entries)
    is_storage = isinstance(member, Storage)
    kind = 5 if number == 0 else 1 if is_storage else 2
    entry: dict[str, int | str | bytes | None] = {
        "name": name, "kind": kind, "left": _FREE, "right": _FREE, "child": _FREE, "start": 0, "size": 0,
        "data": None if is_storage else bytes(member),  # type: ignore[arg-type]
    }  # fmt: skip
    entries.append(entry)
    if isinstance(member, Storage):
        previous: int | None = None
        for inner in sorted(member.members, key=lambda n: (len(n), n.upper())):
            at = _collect(inner, member.members[inner], entries)
            if previous is None:
                entry["child"] = at
            else:
                entries[previous]["right"] = at
            previous = at
    return number


def _entry(entry: dict[str, int | str | bytes | None]) -> bytes:
    name = str(entry["name"]).encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII16sI8s8sII4x", name, len(name) + 2, entry["kind"], 1, entry["left"], entry["right"],
        entry["child"], bytes(16), 0, bytes(8), bytes(8), entry["start"], entry["size"],
    )  # fmt: skip
