"""What restricts a statement (only if, unless, up to, not later than, may, will), and what is lost without it.

"The tenant may sublet with consent" is not told by "The tenant may sublet". Cues are found by fixed lists, made by hand
for English, German, French and Spanish; which of them count is decided by the clause of the evidence that the sentence
retells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.retrieval.grounding_opposites import nearest_clause
from app.retrieval.numerals import numbers_in
from app.retrieval.words import content_stems, fold


class Cue(StrEnum):
    """Kinds of restriction. AT_MOST and UNDER, AT_LEAST and OVER are limits of a number or date that follows."""

    ONLY = "only"
    IF = "if"
    UNLESS = "unless"
    AT_MOST = "at_most"
    AT_LEAST = "at_least"
    UNDER = "under"
    OVER = "over"
    BEFORE = "before"
    AFTER = "after"
    MAY = "may"
    MUST = "must"
    HEDGE = "hedge"
    FUTURE = "future"
    PAST = "past"
    KIND_OF_DAY = "kind_of_day"


_PATTERNS = {
    Cue.ONLY: r"only|solely|exclusively|nur|ausschliesslich|lediglich|seulement|uniquement|solo|solamente|unicamente",
    Cue.IF: r"if|in case|in the event|provided(?: that| the| s?he| it| they| you)"
    r"|as long as|so long as|subject to|on condition|where applicable"
    r"|assuming that|conditional|falls|wenn|sofern|soweit|vorausgesetzt|solange|en cas de|a condition|pourvu que"
    r"|(?:^|, )si|en caso de|siempre que|a condicion"
    r"|(?:consent|approval|permission|zustimmung|einwilligung|genehmigung|consentimiento)|avec l'accord",
    Cue.UNLESS: r"unless|except|excepting|excluding|exclusive of|save for|other than|apart from|but not|es sei denn"
    r"|ausser|ausgenommen|mit ausnahme|sauf|hormis|excepte|a moins que|excepto|salvo|a menos que|if not"
    r"|wenn nicht",
    Cue.AT_MOST: r"up to|at most|no more than|not more than|not (?:to )?exceed\w*|maximum|max|no later than"
    r"|not later than|at the latest|within"
    r"|by(?= (?:the )?(?:end|\d{1,2}(?:st|nd|rd|th)|(?:\d{1,2} )?{day}|\w+ (?:\w+ )?day))"
    r"|until|till|bis zu[mr]?|bis(?= ende| (?:\d{1,2}\.? )?{day})|hochstens|maximal|nicht mehr als|spatestens|innerhalb"
    r"|au plus|jusqu'a|au maximum|como maximo|hasta|a mas tardar|no mas de|limited to|capped at",
    Cue.AT_LEAST: r"at least|no less than|not less than|no fewer than|minimum|min|no earlier than|not before"
    r"|not earlier than|at the earliest|mindestens|wenigstens|nicht weniger als|fruhestens|au moins|au minimum"
    r"|al menos|como minimo|por lo menos|or more|oder mehr|ou plus|o mas",
    Cue.UNDER: r"(?<!no )(?<!not )less than|(?<!no )fewer than|below|under|(?<!nicht )weniger als|unter"
    r"|moins de|menos de",
    Cue.OVER: r"(?<!no )(?<!not )more than|over|above|(?<!not )(?<!not to )exceed(?:s|ing)?|greater than|in excess of"
    r"|(?<!nicht )mehr als|(?<!pas )plus de|(?<!no )mas de",
    Cue.BEFORE: r"before|prior to|avant|antes",
    Cue.AFTER: r"after|once|upon|nachdem|apres|despues",
    Cue.MAY: r"may|might|can|could|is allowed|are allowed|permitted|entitled|is free to|option to|darf|durfen|kann"
    r"|konnen|konnte|berechtigt|peut|peuvent|pourrait|puede|pueden|podra|podria",
    Cue.MUST: r"must|shall|has to|(?<!n't )(?<!not )have to|had to|is required|are required|obliged|obligated|needs to"
    r"|(?<!n't )(?<!not )need to|muss"
    r"|mussen|musste|verpflichtet|doit|doivent|devra|debe|deben|debera|tiene que|tienen que",
    Cue.HEDGE: r"might(?! want)|probably|possibly|perhaps|likely|is expected|are expected|expects|planned|plans to"
    r"|intends|intended|proposed|proposes|estimated|allegedly|reportedly|suspected|tentatively|provisional\w*|wahrscheinlich"
    r"|voraussichtlich|vielleicht|moglicherweise|geplant|vermutlich|soll|sollen|probablement|prevu|envisage"
    r"|probablemente|previsto|quiza",
    Cue.FUTURE: r"will|'ll|going to|sera|seront|aura",
    Cue.PAST: r"was|were|had|did|wurde|wurden|war|waren|hatte|etait|etaient|fue|fueron",
    Cue.KIND_OF_DAY: r"business days?|working days?|calendar days?|werktagen?|arbeitstagen?|kalendertagen?"
    r"|jours ouvrables|jours ouvres|jours calendaires|dias habiles|dias laborables|dias naturales",
}
_DAY = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|june|july|august|september|october"
_DAY += (
    r"|november|december|the fifth month|tomorrow|noon|midnight|montag|dienstag|mittwoch|donnerstag|freitag)"
)
_FINDERS = {
    cue: re.compile(rf"(?<![\w'])(?:{pattern.replace('{day}', _DAY)})(?!\w)")
    for cue, pattern in _PATTERNS.items()
}
_CALENDAR = re.compile(rf"(?:the |den |dem |le |el )?{_DAY}")
_OF_NUMBERS = frozenset({Cue.AT_MOST, Cue.AT_LEAST, Cue.UNDER, Cue.OVER})
"""Limits of numbers and days; "minimum effort" is none."""
_MONTH_OF_MAY = re.compile(r"\bMay\b")
_NUMBER_FREE = frozenset({Cue.ONLY, Cue.IF, Cue.UNLESS})
_DAYS = frozenset({"day", "dai", "tag", "tagen", "jour", "dia"})
"""Stems of what a kind of day says more exactly."""
_LIMITS = frozenset({Cue.AT_MOST, Cue.AT_LEAST, Cue.UNDER, Cue.OVER, Cue.BEFORE, Cue.AFTER})
_AGAINST = {
    Cue.AT_MOST: {Cue.AT_LEAST, Cue.OVER}, Cue.AT_LEAST: {Cue.AT_MOST, Cue.UNDER},
    Cue.UNDER: {Cue.OVER, Cue.AT_LEAST}, Cue.OVER: {Cue.UNDER, Cue.AT_MOST},
    Cue.BEFORE: {Cue.AFTER}, Cue.AFTER: {Cue.BEFORE},
}  # fmt: skip
_STANDS_FOR = {
    Cue.ONLY: {Cue.ONLY, Cue.UNLESS, Cue.MUST, Cue.IF},
    Cue.IF: {Cue.IF, Cue.UNLESS, Cue.AFTER},
    Cue.UNLESS: {Cue.UNLESS, Cue.IF, Cue.ONLY},
    Cue.AT_MOST: {Cue.AT_MOST, Cue.UNDER, Cue.BEFORE},
    Cue.AT_LEAST: {Cue.AT_LEAST, Cue.OVER, Cue.AFTER},
    Cue.UNDER: {Cue.UNDER, Cue.AT_MOST},
    Cue.OVER: {Cue.OVER, Cue.AT_LEAST},
    Cue.BEFORE: {Cue.BEFORE, Cue.AT_MOST},
    Cue.AFTER: {Cue.AFTER, Cue.IF},
}
"""What may take a restriction's place without changing much."""


