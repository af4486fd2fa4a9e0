"""The tree that a screen reader sees, walked: what can be operated must say what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QWidget

_Role = QAccessible.Role
OPERABLE = {
    _Role.PushButton, _Role.ButtonMenu, _Role.ButtonDropDown, _Role.CheckBox, _Role.RadioButton, _Role.ComboBox,
    _Role.EditableText, _Role.SpinBox, _Role.Slider, _Role.List, _Role.Tree, _Role.Table, _Role.Link, _Role.PageTab,
    _Role.MenuItem, _Role.ListItem, _Role.TreeItem, _Role.HotkeyField, _Role.Dial, _Role.ProgressBar, _Role.Graphic,
}  # fmt: skip
_MOST_ROWS = 12
"""Rows of a list that are looked at; a thousand chats are named by the same code."""
_MOST_DEEP = 40


@dataclass(frozen=True)
class Node:
    """One element. ``path`` leads to it through classes and roles."""

    role: QAccessible.Role
    name: str
    description: str
    path: str

    @property
    def operable(self) -> bool:
        """Whether a person can do something with it, or learns something from it alone."""
        return self.role in OPERABLE


def nodes(widget: QWidget) -> Iterator[Node]:
    """Everything under the widget that is shown, itself included."""
    found = QAccessible.queryAccessibleInterface(widget)
    if found is not None:
        yield from _walk(found, "", 0)


def _walk(element: QAccessibleInterface, above: str, depth: int) -> Iterator[Node]:
    state = element.state()
    if state.invisible or depth > _MOST_DEEP:
        return
    path = f"{above}/{_class_of(element)}"
    yield Node(element.role(), _text(element, "Name"), _text(element, "Description"), path)
    in_rows = element.role() in (_Role.List, _Role.Tree, _Role.Table)
    for index in range(min(element.childCount(), _MOST_ROWS if in_rows else 10_000)):
        child = element.child(index)
        if child is not None and child.isValid():
            yield from _walk(child, path, depth + 1)


def _class_of(element: QAccessibleInterface) -> str:
    owner = element.object()
    name = type(owner).__name__ if owner is not None else element.role().name
    return f"{name}#{owner.objectName()}" if owner is not None and owner.objectName() else name


def _text(element: QAccessibleInterface, kind: str) -> str:
    return element.text(getattr(QAccessible.Text, kind)).strip()
