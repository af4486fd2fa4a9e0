"""Writes small office files for fixtures: ZIP packages, spreadsheets, presentations, OpenDocuments, Office 97 files."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping, Sequence

from tests.unit.formats.ole_writer import Storage, ole_file

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
P = "http://schemas.openxmlformats.org/presentationml/2006/main"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
DGM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
_MAIN_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
    "xlsb": "application/vnd.ms-excel.sheet.binary.macroEnabled.main",
}
Relations = Mapping[str, Sequence[tuple[str, str, str]]]
"""By part: (id, kind, target)."""


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP of these parts, the same bytes every time."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, (2028, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return buffer.getvalue()


def ooxml(kind: str, main: str, parts: Mapping[str, str | bytes], relations: Relations) -> bytes:
    """A package whose document is the part ``main``; the relationships of the package itself are added."""
    types = (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{main}" ContentType="{_MAIN_TYPES[kind]}"/></Types>'
    )
    found: dict[str, str | bytes] = {"[Content_Types].xml": types}
    for part, targets in {"": [("rId1", "officeDocument", main)], **relations}.items():
        folder, _, name = part.rpartition("/")
        place = f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"
        found[place] = _relationships(targets)
    return zipped({**found, **parts})


def _relationships(targets: Iterable[tuple[str, str, str]]) -> str:
    inner = "".join(
        f'<Relationship Id="{key}" Type="{R}/{kind}" Target="{target}"/>' for key, kind, target in targets
    )
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def docx(
    body: str, parts: Mapping[str, str | bytes] | None = None, relations: Relations | None = None
) -> bytes:
    """A Word document with this body."""
    main = f'<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'
    return ooxml("docx", "word/document.xml", {"word/document.xml": main, **(parts or {})}, relations or {})


def xlsx(
    sheets: Mapping[str, str],
    *,
    strings: Sequence[str] = (),
    styles: str = "",
    parts: Mapping[str, str | bytes] | None = None,
    relations: Relations | None = None,
    states: Mapping[str, str] | None = None,
) -> bytes:
    """A workbook. A sheet is what stands in its ``worksheet`` element, a shared string the inside of ``si``."""
    listed, found = "", dict(parts or {})
    main_relations = [("rS", "sharedStrings", "sharedStrings.xml"), ("rT", "styles", "styles.xml")]
    for number, (name, inner) in enumerate(sheets.items(), 1):
        state = (states or {}).get(name, "visible")
        listed += f'<sheet name="{name}" sheetId="{number}" state="{state}" r:id="rId{number}"/>'
        main_relations.append((f"rId{number}", "worksheet", f"worksheets/sheet{number}.xml"))
        found[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{S}" xmlns:r="{R}">{inner}</worksheet>'
        )
    found["xl/sharedStrings.xml"] = f'<sst xmlns="{S}">{"".join(f"<si>{s}</si>" for s in strings)}</sst>'
    found["xl/styles.xml"] = f'<styleSheet xmlns="{S}">{styles}</styleSheet>'
    found["xl/workbook.xml"] = f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>{listed}</sheets></workbook>'
    return ooxml("xlsx", "xl/workbook.xml", found, {"xl/workbook.xml": main_relations, **(relations or {})})


def rows(*table: Sequence[object], first: int = 1) -> str:
    """``sheetData`` of numbers and inline strings; None leaves a cell out, an empty row a gap."""
    text = ""
    for number, row in enumerate(table, first):
        cells = ""
        for column, value in enumerate(row):
            place = f"{chr(ord('A') + column)}{number}"
            if isinstance(value, str):
                cells += f'<c r="{place}" t="inlineStr"><is><t>{value}</t></is></c>'
            elif value is not None:
                cells += f'<c r="{place}"><v>{value}</v></c>'
        text += f'<row r="{number}">{cells}</row>' if cells else ""
    return f"<sheetData>{text}</sheetData>"


def paragraphs(*texts: str) -> str:
    """``a:p`` elements."""
    return "".join(f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>" for text in texts)


def shape(inner: str, placeholder: str | None = None) -> str:
    """A shape with these paragraphs; ``placeholder`` is the kind that it fills."""
    filled = "" if placeholder is None else f'<p:ph type="{placeholder}"/>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"/><p:nvPr>{filled}</p:nvPr></p:nvSpPr>'
        f"<p:txBody><a:bodyPr/>{inner}</p:txBody></p:sp>"
    )


def pptx(
    slides: Sequence[str],
    *,
    order: Sequence[int] | None = None,
    parts: Mapping[str, str | bytes] | None = None,
    relations: Relations | None = None,
) -> bytes:
    """A presentation; a slide is its shapes. ``order``: in which the parts (from 1) are shown."""
    found, main_relations = dict(parts or {}), []
    for number, shapes in enumerate(slides, 1):
        main_relations.append((f"rId{number}", "slide", f"slides/slide{number}.xml"))
        found[f"ppt/slides/slide{number}.xml"] = (
            f'<p:sld xmlns:p="{P}" xmlns:a="{A}" xmlns:r="{R}"><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>'
        )
    listed = "".join(f'<p:sldId id="{255 + n}" r:id="rId{n}"/>' for n in order or range(1, len(slides) + 1))
    found["ppt/presentation.xml"] = (
        f'<p:presentation xmlns:p="{P}" xmlns:r="{R}"><p:sldIdLst>{listed}</p:sldIdLst></p:presentation>'
    )
    all_relations = {"ppt/presentation.xml": main_relations, **(relations or {})}
    return ooxml("pptx", "ppt/presentation.xml", found, all_relations)


_ODF_SPACES = " ".join(
    f'xmlns:{name}="{OFFICE}:{name}:1.0"'
    for name in ("office", "text", "table", "style", "drawing", "presentation", "manifest", "meta", "chart")
)
ODF_SPACES = (
    f'{_ODF_SPACES} xmlns:draw="{OFFICE}:drawing:1.0" xmlns:fo="{OFFICE}:xsl-fo-compatible:1.0" '
    f'xmlns:svg="{OFFICE}:svg-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"'
)


def odf(
    kind: str,
    body: str,
    *,
    automatic: str = "",
    styles: str = "",
    title: str = "",
    parts: Mapping[str, str | bytes] | None = None,
) -> bytes:
    """An OpenDocument of this kind (text, spreadsheet, presentation) with this inside of its body."""
    content = (
        f"<office:document-content {ODF_SPACES}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": content,
            "styles.xml": f"<office:document-styles {ODF_SPACES}>{styles}</office:document-styles>",
            "meta.xml": f"<office:document-meta {ODF_SPACES}><office:meta><dc:title>{title}</dc:title>"
            "</office:meta></office:document-meta>",
            **(parts or {}),
        }
    )


def flat_odf(kind: str, body: str) -> bytes:
    """The same in one XML file."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {ODF_SPACES} '
        f'office:mimetype="application/vnd.oasis.opendocument.{kind}"><office:body><office:{kind}>{body}'
        f"</office:{kind}></office:body></office:document>"
    ).encode()


