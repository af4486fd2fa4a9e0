"""What is known about the chosen documents, and what can be done with them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from app.domain.documents import Document, DocumentPart
from app.domain.ids import DocumentId
from app.i18n import figure, tr, tr_n
from app.ui.library.groups import Group, Totals, trouble_words
from app.ui.library.part_list import PartList
from app.ui.library.words import facts_text, part_text, reason_text, state_text, state_tone
from app.ui.phrases import also_words, short_path
from app.ui.theme import Space, Theme
from app.ui.widgets import ElidedLabel, PlainLabel, QuietButton, StatePill, set_kind
from app.ui.widgets.flow_layout import FlowLayout
from app.ui.widgets.labels import plain_tool_tip


class DetailBar(QFrame):
    """Shows one document with its whole reason and its attachments, or how many are chosen.

    ``actions`` are offered as buttons. Signal: ``part_opened`` (document id, :class:`DocumentPart`).
    """

    part_opened = Signal(object, object)

    def __init__(
        self, theme: Theme, actions: Sequence[tuple[QAction, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        set_kind(self, "card-soft")
        self._document: DocumentId | None = None
        self._parts: tuple[DocumentPart, ...] = ()
        self._compact = False
        self.name = ElidedLabel("", "strong", Qt.TextElideMode.ElideMiddle)
        self.pill = StatePill(theme)
        self.place = ElidedLabel("", "caption", Qt.TextElideMode.ElideMiddle)
        self.facts = PlainLabel("", "muted", wrap=True)
        self.also = ElidedLabel("", "muted", Qt.TextElideMode.ElideMiddle)
        self.reason = PlainLabel("", wrap=True)
        self.parts = PartList(theme)
        self.parts.opened.connect(self._on_part_opened)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.addWidget(self.name, 1)
        head.addWidget(self.pill)
        words = QVBoxLayout()
        words.setContentsMargins(Space.M, 0, Space.S, 0)
        words.setSpacing(2)
        words.addLayout(head)
        for widget in (self.place, self.reason, self.facts, self.also, self.parts):
            words.addWidget(widget)
        self.attachments = QuietButton(tr("Attachments…"), theme, "document")
        self.attachments.clicked.connect(self._on_attachments)
        buttons = FlowLayout(spacing=Space.XS)
        for action, icon in actions:
            buttons.addWidget(_ActionButton(theme, action, icon))
        buttons.addWidget(self.attachments)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XS, Space.S, Space.S, Space.S)
        column.setSpacing(Space.XS)
        column.addLayout(words)
        column.addLayout(buttons)
        self.hide()

    def show_documents(self, documents: Sequence[Document], also_at: Sequence[Path] = ()) -> None:
        """Nothing chosen hides the bar. ``also_at``: other files with the content of the one that is chosen."""
        one = documents[0] if len(documents) == 1 else None
        self._document = one.id if one else None
        self.pill.setVisible(one is not None)
        if one is not None:
            self.pill.show_state(state_text(one), state_tone(one.state))
            self._say(
                one.path.name, short_path(one.path.parent, Path.home()), reason_text(one), facts_text(one)
            )
            self.also.setText(also_words(also_at))
        else:
            self._say(
                tr(
                    "{documents} chosen",
                    documents=tr_n("{count} document", "{count} documents", len(documents)),
                ),
                "",
                _together(documents),
                "",
            )
        self._parts = one.parts if one is not None else ()
        self._show_parts()
        self.also.setVisible(bool(also_at))
        self.setVisible(bool(documents))

    def set_compact(self, compact: bool) -> None:
        """Where there is little height, attachments are in a menu, and the folder is left to the list."""
        self._compact = compact
        self._show_parts()

    def _show_parts(self) -> None:
        self.parts.show_parts(() if self._compact else self._parts)
        self.attachments.setVisible(self._compact and bool(self._parts))
        self.place.setVisible(bool(self.place.text()) and not self._compact)

    @Slot()
    def _on_attachments(self) -> None:
        menu = QMenu(self)
        for part in self._parts:
            action = menu.addAction(f"{part.name}  ·  {part_text(part)}".replace("&", "&&"))
            action.setEnabled(part.span is not None)
            action.triggered.connect(self._opener(part))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.attachments.mapToGlobal(QPoint(0, self.attachments.height())))

    def _opener(self, part: DocumentPart) -> Callable[[], None]:
        def open_part() -> None:
            self._on_part_opened(part)

        return open_part

    def _say(self, name: str, place: str, reason: str, facts: str) -> None:
        self.name.setText(name)
        for label, text in ((self.place, place), (self.reason, reason), (self.facts, facts)):
            label.setText(text)
            label.setVisible(bool(text))

    @Slot(object)
    def _on_part_opened(self, part: DocumentPart) -> None:
        if self._document is not None:
            self.part_opened.emit(self._document, part)


def _together(documents: Sequence[Document]) -> str:
    """Several documents in a sentence."""
    totals = Totals(documents)
    parts = (
        [tr("{number} read", number=figure(totals.groups[Group.READ]))] if totals.groups[Group.READ] else []
    )
    trouble = trouble_words(totals)
    words = ", ".join([*parts, trouble] if trouble else parts)
    return f"{words}." if words else ""


class _ActionButton(QuietButton):
    """A button that does, says and hides what its action does, says and hides."""

    def __init__(self, theme: Theme, action: QAction, icon: str) -> None:
        super().__init__(action.text(), theme, icon)
        self._action = action
        self.clicked.connect(action.trigger)
        action.changed.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        self.setText(self._action.text())
        tip = self._action.toolTip()
        self.setToolTip(plain_tool_tip(tip) if tip != self._action.text() else "")
        self.setVisible(self._action.isVisible())
        self.setEnabled(self._action.isEnabled())
