"""What every area of the window is given: one frozen record instead of globals."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.ui.bridge.jobs import JobBoard

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.domain.documents import Span
    from app.domain.ids import DocumentId
    from app.ui.bridge.event_bridge import EventBridge
    from app.ui.bridge.operation import OperationRunner
    from app.ui.hotkeys.ask_key import AskKey
    from app.ui.notifications import Notifications
    from app.ui.theme import Theme


def _nothing(_command_id: str) -> None:
    """Outside a window there are no commands."""


def _nowhere(_text: str, _task_id: str) -> None:
    """Nor tasks."""


def _no_passage(_text: str, _path: Path) -> None:
    """Nor questions."""


@dataclass(frozen=True)
class UiContext:
    """The services and the window's shared parts.

    ``open_citation(document_id, page, span)`` shows that place on the desk (page None: found from the span;
    span None: nothing is highlighted). ``open_area(name)`` goes to "chats", "library", "meetings", "models" or
    "settings". ``add_paths(paths)`` adds files and folders to the library and reads them.
    ``ask_in(paths)`` starts a chat limited to these documents. ``jobs`` is told of everything that takes its time.
    ``run_command(id)`` carries out a command of ``app.ui.actions``. ``write_with(text, task_id)`` goes to the tasks
    with this text, ``put_in_chat(text)`` puts it where questions are written,
    ``ask_about(text, path)`` begins a question about a passage of a document. ``ask_key`` is that of the whole system.
    """

    services: Services
    events: EventBridge
    notifications: Notifications
    theme: Theme
    operations: OperationRunner
    open_citation: Callable[[DocumentId, int | None, Span | None], None]
    open_area: Callable[[str], None]
    add_paths: Callable[[list[Path]], None]
    ask_in: Callable[[list[Path]], None]
    jobs: JobBoard = field(default_factory=JobBoard)
    run_command: Callable[[str], None] = _nothing
    write_with: Callable[[str, str], None] = _nowhere
    put_in_chat: Callable[[str], None] = _nothing
    ask_about: Callable[[str, Path], None] = _no_passage
    ask_key: AskKey | None = None
