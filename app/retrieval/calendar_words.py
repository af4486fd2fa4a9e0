"""The names of months and weekdays, written once. All are folded (no accents) and in lower case.

Languages are ISO 639 codes: "en", "de", "fr", "es" for months, "en", "de", "fr" for weekdays.
"""

from __future__ import annotations

_MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar marz april mai juni juli august september oktober november dezember",
    "fr": "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_SHORT = ("jan", "feb", "mar", "apr", "", "jun", "jul", "aug", "sep sept", "oct okt", "nov", "dec dez")
_OTHERWISE = {"janner": 1, "maerz": 3}
_WEEKDAYS = {
    "en": "monday tuesday wednesday thursday friday saturday sunday",
    "de": "montag dienstag mittwoch donnerstag freitag samstag sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
}


def month_names(*languages: str) -> frozenset[str]:
    """Full names. Raises KeyError for a language that is not here."""
    return frozenset(name for language in languages for name in _MONTHS[language].split())


def weekday_names(*languages: str) -> frozenset[str]:
    """Full names. Raises KeyError for a language that is not here."""
    return frozenset(name for language in languages for name in _WEEKDAYS[language].split())


def month_numbers(*languages: str) -> dict[str, int]:
    """1 to 12 by name: full, short ("sept", "okt") and otherwise spelt ("maerz")."""
    full = {name: n for lang in languages for n, name in enumerate(_MONTHS[lang].split(), 1)}
    short = {name: n for n, names in enumerate(_SHORT, 1) for name in names.split()}
    return full | short | _OTHERWISE
