"""Content speaks before names do."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.formats.registry import formats, looks_readable, reason_against
from app.formats.sniffing import sniff

DATA = Path(__file__).parents[2] / "data" / "formats"
SPEAKS = ("docx", "epub", "html", "mbox", "eml", "mhtml", "msg", "notebook", "pdf", "rtf", "archive", "xml")


@pytest.mark.parametrize("format_id", [f.format_id for f in formats()])
def test_a_sample_is_what_its_name_says(format_id: str) -> None:
    for path in (DATA / format_id).glob("*"):
        assert sniff(path.read_bytes(), format_id) == format_id


@pytest.mark.parametrize("format_id", [name for name in SPEAKS if name != "notebook"])
def test_a_sample_is_found_without_its_name(format_id: str) -> None:
    for path in (DATA / format_id).glob("*"):
        assert sniff(path.read_bytes(), None) == format_id
        assert sniff(path.read_bytes(), "text") == format_id
        assert sniff(path.read_bytes(), "pdf") == format_id
        assert looks_readable(path.read_bytes()[:4096])


@pytest.mark.parametrize(
    ("data", "promised", "found"),
    [
        (b"words", None, "text"),
        (b"words", "pdf", "text"),
        (b'{"a": 1}', None, "json"),
        (b'{"a": 1}', "text", "text"),
        (b"[1] a citation", "text", "text"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\nhi", None, "captions"),
        (b"#!/bin/sh\n", None, "code"),
        (b"x;y\n1;2\n", "xls", "csv"),
        (b"a text about %PDF-1.7 files", "text", "text"),
        (b"BM was the name; MZ as well", "text", "text"),
        (b"\xff\xfe" + "<html><p>x".encode("utf-16-le"), "text", "html"),
        (b"\x89PNG\r\n\x1a\n" + bytes(30), "text", "image"),
        (b"GIF89a" + bytes(30), None, "image"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", None, "image"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", None, None),
        (bytes(range(256)) * 8, None, None),
        (bytes(range(256)) * 8, "text", None),
        (bytes(range(256)) * 8, "docx", "docx"),
    ],
)
def test_content_decides(data: bytes, promised: str | None, found: str | None) -> None:
    assert sniff(data, promised) == found


@pytest.mark.parametrize(
    ("head", "code"),
    [
        (b"words of any kind", None),
        (b"%PDF-1.7", None),
        (b"", "unsupported_format"),
        (bytes(100), "unsupported_format"),
        (bytes(range(256)), "unsupported_format"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "image_not_read"),
        (b"\x00\x00\x00\x18ftypM4A " + bytes(40), "audio_not_read"),
        (b"\x1aE\xdf\xa3" + bytes(40), "video_not_read"),
        (b"\x7fELF\x02\x01" + bytes(40), "program_not_read"),
        (b"Rar!\x1a\x07\x01\x00" + bytes(40), "archive_not_read"),
        (b"wOF2" + bytes(40), "font_not_read"),
        (b"\x89HDF\r\n\x1a\n" + bytes(40), "data_not_read"),
    ],
)
def test_reasons_against_files_with_unknown_names(head: bytes, code: str | None) -> None:
    error = reason_against(head)
    assert (error.code if error else None) == code
