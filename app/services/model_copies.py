"""Copies model files into Carrel's folder: all parts or nothing, whole on the disk before they get their names."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.catalog.gguf_parts import part_number
from app.catalog.model_files import SUFFIX, describe
from app.domain.errors import CarrelError, UserError
from app.domain.jobs import CancelToken, OnProgress, Progress
from app.domain.language_models import ModelFile

_PIECE = 4 * 1024 * 1024
_RESERVE = 256 * 1024 * 1024  # left free on the disk


def copy_model(source: ModelFile, folder: Path, on_progress: OnProgress, cancel: CancelToken) -> ModelFile:
    """A file of the same name and size is taken for the same model.

    Raises Cancelled, UserError: permission_denied, disk_full, model_damaged, and those of ``describe``.
    """
    targets = _targets(source, folder)
    if targets[0].exists():
        return describe(targets[0])
    _check_space(source, folder)
    report = _Report(source.size, on_progress)
    try:
        _copy_all(source.parts or (source.path,), targets, report, cancel)
    except PermissionError as error:
        raise UserError("permission_denied", path=str(targets[0])) from error
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            raise UserError("disk_full", needed=source.size) from error
        raise UserError("model_damaged", name=source.name, detail="unreadable") from error
    return describe(targets[0])


def _copy_all(sources: tuple[Path, ...], targets: list[Path], report: _Report, cancel: CancelToken) -> None:
    """Behind each other, the first part last: a model is there once that one has its name."""
    parts = [target.with_name(target.name + ".part") for target in targets]
    try:
        for source, part in zip(sources, parts, strict=True):
            with source.open("rb") as reader, part.open("wb") as writer:
                _pour(reader, writer, report, cancel)
                writer.flush()
                os.fsync(writer.fileno())
        for part, target in reversed(list(zip(parts, targets, strict=True))):
            part.replace(target)
    except (OSError, CarrelError):
        for part in parts:
            part.unlink(missing_ok=True)
        raise


def _pour(reader: BinaryIO, writer: BinaryIO, report: _Report, cancel: CancelToken) -> None:
    while piece := reader.read(_PIECE):
        cancel.raise_if_cancelled()
        writer.write(piece)
        report.add(len(piece))


@dataclass
class _Report:
    total: int
    on_progress: OnProgress
    done: int = 0

    def add(self, size: int) -> None:
        self.done += size
        self.on_progress(Progress(self.done, self.total))


def _targets(source: ModelFile, folder: Path) -> list[Path]:
    for name in _names(source.path.stem if part_number(source.path) is None else _stem(source.path)):
        targets = [folder / _part_name(name, path) for path in source.parts or (source.path,)]
        if not targets[0].exists() or targets[0].stat().st_size == source.path.stat().st_size:
            return targets
    raise AssertionError("names do not end")


def _part_name(stem: str, path: Path) -> str:
    number = part_number(path)
    return f"{stem}{SUFFIX}" if number is None else f"{stem}-{number[0]:05}-of-{number[1]:05}{SUFFIX}"


def _stem(path: Path) -> str:
    return path.stem.rsplit("-", 3)[0]


def _names(stem: str) -> Iterator[str]:
    yield stem
    number = 2
    while True:
        yield f"{stem}-{number}"
        number += 1


def _check_space(source: ModelFile, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
    except PermissionError as error:
        raise UserError("permission_denied", path=str(folder)) from error
    if free < source.size + _RESERVE:
        raise UserError("disk_full", needed=source.size, free=free)
