"""What is inside the frozen program, of all that its environment holds; the rest leaves the index of licences.

    python installers/inside.py OUT PROGRAM

Run by freeze.py with the Python that froze. The environment also holds what other packages ask for and Carrel never
imports: a list of parts that names those is wrong, and so is one that is written by hand. A package is inside when one
of its modules is in the archive that PyInstaller put behind PROGRAM, or one of its files lies beside it.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

sys.path.insert(0, str(Path(__file__).resolve().parent))
import licences

INFORMATION = (".dist-info", ".egg-info")
"""Ends of the folders in which a package describes itself; those are no part of what runs."""


def main() -> int:
    """See the module. Prints what is left out."""
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    out, program = Path(sys.argv[1]), Path(sys.argv[2])
    absent = absent_in(program.parent / "_internal", modules_in(program))
    for index in {path.resolve() for path in out.rglob("licences/index.json")}:
        drop(index.parent, absent)
    print(f"not inside, and not listed: {', '.join(sorted(absent))}")
    return 0


def modules_in(program: Path) -> set[str]:
    """The modules in PyInstaller's archive, by their full names."""
    from PyInstaller.archive.readers import CArchiveReader

    archive = CArchiveReader(str(program))
    packed = [name for name, entry in archive.toc.items() if entry[-1] == "z"]
    return {module for name in packed for module in archive.open_embedded_archive(name).toc}


def absent_in(folder: Path, modules: set[str]) -> set[str]:
    """The names of the packages of this environment of which nothing is inside."""
    shipped = {str(found.metadata["Name"]): found.files or () for found in licences.shipped()}
    return {name for name, files in shipped.items() if not is_inside(files, modules, folder)}


def is_inside(files: Iterable[PurePosixPath], modules: set[str], folder: Path) -> bool:
    """Whether one of a package's files is there, as a module or as a file below ``folder``."""
    return any(
        _module(file) in modules or (folder / file).is_file() for file in files if not _is_information(file)
    )


def drop(folder: Path, names: set[str]) -> None:
    """Take parts and their texts out of an index of licences."""
    kept = [part for part in licences.read_index(folder) if part.name not in names]
    for name in names:
        shutil.rmtree(folder / name, ignore_errors=True)
    licences.write_index(folder, kept)


def _module(file: PurePosixPath) -> str:
    if file.suffix != ".py":
        return ""
    parts = file.parts[:-1] if file.name == "__init__.py" else (*file.parts[:-1], file.stem)
    return ".".join(parts)


def _is_information(file: PurePosixPath) -> bool:
    return file.parts[0] == ".." or file.parts[0].endswith(INFORMATION)


if __name__ == "__main__":
    sys.exit(main())
