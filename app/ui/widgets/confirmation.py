"""A question before something is taken away. Never blocks the event loop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget

from app.ui.theme import Space
from app.ui.widgets.kinds import set_kind
from app.ui.widgets.labels import make_plain


def confirm(parent: QWidget, question: str, detail: str, verb: str, then: Callable[[], None]) -> QMessageBox:
    """Ask; call ``then`` when the button named ``verb`` was chosen. Escape and Enter both mean "Cancel"."""
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(question)
    box.setText(question)
    box.setInformativeText(detail)
    make_plain(box)
    align(box)
    yes = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
    set_kind(yes, "danger")
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)
    box.accepted.connect(then)
    box.open()
    return box


def align(box: QMessageBox) -> None:
    """The margins of the other dialogs; Qt leaves a column for an icon at the left, empty here."""
    layout = box.layout()
    if layout is not None:
        layout.setContentsMargins(Space.XS, Space.L, Space.XL, Space.L)
