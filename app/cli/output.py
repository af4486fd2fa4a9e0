"""What the command line writes: results on stdout, progress on stderr, errors in one shape."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from typing import Any
from unicodedata import category

from app.domain.errors import CarrelError, ErrorInfo
from app.domain.jobs import Progress
from app.i18n import tr
from app.wording import describe


def error_json(error: ErrorInfo | CarrelError) -> dict[str, Any]:
    """The contract's error object."""
    words = describe(error)
    return {"code": error.code, "message": words.message, "hint": words.hint, "params": dict(error.params)}


_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}
_SELDOM = 10.0


class Output:
    """Text for people, or with ``as_json`` exactly one JSON document on stdout."""

    def __init__(self, *, as_json: bool, quiet: bool) -> None:
        self.as_json = as_json
        self._quiet = quiet
        self._live = sys.stderr.isatty()
        self._last = 0.0 if self._live else time.monotonic()  # nothing of what is over in a moment
        self._drawn = False

    def result(self, document: dict[str, Any], text: str) -> None:
        """Print the result in the form that was asked for."""
        self.clear()
        print(json.dumps(document, ensure_ascii=False) if self.as_json else text)
        sys.stdout.flush()

    def stream(self, piece: str) -> None:
        """A piece of an answer as it comes; nothing with --json."""
        if not self.as_json and piece:
            self.clear()
            sys.stdout.write(piece)
            sys.stdout.flush()

    def note(self, text: str) -> None:
        """A remark on stderr."""
        if not self._quiet:
            self.clear()
            print(text, file=sys.stderr, flush=True)

    def error(self, error: ErrorInfo | CarrelError) -> None:
        """The error, with what to do about it."""
        self.clear()
        if self.as_json:
            print(json.dumps({"error": error_json(error)}, ensure_ascii=False), flush=True)
            return
        words = describe(error)
        print(
            f"carrel: {words.message}." + (f" {words.hint}" if words.hint else ""),
            file=sys.stderr,
            flush=True,
        )

    def progress(self, progress: Progress) -> None:
        """On a terminal one line that is overwritten, at most four times a second; elsewhere a line now and then."""
        self.moving(lambda: progress_line(progress))

    def moving(self, words: Callable[[], str]) -> None:
        """As :meth:`progress`, in other words, which are made only when they are shown."""
        now = time.monotonic()
        due = 0.25 if self._live else _SELDOM
        if self._quiet or now - self._last < due:
            return
        self._last = now
        line = words()
        if self._live:
            self._drawn = True
            sys.stderr.write(f"\r\033[K{line}")
        else:
            sys.stderr.write(f"{line}\n")
        sys.stderr.flush()

    def clear(self) -> None:
        """Take the progress line away."""
        if self._drawn:
            sys.stderr.write("\r\033[K")
            sys.stderr.flush()
            self._drawn = False


def progress_line(progress: Progress) -> str:
    """12/340, a name, the page that is read from its picture, the time left."""
    of = f"/{progress.total}" if progress.total else ""
    page = (
        tr(", page {page} of {pages}", page=progress.page, pages=progress.pages)
        if progress.page and progress.pages
        else ""
    )
    left = tr(", {duration} left", duration=duration(progress.seconds_left)) if progress.seconds_left else ""
    return f"{progress.done}{of} {shown(progress.label[:60])}{page}{left}"


def shown(text: object) -> str:
    """A name as a terminal can show it: what is invisible or would steer the terminal is written out."""
    return "".join(c if category(c) not in _INVISIBLE else _written_out(c) for c in str(text))


def _written_out(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def duration(seconds: float) -> str:
    """45 s, 3 min, 2 h 05 min."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return (
        tr("{minutes} min", minutes=minutes)
        if minutes < 90
        else tr("{number} h {total} min", number=minutes // 60, total=f"{minutes % 60:02d}")
    )
