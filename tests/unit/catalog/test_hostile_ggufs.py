"""Forty hostile files and more: each is refused with a reason, before anything native sees it."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from app import wording
from app.catalog.gguf import read_header
from app.catalog.gguf_checks import check_loadable
from app.domain.errors import UserError
from tests.unit.catalog.hostile_ggufs import (
    Hostile,
    Parts,
    headers,
    line,
    more_pairs,
    split,
    splits,
    unloadable,
)

MOST_MEMORY = 8 * 1024 * 1024


def refused(path: Path) -> UserError:
    """What the reader says, and that it took little memory."""
    tracemalloc.start()
    try:
        with pytest.raises(UserError) as found:
            check_loadable(read_header(path), path.name)
        assert tracemalloc.get_traced_memory()[1] < MOST_MEMORY
    finally:
        tracemalloc.stop()
    return found.value


@pytest.mark.parametrize("hostile", [*headers(), *unloadable()], ids=lambda hostile: hostile.name)
def test_each_is_refused_with_a_reason(tmp_path: Path, hostile: Hostile) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(hostile.data)
    error = refused(path)
    assert error.code == hostile.code
    if hostile.detail:
        assert error.params["detail"] == hostile.detail
    said = wording.describe(error)
    assert "x.gguf" in said.message
    assert said.message.endswith(")") or error.code != "model_damaged"  # the reason in words


@pytest.mark.parametrize("name", splits())
def test_parts_that_do_not_belong_together(tmp_path: Path, name: str) -> None:
    write, code = splits()[name]
    assert refused(write(tmp_path)).code == code


def test_there_are_enough_of_them() -> None:
    assert len(headers()) + len(unloadable()) + len(splits()) >= 45


def test_the_file_they_are_made_from_is_sound(tmp_path: Path) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(Parts().whole())
    header = read_header(path)
    check_loadable(header, path.name)
    assert [tensor.name for tensor in header.tensors] == ["token_embd.weight", "output_norm.weight"]


def test_parts_are_read_as_one_model(tmp_path: Path) -> None:
    first, second = (tmp_path / f"m-0000{n}-of-00002.gguf" for n in (1, 2))
    first.write_bytes(split(0, 2))
    second.write_bytes(split(1, 2))
    header = read_header(first)
    assert header.parts == (first, second)
    assert header.file_bytes == first.stat().st_size + second.stat().st_size
    assert header.parameters == 64 * 8 + 64


def test_bytes_that_are_no_text_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "x.gguf"
    path.write_bytes(more_pairs(line("general.name", b"\xff\xfe\x80name")))
    assert read_header(path).text("general.name").endswith("name")