def xls(sheets: Mapping[str, Sequence[Sequence[object]]]) -> bytes:
    """An Excel 97 workbook of numbers and texts."""
    bodies = [_xls_sheet(table) for table in sheets.values()]
    start = _biff(0x0809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + _biff(0x42, struct.pack("<H", 1200))
    names = [name.encode("latin-1") for name in sheets]
    offset = len(start) + sum(4 + 8 + len(name) for name in names) + 4
    bounds = b""
    for name, body in zip(names, bodies, strict=True):
        bounds += _biff(0x85, struct.pack("<IBBBB", offset, 0, 0, len(name), 0) + name)
        offset += len(body)
    return ole_file(Storage({"Workbook": start + bounds + _biff(0x0A, b"") + b"".join(bodies)}))


def _xls_sheet(table: Sequence[Sequence[object]]) -> bytes:
    body = _biff(0x0809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    body += _biff(0x200, struct.pack("<IIHHH", 0, len(table), 0, max(map(len, table)), 0))
    for row, cells in enumerate(table):
        for column, value in enumerate(cells):
            if isinstance(value, str):
                text = value.encode("utf-16-le")
                body += _biff(0x204, struct.pack("<HHHHB", row, column, 0, len(value), 1) + text)
            elif isinstance(value, int | float):
                body += _biff(0x203, struct.pack("<HHHd", row, column, 0, value))
    return body + _biff(0x0A, b"")


def _biff(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def xlsb(sheets: Mapping[str, Sequence[Sequence[object]]], *, percent: Iterable[int] = ()) -> bytes:
    """A binary workbook of numbers and texts; columns in ``percent`` are shown as percents."""
    parts: dict[str, str | bytes] = {}
    relations = [("rT", "styles", "styles.bin")]
    bundle = b""
    for number, (name, table) in enumerate(sheets.items(), 1):
        bundle += _record(156, struct.pack("<II", 0, number) + _wide(f"rId{number}") + _wide(name))
        relations.append((f"rId{number}", "worksheet", f"worksheets/sheet{number}.bin"))
        parts[f"xl/worksheets/sheet{number}.bin"] = _xlsb_sheet(table, set(percent))
    formats = b"".join(_record(47, struct.pack("<HHH", 0, number, 0) + bytes(10)) for number in (0, 9))
    parts["xl/styles.bin"] = _record(617, bytes(4)) + formats + _record(618, b"")
    parts["xl/workbook.bin"] = bundle
    return ooxml("xlsb", "xl/workbook.bin", parts, {"xl/workbook.bin": relations})


def _xlsb_sheet(table: Sequence[Sequence[object]], percent: set[int]) -> bytes:
    body = b""
    for row, cells in enumerate(table):
        body += _record(0, struct.pack("<I", row) + bytes(13))
        for column, value in enumerate(cells):
            if isinstance(value, str):
                body += _record(6, struct.pack("<II", column, 0) + _wide(value))
            elif isinstance(value, int | float):
                body += _record(5, struct.pack("<IId", column, int(column in percent), value))
    return body


def _record(kind: int, content: bytes) -> bytes:
    return _seven_bits(kind) + _seven_bits(len(content)) + content


def _seven_bits(number: int) -> bytes:
    found = b""
    while number > 0x7F:
        found += bytes([number & 0x7F | 0x80])
        number >>= 7
    return found + bytes([number])


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def doc(
    paragraphs_of: Sequence[tuple[str, int, bytes]],
    *,
    footnotes: Mapping[int, str] | None = None,
    flags: int = 0,
) -> bytes:
    """A Word 97 document: (text with its end mark, number of its style, single properties).

    Styles 1 to 9 are headings. ``footnotes``: texts by the position that refers to them.
    """
    body = "".join(text for text, _, _ in paragraphs_of)
    notes = "".join(f"\x02{text}\r" for text in (footnotes or {}).values())
    text = body + notes
    text_at = 2048
    places = [text_at]
    for paragraph, _, _ in paragraphs_of:
        places.append(places[-1] + 2 * len(paragraph))
    page_at = -(-(text_at + 2 * len(text)) // 512)
    page = _papx_page(places, [(style, settings) for _, style, settings in paragraphs_of])
    main = bytearray(text_at) + text.encode("utf-16-le")
    main = main.ljust(page_at * 512, b"\0") + page
    table = bytearray(16)

    def pair(index: int, content: bytes) -> None:
        struct.pack_into("<2I", main, 0x9A + 8 * index, len(table), len(content))
        table.extend(content)

    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 0x0A, 0x0200 | flags)
    struct.pack_into("<2i", main, 0x4C, len(body), len(notes))
    pair(1, _style_sheet())
    pair(13, struct.pack("<3I", places[0], places[-1], page_at))
    pair(33, b"\x02" + struct.pack("<IIIHIH", 16, 0, len(text), 0, text_at, 0))
    if footnotes:
        pair(2, struct.pack(f"<{len(footnotes) + 1}I", *footnotes, len(body)) + bytes(2 * len(footnotes)))
        bounds = [0]
        for note in footnotes.values():
            bounds.append(bounds[-1] + len(note) + 2)
        pair(3, struct.pack(f"<{len(bounds)}I", *bounds))
    return ole_file(Storage({"WordDocument": bytes(main).ljust(4608, b"\0"), "1Table": bytes(table)}))


def _papx_page(places: Sequence[int], found: Sequence[tuple[int, bytes]]) -> bytes:
    page = bytearray(512)
    struct.pack_into(f"<{len(places)}I", page, 0, *places)
    offset = 510
    for number, (style, settings) in enumerate(found):
        content = struct.pack("<H", style) + settings
        content += bytes(1 - len(content) % 2)
        offset -= len(content) + 1 + (len(content) + 1) % 2
        page[4 * len(places) + 13 * number] = offset // 2
        page[offset] = (len(content) + 1) // 2
        page[offset + 1 : offset + 1 + len(content)] = content
    page[511] = len(found)
    return bytes(page)


def _style_sheet() -> bytes:
    header = struct.pack("<HHH", 10, 10, 10) + bytes(12)
    sheet = struct.pack("<H", len(header)) + header
    for number in range(10):
        style = struct.pack("<5H", number, 0xFFF << 4 | 1, 0, 0, 0) + struct.pack("<HH", 0, 0)
        sheet += struct.pack("<H", len(style)) + style
    return sheet


def ppt(
    slides: Sequence[Sequence[tuple[int, str]]],
    *,
    notes: Mapping[int, str] | None = None,
    token: int = 0xE391C05F,
) -> bytes:
    """A PowerPoint 97 presentation: texts of slides by their kind (0 title, 1 body, 4 other); notes by slide."""
    stream = b""
    places: list[int] = []
    listed = listed_notes = b""
    for number, texts in enumerate(slides):
        places.append(len(stream))
        boxes = b"".join(_atoms(0xF00D, 0xF, _text_atoms(kind, text)) for kind, text in texts)
        stream += _atoms(1006, 0xF, _atoms(1036, 0xF, _atoms(0xF004, 0xF, boxes)))
        listed += _atoms(1011, 0, struct.pack("<IIiII", len(places), 0, 0, 256 + number, 0))
    for slide, text in (notes or {}).items():
        places.append(len(stream))
        box = _atoms(0xF00D, 0xF, _text_atoms(2, text))
        atom = _atoms(1009, 0, struct.pack("<II", 256 + slide, 0))
        stream += _atoms(1008, 0xF, atom + _atoms(1036, 0xF, _atoms(0xF004, 0xF, box)))
        listed_notes += _atoms(1011, 0, struct.pack("<IIiII", len(places), 0, 0, 900 + slide, 0))
    places.append(len(stream))
    lists = _atoms(4080, 0xF, listed) + _atoms(4080, 0x2F, listed_notes)
    stream += _atoms(1000, 0xF, lists)
    directory = len(stream)
    head = struct.pack("<I", 1 | len(places) << 20)
    stream += _atoms(6002, 0, head + struct.pack(f"<{len(places)}I", *places))
    edit = len(stream)
    stream += _atoms(4085, 0, struct.pack("<IIIIII", 0, 0, 0, directory, len(places), 0))
    user = _atoms(4086, 0, struct.pack("<III", 20, token, edit) + bytes(12))
    return ole_file(Storage({"PowerPoint Document": stream, "Current User": user}))


def _text_atoms(kind: int, text: str) -> bytes:
    return _atoms(3999, 0, struct.pack("<I", kind)) + _atoms(4000, 0, text.encode("utf-16-le"))


def _atoms(kind: int, first: int, content: bytes) -> bytes:
    return struct.pack("<HHI", first, kind, len(content)) + content
