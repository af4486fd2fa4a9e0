"""Who answers in a chat: a small button under the question, a menu, and what was chosen before the chat exists."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QSize, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from app.domain.assistants import Assistant
from app.domain.ids import ConversationId
from app.domain.language_models import ModelFile
from app.i18n import tr
from app.ui.bridge.context import UiContext
from app.ui.theme import Space
from app.ui.widgets import ElidedLabel, IconButton

_NAME_WIDTH = 130


class AssistantChooser(QWidget):
    """Signal: ``edit_requested``. ``chosen`` is who answers; before a chat is made it is only remembered here."""

    edit_requested = Signal()

    def __init__(self, context: UiContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._conversation: ConversationId | None = None
        self.chosen: Assistant | None = None
        self.button = IconButton(context.theme, "person", tr("Who answers"), size=18)
        self.button.clicked.connect(self.open_menu)
        self.name = ElidedLabel("", "caption")
        self.name.setMinimumWidth(0)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        row.addWidget(self.button)
        row.addWidget(self.name)
        self._show()

    def sizeHint(self) -> QSize:
        """Qt override: the name has at most so much room."""
        name = min(self.name.sizeHint().width(), _NAME_WIDTH) if self.chosen is not None else 0
        return QSize(self.button.sizeHint().width() + Space.XS + name, self.button.sizeHint().height())

    def show_conversation(self, conversation_id: ConversationId | None) -> None:
        """Whose chat is open now; None for one that is not made yet."""
        self._conversation = conversation_id
        if conversation_id is None:
            self._take(None)
            return
        assistants = self._context.services.assistants
        self._context.operations.run(
            self, lambda _job: assistants.of_conversation(conversation_id)
        ).on_success(self._take).start()

    def made(self, conversation_id: ConversationId) -> None:
        """The chat was made with its first question; its choice was kept with it."""
        self._conversation = conversation_id

    def refresh(self) -> None:
        """Assistants were changed."""
        if self._conversation is not None:
            self.show_conversation(self._conversation)
        elif self.chosen is not None:
            now = {a.id: a for a in self._context.services.assistants.list()}
            self._take(now.get(self.chosen.id))

    @Slot()
    def open_menu(self) -> None:
        """Choose."""
        services = self._context.services
        self._context.operations.run(
            self, lambda _job: (services.assistants.list(), services.catalog.models())
        ).on_success(lambda found: self._popup(*found)).start()

    def choose(self, assistant: Assistant | None) -> None:
        """From now on this one answers here."""
        conversation_id, assistants = self._conversation, self._context.services.assistants
        if conversation_id is None:
            self._take(assistant)
            return
        self._context.operations.run(
            self, lambda _job: assistants.choose(conversation_id, assistant)
        ).on_success(lambda _none: self._take(assistant)).start()

    def choose_model(self, name: str) -> None:
        """Only another model: the assistant of its name, made where there is none."""
        assistants = self._context.services.assistants

        def find() -> Assistant:
            known = {a.name.casefold(): a for a in assistants.list()}
            return known.get(name.casefold()) or assistants.save(Assistant(name, model=name))

        self._context.operations.run(self, lambda _job: find()).on_success(self.choose).start()

    def menu(self, found: list[Assistant], models: list[str]) -> QMenu:
        """Nobody in particular, the assistants, the models, and the way to change them."""
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        nobody = menu.addAction(tr("No assistant: the chosen model, the whole library"))
        nobody.triggered.connect(partial(self.choose, None))
        self._tick(nobody, self.chosen is None)
        for assistant in found:
            action = menu.addAction(assistant.name.replace("&", "&&"))
            action.triggered.connect(partial(self.choose, assistant))
            self._tick(action, self.chosen is not None and self.chosen.id == assistant.id)
        menu.addSeparator()
        only = menu.addMenu(tr("Only another model"))
        for name in models:
            only.addAction(name.replace("&", "&&"), partial(self.choose_model, name))
        menu.addAction(tr("Make and change assistants…"), self.edit_requested.emit)
        return menu

    def _popup(self, found: list[Assistant], models: list[ModelFile]) -> None:
        menu = self.menu(found, [model.name for model in models])
        menu.popup(self.button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _tick(self, action: QAction, ticked: bool) -> None:
        action.setCheckable(True)
        action.setChecked(ticked)

    def _take(self, assistant: Assistant | None) -> None:
        self.chosen = assistant
        self._show()

    def _show(self) -> None:
        name = self.chosen.name if self.chosen is not None else ""
        self.name.setText(name)
        self.name.setVisible(bool(name))
        self.button.set_name(tr("Who answers: {name}", name=name) if name else tr("Who answers"))
        self.updateGeometry()
