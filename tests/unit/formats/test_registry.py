"""Which reader a file gets, and what becomes of files that are not what they should be."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app.domain.documents import Span
from app.domain.errors import UserError
from app.formats.registry import media_type_for, parse, render_page, supported_suffixes

DATA = Path(__file__).parents[2] / "data" / "formats"
Write = Callable[[str, bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def _write(name: str, content: bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content)
        return path

    return _write


def code_of(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        parse(path)
    return caught.value.code


def test_asking_for_suffixes_imports_no_parser_library() -> None:
    script = """
import sys
from pathlib import Path
from app.formats.registry import media_type_for, supported_suffixes
assert ".pdf" in supported_suffixes()
assert media_type_for(Path("A.PDF")) == "application/pdf"
heavy = {"pypdfium2", "lxml", "selectolax", "markdown_it", "charset_normalizer"} & set(sys.modules)
assert not heavy, heavy
"""
    subprocess.run([sys.executable, "-c", script], check=True, cwd=Path(__file__).parents[3])


def test_media_types_follow_the_suffix() -> None:
    assert media_type_for(Path("x.Htm")) == "text/html"
    assert media_type_for(Path("x.tsv")) == "text/tab-separated-values"
    assert media_type_for(Path("x.mp3")) is None
    assert media_type_for(Path("README")) is None
    assert {".txt", ".md", ".html", ".pdf", ".docx"} <= supported_suffixes()


def test_content_decides_not_the_name(write: Write) -> None:
    pdf = (DATA / "pdf/lease.pdf").read_bytes()
    docx = (DATA / "docx/everything.docx").read_bytes()
    assert parse(write("a.txt", pdf)).media_type == "application/pdf"
    assert parse(write("b.pdf", docx)).media_type.endswith("wordprocessingml.document")
    assert parse(write("c.txt", b"<!DOCTYPE html><p>Hello there</p>")).media_type == "text/html"
    assert parse(write("d.pdf", b"Only words in here.\n")).media_type == "text/plain"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("zero.txt", b"", "empty_document"),
        ("blank.txt", b" \n\t\n", "empty_document"),
        ("blank.md", b"\n\n", "empty_document"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(64), "damaged_document"),
        ("noise.txt", bytes((i * 37 + i // 7) % 256 for i in range(5000)), "unsupported_format"),
        ("noise.pdf", bytes((i * 37 + i // 7) % 256 for i in range(5000)), "damaged_document"),
        ("noise.docx", bytes((i * 37 + i // 7) % 256 for i in range(5000)), "damaged_document"),
        ("song.txt", b"ID3\x04" + bytes(range(64)) * 9, "audio_not_read"),
        ("film.doc", bytes(4) + b"ftypisom" + bytes(500), "video_not_read"),
        ("tool.pdf", b"MZ\x90\x00" + bytes(range(256)), "program_not_read"),
        ("base.txt", b"SQLite format 3\x00" + bytes(200), "database_not_read"),
        ("model.txt", b"GGUF\x03\x00\x00\x00" + bytes(64), "data_not_read"),
        ("head.pdf", b"%PDF-1.7\nnothing else", "damaged_document"),
        ("cut.docx", b"PK\x03\x04" + bytes(30), "damaged_document"),
        ("old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged_document"),
        (
            "locked.docx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
            "encrypted_document",
        ),
        ("empty.html", b"<html><body><script>x</script></body></html>", "no_text"),
    ],
)
def test_files_that_cannot_be_read_say_why(write: Write, name: str, content: bytes, code: str) -> None:
    assert code_of(write(name, content)) == code


def test_paths_that_are_no_files(tmp_path: Path) -> None:
    assert code_of(tmp_path / "gone.txt") == "file_missing"
    (tmp_path / "folder.txt").mkdir()
    assert code_of(tmp_path / "folder.txt") == "not_a_file"


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in the file system")
def test_pipes_are_not_waited_for(tmp_path: Path) -> None:
    import os

    os.mkfifo(tmp_path / "pipe.txt")
    assert code_of(tmp_path / "pipe.txt") == "not_a_file"


def test_every_truncation_of_a_docx_ends_in_text_or_an_error(write: Write) -> None:
    data = (DATA / "docx/everything.docx").read_bytes()
    for size in range(4, len(data), 97):
        assert code_of(write("cut.docx", data[:size])) in ("damaged_document", "encrypted_document")


def test_a_damaged_pdf_never_raises_anything_else(write: Write) -> None:
    data = (DATA / "pdf/lease.pdf").read_bytes()
    for step in range(12):
        broken = bytearray(data)
        for at in range(step * 400, len(broken), 997):
            broken[at] ^= 0x55
        try:
            assert parse(write("broken.pdf", bytes(broken))).text
        except UserError as error:
            assert error.code in ("damaged_document", "no_text", "encrypted_document")  # noqa: PT017


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.docx"
    with (
        zipfile.ZipFile(DATA / "docx/everything.docx") as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as bomb,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "odd/main.xml":
                content = content.replace(b"Site report", b" " * (24 * 1024 * 1024))
            bomb.writestr(name, content)
    assert code_of(path) == "too_large"


def test_entities_and_files_outside_are_never_loaded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("CANARYWORD")
    path = tmp_path / "x.docx"
    with (
        zipfile.ZipFile(DATA / "docx/everything.docx") as source,
        zipfile.ZipFile(path, "w") as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name == "odd/main.xml":
                doctype = f'<!DOCTYPE d [<!ENTITY x SYSTEM "file://{secret}">]>'.encode()
                content = content.replace(b"<w:document", doctype + b"<w:document", 1)
                content = content.replace(b"In May 2028.", b"In May &x; 2028.")
            target.writestr(name, content)
    assert "CANARYWORD" not in parse(path).text


def test_pages_made_to_hang_the_parser_still_give_their_text(write: Write) -> None:
    deep = b"<div>" * 20_000 + b"needle" + b"</div>" * 20_000
    wide = b"<p " + b" ".join(b"a%d=1" % i for i in range(5000)) + b">needle</p>"
    for name, content in (("deep.html", deep), ("wide.html", wide)):
        parsed = parse(write(name, b"<html><body>" + content + b"</body></html>"))
        assert "needle" in parsed.text
        assert parsed.partial
        assert [w.code for w in parsed.warnings] == ["structure_ignored"]


def test_only_formats_with_pages_can_be_rendered(write: Write) -> None:
    with pytest.raises(UserError, match="unsupported_format"):
        render_page(write("a.txt", b"Some words."), 1, 1.0, Span(0, 4))
    with pytest.raises(UserError, match="invalid_input"):
        render_page(DATA / "pdf/lease.pdf", 9, 1.0, None)
    with pytest.raises(UserError, match="invalid_input"):
        render_page(DATA / "pdf/lease.pdf", 1, -1.0, None)
