from __future__ import annotations

import gzip
import io
import tarfile
import zipfile
from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.formats.registry import parse_bytes


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "INNERWORD")
    return buffer.getvalue()


def tarred(*names: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name in names:
            member = tarfile.TarInfo(name)
            member.size = 9
            archive.addfile(member, io.BytesIO(b"INNERWORD"))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.zip", zipped("x/lease.txt", "y/", "../b.txt")),
        ("a.tar", tarred("x/lease.txt", "../b.txt")),
        ("a.tgz", gzip.compress(tarred("x/lease.txt", "../b.txt"))),
        ("no_suffix", zipped("x/lease.txt", "../b.txt")),
    ],
)
def test_names_are_listed_and_nothing_is_unpacked(name: str, data: bytes) -> None:
    parsed = parse_bytes(Path(name), data)
    assert parsed.text == f"{name}\n\nx/lease.txt\n../b.txt"
    assert parsed.partial
    assert [w.code for w in parsed.warnings] == ["contents_not_read"]


def test_a_single_packed_file_has_the_name_in_its_header() -> None:
    buffer = io.BytesIO()
    with gzip.GzipFile("notes.txt", "wb", fileobj=buffer) as file:
        file.write(b"words")
    assert "notes.txt" in parse_bytes(Path("n.gz"), buffer.getvalue()).text


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04" + bytes(40), gzip.compress(b"words"), b"7z\xbc\xaf\x27\x1c" + bytes(40), zipped("d/")],
)
def test_archives_with_nothing_to_list_say_why(data: bytes) -> None:
    with pytest.raises(UserError, match="archive_not_read"):
        parse_bytes(Path("a.zip"), data)


def test_bombs_are_not_set_off() -> None:
    bomb = gzip.compress(tarred("first.txt")[:1024] + bytes(80_000_000))
    assert "first.txt" in parse_bytes(Path("a.tgz"), bomb).text
