"""Utterances cut into sentences that can be quoted: no fillers, no stumbling, the speaker's own words otherwise."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from app.domain.meetings import Utterance
from app.retrieval.sentences import split_sentences
from app.retrieval.stemming import stem
from app.retrieval.words import content_stems, is_stop_word, words
from app.tasks.minutes.cues import Cues, cues_of
from app.tasks.minutes.runs import runs

_LONGEST = 400
"""Characters. Longer ones are no sentences, and looking for cues in them would take the square of their length."""
_STUTTER = re.compile(r"\b(\w{1,3})-\s+(?=\1)", re.IGNORECASE)
_WORD = r"[^\W\d_]+(?:['’][^\W\d_]+)?"
_TWICE = re.compile(rf"\b({_WORD}(?:\s+{_WORD}){{0,2}})(?:,?\s+\1\b)+(?!['’-])", re.IGNORECASE)
_VOWELS = "aeiouäöü"
_VOWEL = re.compile(r"[^bcdfghjklmnpqrstvwxz]")
_PLAIN_WORD = re.compile(r"(?<![\w'’.-])[^\W\d_]+(?![\w'’.-])")
_LONGEST_FRAGMENT = 3
_BROKEN_OFF = re.compile(r"(?<![\w'’-])([a-zäöüß]{1,4})\s+(?=\1[^\W\d_])")
_CUT_SHORT = re.compile(r"[\s,;:–-]+$")
_CONTRACTED = re.compile(r"'(?:ll|re|ve|d|m|t)$")


@dataclass(frozen=True, slots=True)
class Piece:
    """One sentence. ``at`` is the id of the utterance it begins in, ``text`` its words from the first real one on.

    ``language`` is what is spoken there, None where that is not clear. ``more`` are the utterances it goes on in, where
    captions cut it.
    """

    at: int
    speaker: str | None
    text: str
    raw: str
    stems: frozenset[str]
    language: str | None = None
    more: tuple[int, ...] = ()

    @property
    def utterances(self) -> tuple[int, ...]:
        """Ids of all utterances it stands in."""
        return (self.at, *self.more)


def cut(utterances: Sequence[Utterance], languages: Sequence[str | None] = ()) -> list[Piece]:
    """All sentences in order; an utterance of nothing but hesitation gives one piece without stems.

    ``languages`` says for every utterance what is spoken there. A sentence that captions cut in two is one again.
    """
    found: list[Piece] = []
    for run in runs(utterances, languages):
        language = languages[run.start] if languages else None
        found += _pieces(utterances[run.start : run.stop], language)
    return found


def _pieces(said: Sequence[Utterance], language: str | None) -> Iterator[Piece]:
    """The sentences of utterances that are read as one."""
    cues = cues_of(language)
    whole = " ".join(u.text for u in said)
    begins = list(accumulate((len(u.text) + 1 for u in said[:-1]), initial=0))
    for span in split_sentences(whole):
        first, last = bisect_right(begins, span.start) - 1, bisect_right(begins, span.end - 1) - 1
        more = tuple(u.id for u in said[first + 1 : last + 1])
        for raw in _short(whole[span.start : span.end]):
            text = without_fillers(without_stumbles(raw, cues), cues)
            stems = _stems(text, cues)
            yield Piece(said[first].id, said[first].speaker, text, raw, stems, language, more)


def _short(sentence: str) -> list[str]:
    """Talk without full stops, cut between words: a line of the minutes is no longer than a few lines."""
    if len(sentence) <= _LONGEST:
        return [sentence]
    parts = [""]
    for word in sentence.split():
        if parts[-1] and len(parts[-1]) + len(word) >= _LONGEST:
            parts.append("")
        parts[-1] = f"{parts[-1]} {word[:_LONGEST]}".strip()
    return parts


def _stems(text: str, cues: Cues | None) -> frozenset[str]:
    """Of the words that say something; what is mere talk in the language is none of them."""
    if cues and cues.chatter:
        kept = (w for w in words(text) if not is_stop_word(w) and w not in cues.chatter)
        found: Iterable[str] = map(stem, kept)
    else:
        found = content_stems(text)
    return frozenset(s for s in found if len(s) > 1 and not _CONTRACTED.search(s))


def without_stumbles(text: str, cues: Cues | None) -> str:
    """The sentence as its speaker meant it: no "um", no words said twice in a row, no broken-off stutter.

    Nothing that carries meaning is touched, so whatever stands in it was said.
    """
    text = cues.hesitation.sub(" ", text) if cues else text
    text = _STUTTER.sub("", text)
    text = _BROKEN_OFF.sub(lambda match: "" if _is_fragment(match[1], cues) else match.group(), text)
    text = _TWICE.sub(r"\1", text)
    return " ".join(text.split())


def _is_fragment(start: str, cues: Cues | None) -> bool:
    """ "defi define" is said once, "so some" is two words; so are "i include" and the Spanish "y ya"."""
    if len(start) == 1:
        return start not in _VOWELS and not (cues and start in cues.chatter)
    return not is_stop_word(start) and not (cues and (start in cues.prose or start in cues.chatter))


def stumbles(text: str) -> int:
    """How often a word breaks off in it and is taken up again ("the regu or the regular"), or is mere consonants."""
    said = _PLAIN_WORD.findall(text)
    lower = [word.lower() for word in said]
    count = 0
    for i, word in enumerate(lower):
        if not _VOWEL.search(word):
            count += len(word) <= _LONGEST_FRAGMENT and not said[i].isupper()
        elif 1 < len(word) <= 2 * _LONGEST_FRAGMENT and not is_stop_word(word):
            count += any(
                after.startswith(word) and len(after) > len(word) + 1 for after in lower[i + 1 : i + 4]
            )
    return count


def is_cut_off(piece: Piece) -> bool:
    """It ends in a word after which something must follow: "and", "the", "to"."""
    cues = cues_of(piece.language)
    return cues is not None and bool(cues.dangling.search(piece.text))


def without_loose_end(text: str, language: str | None) -> str:
    """The words of a sentence that was cut off, up to the last one with which it could have ended."""
    cues = cues_of(language)
    while cues is not None and (loose := cues.dangling.search(text)) and loose.start():
        text = _CUT_SHORT.sub("", text[: loose.start()])
    return text


def without_fillers(text: str, cues: Cues | None) -> str:
    """The sentence from its first real word on, which gets a capital; unchanged when nothing would be left."""
    rest = cues.filler.sub("", text, count=1).strip() if cues else ""
    if not rest or not any(c.isalnum() for c in rest):
        return text.strip()
    return capitalised(_CUT_SHORT.sub("", rest))


def capitalised(text: str) -> str:
    """The first letter as a capital."""
    return text[:1].upper() + text[1:]
