"""The list of meetings, and the way to add one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.ids import MeetingId
from app.i18n import tr
from app.ui.actions import keys
from app.ui.meetings.meeting_item_model import MeetingItemModel, MeetingRole, MeetingRow
from app.ui.theme import Space, Theme
from app.ui.widgets import PlainLabel, PrimaryButton, QuietButton, set_kind

Index = QModelIndex | QPersistentModelIndex


class MeetingDelegate(QStyledItemDelegate):
    """Two lines: title and day, each giving way with "…"."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """The same for every row."""
        title, detail = (QFontMetrics(self._theme.font(scale)).height() for scale in ("body", "caption"))
        return QSize(80, title + detail + 2 + 2 * Space.S)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Ground, title, detail."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._theme.color("accent_soft" if selected else "hover"))
            painter.drawRoundedRect(QRectF(option.rect).adjusted(2, 1, -2, -1), 6, 6)
        area = option.rect.adjusted(Space.S, Space.S, -Space.S, -Space.S)
        top = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        for scale, color, text in (
            ("body", "text", index.data()),
            ("caption", "muted", index.data(MeetingRole.DETAIL)),
        ):
            font = self._theme.font(scale)
            metrics = QFontMetrics(font)
            painter.setFont(font)
            painter.setPen(self._theme.color(color))
            painter.drawText(area, top, metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width()))
            area.translate(0, metrics.height() + 2)
        painter.restore()


class MeetingsSidebar(QFrame):
    """Signals: ``open_requested``, ``paste_requested``, ``meeting_chosen`` (MeetingId)."""

    open_requested = Signal()
    paste_requested = Signal()
    meeting_chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_kind(self, "panel")
        self.model = MeetingItemModel(self)
        self.open_button = PrimaryButton(tr("Open transcript…"))
        self.open_button.clicked.connect(self.open_requested)
        self.open_button.setToolTip(
            tr("Make minutes of transcript files ({keys})", keys=keys("open_transcript"))
        )
        self.paste_button = QuietButton(tr("Paste transcript…"), theme, "copy")
        self.paste_button.clicked.connect(self.paste_requested)
        self.paste_button.setToolTip(tr("Make minutes of a text ({keys})", keys=keys("paste_transcript")))
        self.list = QListView()
        self.list.setAccessibleName(tr("Meetings"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(MeetingDelegate(theme, self.list))
        self.list.setMouseTracking(True)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.selectionModel().currentChanged.connect(self._on_current_changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.L, Space.M, Space.M)
        column.setSpacing(Space.M)
        column.addWidget(PlainLabel(tr("Meetings"), "title"))
        column.addWidget(self.open_button)
        column.addWidget(self.paste_button)
        column.addWidget(self.list, 1)
        theme.changed.connect(self._fit)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        """As wide as its buttons, whatever the size of text."""
        widest = max(button.sizeHint().width() for button in (self.open_button, self.paste_button))
        self.setFixedWidth(max(200, widest + 2 * Space.M))

    def set_meetings(self, rows: list[MeetingRow], choose: MeetingId | None) -> None:
        """Show these meetings and choose one (None: the newest)."""
        self.model.set_meetings(rows)
        row = self.model.row_of(choose) if choose is not None else 0
        self.list.setCurrentIndex(self.model.index(max(row, 0)))

    def chosen(self) -> MeetingId | None:
        """The meeting that is shown."""
        row: MeetingRow | None = self.list.currentIndex().data(MeetingRole.RECORD)
        return row.id if row else None

    @Slot(QModelIndex, QModelIndex)
    def _on_current_changed(self, current: QModelIndex, _previous: QModelIndex) -> None:
        row: MeetingRow | None = current.data(MeetingRole.RECORD)
        if row is not None:
            self.meeting_chosen.emit(row.id)
