from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.domain.file_names import listable, listed, on_disk, visible

posix = pytest.mark.skipif(sys.platform == "win32", reason="names of Unix")


@posix
def test_there_is_a_way_back_from_what_is_listed() -> None:
    raw = Path(os.fsdecode(b"/f/latin1-\xe9/b\xf0\x9f\x92.txt"))
    assert str(listed(raw)) == r"/f/latin1-\xe9/b\xf0\x9f\x92.txt"
    assert on_disk(listed(raw)) == raw
    assert listable(raw)


@posix
@pytest.mark.parametrize("name", ["/f/ü.txt", r"/f/a\b.txt", r"/f/\x41.txt", "/f/new\nline"])
def test_names_that_are_text_stay_as_they_are(name: str) -> None:
    assert listed(Path(name)) == Path(name)
    assert on_disk(Path(name)) == Path(name)
    assert listable(Path(name))


@posix
def test_a_name_that_could_be_mistaken_is_not_listable() -> None:
    assert not listable(Path(r"/f/\xff.txt"))
    assert not listable(Path("/f/\ud800.txt"))


def test_everything_can_be_shown() -> None:
    visible("a\udcff\ud800b").encode()
