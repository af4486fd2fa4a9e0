"""Where in a text dates, amounts, addresses and labelled values stand; what is found is given as it is written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain.writing import Row
from app.i18n import N_
from app.retrieval.calendar_words import month_numbers

_MONTH = "|".join(sorted(month_numbers("en", "de", "fr", "es"), key=len, reverse=True))
_AMOUNT = r"\d{1,3}(?:[.,' ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_SCALE = r"(?:\s?(?:thousand|million|billion|Mio\.?|Mrd\.?|m|bn|k)\b)?"
_CURRENCY = r"(?:EUR|USD|GBP|CHF|SEK|DKK|NOK|PLN|CZK|JPY|[€$£¥]|euros?|dollars?|pounds?|francs?)"
KINDS: dict[str, re.Pattern[str]] = {
    "e-mail": re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    "web": re.compile(r"\b(?:https?://|www\.)[^\s<>\"']+[^\s<>\"'.,;:!?)]"),
    "iban": re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b"),
    "date": re.compile(
        rf"\b(?:19|20)\d\d-\d\d-\d\d\b|(?<![\d.])\d{{1,2}}\.\s?\d{{1,2}}\.\s?(?:(?:19|20)\d\d|\d\d)\b"
        rf"|(?<![\d/])\d{{1,2}}/\d{{1,2}}/(?:(?:19|20)\d\d|\d\d)\b"
        rf"|(?<![\d.])\d{{1,2}}(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?(?:{_MONTH})\b\.?"
        rf"(?:,?\s+(?:de\s+)?(?:19|20)\d\d\b)?"
        rf"|\b(?:{_MONTH})\b\.?\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\s?(?:%|{_CURRENCY}))(?:,?\s+(?:19|20)\d\d\b)?"
        rf"|\b(?:{_MONTH})\s+(?:19|20)\d\d\b",
        re.IGNORECASE,
    ),
    "time": re.compile(
        r"\b(?:[01]?\d|2[0-3]):[0-5]\d\b(?:\s?[ap]\.?m\b\.?)?|\b(?:1[0-2]|[1-9])\s?[ap]\.?m\b\.?",
        re.IGNORECASE,
    ),
    "amount": re.compile(
        rf"{_CURRENCY}\s?(?:{_AMOUNT}){_SCALE}(?!\w)|(?<![\w.,])(?:{_AMOUNT}){_SCALE}\s?{_CURRENCY}(?!\w)",
        re.IGNORECASE,
    ),
    "percent": re.compile(r"(?<![\w.,])\d+(?:[.,]\d+)?\s?(?:%|percent\b|per cent\b|Prozent\b)"),
    "phone": re.compile(
        r"(?<![\w+.-])(?:\+\d{1,3}[ /-]?|0)(?:\(0?\d+\)[ /-]?)?\d{1,5}(?:[ /-]?\d{2,5}){1,4}(?![\w-])"
    ),
    "number": re.compile(
        r"\b(?=[A-Z0-9/-]*\d)(?=[A-Z0-9/-]*[A-Z])[A-Z0-9]{1,6}(?:[-/][A-Z0-9]{1,12}){1,4}\b"
    ),
}
"""By what a person calls them; "number" is a file or order number such as INV-2024/117."""
LABELS = {
    "e-mail": N_("E-mail"), "web": N_("Web address"), "iban": "IBAN", "date": N_("Date"), "time": N_("Time"),
    "amount": N_("Amount"), "percent": N_("Percent"), "phone": N_("Telephone"), "number": N_("Reference"),
}  # fmt: skip
_OTHER_NAMES = {
    "email": "e-mail", "mail": "e-mail", "emails": "e-mail", "e-mails": "e-mail", "link": "web", "url": "web",
    "website": "web",
    "dates": "date", "times": "time", "amounts": "amount", "price": "amount", "prices": "amount", "money": "amount",
    "telephone": "phone", "phones": "phone", "reference": "number", "references": "number", "datum": "date",
    "betrag": "amount", "telefon": "phone", "uhrzeit": "time",
}  # fmt: skip
_LONGEST_VALUE = 120


def kind_of(name: str) -> str | None:
    """Which kind a person means by a name such as "Dates"; None for a field of their own."""
    low = name.strip().lower()
    return low if low in KINDS else _OTHER_NAMES.get(low)


def of_kinds(text: str, kinds: tuple[str, ...]) -> list[Row]:
    """Everything of these kinds in the order of the text; of two that claim a place the first of ``KINDS`` has it."""
    taken: list[tuple[int, int]] = []
    rows: list[Row] = []
    for kind in (k for k in KINDS if k in kinds):
        for match in KINDS[kind].finditer(text):
            start, end = match.span()
            if not any(start < e and s < end for s, e in taken):
                taken.append((start, end))
                rows.append(Row(LABELS[kind], match.group(), start, end))
    return sorted(rows, key=lambda row: row.start or 0)


def labelled(text: str, name: str) -> Iterator[Row]:
    """Values that stand behind "name:" (or "name = ", or in a table row "name: value; ...") in the text."""
    words = r"[\s_-]+".join(re.escape(word) for word in re.split(r"[\s_-]+", name.strip()))
    pattern = re.compile(
        rf"(?:^|[\n;|,(•*-])[ \t*_]*{words}(?:[ \t]*(?:no|nr|number|date)\b\.?)?[ \t*_]*[:=]"
        rf"[ \t*_]*([^\n;|]{{1,{_LONGEST_VALUE}}})",
        re.IGNORECASE,
    )
    for match in pattern.finditer(text):
        value = match[1].rstrip(" \t*_,")
        if value.strip():
            yield Row(name.strip(), value, match.start(1), match.start(1) + len(value))
