"""The folders at the left of the library: how each one stands, and which one is looked at."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from app.i18n import tr
from app.ui.library.folder_item_model import FolderItemModel, FolderRole
from app.ui.theme import Space, Theme
from app.ui.widgets import PlainLabel, QuietButton, set_kind
from app.ui.widgets.chip import TONES

_DOT = 8
_LEFT = _DOT + 2 * Space.S
WIDTH = 232
"""Device-independent pixels at the start; the person may drag it wider."""


class FolderDelegate(QStyledItemDelegate):
    """Paints name and sums in one line, and below it, when there is something, what is the matter."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One line, or two."""
        height = option.fontMetrics.height() + 2 * Space.S
        if index.data(FolderRole.TROUBLE):
            height += self._caption_height(option)
        return QSize(1, height)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The row's ground first (selection, hover), the words on it."""
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""
        ground.widget.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, ground, painter, ground.widget
        )
        painter.save()
        area = QRect(option.rect).adjusted(0, Space.S - 2, -Space.S, 2 - Space.S)
        first = QRect(area.left(), area.top(), area.width(), option.fontMetrics.height() + 2)
        self._paint_dot(painter, first, index)
        self._paint_first_line(painter, option, first, index)
        trouble = index.data(FolderRole.TROUBLE)
        if trouble:
            second = QRect(first.left(), first.bottom(), area.width(), self._caption_height(option))
            self._paint_caption(painter, second.adjusted(_LEFT, 0, 0, 0), trouble)
        painter.restore()

    def _paint_dot(self, painter: QPainter, line: QRect, index: QModelIndex | QPersistentModelIndex) -> None:
        foreground, _background = TONES[index.data(FolderRole.TONE)]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(foreground))
        dot = QRect(line.left() + Space.XS, line.center().y() - _DOT // 2 + 1, _DOT, _DOT)
        painter.drawEllipse(QStyle.visualRect(painter.layoutDirection(), line, dot))

    def _paint_first_line(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        line: QRect,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.setFont(self._theme.font("caption"))
        painter.setPen(self._theme.color("muted"))
        numbers = index.data(FolderRole.NUMBERS)
        right = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(line, right, numbers)
        room = line.width() - _LEFT - painter.fontMetrics().horizontalAdvance(numbers) - Space.S
        painter.setFont(option.font)
        painter.setPen(self._theme.color("text"))
        name = option.fontMetrics.elidedText(index.data(), Qt.TextElideMode.ElideMiddle, max(room, 0))
        words = QStyle.visualRect(painter.layoutDirection(), line, line.adjusted(_LEFT, 0, 0, 0))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), name)

    def _paint_caption(self, painter: QPainter, line: QRect, text: str) -> None:
        painter.setFont(self._theme.font("caption"))
        painter.setPen(self._theme.color("muted"))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, int(Qt.AlignmentFlag.AlignVCenter), shown)

    def _caption_height(self, option: QStyleOptionViewItem) -> int:
        return option.fontMetrics.height()


class FolderTreeView(QTreeView):
    """Keeps what is open and chosen when the model starts anew. Signal: ``menu_requested`` (a point)."""

    menu_requested = Signal(object)

    def __init__(self, theme: Theme, folders: FolderItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folders = folders
        self._open: set[Path | None] = {None}
        self._chosen: Path | None = None
        self.setModel(folders)
        self.setItemDelegate(FolderDelegate(theme, self))
        set_kind(self, "rows")
        self.setHeaderHidden(True)
        self.setIndentation(Space.L)
        self.setRootIsDecorated(False)  # the whole library stands open
        self.setItemsExpandable(True)
        self.setAccessibleName(tr("Folders"))
        self.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QTreeView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setExpandsOnDoubleClick(True)
        self.expanded.connect(self._on_expanded)
        self.collapsed.connect(self._on_collapsed)
        folders.modelAboutToBeReset.connect(self._remember)
        folders.modelReset.connect(self._restore)
        self._restore()

    def chosen(self) -> Path | None:
        """The folder that is looked at; None for the whole library."""
        return self.currentIndex().data(FolderRole.PATH) if self.currentIndex().isValid() else None

    def choose(self, path: Path | None) -> None:
        """Look at a folder; one that is not there is the whole library."""
        index = self._folders.index_of(path)
        self.setCurrentIndex(index if index.isValid() else self._folders.index_of(None))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Qt override."""
        if self.chosen() is not None:
            self.menu_requested.emit(event.globalPos())

    @Slot()
    def _remember(self) -> None:
        self._chosen = self.chosen()

    @Slot()
    def _restore(self) -> None:
        for path in list(self._open):
            self.setExpanded(self._folders.index_of(path), True)
        for top in self._folders.tops():
            if len(self._folders.tops()) == 1:  # alone it may as well stand open
                self.setExpanded(self._folders.index_of(top), True)
        self.choose(self._chosen)

    @Slot(QModelIndex)
    def _on_expanded(self, index: QModelIndex) -> None:
        self._open.add(index.data(FolderRole.PATH))

    @Slot(QModelIndex)
    def _on_collapsed(self, index: QModelIndex) -> None:
        self._open.discard(index.data(FolderRole.PATH))


class FolderPanel(QFrame):
    """Signals: ``chosen`` (a path; None: the whole library), ``watched_requested``, ``menu_requested`` (a point)."""

    chosen = Signal(object)
    watched_requested = Signal()
    menu_requested = Signal(object)

    def __init__(self, theme: Theme, folders: FolderItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._last: Path | None = None
        self.tree = FolderTreeView(theme, folders)
        self.tree.selectionModel().currentChanged.connect(self._on_current_changed)
        self.tree.menu_requested.connect(self.menu_requested)
        self.watched = QuietButton(tr("Manage folders…"), theme, "settings")
        self.watched.setToolTip(tr("Which folders are followed, and what is left out of them"))
        self.watched.clicked.connect(self.watched_requested)
        head = QHBoxLayout()
        head.addWidget(PlainLabel(tr("Folders"), "group"))
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, Space.M, 0)
        column.setSpacing(Space.XS)
        column.addLayout(head)
        column.addWidget(self.tree, 1)
        column.addWidget(self.watched, 0, Qt.AlignmentFlag.AlignLeft)

    def sizeHint(self) -> QSize:
        """Qt override."""
        return QSize(WIDTH, super().sizeHint().height())

    @Slot()
    def _on_current_changed(self) -> None:
        path = self.tree.chosen()
        if path != self._last:
            self._last = path
            self.chosen.emit(path)
