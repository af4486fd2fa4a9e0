"""The key of the whole system on a real X server: another program has the keyboard, and Carrel comes to the front.

Runs where it is asked for: ``CARREL_X_SESSION=1``, with Xvfb and xdotool installed (and openbox, to minimize windows).
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.xsession.hotkey import whole_session
from tests.xsession.stage import missing


@pytest.mark.models
@pytest.mark.skipif(not os.environ.get("CARREL_X_SESSION"), reason="runs with CARREL_X_SESSION=1")
@pytest.mark.skipif(bool(missing()), reason="needs Xvfb and xdotool")
def test_a_key_pressed_in_another_program_leads_to_a_question(tmp_path: Path) -> None:
    said = whole_session(tmp_path)
    assert said.asked == "a question"
    assert said.other == "elsewhere"  # nothing of the question, and no space of the key itself
    assert (said.rival_before, said.rival_after) == ("hotkey_taken", "had it")
