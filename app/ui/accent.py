"""The system's accent colour, made fit to be read: whatever colour a person chose for their desktop.

Lightness gives way, hue stays: towards black on light surfaces, towards white on dark ones, until all text and marks
in it reach WCAG 2.2's contrast (1.4.3 and 1.4.11; 1.4.6 for those who asked for more).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import product
from typing import TYPE_CHECKING

from PySide6.QtGui import QPalette

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.ui.theme import Colors

READABLE, WELL_READABLE = 4.5, 7.0
_STEPS = 50
_SOFT, _SOFT_DARK = (0.12, 0.08), (0.2, 0.15, 0.1, 0.06)
"""How much of the accent is in the ground of what is chosen, at best and at least."""
_HOVER = 0.18
_QT_BLUE = "#308cc6"
"""What Qt's Fusion style takes where the system has no accent (``qt_fusionPalette`` in Qt's qfusionstyle.cpp)."""
_READ = "system_accent"


def system_accent(app: QApplication, again: bool) -> str:  # noqa: FBT001 - the theme's port
    """The accent of the system as "#rrggbb", "" where it has none.

    It is in the application's palette until the first theme puts its own there, so it is kept; ``again`` reads it
    anew and leaves the system's palette in place, to be replaced by the caller.
    """
    kept = app.property(_READ)
    if kept is None or again:
        if kept is not None:
            app.setPalette(QPalette())
        kept = accent_of(app.palette())
        app.setProperty(_READ, kept)
    return str(kept)


def accent_of(palette: QPalette) -> str:
    """What a palette of the system says; "" for nothing."""
    role = palette.ColorRole
    # A desktop that tells its colours in part leaves the accent at Qt's, or at that of the surfaces: Plasma has it in
    # what is selected.
    nothing = {_QT_BLUE, *(palette.color(surface).name() for surface in (role.Base, role.Window))}
    told = (palette.color(each).name() for each in (role.Accent, role.Highlight))
    return next((color for color in told if color not in nothing), "")


@lru_cache(maxsize=16)
def with_accent(colors: Colors, accent: str, least: float = READABLE) -> Colors:
    """The scheme in this accent ("": its own); every text in it, and on it, has a contrast of ``least`` or more."""
    if not accent:
        return colors
    return next(found for found in _darker_and_darker(colors, accent) if _can_be_read(found, least))


def _darker_and_darker(colors: Colors, accent: str) -> Iterator[Colors]:
    """(Or lighter and lighter.) The last one is black or white, which always does.

    The ground of what is chosen is paler only where no lightness would do: it has to be seen as well.
    """
    end = "#ffffff" if colors.dark else "#000000"
    for soft, step in product(_SOFT_DARK if colors.dark else _SOFT, range(_STEPS + 1)):
        tried = mixed(accent, end, step / _STEPS)
        yield replace(
            colors,
            accent=tried,
            accent_hover=mixed(tried, end, _HOVER),
            on_accent="#000000" if colors.dark else "#ffffff",
            accent_soft=mixed(colors.surface, tried, soft),
        )


def _can_be_read(colors: Colors, least: float) -> bool:
    pairs = [
        (colors.accent, ground) for ground in (colors.window, colors.rail, colors.surface, colors.raised)
    ]
    pairs += [(text, colors.accent_soft) for text in (colors.accent, colors.text, colors.muted)]
    pairs += [(colors.on_accent, ground) for ground in (colors.accent, colors.accent_hover)]
    return all(contrast(text, ground) >= least for text, ground in pairs)


def contrast(one: str, other: str) -> float:
    """Between 1 and 21 (WCAG 2.2, "contrast ratio")."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """``share`` of the other in the one."""
    pairs = zip(_channels(one), _channels(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def _channels(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color[1:]))


def _luminance(color: str) -> float:
    """Relative luminance (WCAG 2.2)."""

    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    red, green, blue = map(linear, _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
