"""Changing the minutes that are shown, one step after the other, in the background."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.domain.ids import MeetingId

if TYPE_CHECKING:
    from app.services.minutes_edits import MinutesEditor
    from app.ui.bridge.context import UiContext
    from app.ui.theme import Theme

Step = Callable[[], Any]


class MinutesEditing(QObject):
    """Steps are taken in the order they were asked for; what they changed is told by the event bus.

    Signals:
        added: the id of a line that was added.
    """

    added = Signal(str)

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._waiting: deque[tuple[Step, Callable[[Any], None]]] = deque()
        self._running = False
        self.meeting: MeetingId | None = None

    @property
    def theme(self) -> Theme:
        """What dialogs about a line are dressed in."""
        return self._context.theme

    def set_state(self, line_ids: Sequence[str], state: str) -> None:
        """Accept, reject or open lines again."""
        self._do(lambda editor, meeting: editor.set_state(meeting, line_ids, state))

    def rewrite(self, line_id: str, text: str) -> None:
        """Other words for a line."""
        self._do(lambda editor, meeting: editor.rewrite(meeting, line_id, text))

    def assign(self, line_ids: Sequence[str], owner: str | None) -> None:
        """Give actions to somebody, or (None) to nobody."""
        self._do(lambda editor, meeting: editor.assign(meeting, line_ids, owner))

    def set_due(self, line_ids: Sequence[str], day: str | None) -> None:
        """The day actions are due, or (None) no day."""
        self._do(lambda editor, meeting: editor.set_due(meeting, line_ids, day))

    def set_done(self, line_ids: Sequence[str], *, done: bool) -> None:
        """Actions are done as of today, or open again."""
        day = date.today().isoformat() if done else None  # noqa: DTZ011 - the person's own day
        self._do(lambda editor, meeting: editor.set_done(meeting, line_ids, day))

    def add(self, section: str, text: str, behind: str | None, utterances: Sequence[int] = ()) -> None:
        """A line of the person's own."""
        self._do(
            lambda editor, meeting: editor.add(meeting, section, text, behind, utterances), self.added.emit
        )

    def undo(self) -> None:
        """Take the last step back."""
        self._do(lambda editor, meeting: editor.undo(meeting))

    def redo(self) -> None:
        """Do it again."""
        self._do(lambda editor, meeting: editor.redo(meeting))

    def _do(
        self,
        change: Callable[[MinutesEditor, MeetingId], Any],
        then: Callable[[Any], None] = lambda _result: None,
    ) -> None:
        meeting, editor = self.meeting, self._context.services.minutes.editor
        if meeting is None:
            return
        self._waiting.append((lambda: change(editor, meeting), then))
        if not self._running:
            self._next()

    def _next(self) -> None:
        step, then = self._waiting.popleft()
        self._running = True
        operation = self._context.operations.run(self, lambda _job: step()).on_success(then)
        operation.finally_do(self._on_ended).start()

    def _on_ended(self) -> None:
        self._running = False
        if self._waiting:
            self._next()
