"""When something is due, in French and Spanish: "d'ici vendredi", "avant le 3 avril", "antes del viernes"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class DueWords:
    """``due`` finds the phrase, ``strong`` tells that it says by when; days and months in the order of the calendar."""

    due: re.Pattern[str]
    strong: re.Pattern[str]
    days: tuple[str, ...]
    months: tuple[str, ...]
    today: re.Pattern[str]
    tomorrow: re.Pattern[str]
    after_tomorrow: str
    next: re.Pattern[str]
    ahead: re.Pattern[str]
    """Group 1 is how many, group 2 begins with the word for a week where it is weeks."""
    week: str


_FR_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_FR_MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_ES_DAYS = ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo")
_ES_MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio",
    "julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre",
)  # fmt: skip
_FR_COUNTS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "dix": 10}
_ES_COUNTS = {"un": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "diez": 10}
_COUNTS = {**_FR_COUNTS, **_ES_COUNTS}
_FR_COUNT = rf"\d{{1,2}}|{'|'.join(_FR_COUNTS)}"
_ES_COUNT = rf"\d{{1,2}}|{'|'.join(_ES_COUNTS)}"


def _due(prefix: str, *when: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:(?:{prefix})\s*)?(?:{'|'.join(when)})(?!\w)", re.IGNORECASE)


FRENCH = DueWords(
    due=_due(
        r"d['’]ici(?:\s+(?:le|la|à))?|avant(?:\s+(?:le|la))?|jusqu['’](?:au|à)(?:\s+la)?|pour(?:\s+(?:le|la))?|"
        r"au\s+plus\s+tard(?:\s+le)?|dès|le|à",
        rf"(?:{'|'.join(_FR_DAYS)})(?:\s+(?:matin|midi|après-midi|soir|prochain))?",
        r"(?:après-)?demain(?:\s+(?:matin|midi|soir))?",
        r"aujourd['’]hui|ce\s+soir|20\d\d-\d\d-\d\d",
        rf"(?:1er|\d{{1,2}})\s+(?:{'|'.join(_FR_MONTHS)})(?:\s+20\d\d)?",
        r"(?:la\s+)?fin\s+(?:de\s+(?:la\s+|l['’])|du\s+)(?:semaine|mois|année|trimestre|journée)(?:\s+prochaine?)?",
        r"la\s+semaine\s+prochaine|le\s+mois\s+prochain|la\s+prochaine\s+(?:réunion|fois|séance)",
        rf"(?:dans|sous)\s+(?:{_FR_COUNT})\s+(?:jours?|semaines?|mois)",
    ),
    strong=re.compile(r"^(?:d['’]ici|avant|jusqu|pour|au\s+plus\s+tard)", re.IGNORECASE),
    days=_FR_DAYS,
    months=_FR_MONTHS,
    today=re.compile(r"aujourd|\bce\s+soir"),
    tomorrow=re.compile(r"\bdemain\b"),
    after_tomorrow="après-demain",
    next=re.compile(r"\bprochain"),
    ahead=re.compile(rf"\b(?:dans|sous)\s+({_FR_COUNT})\s+(jour|semaine)"),
    week="semaine",
)
SPANISH = DueWords(
    due=_due(
        r"antes\s+del?(?:\s+(?:el|la))?|hasta(?:\s+(?:el|la))?|para(?:\s+(?:el|la))?|a\s+más\s+tardar(?:\s+el)?|el|a",
        rf"(?:próximo\s+)?(?:{'|'.join(_ES_DAYS)})(?:\s+(?:próximo|por\s+la\s+(?:mañana|tarde|noche)))?",
        r"pasado\s+mañana|(?<!la\s)(?<!esta\s)mañana(?:\s+por\s+la\s+(?:mañana|tarde|noche))?",
        r"hoy|esta\s+(?:tarde|noche)|20\d\d-\d\d-\d\d",
        rf"\d{{1,2}}\s+de\s+(?:{'|'.join(_ES_MONTHS)})(?:\s+de\s+20\d\d)?",
        r"(?:fin(?:al)?(?:es)?)\s+de\s+(?:la\s+)?(?:semana|mes|año|trimestre)",
        r"la\s+(?:próxima\s+(?:semana|reunión|vez|sesión)|semana\s+que\s+viene)|el\s+(?:próximo\s+mes|mes\s+que\s+viene)",
        rf"(?:en|dentro\s+de)\s+(?:{_ES_COUNT})\s+(?:días?|semanas?|mes(?:es)?)",
    ),
    strong=re.compile(r"^(?:antes|hasta|para|a\s+más\s+tardar)", re.IGNORECASE),
    days=_ES_DAYS,
    months=_ES_MONTHS,
    today=re.compile(r"\bhoy\b|\besta\s+(?:tarde|noche)"),
    tomorrow=re.compile(r"^(?:(?:antes\s+de|para|hasta)\s+)?mañana\b"),
    after_tomorrow="pasado mañana",
    next=re.compile(r"\bpróximo|que\s+viene"),
    ahead=re.compile(rf"\b(?:en|dentro\s+de)\s+({_ES_COUNT})\s+(día|semana)"),
    week="semana",
)
BY_LANGUAGE = {"fr": FRENCH, "es": SPANISH}


def find_due(text: str, words: DueWords) -> str | None:
    """The due phrase of a sentence, verbatim; what says by when is preferred to a mere day."""
    found = [match.group().strip() for match in words.due.finditer(text)]
    return min(found, key=lambda phrase: not words.strong.match(phrase), default=None)


def due_day(said: str, today: date, words: DueWords) -> date | None:
    """The day a phrase (lower case) names when it is said on ``today``; None where it is not one day."""
    if words.after_tomorrow in said:
        return today + timedelta(days=2)
    if later := words.ahead.search(said):
        count = _COUNTS.get(later[1]) or int(later[1])
        return today + timedelta(days=count * (7 if later[2] == words.week else 1))
    month = next((i for i, name in enumerate(words.months, 1) if re.search(rf"\b{name}\b", said)), None)
    number = re.search(r"\b(\d{1,2})(?:er)?\b", said)
    if month and number:
        return _month_day(said, today, month, int(number[1]))
    weekday = next((i for i, name in enumerate(words.days) if name in said), None)
    if weekday is not None:
        ahead = weekday - today.weekday()
        if words.next.search(said) and ahead > 0:
            return None  # this week's or the next one's: people disagree
        return today + timedelta(days=ahead if ahead > 0 else ahead + 7)
    if words.tomorrow.search(said):
        return today + timedelta(days=1)
    return today if words.today.search(said) else None


def _month_day(said: str, today: date, month: int, day: int) -> date | None:
    year = re.search(r"20\d\d", said)
    try:
        found = date(int(year.group()) if year else today.year, month, day)
        return found.replace(year=found.year + 1) if not year and found < today else found
    except ValueError:
        return None
