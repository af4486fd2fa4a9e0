"""Writes the state of every file to a table."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from app import wording
from app.domain.errors import ErrorInfo
from app.domain.jobs import JobKind
from app.i18n import tr
from app.ui.bridge.context import UiContext
from app.ui.library.verbs import reveal


def export_list(context: UiContext, owner: QObject, target: Path) -> None:
    """In the background; says when it is done, or why it could not be."""
    library = context.services.library

    def write(_job: object) -> None:
        from app.services.health import write_csv

        write_csv(library.health(None), target, _explained)

    def tell(_result: None) -> None:
        words = tr("The list was written to “{name}”", name=target.name)
        context.notifications.success(words, "", tr("Show in folder"), lambda: reveal(target.parent))

    job = context.jobs.begin(
        JobKind.EXPORT, tr("Exporting the list of documents"), show=lambda: reveal(target.parent)
    )
    context.operations.run(owner, write).as_job(job).on_success(tell).start()


def _explained(reason: ErrorInfo) -> str:
    """A reason in one cell."""
    message, hint = wording.describe(reason)
    return f"{message}. {hint}" if hint else f"{message}."
