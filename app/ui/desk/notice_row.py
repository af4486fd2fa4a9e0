"""A line over the page: what a person should know before they believe what they see."""

from __future__ import annotations

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.desk.place import Notice
from app.ui.theme import Space, Theme
from app.ui.widgets import Banner


class NoticeRow(QWidget):
    """Hidden while there is nothing to say."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.banner = Banner(theme, closable=False)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        column.addWidget(self.banner)
        self.hide()

    def show_notice(self, notice: Notice | None) -> None:
        """None hides it."""
        if notice is not None:
            self.banner.say(*notice)
        self.setVisible(notice is not None)
