"""Near copies of an evidence sentence, compared word for word: what was put in place of what.

This is how a small model errs: it copies a sentence and changes one word in it. The words of both are aligned
(difflib's longest matching blocks); where a few words stand in the place of others, between the same words, and both
are numbers, names, units, opposites or may and must, the copy contradicts its source. Other words may be exchanged.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from app.domain.retrieval import Fault, FaultKind
from app.retrieval.conditions import keeps, restrictions, restricts
from app.retrieval.grounding_names import JOINING, TITLES
from app.retrieval.grounding_units import SCALES, UNITS
from app.retrieval.grounding_words import NEGATIONS, OPPOSITES
from app.retrieval.numerals import numbers_in
from app.retrieval.words import content_stems, fold, is_stop_word

_NEAR_COPY = 0.6
"""Share of the words of a sentence that stand in the source in the same order."""
_AS_LIKE = 0.9
_SMALL_EDIT = 4
_SAME_START = 4
_TOKEN = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)*|[€$£¥%°]")
_MUST, _MAY = (
    frozenset({"must", "shall", "muss", "mussen", "doit", "doivent", "debe", "deben"}),
    frozenset({"may", "can", "darf", "durfen", "kann", "konnen", "peut", "peuvent", "puede", "pueden"}),
)


@dataclass(frozen=True, slots=True)
class Edit:
    """``said`` stands where the source has ``meant``; either may be empty. Words as written."""

    said: tuple[str, ...]
    meant: tuple[str, ...]
    before: str
    """The word before both, lower case."""
    behind: str
    """The word behind both, where it is the same one; lower case."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A sentence aligned with a source: ``likeness`` is the share of its words that stand there in the same order."""

    likeness: float
    edits: tuple[Edit, ...]
    said: tuple[str, ...]
    meant: tuple[str, ...]
    """All words of both, folded, in lower case."""


def align(text: str, source: str) -> Copy | None:
    """The small changes between a near copy and its source; None when it is no near copy."""
    said, meant = _TOKEN.findall(text), _TOKEN.findall(source)
    low, source_low = [fold(t).lower() for t in said], [fold(t).lower() for t in meant]
    codes = SequenceMatcher(None, low, source_low, autojunk=False).get_opcodes()
    same = sum(b - a for tag, a, b, _, _ in codes if tag == "equal")
    if not said or same < _NEAR_COPY * len(said):
        return None
    found = []
    for n, (tag, a, b, c, d) in enumerate(codes):
        anchored = n and (n + 1 < len(codes) or b == len(said))
        if tag != "equal" and (anchored or d - c == b - a) and b - a <= _SMALL_EDIT:
            behind = low[b] if b < len(low) and d < len(source_low) and low[b] == source_low[d] else ""
            found.append(Edit(tuple(said[a:b]), tuple(meant[c:d]), low[a - 1] if a else "", behind))
    return Copy(same / len(said), tuple(found), tuple(low), tuple(source_low))


def edit_faults(text: str, sources: Sequence[str], names: frozenset[str]) -> tuple[Fault, ...]:
    """What is wrong with ``text`` as a near copy of the source that it is most like; nothing when it is none.

    Of sources that are about as like, the one with the fewest objections counts. ``names`` (lower case) tell a name
    that opens a sentence from another word that does.
    """
    copies = [copy for copy in (align(text, source) for source in sources) if copy is not None]
    likest = max((copy.likeness for copy in copies), default=0.0)
    as_like = [_objections(copy, text, names) for copy in copies if copy.likeness >= _AS_LIKE * likest]
    return min(as_like, key=len, default=())


def _objections(copy: Copy, text: str, names: frozenset[str]) -> tuple[Fault, ...]:
    faults = [fault for edit in copy.edits for fault in _faults(edit, copy, text, names)]
    denials = sum(_denials(e.said) - _denials(e.meant) for e in copy.edits if _bare(e.said + e.meant))
    return (Fault(FaultKind.NEGATION), *faults) if denials else tuple(faults)


def _in_its_place(edit: Edit, copy: Copy, names: frozenset[str]) -> bool:
    """Whether something was put in another's place, and not only moved: it is new, or more often there, or the two
    changed places, or the word behind it belongs to the other.
    """
    said, meant = _low(edit.said), _low(edit.meant)
    telling = [w for w in said if not is_stop_word(w)]
    if not telling:
        return True
    if any(copy.said.count(w) > copy.meant.count(w) for w in telling):
        return True
    exchanged = [w for w in meant if not is_stop_word(w) and w in copy.said]
    if exchanged:
        return not _listed(telling[0], exchanged[0], copy.meant, names)
    return edit.behind != "" and edit.behind not in _behind(telling[-1], copy.meant) and telling[-1] in names


