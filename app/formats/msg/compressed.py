"""Compressed rich text of Outlook messages ([MS-OXRTFCP]): a 4 KB ring that begins filled."""

from __future__ import annotations

import struct

_FILL = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor "
    b"MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par "
    b"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_HEADER = struct.Struct("<IIII")
_COMPRESSED, _PLAIN = 0x75465A4C, 0x414C454D
_RING = 4096
_MOST = 64 * 1024 * 1024


def decompressed(data: bytes) -> bytes:
    """The rich text; what could be unpacked of it where the end is damaged, b"" when it is something else."""
    if len(data) < _HEADER.size:
        return b""
    _, size, kind, _ = _HEADER.unpack_from(data)
    if kind == _PLAIN:
        return data[_HEADER.size : _HEADER.size + size]
    return _unpacked(data[_HEADER.size :], min(size, _MOST)) if kind == _COMPRESSED else b""


def _unpacked(data: bytes, size: int) -> bytes:
    ring = bytearray(_FILL.ljust(_RING, b"\x00"))
    at = len(_FILL)
    out = bytearray()
    position = 0
    while position < len(data) and len(out) < size:
        flags = data[position]
        position += 1
        for bit in range(8):
            wide = flags >> bit & 1
            if position + wide >= len(data) or len(out) >= size:
                return bytes(out)
            if not wide:
                ring[at] = data[position]
                out.append(data[position])
                at = (at + 1) % _RING
                position += 1
                continue
            reference = data[position] << 8 | data[position + 1]
            position += 2
            start, length = reference >> 4, (reference & 15) + 2
            if start == at:
                return bytes(out)
            for offset in range(length):
                byte = ring[(start + offset) % _RING]
                ring[at] = byte
                out.append(byte)
                at = (at + 1) % _RING
    return bytes(out)
