"""A folder as people have them: scans, photographs, mails with attachments, slides, and files that cannot be read.

Made from the sample library, so that everything in it is invented.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image

_DPI = 150
_NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
_SLIDES = "http://schemas.openxmlformats.org/presentationml/2006/main"


def make_intake(documents: Path, folder: Path) -> None:
    """Fill ``folder`` from the sample library in ``documents``."""
    harbour = documents / "contracts" / "Lease Harbour Street 12.pdf"
    mill = documents / "contracts" / "Lease Mill Lane 4.pdf"
    for name in ("Scans", "Scans/Photographs", "Mail", "Figures", "Broken"):
        (folder / name).mkdir(parents=True)
    scan(mill, range(len(pdfium.PdfDocument(mill))), folder / "Scans" / "Lease Mill Lane 4 (scanned).pdf")
    mix(harbour, folder / "Scans" / "Lease Harbour Street, page 2 signed.pdf")
    picture_of(mill, 0).save(folder / "Scans" / "Photographs" / "IMG_2041.jpg", quality=80)
    mail(documents, folder / "Mail" / "Papers for Thursday.eml")
    workbook(folder / "Figures" / "Household budget.xlsx")
    slides(folder / "Figures" / "Bicycle shed.pptx")
    broken(folder / "Broken")


def picture_of(path: Path, page: int) -> Image.Image:
    """A page as a scanner sees it: grey, a little askew."""
    bitmap = pdfium.PdfDocument(path)[page].render(scale=_DPI / 72)
    return bitmap.to_pil().convert("L").rotate(0.4, fillcolor=250, resample=Image.Resampling.BICUBIC)


def scan(source: Path, pages: Sequence[int], target: Path) -> None:
    """These pages, as pictures."""
    first, *others = [picture_of(source, page) for page in pages]
    first.save(target, "PDF", resolution=_DPI, save_all=True, append_images=others)


def mix(source: Path, target: Path) -> None:
    """The second page is a scan, the others keep their text."""
    text, whole = pdfium.PdfDocument(source), pdfium.PdfDocument.new()
    buffer = io.BytesIO()
    picture_of(source, 1).save(buffer, "PDF", resolution=_DPI)
    whole.import_pages(text, [0])
    whole.import_pages(pdfium.PdfDocument(buffer.getvalue()))
    whole.import_pages(text, list(range(2, len(text))))
    whole.save(target)


def mail(documents: Path, target: Path) -> None:
    """A mail with a document, a table, and something that nobody can read."""
    message = EmailMessage()
    message["From"], message["To"] = "Ada Okoro <ada@example.org>", "Board <board@example.org>"
    message["Subject"], message["Date"] = "Papers for Thursday", "Tue, 03 Mar 2026 09:12:00 +0000"
    message.set_content(
        "Dear all,\n\nattached are the papers for Thursday. The caretaker can let us in from half past six; "
        "please bring the keys of the bicycle shed.\n\nAda\n"
    )
    contract = documents / "contracts" / "Supply Contract Quillmoor Paper.docx"
    kind = "vnd.openxmlformats-officedocument.wordprocessingml.document"
    message.add_attachment(contract.read_bytes(), "application", kind, filename=contract.name)
    table = "Item;Offer;Supplier\nRoof panels;1,840;Northgate Timber\nRacks for 24 bicycles;960;Wheelhouse\n"
    message.add_attachment(table.encode(), "text", "csv", filename="Offers for the shed.csv")
    message.add_attachment(bytes(range(256)) * 8, "video", "mp4", filename="Walk round the yard.mp4")
    target.write_bytes(bytes(message))


def workbook(target: Path) -> None:
    """Two sheets."""
    rows = (("Month", "Heating", "Water"), ("January", 212, 41), ("February", 198, 39), ("March", 143, 40))
    more = (("Room", "Lamp", "Watts"), ("Hall", "LED", 7), ("Kitchen", "LED", 12))
    sheets = {"Running costs": rows, "Lamps": more}
    names = "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    parts = {
        "_rels/.rels": _relations(
            f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        ),
        "xl/workbook.xml": f'<workbook {_NS} xmlns:r="{_OFFICE}"><sheets>{names}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(links),
        **{f"xl/worksheets/sheet{n}.xml": _sheet(sheet) for n, sheet in enumerate(sheets.values(), 1)},
    }
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    _package(target, parts, "/xl/workbook.xml", main)


def slides(target: Path) -> None:
    """Four slides."""
    words = (
        ("The bicycle shed", "What it is for, what it costs, and when it is built"),
        ("Place", "Behind the laundry, where the old bins stood"),
        ("Costs", "The racks hold 24 bicycles. The roof carries the snow of a hard winter."),
        ("Dates", "Digging begins on 14 April; the shed opens on 30 May."),
    )
    ids = "".join(f'<p:sldId id="{255 + n}" r:id="r{n}"/>' for n in range(1, len(words) + 1))
    links = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/slide" Target="slides/slide{n}.xml"/>'
        for n in range(1, len(words) + 1)
    )
    head = f'xmlns:p="{_SLIDES}" xmlns:r="{_OFFICE}" xmlns:a="{_DRAWING}"'
    parts = {
        "_rels/.rels": _relations(
            f'<Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="ppt/presentation.xml"/>'
        ),
        "ppt/presentation.xml": f"<p:presentation {head}><p:sldIdLst>{ids}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": _relations(links),
        **{
            f"ppt/slides/slide{n}.xml": f"<p:sld {head}><p:cSld><p:spTree>"
            + _shape(title, '<p:ph type="title"/>')
            + _shape(body, '<p:ph idx="1"/>')
            + "</p:spTree></p:cSld></p:sld>"
            for n, (title, body) in enumerate(words, 1)
        },
    }
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    _package(target, parts, "/ppt/presentation.xml", main)


def broken(folder: Path) -> None:
    """Locked, damaged, empty, unknown."""
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{'41' * 32}> /U <{'42' * 32}> >> /ID [<00> <00>] /Root"
    plain = (
        b"%PDF-1.4\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n"
        b"2 0 obj << /Type /Pages /Kids [3 0 R] /Count 1 >> endobj\n"
        b"3 0 obj << /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] >> endobj\ntrailer << /Root 1 0 R >>\n"
    )
    (folder / "Bank statement (locked).pdf").write_bytes(plain.replace(b"<< /Root", f"<< {lock}".encode()))
    (folder / "Cut off while copying.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog")
    (folder / "Empty note.txt").write_bytes(b"")
    (folder / "Recording.wav").write_bytes(b"RIFF\x24\0\0\0WAVEfmt " + bytes(40))


def _relations(links: str) -> str:
    return f'<Relationships xmlns="{_RELS}">{links}</Relationships>'


def _sheet(rows: Sequence[Sequence[object]]) -> str:
    def cell(value: object) -> str:
        if isinstance(value, int):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t>{value}</t></is></c>'

    lines = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    return f"<worksheet {_NS}><sheetData>{lines}</sheetData></worksheet>"


def _shape(text: str, place: str) -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="x"/><p:cNvSpPr/><p:nvPr>{place}</p:nvPr></p:nvSpPr><p:spPr/>'
        f"<p:txBody><a:bodyPr/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:txBody></p:sp>"
    )


def _package(target: Path, parts: dict[str, str], main: str, main_type: str) -> None:
    types = (
        f'<Types xmlns="{_TYPES}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/><Override PartName="{main}" '
        f'ContentType="{main_type}"/></Types>'
    )
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in {"[Content_Types].xml": types, **parts}.items():
            package.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')
