"""Reading documents gives way to the window: the real parser lowers its own priority, inside its fence."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.domain.jobs import CancelToken
from app.processes.launch import Launcher
from app.processes.parser_pool import ParserPool


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep no number that can be asked for")
def test_a_parser_that_reads_documents_is_nicer_than_who_started_it(tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("The notice period is three months.")
    launcher = Launcher()
    pool = ParserPool(launcher, size=1)
    try:
        assert "three months" in pool.parse(path, CancelToken()).text
        assert pool.pid is not None
        assert os.getpriority(os.PRIO_PROCESS, pool.pid) >= 10
    finally:
        pool.close()
        launcher.close()
