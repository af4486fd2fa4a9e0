"""What holds for every test: no display, no network, a profile of its own."""

from __future__ import annotations

import gc
import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.paths import AppPaths, profile_paths

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ["CARREL_LANGUAGE"] = "en"  # whatever this system speaks; tests of other languages say so


_TESTS = pytest.StashKey[int]()
_WHOLE_EVERY = 25
_HERE = {"127.0.0.1", "::1", "localhost"}


def pytest_configure(config: pytest.Config) -> None:
    """Markers beside those in pyproject.toml."""
    config.addinivalue_line("markers", "gpu: needs a build with separate backends (CARREL_GPU_LIB)")


class NetworkUsed(AssertionError):
    """Carrel promised not to."""


@pytest.fixture
def loopback_only() -> None:
    """Asked for by the tests of the network door: sockets to this very machine, by number, and no others."""


@pytest.fixture(autouse=True)
def _collect_between_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    """As in the program (``app.ui.garbage``): the cycle collector never runs in a worker thread, where it could destroy
    Qt objects and crash."""
    gc.disable()
    yield
    stash = request.session.stash
    stash[_TESTS] = stash.get(_TESTS, 0) + 1
    gc.collect(2 if stash[_TESTS] % _WHOLE_EVERY == 0 else 1)


@pytest.fixture(autouse=True)
def _no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Carrel's promise is that nothing leaves the machine; a test that opens an internet socket fails."""
    if "loopback_only" in request.fixturenames:
        _guard_loopback(monkeypatch)
        return

    class Guarded(socket.socket):
        def __init__(self, family: int = -1, *args: Any, **kwargs: Any) -> None:
            if family in (-1, socket.AF_INET, socket.AF_INET6):
                raise NetworkUsed("an internet socket was opened")
            super().__init__(family, *args, **kwargs)

    def refused(*_args: object, **_kwargs: object) -> None:
        raise NetworkUsed("a host name was looked up")

    monkeypatch.setattr(socket, "socket", Guarded)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    monkeypatch.setattr(socket, "create_connection", refused)


def _guard_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    look_up = socket.getaddrinfo

    def here(host: Any, *args: Any, **kwargs: Any) -> Any:
        if host not in _HERE:
            raise NetworkUsed(f"{host} was looked up")
        return look_up(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", here)


@pytest.fixture(autouse=True, scope="session")
def _null_devices_closed() -> Iterator[None]:
    """llama-cpp-python opens the null device twice when it is imported and leaves it to Python to warn about that."""
    yield
    opened = sys.modules.get("llama_cpp._utils")
    for name in ("outnull_file", "errnull_file"):
        if (file := getattr(opened, name, None)) is not None:
            file.close()


def _constants() -> dict[tuple[str, str], object]:
    """All of Carrel's module constants, by module and name."""
    modules = [(name, module) for name, module in sys.modules.items() if name.partition(".")[0] == "app"]
    return {(where, name): vars(m)[name] for where, m in modules for name in vars(m) if name.isupper()}


@pytest.fixture(autouse=True, scope="module")
def _constants_stay() -> Iterator[None]:
    """Tests run in any order: one that changes a constant for good would change what others find."""
    before = _constants()
    yield
    now = _constants()
    changed = [key for key, value in before.items() if key in now and now[key] is not value]
    for where, name in changed:
        setattr(sys.modules[where], name, before[where, name])
    assert not changed, f"left changed: {changed}"


@pytest.fixture
def paths(tmp_path: Path) -> AppPaths:
    """An empty profile."""
    return profile_paths(tmp_path / "profile").create()
