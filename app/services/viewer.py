"""What the reading desk shows: a rendered page, or a document's text with its structure."""

from __future__ import annotations

from typing import Protocol

from app.domain.documents import Block, Document, PageImage, Span
from app.domain.errors import UserError
from app.domain.ids import DocumentId
from app.domain.ports import DocumentParser

PDF = "application/pdf"


class DocumentTexts(Protocol):
    """The part of the store that the viewer reads."""

    def get(self, document_id: DocumentId) -> Document:
        """Raises UserError("unknown_document")."""

    def text(self, document_id: DocumentId) -> str:
        """The document's text."""

    def blocks(self, document_id: DocumentId) -> tuple[Block, ...]:
        """The document's structure."""


class ViewerService:
    """Pages are rendered in the parser child, never in the window's process."""

    def __init__(self, documents: DocumentTexts, parser: DocumentParser) -> None:
        self._documents = documents
        self._parser = parser

    def document(self, document_id: DocumentId) -> Document:
        """The document's record. Raises UserError("unknown_document")."""
        return self._documents.get(document_id)

    def has_pages(self, document_id: DocumentId) -> bool:
        """Whether :meth:`page` works for it."""
        return self._documents.get(document_id).media_type == PDF

    def page(self, document_id: DocumentId, page: int, scale: float, highlight: Span | None) -> PageImage:
        """Page ``page`` (from 1) at ``scale`` pixels per point, the span of the document's text highlighted.

        Raises UserError("file_missing" | "damaged_document" ...) when the file is not what it was.
        """
        document = self._documents.get(document_id)
        if not document.path.is_file():
            raise UserError("file_missing", path=str(document.path))
        return self._parser.render_page(document.path, page, scale, highlight)

    def text(self, document_id: DocumentId) -> tuple[str, tuple[Block, ...]]:
        """The text as it was indexed, and its blocks."""
        return self._documents.text(document_id), self._documents.blocks(document_id)
