"""A presentation: its slides in the order they are shown, each with its notes and comments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from app.domain.documents import BlockKind, ParsedDocument
from app.domain.errors import UserError
from app.formats.base import DocumentBuilder
from app.formats.office.ole import OleContainer
from app.formats.office.slides import Slide, SlideWriter
from app.formats.ppt import records as r

MEDIA_TYPE = "application/vnd.ms-powerpoint"
_ENCRYPTED = 0xF3D1C4DF
_TITLE, _BODY, _CENTER_TITLE = 0, 1, 6
_LISTS = frozenset((_BODY, 7, 8))
_NOTES_TEXT = 2
_MOST_SLIDES = 10_000


@dataclass(slots=True)
class _Text:
    """One text: ``kind`` says what it is (title, body, notes ...)."""

    kind: int
    text: str


@dataclass(slots=True)
class _Listed:
    """A slide as the document lists it: its number among the objects, its id, and texts of its placeholders."""

    number: int
    slide_id: int
    texts: list[_Text] = field(default_factory=list)


def read_ppt(path: Path, data: bytes) -> ParsedDocument:
    """Raises UserError: encrypted_document, damaged_document, no_text."""
    container = OleContainer(data)
    stream = container.stream("PowerPoint Document", "PP97_DUALSTORAGE/PowerPoint Document")
    user = container.stream("Current User") or b""
    if not stream:
        raise UserError("damaged_document")
    if container.has("EncryptedSummary") or int.from_bytes(user[12:16], "little") == _ENCRYPTED:
        raise UserError("encrypted_document")
    builder = DocumentBuilder(MEDIA_TYPE)
    show = _Presentation(memoryview(stream), int.from_bytes(user[16:20], "little"))
    writer = SlideWriter(builder)
    for slide in show.slides():
        writer.add(slide)
    writer.finish()
    if show.damaged:
        builder.warn("part_damaged", partial=True)
    return builder.build(container.title() or writer.first_title or path.stem)


class _Presentation:
    def __init__(self, data: memoryview, edit: int) -> None:
        self._data = data
        self._places, document = r.directory(data, edit)
        self._document = self._object(document, r.DOCUMENT)
        self.damaged = self._document is None

    def slides(self) -> Iterator[Slide]:
        """Slides as the document lists them; without a list, as they come in the file."""
        if self._document is None:
            yield from (_slide(each, []) for each in r.records(self._data) if each.kind == r.SLIDE)
            return
        notes = self._notes()
        for listed in self._listed(0)[:_MOST_SLIDES]:
            record = self._object(listed.number, r.SLIDE)
            self.damaged = self.damaged or record is None
            slide = _slide(record, listed.texts)
            _add_notes(slide, notes.get(listed.slide_id, []))
            yield slide

    def _object(self, number: int, kind: int) -> r.Record | None:
        record = r.record_at(self._data, self._places[number]) if number in self._places else None
        return record if record is not None and record.kind == kind else None

    def _listed(self, instance: int) -> list[_Listed]:
        """What the document lists: slides (0) or notes (2)."""
        found: list[_Listed] = []
        lists = (x for x in self._document.children() if x.kind == r.SLIDE_LIST) if self._document else ()
        for record in lists:
            for item in record.children() if record.instance == instance else ():
                if item.kind == r.SLIDE_PERSIST:
                    found.append(_Listed(item.number(), item.number(12)))
                elif found:
                    _take(item, found[-1].texts)
        return found

    def _notes(self) -> dict[int, list[_Text]]:
        """Texts of the notes by the id of their slide."""
        found: dict[int, list[_Text]] = {}
        for listed in self._listed(2):
            record = self._object(listed.number, r.NOTES)
            atom = next((x for x in record.children() if x.kind == r.NOTES_ATOM), None) if record else None
            if record and atom:
                found[atom.number()] = [t for t in _texts(record, listed.texts) if t.kind == _NOTES_TEXT]
        return found


def _slide(record: r.Record | None, listed: list[_Text]) -> Slide:
    """Texts in the order of the shapes; those of the list where the slide itself cannot be read."""
    slide = Slide()
    for text in _texts(record, listed) if record else listed:
        if text.kind in (_TITLE, _CENTER_TITLE) and not slide.title:
            slide.title = text.text
            continue
        for paragraph in text.text.split("\r"):
            listed_item = text.kind in _LISTS and paragraph.strip()
            kind = BlockKind.LIST_ITEM if listed_item else BlockKind.PARAGRAPH
            slide.add(kind, f"- {paragraph}" if listed_item else paragraph)
    for comment in record.below(r.COMMENT) if record else ():
        for part in comment.children():
            if part.kind == r.STRING and part.instance == 1:
                slide.add(BlockKind.PARAGRAPH, f"[{_wide(part.content).strip()}]")
    return slide


def _add_notes(slide: Slide, notes: list[_Text]) -> None:
    """What the speaker wanted to say, below a heading of its own."""
    paragraphs = [paragraph for text in notes for paragraph in text.text.split("\r") if paragraph.strip()]
    if paragraphs:
        slide.add(BlockKind.HEADING, "Notes", 2)
    for paragraph in paragraphs:
        slide.add(BlockKind.PARAGRAPH, paragraph)


def _texts(record: r.Record, listed: list[_Text]) -> Iterator[_Text]:
    """Texts in the shapes of a slide; placeholders refer to those of the list."""
    for drawing in record.below(r.DRAWING):
        for box in drawing.below(r.TEXT_BOX):
            found: list[_Text] = []
            for item in r.records(box.content):
                if item.kind == r.OUTLINE_REFERENCE and item.number() < len(listed):
                    found.append(listed[item.number()])
                else:
                    _take(item, found)
            yield from found


def _take(item: r.Record, texts: list[_Text]) -> None:
    """Collect a text: its kind comes before it."""
    if item.kind == r.TEXT_HEADER:
        texts.append(_Text(item.number(), ""))
    elif item.kind in (r.TEXT_WIDE, r.TEXT_NARROW) and texts:
        wide = item.kind == r.TEXT_WIDE
        text = _wide(item.content) if wide else bytes(item.content).decode("latin-1")
        texts[-1].text += text.replace("\x0b", "\n")


def _wide(content: memoryview) -> str:
    return bytes(content).decode("utf-16-le", "replace")
