"""Wipe everything: listed before and after, with things in the profile that Carrel did not put there."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import pytest

import app.window
from app.cli.main import run
from app.domain.errors import UserError
from app.domain.model_records import ModelNote, Origin
from app.logs import start_logging, stop_logging
from app.paths import AppPaths, profile_paths
from app.services import swapping, wiping
from app.services.wiping import is_wanted, our_models, want_wipe, wipe
from app.store.store import Store
from tests.security.hostile import plant, plant_transcript

OURS = (
    *(
        "data/carrel.db",
        "data/carrel.db-wal",
        "data/carrel.db-shm",
        "data/states/c1-abc",
        "data/states/c12.4711.part",
        "data/templates/board.toml",
    ),
    *("data/meetings/Board (meeting 1).txt", "data/transcripts/Board.txt", "data/teaching/run/lessons.json"),
    *(
        "data/adapters/mine/adapter.gguf",
        "data/adapters/mine/card.json",
        "data/damaged 2026-01-02 03.04.05/carrel.db",
    ),
    *(
        "data/before restoring 2026-01-02 03.04.05/carrel.db",
        "data/models/half.gguf.part",
        "config/settings.toml",
    ),
    *(
        "config/window.ini",
        "config/window.ini.AbCdEf",
        "config/wake",
        "data/restoring/carrel.db",
        "cache/loading.json",
        "cache/meetings.db",
        "cache/meetings.db-wal",
        "cache/pasted.txt",
    ),
    *("cache/minutes/parts/a/b", "cache/models/x.q8_0.gguf", "logs/carrel.log", "logs/carrel.log.1"),
    *(
        "logs/generator.log",
        "logs/report-20260101-000000-1.txt",
        "data/library.key",
        "data/carrel.db.encrypting",
    ),
)
THEIRS = (
    *(
        "data/my own notes.txt",
        "data/models/mine.gguf",
        "data/adapters/mine/notes of mine.txt",
        "data/tessdata/x.traineddata",
    ),
    *(
        "config/other.toml",
        "cache/picture.png",
        "logs/diary.txt",
        "data/meetings/not one of ours.txt",
        "extra/file",
    ),
)


def filled(root: Path) -> AppPaths:
    for name in (*OURS, *THEIRS):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("words")
    return profile_paths(root)


def files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if not path.is_dir()}


def test_what_is_ours_goes_and_nothing_else(tmp_path: Path) -> None:
    paths = filled(tmp_path / "profile")
    want_wipe(paths)
    done = wipe(paths)
    assert files(tmp_path / "profile") == set(THEIRS)
    assert done.removed == len(OURS) + 1
    assert len(done.left) == len(THEIRS) - 1  # "extra" is no folder of the profile's


def test_an_ordinary_profile_leaves_nothing_at_all(tmp_path: Path) -> None:
    """A real one, made by the command line: documents read, minutes kept, logs written."""
    folder = tmp_path / "documents"
    plant(folder, 9)
    meeting = plant_transcript(tmp_path / "meetings", 9)
    profile = tmp_path / "profile"
    paths = profile_paths(profile).create()
    start_logging(paths.logs)
    Store(paths.database).close()
    stop_logging()
    assert run(["--quiet", "--profile-dir", str(profile), "wipe", "--yes"]) == 0
    assert not profile.exists()
    assert meeting.exists()
    assert len(list(folder.iterdir())) == 4


def test_links_are_removed_and_never_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "carrel.log").write_text("kept")
    (outside / "treasure").write_text("kept")
    paths = profile_paths(tmp_path / "profile").create()
    paths.logs.rmdir()
    paths.logs.symlink_to(outside, target_is_directory=True)
    (paths.cache / "minutes").symlink_to(outside, target_is_directory=True)
    paths.database.symlink_to(outside / "treasure")
    want_wipe(paths)
    wipe(paths)
    assert files(outside) == {"carrel.log", "treasure"}
    assert not paths.database.is_symlink()


def test_models_go_only_when_asked_and_only_those_carrel_brought(tmp_path: Path) -> None:
    paths = profile_paths(tmp_path / "profile").create()
    elsewhere = tmp_path / "elsewhere.gguf"
    names = ("downloaded", "copied", "placed by hand")
    for path in (elsewhere, *(paths.models / f"{name}.gguf" for name in names)):
        path.write_text("weights")
    origins = {"downloaded": Origin.DOWNLOADED, "copied": Origin.COPIED}
    notes = [ModelNote(paths.models / f"{name}.gguf", origin=origin) for name, origin in origins.items()]
    notes.append(ModelNote(elsewhere, origin=Origin.IN_PLACE))
    ours = our_models(notes, paths.models)
    assert [path.stem for path in ours] == ["downloaded", "copied"]
    want_wipe(paths)
    wipe(paths)
    assert {path.stem for path in paths.models.iterdir()} == set(names)
    want_wipe(paths, [*ours, elsewhere, paths.models / ".." / "outside.gguf"])
    wipe(paths)
    assert {path.stem for path in paths.models.iterdir()} == {"placed by hand"}
    assert elsewhere.exists()


def test_a_killed_wipe_goes_on_at_the_next_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = filled(tmp_path / "profile")
    want_wipe(paths)
    real, done = wiping._remove, []

    def dies(path: Path) -> int:
        if len(done) == 7:
            raise UserError("permission_denied", path=str(path))
        done.append(path)
        return real(path)

    with monkeypatch.context() as killed:
        killed.setattr(wiping, "_remove", dies)
        with pytest.raises(UserError, match="permission_denied"):
            wipe(paths)
    assert is_wanted(paths)
    options = argparse.Namespace(model=None, offline=False, sample=False, ask=False)
    assert app.window.open_window(paths, options) == 0  # shows no window: it has something to finish
    assert files(tmp_path / "profile") == set(THEIRS)


def test_the_command_asks_for_a_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    paths = filled(tmp_path / "profile")
    code = run(["--json", "--profile-dir", str(tmp_path / "profile"), "wipe"])  # nobody is at the terminal
    assert code == 4
    assert json.loads(capsys.readouterr().out or "{}") is not None
    assert paths.database.exists()
    assert app.window.WISH == wiping.WISH
    assert app.window.RESTORING == swapping.FOLDER
