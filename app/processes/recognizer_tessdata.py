"""Where Tesseract's language data lies on this machine. Nothing is downloaded; what is installed is used.

Data files are ``LANGUAGE.traineddata`` (ISO 639-2, or ``chi_sim``). ``osd`` is no language: it tells which way up a
page is.
"""

from __future__ import annotations

import locale
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_SUFFIX = ".traineddata"
_NO_LANGUAGES = frozenset({"osd", "equ", "snum"})
MOST_LANGUAGES = 4
"""Every further language costs time on every page."""

# ISO 639-1, as locales have it, to the names of Tesseract's files where the first letters do not tell.
_BY_LOCALE = {
    "de": "deu",
    "fr": "fra",
    "es": "spa",
    "nl": "nld",
    "cs": "ces",
    "el": "ell",
    "sk": "slk",
    "ro": "ron",
}


@dataclass(frozen=True, slots=True)
class LanguageData:
    """A folder with language data, the languages to be read with (most likely first), and whether it has ``osd``."""

    folder: Path
    languages: tuple[str, ...]
    orientation: bool


def find_language_data(folders: Sequence[Path], system_locale: str | None = None) -> LanguageData | None:
    """The folder with most languages, the first of equal ones; None where none has any."""
    best: tuple[Path, set[str]] | None = None
    for folder in folders:
        names = _installed(folder)
        if names - _NO_LANGUAGES and (best is None or len(names) > len(best[1])):
            best = folder, names
    if best is None:
        return None
    folder, names = best
    chosen = _chosen(names - _NO_LANGUAGES, system_locale or _locale())
    return LanguageData(folder, chosen, "osd" in names)


def _chosen(installed: Iterable[str], system_locale: str) -> tuple[str, ...]:
    """The person's language first, then English, then the others."""
    short = system_locale.partition("_")[0].lower()

    def rank(name: str) -> tuple[bool, bool, str]:
        own = name == _BY_LOCALE.get(short) or (len(short) == 2 and name.startswith(short))
        return not own, name != "eng", name

    return tuple(sorted(installed, key=rank)[:MOST_LANGUAGES])


def _locale() -> str:
    return locale.getlocale()[0] or os.environ.get("LANG", "")


def _installed(folder: Path) -> set[str]:
    try:
        return {path.stem for path in folder.iterdir() if path.suffix == _SUFFIX and path.is_file()}
    except OSError:
        return set()


def known_folders() -> Iterator[Path]:
    """Where language data may lie: TESSDATA_PREFIX, then where each system's packages put it."""
    prefix = os.environ.get("TESSDATA_PREFIX")
    if prefix:
        yield Path(prefix)
        yield Path(prefix) / "tessdata"
    if sys.platform == "win32":
        roots = (os.environ.get(name) for name in ("PROGRAMFILES", "LOCALAPPDATA", "PROGRAMFILES(X86)"))
        for root in filter(None, roots):
            yield Path(root) / "Tesseract-OCR" / "tessdata"
            yield Path(root) / "Programs" / "Tesseract-OCR" / "tessdata"
        return
    yield from sorted(Path("/usr/share/tesseract-ocr").glob("*/tessdata"), reverse=True)
    for root in ("/usr/share", "/usr/local/share", "/opt/homebrew/share", "/opt/local/share"):
        yield Path(root) / "tessdata"
        yield Path(root) / "tesseract" / "tessdata"
