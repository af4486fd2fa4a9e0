"""What minutes cannot hold because of the language that was spoken, as a sentence in the language of who reads it."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.meetings import ALL_IN, PARTS_IN, Minutes
from app.i18n import N_, tr, tr_c
from app.tasks.minutes.cues import COVERED

LANGUAGE_NAMES = {
    "de": N_("German"), "fr": N_("French"), "es": N_("Spanish"), "it": N_("Italian"),
    "nl": N_("Dutch"), "pt": N_("Portuguese"), "pl": N_("Polish"), "cs": N_("Czech"), "sv": N_("Swedish"),
    "da": N_("Danish"), "tr": N_("Turkish"), "ja": N_("Japanese"), "zh": N_("Chinese"), "ko": N_("Korean"),
    "ru": N_("Russian"), "el": N_("Greek"), "ar": N_("Arabic"), "he": N_("Hebrew"), "hi": N_("Hindi"), "th": N_("Thai"),
}  # fmt: skip
"""What a language is called; English by :func:`_name`, for elsewhere it names itself. Scripts that several
languages share are called by the most spoken one."""


def notice_of(minutes: Minutes) -> str:
    """To be shown above the minutes; "" where they hold everything."""
    notice = minutes.notice
    if notice.startswith(ALL_IN):
        return tr(
            "This meeting was held in {language}. Carrel finds decisions, actions and open questions in {covered} "
            "only; here are its topics, a summary in the speakers' own words, and the transcript.",
            language=_named([notice.removeprefix(ALL_IN)]),
            covered=_named(COVERED),
        )
    if notice.startswith(PARTS_IN):
        return tr(
            "Parts of this meeting were held in {languages}. Carrel finds decisions, actions and open questions in "
            "{covered} only.",
            languages=_named(notice.removeprefix(PARTS_IN).split(",")),
            covered=_named(COVERED),
        )
    return notice


def _named(codes: Sequence[str]) -> str:
    """ "English, German and French"."""
    names = [_name(code) for code in codes]
    if len(names) < 2:
        return "".join(names)
    return tr("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])


def _name(code: str) -> str:
    return tr_c("spoken", "English") if code == "en" else tr(LANGUAGE_NAMES.get(code, code))
