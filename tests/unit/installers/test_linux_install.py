"""The installer for one user, run for real with a stand-in for the program."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="for Linux")
LINUX = Path(__file__).resolve().parents[3] / "installers" / "linux"


def stand_in(folder: Path, *more: str) -> Path:
    """A frozen program that only says its name."""
    icons = folder / "_internal" / "resources" / "icons" / "app"
    icons.mkdir(parents=True)
    for name in ("carrel.svg", "carrel-48.png", "carrel-256.png"):
        (icons / name).write_text("icon", encoding="utf-8")
    for name in more:
        (folder / name).write_text(name, encoding="utf-8")
    program = folder / "carrel"
    program.write_text("#!/bin/sh\necho I am $0\n", encoding="utf-8")
    program.chmod(0o755)
    return folder


@pytest.fixture
def run_file(tmp_path: Path) -> Path:
    packages: Any = import_module("linux_packages")
    _tarball, run = packages.make_run(stand_in(tmp_path / "frozen", "old.so"), tmp_path / "out")
    assert isinstance(run, Path)
    return run


def sh(*command: str | Path, home: Path, tools: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run it; programs in ``tools`` come before the system's."""
    home.mkdir(exist_ok=True)
    env = {"HOME": str(home), "PATH": f"{tools}:/usr/bin:/bin" if tools else "/usr/bin:/bin"}
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, env=env, check=False
    )


def tool(folder: Path, name: str, script: str) -> Path:
    """A program of the system's, replaced."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    (folder / name).chmod(0o755)
    return folder


def program_of(entry: Path) -> str:
    """The program that a menu entry starts, read as the specification of desktop entries has it."""
    line = next(line for line in entry.read_text(encoding="utf-8").splitlines() if line.startswith("Exec="))
    value = re.sub(r"\\(.)", r"\1", line.removeprefix("Exec="))
    quoted = re.match(r'"((?:[^"\\]|\\.)*)"', value)
    assert quoted
    return re.sub(r"\\(.)", r"\1", quoted[1]).replace("%%", "%")


def files_in(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if not path.is_dir() or path.is_symlink()
    }


def test_installed_started_removed(run_file: Path, tmp_path: Path) -> None:
    home = tmp_path / "my home"
    data = home / ".local" / "share" / "carrel"
    data.mkdir(parents=True)
    (data / "carrel.db").write_text("mine", encoding="utf-8")
    done = sh("sh", run_file, home=home)
    assert done.returncode == 0, done.stderr
    command = home / ".local" / "bin" / "carrel"
    assert "I am" in sh(command, home=home).stdout
    entry = (home / ".local/share/applications/carrel.desktop").read_text(encoding="utf-8")
    assert f'Exec="{home}/.local/lib/carrel/carrel"' in entry
    assert not [path for path in home.iterdir() if path.name.startswith(".carrel-install")]
    stranger = home / ".local/lib/carrel/my own.gguf"
    stranger.write_text("mine", encoding="utf-8")
    done = sh(home / ".local/lib/carrel/uninstall.sh", home=home)
    assert done.returncode == 0, done.stderr
    assert files_in(home) == {".local/share/carrel/carrel.db", ".local/lib/carrel/my own.gguf"}


def test_nothing_at_all_is_left_of_an_installation_alone(run_file: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert sh("sh", run_file, "--quiet", home=home).returncode == 0
    assert sh(home / ".local/lib/carrel/uninstall.sh", "--quiet", home=home).stdout == ""
    assert list(home.rglob("*")) in ([], [home / ".local"])


def older_and_newer(run_file: Path, tmp_path: Path) -> tuple[Path, Path, Path]:
    """A home with the older version, where it lies with a file of the person's in it, and the newer ``.run``."""
    home = tmp_path / "home"
    assert sh("sh", run_file, home=home).returncode == 0
    program = home / ".local/lib/carrel"
    (program / "mine.txt").write_text("mine", encoding="utf-8")
    packages: Any = import_module("linux_packages")
    _tarball, newer = packages.make_run(stand_in(tmp_path / "newer", "new.so"), tmp_path / "out2")
    return home, program, newer


