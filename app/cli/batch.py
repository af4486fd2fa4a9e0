"""Many questions in one run. Answers are appended line by line, so a killed batch goes on where it stopped."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from app.domain.errors import UserError
from app.domain.jobs import Progress
from app.domain.retrieval import PastTurn


@dataclass(frozen=True, slots=True)
class BatchQuestion:
    """One line of the input."""

    id: str
    question: str
    scope: tuple[Path, ...] | None
    history: tuple[PastTurn, ...]


class Batch:
    """Reads questions, skips those that have an answer already, appends the others.

    Answers that were errors are asked again. Raises UserError("file_missing" | "invalid_input" | "disk_full" ...).
    """

    def __init__(self, source: Path, target: Path) -> None:
        self._target = target
        self._questions = [_question(row, source) for row in read_rows(source)]
        self._kept = _finished(target)
        self._file: TextIO | None = None
        self._done = 0
        self._started = time.monotonic()

    @property
    def total(self) -> int:
        """Questions in the input."""
        return len(self._questions)

    def waiting(self) -> Iterator[BatchQuestion]:
        """The questions without an answer, in the order of the input."""
        done = {row["id"] for row in self._kept}
        return (q for q in self._questions if q.id not in done)

    def progress(self) -> Progress:
        """How far this run is."""
        before = len(self._kept)
        spent = time.monotonic() - self._started
        left = spent / self._done * (self.total - before - self._done) if self._done else None
        return Progress(before + self._done, self.total, "questions", left)

    def __enter__(self) -> Batch:
        part = self._target.with_name(self._target.name + ".part")
        try:
            self._target.parent.mkdir(parents=True, exist_ok=True)
            part.write_text("".join(_line(row) for row in self._kept), encoding="utf-8")
            part.replace(self._target)
            self._file = self._target.open("a", encoding="utf-8")
        except PermissionError as error:
            raise UserError("permission_denied", path=str(self._target)) from error
        except OSError as error:
            raise UserError("disk_full", path=str(self._target)) from error
        return self

    def write(self, row: dict[str, Any]) -> None:
        """Append one answer, to the disk."""
        assert self._file is not None
        try:
            self._file.write(_line(row))
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise UserError("disk_full", path=str(self._target)) from error
        self._done += 1

    def __exit__(self, *_exc: object) -> None:
        if self._file is not None:
            self._file.close()


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSON-lines file. Raises UserError("file_missing" | "permission_denied" | "invalid_input")."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise UserError("file_missing", path=str(path)) from error
    except PermissionError as error:
        raise UserError("permission_denied", path=str(path)) from error
    except (OSError, UnicodeDecodeError) as error:
        raise UserError("invalid_input", detail=f"{path.name} is not a UTF-8 text file") from error
    # Not splitlines(): U+2028 and its kin may stand inside a JSON string.
    return [_object(line, path, number) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def _object(line: str, path: Path, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except json.JSONDecodeError as error:
        raise UserError("invalid_input", detail=f"{path.name}, line {number} is not JSON") from error
    if not isinstance(row, dict):
        raise UserError("invalid_input", detail=f"{path.name}, line {number} is not a JSON object")
    return row


def _question(row: dict[str, Any], path: Path) -> BatchQuestion:
    try:
        scope = tuple(Path(p).absolute() for p in row["in"]) if row.get("in") else None
        history = tuple(PastTurn(str(t["role"]), str(t["text"])) for t in row.get("history") or ())
        return BatchQuestion(str(row["id"]), str(row["question"]), scope, history)
    except (KeyError, TypeError) as error:
        raise UserError("invalid_input", detail=f"{path.name}: every line needs id and question") from error


def _finished(path: Path) -> list[dict[str, Any]]:
    """The complete answers of an earlier run; a line that was cut off and errors are left out."""
    if not path.exists():
        return []
    rows = []
    for line in path.read_text(encoding="utf-8", errors="replace").split("\n"):
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(row, dict) and "id" in row and "error" not in row:
            rows.append(row)
    return rows


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False) + "\n"
