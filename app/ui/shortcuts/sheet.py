"""The shortcut sheet: every key and what it does, searchable."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr
from app.ui.shortcuts.listing import KeyGroup, key_groups
from app.ui.theme import Space, Theme
from app.ui.widgets import PlainLabel, SearchField, set_kind
from app.ui.widgets.room import roomy

_SIZE = (640, 620)


class ShortcutSheet(QDialog):
    """The keys of ``area`` stand right after those that work everywhere. Deletes itself when it is closed."""

    def __init__(
        self, theme: Theme, area: str, parent: QWidget | None = None, in_every_program: str = ""
    ) -> None:
        super().__init__(parent)
        self._area, self._in_every_program = area, in_every_program
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Keyboard shortcuts"))
        self.search = SearchField(theme, tr("Find a key or what it does"))
        self.search.textChanged.connect(self._fill)
        self.scrolled = QScrollArea()
        self.scrolled.setFrameShape(QFrame.Shape.NoFrame)
        self.scrolled.setWidgetResizable(True)
        self.scrolled.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scrolled.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.scrolled.setAccessibleName(tr("Keyboard shortcuts"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setText(tr("Close"))
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addWidget(self.search)
        column.addWidget(self.scrolled, 1)
        column.addWidget(buttons)
        if parent is not None:
            self.resize(roomy(self, *_SIZE).boundedTo(parent.size() - QSize(Space.XXL, Space.XXL)))
        self._fill()
        self.search.setFocus()

    @Slot()
    def _fill(self) -> None:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, Space.M, 0)
        column.setSpacing(Space.S)
        groups = key_groups(self._area, self.search.text(), self._in_every_program)
        for group in groups:
            column.addWidget(PlainLabel(group.title, "strong", wrap=True))
            column.addWidget(_grid(group))
            column.addSpacing(Space.S)
        if not groups:
            column.addWidget(PlainLabel(tr("No key does that."), "muted", wrap=True))
        column.addStretch(1)
        self.scrolled.setWidget(page)


def _grid(group: KeyGroup) -> QWidget:
    rows = QWidget()
    grid = QGridLayout(rows)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(Space.L)
    grid.setVerticalSpacing(Space.XS)
    grid.setColumnStretch(0, 3)
    grid.setColumnStretch(1, 2)
    for number, row in enumerate(group.rows):
        text = PlainLabel(row.text, wrap=True)
        keys = PlainLabel(tr(" or ").join(row.keys), "caption", wrap=True)
        set_kind(keys, "muted")
        keys.setAccessibleName(f"{row.text}: {tr(' or ').join(row.keys)}")
        grid.addWidget(text, number, 0)
        grid.addWidget(keys, number, 1)
    return rows
