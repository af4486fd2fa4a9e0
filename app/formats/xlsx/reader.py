"""A workbook: its sheets in their order, each with what surrounds it."""

from __future__ import annotations

from pathlib import Path

from app.domain.documents import ParsedDocument
from app.formats.base import DocumentBuilder
from app.formats.office.ooxml import OoxmlPackage, relation_id
from app.formats.office.sheet_rows import SheetHints, SheetWriter
from app.formats.office.xml_nodes import Element, attribute, below, child
from app.formats.properties import add_properties
from app.formats.xlsx.cells import CellReader, read_looks, shared_strings
from app.formats.xlsx.surroundings import Surroundings

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_USUAL_PLACE = "xl/workbook.xml"
_MOST_SHEETS = 2_000


def read_xlsx(path: Path, data: bytes) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, too_large, no_text."""
    package = OoxmlPackage(data)
    main, root = package.main(_USUAL_PLACE, "workbook")
    builder = DocumentBuilder(MEDIA_TYPE)
    _Workbook(package, main, root, builder).add_sheets()
    package.report(builder)
    add_properties(builder, package.properties())
    return builder.build(package.title() or path.stem)


class _Workbook:
    def __init__(self, package: OoxmlPackage, main: str, root: Element, builder: DocumentBuilder) -> None:
        self._package = package
        self._root = root
        self._builder = builder
        self._parts = package.relationships(main)
        strings = next(package.targets(self._parts, "sharedStrings"), None)
        self._cells = CellReader(
            package,
            shared_strings(package, strings),
            read_looks(package.part(self._parts, "styles")),
            from_1904=attribute(child(root, "workbookPr"), "date1904") in ("1", "true", "on"),
        )

    def add_sheets(self) -> None:
        """All sheets, hidden ones too, in the order of their tabs."""
        writer = SheetWriter(self._builder)
        seen: set[str] = set()
        for sheet in list(below(child(self._root, "sheets"), "sheet"))[:_MOST_SHEETS]:
            relationship = self._parts.get(relation_id(sheet))
            target = relationship.target if relationship and not relationship.external else ""
            if target in seen or writer.full:
                continue
            seen.add(target)
            self._add_sheet(writer, sheet, target)

    def _add_sheet(self, writer: SheetWriter, sheet: Element, target: str) -> None:
        surroundings = Surroundings(self._package, target) if target else None
        hints = surroundings.hints() if surroundings else SheetHints()
        writer.begin(sheet.get("name") or "", hints, hidden=(sheet.get("state") or "visible") != "visible")
        if surroundings is None or not self._package.find(target):
            self._package.damaged = True
            return
        for row in self._cells.rows(target):
            if not writer.add(row.number, row.cells, set_off=row.bold):
                break
        writer.end()
        surroundings.add_rest(self._builder)
