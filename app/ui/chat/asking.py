"""One question under way: the service runs in a pool thread, what it tells arrives here on the UI thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.domain.conversations import Turn
from app.domain.errors import ErrorInfo
from app.domain.jobs import CancelToken
from app.domain.retrieval import AnswerDelta, AnswerEvent, EvidenceFound
from app.ui.bridge.operation import OperationRunner, RunningJob
from app.ui.bridge.token_stream import TokenStream

Ask = Callable[[CancelToken, Callable[[AnswerEvent], None], Callable[[Turn], None]], Turn]


class Asking(QObject):
    """Signals: ``kept(Turn)`` (the question was), ``evidence_found(EvidenceFound)``, ``text_added(str)``, then exactly
    one of ``answered(Turn)``, ``failed(ErrorInfo)``, ``stopped()``.
    """

    kept = Signal(object)
    evidence_found = Signal(object)
    text_added = Signal(str)
    answered = Signal(object)
    failed = Signal(object)
    stopped = Signal()
    _found = Signal(object)
    _asked = Signal(object)

    def __init__(self, operations: OperationRunner, ask: Ask, parent: QObject) -> None:
        super().__init__(parent)
        self._ask = ask
        self._stream = TokenStream(self)
        self._stream.text_added.connect(self.text_added)
        self._found.connect(self.evidence_found, Qt.ConnectionType.QueuedConnection)
        self._asked.connect(self.kept, Qt.ConnectionType.QueuedConnection)
        self._operation = (
            operations.run(self, self._run)
            .on_success(self._on_success)
            .on_failure(self._on_failure)
            .on_cancelled(self._on_cancelled)
        )

    def start(self) -> None:
        """Begin."""
        self._operation.start()

    @Slot()
    def stop(self) -> None:
        """Ask it to end; ``answered`` or ``stopped`` follows."""
        self._operation.cancel()

    def _run(self, job: RunningJob) -> Turn:
        return self._ask(job.cancel, self._on_event, self._asked.emit)

    def _on_event(self, event: AnswerEvent) -> None:
        if isinstance(event, EvidenceFound):
            self._found.emit(event)
        elif isinstance(event, AnswerDelta):
            self._stream.push(event.text)

    def _on_success(self, turn: Turn) -> None:
        self._stream.clear()
        if turn.answer is None:
            self.stopped.emit()
        else:
            self.answered.emit(turn)

    def _on_failure(self, error: ErrorInfo) -> None:
        self._stream.clear()
        self.failed.emit(error)

    def _on_cancelled(self) -> None:
        self._stream.clear()
        self.stopped.emit()
