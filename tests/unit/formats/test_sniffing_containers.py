"""Which document lies in a container."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.formats.sniffing_containers import sniff_flat_odf, sniff_ole, sniff_zip
from tests.unit.formats.office_files import flat_odf, zipped
from tests.unit.formats.ole_writer import Storage, ole_file

DATA = Path(__file__).parents[2] / "data" / "formats"


def sample(format_id: str) -> bytes:
    return next(iter(sorted((DATA / format_id).iterdir()))).read_bytes()


@pytest.mark.parametrize("format_id", ["docx", "pptx", "xlsx", "xlsb", "odt", "ods", "odp", "epub"])
def test_zip_containers_by_what_is_in_them(format_id: str) -> None:
    assert sniff_zip(sample(format_id), None) == format_id
    assert sniff_zip(sample(format_id), "docx") == format_id


@pytest.mark.parametrize("format_id", ["doc", "xls", "ppt", "msg"])
def test_ole_containers_by_what_is_in_them(format_id: str) -> None:
    assert sniff_ole(sample(format_id), None) == format_id
    assert sniff_ole(sample(format_id), "docx") == format_id


def test_containers_without_a_declaration_go_by_their_parts() -> None:
    assert sniff_zip(zipped({"word/document.xml": "<x/>"}), None) == "docx"
    assert sniff_zip(zipped({"content.xml": "<office:spreadsheet/>"}), None) == "ods"
    assert sniff_zip(zipped({"_rels/.rels": "<x/>", "odd/main.xml": "<x/>"}), "pptx") == "pptx"
    assert sniff_zip(zipped({"readme.txt": "words"}), None) == "archive"
    assert sniff_zip(zipped({"readme.txt": "words"}), "docx") == "archive"


def test_templates_and_macros_are_documents() -> None:
    for kind, format_id in [
        ("application/vnd.ms-word.template.macroEnabledTemplate.main+xml", "docx"),
        ("application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml", "pptx"),
        ("application/vnd.ms-powerpoint.slideshow.macroEnabled.main+xml", "pptx"),
        ("application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xlsx"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml", "xlsx"),
    ]:
        types = f'<Types><Override PartName="/x.xml" ContentType="{kind}"/></Types>'
        assert sniff_zip(zipped({"[Content_Types].xml": types}), None) == format_id


def test_damaged_containers_are_what_their_name_says() -> None:
    assert sniff_zip(b"PK\x03\x04" + bytes(40), "xlsx") == "xlsx"
    assert sniff_zip(b"PK\x03\x04" + bytes(40), "pdf") == "archive"
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    assert sniff_ole(head + bytes(600), "xls") == "xls"
    assert sniff_ole(head + bytes(600), "text") is None
    assert sniff_ole(head + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(9), None) == "doc"


def test_encrypted_documents_keep_their_format() -> None:
    data = ole_file(Storage({"EncryptedPackage": bytes(64), "EncryptionInfo": bytes(64)}))
    assert sniff_ole(data, "xlsx") == "xlsx"
    assert sniff_ole(data, None) == "docx"


def test_an_embedded_document_is_not_the_document() -> None:
    inner = Storage({"Workbook": bytes(32)})
    data = ole_file(Storage({"WordDocument": bytes(32), "ObjectPool": Storage({"_1": inner})}))
    assert sniff_ole(data, "xls") == "doc"


def test_flat_documents() -> None:
    assert sniff_flat_odf(flat_odf("spreadsheet", "")) == "ods"
    assert sniff_flat_odf(b"<svg/>") is None
