"""What is known about the chosen documents, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.documents import Document
from app.ui.library.words import reason_text, state_text, state_tone
from app.ui.phrases import count
from app.ui.theme import Space, Theme
from app.ui.widgets import ElidedLabel, PlainLabel, QuietButton, StatePill, set_kind
from app.ui.widgets.flow_layout import FlowLayout


class DetailBar(QFrame):
    """Shows one document with its whole reason, or how many are chosen; offers ``actions`` as buttons."""

    def __init__(
        self, theme: Theme, actions: Sequence[tuple[QAction, str]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        set_kind(self, "card-soft")
        self.name = ElidedLabel("", "strong", Qt.TextElideMode.ElideMiddle)
        self.pill = StatePill(theme)
        self.reason = PlainLabel("", "muted", wrap=True)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        head.setContentsMargins(Space.M, 0, Space.S, 0)
        self.reason.setContentsMargins(Space.M, 0, Space.S, 0)
        head.addWidget(self.name, 1)
        head.addWidget(self.pill)
        buttons = FlowLayout(spacing=Space.XS)
        for action, icon in actions:
            buttons.addWidget(_ActionButton(theme, action, icon))
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.XS, Space.S, Space.S, Space.S)
        column.setSpacing(Space.XS)
        column.addLayout(head)
        column.addWidget(self.reason)
        column.addLayout(buttons)
        self.hide()

    def show_documents(self, documents: Sequence[Document]) -> None:
        """Nothing chosen hides the bar."""
        self.setVisible(bool(documents))
        self.pill.setVisible(len(documents) == 1)
        if len(documents) == 1:
            document = documents[0]
            self.name.setText(document.path.name)
            self.pill.show_state(state_text(document.state), state_tone(document.state))
            reason = reason_text(document)
            self.reason.setText(reason or str(document.path))
        else:
            self.name.setText(f"{count(len(documents), 'document')} chosen")
            self.reason.setText("")
        self.reason.setVisible(bool(self.reason.text()))


class _ActionButton(QuietButton):
    """A button that does, says and hides what its action does, says and hides."""

    def __init__(self, theme: Theme, action: QAction, icon: str) -> None:
        super().__init__(action.text(), theme, icon)
        self._action = action
        self.clicked.connect(action.trigger)
        action.changed.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        self.setText(self._action.text())
        self.setVisible(self._action.isVisible())
        self.setEnabled(self._action.isEnabled())
