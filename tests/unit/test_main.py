from __future__ import annotations

import sys

import pytest

from app.__main__ import main


def test_an_interruption_at_the_very_start_is_no_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(sys, "argv", ["carrel", "documents"])
    monkeypatch.setattr("app.privacy.guard.install", interrupted)
    assert main() == 130