def test_an_upgrade_takes_what_only_the_older_one_had(run_file: Path, tmp_path: Path) -> None:
    home, program, newer = older_and_newer(run_file, tmp_path)
    done = sh("sh", newer, home=home)
    assert done.returncode == 0, done.stderr
    assert (program / "new.so").is_file()
    assert not (program / "old.so").exists()
    assert (program / "mine.txt").is_file()


def test_a_folder_with_odd_letters(run_file: Path, tmp_path: Path) -> None:
    home = tmp_path / """o'dd $HOME `x` 100%f & "q" back\\slash a|b [c] *"""
    done = sh("sh", run_file, home=home)
    assert (done.returncode, done.stderr) == (0, "")
    program = home / ".local/lib/carrel/carrel"
    assert program_of(home / ".local/share/applications/carrel.desktop") == str(program)
    assert "I am" in sh(home / ".local/bin/carrel", home=home).stdout
    assert sh("sh", run_file, home=home).returncode == 0
    assert sh(home / ".local/lib/carrel/uninstall.sh", home=home).returncode == 0
    assert files_in(home) == set()


def test_no_room_is_said_before_anything_changes(run_file: Path, tmp_path: Path) -> None:
    small = tool(tmp_path / "tools", "df", "echo Filesystem; echo 'disk 100000 99000 2000 99% /'")
    home = tmp_path / "home"
    done = sh("sh", run_file, home=home, tools=small)
    assert done.returncode == 1
    assert "not enough room" in done.stderr
    assert "1 MB are free. Nothing was changed." in done.stderr
    assert not any(home.iterdir())


@pytest.mark.parametrize("breaks", ["tar", "cp"])
def test_a_disk_that_fills_up_leaves_the_older_version_whole(
    run_file: Path, tmp_path: Path, breaks: str
) -> None:
    home = tmp_path / "home"
    assert sh("sh", run_file, home=home).returncode == 0
    before = files_in(home)
    packages: Any = import_module("linux_packages")
    _tarball, newer = packages.make_run(stand_in(tmp_path / "newer", "new.so"), tmp_path / "out2")
    full = tool(tmp_path / "tools", breaks, f'/usr/bin/{breaks} "$@"; exit 2')
    done = sh("sh", newer, home=home, tools=full)
    assert done.returncode == 1
    assert "Nothing was changed." in done.stderr
    assert files_in(home) == before
    assert "I am" in sh(home / ".local/bin/carrel", home=home).stdout


