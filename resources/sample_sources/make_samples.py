"""Makes the PDF and Word files of the sample library from these sources: run it after changing one of them.

``python resources/sample_sources/make_samples.py`` from the repository root. The same fonts give the same
bytes; the results are kept in the repository, so nobody needs to run this to use Carrel.
"""

from __future__ import annotations

import os
import re
import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from lxml import etree
from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt, QUuid
from PySide6.QtGui import QFont, QGuiApplication, QPageLayout, QPageSize, QPainter, QPdfWriter, QTextDocument

HERE = Path(__file__).resolve().parent
LIBRARY = HERE.parent / "sample_library"
PDFS = {
    "lease_harbour": ("contracts/Lease Harbour Street 12.pdf", "Commercial Lease, 12 Harbour Street"),
    "lease_mill": ("contracts/Lease Mill Lane 4.pdf", "Residential Lease, 4 Mill Lane"),
    "report_q2": ("finance/Tannwick Cycles Q2 2025.pdf", "Tannwick Cycles, Quarterly Report Q2 2025"),
    "report_q3": ("finance/Tannwick Cycles Q3 2025.pdf", "Tannwick Cycles, Quarterly Report Q3 2025"),
    "insurance": ("insurance/Household Policy HC-204-7781.pdf", "Household Contents Insurance HC-204-7781"),
}
DOCXS = {
    "handbook": ("handbook/Employee Handbook.docx", "Employee Handbook"),
    "supplier": ("contracts/Supply Contract Quillmoor Paper.docx", "Framework Supply Contract"),
}
STYLE = """body { font-family: 'DejaVu Serif'; font-size: 11pt } h1 { font-size: 19pt } h2 { font-size: 13pt }
p { margin-bottom: 5pt } th { text-align: left; background-color: #e8e8e8 }"""
MOMENT = "20250102090000Z"

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_FIXED_PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="{_PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="{_TYPE}.document.main+xml"/>
<Override PartName="/word/styles.xml" ContentType="{_TYPE}.styles+xml"/>
<Override PartName="/word/numbering.xml" ContentType="{_TYPE}.numbering+xml"/>
<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/>
</Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_R}/officeDocument" Target="word/document.xml"/>
<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>
</Relationships>""",
    "word/_rels/document.xml.rels": f"""<Relationships xmlns="{_PACKAGE}/relationships">
<Relationship Id="rId1" Type="{_R}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{_R}/numbering" Target="numbering.xml"/>
</Relationships>""",
    "word/numbering.xml": f"""<w:numbering xmlns:w="{_W}"><w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="\u2022"/>
