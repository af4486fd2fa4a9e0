"""Documents that a question calls by their names: "in Lease 2024.pdf", "in the minutes of March 2025".

A name with its extension or in quotation marks is surely a name. Other names and dates may be chance, so they only
favour: "Normandy" is a file, but a question about Normandy need not mean it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.domain.ids import ContentId
from app.domain.ports import DocumentName
from app.retrieval.document_dates import MONTH_NAMES, DocumentDates, dates_in
from app.retrieval.stemming import stem
from app.retrieval.words import fold

_LED = r"(?:in|from|of|according to|see|per|within|laut|aus|im|vom)"
_ARTICLES = r"(?:the|a|my|our|your|this|that|file|document|attached|der|die|das|dem|den|datei|dokument)"
_FILE = re.compile(r"\w\.[A-Za-z][A-Za-z0-9]{1,4}(?![\w.])")
_QUOTED = re.compile(r"[\"“„«‘]([^\"“”„«»‘’]{3,120})[\"”“»’]")
_WORD = re.compile(r"[^\W_]+")
_KINDS_LIST = """minutes report lease contract agreement invoice letter statement policy budget newsletter transcript
notes protocol presentation plan offer quotation receipt payslip handbook manual form memo schedule agenda summary
review bill protokoll bericht vertrag mietvertrag rechnung brief handbuch plan angebot beleg abrechnung notizen
tagesordnung"""
_KIND = "|".join(_KINDS_LIST.split())
_KINDS = frozenset(stem(kind) for kind in _KINDS_LIST.split())
_DATE = (
    rf"(?:(?:{MONTH_NAMES})(?:\.?,? (?:of )?(?:19|20)\d\d)?|(?:19|20)\d\d(?:-\d\d){{0,2}}"
    r"|q[1-4](?: (?:of )?(?:19|20)\d\d)?|\d{1,2}\.\d{1,2}\.(?:19|20)\d\d)"
)
_BEFORE = rf"(?:\b{_LED} )?(?:\b{_ARTICLES} )*"
_NAMED = re.compile(rf"\b{_LED} (?:{_ARTICLES} )*(?!\d)(?:[^\W_]+[ -]){{0,5}}?(?:\d+|(?:{_KIND})s?)\b")
"""A name that could be one: some words behind a preposition, with a number or a kind of document among them."""
_KIND_OF_DATE = re.compile(
    rf"{_BEFORE}\b(?P<kind>{_KIND})s? (?:(?:of|for|from|in|dated|vom|von|aus|fur) )?(?:the )?(?P<date>{_DATE})\b"
    rf"|{_BEFORE}\b(?P<date2>{_DATE})(?:'s)? (?P<kind2>{_KIND})\b"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """Documents that a question names; ``words`` as they stand in the question. ``sure``: it is no chance."""

    contents: frozenset[ContentId]
    words: str
    sure: bool


def may_mention(question: str) -> bool:
    """Whether it is worth looking through the names: there is an extension, a quotation, or a kind and a date."""
    return bool(
        _FILE.search(question)
        or _QUOTED.search(question)
        or _NAMED.search(_flat(question))
        or _KIND_OF_DATE.search(_flat(question))
    )


def mention(question: str, names: Iterable[DocumentName]) -> Mention | None:
    """The documents meant, by the surest way of naming them that fits any; None where none does."""
    asked = f" {_plain(question)} "
    quoted = {_plain(match) for match in _QUOTED.findall(question)}
    whole: list[tuple[DocumentName, str]] = []
    led: list[tuple[DocumentName, str]] = []
    known = list(names)
    for name in known:
        file = _plain(name.path.name)
        if f" {file} " in asked:
            whole.append((name, file))
        for called in {_plain(name.path.stem), _plain(name.title)}:
            if called in quoted:
                whole.append((name, called))
            elif f" {called} " in asked and _telling(called) and _is_led(asked, called):
                led.append((name, called))
    if whole or led:
        return _longest(question, whole or led, sure=bool(whole))
    return _by_date(question, known)


def _by_date(question: str, names: Sequence[DocumentName]) -> Mention | None:
    found = _KIND_OF_DATE.search(_flat(question))
    if found is None:
        return None
    kind = stem(found["kind"] or found["kind2"])
    meant = dates_in(found["date"] or found["date2"])
    contents = frozenset(n.content_id for n in names if _is_of(f"{n.path.stem} {n.title}", kind, meant))
    words = question[found.start() : found.end()] if len(_flat(question)) == len(question) else found.group()
    return Mention(contents, words.strip(), sure=False) if contents else None


def _is_of(name: str, kind: str, meant: DocumentDates) -> bool:
    return (
        bool(meant) and kind in {stem(word) for word in _plain(name).split()} and dates_in(name).covers(meant)
    )


def _longest(question: str, called: Sequence[tuple[DocumentName, str]], *, sure: bool) -> Mention:
    longest = max(len(phrase) for _, phrase in called)
    chosen = {phrase for _, phrase in called if len(phrase) == longest}
    contents = frozenset(name.content_id for name, phrase in called if phrase in chosen)
    return Mention(contents, _as_written(question, next(iter(sorted(chosen)))), sure)


def _as_written(question: str, phrase: str) -> str:
    """The phrase as it stands in the question, with the words that led to it."""
    tokens = r"[\W_]+".join(re.escape(token) for token in phrase.split())
    found = re.search(
        rf"(?:\b{_LED}\s+)?(?:\b{_ARTICLES}\s+)*[\"“„«‘']?{tokens}[\"”“»’']?",
        _same_length(question),
        re.IGNORECASE,
    )
    return question[found.start() : found.end()] if found else phrase


def _same_length(text: str) -> str:
    """Folded where that keeps every place."""
    plain = fold(text)
    return plain if len(plain) == len(text) else text


def _telling(phrase: str) -> bool:
    """Several words, one of them a number or a kind of document: "Normandy" alone may just be Normandy."""
    tokens = phrase.split()
    return len(tokens) > 1 and any(t.isdigit() or stem(t) in _KINDS for t in tokens)


def _is_led(asked: str, phrase: str) -> bool:
    return bool(re.search(rf" {_LED} (?:{_ARTICLES} )*{re.escape(phrase)} ", asked))


def _flat(text: str) -> str:
    return fold(text).lower().replace("_", " ")


@lru_cache(maxsize=20_000)
def _plain(text: str) -> str:
    """Words and numbers, lower case, one space between them. Names are asked for again and again."""
    return " ".join(_WORD.findall(_flat(text)))
