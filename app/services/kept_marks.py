"""Marks of examinations, kept in a file: a model is examined once in each subject, whatever it is called.

They belong to a model file (its path, size and time): a file that was replaced is examined anew.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from app.domain.errors import UserError
from app.domain.language_models import LoadedModel
from app.services.minutes_parts import part_name
from app.services.text_file import write_text

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Marks = TypeVar("Marks", bound=DataclassInstance)
else:
    Marks = TypeVar("Marks")


class KeptMarks(Generic[Marks]):
    """``kind`` is the dataclass of the marks, with plain fields; ``file`` None keeps nothing."""

    def __init__(self, kind: type[Marks], file: Path | None, version: int) -> None:
        self._kind = kind
        self._file = file
        self._version = version

    def of(self, model: LoadedModel, subject: str, examine: Callable[[], Marks]) -> Marks:
        """What is kept for ``subject``, else what ``examine`` gives, which is then kept; raises what that raises."""
        key = self._key(model, subject)
        if (kept := self._known().get(key)) is not None:
            return kept
        marks = examine()
        self._keep({**self._known(), key: marks})  # read again: another Carrel may have written meanwhile
        return marks

    def _known(self) -> dict[str, Marks]:
        if self._file is None:
            return {}
        try:
            kept: dict[str, Any] = json.loads(self._file.read_text("utf-8"))
            return {key: self._kind(**marks) for key, marks in kept.items()}
        except (OSError, ValueError, TypeError, AttributeError):
            return {}  # not there yet, or damaged: the models are examined again

    def _keep(self, known: dict[str, Marks]) -> None:
        if self._file is not None:
            with suppress(UserError):  # it is examined again next time
                write_text(self._file, json.dumps({key: asdict(marks) for key, marks in known.items()}))

    def _key(self, model: LoadedModel, subject: str) -> str:
        """By file, not by name; the window's size matters too, as the papers must fit."""
        try:
            stat = model.path.stat()
            file = f"{stat.st_size} {stat.st_mtime_ns}"
        except OSError:
            file = "gone"
        return part_name(str(self._version), subject, str(model.path), file, str(model.n_params))
