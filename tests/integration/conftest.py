"""What the tests with real child processes share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app.processes.launch import Launcher


@pytest.fixture(scope="module")
def launcher(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Launcher]:
    """Starts children and writes what they print into a folder of the test's; no child outlives the module."""
    made = Launcher(tmp_path_factory.mktemp("logs"))
    yield made
    made.close()
