"""The diagnostics of a profile full of canaries hold none of them."""

from __future__ import annotations

import getpass
import logging
import platform
from pathlib import Path

import pytest

from app.bootstrap import build_services
from app.domain.jobs import CancelToken, no_progress
from app.logs import start_logging
from app.paths import profile_paths
from app.services import diagnostics as module
from app.services.diagnostics import diagnostics
from app.services.settings import EXCLUDE_PATTERNS, PROXY

CANARY = "Zephyrine"
"""Stands in a folder's name, a file's, a document, a question, a setting, the log, and is the person's own."""


def test_nothing_personal_is_in_the_diagnostics(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = tmp_path / CANARY
    monkeypatch.setattr(Path, "home", lambda: home)
    monkeypatch.setattr(getpass, "getuser", lambda: CANARY.lower())
    monkeypatch.setattr(platform, "node", lambda: f"{CANARY}-PC.example")
    paths = profile_paths(home / "profile").create()
    document = home / f"{CANARY} lease.txt"
    document.write_text(f"{CANARY} pays the rent. The notice period is three months.\n", encoding="utf-8")
    services = build_services(paths)
    try:
        services.settings.set(PROXY, f"http://{CANARY}.example:8080")
        services.settings.set(EXCLUDE_PATTERNS, f"{CANARY}/")
        services.library.add([document, home / f"{CANARY}.xyz"], CancelToken(), no_progress)
        services.conversations.create(f"Where does {CANARY} live?")
        text_of_log(paths.logs)
        report = diagnostics(services, window="Qt 6, xcb")
    finally:
        services.close()
    assert CANARY.lower() not in report.lower()
    assert str(tmp_path) not in report
    for said in (
        "# Carrel",
        "# Computer",
        "Qt 6, xcb",
        "1 documents",
        "proxy = changed",
        "appearance = system",
    ):
        assert said in report
    assert "index rebuilt" in report, "what is not personal is told"
    assert "ValueError" in report


def text_of_log(folder: Path) -> None:
    """Write what a bug of ours might: names in messages, and a traceback that quotes them."""
    start_logging(folder)
    root = logging.getLogger()
    handler = root.handlers[-1]
    log = logging.getLogger("app.test")
    try:
        log.info("index rebuilt")
        log.info("read %s", f"/home/{CANARY}/{CANARY} lease.txt")
        try:
            raise ValueError(f"{CANARY} pays the rent")
        except ValueError:
            log.exception("a bug in “%s”", CANARY)
    finally:
        root.removeHandler(handler)
        handler.close()


def test_what_cannot_be_found_out_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    services = build_services(profile_paths(tmp_path).create())
    try:
        monkeypatch.setattr(module, "_computer", broken)
        report = diagnostics(services)
    finally:
        services.close()
    assert "first fact\n(OSError)" in report
    assert "# Settings" in report


def broken():  # type: ignore[no-untyped-def]
    yield "first fact"
    raise OSError
