"""The Windows installer, made with makensis on Windows or on Linux (Debian: nsis).

    python installers/windows_installer.py [--frozen dist/carrel] [--out dist]

Writes, for every file of the frozen program, one line that installs it and one that removes it, so that what is
removed is exactly what was installed; then compiles installers/windows/carrel.nsi.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path, PureWindowsPath

sys.path.insert(0, str(Path(__file__).resolve().parent))
import collection
import licences

TARGET = "x86-unicode" if sys.platform == "win32" else "amd64-unicode"
"""The installer's own kind, not the program's: NSIS for Windows has no stubs for 64 bits, Debian's has."""
SCRIPT = Path(__file__).resolve().parent / "windows" / "carrel.nsi"
ICON = collection.RESOURCES / "icons" / "app" / "carrel.ico"
DATA = "$LOCALAPPDATA\\carrel"
"""Where app.paths keeps everything on Windows: data, settings, Cache, Logs."""
DATA_FILES = (
    *("carrel.db*", "library.key*", "*.wanted", "*.wanted.part", "profile.lock"),
    *("settings.toml*", "settings.tmp", "window.ini*", "wake*"),
)
DATA_FOLDERS = (
    *("adapters", "templates", "meetings", "transcripts", "states", "teaching", "restoring", "Cache", "Logs"),
)
"""What is left when ``carrel wipe`` could not run. Never the folder of models: people lay their own there."""


def main() -> int:
    """The exit code of makensis."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--frozen", type=Path, default=collection.ROOT / "dist" / "carrel")
    parser.add_argument("--out", type=Path, default=collection.ROOT / "dist")
    parser.add_argument("--version", default=licences.own_version())
    parser.add_argument("--target", default=TARGET, help="x86-unicode or amd64-unicode")
    options = parser.parse_args()
    return compile_installer(
        options.frozen.absolute(), options.out.absolute(), options.version, options.target
    )


def compile_installer(frozen: Path, out: Path, version: str, target: str = TARGET) -> int:
    """Writes OUT/carrel-VERSION-windows-x86_64-setup.exe."""
    out.mkdir(parents=True, exist_ok=True)
    names = sorted(path.relative_to(frozen) for path in frozen.rglob("*") if path.is_file())
    includes, listed = out / "files.nsh", out / "installed-files.txt"
    # NSIS takes an include file for Unicode when it begins with a byte order mark.
    includes.write_text(include_text(frozen, names), encoding="utf-8-sig")
    listed.write_text(
        "\r\n".join(str(PureWindowsPath(name)) for name in names) + "\r\n", encoding="utf-8", newline=""
    )
    setup = out / f"carrel-{version}-windows-x86_64-setup.exe"
    size = sum((frozen / name).stat().st_size for name in names) // 1024
    defines = {
        "VERSION": version,
        "FILES": includes,
        "LIST": listed,
        "ICON": ICON,
        "OUT": setup,
        "KILOBYTES": size,
    }
    command = [
        "makensis",
        "-V2",
        "-INPUTCHARSET",
        "UTF8",
        *(f"-D{name}={value}" for name, value in defines.items()),
    ]
    done = subprocess.run([*command, f"-XTarget {target}", str(SCRIPT)], check=False)
    if done.returncode == 0:
        print(f"{setup} ({setup.stat().st_size / 1e6:.1f} MB, {len(names)} files)")
    return done.returncode


def include_text(frozen: Path, names: list[Path]) -> str:
    """Three macros: InstallFiles, RemoveFiles (files, then empty folders, deepest first) and RemoveData."""
    install, remove = [], []
    folders: set[PureWindowsPath] = set()
    before: PureWindowsPath | None = None
    for name in names:
        shown = PureWindowsPath(name)
        if shown.parent != before:
            install.append(f'  SetOutPath "{below("$INSTDIR", shown.parent)}"')
            before = shown.parent
        # The name inside the installer is written out: a source with a $ in it would be taken for a variable.
        install.append(f'  File "/oname={quoted(shown.name)}" "{frozen / name}"')
        remove.append(f'  Delete "{below("$INSTDIR", shown)}"')
        folders.update(parent for parent in shown.parents if parent != PureWindowsPath("."))
    deepest_first = sorted(folders, key=lambda folder: (-len(folder.parts), str(folder)))
    remove += [f'  RMDir "{below("$INSTDIR", folder)}"' for folder in deepest_first]
    data = [f'  Delete "{DATA}\\{name}"' for name in DATA_FILES]
    data += [f'  RMDir /r "{DATA}\\{name}"' for name in DATA_FOLDERS]
    data += [f'  RMDir "{DATA}\\models"', f'  RMDir "{DATA}"']
    macros = (("InstallFiles", install), ("RemoveFiles", remove), ("RemoveData", data))
    return "\n".join(f"!macro {name}\n" + "\n".join(lines) + "\n!macroend\n" for name, lines in macros)


def below(folder: str, path: PureWindowsPath) -> str:
    """A path as an NSIS string; in those, $ begins a variable."""
    return folder if path == PureWindowsPath(".") else f"{folder}\\{quoted(str(path))}"


def quoted(text: str) -> str:
    """For the inside of a string of NSIS."""
    return text.replace("$", "$$").replace('"', '$\\"')


if __name__ == "__main__":
    sys.exit(main())
