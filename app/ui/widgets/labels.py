"""Labels: plain text only, because file names and document text may look like markup."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.ui.theme import Space, Theme
from app.ui.widgets.kinds import set_kind


class PlainLabel(QLabel):
    """A label that never interprets its text. ``kind`` chooses the look; ``wrap`` breaks long text into lines."""

    def __init__(
        self, text: str = "", kind: str = "", *, wrap: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText(text)
        self.setWordWrap(wrap)
        if kind:
            set_kind(self, kind)

    def setText(self, text: str) -> None:
        """Qt override."""
        super().setText(text)
        self._fit_height()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt override."""
        super().resizeEvent(event)
        self._fit_height()

    def _fit_height(self) -> None:
        """Box layouts give an aligned label its one-line height only, which would cut wrapped text."""
        if self.wordWrap():
            self.setMinimumHeight(0)  # QLabel would not answer less than the present minimum
            self.setMinimumHeight(max(self.heightForWidth(self.width()), 0))


class ElidedLabel(QLabel):
    """One line that gives way with "…" when there is no room, and shows the whole text as a tool tip then.

    With ``dispensable`` it shows nothing rather than a part.
    """

    dispensable = False

    def __init__(
        self,
        text: str = "",
        kind: str = "",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._mode = mode
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if kind:
            set_kind(self, kind)
        self.setText(text)

    def sizeHint(self) -> QSize:
        """Qt override."""
        metrics = self.fontMetrics()
        return QSize(metrics.horizontalAdvance(self.text()) + 2, metrics.height() + 2)

    def minimumSizeHint(self) -> QSize:
        """Qt override."""
        return QSize(self.fontMetrics().horizontalAdvance("…") * 2, self.fontMetrics().height() + 2)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt override."""
        painter = QPainter(self)
        area = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), self._mode, area.width())
        cut = shown != self.text()
        if cut != bool(self.toolTip()):
            self.setToolTip(plain_tool_tip(self.text()) if cut else "")
        if cut and self.dispensable:
            return
        painter.setPen(self.palette().color(self.foregroundRole()))
        painter.drawText(area, int(self.alignment() | Qt.AlignmentFlag.AlignVCenter), shown)


class IconLabel(QWidget):
    """An icon of the theme that is not a button; drawn sharp at any screen scale."""

    def __init__(
        self, theme: Theme, name: str, color: str = "muted", size: int = 20, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._name = name
        self._color = color
        self._size = size
        self._on_theme_changed()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        theme.changed.connect(self._on_theme_changed)

    def show_icon(self, name: str, color: str) -> None:
        """Change what is drawn."""
        self._name, self._color = name, color
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Qt override."""
        pixmap = self._theme.pixmap(self._name, self._color, self.width(), self.devicePixelRatioF())
        QPainter(self).drawPixmap(0, 0, pixmap)

    @Slot()
    def _on_theme_changed(self) -> None:
        size = self._theme.icon_size(self._size)
        if size != self.width():
            self.setFixedSize(size, size)
        self.update()


class SectionHeader(QWidget):
    """A title with an optional line of explanation under it and room for buttons at its right (``add_widget``)."""

    def __init__(
        self, title: str, text: str = "", *, large: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(Space.S)
        words = QVBoxLayout()
        words.setSpacing(Space.XS)
        self.title = PlainLabel(title, "headline" if large else "title")
        self.text = PlainLabel(text, "muted", wrap=True)
        self.text.setVisible(bool(text))
        words.addWidget(self.title)
        words.addWidget(self.text)
        self._row.addLayout(words, 1)

    def set_text(self, text: str) -> None:
        """Change the explanation; empty hides it."""
        self.text.setText(text)
        self.text.setVisible(bool(text))

    def add_widget(self, widget: QWidget) -> None:
        """Put a button at the right end."""
        self._row.addWidget(widget, 0, Qt.AlignmentFlag.AlignTop)


def make_plain(dialog: QWidget) -> None:
    """Have a ready-made dialog of Qt's show its words as they are; to be called when it has them."""
    for label in dialog.findChildren(QLabel):
        label.setTextFormat(Qt.TextFormat.PlainText)


def plain_tool_tip(text: str) -> str:
    """Text for ``setToolTip`` that wraps and is shown as it is, whatever it looks like."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\n", "<br>")
    return f"<qt>{escaped}</qt>"
