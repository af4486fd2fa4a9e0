"""What a task works on: a text that is typed, pasted or handed over, and documents of the library."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.i18n import tr, tr_n
from app.ui.bridge.context import UiContext
from app.ui.chat import verbs
from app.ui.chat.scope_picker import ScopePicker
from app.ui.theme import Space
from app.ui.widgets import ElidedLabel, IconButton, PlainLabel, QuietButton, set_kind


class SourcePanel(QWidget):
    """Signal: ``changed`` when there is something else to work on."""

    changed = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._paths: tuple[Path, ...] = ()
        theme = context.theme
        self.label = PlainLabel("", "strong")
        self.text = QPlainTextEdit()
        set_kind(self.text, "field")
        theme.keep_font(self.text, "reading")
        self.text.setTabChangesFocus(True)
        self.text.setAcceptDrops(False)
        self.text.setPlaceholderText(tr("Type or paste a text here, or choose documents."))
        self.text.textChanged.connect(self._on_changed)
        self.label.setBuddy(self.text)
        self.paste_button = QuietButton(tr("Paste"))
        self.paste_button.setToolTip(tr("Replace the text with what is on the clipboard"))
        self.paste_button.clicked.connect(self._on_paste)
        self.documents_button = QuietButton(tr("Documents…"))
        self.documents_button.clicked.connect(self._on_documents)
        self.picker = ScopePicker(theme, self)
        self.picker.set_words(tr("Work on these documents"), tr("No documents"))
        self.picker.chosen.connect(self.set_paths)
        self.names = ElidedLabel("", "muted")
        self.count = PlainLabel("", "caption")
        self.clear_button = IconButton(theme, "close", tr("Work on no document"), size=16)
        self.clear_button.clicked.connect(self._on_cleared)
        self._lay_out()
        self.set_paths(())

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(Space.S)
        top.addWidget(self.label)
        top.addWidget(self.count, 1)
        top.addWidget(self.paste_button)
        top.addWidget(self.documents_button)
        self._chosen = QWidget()
        row = QHBoxLayout(self._chosen)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.names, 1)
        row.addWidget(self.clear_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        column.addLayout(top)
        column.addWidget(self._chosen)
        column.addWidget(self.text, 1)

    def set_name(self, name: str) -> None:
        """What is wanted: "Text", "Message to answer", "Code"."""
        self.label.setText(name)
        self.text.setAccessibleName(name)

    def set_text(self, text: str) -> None:
        """Replace what is typed, which can be undone; documents go."""
        self.set_paths(())
        self._replace(text)

    def paths(self) -> tuple[Path, ...]:
        """The chosen documents."""
        return self._paths

    @Slot(object)
    def set_paths(self, paths: Sequence[Path]) -> None:
        """Work on these documents, besides what is typed."""
        self._paths = tuple(paths)
        self.names.setText(", ".join(path.name for path in self._paths))
        self._chosen.setVisible(bool(self._paths))
        self.changed.emit()

    def empty(self) -> bool:
        """Whether there is nothing to work on."""
        return not self._paths and not self.text.toPlainText().strip()

    @Slot()
    def _on_changed(self) -> None:
        words = len(self.text.toPlainText().split())
        self.count.setText(tr_n("{count} word", "{count} words", words) if words else "")
        self.changed.emit()

    @Slot()
    def _on_paste(self) -> None:
        self._replace(QGuiApplication.clipboard().text())
        self.text.setFocus()

    def _replace(self, text: str) -> None:
        cursor = self.text.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)

    @Slot()
    def _on_cleared(self) -> None:
        self.set_paths(())
        self.documents_button.setFocus()

    @Slot()
    def _on_documents(self) -> None:
        services = self._context.services
        self._context.operations.run(self, lambda _job: verbs.documents_to_ask(services)).on_success(
            self._open_picker
        ).start()

    def _open_picker(self, rows: list[tuple[Path, str]]) -> None:
        self.picker.open_over(self.documents_button, rows, self._paths)
