"""What Qt's own file dialog needs to look right; systems with a dialog of their own show that instead."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QLineEdit

from app.ui.widgets.kinds import set_kind


def dress(dialog: QFileDialog) -> QFileDialog:
    """Give the list of names it proposes while one types a ground: it is a window of its own. Returns the dialog."""
    for field in dialog.findChildren(QLineEdit):
        completer = field.completer()
        popup = completer.popup() if completer is not None else None
        if popup is not None:
            set_kind(popup, "popup")
    return dialog
