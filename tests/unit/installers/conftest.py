"""The scripts in installers/ are no package; they are loaded by their path."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

INSTALLERS = Path(__file__).resolve().parents[3] / "installers"


@pytest.fixture(autouse=True)
def installers_on_the_path() -> Iterator[None]:
    sys.path.insert(0, str(INSTALLERS))
    yield
    sys.path.remove(str(INSTALLERS))


@pytest.fixture
def load() -> object:
    return import_module
