"""A disk that is full, at several moments, and one that is read-only: on a small file system of the test's own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app.paths import resources_dir

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = f'"{sys.executable}" -m app --json --profile-dir disk/profile'
OWN_DISK = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c")


def possible() -> bool:
    """Whether this system lets a program have file systems of its own (Linux with user namespaces)."""
    if shutil.which("unshare") is None:
        return False
    probe = subprocess.run([*OWN_DISK, "mount -t tmpfs none /mnt"], capture_output=True, check=False)
    return probe.returncode == 0


pytestmark = [
    pytest.mark.models,
    pytest.mark.skipif(not possible(), reason="no file systems of one's own here"),
]


def on_small_disk(folder: Path, size: str, script: str) -> dict[str, Any]:
    """Run a shell script with a disk of this size at ``disk``; what it wrote to *.json, and to *.rc as numbers."""
    (folder / "disk").mkdir()
    shutil.copytree(resources_dir() / "sample_library" / "contracts", folder / "documents")
    whole = f"cd '{folder}' && mount -t tmpfs -o size={size} none disk && {{ {script}\n}}"
    done = subprocess.run(
        [*OWN_DISK, whole], capture_output=True, text=True, check=False, env=_environment(), timeout=600
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = {f.stem: json.loads(f.read_text()) for f in folder.glob("*.json")}
    return found | {f.name: int(f.read_text()) for f in folder.glob("*.rc")}


def _environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def needed(tmp_path_factory: pytest.TempPathFactory) -> int:
    """KiB that the profile takes once everything has been read."""
    seen = on_small_disk(
        tmp_path_factory.mktemp("whole"),
        "100m",
        f"{PROGRAM} add documents > whole.json; du -sk disk | cut -f 1 > used.rc",
    )
    return int(seen["used.rc"])


@pytest.mark.parametrize("share", [0.5, 0.7, 0.85])
def test_a_full_disk_is_told_and_once_there_is_room_it_goes_on(
    tmp_path: Path, needed: int, share: float
) -> None:
    seen = on_small_disk(
        tmp_path,
        f"{round(needed * share)}k",
        f"""{PROGRAM} add documents > full.json; echo $? > full.rc
        mount -o remount,size=100m disk
        {PROGRAM} add documents > room.json; echo $? > room.rc
        {PROGRAM} status --check > status.json; echo $? > status.rc""",
    )
    assert (seen["full.rc"], seen["full"]["error"]["code"]) == (4, "disk_full")
    assert (seen["room.rc"], seen["status.rc"]) == (0, 0)
    assert (seen["status"]["indexed"], seen["status"]["integrity"]) == (3, "ok")


def test_a_read_only_disk_is_told_and_nothing_is_lost(tmp_path: Path) -> None:
    seen = on_small_disk(
        tmp_path,
        "100m",
        f"""{PROGRAM} add documents > first.json
        mount -o remount,ro disk
        {PROGRAM} add documents > locked.json; echo $? > locked.rc
        {PROGRAM} ask "How long is the notice period?" > asked.json; echo $? > asked.rc
        mount -o remount,rw disk
        {PROGRAM} status --check > status.json""",
    )
    assert (seen["locked.rc"], seen["locked"]["error"]["code"]) == (4, "permission_denied")
    assert (seen["asked.rc"], seen["asked"]["error"]["code"]) == (4, "permission_denied")
    assert (seen["status"]["indexed"], seen["status"]["integrity"]) == (3, "ok")


def test_a_backup_that_does_not_fit_leaves_the_one_before(tmp_path: Path) -> None:
    seen = on_small_disk(
        tmp_path,
        "100m",
        f"""{PROGRAM} add documents > first.json
        mkdir small && mount -t tmpfs -o size=40k none small && printf old > small/all.carrel-backup
        {PROGRAM} backup small/all.carrel-backup > full.json; echo $? > full.rc
        test "$(cat small/all.carrel-backup)" = old; echo $? > same.rc
        ls small | wc -l > files.rc""",
    )
    assert (seen["full.rc"], seen["full"]["error"]["code"]) == (4, "disk_full")
    assert (seen["same.rc"], seen["files.rc"]) == (0, 1)
