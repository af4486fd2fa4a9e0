"""The licences of everything inside the frozen program, and the refusal of what must not be in it.

    python installers/licences.py collect FOLDER     texts and an index, from the environment this runs in
    python installers/licences.py check FROZEN       exit 1 if anything in there is under the GPL or AGPL, or unknown

Carrel is under Apache-2.0 and is given away as one program, so nothing inside may be under the GPL or AGPL. The LGPL
is fine where the library stays a file of its own that can be exchanged (Qt). Where a package offers a choice ("LGPL
or GPL"), the choice is the one that fits.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import collection

BUILD_TOOLS = {"pip", "pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "macholib", "pefile", "pywin32-ctypes",
               "setuptools", "wheel", "carrel", "dmgbuild", "ds-store", "mac-alias"}  # fmt: skip
"""In the environment, but not in the program. (PyInstaller's start code is under the GPL with an exception that
allows any program; its run-time hooks are Apache-2.0.)"""

BY_CLASSIFIER = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "ISC License (ISCL)": "ISC",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
}
BY_WORDS = {
    "mit": "MIT",
    "mit license": "MIT",
    "apache 2.0": "Apache-2.0",
    "apache-2.0": "Apache-2.0",
    "apache license, version 2.0": "Apache-2.0",
    "apache 2.0 license": "Apache-2.0",
    "bsd": "BSD-3-Clause",
    "3-clause bsd license": "BSD-3-Clause",
    "psfl": "PSF-2.0",
    "bsd-3-clause, apache-2.0, dependency licenses": "BSD-3-Clause AND Apache-2.0",
}
BY_HAND = {
    # What comes inside a package beside its own code, read in the licence files that it carries.
    "sqlcipher3": "Zlib AND BSD-3-Clause AND Apache-2.0",  # the binding, SQLCipher, OpenSSL
    "shapely": "BSD-3-Clause AND LGPL-2.1-or-later",
    "opencv-python-headless": "Apache-2.0 AND LGPL-2.1-or-later AND BSD-3-Clause AND OpenSSL",
}
_FILES = re.compile(r"(?i)((licen[cs]e|copying|notice|copyright|authors)[^/]*|/licen[cs]es/.*)$")
_REFUSED = re.compile(r"\b(A?GPL)-?[0-9.v]", re.IGNORECASE)
_UNKNOWN = ""


@dataclass(frozen=True)
class Part:
    """Something inside the program. ``files`` lie beside the index."""

    name: str
    version: str
    licence: str
    kind: str
    files: tuple[str, ...] = ()


def main() -> int:
    """See the module."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("collect", "check"))
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    if options.what == "collect":
        collect(options.folder)
        return 0
    problems = list(problems_in(options.folder))
    for problem in problems:
        print(f"error: {problem}", file=sys.stderr)
    return 1 if problems else 0


