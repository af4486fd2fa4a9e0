"""Every task that is declared has the shape of ``app.tasks.base.Task``."""

from __future__ import annotations

import importlib
import inspect
import pkgutil

import app.tasks
from app.tasks.base import Task


def declared() -> list[type]:
    modules = [
        importlib.import_module(f"app.tasks.{m.name}") for m in pkgutil.iter_modules(app.tasks.__path__)
    ]
    classes = [c for module in modules for _, c in inspect.getmembers(module, inspect.isclass)]
    return sorted({c for c in classes if isinstance(getattr(c, "task_id", None), str)}, key=repr)


def test_tasks_have_the_shape_and_names_of_their_own() -> None:
    wanted = {name for name in vars(Task) if not name.startswith("_")}
    assert {"task_id", "label", "plan", "parse"} <= wanted
    assert len(declared()) >= 2
    for task in declared():
        assert all(hasattr(task, name) for name in ("task_id", "label", "plan", "parse")), task
    assert len({task.task_id for task in declared()}) == len(declared())  # type: ignore[attr-defined]
