from __future__ import annotations

import struct
from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.formats.msg.compressed import decompressed
from app.formats.registry import parse_bytes
from tests.unit.formats.ole_writer import Storage, ole_file

FIXED = {"__properties_version1.0": bytes(32)}


def unicode(text: str) -> bytes:
    return text.encode("utf-16-le")


def message(**streams: bytes | Storage) -> bytes:
    return ole_file(Storage({**FIXED, **{f"__{name}": value for name, value in streams.items()}}))


def compressed(literal: bytes) -> bytes:
    """Every byte as it stands: nine bytes for eight."""
    packed = b"".join(b"\0" + literal[i : i + 8] for i in range(0, len(literal), 8))
    return struct.pack("<IIII", len(packed) + 12, len(literal), 0x75465A4C, 0) + packed


def test_rich_text_is_read_where_there_is_nothing_else() -> None:
    rtf = rb"{\rtf1\ansi\fromtext The crane \'fcber the quay.\par}"
    data = message(**{"substg1.0_0037001F": unicode("Crane"), "substg1.0_10090102": compressed(rtf)})
    assert parse_bytes(Path("m.msg"), data).text == "Crane\n\nThe crane \u00fcber the quay."


def test_references_into_the_ring_are_followed() -> None:
    # Offset 207 is where writing begins; "ab" is written, then four bytes are taken from there.
    stream = bytes([0b100]) + b"ab" + struct.pack(">H", 207 << 4 | 2)
    data = struct.pack("<IIII", len(stream) + 12, 6, 0x75465A4C, 0) + stream
    assert decompressed(data) == b"ababab"
    assert decompressed(b"short") == b""


def test_html_is_read_where_there_is_no_plain_text() -> None:
    html = b"<p>Depth <b>6 m</b></p>"
    data = message(**{"substg1.0_0037001F": unicode("Berth"), "substg1.0_10130102": html})
    assert parse_bytes(Path("m.msg"), data).text == "Berth\n\nDepth 6 m"


def test_an_attachment_that_cannot_be_read_costs_itself_only() -> None:
    attachment = Storage(
        {
            "__properties_version1.0": bytes(8),
            "__substg1.0_3707001F": unicode("report.docx"),
            "__substg1.0_37010102": b"PK\x03\x04 broken",
        }
    )
    data = message(**{"substg1.0_1000001F": unicode("Words."), "attach_version1.0_#00000000": attachment})
    parsed = parse_bytes(Path("m.msg"), data)
    assert parsed.text == "Words."
    assert [(part.name, part.error is not None) for part in parsed.parts] == [("report.docx", True)]


def test_messages_within_messages_stop_somewhere() -> None:
    inner = Storage({"__properties_version1.0": bytes(24), "__substg1.0_1000001F": unicode("level 0")})
    for level in range(1, 15):
        attachment = Storage({"__properties_version1.0": bytes(8), "__substg1.0_3701000D": inner})
        inner = Storage(
            {
                "__properties_version1.0": bytes(24),
                "__substg1.0_1000001F": unicode(f"level {level}"),
                "__attach_version1.0_#00000000": attachment,
            }
        )
    parsed = parse_bytes(Path("m.msg"), ole_file(inner))
    assert "level 14" in parsed.text
    assert "level 1\n" not in parsed.text
    assert [part.error.code for part in parsed.parts if part.error] == ["nested_too_deep"]


def test_other_containers_are_no_messages() -> None:
    with pytest.raises(UserError, match="damaged_document"):
        parse_bytes(Path("m.msg"), ole_file(Storage({"Something": b"else"})))
