"""Tells 8-bit encodings apart by the letters they would yield. Standard library only.

Statistical detectors need a page of text; which letters a language has, and which of them are common, tells more
in one line. Every encoding is tried with the languages it was made for; letters that the language does not have,
signs and capitals within words speak against it.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

# Letters beyond ASCII by language, the most common ones first.
_GERMAN = "üäößé"
_FRENCH = "éèàêçâîôûùïëœñ"
_SPANISH = "óíáñéúüºª"
_PORTUGUESE = "ãçáéóíêõâàúôºª"
_ITALIAN = "èàùòéìíóáº"
_NORDIC = "äöåæøéüáóíýðþúàô"
_TURKISH = "ıişğüöçİâîû"
_POLISH = "ąęłóśżćńź"
_CZECH = "áíéěřýšžčůúťďňóľĺŕôä"
_HUNGARIAN = "éáőöóüíúű"
_ROMANIAN = "ăîâşţ"
_CROATIAN = "čšžćđ"
_LITHUANIAN = "ėšųžįąčūęāīēņķļģ"
_RUSSIAN = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё"
_UKRAINIAN = "оаинівретслкдумпзябьгчйїцюхжшщєфґ"
_GREEK = "αοιετσνηυρπκμλωάίςόέγήδώχθύφβξζψϊϋΐ"
_HEBREW = "יוהלארתבשמםענדחקפןטכגסזצךףץ"
_ARABIC = "اليمنرتوبةعدفسهكقحجشطصخذضئءأإآىزثغظؤًٌٍَُِّْ،؟ـ"

_CANDIDATES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("cp1252", (_GERMAN, _FRENCH, _SPANISH, _PORTUGUESE, _ITALIAN, _NORDIC)),
    ("cp1250", (_POLISH, _CZECH, _HUNGARIAN, _ROMANIAN, _CROATIAN)),
    ("cp1254", (_TURKISH,)),
    ("iso8859_2", (_POLISH, _CZECH, _HUNGARIAN, _ROMANIAN, _CROATIAN)),
    ("cp1257", (_LITHUANIAN,)),
    ("cp850", (_GERMAN, _FRENCH, _SPANISH, _PORTUGUESE, _ITALIAN, _NORDIC)),
    ("mac_roman", (_GERMAN, _FRENCH, _SPANISH, _PORTUGUESE, _ITALIAN, _NORDIC)),
    ("iso8859_15", (_FRENCH,)),
    ("cp852", (_POLISH, _CZECH, _HUNGARIAN)),
    ("cp1251", (_RUSSIAN, _UKRAINIAN)),
    ("koi8_r", (_RUSSIAN,)),
    ("koi8_u", (_UKRAINIAN,)),
    ("iso8859_5", (_RUSSIAN,)),
    ("cp866", (_RUSSIAN,)),
    ("mac_cyrillic", (_RUSSIAN,)),
    ("cp1253", (_GREEK,)),
    ("iso8859_7", (_GREEK,)),
    ("cp1255", (_HEBREW,)),
    ("cp1256", (_ARABIC,)),
    ("iso8859_6", (_ARABIC,)),
)
_SIGNS = frozenset("«»„“”‘’‚–—…•€£§°·©®™№\xa0¿¡")
_WITHIN = re.compile(r"[^\W\d_][^\w\s\x00-\x7f’‘\xad·][^\W\d_]")
"""A sign between two letters."""
_CAPITAL_WITHIN = re.compile(r"[^\W\d_A-Z]+(?<=[a-zß-öø-ÿа-џα-ώ])[А-ЯЁІЇЄΑ-ΩÀ-ÖØ-ÞŁŚŻČŘŠŽŐŰŤĎŇĽ]")
_MIXED = re.compile(r"[A-Za-z][\u0370-\u06ff]|[\u0370-\u06ff][A-Za-z]")
"""Latin letters joined to others."""
_FINAL_WITHIN = re.compile("[\u03c2\u05da\u05dd\u05df\u05e3\u05e5](?=[\u03b1-\u03ce\u05d0-\u05ea])")
_FINAL = re.compile("[\u03b1-\u03ce]\u03c2\\b|[\u05d0-\u05ea][\u05da\u05dd\u05df\u05e3\u05e5]\\b")
"""Forms of letters that stand at the end of words only."""
_WRONG = (_WITHIN, _CAPITAL_WITHIN, _MIXED, _FINAL_WITHIN)
_RIGHT = (_FINAL,)
_BONUS = 0.5

_RAREST, _CAPITAL, _SIGN, _FOREIGN, _UNDEFINED = 0.35, 0.85, 0.4, -1.0, -2.0
_ENOUGH = 0.45
_SAMPLE = 12 * 1024


def encoding_by_letters(sample: bytes) -> str | None:
    """The encoding that makes sense of the bytes beyond ASCII; None when none does, or there is none."""
    sample = _around_high_bytes(sample)
    high = sum(byte > 127 for byte in sample)
    if not high:
        return None
    best, best_score = None, _ENOUGH
    for encoding, languages in _CANDIDATES:
        text = sample.decode(encoding, "replace")
        counts = Counter(character for character in text if character > "\x7f")
        scores = [_score(counts, language) for language in languages]
        if max(scores) + _BONUS / 2 <= best_score:
            continue
        wrong = sum(len(pattern.findall(text)) for pattern in _WRONG)
        right = sum(len(pattern.findall(text)) for pattern in _RIGHT)
        score = max(scores) + (right * _BONUS - wrong) / high
        if score > best_score + 1e-9:
            best, best_score = encoding, score
    return best


def _around_high_bytes(sample: bytes) -> bytes:
    """The part of a long sample in which there is something to tell from."""
    if len(sample) <= _SAMPLE:
        return sample
    first = re.search(rb"[\x80-\xff]", sample)
    start = max(0, first.start() - 200) if first else 0
    return sample[start : start + _SAMPLE]


def _score(counts: Counter[str], language: str) -> float:
    """How well the characters fit: 1 for the most common letter, below 0 for what the language does not have."""
    weights = _weights(language)
    total = 0.0
    for character, count in counts.items():
        weight = weights.get(character)
        if weight is None:
            lower = weights.get(character.lower())
            weight = lower * _CAPITAL if lower is not None else _other(character)
        total += weight * count
    return total / sum(counts.values())


@cache
def _weights(language: str) -> dict[str, float]:
    return {letter: 1 - (1 - _RAREST) * rank / len(language) for rank, letter in enumerate(language)}


def _other(character: str) -> float:
    if character in _SIGNS:
        return _SIGN
    return _UNDEFINED if character == "\ufffd" or not character.isprintable() else _FOREIGN
