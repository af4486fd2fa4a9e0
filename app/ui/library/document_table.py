"""The list of documents: a table with a painted state, sized so that nothing important is cut at 900 x 600."""

from __future__ import annotations

from PySide6.QtCore import QKeyCombination, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QAction,
    QContextMenuEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from app.domain.documents import Document
from app.i18n import tr
from app.ui.library.document_item_model import DocumentItemModel, Role
from app.ui.library.document_order import Column
from app.ui.library.groups import Group
from app.ui.library.selection import KeptSelection
from app.ui.library.words import state_tone
from app.ui.theme import Space, Theme
from app.ui.widgets.chip import TONES

NARROW = 100
"""Below so many characters' width, folder and pages give their room to the reason."""
WIDE = 130
"""Above so many, there is room for how many pages were recognized."""
_PILL_PAD = 10


class StateDelegate(QStyledItemDelegate):
    """Paints the state as a pill: the word, on a ground in the tone of the state."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The row's ground first (selection, hover), the pill on it."""
        ground = QStyleOptionViewItem(option)
        self.initStyleOption(ground, index)
        ground.text = ""
        ground.widget.style().drawControl(
            QStyle.ControlElement.CE_ItemViewItem, ground, painter, ground.widget
        )
        document: Document = index.data(Role.RECORD)
        foreground, background = TONES[state_tone(document.state)]
        if option.state & QStyle.StateFlag.State_Selected:
            background = "surface"  # the tone's ground would vanish on the selection
        self._paint_pill(painter, QRectF(option.rect), index.data(), (foreground, background))

    def _paint_pill(self, painter: QPainter, area: QRectF, text: str, colors: tuple[str, str]) -> None:
        foreground, background = colors
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._theme.font("caption", QFont.Weight.DemiBold))
        metrics = painter.fontMetrics()
        height = metrics.height() + 6.0
        width = min(metrics.horizontalAdvance(text) + 2.0 * _PILL_PAD, area.width() - Space.M)
        pill = QRectF(area.left() + Space.S, area.center().y() - height / 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color(background))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(self._theme.color(foreground))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)
        painter.restore()


class MiddleDelegate(QStyledItemDelegate):
    """Names and folders give way in the middle: their ends tell them apart."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Qt override."""
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideMiddle


class DocumentTable(QTableView):
    """Signals: ``open_requested`` (double click), ``selection_changed``."""

    open_requested = Signal()
    selection_changed = Signal()

    def __init__(self, theme: Theme, documents: DocumentItemModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._documents = documents
        self._menu_actions: list[QAction] = []
        self.setModel(documents)
        self.setAccessibleName(tr("Documents"))
        middle = MiddleDelegate(self)
        for column in (Column.NAME, Column.FOLDER):
            self.setItemDelegateForColumn(column, middle)
        self.setItemDelegateForColumn(Column.STATE, StateDelegate(theme, self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._set_up_headers()
        self.doubleClicked.connect(self.open_requested)
        self.selectionModel().selectionChanged.connect(self.selection_changed)
        self._kept = KeptSelection(self, documents)

    def set_menu_actions(self, actions: list[QAction]) -> None:
        """What the context menu offers; their shortcuts work in the table."""
        self._menu_actions = actions

    def selected_documents(self) -> list[Document]:
        """The records of the chosen rows, top to bottom."""
        rows = sorted(self.selectionModel().selectedRows(Column.NAME), key=QModelIndex.row)
        return [index.data(Role.RECORD) for index in rows]

    def _set_up_headers(self) -> None:
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        self._fit_rows()
        self._theme.changed.connect(self._fit_rows)
        self.setSortingEnabled(True)
        self.sortByColumn(Column.NAME, Qt.SortOrder.AscendingOrder)

    @Slot()
    def _fit_rows(self) -> None:
        """Rows and columns are as large as the text, which may change."""
        metrics = QFontMetrics(self._theme.font())
        self.verticalHeader().setDefaultSectionSize(metrics.height() + 2 * Space.M)
        self.horizontalHeader().setMinimumSectionSize(metrics.averageCharWidth() * 8)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt override."""
        super().resizeEvent(event)
        self.share_room()
        if event.size().height() < event.oldSize().height() and self.selectionModel().hasSelection():
            self.scrollTo(self.currentIndex())  # the details of the chosen row must not hide it

    def share_room(self) -> None:
        """Share the room: the reason gets what the others leave. Where nothing was recognized, no column says so."""
        room, em = self.viewport().width(), self.fontMetrics().averageCharWidth()
        narrow, wide = room < NARROW * em, room > WIDE * em
        recognized = self._documents.totals.groups[Group.RECOGNIZED] > 0
        self.setColumnHidden(Column.FOLDER, narrow)
        self.setColumnHidden(Column.PAGES, narrow)
        self.setColumnHidden(Column.RECOGNIZED, not (wide and recognized))
        self.setColumnWidth(Column.STATE, em * 16)
        self.setColumnWidth(Column.PAGES, em * 9)
        self.setColumnWidth(Column.RECOGNIZED, em * 14)
        self.setColumnWidth(Column.NAME, max(em * 20, int(room * (0.42 if narrow else 0.30))))
        self.setColumnWidth(Column.FOLDER, int(room * 0.20))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The shortcuts of the actions, and Backspace for Delete."""
        code = Qt.Key.Key_Delete if event.key() == Qt.Key.Key_Backspace else Qt.Key(event.key())
        code = Qt.Key.Key_Return if code == Qt.Key.Key_Enter else code
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        keys = QKeySequence(QKeyCombination(modifiers, code))
        for action in self._menu_actions:
            if action.shortcut() == keys:
                action.trigger() if action.isVisible() else None
                return
        super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The actions for the chosen rows."""
        if not self.selectionModel().hasSelection():
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addActions([action for action in self._menu_actions if action.isVisible()])
        menu.popup(event.globalPos())
