"""Settings: the declared options, where the data lies, privacy, about. Everything is kept as soon as it is changed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.errors import ErrorInfo
from app.i18n import N_, tr
from app.services.settings import APPEARANCE, LOOK_FOR_MODELS, MODEL, Option, Value
from app.ui.phrases import file_size
from app.ui.settings.option_editors import OptionEditor, editor_for
from app.ui.settings.reading_cards import FenceCard, RecognitionCard
from app.ui.settings.sections import PrivacyCard, about_card, places_card, titled_card
from app.ui.theme import READING_WIDTH, Space
from app.ui.widgets import Card, PlainLabel, SectionHeader

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from app.ui.bridge.context import UiContext

NOT_HERE = frozenset({MODEL.key, LOOK_FOR_MODELS.key})
"""Options that have a place of their own."""
NOTES = {"Model": N_("Changes here apply from the next answer on; the model is then loaded anew.")}
"""A line under the options of a group."""


class SettingsArea(QWidget):
    """One per window; ``editors`` by option key."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.editors: dict[str, OptionEditor] = {}
        self._asked = False
        column = QVBoxLayout()
        column.setContentsMargins(Space.XL, Space.L, Space.XL, Space.XL)
        column.setSpacing(Space.L)
        column.addWidget(
            SectionHeader(tr("Settings"), tr("No setting is needed for the first answer."), large=True)
        )
        for card in self._option_cards():
            column.addWidget(card)
        column.addWidget(places_card(context.theme, context.services.paths))
        self.recognition = RecognitionCard()
        self.fence = FenceCard(context.theme)
        column.addWidget(self.recognition)
        column.addWidget(self.fence)
        self.privacy = PrivacyCard(context.theme)
        column.addWidget(self.privacy)
        column.addWidget(about_card())
        column.addStretch(1)
        self._scroll(column)

    def _scroll(self, column: QVBoxLayout) -> None:
        page = QWidget()
        page.setLayout(column)
        page.setMaximumWidth(READING_WIDTH + 2 * Space.XL)
        centred = QWidget()
        row = QHBoxLayout(centred)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(page, 1)
        row.addStretch(0)
        self.scroll_area = QScrollArea()
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setWidget(centred)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self.scroll_area)

    def panes(self) -> list[QWidget]:
        """Where F6 goes: the first control."""
        first = next(iter(self.editors.values()), None)
        return [getattr(first, "control", self)]

    def _option_cards(self) -> list[Card]:
        settings = self._context.services.settings
        cards: dict[str, Card] = {}
        for option in settings.options():
            editor = None if option.key in NOT_HERE else editor_for(self._context.theme, option)
            if editor is None:
                continue
            if option.group not in cards:
                cards[option.group] = titled_card(tr(option.group))
            editor.show_value(settings.get(option))
            editor.edited.connect(self._on_edited)
            self.editors[option.key] = editor
            cards[option.group].body.addWidget(editor)
        for group, note in NOTES.items():
            if group in cards:
                cards[group].body.addWidget(PlainLabel(tr(note), "muted", wrap=True))
        return list(cards.values())

    def showEvent(self, event: QShowEvent) -> None:
        """The ledger may have grown since, and children may have been started."""
        super().showEvent(event)
        self._look_at_reading()
        store = self._context.services.store
        operation = self._context.operations.run(
            self, lambda _job: [_line(entry) for entry in store.ledger.list()]
        )
        operation.on_success(self.privacy.show_ledger).start()

    def _look_at_reading(self) -> None:
        services = self._context.services
        self.fence.show_report(services.parser.fence)
        if not self._asked:
            self._asked = True
            operation = self._context.operations.run(self, lambda _job: services.recognizer.describe())
            operation.on_success(self.recognition.show_info).on_failure(self.recognition.show_error).start()

    @Slot(object, object)
    def _on_edited(self, option: Option, value: Value) -> None:
        settings = self._context.services.settings
        operation = self._context.operations.run(self, lambda _job: settings.set(option, value))

        def applied(_result: None) -> None:
            if option == APPEARANCE:
                self._context.theme.set_mode(str(value))

        def refused(error: ErrorInfo) -> None:
            self._context.notifications.error(error)
            self.editors[option.key].show_value(settings.get(option))

        operation.on_success(applied).on_failure(refused).start()


def _line(entry: Any) -> str:
    when = datetime.fromtimestamp(entry.at).strftime("%Y-%m-%d %H:%M")  # noqa: DTZ006 - local time is meant
    return f"{when}  {entry.purpose}: {entry.url}, {file_size(entry.bytes_received)} ({entry.outcome})"
