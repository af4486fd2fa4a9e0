"""All tasks that work on a text, found by walking this package: one file each, with a ``TASK`` in it."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

from app.domain.errors import UserError
from app.tasks.writing import TextTask


@cache
def text_tasks() -> tuple[TextTask, ...]:
    """In the order of their labels' importance: as declared by ``ORDER``, others after them by label."""
    package = import_module(__package__)
    names = sorted(info.name for info in pkgutil.iter_modules(package.__path__) if not info.ispkg)
    found = (getattr(import_module(f"{__package__}.{name}"), "TASK", None) for name in names)
    return tuple(sorted((t for t in found if isinstance(t, TextTask)), key=_place))


def text_task(task_id: str) -> TextTask:
    """Raises UserError("unknown_task")."""
    for task in text_tasks():
        if task.declaration.id == task_id:
            return task
    raise UserError("unknown_task", name=task_id)


ORDER = (
    "summarize",
    "rewrite",
    "reply",
    "translate",
    "extract_fields",
    "classify",
    "sentiment",
    "explain_code",
)
"""Those asked for most come first."""


def _place(task: TextTask) -> tuple[int, str]:
    task_id = task.declaration.id
    return (ORDER.index(task_id) if task_id in ORDER else len(ORDER), task.declaration.label)