def _low(tokens: Sequence[str]) -> list[str]:
    return [fold(t).lower() for t in tokens]


def _behind(word: str, tokens: Sequence[str]) -> set[str]:
    return {tokens[k + 1] if k + 1 < len(tokens) else "" for k, t in enumerate(tokens) if t == word}


def _listed(a: str, b: str, tokens: Sequence[str], names: frozenset[str]) -> bool:
    """Whether the two stand in one list ("A, B and C"), where order says nothing."""
    first, last = sorted((tokens.index(a), tokens.index(b)))
    between = tokens[first + 1 : last]
    return bool(JOINING.intersection(between)) and all(t in JOINING or t in names for t in between)


def _denials(tokens: Sequence[str]) -> int:
    return sum(fold(w).lower() in NEGATIONS for w in tokens)


def _faults(edit: Edit, copy: Copy, text: str, names: frozenset[str]) -> Iterator[Fault]:
    said, meant = [fold(w).lower() for w in edit.said], [fold(w).lower() for w in edit.meant]
    if edit.said and edit.meant and len(edit.meant) <= _SMALL_EDIT and _in_its_place(edit, copy, names):
        number_or_unit = _other_number(said, meant) or _other_unit(edit, said, meant)
        if number_or_unit or _other_name(edit, names) or _turned(said, meant):
            yield Fault(FaultKind.CONTRADICTED, " ".join(edit.said))
    elif edit.meant and not edit.said:
        yield from _left_out(" ".join(edit.meant), text, " ".join(copy.meant))


def _bare(tokens: Sequence[str]) -> bool:
    """Nothing but small words and negations: what is left out or put in is the denial itself."""
    return not [w for w in tokens if fold(w).lower() not in NEGATIONS and content_stems(w)]


def _other_number(said: Sequence[str], meant: Sequence[str]) -> bool:
    ours, theirs = numbers_in(" ".join(said)), numbers_in(" ".join(meant))
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def _other_unit(edit: Edit, said: Sequence[str], meant: Sequence[str]) -> bool:
    """Another unit or scale behind the same number."""
    if not numbers_in(edit.before) or not meant or not said:
        return False
    for table in (UNITS, SCALES):
        theirs, ours = table.get(meant[0]), table.get(said[0])
        if theirs is not None and ours is not None:
            return (
                not (theirs & ours)
                if isinstance(theirs, frozenset) and isinstance(ours, frozenset)
                else theirs != ours
            )
    return meant[0] in UNITS and len(said) == len(meant)


def _other_name(edit: Edit, names: frozenset[str]) -> bool:
    ours, theirs = _names(edit.said, edit.before, names), _names(edit.meant, edit.before, names)
    if not ours or not theirs or set(ours) & set(theirs):
        return False
    if _initials(ours) & {"".join(theirs)} or _initials(theirs) & {"".join(ours)}:
        return False
    return not any(_alike(a, b) for a in ours for b in theirs)


def _names(tokens: Sequence[str], before: str, names: frozenset[str]) -> list[str]:
    """The parts of a name in lower case; nothing where other words that mean something stand among them."""
    found = []
    for k, token in enumerate(tokens):
        low = fold(token).lower()
        opens = (
            not k
            and not before
            and low not in names
            and not all(t[0].isupper() for t in tokens[:2][1:] or "x")
        )
        if token[0].isupper() and not is_stop_word(low) and not opens:
            found += [] if low in TITLES else [low]
        elif not is_stop_word(low):
            return []
    return found


def _alike(a: str, b: str) -> bool:
    start = min(_SAME_START, len(a), len(b))
    return start > 2 and a[:start] == b[:start]


def _initials(names: Sequence[str]) -> set[str]:
    return {"".join(n[0] for n in names)} if len(names) > 1 else set()


def _turned(said: Sequence[str], meant: Sequence[str]) -> bool:
    """An opposite, or may for must."""
    if any(OPPOSITES.get(a, frozenset()) & set(meant) for a in said if a not in meant):
        return True
    ours, theirs = set(said), set(meant)
    return bool((ours & _MUST and theirs & _MAY) or (ours & _MAY and theirs & _MUST))


def _left_out(words_left_out: str, text: str, source: str) -> Iterator[Fault]:
    """A limit that was left away while what it limits was kept."""
    found = restrictions(words_left_out)
    kept = " ".join(w for w in words_left_out.split() if not any(w.lower() in r.words.split() for r in found))
    for restriction in found:
        if restricts(restriction) and not content_stems(kept) and not keeps(restriction, text, source):
            yield Fault(FaultKind.LOST_CONDITION, restriction.words)
