"""The button that says by which template the minutes are shown, and the menu that changes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.minutes_templates import STANDARD, MinutesTemplate
from app.i18n import tr
from app.services.minutes_templates import in_words
from app.ui.actions import bind
from app.ui.theme import Theme
from app.ui.widgets import QuietButton

_LONGEST = 18


class TemplateButton(QuietButton):
    """Signals: ``template_chosen`` (id), ``editing_requested``."""

    template_chosen = Signal(str)
    editing_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("", theme, "filter", parent=parent)
        self._menu = QMenu(self)
        self._menu.setAccessibleName(tr("Templates"))
        self.setMenu(self._menu)
        bind(self, "choose_template")
        standard = in_words(STANDARD)
        self.show_templates([standard], standard)

    def show_templates(self, templates: Sequence[MinutesTemplate], chosen: MinutesTemplate) -> None:
        """Offer these; ``chosen`` is in use."""
        name = chosen.name if len(chosen.name) <= _LONGEST else chosen.name[: _LONGEST - 1] + "…"
        keys = self.shortcut()
        self.setText(name.replace("&", "&&"))
        self.setShortcut(keys)  # a button's new text takes its shortcut away
        self.setAccessibleName(tr("Template: {name}", name=chosen.name))
        self.setToolTip(
            tr(
                "What the minutes show and hand on ({keys})",
                keys=keys.toString(QKeySequence.SequenceFormat.NativeText),
            )
        )
        self._menu.clear()
        group = QActionGroup(self._menu)
        for template in templates:
            action = self._menu.addAction(template.name.replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(template.id == chosen.id)
            action.setData(template.id)
            group.addAction(action)
        group.triggered.connect(self._on_chosen)
        self._menu.addSeparator()
        self._menu.addAction(tr("Edit templates…")).triggered.connect(self.editing_requested)

    @Slot(QAction)
    def _on_chosen(self, action: QAction) -> None:
        self.template_chosen.emit(action.data())
