"""Which language is spoken, stretch by stretch, told by the small words that every sentence of a language is full of.

A meeting may change its language, and one English product name must not change that of a German sentence; so the
words of about forty utterances are counted together. Scripts other than the Latin one are told by their letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.meetings import ALL_IN, PARTS_IN, Utterance
from app.retrieval.words import words
from app.tasks.minutes.cues import cues_of

STRETCH = 40
"""Utterances that are judged together."""
NOTICED = 0.1
"""Share of the talk from which a language without cues is worth a word to the reader."""
_FEWEST_WORDS = 8
_SHARE, _LEAD = 0.06, 1.3
"""A language is named when at least this share of the words is its own small words, and so many times more than of the
next language."""
_SMALL_WORDS = {
    "en": """the and you that it is was we this have what but not they with are so if or there just like
    know would can your about then think them because do don't i'm it's that's we're were been from will
    which when how yeah well get going did""",
    "de": """der die das und ich ist nicht wir es ein eine zu den auch mit sie dass auf dann ja aber noch
    haben wie so da mal für im von dem wenn oder kann hat werden schon nur doch hier sind uns war jetzt
    bei aus wird mir mich dir euch machen gibt muss nach zum zur am keine also immer einen einem
    vielleicht genau""",
    "fr": """le la les et est je vous nous on que qui dans pas pour une un des du ce il elle sur avec
    mais plus ça c'est j'ai qu'on très bien alors donc être avoir fait sont aux au par cette ils moi tout
    comme si ou y a-t-il d'accord oui""",
    "es": """el los las y es que en no un una por con para se lo como pero más esto eso yo nos hay muy
    está son del al porque cuando también ya si tenemos vamos hacer bueno este esta ese sí qué creo
    entonces""",
    "it": """il lo gli e che di non è per una un sono con mi ci si come ma anche questo quello più
    abbiamo perché della del nel alla allora quindi dobbiamo cosa però molto ho ha hanno bene va facciamo""",
    "nl": """de het een en ik dat niet we is van in zijn je er wat maar ook voor met hebben als dan nog
    naar wij ze heb aan wel geen moeten kunnen gaan even dus omdat zou dit deze""",
    "pt": """o os as e que não um uma para com por se mais mas como isso nós você eu está são muito
    também já quando então fazer temos vai tem ele ela porque aqui esse essa ser""",
    "pl": """i w nie na się że to jest z do jak ale o co tak po czy już są dla tylko może mamy było
    jeszcze tego""",
    "cs": """a v na se že to je s do jak ale o co tak po už jsou pro jen může máme bylo ještě tady
    protože když jsme jsem by""",
    "sv": """och att det som en är inte vi jag på för med den har ett men så om kan ska från till var
    också när då""",
    "da": """og at det som en er ikke vi jeg på for med den har et men så om kan skal fra til var også
    når""",
    "tr": """bir ve bu da de için çok ne var ama gibi daha olarak mi ben biz değil kadar şey evet""",
}
_WORDS = {language: frozenset(words(text)) for language, text in _SMALL_WORDS.items()}
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]")),
    ("zh", re.compile(r"[\u4e00-\u9fff]")),
    ("ko", re.compile(r"[\uac00-\ud7af]")),
    ("ru", re.compile(r"[\u0400-\u04ff]")),
    ("el", re.compile(r"[\u0370-\u03ff]")),
    ("ar", re.compile(r"[\u0600-\u06ff]")),
    ("he", re.compile(r"[\u0590-\u05ff]")),
    ("hi", re.compile(r"[\u0900-\u097f]")),
    ("th", re.compile(r"[\u0e00-\u0e7f]")),
)
CODES = frozenset(_WORDS) | {code for code, _ in _SCRIPTS}
"""Every language that can be told."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """``main`` is spoken most (None: not clear); ``of[i]`` around utterance i, ``main`` where that is unclear.

    ``shares`` are those of the languages in all words, the greatest first.
    """

    main: str | None
    of: tuple[str | None, ...]
    shares: tuple[tuple[str, float], ...]


def spoken(utterances: Sequence[Utterance], declared: str | None = None) -> Spoken:
    """Judge a transcript; ``declared`` (what its file says) counts where the words do not tell."""
    stretches = [utterances[i : i + STRETCH] for i in range(0, len(utterances), STRETCH)]
    judged = [
        (language_of(" ".join(u.text for u in s)), sum(len(u.text.split()) for u in s)) for s in stretches
    ]
    sizes: Counter[str] = Counter()
    for language, size in judged:
        if language:
            sizes[language] += size
    total = sum(sizes.values()) or 1
    shares = tuple((language, size / total) for language, size in sizes.most_common())
    main = shares[0][0] if shares else _code(declared)
    of = [language or main for (language, _), stretch in zip(judged, stretches, strict=True) for _ in stretch]
    return Spoken(main, tuple(of), shares)


def language_of(text: str) -> str | None:
    """ISO 639-1, or None where there is too little to tell it from."""
    letters = sum(c.isalpha() for c in text)
    for language, script in _SCRIPTS:
        if letters and len(script.findall(text)) > letters / 4:
            return language
    said = words(text)
    if len(said) < _FEWEST_WORDS:
        return None
    counts = Counter({language: sum(w in small for w in said) for language, small in _WORDS.items()})
    (first, most), (_, second) = counts.most_common(2)
    return first if most >= _SHARE * len(said) and most >= _LEAD * second else None


def small_words(language: str | None) -> frozenset[str]:
    """The words, folded, that every sentence of a language is full of; none for a language nobody listed them for."""
    return _WORDS.get(language or "", frozenset())


def _code(declared: str | None) -> str | None:
    code = (declared or "").strip().lower()[:2]
    return code if code in CODES else None


def notice(said: Spoken) -> str:
    """What minutes of this talk cannot hold, as ``Minutes.notice``; "" where they hold everything."""
    if said.main and cues_of(said.main) is None:
        return f"{ALL_IN}{said.main}"
    foreign = [code for code, share in said.shares if cues_of(code) is None and share >= NOTICED]
    return f"{PARTS_IN}{','.join(foreign)}" if foreign else ""
