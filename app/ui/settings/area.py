"""Settings: the declared options, where the data lies, privacy, about. Everything is kept as soon as it is changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from app.domain.errors import ErrorInfo
from app.i18n import N_, tr
from app.services.settings import ASK_ANYWHERE, Option, Value
from app.ui.actions import bind, keys
from app.ui.look import LOOK, apply_look
from app.ui.palette.fuzzy import fit
from app.ui.phrases import file_size, moment_text
from app.ui.settings.ask_key_editor import AskKeyEditor
from app.ui.settings.backup_card import BackupCard
from app.ui.settings.contents import Contents
from app.ui.settings.diagnostics_card import DiagnosticsCard
from app.ui.settings.encryption_card import EncryptionCard
from app.ui.settings.groups import GROUPS, ON_A_CARD, fits, shown_options
from app.ui.settings.option_editors import OptionEditor, editor_for
from app.ui.settings.reading_cards import FenceCard, RecognitionCard
from app.ui.settings.sections import PrivacyCard, about_card, places_card, titled_card
from app.ui.settings.wipe_card import WipeCard
from app.ui.theme import READING_WIDTH, Space
from app.ui.widgets import Card, EmptyState, PlainLabel, QuietButton, SearchField, SectionHeader

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from app.ui.bridge.context import UiContext

NOTES = {"Model": N_("Changes here apply from the next answer on; the model is then loaded anew.")}
"""A line under the options of a group."""
_ROOM_FOR_CONTENTS = 820


@dataclass
class Section:
    """A card and its name in the list at the left; ``editors`` are empty for what is no options.

    ``words`` it is found by; None: those on the card.
    """

    title: str
    card: QWidget
    editors: list[OptionEditor] = field(default_factory=list)
    words: str | None = None

    def narrow(self, typed: str) -> bool:
        """Show what fits; whether anything does."""
        words = self.words
        if words is None:
            labels = [] if self.editors else self.card.findChildren(QLabel)
            words = " ".join(label.text() for label in labels)
        whole = not typed or fit(typed, self.title, words) is not None
        found = [editor for editor in self.editors if whole or fits(editor.option, typed)]
        for editor in self.editors:
            editor.setVisible(editor in found)
        shown = bool(found) if self.editors else whole
        self.card.setVisible(shown)
        return shown


class SettingsArea(QWidget):
    """One per window; ``editors`` by option key, ``sections`` in the order they are shown."""

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.editors: dict[str, OptionEditor] = {}
        self._asked = self._going = False
        theme = context.theme
        self.recognition = RecognitionCard()
        self.fence = FenceCard(theme)
        self.privacy = PrivacyCard(theme)
        self.sections = [
            *self._option_sections(),
            self._ask_section(),
            Section(tr("Where your data lies"), places_card(theme, context.services.paths)),
            Section(tr("Text recognition"), self.recognition),
            Section(tr("Protection from unsafe files"), self.fence),
            Section(tr("Privacy"), self.privacy),
            Section(tr("Backup"), BackupCard(context)),
            Section(tr("Encrypted library"), EncryptionCard(context)),
            Section(tr("Wipe everything"), WipeCard(context)),
            Section(tr("Diagnostics"), DiagnosticsCard(context)),
            Section(tr("About"), about_card(), words=tr("version licence free software parts")),
        ]
        self._build()

    def _build(self) -> None:
        header = SectionHeader(tr("Settings"), tr("No setting is needed for the first answer."), large=True)
        self.search = SearchField(self._context.theme, tr("Find a setting"))
        self.search.setToolTip(keys("find_settings"))
        self.search.textChanged.connect(self._on_typed)
        self.search.setMaximumWidth(320)
        self.search.setMinimumWidth(180)
        header.add_widget(self.search)
        find = QShortcut(self)
        bind(find, "find_settings")
        find.activated.connect(self.search.begin)
        self.show_all = QuietButton(tr("Show all settings"), framed=True)
        self.show_all.clicked.connect(self._on_show_all)
        self.nothing = EmptyState(self._context.theme, "search", "", "", [self.show_all])
        self.nothing.hide()
        self.contents = Contents([section.title for section in self.sections])
        self.contents.chosen.connect(self._on_chosen)
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, Space.M, Space.XL)
        column.setSpacing(Space.L)
        column.addWidget(self.nothing)
        for section in self.sections:
            column.addWidget(section.card)
        column.addStretch(1)
        middle = QHBoxLayout()
        middle.setSpacing(Space.L)
        middle.addWidget(self.contents)
        middle.addWidget(self._scrolled(column), 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(Space.XL, Space.L, Space.XL, 0)
        whole.setSpacing(Space.M)
        whole.addWidget(header)
        whole.addLayout(middle, 1)

    def _scrolled(self, column: QVBoxLayout) -> QScrollArea:
        page = QWidget()
        page.setLayout(column)
        page.setMaximumWidth(READING_WIDTH + 2 * Space.XL)
        centred = QWidget()
        row = QHBoxLayout(centred)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(page, 1)
        row.addStretch(0)
        self.scroll_area = QScrollArea()
        self.scroll_area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keyboard is in its controls
        self.scroll_area.setFrameShape(QFrame.Shape.NoFrame)
        self.scroll_area.setWidgetResizable(True)
        self.scroll_area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.scroll_area.setWidget(centred)
        self.scroll_area.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        return self.scroll_area

    def panes(self) -> list[QWidget]:
        """Where F6 goes: the search, the list of groups, the first control."""
        first = next(iter(self.editors.values()), None)
        return [self.search, self.contents, getattr(first, "control", self)]

    def show_option(self, key: str) -> None:
        """Go to one option, the keyboard in its control; nothing happens when it has no place here."""
        editor = self.editors.get(key)
        if editor is not None:
            self.search.clear()
            control: QWidget = getattr(editor, "control", editor)
            self.scroll_area.ensureWidgetVisible(editor, 0, Space.XXXL)
            control.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room the list of groups steps aside; the search is enough."""
        super().resizeEvent(event)
        self.contents.setVisible(self.width() >= _ROOM_FOR_CONTENTS)

    def _option_sections(self) -> list[Section]:
        settings = self._context.services.settings
        sections: dict[str, Section] = {}
        for option in shown_options(settings):
            editor = editor_for(self._context.theme, option)
            if editor is None or option.key in ON_A_CARD:
                continue
            if option.group not in sections:
                sections[option.group] = _option_section(option.group)
            editor.show_value(settings.get(option))
            editor.edited.connect(self._on_edited)
            self.editors[option.key] = editor
            section = sections[option.group]
            section.editors.append(editor)
            if isinstance(section.card, Card):
                section.card.body.addWidget(editor)
        for group, note in NOTES.items():
            section_of = sections.get(group)
            if section_of is not None and isinstance(section_of.card, Card):
                section_of.card.body.addWidget(PlainLabel(tr(note), "muted", wrap=True))
        return list(sections.values())

    def _ask_section(self) -> Section:
        editor = self.editors[ASK_ANYWHERE.key] = AskKeyEditor(self._context)
        title = tr("Ask from anywhere")
        card = titled_card(title)
        card.body.addWidget(editor)
        return Section(title, card, [editor], words=tr("global hotkey shortcut keyboard"))

    def showEvent(self, event: QShowEvent) -> None:
        """The ledger may have grown since, and children may have been started."""
        super().showEvent(event)
        self._look_at_reading()
        self._on_scrolled()
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

    @Slot(str)
    def _on_typed(self, typed: str) -> None:
        typed = typed.strip()
        found = [section.title for section in self.sections if section.narrow(typed)]
        self.contents.show_only(found)
        self.nothing.set_words(
            tr("No setting matches “{typed}”", typed=typed), tr("Try another word for it, or fewer letters.")
        )
        self.nothing.setVisible(not found)
        self.scroll_area.verticalScrollBar().setValue(0)
        self._on_scrolled()

    @Slot()
    def _on_show_all(self) -> None:
        self.search.clear()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(str)
    def _on_chosen(self, title: str) -> None:
        """A group was chosen at the left: its card comes to the top."""
        card = next((section.card for section in self.sections if section.title == title), None)
        if card is not None:
            self._going = True  # the last groups never come to the top: the list stays where it was pressed
            self.scroll_area.verticalScrollBar().setValue(card.y())
            self._going = False

    @Slot()
    def _on_scrolled(self) -> None:
        """The list at the left marks what is being looked at."""
        if self._going:
            return
        shown = [section for section in self.sections if not section.card.isHidden()]
        top = self.scroll_area.verticalScrollBar().value() + Space.XXXL
        passed = [section for section in shown if section.card.y() <= top] or shown[:1]
        if passed:
            self.contents.follow(passed[-1].title)

    @Slot(object, object)
    def _on_edited(self, option: Option, value: Value) -> None:
        settings = self._context.services.settings
        operation = self._context.operations.run(self, lambda _job: settings.set(option, value))

        def applied(_result: None) -> None:
            if option in LOOK:
                apply_look(self._context.theme, settings)

        def refused(error: ErrorInfo) -> None:
            self._context.notifications.error(error)
            self.editors[option.key].show_value(settings.get(option))

        operation.on_success(applied).on_failure(refused).start()


def _option_section(group: str) -> Section:
    card = titled_card(tr(group))
    if group in GROUPS:
        card.body.addWidget(PlainLabel(tr(GROUPS[group]), "muted", wrap=True))
    return Section(tr(group), card)


def _line(entry: Any) -> str:
    when = moment_text(datetime.fromtimestamp(entry.at))  # noqa: DTZ006 - local time is meant
    return f"{when}  {entry.purpose}: {entry.url}, {file_size(entry.bytes_received)} ({entry.outcome})"
