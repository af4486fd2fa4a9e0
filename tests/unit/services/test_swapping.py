"""A restored profile takes the place of the old one: whole or not at all, wherever it is interrupted."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from app.paths import AppPaths, profile_paths
from app.services.swapping import FOLDER, go_on, is_under_way, swap
from tests.dying import die_at

WHOLE = {"carrel.db", "library.key", "settings.toml", "templates/own.toml", "transcripts/talk.txt"}
PLAIN = {"carrel.db", "carrel.db-wal", "meetings/a.txt"}


def put(folder: Path, names: set[str], what: str, settings: Path | None = None) -> None:
    for name in names:
        file = settings if settings is not None and name == "settings.toml" else folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{what} {name}")


def held(paths: AppPaths) -> dict[str, str]:
    """What the profile has, by its name in a backup."""
    files = [f for f in paths.data.rglob("*") if f.is_file() and "before restoring" not in str(f)]
    found = {f.relative_to(paths.data).as_posix(): f.read_text() for f in files}
    if paths.settings.exists():
        found["settings.toml"] = paths.settings.read_text()
    return found


def kept(paths: AppPaths) -> dict[str, str]:
    (folder,) = paths.data.glob("before restoring *")
    return {f.relative_to(folder).as_posix(): f.read_text() for f in folder.rglob("*") if f.is_file()}


def said(names: set[str], what: str) -> dict[str, str]:
    return {name: f"{what} {name}" for name in names}


def made(root: Path, old: set[str], new: set[str]) -> tuple[AppPaths, Path]:
    paths = profile_paths(root).create()
    put(paths.data, old, "old", paths.settings)
    staging = paths.data / ".restore-x"
    put(staging, new, "new")
    return paths, staging


def after(old: set[str], new: set[str]) -> dict[str, str]:
    """Settings that the backup lacks stay; logs never do."""
    return said(new, "new") | (said({"settings.toml"} & old, "old") if "settings.toml" not in new else {})


@pytest.mark.parametrize(("old", "new"), [(WHOLE, PLAIN), (PLAIN, WHOLE), (WHOLE, WHOLE), (set(), WHOLE)])
def test_everything_is_replaced_and_kept(tmp_path: Path, old: set[str], new: set[str]) -> None:
    new = new - {"carrel.db-wal"}
    paths, staging = made(tmp_path / "p", old, new)
    folder = swap(staging, paths)
    assert held(paths) == after(old, new)
    assert (folder is not None) == bool(old)
    if old:
        assert kept(paths) == said(old, "old")
    assert not is_under_way(paths)
    assert not staging.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
@pytest.mark.parametrize(("old", "new"), [(WHOLE, PLAIN), (PLAIN, WHOLE), (WHOLE, WHOLE)])
def test_a_kill_at_any_moment_leaves_the_old_one_or_the_new_one(
    tmp_path: Path, old: set[str], new: set[str]
) -> None:
    new, kills = new - {"carrel.db-wal"}, 0
    for number in range(400):
        paths, staging = made(tmp_path / f"p{number}", old, new)
        finished = die_at(number, partial(swap, staging, paths))
        assert paths.database.exists()
        if not is_under_way(paths) and staging.exists():
            shutil.rmtree(staging)
            assert held(paths) == said(old, "old")
        else:
            die_at(number // 3, partial(go_on, paths))  # and once more
            go_on(paths)
            assert held(paths) == after(old, new)
            assert kept(paths) == said(old, "old")
        if finished:
            break
        kills += 1
    assert finished
    assert kills >= 15


def test_where_files_cannot_be_linked_they_are_copied(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_source: object, _target: object) -> None:
        raise PermissionError

    monkeypatch.setattr("os.link", refused)
    paths, staging = made(tmp_path / "p", WHOLE, WHOLE)
    swap(staging, paths)
    assert kept(paths) == said(WHOLE, "old")


@pytest.mark.parametrize(
    "left", [lambda folder: None, lambda folder: (folder / "journal.json").write_text("{")]
)
def test_a_folder_without_a_journal_is_what_was_left_of_a_finished_one(
    tmp_path: Path, left: Callable[[Path], object]
) -> None:
    paths, staging = made(tmp_path / "p", WHOLE, {"carrel.db"})
    folder = staging.rename(paths.data / FOLDER)
    left(folder)
    go_on(paths)
    assert held(paths) == said(WHOLE, "old")
