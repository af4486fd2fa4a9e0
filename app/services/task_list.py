"""What can be done with a text: for menus, forms and the palette, which know tasks by what they declare."""

from __future__ import annotations

from app.domain.writing import TaskDeclaration
from app.tasks.registry import text_tasks


def declared_tasks() -> tuple[TaskDeclaration, ...]:
    """Those asked for most come first. The first call loads every task."""
    return tuple(task.declaration for task in text_tasks())
