"""The language that Carrel speaks: texts are written in English in the code and looked up here when they are shown.

How to use it::

    from app.i18n import N_, figure, tr, tr_c, tr_n

    label.setText(tr("Add a folder"))
    label.setText(tr("{name} was added", name=path.name))         # never an f-string inside tr()
    label.setText(tr_n("{count} document", "{count} documents", read))   # {count} is filled in, grouped
    label.setText(tr_c("verb", "Open"))                           # one English word, two meanings
    _TITLES = {"due": N_("Due")}  ... tr(_TITLES[key])            # tables made when a module is imported: marked
    f"{figure(megabytes, 1)} MB"                                  # never f"{x:,}" or f"{x:.1f}" for people

What ``tr`` returns is the text of now: nothing that is made when a module is imported (constants, defaults, dataclass
tables) may call it; mark the text with :func:`N_` there and translate it where it is shown. ``make strings`` collects
the texts of the code into the catalogues, ``resources/locale/<language>/LC_MESSAGES/carrel.po`` and ``.mo``; both are
kept in the repository, so that a fresh checkout and a frozen program have them. Texts that stand in ``Wording(...)``
and ``Option(...)`` are collected without a mark.

The language is chosen once, by the front door (:func:`start`): ``--language``, else ``CARREL_LANGUAGE``, else the
setting, else the system's; English when there is no catalogue. Whoever does not start it (tests, children) has English.
A leaf: everything but the domain may import it.
"""

from __future__ import annotations

import gettext
import os
import re
import struct
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from app.paths import profile_paths, resources_dir

DOMAIN = "carrel"
ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "de": "Deutsch"}
"""What can be chosen, each by its own name."""
_RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur", "yi"})
_SETTING = re.compile(r"""^language\s*=\s*["']([\w-]*)["']""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language and its texts."""

    language: str = ENGLISH
    texts: gettext.NullTranslations = gettext.NullTranslations()


class _Voice:
    """Which language is spoken in this process; the front door sets it once, before anything is shown."""

    spoken = Spoken()
    aside: ContextVar[Spoken | None] = ContextVar("aside", default=None)

    @classmethod
    def now(cls) -> Spoken:
        """What is spoken here."""
        return cls.aside.get() or cls.spoken


def tr(text: str, /, **values: object) -> str:
    """``text`` in the language of now, its {placeholders} filled with ``values``."""
    said = _Voice.now().texts.gettext(text) if text else ""
    return said.format(**values) if values else said


def tr_c(context: str, text: str, /, **values: object) -> str:
    """:func:`tr` for a word that needs another translation in another ``context``, a note to the translator."""
    said = _Voice.now().texts.pgettext(context, text)
    return said.format(**values) if values else said


def tr_n(one: str, many: str, count: int, /, **values: object) -> str:
    """The form that ``count`` asks for; ``{count}`` is filled with it, grouped."""
    said = _Voice.now().texts.ngettext(one, many, count)
    return said.format(**{"count": figure(count), **values})


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Marks a text that is translated later, where it is shown."""
    return text


def N_n(one: str, many: str) -> tuple[str, str]:  # noqa: N802
    """:func:`N_` for both forms of a text with a {count}: ``tr_n(*forms, count)`` says it."""
    return one, many


def figure(value: float, decimals: int = 0) -> str:
    """ "1,204.5" as this language writes it."""
    written = f"{value:,.{decimals}f}"
    comma, point = tr_c("between thousands", ","), tr_c("decimal point", ".")
    return written if (comma, point) == (",", ".") else written.translate({44: comma, 46: point})


_MONTHS = (
    N_("January"), N_("February"), N_("March"), N_("April"), N_("May"), N_("June"),
    N_("July"), N_("August"), N_("September"), N_("October"), N_("November"), N_("December"),
)  # fmt: skip


def month_name(month: int) -> str:
    """ "March" for 3."""
    return tr(_MONTHS[month - 1])


def language() -> str:
    """The code of the language of now: "en", "de"."""
    return _Voice.now().language


def right_to_left() -> bool:
    """Whether it is written from right to left."""
    return re.split("[-_]", language())[0] in _RIGHT_TO_LEFT


def speak(spoken: Spoken) -> Spoken:
    """Change the language of this process; what was spoken before. What is shown already does not change."""
    before, _Voice.spoken = _Voice.spoken, spoken
    return before


@contextmanager
def aside(spoken: Spoken | None) -> Iterator[None]:
    """Speak another language for a while, in this thread alone: what is written for others. None changes nothing."""
    token = _Voice.aside.set(spoken or _Voice.aside.get())
    try:
        yield
    finally:
        _Voice.aside.reset(token)


def load(code: str, folder: Path | None = None) -> Spoken:
    """The texts of a language: of "de_AT" those of "de"; English when there is no catalogue or it cannot be read."""
    place = folder or resources_dir() / "locale"
    for name in (code.replace("-", "_"), re.split("[-_]", code)[0]):
        try:
            with (place / name / "LC_MESSAGES" / f"{DOMAIN}.mo").open("rb") as file:
                return Spoken(name, gettext.GNUTranslations(file))
        except (OSError, ValueError, struct.error):
            continue
    return Spoken()


def start(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> None:
    """Choose the language for a process that was started with ``arguments``."""
    asked = _value("--language", arguments) or environment.get("CARREL_LANGUAGE") or _kept(arguments)
    speak(load(asked or system_language(environment)))


def _value(option: str, arguments: Sequence[str]) -> str:
    """What stands behind an option, before the arguments are parsed: their help is translated too."""
    for place, word in enumerate(arguments):
        if word == option:
            return next(iter(arguments[place + 1 : place + 2]), "")
        if word.startswith(f"{option}="):
            return word.partition("=")[2]
    return ""


def _kept(arguments: Sequence[str]) -> str:
    """The setting of the profile, read by its line: nothing else of the settings is needed this early."""
    folder = _value("--profile-dir", arguments)
    try:
        text = profile_paths(Path(folder) if folder else None).settings.read_text(encoding="utf-8")
    except (OSError, UnicodeError):
        return ""
    found = _SETTING.search(text)
    return found[1] if found else ""


def system_language(environment: Mapping[str, str] = os.environ) -> str:
    """What the person's system speaks: "de_DE"; English when it does not say."""
    said = (environment.get(name, "") for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"))
    told = next((value for value in said if value), "")
    code = re.split("[.:@]", told)[0]
    if code and code not in {"C", "POSIX"}:
        return code
    return _of_windows() if sys.platform == "win32" else _of_macos() if sys.platform == "darwin" else ENGLISH


def _of_windows() -> str:
    import ctypes
    import locale

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - only there on Windows
    return locale.windows_locale.get(kernel.GetUserDefaultUILanguage(), ENGLISH)


def _of_macos() -> str:
    """The first of the preferred languages; a program that the Finder starts has no LANG."""
    import plistlib

    preferences = Path.home() / "Library" / "Preferences" / ".GlobalPreferences.plist"
    try:
        languages = plistlib.loads(preferences.read_bytes()).get("AppleLanguages", [])
    except (OSError, ValueError, plistlib.InvalidFileException):
        return ENGLISH
    return str(languages[0]) if languages else ENGLISH
