from __future__ import annotations

import re
import shutil
from fnmatch import fnmatch
from importlib import import_module
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

SCRIPT = Path(__file__).resolve().parents[3] / "installers" / "windows" / "carrel.nsi"
NAMES = [Path("carrel.exe"), Path("_internal/a.dll"), Path("_internal/deep folder/$x.txt")]


@pytest.fixture
def installer() -> Any:
    return import_module("windows_installer")


def macro(text: str, name: str) -> list[str]:
    found = re.search(rf"!macro {name}\n(.*?)\n!macroend", text, re.DOTALL)
    assert found is not None
    return [line.strip() for line in found[1].splitlines()]


def test_what_is_installed_is_what_is_removed(installer: Any) -> None:
    text = installer.include_text(Path("/frozen"), NAMES)
    installed, folder = set(), ""
    for line in macro(text, "InstallFiles"):
        if line.startswith("SetOutPath"):
            folder = line.split('"')[1]
        else:
            installed.add(f"{folder}\\" + line.split("/oname=")[1].split('"')[0])
    deleted = {line.split('"')[1] for line in macro(text, "RemoveFiles") if line.startswith("Delete")}
    assert installed == deleted
    assert len(deleted) == len(NAMES)
    assert "$INSTDIR\\_internal\\deep folder\\$$x.txt" in deleted


def test_folders_are_removed_only_when_empty_and_deepest_first(installer: Any) -> None:
    lines = macro(installer.include_text(Path("/frozen"), NAMES), "RemoveFiles")
    folders = [line for line in lines if line.startswith("RMDir")]
    assert folders == ['RMDir "$INSTDIR\\_internal\\deep folder"', 'RMDir "$INSTDIR\\_internal"']


def test_the_programs_folder_is_never_removed_recursively(installer: Any) -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    assert not re.search(r"RMDir\s+/r|RMDir\s+/REBOOTOK\s+/r", script, re.IGNORECASE)
    included = installer.include_text(Path("/frozen"), NAMES)
    for line in included.splitlines():
        if "/r" in line.split('"')[0]:
            assert "$LOCALAPPDATA\\carrel\\" in line
            assert "$INSTDIR" not in line


def test_data_is_removed_only_on_demand(installer: Any) -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    assert re.search(r"\$\{If\} \$AlsoData = 1\s+!insertmacro RemoveData\s+\$\{EndIf\}", script)
    assert script.count("!insertmacro RemoveData") == 1


def test_data_folders_are_those_of_the_profile(installer: Any, tmp_path: Path) -> None:
    from app.paths import AppPaths

    paths = AppPaths(tmp_path, tmp_path, tmp_path / "Cache", tmp_path / "Logs")
    known = {PureWindowsPath(name).name for name in installer.DATA_FOLDERS}
    own = {paths.adapters, paths.templates, paths.meetings, paths.transcripts, paths.states}
    assert {path.name for path in own} | {"Cache", "Logs", "teaching", "restoring"} == known
    lines = macro(installer.include_text(Path("/frozen"), NAMES), "RemoveData")
    assert 'RMDir "$LOCALAPPDATA\\carrel\\models"' in lines, "only when it is empty: people lay models there"


def test_what_a_wipe_may_never_leave_is_removed_even_where_it_cannot_run(installer: Any) -> None:
    """The library, the key that opens it, and the settings; the rest is known to ``carrel wipe`` alone."""
    from app.services.wiping import _FILES

    names = {name.replace("*", "x") for name in (*_FILES["data"], *_FILES["config"])}
    secret = {name for name in names if name.startswith(("carrel.db", "library.key", "settings"))}
    assert {"carrel.db", "carrel.db-wal", "library.key", "settings.toml"} <= secret
    missed = {name for name in secret if not any(fnmatch(name, wanted) for wanted in installer.DATA_FILES)}
    assert missed == set()


def test_the_program_wipes_its_data_before_it_is_removed() -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    section = script.partition('Section "Uninstall"')[2]
    assert section.index("wipe --yes --models") < section.index("!insertmacro RemoveFiles")
    assert section.index("${If} $AlsoData = 1") < section.index("wipe --yes --models")


def test_no_rights_are_asked_for() -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    assert "RequestExecutionLevel user" in script
    assert "HKLM" not in script


@pytest.mark.skipif(shutil.which("makensis") is None, reason="needs nsis")
@pytest.mark.parametrize("target", ["x86-unicode", "amd64-unicode"])  # on Windows, and with Debian's NSIS
def test_it_compiles(installer: Any, tmp_path: Path, target: str) -> None:
    frozen = tmp_path / "frozen"
    for name in NAMES:
        (frozen / name).parent.mkdir(parents=True, exist_ok=True)
        (frozen / name).write_text("x", encoding="utf-8")
    assert installer.compile_installer(frozen, tmp_path / "out", "1.2.3", target) == 0
    (made,) = (tmp_path / "out").glob("*.exe")
    assert made.name == "carrel-1.2.3-windows-x86_64-setup.exe"
    assert made.read_bytes()[:2] == b"MZ"
