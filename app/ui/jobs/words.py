"""Jobs in sentences."""

from __future__ import annotations

from app import wording
from app.domain.jobs import JobKind, JobState, Progress
from app.i18n import N_, figure, tr
from app.ui.bridge.jobs import JobRecord
from app.ui.phrases import duration, file_size, time_left

STATES = {
    JobState.RUNNING: N_("Running"),
    JobState.WAITING: N_("Waiting"),
    JobState.PAUSED: N_("Paused"),
    JobState.DONE: N_("Done"),
    JobState.FAILED: N_("Failed"),
    JobState.CANCELLED: N_("Cancelled"),
}
ICONS = {
    JobKind.INTAKE: "library",
    JobKind.MINUTES: "meetings",
    JobKind.DOWNLOAD: "download",
    JobKind.MODEL: "models",
    JobKind.TASK: "task",
    JobKind.EXPORT: "upload",
    JobKind.TEACHING: "spark",
}
TONES = {
    JobState.DONE: "good",
    JobState.FAILED: "danger",
    JobState.PAUSED: "warning",
    JobState.RUNNING: "accent",
}
_IN_BYTES = (JobKind.DOWNLOAD, JobKind.MODEL)


def state_line(record: JobRecord) -> str:
    """Where it stands, in one line: "Running · 3 of 10 · about 2 min left", "Failed: the file is encrypted"."""
    said = tr(STATES[record.state])
    if record.state is JobState.FAILED:
        return f"{said}: {reason(record)[0]}"
    if record.state.ended:
        return _joined(said, record.detail, _took(record))
    return _joined(said, record.detail, *_progress_words(record))


def reason(record: JobRecord) -> tuple[str, str]:
    """Why it failed, and what can be done about it."""
    if record.error is None:
        return tr("something went wrong inside Carrel"), tr(
            "Copy the diagnostics in the settings if it happens again."
        )
    message, hint = wording.describe(record.error)
    return message, hint


def share(record: JobRecord) -> float | None:
    """How far it is, 0 to 1; None when nobody knows, or when it is over."""
    progress = record.progress
    if record.state.ended or progress is None or progress.total <= 0:
        return None
    return min(1.0, max(0.0, progress.done / progress.total))


def spoken(record: JobRecord) -> str:
    """The row as a screen reader says it."""
    return f"{record.title}. {state_line(record)}"


def _progress_words(record: JobRecord) -> list[str]:
    progress = record.progress
    if progress is None:
        return []
    rest = time_left(progress.seconds_left) if progress.seconds_left is not None else ""
    running = record.state is JobState.RUNNING
    return [_counted(record.kind, progress), progress.label, rest if running else ""]


def _counted(kind: JobKind, progress: Progress) -> str:
    if progress.total <= 0:
        return ""
    if kind in _IN_BYTES and progress.total > 10_000:
        return tr("{done} of {total}", done=file_size(progress.done), total=file_size(progress.total))
    if kind in _IN_BYTES:
        return f"{figure(100 * progress.done / progress.total)} %"
    return tr("{done} of {total}", done=figure(progress.done), total=figure(progress.total))


def _took(record: JobRecord) -> str:
    return tr("in {time}", time=duration(record.seconds)) if record.state is JobState.DONE else ""


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)
