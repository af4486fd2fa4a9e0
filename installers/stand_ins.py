"""Libraries that are linked but never called, replaced by empty ones of the same name (Linux).

OpenCV's wheel is linked with a whole FFmpeg, an AV1 codec and a second OpenBLAS: a third of its weight, and parsers of
hostile formats inside the child that recognizes text. Carrel hands OpenCV pixels, asks for resizing, contours and
rectangles, and decodes pictures with Pillow; none of those libraries is ever called. A loader still wants them, with
every name in them that OpenCV could call. So each is replaced by one that has just these names, and in which each says
what is missing and ends the child: never a wrong result in silence. What was needed only by them is removed.

Needs a C compiler and objdump.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

MARK = "carrel: stands in for a library that is never called"
UNVERSIONED = "Base"
"""What objdump shows for a name without a version."""
_LINE = re.compile(
    r"^[0-9a-f]+ (?P<flags>.{7}) (?P<section>\S+)\s+[0-9a-f]+\s+(?:\(?(?P<version>[^\s()]+)\)?\s+)?"
    r"(?:\.(?:hidden|protected|internal)\s+)?(?P<name>\S+)$"
)


class CannotStandInError(Exception):
    """The library is asked for more than functions."""


@dataclass(frozen=True)
class Symbol:
    """A name in a library's dynamic table."""

    name: str
    version: str
    is_function: bool
    is_defined: bool


def replace(inside: Path, folder: Path, patterns: Iterable[str], work: Path) -> list[str]:
    """Replace the libraries in ``folder`` (a wheel's own, below ``inside``) whose names match; remove those in it that
    nothing needs any more. The names of all that are gone or replaced.

    Raises:
        CannotStandInError: something takes a variable, and not only functions, from one of them.
    """
    libraries = {path.name: path for path in sorted(folder.glob("*.so*")) if path.is_file()}
    replaced = {name for name in libraries if any(fnmatch(name, pattern) for pattern in patterns)}
    users = _users(inside, folder, libraries, replaced)
    work.mkdir(parents=True, exist_ok=True)
    wanted = {name for user in users for name in needs_of(user)}
    asked = {
        (symbol.name, symbol.version)
        for user in users
        for symbol in symbols_of(user)
        if not symbol.is_defined
    }
    for name in sorted(replaced & wanted):
        _make(libraries[name], asked, work)
    loose = sorted(set(libraries) - wanted)
    for name in loose:
        libraries[name].unlink()
    for link in inside.glob("*.so*"):
        if link.is_symlink() and not link.exists():  # PyInstaller's, to what is gone now
            link.unlink()
    return sorted({*loose, *replaced})


def needs_of(library: Path) -> list[str]:
    """The names of the libraries that one is linked with."""
    lines = _objdump("-p", library)
    return [line.split()[1] for line in lines if line.strip().startswith("NEEDED")]


def symbols_of(library: Path) -> list[Symbol]:
    """Its dynamic table, as objdump shows it."""
    return [symbol for symbol in map(symbol_in, _objdump("-T", library)) if symbol]


def symbol_in(line: str) -> Symbol | None:
    """One line of that table."""
    found = _LINE.match(line)
    if not found:
        return None
    version = found["version"] or UNVERSIONED
    return Symbol(found["name"], version, "F" in found["flags"], found["section"] != "*UND*")


def source_of(symbols: Iterable[Symbol]) -> str:
    """A library in C with just these functions."""
    names = sorted({symbol.name for symbol in symbols})
    return _HEAD + "".join(f'void {name}(void) {{ absent("{name}"); }}\n' for name in names)


def versions_of(symbols: Iterable[Symbol]) -> str:
    """The linker's script for the versions of the names; empty where there are none."""
    by_version: dict[str, list[str]] = {}
    for symbol in symbols:
        by_version.setdefault(symbol.version, []).append(symbol.name)
    by_version.pop(UNVERSIONED, None)
    nodes = (f"{version} {{ {' '.join(f'{name};' for name in sorted(names))} }};\n"
             for version, names in sorted(by_version.items()))  # fmt: skip
    return "".join(nodes)


def _users(inside: Path, folder: Path, libraries: dict[str, Path], replaced: set[str]) -> list[Path]:
    """Everything that stays and needs something in the folder, directly or through others in it."""
    files = (
        path
        for path in inside.rglob("*.so*")
        if path.is_file() and not path.is_symlink() and path.parent != folder
    )
    users = [path for path in files if set(needs_of(path)) & set(libraries)]
    for user in users:  # grows
        reached = [libraries[name] for name in needs_of(user) if name in libraries and name not in replaced]
        users += [path for path in reached if path not in users]
    return users


def _make(library: Path, asked: set[tuple[str, str]], work: Path) -> None:
    """The stand-in, in the library's place and under its name."""
    table = [symbol for symbol in symbols_of(library) if symbol.is_defined]
    taken = [symbol for symbol in table if (symbol.name, symbol.version) in asked]
    for symbol in taken:
        if not symbol.is_function:
            raise CannotStandInError(f"{library.name}: {symbol.name} is a variable")
    source, script, made = (work / f"stand_in{suffix}" for suffix in (".c", ".map", ".so"))
    source.write_text(source_of(taken), encoding="utf-8")
    script.write_text(versions_of(taken), encoding="utf-8")
    command = [
        os.environ.get("CC", "cc"),
        "-shared",
        "-fPIC",
        "-O2",
        "-s",
        "-fno-builtin",
        f"-Wl,-soname,{library.name}",
    ]
    if script.stat().st_size:
        command.append(f"-Wl,--version-script={script}")
    subprocess.run([*command, "-o", str(made), str(source)], check=True)
    library.unlink()
    library.write_bytes(made.read_bytes())
    library.chmod(0o755)


def _objdump(option: str, library: Path) -> list[str]:
    done = subprocess.run(["objdump", option, str(library)], capture_output=True, text=True, check=False)
    return done.stdout.splitlines()


_HEAD = f"""\
#include <stdio.h>
#include <stdlib.h>

const char carrel_stand_in[] = "{MARK}";

static void absent(const char *name)
{{
    fprintf(stderr, "carrel: %s is not in this program\\n", name);
    abort();
}}

"""
