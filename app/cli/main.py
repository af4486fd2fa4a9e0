"""Runs a command and turns whatever happens into an exit code."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable, Sequence
from types import FrameType

from app.cli.arguments import build_parser
from app.cli.exit_codes import DONE, INTERRUPTED, OUR_FAULT, PERSON_MUST_ACT
from app.cli.output import Output
from app.domain.errors import Cancelled, CarrelError, EngineError, ErrorInfo
from app.domain.jobs import CancelToken
from app.i18n import tr
from app.paths import AppPaths, profile_paths


def run(arguments: Sequence[str]) -> int:
    """One command line with a command in it; SystemExit when it is not well formed."""
    return run_command(build_parser().parse_args(arguments))


def run_command(options: argparse.Namespace) -> int:
    """Run the command that was parsed; never raises."""
    paths = profile_paths(options.profile_dir)
    out = Output(as_json=options.json, quiet=options.quiet)
    cancel = CancelToken()
    with _interruptible(cancel):
        return _guarded(lambda: _dispatch(options, paths, out, cancel), paths, out)


def _guarded(work: Callable[[], int], paths: AppPaths, out: Output) -> int:
    code, error = DONE, None
    try:
        try:
            return work()
        except (Cancelled, KeyboardInterrupt):
            code, error = INTERRUPTED, ErrorInfo("interrupted")
        except EngineError as engine_error:
            code, error = OUR_FAULT, engine_error.info()
        except CarrelError as carrel_error:
            code, error = PERSON_MUST_ACT, carrel_error.info()
        except BrokenPipeError:
            raise
        except Exception as bug:  # noqa: BLE001 - the one place where our own bugs end on the command line
            code, error = OUR_FAULT, ErrorInfo("internal", {"report": _report(paths, bug)})
        out.error(error)
    except BrokenPipeError:
        # Whoever read our output has gone; point stdout at nothing so that the interpreter's last flush is quiet.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    return code


def _report(paths: AppPaths, error: Exception) -> str:
    from app.logs import report_text, write_report

    if os.environ.get("CARREL_DEBUG"):
        raise error
    try:
        return str(write_report(paths.logs, error))
    except OSError:
        sys.stderr.write(report_text(type(error), error.__traceback__))
        return tr("the lines above")


def _dispatch(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    from app.cli.commands import COMMANDS

    return COMMANDS[options.command](options, paths, out, cancel)


class _interruptible:  # noqa: N801 - reads as a statement
    """The first Ctrl+C asks politely; the second one interrupts at once."""

    def __init__(self, cancel: CancelToken) -> None:
        self._cancel = cancel

    def __enter__(self) -> None:
        self._before = {s: signal.signal(s, self._on_signal) for s in (signal.SIGINT, signal.SIGTERM)}

    def __exit__(self, *_exc: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        if self._cancel.cancelled:
            raise KeyboardInterrupt
        self._cancel.cancel()
