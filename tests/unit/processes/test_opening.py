"""Opening files that a stranger may have put there."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.processes import opening
from app.processes.opening import opened, read_all

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs links, pipes and modes")


@pytest.fixture
def plain(tmp_path: Path) -> Path:
    path = tmp_path / "plain.txt"
    path.write_bytes(b"some words")
    return path


def refusal(path: Path, limit: int = 1 << 20) -> str:
    with pytest.raises(UserError) as caught, opened(path, limit):
        pass
    return caught.value.code


def test_an_ordinary_file_is_read(plain: Path) -> None:
    with opened(plain) as file:
        assert file.status.st_size == 10
        assert read_all(file.descriptor) == b"some words"
        assert read_all(file.descriptor) == b"some words"  # wherever it stands
        number = file.descriptor
    with pytest.raises(OSError, match="descriptor"):
        os.fstat(number)


@posix
def test_everything_else_is_not(plain: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(plain)
    (tmp_path / "dangling").symlink_to(tmp_path / "nowhere")
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "socket"))
    for name in ("link", "dangling", "pipe", "socket", ""):
        assert refusal(tmp_path / name) == "not_a_file"
    assert refusal(Path(os.devnull)) == "not_a_file"
    assert refusal(tmp_path / "gone") == "file_missing"
    assert refusal(plain / "below a file") == "file_missing"


def test_a_file_beyond_the_limit(plain: Path, tmp_path: Path) -> None:
    assert refusal(plain, 9) == "too_large"
    sparse = tmp_path / "sparse"
    with sparse.open("wb") as file:
        file.truncate(1 << 40)
    assert refusal(sparse, opening.LARGEST_FILE) == "too_large"


@posix
def test_a_file_that_is_swapped_between_the_looks(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.write_text("of somebody else")
    real = os.lstat

    def swapping(path: Path) -> os.stat_result:
        status = real(path)
        plain.unlink()
        other.rename(plain)
        return status

    monkeypatch.setattr(opening.os, "lstat", swapping)
    assert refusal(plain) == "file_changed"


@posix
def test_a_link_that_is_slipped_in_is_not_followed(
    plain: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.lstat

    def swapping(path: Path) -> os.stat_result:
        status = real(path)
        plain.rename(tmp_path / "moved")
        plain.symlink_to(tmp_path / "moved")
        return status

    monkeypatch.setattr(opening.os, "lstat", swapping)
    assert refusal(plain) == "not_a_file"


def test_files_that_grow_or_shrink_while_they_are_read(plain: Path) -> None:
    with opened(plain) as file:
        with plain.open("ab") as more:
            more.write(b"!" * 200_000)
        assert len(read_all(file.descriptor)) == 200_010
        with pytest.raises(UserError, match="too_large"):
            read_all(file.descriptor, 1000)
        os.truncate(plain, 4)
        assert read_all(file.descriptor) == b"some"
        os.truncate(plain, 0)
        assert read_all(file.descriptor) == b""


@posix
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(plain: Path) -> None:
    plain.chmod(0)
    assert refusal(plain) == "permission_denied"
