"""The text of the open document, read once in the background, for searching and selecting."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.domain.documents import Block
from app.domain.ids import DocumentId
from app.ui.bridge.context import UiContext

Then = Callable[[str, tuple[Block, ...]], None]


class TextOfDocument(QObject):
    """Holds the text of one document at a time."""

    def __init__(self, context: UiContext, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._of: DocumentId | None = None
        self.text = ""
        self.blocks: tuple[Block, ...] = ()

    def known(self, document_id: DocumentId) -> bool:
        """Whether it is here already."""
        return self._of == document_id

    def keep(self, document_id: DocumentId, text: str, blocks: tuple[Block, ...]) -> None:
        """It was read elsewhere."""
        self._of, self.text, self.blocks = document_id, text, blocks

    def with_text(self, document_id: DocumentId, then: Then) -> None:
        """Call ``then`` with it, at once or when it was read; not at all when that fails."""
        if self._of == document_id:
            then(self.text, self.blocks)
            return
        viewer = self._context.services.viewer

        def take(result: tuple[str, tuple[Block, ...]]) -> None:
            self.keep(document_id, *result)
            then(*result)

        self._context.operations.run(self, lambda _job: viewer.text(document_id)).on_success(take).start()
