"""Making one section of the shown minutes again, in the background."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.ids import MeetingId
from app.domain.jobs import JobKind, Progress
from app.i18n import N_, tr
from app.ui.bridge.operation import Operation, RunningJob

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext

SECTION_NAMES = {
    "summary": N_("the summary"),
    "decisions": N_("the decisions"),
    "actions": N_("the actions"),
    "questions": N_("the open questions"),
}
_DONE = {
    "summary": N_("The summary was made again."),
    "decisions": N_("The decisions were made again."),
    "actions": N_("The actions were made again."),
    "questions": N_("The open questions were made again."),
}
_SAME = {
    "summary": N_("Made again, the summary came out the same."),
    "decisions": N_("Made again, the decisions came out the same."),
    "actions": N_("Made again, the actions came out the same."),
    "questions": N_("Made again, the open questions came out the same."),
}


class SectionMaker(QObject):
    """One section at a time; what the person did in it stays, and the step can be undone.

    Signals: ``state_changed`` (begun or ended), ``progressed`` (:class:`Progress`).
    """

    state_changed = Signal()
    progressed = Signal(object)

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._operation: Operation[Any] | None = None
        self.section = ""

    def make(self, meeting_id: MeetingId, section: str) -> None:
        """Make this section again; nothing happens while another one is being made."""
        if self._operation is not None or section not in SECTION_NAMES:
            return
        service = self._context.services.minutes

        def work(job: RunningJob) -> bool:
            kept = service.get(meeting_id)
            fresh = service.make_again(kept, job.cancel, job.report, frozenset({section}))
            job.cancel.raise_if_cancelled()
            return service.editor.made_again(meeting_id, section, fresh)

        def tell(changed: bool) -> None:  # noqa: FBT001 - a callback
            self._tell(meeting_id, section, changed=changed)

        self.section = section
        title = tr("A section of the minutes again: {section}", section=tr(SECTION_NAMES[section]))
        listed = self._context.jobs.begin(
            JobKind.MINUTES,
            title,
            retry=lambda: self.make(meeting_id, section),
            show=lambda: self._context.open_area("meetings"),
        )
        operation = self._context.operations.run(self, work).as_job(listed).with_progress(self._on_progress)
        self._operation = operation.on_success(tell).finally_do(self._on_ended).start()
        self.state_changed.emit()

    @Slot()
    def cancel(self) -> None:
        """The section stays as it was."""
        if self._operation is not None:
            self._operation.cancel()

    def _tell(self, meeting_id: MeetingId, section: str, *, changed: bool) -> None:
        notifications, editor = self._context.notifications, self._context.services.minutes.editor
        if not changed:
            notifications.info(tr(_SAME[section]), tr("Another model may find other lines."))
            return

        def undo() -> None:
            self._context.operations.run(self, lambda _job: editor.undo(meeting_id)).start()

        notifications.undo(f"{tr(_DONE[section])} {tr('What you wrote or accepted has stayed.')}", undo)

    def _on_progress(self, progress: Progress) -> None:
        self.progressed.emit(progress)

    def _on_ended(self) -> None:
        self._operation = None
        self.section = ""
        self.state_changed.emit()