@dataclass(frozen=True, slots=True)
class Restriction:
    """One cue where it stands: ``words`` as written (folded, lower case); ``bound`` are the stems and numbers right
    behind it (right before it for "or more").
    """

    cue: Cue
    words: str
    bound: frozenset[str]


@lru_cache(maxsize=2_000)
def restrictions(text: str) -> tuple[Restriction, ...]:
    """Every restriction in a text."""
    low = " ".join(fold(_MONTH_OF_MAY.sub("the fifth month", text)).lower().replace("’", "'").split())
    return tuple(_found(low))


def _found(low: str) -> Iterator[Restriction]:
    for cue, finder in _FINDERS.items():
        for match in finder.finditer(low):
            behind = " ".join(low[match.end() :].split()[:4])
            before = " ".join(low[: match.start()].split()[-2:]) if match.group().startswith("or ") else ""
            bound = numbers_in(behind) | numbers_in(before)
            if cue not in _OF_NUMBERS or _CALENDAR.match(behind):
                bound = bound or frozenset(content_stems(behind)[:2])
            yield Restriction(cue, match.group().strip(", "), bound)


@dataclass(frozen=True, slots=True)
class Changed:
    """What a sentence did to the restrictions of its source; only ``turned`` contradicts it."""

    turned: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def weight(self) -> tuple[int, int]:
        """For choosing the source sentence that fits best: fewest contradictions, then fewest changes."""
        return (len(self.turned), len(self.lost) + len(self.added))


def compare_restrictions(text: str, source: str) -> Changed:
    """Hold a sentence against the source sentence that carries it."""
    meant = restrictions(_with_conditions(nearest_clause(text, source), source))
    said = restrictions(text)
    kinds, known = {r.cue for r in said}, {r.cue for r in meant}
    shared = frozenset(content_stems(text)) | numbers_in(fold(text))
    turned = [r.words for r in said if _turned(r, meant, kinds)]
    lost = [r.words for r in meant if not turned and _lost(r, kinds, shared)]
    added = [r.words for r in said if not turned and _added(r, known, source)]
    if not turned:
        turned = list(_modal(kinds, known))
    return Changed(tuple(turned), tuple(lost) + tuple(_softened(kinds, known)), tuple(added))


