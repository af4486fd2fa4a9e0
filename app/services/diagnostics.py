"""Facts about this computer and this Carrel for whoever helps: versions, hardware, states, codes, numbers, the log.

Nothing personal: no document text, no questions, no names of files, folders, models of one's own, people or computers.
A test puts canaries into all of them.
"""

from __future__ import annotations

import getpass
import os
import platform
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import psutil

from app import APP_NAME, __version__
from app.domain.errors import CarrelError
from app.i18n import language
from app.paths import AppPaths
from app.services.redaction import redacted, without
from app.services.settings import Option

LOG_LINES = 60
_GB = 1e9


class Sources(Protocol):
    """What is asked (``app.bootstrap.Services``)."""

    @property
    def paths(self) -> AppPaths:
        """Where the log lies."""

    @property
    def settings(self) -> Any:
        """Its options and their values."""

    @property
    def library(self) -> Any:
        """States and codes."""

    @property
    def generator(self) -> Any:
        """The model in memory."""

    @property
    def parser(self) -> Any:
        """The fence."""

    @property
    def downloads(self) -> Any:
        """Models on their way."""

    @property
    def model_catalogue(self) -> Any:
        """Which models are known to everybody."""

    @property
    def catalog(self) -> Any:
        """Models on this computer."""


def diagnostics(services: Sources, window: str = "") -> str:
    """The report as plain text. What cannot be found out is left out; nothing is raised."""
    parts = (
        ("Carrel", _program(window)),
        ("Computer", _computer()),
        ("Model", _model(services)),
        ("Library", _library(services)),
        ("Fence", _fence(services)),
        ("Settings", _settings(services)),
        ("Log", _log(services.paths.logs)),
    )
    lines: list[str] = []
    for title, facts in parts:
        lines += [f"# {title}", *_tried(facts), ""]
    return without("\n".join(lines), private_names())


def private_names() -> list[str]:
    """The names that stand for the person and the computer."""
    names = [platform.node(), platform.node().partition(".")[0], Path.home().name]
    try:
        names.append(getpass.getuser())
    except (OSError, KeyError, ImportError):  # an account without a name
        names.append(os.environ.get("USERNAME", ""))
    usual = {"user", "root", "localhost", "home", "admin"}
    return [name for name in names if name and name.lower() not in usual]


def _tried(facts: Iterator[str]) -> list[str]:
    lines: list[str] = []
    try:
        for fact in facts:
            lines.append(fact)  # noqa: PERF402 - what came before the failure is kept
    except (CarrelError, OSError, AttributeError) as error:
        lines.append(f"({type(error).__name__})")
    return lines


def _program(window: str) -> Iterator[str]:
    yield f"{APP_NAME} {__version__}, {'installed' if hasattr(sys, 'frozen') else 'from source'}"
    yield f"Python {platform.python_version()}"
    yield f"language {language()}"
    if window:
        yield window
    yield f"memory of the window {psutil.Process().memory_info().rss / 1e6:.0f} MB"


def _computer() -> Iterator[str]:
    memory = psutil.virtual_memory()
    yield f"{platform.system()} {platform.release()}, {platform.machine()}"
    yield f"{psutil.cpu_count(logical=False)} cores, {psutil.cpu_count()} threads"
    yield f"{memory.total / _GB:.1f} GB memory, {memory.available / _GB:.1f} GB available"


def _model(services: Sources) -> Iterator[str]:
    loaded = services.generator.loaded
    if loaded is None:
        yield "none in memory"
        return
    entry = next(
        (services.model_catalogue.of(file) for file in services.catalog.models() if file.path == loaded.path),
        None,
    )
    yield entry.name if entry is not None else "a model that is not in the catalogue"
    yield f"{loaded.n_params / _GB:.2f} billion parameters, {loaded.n_ctx} tokens, {loaded.device}"
    yield f"{loaded.n_threads} threads, {loaded.n_gpu_layers} layers on the device, cache {loaded.cache_type}"
    yield f"{loaded.memory_bytes / _GB:.2f} GB"
    for download in services.downloads.all():
        code = f" ({download.error.code})" if download.error is not None else ""
        yield f"download {download.entry}: {download.state.value}{code}"


def _library(services: Sources) -> Iterator[str]:
    status = services.library.status()
    yield (
        f"{status.documents} documents: {status.indexed} read, {status.partial} in part, {status.failed} failed, "
        f"{status.queued} waiting, {status.skipped} skipped"
    )
    yield f"{status.chunks} chunks, database {status.database_bytes / 1e6:.0f} MB, embedder {status.embedder}"
    documents = services.library.documents()
    codes = Counter(document.error.code for document in documents if document.error is not None)
    for code, number in codes.most_common():
        yield f"{number} x {code}"
    kinds = Counter(document.media_type or "unknown" for document in documents)
    yield ", ".join(f"{number} {kind}" for kind, number in kinds.most_common(12))


def _fence(services: Sources) -> Iterator[str]:
    report = services.parser.fence
    if report is None:
        yield "not known yet"
        return
    for layer in report.layers:
        yield f"{layer.name}: {'holds' if layer.on else 'does not hold'}"


def _settings(services: Sources) -> Iterator[str]:
    for option in services.settings.options():
        yield f"{option.key} = {_value(option, services.settings.get(option))}"


def _value(option: Option, value: object) -> str:
    """Text that somebody wrote may name folders and servers: only whether there is any."""
    if option.type is str and not option.choices:
        return "as it comes" if value == option.default else "changed"
    return str(value)


def _log(folder: Path) -> Iterator[str]:
    lines = (folder / "carrel.log").read_text(encoding="utf-8", errors="replace").splitlines()
    yield from redacted(lines, private_names())[-LOG_LINES:]