def test_one_that_was_killed_while_unpacking_is_cleared_away_by_the_next(
    run_file: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    deadly = tool(tmp_path / "tools", "tar", '/usr/bin/tar "$@"; kill -9 $PPID')
    assert sh("sh", run_file, home=home, tools=deadly).returncode == -9
    assert any(path.name.startswith(".carrel-install") for path in home.iterdir())
    assert sh("sh", run_file, home=home).returncode == 0
    assert sh(home / ".local/lib/carrel/uninstall.sh", home=home).returncode == 0
    assert files_in(home) == set()


@pytest.mark.parametrize("at", range(1, 5))
def test_one_that_was_killed_while_exchanging_is_finished_by_the_next(
    run_file: Path, tmp_path: Path, at: int
) -> None:
    """Killed at each renaming of an upgrade; whatever it left, the next one puts right and loses nothing."""
    home, program, newer = older_and_newer(run_file, tmp_path)
    count = tmp_path / "count"
    script = f'echo >> "{count}"; [ $(wc -l < "{count}") -ne {at} ] || kill -9 $PPID; exec /usr/bin/mv "$@"'
    assert sh("sh", newer, home=home, tools=tool(tmp_path / "tools", "mv", script)).returncode != 0
    assert sh("sh", newer, home=home).returncode == 0
    assert (program / "new.so").is_file()
    assert not (program / "old.so").exists()
    assert (program / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert not [path for path in program.parent.iterdir() if path.name.startswith(".carrel")]
    assert sh(program / "uninstall.sh", home=home).returncode == 0
    assert files_in(home) == {".local/lib/carrel/mine.txt"}


def test_interrupted_it_leaves_nothing(run_file: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    stopped = tool(tmp_path / "tools", "tar", '/usr/bin/tar "$@"; kill -TERM $PPID')
    assert sh("sh", run_file, home=home, tools=stopped).returncode == 143
    assert not any(home.iterdir())


def test_a_removal_that_was_cut_off_can_be_done_again(run_file: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert sh("sh", run_file, home=home).returncode == 0
    program = home / ".local/lib/carrel"
    deadly = tool(
        tmp_path / "tools", "rm", '[ "$3" != lib/carrel/old.so ] || kill -9 $PPID; exec /usr/bin/rm "$@"'
    )
    assert sh(program / "uninstall.sh", home=home, tools=deadly).returncode == -9
    assert sh(program / "uninstall.sh", home=home).returncode == 0
    assert files_in(home) == set()


def test_a_command_of_that_name_that_is_not_ours_stays(run_file: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    theirs = home / ".local/bin/carrel"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("theirs", encoding="utf-8")
    done = sh("sh", run_file, home=home)
    assert done.returncode == 0
    assert "is another program" in done.stdout
    assert theirs.read_text(encoding="utf-8") == "theirs"
    assert sh(home / ".local/lib/carrel/uninstall.sh", home=home).returncode == 0
    assert files_in(home) == {".local/bin/carrel"}


def test_a_program_that_does_not_start_here_is_not_installed(tmp_path: Path) -> None:
    frozen = stand_in(tmp_path / "frozen")
    (frozen / "carrel").write_text("#!/bin/sh\necho GLIBC_9.99 not found >&2; exit 1\n", encoding="utf-8")
    packages: Any = import_module("linux_packages")
    _tarball, run = packages.make_run(frozen, tmp_path / "out")
    done = sh("sh", run, home=tmp_path / "home")
    assert done.returncode == 1
    assert "does not start on this system: GLIBC_9.99 not found Nothing was changed." in done.stderr
    assert files_in(tmp_path / "home") == set()


def test_menu_files_that_only_the_older_version_had_go(run_file: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert sh("sh", run_file, home=home).returncode == 0
    listed = home / ".local/lib/carrel/installed-files"
    listed.write_text(listed.read_text("utf-8") + "share/applications/older.desktop\n", "utf-8")
    older = home / ".local/share/applications/older.desktop"
    older.write_text("x", encoding="utf-8")
    assert sh("sh", run_file, home=home).returncode == 0
    assert not older.exists()
    assert (home / ".local/share/applications/carrel.desktop").is_file()


def test_it_does_not_install_over_something_else(run_file: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    theirs = home / ".local/lib/carrel"
    theirs.mkdir(parents=True)
    (theirs / "thesis.txt").write_text("mine", encoding="utf-8")
    done = sh("sh", run_file, home=home)
    assert done.returncode == 1
    assert "was not made by this installer" in done.stderr
    assert files_in(home) == {".local/lib/carrel/thesis.txt"}


def test_it_is_refused_while_carrel_runs(run_file: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert sh("sh", run_file, home=home).returncode == 0
    program = home / ".local/lib/carrel"
    shutil.copy("/bin/sleep", program / "child")
    with subprocess.Popen([program / "child", "60"]) as running:
        try:
            again = sh("sh", run_file, home=home)
            removed = sh(program / "uninstall.sh", home=home)
        finally:
            running.kill()
    assert again.returncode == 1
    assert "is running" in again.stderr
    assert "is running" in removed.stderr
    assert (program / "carrel").is_file()


def test_a_damaged_file_is_refused(run_file: Path, tmp_path: Path) -> None:
    whole = run_file.read_bytes()
    run_file.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    done = sh("sh", run_file, home=tmp_path / "home")
    assert done.returncode == 1
    assert "damaged" in done.stderr
    assert not any((tmp_path / "home").iterdir())


def test_the_list_of_files_cannot_lead_out_of_the_prefix(run_file: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert sh("sh", run_file, home=home).returncode == 0
    precious = home / "precious.txt"
    precious.write_text("mine", encoding="utf-8")
    listed = home / ".local/lib/carrel/installed-files"
    listed.write_text(
        listed.read_text("utf-8") + f"../precious.txt\n{precious}\nlib/carrel/../../../precious.txt\n",
        "utf-8",
    )
    assert sh(home / ".local/lib/carrel/uninstall.sh", home=home).returncode == 0
    assert precious.is_file()


def test_another_processor_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "riscv128")
    packages: Any = import_module("linux_packages")
    _tarball, run = packages.make_run(stand_in(tmp_path / "frozen"), tmp_path / "out")
    done = sh("sh", run, home=tmp_path / "home")
    assert done.returncode == 1
    assert "riscv128" in done.stderr


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="needs dpkg-deb")
def test_the_deb_holds_the_program_and_no_scripts(tmp_path: Path) -> None:
    licences: Any = import_module("licences")
    packages: Any = import_module("linux_packages")
    frozen = stand_in(tmp_path / "frozen")
    index = frozen / "_internal/resources/licences"
    index.mkdir()
    licences.write_index(index, [licences.Part("Carrel", "1", "Apache-2.0", "application")])
    deb = packages.make_deb(frozen, tmp_path / "out", "gzip")
    listed = subprocess.run(["dpkg-deb", "-c", deb], capture_output=True, text=True, check=True).stdout
    assert "./usr/lib/carrel/carrel" in listed
    assert "./usr/bin/carrel -> ../lib/carrel/carrel" in listed
    assert "./usr/share/applications/carrel.desktop" in listed
    control = subprocess.run(["dpkg-deb", "-I", deb], capture_output=True, text=True, check=True).stdout
    assert "Depends: libc6" in control
    assert not any(script in control for script in ("postinst", "prerm", "preinst", "postrm"))
    runs = {line.split()[-1] for line in listed.splitlines() if line.startswith("-rwx")}
    assert runs == {"./usr/lib/carrel/carrel"}


def test_the_deb_asks_for_the_newest_glibc_that_anything_inside_needs(tmp_path: Path) -> None:
    debian: Any = import_module("debian")
    assert debian.glibc_needed(tmp_path) == debian.OLDEST_GLIBC
    (tmp_path / "a.so").write_bytes(b"\x7fELF..\0GLIBC_2.36\0GLIBC_2.2.5\0GLIBC_2.38\0GLIBC_PRIVATE\0")
    (tmp_path / "notes.txt").write_bytes(b"\0GLIBC_2.99\0")
    needed = debian.glibc_needed(tmp_path)
    assert needed == (2, 38)
    assert "Depends: libc6 (>= 2.38), libegl1" in debian.control("1", "amd64", 1, needed)


@pytest.mark.skipif(shutil.which("dpkg-parsechangelog") is None, reason="needs dpkg-dev")
def test_debian_can_read_the_changelog(tmp_path: Path) -> None:
    debian: Any = import_module("debian")
    changelog = tmp_path / "changelog"
    changelog.write_text(debian.changelog("1.2.3", 1_700_000_000), encoding="utf-8")
    read = ["dpkg-parsechangelog", "-l", str(changelog), "-S", "Version"]
    shown = subprocess.run(read, capture_output=True, text=True, check=True)
    assert (shown.stdout.strip(), shown.stderr) == ("1.2.3", "")


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="needs desktop-file-utils")
def test_the_menu_entries_are_valid() -> None:
    for path in LINUX.glob("*.desktop"):
        done = subprocess.run(["desktop-file-validate", path], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.skipif(shutil.which("appstreamcli") is None, reason="needs appstream")
def test_what_software_centres_show_is_valid(tmp_path: Path) -> None:
    packages: Any = import_module("linux_packages")
    filled = tmp_path / packages.METAINFO
    filled.write_text(packages.metainfo(), encoding="utf-8")
    done = subprocess.run(
        ["appstreamcli", "validate", "--no-net", filled], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_sandbox_has_no_network() -> None:
    """The Flatpak's permissions."""
    lines = (LINUX / "app.carrel.Carrel.yml").read_text(encoding="utf-8").splitlines()
    permissions = [line.strip().removeprefix("- ") for line in lines if line.strip().startswith("- --")]
    assert "--socket=wayland" in permissions
    assert not any("network" in permission for permission in permissions)
    assert not any(
        permission.startswith("--filesystem=home") and not permission.endswith(":ro")
        for permission in permissions
    )
