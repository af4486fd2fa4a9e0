"""What a file says about itself: who wrote it, what it is about. One paragraph behind everything else.

People look for a document by its author or its keywords, which need not stand in its text. Nobody sees them on the
page though, so they never become a title or a heading, and a file that holds nothing else stays empty.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping

from app.domain.documents import BlockKind
from app.formats.base import MAX_TEXT, DocumentBuilder
from app.formats.cleaning import clean_text

_LONGEST = 1_000
"""Characters of one value, and of several of one kind before the last."""
_MOST_VALUES = 30
_LOOKED_AT = 5_000
"""Characters at the beginning of the text: what stands there need not be said again."""

_TAG = re.compile(r"<[a-zA-Z/][^<>]{0,500}>")
_NOBODY_NAMES = """admin, administrator, author, benutzer, company, default, owner, root, test, unknown, unbekannt,
untitled, user, username, none, null, nobody, n/a, un-named, anonymous, (anonymous), (unspecified), unspecified,
undefined, firma, autor, subject, keywords, description, standard, microsoft office user, windows user, office user,
default user, your name, your user name, your company, your company name, microsoft user, ihr name, the author,
powerpoint presentation, pptxgenjs presentation"""
_NOBODY = frozenset(" ".join(name.split()) for name in _NOBODY_NAMES.split(","))
"""What stands there when nobody said anything."""

_MADE_BY = re.compile(
    r"(?:generated|created|produced|made|converted|erstellt)\s+(?:by|with|using|mit|von)\b", re.I
)
_PROGRAM_WORDS = """microsoft ms libreoffice openoffice openoffice.org python-docx python-pptx openpyxl xlsxwriter
pptxgenjs apache poi aspose pandoc tex latex pdftex pdflatex xelatex lualatex acrobat adobe pscript5.dll ghostscript
itext reportlab fpdf wkhtmltopdf quarkxpress phpoffice phpexcel phpword calibre canva google docs docx4j jasperreports
office word excel powerpoint indesign illustrator distiller pdfmaker writer calc impress pro version windows mac for
corporation print"""
_PROGRAMS = frozenset(_PROGRAM_WORDS.split())
"""Words that programs and their makers are called by: where there is nothing else, no person is named."""

_NAMES = ("Author", "Company")
_BETWEEN = re.compile(r"[\s,()/\u00ae\u2122-]+")
_VERSION = re.compile(r"v?[\d.]+")

Properties = Mapping[str, str | Iterable[str] | None]
"""A label, as it is shown, and what the file says: one value or several."""


def add_properties(builder: DocumentBuilder, properties: Properties) -> None:
    """Add ``Author: A; Keywords: B, C`` as the last paragraph; nothing where nothing is said, or there is no text."""
    if not builder.blocks:
        return
    beginning = _key(builder.beginning(_LOOKED_AT))
    said = [(label, _values(label, value, beginning)) for label, value in properties.items()]
    text = "; ".join(f"{label}: {', '.join(values)}" for label, values in said if values)
    if text and builder.length + len(text) + 2 <= MAX_TEXT:
        builder.add(BlockKind.PARAGRAPH, text)


def _values(label: str, given: str | Iterable[str] | None, beginning: str) -> list[str]:
    """Cleaned, each once, without what programs write there themselves and what the text begins with."""
    several = [given] if isinstance(given, str) else given or ()
    found: dict[str, str] = {}
    for number, value in enumerate(several):
        if number >= _MOST_VALUES or sum(map(len, found)) > _LONGEST:
            break
        cleaned = _cleaned(value)
        is_empty = not cleaned or _is_nobodys(cleaned) or (label in _NAMES and _is_program(cleaned))
        if not is_empty and not _stands_in(beginning, cleaned):
            found.setdefault(_key(cleaned), cleaned)
    return list(found.values())


def _cleaned(value: str) -> str:
    text = value[: 4 * _LONGEST]
    if "<" in text or "&" in text:  # descriptions of books are often pieces of web pages
        text = html.unescape(_TAG.sub(" ", html.unescape(text)))
    text = " ".join(clean_text(text).split()).strip(" ,;")
    return text if len(text) <= _LONGEST else text[:_LONGEST].rsplit(" ", 1)[0]


def _is_nobodys(text: str) -> bool:
    lowered = text.casefold()
    return (
        lowered in _NOBODY
        or not any(character.isalnum() for character in text)
        or _MADE_BY.match(lowered) is not None
    )


def _is_program(text: str) -> bool:
    """Names of programs and their versions, and nothing else."""
    lowered = text.casefold()
    words = [word for word in _BETWEEN.split(lowered) if word and not _VERSION.fullmatch(word)]
    return lowered in _PROGRAMS or (bool(words) and all(word in _PROGRAMS for word in words))


def _stands_in(beginning: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(_key(text))}(?!\w)", beginning) is not None


def _key(text: str) -> str:
    return " ".join(text.casefold().split())
