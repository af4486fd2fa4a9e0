"""Several parsers as one, with real processes."""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from app.domain.errors import Cancelled, EngineError
from app.domain.jobs import CancelToken
from app.processes.launch import Launcher
from app.processes.limits import CallLimits
from app.processes.parser_pool import ParserPool

MOCK = [sys.executable, "-P", str(Path(__file__).with_name("mock_parser.py"))]


@pytest.fixture
def pool() -> Iterator[ParserPool]:
    launcher = Launcher(command=MOCK)
    made = ParserPool(launcher, size=2, limits=CallLimits(total=60.0, silence=20.0, grace=0.2))
    yield made
    pids = made.pids
    made.close()
    launcher.close()
    assert not any(psutil.pid_exists(pid) for pid in pids)


def written(tmp_path: Path, command: str, content: str = "") -> Path:
    path = Path(tempfile.mkdtemp(dir=tmp_path)) / f"{command}.txt"
    path.write_text(content)
    return path


def test_nothing_starts_before_it_is_needed_and_a_running_child_is_preferred(
    pool: ParserPool, tmp_path: Path
) -> None:
    assert pool.pids == ()
    assert pool.pid is None
    assert pool.fence is None
    pids = {pool.parse(written(tmp_path, "pid"), CancelToken()).text for _ in range(3)}
    assert pids == {str(pool.pid)}
    assert len(pool.pids) == 1
    assert pool.fence is not None


def test_files_are_read_side_by_side(pool: ParserPool, tmp_path: Path) -> None:
    paths = [written(tmp_path, "slow", "60") for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(lambda path: pool.parse(path, CancelToken()).text, paths))
    assert set(found) == {str(pid) for pid in pool.pids}
    assert len(pool.pids) == pool.size == 2


def test_the_person_does_not_wait_behind_files(pool: ParserPool, tmp_path: Path) -> None:
    cancel = CancelToken()
    with ThreadPoolExecutor(3) as threads:
        busy = [threads.submit(pool.parse, written(tmp_path, "slow", "100000"), cancel) for _ in range(2)]
        while len(pool.pids) < 2:
            time.sleep(0.01)
        image = pool.render_page(written(tmp_path, "page"), 1, 1.0, None)
        assert (image.width, image.height) == (2, 2)
        assert len(pool.pids) == 3
        background = threads.submit(pool.background.render_page, written(tmp_path, "page"), 1, 1.0, None)
        assert not any(call.done() for call in busy)
        cancel.cancel()
        for call in busy:
            with pytest.raises(Cancelled):
                call.result()
        assert background.result().width == 2


def test_whoever_waits_for_a_free_child_can_leave(pool: ParserPool, tmp_path: Path) -> None:
    stop, leave = CancelToken(), CancelToken()
    with ThreadPoolExecutor(3) as threads:
        busy = [threads.submit(pool.parse, written(tmp_path, "slow", "100000"), stop) for _ in range(2)]
        while len(pool.pids) < 2:
            time.sleep(0.01)
        threading.Timer(0.1, leave.cancel).start()
        with pytest.raises(Cancelled):
            pool.parse(written(tmp_path, "work"), leave)
        stop.cancel()
        assert all(isinstance(call.exception(), Cancelled) for call in busy)
    assert pool.parse(written(tmp_path, "work", "x"), CancelToken()).text == "x"


def test_a_death_costs_its_own_file_only(pool: ParserPool, tmp_path: Path) -> None:
    def read(command: str) -> str:
        try:
            return pool.parse(written(tmp_path, command, "fine"), CancelToken()).text
        except EngineError as error:
            return error.code

    commands = ["work", "abort", "work", "exit", "work", "blocks", "work", "segfault"] * 2
    with ThreadPoolExecutor(3) as threads:
        found = list(threads.map(read, commands))
    assert found == ["fine", "parser_crashed"] * 8


def test_all_can_be_killed_and_come_back(pool: ParserPool, tmp_path: Path) -> None:
    pool.warm_up(CancelToken())
    before = pool.pid
    pool.kill()
    assert pool.pids == ()
    assert pool.parse(written(tmp_path, "pid"), CancelToken()).text != str(before)
