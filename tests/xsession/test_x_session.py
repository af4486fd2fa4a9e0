"""The whole way, by keyboard alone, on a real X server.

Takes minutes, so it runs where it is asked for: ``CARREL_X_SESSION=1``, with Xvfb and xdotool installed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.xsession.session import whole_session
from tests.xsession.stage import missing

STEPS = ["first_run", "folder_added", "answered", "citation", "chat_exported", "minutes_made", "minutes_exported",
         "found", "called", "left"]  # fmt: skip


@pytest.mark.models
@pytest.mark.skipif(not os.environ.get("CARREL_X_SESSION"), reason="runs with CARREL_X_SESSION=1")
@pytest.mark.skipif(bool(missing()), reason="needs Xvfb and xdotool")
def test_from_first_run_to_exported_minutes_without_a_mouse(tmp_path: Path) -> None:
    times = whole_session(tmp_path)
    assert list(times) == STEPS
    assert len(list((tmp_path / "pictures").iterdir())) >= len(STEPS)
