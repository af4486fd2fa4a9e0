"""What Debian wants to be told about the package: control, copyright, changelog and sums. Texts only."""

from __future__ import annotations

import hashlib
import re
import sys
import time
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))
import licences

OLDEST_GLIBC = (2, 34)
"""What Qt's wheels were linked with."""
DEPENDS = (
    # Qt's own wheels need these from the system.
    *(
        "libegl1",
        "libgl1",
        "libx11-6",
        "libx11-xcb1",
        "libxcb1",
        "libfontconfig1",
        "libdbus-1-3",
    ),
    *("libwayland-client0", "libwayland-cursor0", "libwayland-egl1", "libexpat1"),
)
RECOMMENDS = ("fonts-dejavu-core | fonts-noto-core | fonts-liberation", "xdg-utils")
SUGGESTS = ("libvulkan1", "mesa-vulkan-drivers", "tesseract-ocr-eng")
MAINTAINER = "The Carrel project <carrel@localhost>"


def control(version: str, machine: str, kilobytes: int, glibc: tuple[int, int] = OLDEST_GLIBC) -> str:
    """The package's description of itself."""
    depends = (f"libc6 (>= {glibc[0]}.{glibc[1]})", *DEPENDS)
    return f"""\
Package: carrel
Version: {version}
Architecture: {machine}
Maintainer: {MAINTAINER}
Installed-Size: {kilobytes}
Depends: {", ".join(depends)}
Recommends: {", ".join(RECOMMENDS)}
Suggests: {", ".join(SUGGESTS)}
Section: text
Priority: optional
Description: answers from your own documents, on your own machine
 Carrel reads contracts, reports, notes and minutes and answers questions about
 them with citations that can be checked at a glance; transcripts of meetings
 become minutes whose every line links to what was said. A small language model
 runs on this computer, and nothing leaves it.
 .
 Two small models come with it, so that it works from the first minute without
 a network.
"""


def glibc_needed(frozen: Path) -> tuple[int, int]:
    """The newest glibc that anything in the program asks for: libraries of the system that built it come along."""
    newest = OLDEST_GLIBC
    for path in frozen.rglob("*"):
        if path.is_file() and not path.is_symlink():
            content = path.read_bytes() if _is_program(path) else b""
            asked = [(int(major), int(minor)) for major, minor in _GLIBC.findall(content)]
            newest = max([newest, *asked])
    return newest


_GLIBC = re.compile(rb"\0GLIBC_(\d+)\.(\d+)(?:\.\d+)?(?=\0)")


def _is_program(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def copyright_of(frozen: Path, epoch: int) -> str:
    """Carrel's own, and where those of its parts lie."""
    index = next(iter(frozen.rglob("licences/index.json")))
    lines = [
        f"  {part.name} {part.version}: {part.licence}".rstrip() for part in licences.read_index(index.parent)
    ]
    return "\n".join(
        [
            "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/",
            "Upstream-Name: Carrel",
            "",
            "Files: *",
            f"Copyright: {time.gmtime(epoch).tm_year} The Carrel project and the authors of the parts",
            "License: Apache-2.0",
            "Comment:",
            " The parts below keep their own licences; all texts lie in",
            " /usr/lib/carrel/_internal/resources/licences.",
            *(f" {line}" for line in lines),
            "",
            "License: Apache-2.0",
            " On Debian systems, the full text of the Apache License version 2.0 can be",
            " found in /usr/share/common-licenses/Apache-2.0.",
            "",
        ]
    )


def changelog(version: str, epoch: int) -> str:
    """The package's own, in Debian's form; Carrel's lies beside it."""
    date = formatdate(epoch)
    return (
        f"carrel ({version}) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n\n -- {MAINTAINER}  {date}\n"
    )


def md5sums(root: Path) -> Iterator[str]:
    """A line a file, as dpkg has them."""
    for path in sorted(root.rglob("*")):
        relative = path.relative_to(root)
        if path.is_file() and not path.is_symlink() and relative.parts[0] != "DEBIAN":
            with path.open("rb") as file:
                yield f"{hashlib.file_digest(file, 'md5').hexdigest()}  {relative.as_posix()}\n"
