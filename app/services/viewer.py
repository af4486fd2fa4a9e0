"""What the reading desk shows: a rendered page, or a document's text with its structure."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.domain.documents import (
    Block,
    Document,
    DocumentPart,
    PageImage,
    ParsedDocument,
    RecognizedPage,
    Span,
)
from app.domain.errors import UserError
from app.domain.file_names import on_disk
from app.domain.ids import DocumentId
from app.domain.ports import DocumentParser
from app.formats.registry import formats


class Documents(Protocol):
    """The part of the store that the viewer reads."""

    def get(self, document_id: DocumentId) -> Document | None:
        """The record, None when it is gone."""

    def same_content(self, document_id: DocumentId) -> list[Path]:
        """Where else the same content lies."""

    def parsed(self, document_id: DocumentId) -> ParsedDocument | None:
        """What was read out of the file, None when it was not read (yet)."""

    def recognized(self, document_id: DocumentId) -> tuple[RecognizedPage, ...]:
        """The pages that were read from their picture."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What the desk must know before it shows anything.

    ``drawn``: its pages can be painted now; without, the text is all there is. ``present``: the file is there.
    ``also_at``: other files with the very same content.
    ``page_starts``, ``recognized_pages`` and ``parts`` as in :class:`ParsedDocument`, empty for what was not read.
    """

    document: Document
    drawn: bool
    present: bool
    page_starts: tuple[int, ...] = ()
    recognized_pages: tuple[int, ...] = ()
    parts: tuple[DocumentPart, ...] = ()
    also_at: tuple[Path, ...] = ()


class ViewerService:
    """Pages are rendered in the parser child, never in the window's process."""

    def __init__(self, documents: Documents, parser: DocumentParser) -> None:
        self._documents = documents
        self._parser = parser

    def document(self, document_id: DocumentId) -> Document:
        """The document's record. Raises UserError("unknown_document")."""
        document = self._documents.get(document_id)
        if document is None:
            raise UserError("unknown_document")
        return document

    def opened(self, document_id: DocumentId) -> Opened:
        """The document and how it can be shown. Raises UserError("unknown_document")."""
        document = self.document(document_id)
        present = on_disk(document.path).is_file()
        drawn = present and self.has_pages(document_id)
        parsed = self._documents.parsed(document_id)
        if parsed is None:
            return Opened(document, drawn, present)
        also_at = tuple(self._documents.same_content(document_id))
        read = (parsed.page_starts, parsed.recognized_pages, parsed.parts)
        return Opened(document, drawn, present, *read, also_at)

    def has_pages(self, document_id: DocumentId) -> bool:
        """Whether :meth:`page` works for it."""
        media_type = self.document(document_id).media_type
        return any(media_type in f.media_types for f in formats() if f.render is not None)

    def page(self, document_id: DocumentId, page: int, scale: float, highlight: Span | None) -> PageImage:
        """Page ``page`` (from 1) at ``scale`` pixels per point, the span of the document's text highlighted.

        Raises UserError("unknown_document" | "file_missing" | "offline_source" | "damaged_document" ...).
        """
        document = self.document(document_id)
        if not on_disk(document.path).is_file():
            raise UserError("offline_source" if document.offline else "file_missing", path=str(document.path))
        recognized = self._documents.recognized(document_id) if document.recognized_pages else ()
        return self._parser.render_page(document.path, page, scale, highlight, recognized)

    def text(self, document_id: DocumentId) -> tuple[str, tuple[Block, ...]]:
        """The text as it was indexed, and its blocks. Raises UserError("unknown_document")."""
        parsed = self._documents.parsed(document_id)
        if parsed is None:
            raise UserError("unknown_document")
        return parsed.text, parsed.blocks
