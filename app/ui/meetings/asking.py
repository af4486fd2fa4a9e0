"""Asking the shown meeting, in the background, one question at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.errors import ErrorInfo
from app.domain.ids import MeetingId
from app.domain.jobs import Progress
from app.services.meeting_questions import MeetingAnswer, SpokenCitation
from app.ui.bridge.operation import Operation, RunningJob

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext


class MeetingAsking(QObject):
    """Signals: ``found`` (citations, before a model writes), ``answered`` (:class:`MeetingAnswer`),
    ``failed`` (:class:`ErrorInfo`), ``progressed`` (:class:`Progress`), ``ended`` last, however it ended.
    """

    found = Signal(object)
    answered = Signal(object)
    failed = Signal(object)
    progressed = Signal(object)
    ended = Signal()
    _found_in_thread = Signal(int, object)

    def __init__(self, context: UiContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._operation: Operation[Any] | None = None
        self._number = 0
        self._found_in_thread.connect(self._on_found)

    @property
    def running(self) -> bool:
        """Whether a question is being answered."""
        return self._operation is not None

    def ask(self, meeting_id: MeetingId, question: str, *, everybody: bool = False) -> None:
        """Ask; the question before it is given up."""
        self.cancel()
        self._number += 1
        number, questions = self._number, self._context.services.meeting_questions

        def work(job: RunningJob) -> MeetingAnswer:
            def tell(citations: tuple[SpokenCitation, ...]) -> None:
                self._found_in_thread.emit(number, citations)

            return questions.ask(
                meeting_id,
                question,
                everybody=everybody,
                cancel=job.cancel,
                on_progress=job.report,
                on_found=tell,
            )

        operation = self._context.operations.run(self, work).with_progress(self._on_progress)
        operation.on_success(lambda answer: self._deliver(number, answer))
        operation.on_failure(lambda error: self._fail(number, error))
        self._operation = operation.finally_do(lambda: self._end(number)).start()

    @Slot()
    def cancel(self) -> None:
        """Give the question up; what was found already stays on the screen."""
        if self._operation is not None:
            self._operation.cancel()

    def _deliver(self, number: int, answer: MeetingAnswer) -> None:
        if number == self._number:
            self.answered.emit(answer)

    def _fail(self, number: int, error: ErrorInfo) -> None:
        if number == self._number:
            self.failed.emit(error)

    @Slot(int, object)
    def _on_found(self, number: int, citations: tuple[SpokenCitation, ...]) -> None:
        if number == self._number and self._operation is not None:
            self.found.emit(citations)

    def _on_progress(self, progress: Progress) -> None:
        self.progressed.emit(progress)

    def _end(self, number: int) -> None:
        if number == self._number:
            self._operation = None
            self.ended.emit()
