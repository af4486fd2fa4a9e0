"""A question before something is taken away, or takes long. Never blocks the event loop."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from app.ui.theme import Space
from app.ui.widgets.kinds import set_kind
from app.ui.widgets.labels import make_plain


def confirm(parent: QWidget, question: str, detail: str, verb: str, then: Callable[[], None]) -> QMessageBox:
    """Ask; call ``then`` when the button named ``verb`` was chosen. Escape and Enter both mean "Cancel"."""
    box, yes, cancel = _box(parent, question, detail, verb)
    set_kind(yes, "danger")
    box.setDefaultButton(cancel)
    box.accepted.connect(then)
    box.open()
    return box


def propose(parent: QWidget, question: str, detail: str, verb: str, then: Callable[[], None]) -> QMessageBox:
    """The same before something that only costs time: Enter means the button named ``verb``."""
    box, yes, _cancel = _box(parent, question, detail, verb)
    box.setDefaultButton(yes)
    box.accepted.connect(then)
    box.open()
    return box


def _box(
    parent: QWidget, question: str, detail: str, verb: str
) -> tuple[QMessageBox, QPushButton, QPushButton]:
    box = QMessageBox(parent)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.setWindowTitle(question)
    box.setText(question)
    box.setInformativeText(detail)
    make_plain(box)
    align(box)
    yes = box.addButton(verb, QMessageBox.ButtonRole.AcceptRole)
    cancel = box.addButton(QMessageBox.StandardButton.Cancel)
    box.setEscapeButton(cancel)
    return box, yes, cancel


def align(box: QMessageBox) -> None:
    """The margins of the other dialogs; Qt leaves a column for an icon at the left, empty here."""
    layout = box.layout()
    if layout is not None:
        layout.setContentsMargins(Space.XS, Space.L, Space.XL, Space.L)
