"""The ``kind`` property by which the style sheet knows a widget."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def set_kind(widget: QWidget, kind: str) -> None:
    """Give a widget its look; kinds are listed in ``app.ui.stylesheet``."""
    set_style_property(widget, "kind", kind)


def set_style_property(widget: QWidget, name: str, value: str | bool) -> None:
    """Set a property that selectors look at, and have the style look again."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # the style will look when the widget is first shown
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    widget.update()
