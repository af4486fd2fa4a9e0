"""Paths, the profile lock, logs and wording."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from app import wording
from app.domain.errors import ErrorInfo, UserError
from app.instance import ProfileLock
from app.logs import report_text, write_report
from app.paths import AppPaths, profile_paths


def test_a_profile_lives_wholly_in_its_folder(tmp_path: Path) -> None:
    paths = profile_paths(tmp_path / "p").create()
    assert {p.name for p in (tmp_path / "p").iterdir()} == {"data", "config", "cache", "logs"}
    assert paths.database.is_relative_to(tmp_path / "p")


def test_a_profile_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(UserError) as caught:
        profile_paths(tmp_path / "file").create()
    assert caught.value.code == "not_a_folder"


def test_two_processes_do_not_share_a_profile(paths: AppPaths) -> None:
    code = (
        "from pathlib import Path; from app.instance import ProfileLock; from app.paths import profile_paths\n"
        f"with ProfileLock(profile_paths(Path({str(paths.data.parent)!r}))): print('held')"
    )
    with ProfileLock(paths):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        assert "profile_in_use" in done.stderr
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "held"


def test_a_report_holds_places_but_no_text(paths: AppPaths) -> None:
    secret = "the patient's name"
    try:
        raise ValueError(secret)
    except ValueError as error:
        report = write_report(paths.logs, error).read_text(encoding="utf-8")
    assert "ValueError" in report
    assert "test_edges.py" in report
    assert secret not in report


def test_a_report_without_frames_is_possible() -> None:
    assert "KeyError" in report_text(KeyError, None)


@pytest.mark.parametrize("code", sorted(wording.known_codes()))
def test_every_sentence_reads_well_with_and_without_parameters(code: str) -> None:
    words = wording.describe(ErrorInfo(code))
    assert words.message
    assert "{" not in words.message + words.hint
    assert not words.message.endswith((".", ":", "()"))


def test_an_unknown_code_still_says_something() -> None:
    assert "strange_code" in wording.describe(ErrorInfo("strange_code")).message
