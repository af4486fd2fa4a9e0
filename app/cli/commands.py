"""Which function runs which command. Imported only when there is a command to run."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from app.cli import (
    assistants,
    chats,
    feedback,
    keeping,
    library,
    meetings,
    models,
    notes,
    proofs,
    questions,
    status,
    tasks,
    teach,
    unlocking,
    wiping,
)
from app.cli.output import Output
from app.domain.jobs import CancelToken
from app.paths import AppPaths

Command = Callable[[argparse.Namespace, AppPaths, Output, CancelToken], int]

COMMANDS: dict[str, Command] = {
    "add": library.add,
    "documents": library.documents,
    "status": status.status,
    "remove": library.remove,
    "locate": library.locate,
    "reindex": library.reindex,
    "search": questions.search,
    "ask": questions.ask,
    "notes": notes.notes,
    "summarize": notes.summarize,
    "meetings": meetings.meetings,
    "chats": chats.chats,
    "feedback": feedback.feedback,
    "assistants": assistants.assistants,
    "task": tasks.task,
    "models": models.models,
    "teach": teach.teach,
    "backup": keeping.backup,
    "restore": keeping.restore_backup,
    "repair": keeping.repair_database,
    "encrypt": unlocking.encrypt_library,
    "decrypt": unlocking.decrypt_library,
    "passphrase": unlocking.change,
    "wipe": wiping.wipe_everything,
    "bench": proofs.bench,
    "self-test": proofs.self_test,
}
