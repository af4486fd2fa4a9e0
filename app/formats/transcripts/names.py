"""Who speaks: names in front of what is said, and the spellings of one person brought together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.formats.transcripts.draft import Cue

PREFIX = re.compile(r"^\s*([^\s:：][^:：\n]{0,119}?)\s*[:：](?=\s|[^\x00-\x7f]|$)\s*(.*)$", re.DOTALL)
BRACKETED = re.compile(r"^\s*\[([^\]\n]{1,60})\]\s*:?\s+(\S.*)$", re.DOTALL)

# Words that stand before a colon without being anybody's name.
_LABEL_WORDS = """
    note notes nb ps re fw fwd http https agenda attendees participants present apologies absent decision
    decisions action actions todo to-do task tasks question questions answer q a date time place location subject
    topic title summary keywords speakers duration recording language kind transcript meeting minutes example
    remember warning important update result results conclusion next step steps source style region
"""
_SOUND_WORDS = "laughter laughs laughing music applause silence inaudible crosstalk noise pause cough coughs"
_PARTICLE_WORDS = (
    "of the and de del della di da dos la le van von der den zu bin ibn al el y for in on to & / -"
)
_ROLE_WORDS = "host co-host cohost guest external extern me you organizer organiser presenter moderator"

_LABELS = frozenset(_LABEL_WORDS.split())
_SOUNDS = frozenset(_SOUND_WORDS.split())
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_ROLES = frozenset(_ROLE_WORDS.split())


def is_label(name: str) -> bool:
    """Is this the head of a list or a sound rather than somebody?"""
    first = name.casefold().split()
    return not first or name.casefold() in _LABELS | _SOUNDS or (len(first) <= 2 and first[0] in _LABELS)


def could_be_name(name: str) -> bool:
    """Loose test, for a prefix that recurs: short, starts with a letter or digit, no sentence, no label."""
    bare = re.sub(r"\(.*\)", "", name).strip() or name.strip("() ")
    if is_label(bare) or not bare[:1].isalnum() or len(bare.split()) > 7:
        return False
    return not re.search(r"[!?;\"“”…]|\.\s+[a-z]|https?$", bare) and not bare.replace(" ", "").isdigit()


def looks_like_name(name: str) -> bool:
    """Strict test, for a prefix seen once: at most five words, each capitalised, a particle or a number."""
    bare = re.sub(r"\(.*\)", "", name).strip() or name.strip("() ")
    words = bare.split()
    if not could_be_name(name) or not 1 <= len(words) <= 5 or bare[0].isdigit():
        return False
    return all(_name_word(word) for word in words) and not words[0].islower()


def _name_word(word: str) -> bool:
    return word.lower() in _PARTICLES or not word[0].isalpha() or not word[0].islower() or word.isdigit()


def speakers_among(prefixes: Iterable[str], lines: int) -> frozenset[str]:
    """Which of the prefixes found on ``lines`` lines are speakers (case-folded).

    A recurring prefix passes the loose test, a single one the strict test; when hardly any line has a
    prefix, single ones are taken for running text.
    """
    seen = Counter(prefix.casefold() for prefix in prefixes)
    sample = {prefix.casefold(): prefix for prefix in prefixes}
    likely = sum(count for name, count in seen.items() if could_be_name(sample[name]))
    common = likely * 3 >= lines
    return frozenset(
        name
        for name, count in seen.items()
        if (count > 1 and could_be_name(sample[name])) or (common and looks_like_name(sample[name]))
    )


def split_prefix(text: str) -> tuple[str, str] | None:
    """("Name", "what is said") of "Name: text" or "[Name] text"; None when there is no such prefix."""
    match = BRACKETED.match(text) or PREFIX.match(text)
    if not match:
        return None
    # "Ana: see https://..." has its name before the first colon; "10:30 ..." has none.
    return None if match[1].replace(" ", "").isdigit() else (match[1].strip(), match[2].strip())


def name_cues(cues: Sequence[Cue]) -> list[Cue]:
    """Take the names out of "Name: text" cues; a cue without a name goes on with the speaker before it."""
    prefixes = [found[0] for cue in cues if (found := split_prefix(cue.text))]
    speakers = speakers_among(prefixes, len(cues))
    if not speakers:
        return list(cues)
    named: list[Cue] = []
    speaker: str | None = None
    for cue in cues:
        found = split_prefix(cue.text)
        text = cue.text
        if found and found[0].casefold() in speakers:
            speaker, text = found
        named.append(replace(cue, speaker=speaker, text=text))
    return named


def person_key(name: str) -> str:
    """Equal for the spellings of one person: case, "Last, First" and asides in parentheses do not count."""
    bare = re.sub(r"\s*\(([^()]*)\)\s*$", lambda m: "" if _aside(m[1]) else m[0], name).strip() or name
    last, comma, first = bare.partition(",")
    if comma and first.strip() and "," not in first and "(" not in bare:
        bare = f"{first.strip()} {last.strip()}"
    return " ".join(bare.casefold().split())


def _aside(inside: str) -> bool:
    """(Host), (she/her), (interrupting): says nothing about who it is, unlike (Contoso)."""
    words = re.split(r"[\s,/]+", inside.strip())
    return all(word.casefold() in _ROLES or word[:1].islower() for word in words if word)


def unify(cues: Iterable[Cue]) -> list[Cue]:
    """Every person under one spelling: the plainest of those in the file."""
    cues = list(cues)
    spellings = Counter(cue.speaker for cue in cues if cue.speaker)
    groups: dict[str, list[str]] = {}
    for name in spellings:
        groups.setdefault(person_key(name), []).append(name)
    shown = {
        name: min(group, key=lambda n: (_plainness(n), -spellings[n]))
        for group in groups.values()
        for name in group
    }
    return [replace(cue, speaker=shown[cue.speaker]) if cue.speaker else cue for cue in cues]


def _plainness(name: str) -> int:
    return 4 * ("(" in name) + 2 * ("," in name) + (name.isupper() or name.islower())
