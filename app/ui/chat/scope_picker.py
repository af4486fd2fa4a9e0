"""A small panel over the composer to tick the documents that are to be asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PySide6.QtCore import QModelIndex, QObject, QSortFilterProxyModel, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QVBoxLayout, QWidget

from app.i18n import tr
from app.ui.bridge.context import UiContext
from app.ui.chat import verbs
from app.ui.chat.scope_bar import ScopeBar
from app.ui.chat.scope_item_model import ScopeItemModel
from app.ui.theme import Space, Theme
from app.ui.widgets import LinkButton, PlainLabel, SearchField, set_kind
from app.ui.widgets.tick_delegate import TickDelegate

_WIDTH, _HEIGHT = 380, 360


class ScopePicker(QFrame):
    """Signal: ``chosen(paths)`` after every tick; an empty tuple means the whole library."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        set_kind(self, "card")
        self.model = ScopeItemModel()
        self.model.chosen_changed.connect(self._on_chosen)
        self._filter = QSortFilterProxyModel(self)
        self._filter.setSourceModel(self.model)
        self._filter.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.search = SearchField(theme, tr("Search documents"))
        self.search.searched.connect(self._filter.setFilterFixedString)
        self.list = QListView()
        self.list.setAccessibleName(tr("Documents to ask"))
        self.list.setModel(self._filter)
        self.list.setItemDelegate(TickDelegate(theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.activated.connect(self._on_activated)
        self.everything = LinkButton(tr("Ask the whole library"))
        self.everything.clicked.connect(self._on_everything)
        top = QHBoxLayout()
        self.title = PlainLabel(tr("Ask only these documents"), "strong")
        top.addWidget(self.title)
        top.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        column.setSpacing(Space.S)
        column.addLayout(top)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        column.addWidget(self.everything)
        self.resize(_WIDTH, _HEIGHT)

    def set_words(self, title: str, nothing: str) -> None:
        """Where documents are chosen for something else than asking."""
        self.title.setText(title)
        self.list.setAccessibleName(title)
        self.everything.setText(nothing)

    def open_over(self, widget: QWidget, rows: Iterable[tuple[Path, str]], chosen: Sequence[Path]) -> None:
        """Show the documents above ``widget``, the chosen ones ticked."""
        self.model.set_rows(rows, chosen)
        self.search.clear()
        corner = widget.mapToGlobal(widget.rect().topLeft())
        above = corner.y() - self.height() - Space.S
        below = widget.mapToGlobal(widget.rect().bottomLeft()).y() + Space.S
        self.move(corner.x(), above if above >= 0 else below)
        self.show()
        self.search.setFocus()

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        checked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        state = Qt.CheckState.Unchecked if checked else Qt.CheckState.Checked
        self._filter.setData(index, state, Qt.ItemDataRole.CheckStateRole)

    @Slot()
    def _on_chosen(self) -> None:
        self.chosen.emit(self.model.chosen())

    @Slot()
    def _on_everything(self) -> None:
        self.chosen.emit(())
        self.close()


class ScopeChooser(QObject):
    """Opens the picker over a scope bar and carries what is ticked back to it."""

    def __init__(self, context: UiContext, bar: ScopeBar) -> None:
        super().__init__(bar)
        self._context = context
        self._bar = bar
        self.picker = ScopePicker(context.theme, bar)
        self.picker.chosen.connect(bar.set_paths)
        bar.choose_requested.connect(self._on_requested)

    @Slot()
    def _on_requested(self) -> None:
        services = self._context.services
        self._context.operations.run(self, lambda _job: verbs.documents_to_ask(services)).on_success(
            self._open
        ).start()

    def _open(self, rows: list[tuple[Path, str]]) -> None:
        self.picker.open_over(self._bar, rows, self._bar.paths())
