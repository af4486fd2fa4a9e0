"""The chats at the left: search in all of them, open, rename, pin, archive, export, delete."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QListView, QMenu, QVBoxLayout, QWidget

from app.domain.conversations import ChatHit, Conversation
from app.domain.ids import ConversationId
from app.i18n import N_, tr
from app.ui.actions import keys
from app.ui.chat.conversation_delegate import ConversationDelegate
from app.ui.chat.conversation_item_model import ConversationItemModel, FolderHeading, Hits, Role
from app.ui.chat.list_actions import ListActions, ListSlots
from app.ui.theme import Space, Theme
from app.ui.widgets import IconButton, PlainLabel, SearchField, set_kind
from app.ui.widgets.rows_view import RowsView

NO_HIT = N_("No chat holds all of these words. Try fewer.")
NO_CHATS = N_("No chats yet. Every question you ask is kept here with its answer.")


class ConversationList(QFrame):
    """Signals: ``opened(id)``, ``hit_opened(ChatHit)``, ``search_requested(text)``, ``new_requested``,
    ``renamed(id, title)``, and with a conversation each ``pin_requested``, ``archive_requested``,
    ``chat_export_requested``, ``delete_requested``, ``move_requested(conversation, QMenu)`` (a menu to be filled);
    ``folder_menu_requested(name, QPoint)``, ``folder_rename_requested(name)``, ``folder_delete_requested(name)``;
    ``export_requested`` and ``forget_requested`` (all that was said about answers).
    """

    opened = Signal(object)
    hit_opened = Signal(object)
    search_requested = Signal(str)
    new_requested = Signal()
    renamed = Signal(object, str)
    pin_requested = Signal(object)
    archive_requested = Signal(object)
    chat_export_requested = Signal(object)
    delete_requested = Signal(object)
    move_requested = Signal(object, object)
    folder_menu_requested = Signal(str, object)
    folder_rename_requested = Signal(str)
    folder_delete_requested = Signal(str)
    export_requested = Signal()
    forget_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_kind(self, "panel")
        self._selected: ConversationId | None = None
        self.model = ConversationItemModel()
        self.search = SearchField(theme, tr("Search all chats"))
        self.search.searched.connect(self._on_searched)
        self.new_button = IconButton(
            theme, "plus", tr("New chat ({keys})", keys=keys("new_chat")), color="accent"
        )
        self.new_button.clicked.connect(self.new_requested)
        self.more = IconButton(theme, "more", tr("More about chats"))
        self.more.clicked.connect(self._on_more)
        self.export_action = QAction(tr("Export judged answers…"), self)
        self.export_action.triggered.connect(self.export_requested)
        self.forget_action = QAction(tr("Delete all judgements…"), self)
        self.forget_action.triggered.connect(self.forget_requested)
        self.archived_action = QAction(tr("Show archived chats"), self)
        self.archived_action.setCheckable(True)
        self.archived_action.toggled.connect(self._on_archived_toggled)
        self.nothing = PlainLabel("", "muted", wrap=True)
        self.nothing.hide()
        self.view = RowsView()
        self.view.setAccessibleName(tr("Chats"))
        self.view.setModel(self.model)
        self._delegate = ConversationDelegate(theme)
        self.view.setItemDelegate(self._delegate)
        self.view.setMouseTracking(True)
        self.view.setDragDropMode(QListView.DragDropMode.DragDrop)
        self.view.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.view.setDragDropOverwriteMode(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.customContextMenuRequested.connect(self._on_menu)
        self.view.clicked.connect(self._on_activated)
        self.view.activated.connect(self._on_activated)
        self.actions_of_chat = ListActions(self.view, self._slots())
        self.editor = QLineEdit(self.view.viewport())
        self.editor.hide()
        self.editor.editingFinished.connect(self._on_edited)
        self._lay_out()

    def show_conversations(self, conversations: Sequence[Conversation]) -> None:
        """Replace the list; the selection stays."""
        self.model.set_conversations(conversations)
        self._show_nothing()
        self.select(self._selected)

    def show_results(self, text: str, hits: Hits) -> None:
        """What was found for ``text``; nothing happens when something else is looked for by now."""
        if text == self.search.text().strip():
            self.model.set_search(text, hits)
            self._show_nothing()
            self.select(self._selected)

    def _show_nothing(self) -> None:
        """Why the list is empty, when it is."""
        searched = bool(self.search.text().strip())
        self.nothing.setText(tr(NO_HIT if searched else NO_CHATS))
        self.nothing.setVisible(not self.model.rowCount())
        reachable = Qt.FocusPolicy.StrongFocus if self.model.rowCount() else Qt.FocusPolicy.NoFocus
        self.view.setFocusPolicy(reachable)

    def select(self, conversation_id: ConversationId | None) -> None:
        """Mark the one that is open."""
        self._selected = conversation_id
        record = self.view.currentIndex().data(Role.RECORD)
        if isinstance(record, ChatHit) and record.conversation_id == conversation_id:
            return  # the place in it that was chosen
        row = self.model.row_of(conversation_id)
        self.view.setCurrentIndex(self.model.index(row) if row >= 0 else QModelIndex())

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(PlainLabel(tr("Chats"), "title"), 1)
        top.setSpacing(0)
        top.addWidget(self.more)
        top.addWidget(self.new_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.L, Space.M, Space.S)
        column.setSpacing(Space.M)
        column.addLayout(top)
        column.addWidget(self.search)
        column.addWidget(self.nothing)
        column.addWidget(self.view, 1)

    def _slots(self) -> ListSlots:
        def tell(signal: SignalInstance) -> Callable[[], None]:
            def emit() -> None:
                conversation = self._current()
                if conversation is not None:
                    signal.emit(conversation)

            return emit

        return ListSlots(
            self._on_rename,
            tell(self.pin_requested),
            tell(self.archive_requested),
            tell(self.chat_export_requested),
            self._on_delete,
            self._on_move,
        )

    def _current(self) -> Conversation | None:
        record = self.view.currentIndex().data(Role.RECORD)
        return record if isinstance(record, Conversation) else None

    def _folder(self) -> str:
        record = self.view.currentIndex().data(Role.RECORD)
        return record.name if isinstance(record, FolderHeading) else ""

    @Slot()
    def _on_delete(self) -> None:
        conversation = self._current()
        if conversation is not None:
            self.delete_requested.emit(conversation)
        elif self._folder():
            self.folder_delete_requested.emit(self._folder())

    @Slot()
    def _on_move(self) -> None:
        conversation = self._current()
        if conversation is not None:
            menu = QMenu(self)
            menu.aboutToHide.connect(menu.deleteLater)
            self.move_requested.emit(conversation, menu)
            area = self.view.visualRect(self.view.currentIndex())
            menu.popup(self.view.viewport().mapToGlobal(area.bottomLeft()))

    @Slot(str)
    def _on_searched(self, text: str) -> None:
        if text:
            self.search_requested.emit(text)
        else:
            self.show_results("", {})

    @Slot(bool)
    def _on_archived_toggled(self, shown: bool) -> None:
        self.model.show_archived(shown)
        self.select(self._selected)

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        record = index.data(Role.RECORD)
        if isinstance(record, Conversation):
            self._selected = record.id
            self.opened.emit(record.id)
        elif isinstance(record, FolderHeading):
            self.model.toggle_folder(record.name)
            self.view.setCurrentIndex(self.model.index(self.model.row_of_folder(record.name)))
        elif isinstance(record, ChatHit):
            self._selected = record.conversation_id
            self.hit_opened.emit(record)

    @Slot(QPoint)
    def _on_menu(self, position: QPoint) -> None:
        index = self.view.indexAt(position)
        record = index.data(Role.RECORD)
        if isinstance(record, Conversation):
            self.view.setCurrentIndex(index)
            self.actions_of_chat.menu_for(record).popup(self.view.viewport().mapToGlobal(position))
        elif isinstance(record, FolderHeading):
            self.view.setCurrentIndex(index)
            self.folder_menu_requested.emit(record.name, self.view.viewport().mapToGlobal(position))

    @Slot()
    def _on_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        number = self.model.archived_number
        self.archived_action.setText(tr("Show archived chats ({number})", number=number))
        self.archived_action.setEnabled(bool(number) or self.archived_action.isChecked())
        menu.addAction(self.archived_action)
        menu.addSeparator()
        menu.addActions([self.export_action, self.forget_action])
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    @Slot()
    def _on_rename(self) -> None:
        conversation = self._current()
        if self._folder():
            self.folder_rename_requested.emit(self._folder())
        if conversation is not None:
            self.editor.setGeometry(self.view.visualRect(self.view.currentIndex()))
            self.editor.setText(conversation.title)
            self.editor.setProperty("conversation", int(conversation.id))
            self.editor.selectAll()
            self.editor.show()
            self.editor.setFocus()

    @Slot()
    def _on_edited(self) -> None:
        if self.editor.isHidden():
            return
        self.editor.hide()
        title = self.editor.text().strip()
        conversation = self.model.conversation(ConversationId(self.editor.property("conversation")))
        if title and conversation is not None and title != conversation.title:
            self.renamed.emit(conversation.id, title)