def collect(folder: Path) -> list[Part]:
    """Write every licence text below ``folder`` and ``index.json``; what was written."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    parts = [_of_distribution(found, folder) for found in shipped()]
    parts += [_python(folder), *_others(folder)]
    write_index(folder, parts)
    return parts


def write_index(folder: Path, parts: Iterable[Part]) -> None:
    """The index, for programs, and a list, for people."""
    ordered = sorted(parts, key=lambda part: part.name.lower())
    text = json.dumps([asdict(part) for part in ordered], indent=1)
    (folder / "index.json").write_text(text + "\n", encoding="utf-8")
    lines = [f"{part.name} {part.version}: {part.licence}".replace("  ", " ") for part in ordered]
    (folder / "README.txt").write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")


def read_index(folder: Path) -> list[Part]:
    """What :func:`collect` wrote."""
    entries = json.loads((folder / "index.json").read_text(encoding="utf-8"))
    return [Part(**{**entry, "files": tuple(entry["files"])}) for entry in entries]


def is_allowed(expression: str) -> bool:
    """Whether one alternative of a licence expression is free of the GPL and AGPL; an unknown licence is not.

    The GPL with an exception for linking (as GCC's run-time libraries have it) is allowed.
    """
    alternatives = re.split(r"\s+OR\s+", expression.strip("() "))
    return any(alternative.strip() and _is_free(alternative) for alternative in alternatives)


def _is_free(alternative: str) -> bool:
    terms = re.split(r"\s+AND\s+", alternative)
    return all(" WITH " in term or not _REFUSED.search(term.replace("LGPL", "L-G-P-L")) for term in terms)


def problems_in(frozen: Path) -> Iterator[str]:
    """What must not be inside: by the index of licences, and by the names of the files."""
    indexes = sorted(frozen.rglob("licences/index.json"))
    if not indexes:
        yield f"no licences in {frozen.name}"
    for index in indexes:
        for part in read_index(index.parent):
            if not is_allowed(part.licence):
                yield f"{part.name} is under {part.licence or 'an unknown licence'}"
            if not part.files or not all((index.parent / file).is_file() for file in part.files):
                yield f"{part.name} comes without the text of its licence"
    for path in sorted(frozen.rglob("*")):
        named_so = any(fnmatch(path.name.lower(), bad) for bad in collection.COPYLEFT_LIBRARIES)
        if named_so and path.is_file() and not is_stand_in(path):
            yield f"{path.relative_to(frozen)} is a library under the GPL"


STAND_IN = b"carrel: stands in for a library under the GPL"


def is_stand_in(path: Path) -> bool:
    """Whether this is our own empty library under another one's name (installers/linux/no_jbig.c)."""
    return path.stat().st_size < 100_000 and STAND_IN in path.read_bytes()


def licence_of(found: metadata.Distribution) -> str:
    """As an SPDX expression where the package says enough; empty when it does not."""
    about = found.metadata
    name = (about["Name"] or "").lower()
    if name in BY_HAND:
        return BY_HAND[name]
    expression = about.get("License-Expression")
    if expression:
        return str(expression)
    words = str(about.get("License") or "").strip()
    if words.lower() in BY_WORDS:
        return BY_WORDS[words.lower()]
    for classifier in about.get_all("Classifier") or ():
        known = BY_CLASSIFIER.get(classifier.rpartition(" :: ")[2])
        if known and classifier.startswith("License"):
            return known
    return words if len(words) < 60 and "\n" not in words else _UNKNOWN


def shipped() -> list[metadata.Distribution]:
    """The packages of this environment, without build tools and what the program leaves out."""
    left_out = {name.lower() for name in collection.LEFT_OUT_PACKAGES} | BUILD_TOOLS
    found = {str(d.metadata["Name"]).lower(): d for d in metadata.distributions()}
    return [found[name] for name in sorted(found) if name not in left_out]


def _of_distribution(found: metadata.Distribution, folder: Path) -> Part:
    name = str(found.metadata["Name"])
    copied = []
    for path in found.files or ():
        source = Path(str(found.locate_file(path)))
        if (
            _FILES.search(str(path))
            and source.is_file()
            and source.suffix not in {".py", ".pyc", ".so", ".pyi"}
        ):
            copied.append(_copy(source, folder / name, str(path)))
    kind = "model" if name.replace("-", "_") in collection.STARTER_MODELS else "library"
    licence = licence_of(found)
    files = tuple(copied) or _where_the_package_has_none(licence, folder)
    return Part(name, found.version, licence, kind, files)


def _where_the_package_has_none(licence: str, folder: Path) -> tuple[str, ...]:
    """The general text, where the licence is one that has no names in it."""
    if licence.startswith("LGPL-3.0-only"):
        return _texts("Qt", folder)
    return (
        (_copy(collection.ROOT / "LICENSE", folder / "Carrel", "LICENSE"),) if licence == "Apache-2.0" else ()
    )


def _copy(source: Path, folder: Path, wanted: str) -> str:
    """``FOLDER/NAME``, as an index has it; a second text of the same name gets a number."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / Path(wanted).name
    number = 1
    while target.exists() and target.read_bytes() != source.read_bytes():
        number += 1
        target = folder / f"{Path(wanted).stem}-{number}{Path(wanted).suffix}"
    shutil.copyfile(source, target)
    return f"{folder.name}/{target.name}"


def _python(folder: Path) -> Part:
    version = ".".join(map(str, sys.version_info[:3]))
    places = (Path(sys.base_prefix) / "LICENSE.txt", Path(json.__file__).parent.parent / "LICENSE.txt")
    files = tuple(_copy(place, folder / "Python", "LICENSE.txt") for place in places[:2] if place.is_file())
    return Part("Python", version, "PSF-2.0", "library", files[:1])


def _others(folder: Path) -> list[Part]:
    """What no package's metadata names. The texts lie in installers/licence_texts/ and in Carrel's own LICENSE."""
    own = _copy(collection.ROOT / "LICENSE", folder / "Carrel", "LICENSE")
    return [
        Part("Carrel", own_version(), "Apache-2.0", "application", (own,)),
        Part("Qt", "", "LGPL-3.0-only", "library", _texts("Qt", folder)),
        Part("llama.cpp", "", "MIT", "library", _texts("llama.cpp", folder)),
        Part("SmolLM2-135M-Instruct", "", "Apache-2.0", "model", (own,)),
        Part("all-MiniLM-L6-v2", "", "Apache-2.0", "model", (own,)),
        Part("PP-OCR", "", "Apache-2.0", "model", (own,)),
        Part("OpenSSL", "", "Apache-2.0", "library", (own,)),
        Part("SQLite", "", "blessing", "library", _texts("SQLite", folder)),
        # Inside wheels that carry no text for them; those of libtiff and its kin come with OpenCV's and Pillow's.
        Part("Tesseract", "", "Apache-2.0", "library", (own,)),
        Part("Leptonica", "", "BSD-2-Clause", "library", _texts("Leptonica", folder)),
        Part("libxml2", "", "MIT", "library", _texts("libxml2", folder)),
        Part("libxslt", "", "MIT", "library", _texts("libxslt", folder)),
        Part("Lexbor", "", "Apache-2.0", "library", (own,)),
    ]


def _texts(name: str, folder: Path) -> tuple[str, ...]:
    kept = Path(__file__).resolve().parent / "licence_texts" / name
    return tuple(_copy(path, folder / name, path.name) for path in sorted(kept.iterdir()))


def add_system_libraries(frozen: Path) -> list[Part]:
    """On Debian and its kin: the copyright file of every package that a library was taken from.

    Adds them to the index inside ``frozen``.
    """
    index = next(iter(frozen.rglob("licences/index.json")))
    parts = {part.name: part for part in read_index(index.parent)}
    inside = index.parent.parent.parent
    for library in sorted(path for path in inside.glob("*.so*") if path.is_file()):
        package = _package_of(library.name)
        text = Path(f"/usr/share/doc/{package}/copyright")
        if package and package not in parts and text.is_file():
            file = _copy(text, index.parent / package, "copyright")
            parts[package] = Part(package, "", licence_of_package(package), "system", (file,))
    write_index(index.parent, parts.values())
    return [part for part in parts.values() if part.kind == "system"]


SYSTEM_LICENCES = (
    ("libxcb*", "MIT"),
    ("libx11*", "MIT"),
    ("libxau*", "MIT"),
    ("libxdmcp*", "MIT"),
    ("libxext*", "MIT"),
    ("libxrender*", "MIT"),
    ("libxkbcommon*", "MIT"),
    ("libgcc*", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    ("libstdc++*", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    ("libgomp*", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    ("libquadmath*", "LGPL-2.1-or-later"),
    ("libgfortran*", "GPL-3.0-or-later WITH GCC-exception-3.1"),
    ("libssl*", "Apache-2.0"),
    ("libsqlite3*", "blessing"),
    ("libffi*", "MIT"),
    ("libbz2*", "bzip2-1.0.6"),
    ("liblzma*", "0BSD"),  # the library; only the command line tools around it are under the GPL
    ("libuuid*", "BSD-3-Clause"),
    ("libzstd*", "BSD-3-Clause"),  # or the GPL, at one's choice
    ("zlib1g*", "Zlib"),
    ("libpng*", "libpng-2.0"),
    ("libfreetype*", "FTL"),  # or the GPL, at one's choice
    ("libharfbuzz*", "MIT"),
    ("libgraphite2*", "MPL-2.0"),  # or the LGPL or GPL, at one's choice
    ("libbrotli*", "MIT"),
    ("libglib2*", "LGPL-2.1-or-later"),
    ("libpcre2*", "BSD-3-Clause"),
    ("libpcre3*", "BSD-3-Clause"),  # older systems: Ubuntu 22.04
    ("libkrb5*", "MIT"),
    ("libgssapi*", "MIT"),
    ("libk5crypto*", "MIT"),
    ("libcom-err*", "MIT"),
    ("libkeyutils*", "LGPL-2.0-or-later"),
    ("libbsd*", "BSD-3-Clause"),
    ("libmd*", "BSD-3-Clause"),
    ("libdbus*", "AFL-2.1"),  # or the GPL, at one's choice
    ("libpython*", "PSF-2.0"),
    ("libexpat*", "MIT"),
    ("libncurses*", "MIT"),
    ("libtinfo*", "MIT"),
    ("libtirpc*", "BSD-3-Clause"),
    ("libnsl*", "LGPL-2.1-or-later"),
)
"""Patterns of Debian's package names -> the licence of the library in them, read in their copyright files. Where a
package offers a choice, the one that Carrel takes. One that is not listed is refused until somebody has read it."""


def licence_of_package(package: str) -> str:
    """Empty for one that nobody has looked at."""
    return next((licence for pattern, licence in SYSTEM_LICENCES if fnmatch(package, pattern)), _UNKNOWN)


def _package_of(library: str) -> str:
    found = subprocess.run(["dpkg", "-S", f"*/{library}"], capture_output=True, text=True, check=False).stdout
    return owner_in(found, f"/{platform.machine()}-linux-gnu/")


def owner_in(listing: str, folder: str) -> str:
    """The package in what ``dpkg -S`` says ("name:architecture: path" a line) that has the file in ``folder``; else the
    first. Other architectures' packages (lib32z1) have files of the same names."""
    lines = [line for line in listing.splitlines() if ": " in line and not line.startswith("diversion ")]
    best = next((line for line in lines if folder in line), lines[0] if lines else "")
    return best.partition(":")[0].partition(",")[0].strip()


def own_version() -> str:
    """Carrel's, read and not imported."""
    text = (collection.ROOT / "app" / "__init__.py").read_text(encoding="utf-8")
    return next(line.split('"')[1] for line in text.splitlines() if line.startswith("__version__"))


_HEAD = """\
What is inside Carrel, and under which licence. The full texts lie in the folders here, one per part.

Qt and PySide are used under the LGPL, version 3: they are files of their own in this program's folder (PySide6/Qt/lib)
and may be exchanged for your own builds of the same version. Their source code is offered by the Qt project.

"""


if __name__ == "__main__":
    sys.exit(main())
