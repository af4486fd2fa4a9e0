"""Who is meant when somebody is named or spoken to: full names, parts that only one person has, and roles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from app.domain.meetings import Utterance
from app.retrieval.words import fold, is_stop_word, words
from app.tasks.minutes.cues import cues_of

_TITLES = frozenset(
    {"mr", "mrs", "ms", "dr", "prof", "hon", "speaker", "unknown", "participant", "the", "herr", "frau"}
)
_MIN_PART = 3
_ROLE = re.compile(r"\s*\([^()]*[^\W\d][^()]*\)\s*$")
_PLACED = re.compile(r"\b(?:[Tt]he|[Ii]n|[Aa]cross|[Ww]ithin|[Tt]hroughout|[Ii]m|[Ee]n)\s+([^\W\d_]+)")
_JOINED = re.compile(r"\s+and\s+|,\s*")


@dataclass(frozen=True, slots=True)
class People:
    """``speakers`` in order of appearance; ``alias`` maps what may be said (folded words) to a speaker."""

    speakers: tuple[str, ...]
    alias: dict[tuple[str, ...], str]
    third_parties: frozenset[str]

    def mentioned(self, text: str) -> list[tuple[int, str]]:
        """(character offset, speaker) of every speaker named in ``text``, in order."""
        found = []
        tokens = [(m.start(), m.group()) for m in re.finditer(r"[^\W_]+", text)]
        taken = -1
        for i in range(len(tokens)):
            if i <= taken:
                continue
            for length in (4, 3, 2, 1):
                span = tokens[i : i + length]
                name = self._lookup(span) if len(span) == length else None
                if name:
                    found.append((span[0][0], name))
                    taken = i + length - 1
                    break
        return found

    def persons(self, subject: str) -> tuple[str, ...]:
        """The persons of "Ana", "Ana and Ben" or "the Chair"; empty when one of them is nobody known."""
        names: list[str] = []
        for part in _JOINED.split(subject):
            mentioned = self.mentioned(part)
            if mentioned:
                names.append(mentioned[-1][1])
            elif part.strip() in self.third_parties:
                names.append(part.strip())
            else:
                return ()
        return tuple(dict.fromkeys(names))

    def _lookup(self, span: Sequence[tuple[int, str]]) -> str | None:
        key = tuple(fold(word).lower() for _, word in span)
        name = self.alias.get(key)
        if name and len(key) == 1 and span[0][1].islower():
            return None  # "mark" is not Mark, "marketing" not the Marketing Expert
        return name


def know(utterances: Sequence[Utterance], languages: Sequence[str | None] = ()) -> People:
    """The speakers of a meeting, how they may be called, and people who are talked about.

    ``languages`` says for every utterance what is spoken there.
    """
    speakers = tuple(dict.fromkeys(u.speaker for u in utterances if u.speaker))
    return People(speakers, _aliases(speakers), _third_parties(utterances, speakers, languages))


def same_person(speakers: Iterable[str]) -> dict[str, str]:
    """Who each name stands for: "Ann Lee (Leeds, Ind.)" and "Ann Lee" are one, called as at first.

    Two names that differ only in what stands in brackets are two people, unless one of them stands without.
    """
    names = tuple(speakers)
    known = frozenset(names)
    first: dict[str, str] = {}
    found = {}
    for name in names:
        bare = _ROLE.sub("", name)
        found[name] = first.setdefault(bare, name) if bare in known else name
    return found


def _aliases(speakers: Iterable[str]) -> dict[tuple[str, ...], str]:
    """Whole names, pairs of neighbouring words and single words, as far as they mean one speaker only."""
    owners: dict[tuple[str, ...], set[str]] = {}
    for speaker, person in same_person(speakers).items():
        for key in _ways_to_say(speaker):
            owners.setdefault(key, set()).add(person)
    return {key: next(iter(names)) for key, names in owners.items() if len(names) == 1}


def _ways_to_say(speaker: str) -> set[tuple[str, ...]]:
    bare = re.sub(r"\(.*?\)", " ", speaker)
    last, comma, first = bare.partition(",")
    parts = [w for w in words(f"{first} {last}" if comma else bare) if w not in _TITLES]
    ways = {tuple(parts)} if parts else set()
    ways |= {tuple(parts[i : i + 2]) for i in range(len(parts) - 1)}
    ways |= {
        (part,) for part in parts if len(part) >= _MIN_PART and not part.isdigit() and not is_stop_word(part)
    }
    return ways


def _third_parties(
    utterances: Sequence[Utterance], speakers: Sequence[str], languages: Sequence[str | None]
) -> frozenset[str]:
    """Names of people who do not speak but are said to do something.

    Never a word also written in lower case, nor what things happen in ("in Wales") or what has an article ("the Bill").
    """
    known = {word for speaker in speakers for word in words(speaker)}
    lower: set[str] = set()
    named: set[str] = set()
    placed: set[str] = set()
    for utterance, language in zip_longest(utterances, languages):
        lower |= {token for token in re.findall(r"[^\W\d_]+", utterance.text) if token.islower()}
        placed |= set(_PLACED.findall(utterance.text))
        cues = cues_of(language)
        named |= set(cues.name_does.findall(utterance.text)) if cues else set()
    return frozenset(
        name
        for name in named - placed
        if name.lower() not in lower and name.lower() not in known and not is_stop_word(name.lower())
    )
