"""The look in one place: spacing, type scale, colours for light and dark, and the switch between them.

Everything else asks here; a colour or a font size written anywhere else is a mistake. Contrast: text on surfaces
is at least 4.5:1 in both schemes (WCAG 2.2, 1.4.3), borders of controls and focus rings at least 3:1 (1.4.11).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from weakref import WeakKeyDictionary

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QGuiApplication, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from shiboken6 import isValid

from app.ui.accent import READABLE, WELL_READABLE, system_accent, with_accent
from app.ui.icons import IconSet
from app.ui.stylesheet import BUTTON_ROOM, ROUND_ICON, build_stylesheet


@dataclass(frozen=True)
class Colors:
    """One scheme. Names say what a colour is for, not what it looks like."""

    dark: bool
    window: str
    rail: str
    surface: str
    raised: str
    hover: str
    border: str
    border_strong: str
    text: str
    muted: str
    disabled: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    good: str
    good_soft: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str
    highlight: str


LIGHT = Colors(
    dark=False,
    window="#f7f6f3",
    rail="#efede8",
    surface="#ffffff",
    raised="#fbfaf8",
    hover="#ebe9e3",
    border="#e3e0d9",
    border_strong="#848883",
    text="#1e2321",
    muted="#5c635f",
    disabled="#848883",
    accent="#1b6b57",
    accent_hover="#155546",
    on_accent="#ffffff",
    accent_soft="#e1efea",
    good="#1b6b57",
    good_soft="#e1efea",
    warning="#7d5300",
    warning_soft="#fbf0d9",
    danger="#ab2a20",
    danger_soft="#fbe8e5",
    highlight="#ffe28a",
)
DARK = Colors(
    dark=True,
    window="#181a19",
    rail="#131514",
    surface="#1f2221",
    raised="#252928",
    hover="#2b302e",
    border="#323735",
    border_strong="#7b847f",
    text="#e7eae8",
    muted="#a4aca8",
    disabled="#7b847f",
    accent="#62c6a9",
    accent_hover="#7fd5bc",
    on_accent="#06231b",
    accent_soft="#1d3a32",
    good="#62c6a9",
    good_soft="#1d3a32",
    warning="#e3b75e",
    warning_soft="#382e17",
    danger="#f08f85",
    danger_soft="#412422",
    highlight="#6e5a17",
)

HIGH_LIGHT = replace(
    LIGHT,
    window="#ffffff",
    rail="#ffffff",
    raised="#ffffff",
    hover="#d9d9d9",
    border="#4d4d4d",
    border_strong="#000000",
    text="#000000",
    muted="#2b2b2b",
    disabled="#6b6b6b",
    accent="#00432f",
    accent_hover="#002c1f",
    accent_soft="#c8e8dc",
    good="#00432f",
    good_soft="#c8e8dc",
    warning="#4a3000",
    warning_soft="#ffe7b0",
    danger="#7a0d05",
    danger_soft="#ffd9d4",
    highlight="#ffd54a",
)
HIGH_DARK = replace(
    DARK,
    window="#000000",
    rail="#000000",
    surface="#000000",
    raised="#0d0d0d",
    hover="#333333",
    border="#b3b3b3",
    border_strong="#ffffff",
    text="#ffffff",
    muted="#dcdcdc",
    disabled="#949494",
    accent="#7df5d2",
    accent_hover="#b5ffe9",
    on_accent="#000000",
    accent_soft="#0b4635",
    good="#7df5d2",
    good_soft="#0b4635",
    warning="#ffd27a",
    warning_soft="#4a3500",
    danger="#ffb3aa",
    danger_soft="#5c1812",
    highlight="#6b5200",
)
"""For those who asked their system for more contrast: 7:1 for all text (WCAG 2.2, 1.4.6)."""


class Space:
    """The grid, in device-independent pixels."""

    XS = 4
    S = 8
    M = 12
    L = 16
    XL = 24
    XXL = 32
    XXXL = 48


READING_WIDTH = 760
"""Longest line of an answer: about 75 characters at the usual sizes."""

TYPE_SCALE = {"caption": 0.88, "body": 1.0, "reading": 1.08, "title": 1.28, "headline": 1.7}
"""Factors on the system's own font size."""