def keeps(restriction: Restriction, text: str, source: str) -> bool:
    """Whether ``text`` restricts in that way as often as ``source`` does."""
    family = _STANDS_FOR.get(restriction.cue, {restriction.cue})
    kept = [r.cue for r in restrictions(text) if r.cue in family]
    return len(kept) >= len([r.cue for r in restrictions(source) if r.cue in family])


def conditional_clause(text: str, sentences: Iterable[str]) -> bool:
    """Whether a bare text is the main clause of a sentence of which only the condition was left away.

    "See a doctor" is that, of "See a doctor if it hurts" and of "If it hurts, see a doctor"; not when another sentence
    says it without.
    """
    wanted = _low(text).rstrip(".!")
    found = [_low(s) for s in sentences if wanted in _low(s)]
    return bool(found) and all(_but_for_condition(wanted, sentence) for sentence in found)


def _but_for_condition(wanted: str, sentence: str) -> bool:
    before, _, behind = sentence.partition(wanted)
    if not before:
        return _CONDITION.match(behind.lstrip(" ,")) is not None
    return not behind.strip(" .!") and _CONDITION.match(before) is not None


def restricts(restriction: Restriction) -> bool:
    """Whether leaving the cue away widens what is said: only, a limit, or a kind of day."""
    return restriction.cue in _OF_NUMBERS or restriction.cue in (Cue.ONLY, Cue.KIND_OF_DAY)


def _with_conditions(clause: str, source: str) -> str:
    """The clause with what stands next to it and restricts it: "..., unless", "If ..., "."""
    at = source.find(clause)
    if at < 0 or clause == source:
        return source
    behind, before = source[at + len(clause) :], source[:at]
    first = _NEXT.match(behind)
    if first and _CONDITION.match(_low(first["part"])):
        clause = f"{clause}, {first['part']}"
    if _CONDITION.match(_low(before)) and before.rstrip().endswith(",") and before.count(",") == 1:
        clause = before + clause
    return clause


_NEXT = re.compile(r"[,;:\s]+(?P<part>[^;]*)")
_CONDITION = re.compile(
    rf"(?:(?:but|and|aber|mais|pero|und) )?(?:{'|'.join(_PATTERNS[c] for c in (Cue.ONLY, Cue.IF, Cue.UNLESS))})(?!\w)"
)


def _low(text: str) -> str:
    return fold(text).lower().strip()


def _turned(said: Restriction, meant: tuple[Restriction, ...], kinds: set[Cue]) -> bool:
    """The same number or word, with the limit the other way round."""
    against = _AGAINST.get(said.cue, set())
    if any(m.cue in _STANDS_FOR.get(said.cue, set()) and m.bound & said.bound for m in meant):
        return False
    return any(m.cue in against and m.cue not in kinds and m.bound & said.bound for m in meant)


def _lost(meant: Restriction, kinds: set[Cue], shared: frozenset[str]) -> bool:
    if meant.cue in _NUMBER_FREE:
        return not kinds & _STANDS_FOR[meant.cue]
    if meant.cue in _LIMITS:
        numbers = meant.cue in _OF_NUMBERS
        kept = bool(meant.bound & shared) if numbers else bool(meant.bound) and meant.bound <= shared
        return kept and not kinds & _STANDS_FOR[meant.cue]
    return meant.cue is Cue.KIND_OF_DAY and meant.cue not in kinds and bool(_DAYS & shared)


def _added(said: Restriction, known: set[Cue], source: str) -> bool:
    if said.cue in (Cue.ONLY, Cue.UNLESS, Cue.AT_MOST, Cue.AT_LEAST, Cue.KIND_OF_DAY):
        whole = {r.cue for r in restrictions(source)}
        return not (known | whole) & _STANDS_FOR.get(said.cue, {said.cue})
    return False


def _modal(said: set[Cue], meant: set[Cue]) -> Iterator[str]:
    """May for must, and the other way round."""
    if Cue.MUST in said and Cue.MAY not in said and Cue.MAY in meant and Cue.MUST not in meant:
        yield "must"
    if Cue.MAY in said and Cue.MUST not in said and Cue.MUST in meant and Cue.MAY not in meant:
        yield "may"


def _softened(said: set[Cue], meant: set[Cue]) -> Iterator[str]:
    """What is only expected, or allowed, told as a fact; what will be, told as past, and back."""
    open_ways = {Cue.HEDGE, Cue.MAY, Cue.FUTURE, Cue.IF}
    if Cue.HEDGE in meant and not said & open_ways:
        yield "expected"
    if Cue.FUTURE in meant and Cue.PAST in said and not {Cue.FUTURE} & said and Cue.PAST not in meant:
        yield "will"
    if Cue.PAST in meant and Cue.FUTURE in said and not {Cue.PAST} & said and Cue.FUTURE not in meant:
        yield "was"
