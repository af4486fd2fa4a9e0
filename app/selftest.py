"""What an installed Carrel runs to prove itself: store, children, one document in, one answer out, nothing sent.

Works in a throw-away profile. Every check is run, also after one that failed, unless it needs what failed.
"""

from __future__ import annotations

import platform
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app import __version__
from app.bootstrap import Services, build_services
from app.domain.documents import DocumentState
from app.domain.errors import CarrelError
from app.domain.jobs import CancelToken, no_progress
from app.domain.retrieval import AnswerStatus
from app.paths import profile_paths

LEASE = """# Lease agreement, Mill Lane 4

The lease begins on 1 March 2024. The monthly rent is 1,250 euros.

## Termination

Either party may terminate the lease with a notice period of six weeks to the end of a month.
"""
QUESTION = "What is the notice period of the lease?"
EXPECTED = "six weeks"
OUTSIDE = "Which planet has the largest volcano?"


def run_self_test(cancel: CancelToken) -> dict[str, Any]:
    """The report: ``{"ok", "version", "platform", "checks": [{"check", "ok", "detail", "seconds"}]}``."""
    with tempfile.TemporaryDirectory(prefix="carrel-self-test-") as folder:
        checks = _Checks(Path(folder), cancel)
        try:
            checks.run()
        finally:
            checks.close()
        return {
            "ok": all(check["ok"] for check in checks.results),
            "version": __version__,
            "platform": f"{platform.platform()}, Python {platform.python_version()}",
            "checks": checks.results,
        }


class _Checks:
    def __init__(self, folder: Path, cancel: CancelToken) -> None:
        self._folder = folder
        self._cancel = cancel
        self._services: Services | None = None
        self.results: list[dict[str, Any]] = []

    @property
    def services(self) -> Services:
        if self._services is None:
            self._services = build_services(profile_paths(self._folder / "profile").create())
        return self._services

    def run(self) -> None:
        """All checks in order."""
        for name, check in (
            ("resources", self._resources),
            ("store", self._store),
            ("fence around the reader", self._fence),
            ("starter model", self._model),
            ("document in", self._document),
            ("answer out", self._answer),
            ("not in the documents", self._refusal),
            ("kill and restart", self._restart),
            ("nothing sent", self._ledger),
        ):
            self._cancel.raise_if_cancelled()
            self._check(name, check)

    def close(self) -> None:
        """Ends the children."""
        if self._services is not None:
            self._services.close()

    def _check(self, name: str, check: Callable[[], str]) -> None:
        started = time.monotonic()
        try:
            detail, ok = check(), True
        except CarrelError as error:
            detail, ok = str(error), False
        except Exception as error:  # noqa: BLE001 - the report must be complete whatever breaks
            detail, ok = f"{type(error).__name__}: {error}", False
        self.results.append(
            {"check": name, "ok": ok, "detail": detail, "seconds": round(time.monotonic() - started, 2)}
        )

    def _resources(self) -> str:
        paths = self.services.paths
        places = (
            paths.sample_library,
            paths.shipped_adapters,
            paths.resources / "icons",
            paths.resources / "models",
        )
        missing = [place.name for place in places if not place.is_dir() or not any(place.iterdir())]
        if missing:
            raise AssertionError(f"not installed: {', '.join(missing)}")
        return "sample library, adapters, icons, catalogue"

    def _store(self) -> str:
        problems = self.services.store.integrity_check()
        if problems:
            raise AssertionError("; ".join(problems))
        return "SQLite with FTS5, integrity ok"

    def _fence(self) -> str:
        """What is missing is said, not failed: an old kernel or a container has not every layer."""
        self.services.parser.warm_up(self._cancel)
        report = self.services.parser.fence
        if report is None or not any(layer.on for layer in report.layers):
            raise AssertionError("documents are read without any fence")
        on = ", ".join(layer.name for layer in report.layers if layer.on)
        off = ", ".join(f"{layer.name} ({layer.reason})" for layer in report.layers if not layer.on)
        return f"on: {on}" + (f"; missing: {off}" if off else "")

    def _model(self) -> str:
        loaded = self.services.catalog.load_selected(self._cancel, no_progress)
        return f"{loaded.name} on {loaded.device}, context {loaded.n_ctx}, {loaded.memory_bytes / 1e6:.0f} MB"

    def _document(self) -> str:
        path = self._folder / "Lease Mill Lane.md"
        path.write_text(LEASE, encoding="utf-8")
        self.services.library.add([path], self._cancel)
        self.services.ingestion.run(self._cancel, no_progress)
        (document,) = self.services.library.documents()
        if document.state is not DocumentState.INDEXED:
            raise AssertionError(f"the document is {document.state}: {document.error}")
        return f"indexed, {document.chunks} passages"

    def _answer(self) -> str:
        answer = self.services.assistant.ask(QUESTION, cancel=self._cancel)
        if answer.status is AnswerStatus.NOT_FOUND or EXPECTED not in answer.text:
            raise AssertionError(f"{answer.status}: expected {EXPECTED!r}")
        return f"{answer.status}, cited, confidence {answer.confidence:.2f}"

    def _refusal(self) -> str:
        answer = self.services.assistant.ask(OUTSIDE, cancel=self._cancel)
        if answer.status is not AnswerStatus.NOT_FOUND:
            raise AssertionError(f"{answer.status}: expected not_found")
        return "refused, as it should be"

    def _restart(self) -> str:
        self.services.generator.kill()
        answer = self.services.assistant.ask(QUESTION, cancel=self._cancel)
        if EXPECTED not in answer.text:
            raise AssertionError("no answer after the generator was killed")
        if self.services.generator.pid is None:  # the quote alone is an answer too
            raise AssertionError("the generator did not come back")
        return "the generator came back by itself"

    def _ledger(self) -> str:
        entries = self.services.store.ledger.list()
        if entries:
            raise AssertionError(f"{len(entries)} network entries")
        return "the network ledger is empty"
