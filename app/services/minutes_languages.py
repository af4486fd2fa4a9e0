"""The language of a minutes file: that of the talk, whatever the window speaks, for it goes to who was there.

German and English are those of the window's texts; French and Spanish have the texts of minutes files only. The window
itself, and files of meetings in other languages, speak as the window does.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from contextlib import AbstractContextManager

from app.domain.meetings import Minutes
from app.i18n import ENGLISH, LANGUAGES, Spoken, aside, load

_FRENCH = {
    "Open from last time": "Resté ouvert de la dernière fois",
    "Summary": "Résumé",
    "Decisions": "Décisions",
    "Actions": "Actions",
    "Open questions": "Questions ouvertes",
    "Topics": "Sujets",
    "Since last time": "Depuis la dernière fois",
    "Next": "À faire",
    "In the way or unclear": "Obstacles et points à éclaircir",
    "Decided": "Décidé",
    "What was talked about": "De quoi il a été question",
    "In short": "En bref",
    "Left open": "Resté ouvert",
    "Next steps": "Prochaines étapes",
    "From last time": "De la dernière fois",
    "Agreed to do": "Convenu de faire",
    "Agreed": "Convenu",
    "To come back to": "À reprendre",
    "Transcript": "Transcription",
    "Everyone": "Tous",
    "line {number}": "ligne {number}",
    "nobody named": "sans responsable",
    "edited": "modifié",
    "added by hand": "ajouté à la main",
    "done {day}": "fait le {day}",
    "accepted": "accepté",
    "from {place}": "de {place}",
    "All of the transcript was read: {count} utterances.": "Toute la transcription a été lue : {count} interventions.",
    "{read} of {total} utterances of the transcript were read.":
        "{read} interventions de la transcription sur {total} ont été lues.",
    "Perhaps decided": "Peut-être décidé",
    "{names} and {last}": "{names} et {last}",
    "Parts of this meeting were held in {languages}. "
    "Carrel finds decisions, actions and open questions in {covered} only.":
        "Une partie de cette réunion s’est tenue en {languages}. Carrel ne trouve "
        "les décisions, les actions et les questions ouvertes qu’en {covered}.",
    "English": "anglais", "German": "allemand", "French": "français", "Spanish": "espagnol",
    "Italian": "italien", "Dutch": "néerlandais", "Portuguese": "portugais", "Polish": "polonais",
    "Czech": "tchèque", "Swedish": "suédois", "Danish": "danois", "Turkish": "turc",
    "Japanese": "japonais", "Chinese": "chinois", "Korean": "coréen", "Russian": "russe",
    "Greek": "grec", "Arabic": "arabe", "Hebrew": "hébreu", "Hindi": "hindi",
    "Thai": "thaï",
}  # fmt: skip
_SPANISH = {
    "Open from last time": "Pendiente de la última vez",
    "Summary": "Resumen",
    "Decisions": "Decisiones",
    "Actions": "Tareas",
    "Open questions": "Preguntas abiertas",
    "Topics": "Temas",
    "Since last time": "Desde la última vez",
    "Next": "A continuación",
    "In the way or unclear": "Obstáculos y dudas",
    "Decided": "Decidido",
    "What was talked about": "De qué se habló",
    "In short": "En resumen",
    "Left open": "Quedó abierto",
    "Next steps": "Próximos pasos",
    "From last time": "De la última vez",
    "Agreed to do": "Se acordó hacer",
    "Agreed": "Acordado",
    "To come back to": "Por retomar",
    "Transcript": "Transcripción",
    "Everyone": "Todos",
    "line {number}": "línea {number}",
    "nobody named": "sin responsable",
    "edited": "editado",
    "added by hand": "añadido a mano",
    "done {day}": "hecho el {day}",
    "accepted": "aceptado",
    "from {place}": "de {place}",
    "All of the transcript was read: {count} utterances.": "Se leyó toda la transcripción: {count} intervenciones.",
    "{read} of {total} utterances of the transcript were read.":
        "Se leyeron {read} de {total} intervenciones de la transcripción.",
    "Perhaps decided": "Quizás decidido",
    "{names} and {last}": "{names} y {last}",
    "Parts of this meeting were held in {languages}. "
    "Carrel finds decisions, actions and open questions in {covered} only.":
        "Parte de esta reunión se celebró en {languages}. Carrel encuentra "
        "decisiones, tareas y preguntas abiertas solo en {covered}.",
    "English": "inglés", "German": "alemán", "French": "francés", "Spanish": "español",
    "Italian": "italiano", "Dutch": "neerlandés", "Portuguese": "portugués", "Polish": "polaco",
    "Czech": "checo", "Swedish": "sueco", "Danish": "danés", "Turkish": "turco",
    "Japanese": "japonés", "Chinese": "chino", "Korean": "coreano", "Russian": "ruso",
    "Greek": "griego", "Arabic": "árabe", "Hebrew": "hebreo", "Hindi": "hindi",
    "Thai": "tailandés",
}  # fmt: skip
_MARKS = {"fr": {",": "\u202f", ".": ","}, "es": {",": ".", ".": ","}}
"""Between thousands, and before decimals."""
_TABLES = {"fr": _FRENCH, "es": _SPANISH}


class _Texts(gettext.NullTranslations):
    """A table of texts, with English for what is not in it."""

    def __init__(self, texts: Mapping[str, str], marks: Mapping[str, str]) -> None:
        super().__init__()
        self._texts, self._marks = texts, marks

    def gettext(self, message: str) -> str:
        return self._texts.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self.gettext(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        return self._marks.get(message, self.gettext(message))


def as_spoken(minutes: Minutes) -> AbstractContextManager[None]:
    """While it lasts, texts are in the language of the talk, in this thread."""
    return aside(_texts_of((minutes.transcript.language or "").lower()[:2]))


def _texts_of(language: str) -> Spoken | None:
    if language in _TABLES:
        return Spoken(language, _Texts(_TABLES[language], _MARKS[language]))
    if language == ENGLISH:
        return Spoken()
    return load(language) if language in LANGUAGES else None
