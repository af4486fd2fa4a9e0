"""Logging. Document text, prompts, answers and file names stay at DEBUG, and DEBUG is never written to disk."""

from __future__ import annotations

import logging
import os
import platform
import sys
import time
import traceback
from pathlib import Path
from types import TracebackType

from app import APP_NAME, __version__

FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
MAX_BYTES = 1_000_000


def start_logging(folder: Path, *, stderr: bool = False) -> None:
    """Log from INFO up into ``folder/carrel.log`` (two files of 1 MB at most).

    A folder that cannot be written is borne.
    """
    import logging.handlers  # brings sockets and more with it, which a starting window does not wait for

    root = logging.getLogger()
    root.setLevel(logging.INFO)
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)] if stderr else []
    try:
        handlers.append(
            logging.handlers.RotatingFileHandler(
                folder / "carrel.log", maxBytes=MAX_BYTES, backupCount=1, encoding="utf-8", delay=True
            )
        )
    except OSError:
        handlers.append(logging.NullHandler())
    for handler in handlers:
        handler.setFormatter(logging.Formatter(FORMAT))
        root.addHandler(handler)


def stop_logging() -> None:
    """Let go of the log file, so that it can be removed."""
    root = logging.getLogger()
    for handler in root.handlers[:]:
        root.removeHandler(handler)
        handler.close()


def write_report(folder: Path, error: BaseException) -> Path:
    """Write where our bug happened: frames and types only, no messages and no values, so no document text."""
    path = folder / f"report-{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}.txt"
    path.write_text(report_text(type(error), error.__traceback__), encoding="utf-8")
    return path


def report_text(kind: type[BaseException], frames: TracebackType | None) -> str:
    """A redacted crash report."""
    lines = [
        f"{APP_NAME} {__version__}, Python {platform.python_version()}, {platform.platform()}",
        kind.__name__,
    ]
    lines += [f"  {Path(f.filename).name}:{f.lineno} in {f.name}" for f in traceback.extract_tb(frames)]
    return "\n".join(lines) + "\n"
