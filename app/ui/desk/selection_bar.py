"""What can be done with words that are selected on the desk: ask about them, write with them, copy them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.i18n import tr, tr_n
from app.ui.actions import keys
from app.ui.theme import Space, Theme
from app.ui.widgets import ElidedLabel, QuietButton


class SelectionBar(QWidget):
    """Hidden while nothing is selected. Signals: ``ask_requested``, ``write_requested(task_id)``."""

    ask_requested = Signal()
    write_requested = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.text = ""
        self.words = ElidedLabel("", "caption")
        self.ask_button = QuietButton(tr("Ask about this"))
        self.ask_button.setToolTip(tr("Ask about this ({keys})", keys=keys("ask_selection")))
        self.ask_button.clicked.connect(self.ask_requested)
        self.write_button = QuietButton(tr("Write with it…"))
        self.write_button.clicked.connect(self._on_write)
        self.copy_button = QuietButton(tr("Copy"))
        self.copy_button.clicked.connect(self.copy)
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.XS, Space.S, Space.XS)
        row.setSpacing(Space.XS)
        row.addWidget(self.words, 1)
        for button in (self.ask_button, self.write_button, self.copy_button):
            row.addWidget(button)
        self.hide()

    def show_selection(self, text: str) -> None:
        """``text`` is what is selected now; "" for nothing."""
        self.text = text
        self.words.setText(tr_n("{count} word selected", "{count} words selected", len(text.split())))
        self.setVisible(bool(text))

    def menu(self, parent: QWidget) -> QMenu:
        """The same as a menu."""
        menu = QMenu(parent)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.addAction(tr("Ask about this"), self.ask_requested.emit)
        self._add_tasks(menu.addMenu(tr("Write with it")))
        menu.addSeparator()
        menu.addAction(tr("Copy"), self.copy)
        return menu

    @Slot()
    def copy(self) -> None:
        """To the clipboard."""
        QGuiApplication.clipboard().setText(self.text)

    @Slot()
    def _on_write(self) -> None:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        self._add_tasks(menu)
        menu.popup(self.write_button.mapToGlobal(QPoint(0, self.write_button.height())))

    def _add_tasks(self, menu: QMenu) -> None:
        from app.services.task_list import declared_tasks

        for task in declared_tasks():
            label = tr(task.label)
            menu.addAction(label, partial(self.write_requested.emit, task.id))
