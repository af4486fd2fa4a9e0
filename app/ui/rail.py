"""The rail at the left edge: one button an area, jobs and settings at the bottom. The jobs tell how many run."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontMetrics
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout, QWidget

from app.i18n import figure, tr, tr_n
from app.ui.actions import AREA_TITLES, AREAS, keys
from app.ui.theme import Space, Theme
from app.ui.widgets import set_kind

_ICON = 24


class Rail(QFrame):
    """Signal: ``chosen(area)``."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        set_kind(self, "rail")
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.S, Space.M, Space.S, Space.M)
        column.setSpacing(Space.XS)
        for number, area in enumerate(AREAS, 1):
            if area == "jobs":
                column.addStretch(1)
            column.addWidget(self._add(area, number))
        self._group.idToggled.connect(self._on_toggled)
        theme.changed.connect(self._dress)
        self._dress()

    def show_area(self, area: str) -> None:
        """Mark it as the open one."""
        self.buttons[area].setChecked(True)

    def area(self) -> str:
        """The open area."""
        return next((area for area, button in self.buttons.items() if button.isChecked()), AREAS[0])

    def current(self) -> QToolButton:
        """The button of the open area."""
        return self.buttons[self.area()]

    def _add(self, area: str, number: int) -> QToolButton:
        button = QToolButton()
        title = tr(AREA_TITLES[area])
        button.setText(title)
        button.setToolTip(tr("{area} ({keys})", area=tr(AREA_TITLES[area]), keys=keys(f"area_{area}")))
        button.setAccessibleName(title)
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        button.setCheckable(True)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if number == 1 else Qt.FocusPolicy.ClickFocus)
        set_kind(button, "rail")
        self._group.addButton(button, number)
        self.buttons[area] = button
        return button

    def show_running(self, number: int) -> None:
        """How many jobs are under way."""
        button = self.buttons["jobs"]
        title = tr(AREA_TITLES["jobs"])
        button.setText(f"{title} · {figure(number)}" if number else title)
        running = tr_n("{count} under way", "{count} under way", number) if number else ""
        button.setAccessibleName(f"{title}, {running}" if running else title)

    @Slot(int, bool)
    def _on_toggled(self, number: int, checked: bool) -> None:
        self._paint_icons()
        button = self.buttons[AREAS[number - 1]]
        # Tab comes to the open one, arrows go on from there
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if checked else Qt.FocusPolicy.ClickFocus)
        if checked:
            if any(other.hasFocus() for other in self.buttons.values()):
                button.setFocus(Qt.FocusReason.OtherFocusReason)
            self.chosen.emit(AREAS[number - 1])

    @Slot()
    def _dress(self) -> None:
        metrics = QFontMetrics(self._theme.font("caption", QFont.Weight.DemiBold))  # the chosen one is bold
        width = max(metrics.horizontalAdvance(tr(title)) for title in AREA_TITLES.values()) + Space.L
        size = self._theme.icon_size(_ICON)
        for button in self.buttons.values():
            button.ensurePolished()  # before that, its hint knows nothing of the style's margins
            button.setIconSize(QSize(size, size))
            height = max(size + metrics.height() + 22, button.sizeHint().height())
            button.setFixedSize(max(width, 70), height)
        self._paint_icons()

    def _paint_icons(self) -> None:
        for area, button in self.buttons.items():
            colour = "accent" if button.isChecked() else "muted"
            button.setIcon(self._theme.icon(area, colour, self._theme.icon_size(_ICON)))
