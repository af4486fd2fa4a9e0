"""Asks where a chat is to be written, writes it in the background, and says when it is done."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.conversations import Conversation
from app.domain.ids import ConversationId
from app.domain.jobs import JobKind
from app.i18n import N_, tr
from app.services.conversation_words import file_stem
from app.ui.bridge.context import UiContext
from app.ui.library.verbs import reveal
from app.ui.widgets.file_dialog import dress

_KINDS = (
    (N_("Word document"), "docx"),
    ("PDF", "pdf"),
    (N_("Markdown"), "md"),
    (N_("Web page"), "html"),
    ("JSON", "json"),
)


class ChatExporter(QObject):
    """Belongs to ``window``, which its dialog stands over."""

    def __init__(self, context: UiContext, window: QWidget) -> None:
        super().__init__(window)
        self._context = context
        self._window = window
        self._chat: ConversationId | None = None
        self.dialog: QFileDialog | None = None

    def export(self, chat: Conversation) -> None:
        """Ask where to; the kind of file follows from what is chosen there."""
        dialog = QFileDialog(self._window, tr("Export “{name}”", name=chat.title))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{tr(name)} (*.{suffix})" for name, suffix in _KINDS])
        dialog.setDefaultSuffix(_KINDS[0][1])
        dialog.filterSelected.connect(self._on_filter_selected)
        dialog.selectFile(file_stem(chat.title))
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.finished.connect(dialog.deleteLater)
        self._chat, self.dialog = chat.id, dialog
        dress(dialog).open()

    def export_to(self, chat: ConversationId, path: Path) -> None:
        """Write it there."""
        services = self._context.services

        def write(_job: object) -> None:
            from app.ui.chat.conversation_pdf import conversation_pdf

            services.conversation_export.export(chat, path, conversation_pdf)

        def tell(_done: None) -> None:
            self._context.notifications.success(
                tr("The chat was written to “{name}”.", name=path.name),
                tr("The file holds your questions and passages of your documents."),
                tr("Show in folder"),
                lambda: reveal(path.parent),
            )

        job = self._context.jobs.begin(
            JobKind.EXPORT,
            tr("Writing the chat to “{name}”", name=path.name),
            retry=lambda: self.export_to(chat, path),
            show=lambda: reveal(path.parent),
        )
        self._context.operations.run(self, write).as_job(job).on_success(tell).start()

    @Slot(str)
    def _on_filter_selected(self, chosen: str) -> None:
        if self.dialog is not None:
            self.dialog.setDefaultSuffix(chosen.partition("*.")[2].rstrip(")"))

    @Slot(str)
    def _on_file_selected(self, file: str) -> None:
        if self._chat is not None:
            self.export_to(self._chat, Path(file))