MODES = ("system", "light", "dark")
MOST_ICON = 2.0
"""Icons grow with the text up to so many times their size; beyond, they would push the words away."""


class Theme(QObject):
    """The theme in use. Signals: ``changed`` after the colours were switched.

    ``accent`` tells the accent colour of the system, "" for none; with True it has to look again.
    """

    changed = Signal()

    def __init__(
        self, app: QApplication, mode: str = "system", accent: Callable[[bool], str] | None = None
    ) -> None:
        super().__init__(app)
        self._app = app
        systems = system_accent(app, False)  # before any palette of ours hides it
        self._read_accent = accent or partial(system_accent, app)
        self._system_accent = systems if accent is None else accent(False)
        self._own_accent = False
        self._look_again = QTimer(self)
        self._look_again.setSingleShot(True)
        self._look_again.setInterval(0)
        self._look_again.timeout.connect(self._on_accent_changed)
        self._mode = mode
        self._system_size = app.font().pointSizeF()
        self._base_size = self._system_size
        self._kept: WeakKeyDictionary[QWidget, tuple[str, QFont.Weight]] = WeakKeyDictionary()
        self._contrast: bool | None = None
        self._hints = (
            QGuiApplication.styleHints()
        )  # kept: PySide forgets what belongs to a wrapper that is gone
        self._accessibility = self._hints.accessibility()
        self.colors = self._wanted()
        self._icons = IconSet()
        if app.style().name() != "fusion":
            app.setStyle("Fusion")
        self._apply()
        self._hints.colorSchemeChanged.connect(self._on_system_changed)
        self._accessibility.contrastPreferenceChanged.connect(self._on_system_changed)

    @property
    def mode(self) -> str:
        """One of MODES."""
        return self._mode

    def set_mode(self, mode: str) -> None:
        """Follow the system, or stay light or dark; applied at once."""
        if mode not in MODES:
            raise ValueError(mode)
        self._mode = mode
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark}
        QGuiApplication.styleHints().setColorScheme(schemes.get(mode, Qt.ColorScheme.Unknown))
        self._switch()

    def set_high_contrast(self, high: bool | None) -> None:
        """More contrast, or not; None follows the system."""
        self._contrast = high
        self._switch()

    def set_own_accent(self, own: bool) -> None:
        """Carrel's own accent colour, or that of the system where it has one."""
        self._own_accent = own
        self._switch()

    def watch(self, window: QWidget) -> None:
        """Qt tells windows, and nobody else, that the system's theme has changed."""
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt override."""
        if event.type() == QEvent.Type.ThemeChange:
            self._look_again.start()  # not from within the event: a palette is put in place for it
        return super().eventFilter(watched, event)

    def set_text_size(self, percent: int) -> None:
        """All text in this share of the system's own size; applied at once."""
        size = self._system_size * percent / 100
        if size == self._base_size:
            return
        self._base_size = size
        font = self._app.font()
        font.setPointSizeF(size)
        self._app.setFont(font)
        self._apply()
        # after the sheet, which puts back earlier fonts
        for widget, (scale, weight) in list(self._kept.items()):
            if isValid(widget):
                _dress(widget, self.font(scale, weight))
        self.changed.emit()

    def color(self, name: str) -> QColor:
        """A colour by its name in :class:`Colors`."""
        return QColor(getattr(self.colors, name))

    def font(self, scale: str = "body", weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """The system's font in a size of TYPE_SCALE."""
        font = QFont(self._app.font())
        font.setPointSizeF(self.point_size(scale))
        font.setWeight(weight)
        return font

    def keep_font(self, widget: QWidget, scale: str, weight: QFont.Weight = QFont.Weight.Normal) -> None:
        """Give the widget this font, now and whenever the size of text changes."""
        self._kept[widget] = (scale, weight)
        _dress(widget, self.font(scale, weight))

    def point_size(self, scale: str) -> float:
        """Font size in points."""
        return round(self._base_size * TYPE_SCALE[scale] * 2) / 2

    def icon_size(self, size: int) -> int:
        """How large an icon is beside the text of now, when it is ``size`` beside text as the system has it."""
        return round(size * min(max(self._base_size / self._system_size, 1.0), MOST_ICON))

    def icon(self, name: str, color: str = "text", size: int = 20, gap: int = 0) -> QIcon:
        """A line icon in a colour of the scheme, a ``gap`` before its words; ask again after ``changed``."""
        return self._icons.icon(name, self.color(color), size, gap)

    def pixmap(self, name: str, color: str, size: int, ratio: float) -> QPixmap:
        """The same for a painter: ``size`` in device-independent pixels, sharp at ``ratio``."""
        return self._icons.pixmap(name, self.color(color), size, ratio)

    def _wanted(self) -> Colors:
        if self._mode == "system":
            dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
        else:
            dark = self._mode == "dark"
        accent = "" if self._own_accent else self._system_accent
        if self._high_contrast():
            return with_accent(HIGH_DARK if dark else HIGH_LIGHT, accent, WELL_READABLE)
        return with_accent(DARK if dark else LIGHT, accent, READABLE)

    def _high_contrast(self) -> bool:
        if self._contrast is not None:
            return self._contrast
        return self._accessibility.contrastPreference() == Qt.ContrastPreference.HighContrast

    @Slot()
    def _on_system_changed(self) -> None:
        self._switch()

    @Slot()
    def _on_accent_changed(self) -> None:
        found = self._read_accent(True)
        if found or self._mode == "system":  # some desktops tell it in their own scheme only
            self._system_accent = found
        self.colors = self._wanted()
        self._apply()
        self.changed.emit()

    def _switch(self) -> None:
        wanted = self._wanted()
        if wanted is not self.colors:
            self.colors = wanted
            self._apply()
            self.changed.emit()

    def _apply(self) -> None:
        self._app.setPalette(build_palette(self.colors))
        sizes = {scale: self.point_size(scale) for scale in TYPE_SCALE}
        line = QFontMetrics(self._app.font()).height()
        sheet = build_stylesheet(self.colors, sizes, line, self.icon_size(ROUND_ICON) + BUTTON_ROOM)
        if self._app.styleSheet() != sheet:  # setting it polishes every widget anew
            self._app.setStyleSheet(sheet)


def _dress(widget: QWidget, font: QFont) -> None:
    widget.setFont(font)
    if isinstance(widget, QAbstractScrollArea):  # once a sheet was changed, it no longer follows by itself
        widget.viewport().setFont(font)


def build_palette(colors: Colors) -> QPalette:
    """The palette for everything the stylesheet does not name."""
    role = QPalette.ColorRole
    palette = QPalette()
    for key, name in {
        role.Window: "window",
        role.WindowText: "text",
        role.Base: "surface",
        role.AlternateBase: "raised",
        role.Text: "text",
        role.Button: "surface",
        role.ButtonText: "text",
        role.BrightText: "on_accent",
        role.ToolTipBase: "surface",
        role.ToolTipText: "text",
        role.PlaceholderText: "muted",
        role.Highlight: "accent",
        role.HighlightedText: "on_accent",
        role.Link: "accent",
        role.LinkVisited: "accent",
        role.Accent: "accent",
        role.Light: "raised",
        role.Midlight: "hover",
        role.Mid: "border",
        role.Dark: "border_strong",
        role.Shadow: "border",
    }.items():
        palette.setColor(key, QColor(getattr(colors, name)))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor(colors.disabled))
    return palette
