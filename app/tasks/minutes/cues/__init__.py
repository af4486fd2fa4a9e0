"""The cues of every language that decisions, tasks and questions are found in."""

from __future__ import annotations

from app.tasks.minutes.cues.english import ENGLISH
from app.tasks.minutes.cues.french import FRENCH
from app.tasks.minutes.cues.german import GERMAN
from app.tasks.minutes.cues.spanish import SPANISH
from app.tasks.minutes.cues.tables import Cues, TaskPattern, Who

__all__ = ["COVERED", "Cues", "TaskPattern", "Who", "cues_of"]

_BY_LANGUAGE = {cues.language: cues for cues in (ENGLISH, GERMAN, FRENCH, SPANISH)}
COVERED = tuple(_BY_LANGUAGE)
"""ISO 639-1 codes, English first."""


def cues_of(language: str | None) -> Cues | None:
    """The tables of a language, English for talk in no language in particular; None for one nobody wrote tables for."""
    return _BY_LANGUAGE.get(language or "en")