<w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>""",
}


def main() -> None:
    """Write all files."""
    application = QGuiApplication(sys.argv)
    for source, (target, title) in PDFS.items():
        write_pdf(_source(source), LIBRARY / target, title)
    for source, (target, title) in DOCXS.items():
        write_docx(_source(source), LIBRARY / target, title)
    application.quit()


def write_pdf(source: str, target: Path, title: str) -> None:
    """A4 pages with the title and the page number at the foot."""
    writer = QPdfWriter(str(target))
    writer.setPageLayout(
        QPageLayout(
            QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)
        )
    )
    writer.setResolution(96)
    writer.setTitle(title)
    writer.setCreator("Carrel sample library")
    writer.setDocumentId(QUuid("{6a0b7c1e-0000-4000-8000-000000000001}"))
    document = QTextDocument()
    document.setDocumentMargin(0)
    document.setDefaultStyleSheet(STYLE)
    document.setDefaultFont(QFont("DejaVu Serif", 11))
    document.documentLayout().setPaintDevice(writer)
    width, height, margin, foot = writer.width(), writer.height(), 76, 60
    body = QSizeF(width - 2 * margin, height - 2 * margin - foot)
    document.setPageSize(body)
    document.setHtml(source)
    painter = QPainter(writer)
    for page in range(document.pageCount()):
        if page:
            writer.newPage()
        painter.save()
        painter.translate(margin, margin - page * body.height())
        document.drawContents(painter, QRectF(0, page * body.height(), body.width(), body.height()))
        painter.restore()
        painter.setFont(QFont("DejaVu Serif", 8))
        line = QRectF(margin, height - margin - 20, body.width(), 20)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, title)
        painter.drawText(line, Qt.AlignmentFlag.AlignRight, f"Page {page + 1} of {document.pageCount()}")
    painter.end()
    _fix_dates(target)


def _fix_dates(target: Path) -> None:
    data = target.read_bytes()
    data = re.sub(rb"\(D:\d{14}[^)]*\)", lambda m: _padded(m, b"(D:" + MOMENT.encode() + b")"), data)
    data = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", b"2025-01-02T09:00:00", data)
    target.write_bytes(data)


def _padded(match: re.Match[bytes], new: bytes) -> bytes:
    """As long as what it replaces, so that the offsets in the file stay right."""
    return new.ljust(len(match.group()))[: len(match.group())]


def write_docx(source: str, target: Path, title: str) -> None:
    """Headings, paragraphs, list items and tables as Word styles them."""
    root = etree.fromstring(f"<body>{source}</body>".encode(), etree.XMLParser(resolve_entities=False))
    body = "".join(_block(node) for node in root)
    parts = {
        **_FIXED_PARTS,
        "word/document.xml": f'<w:document xmlns:w="{_W}"><w:body>{body}</w:body></w:document>',
        "word/styles.xml": _styles(),
        "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title></cp:coreProperties>',
    }
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, date_time=(2025, 1, 2, 9, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            declaration = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
            archive.writestr(entry, (declaration + content).encode())


def _block(node: etree._Element) -> str:
    if node.tag == "table":
        return f"<w:tbl>{_TABLE_LOOK}{''.join(_row(row) for row in node)}</w:tbl><w:p/>"
    look = {"h1": _styled("Heading1"), "h2": _styled("Heading2"), "h3": _styled("Heading3")}
    look["li"] = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    return _paragraph("".join(node.itertext()), look.get(node.tag, ""))


_TABLE_LOOK = '<w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="0" w:type="auto"/></w:tblPr>'


def _row(row: etree._Element) -> str:
    repeated = "<w:trPr><w:tblHeader/></w:trPr>" if row[0].tag == "th" else ""
    cells = "".join(f"<w:tc>{_paragraph(''.join(cell.itertext()), '')}</w:tc>" for cell in row)
    return f"<w:tr>{repeated}{cells}</w:tr>"


def _paragraph(text: str, properties: str) -> str:
    return f'<w:p>{properties}<w:r><w:t xml:space="preserve">{escape(text.strip())}</w:t></w:r></w:p>'


def _styled(name: str) -> str:
    return f'<w:pPr><w:pStyle w:val="{name}"/></w:pPr>'


def _styles() -> str:
    headings = "".join(
        f'<w:style w:type="paragraph" w:styleId="Heading{n}"><w:name w:val="heading {n}"/><w:basedOn w:val="Normal"/>'
        f'<w:pPr><w:spacing w:before="240"/><w:outlineLvl w:val="{n - 1}"/></w:pPr>'
        f'<w:rPr><w:b/><w:sz w:val="{36 - 5 * n}"/></w:rPr></w:style>'
        for n in (1, 2, 3)
    )
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    return (
        f'<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault>'
        '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        f'<w:pPr><w:spacing w:after="120"/></w:pPr></w:style>{headings}<w:style w:type="table" w:styleId="TableGrid">'
        f'<w:name w:val="Table Grid"/><w:tblPr><w:tblBorders>{borders}</w:tblBorders></w:tblPr></w:style></w:styles>'
    )


def _source(name: str) -> str:
    return (HERE / f"{name}.src").read_text(encoding="utf-8")


if __name__ == "__main__":
    main()
