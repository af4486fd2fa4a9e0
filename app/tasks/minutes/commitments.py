"""Who said they would do what: the sentences in which work is taken on, given out or asked for.

Rules, not a model: a pattern finds subject and verb, the owner follows from the subject, and what speaks for or
against a task (a deadline, a verb of work, the end of the meeting, mere talk) moves the score. The weights were
set by hand on open recordings of design meetings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from app.tasks.minutes.due_dates import find_due
from app.tasks.minutes.people import People
from app.tasks.minutes.pieces import Piece

_FUTURE = r"(?:'ll|’ll|\s+will|\s+shall|(?:'m|’m|\s+am|'re|’re|\s+are|'s|’s|\s+is)\s+(?:going\s+to|gonna))"
_DUTY = r"(?:\s+(?:have|need|has|needs|ought|are|is)\s+to|\s+should|\s+must|(?:'ve|’ve|\s+have)\s+got\s+to|\s+gotta)"
_SOFT = r"(?:\s+(?:just|also|then|maybe|probably|definitely|all|each|both|be\s+able\s+to|u[hm]+|to(?=\s+to\b)),?)*"
_NAME = r"[A-Z][\w'’.-]+(?:\s+[A-Z][\w'’.-]+){0,3}"


class Who(Enum):
    """Whose task the grammar of the sentence makes it."""

    SELF = "self"
    ADDRESSEE = "addressee"
    NAMED = "named"
    GROUP = "group"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Commitment:
    """A sentence that looks like a task. ``task`` is the part behind the subject; ``score`` orders candidates."""

    piece: Piece
    who: Who
    subject: str
    task: str
    score: float


@dataclass(frozen=True, slots=True)
class _Pattern:
    who: Who
    weight: float
    regex: re.Pattern[str]


def _pattern(who: Who, weight: float, regex: str) -> _Pattern:
    return _Pattern(who, weight, re.compile(regex))


_PATTERNS = (
    _pattern(
        Who.NAMED,
        1.2,
        rf"(?P<subject>{_NAME})\s*,?\s*(?:you(?:{_FUTURE}|{_DUTY}|\s+(?:could|can))|"
        rf"(?:can|could|would|will)\s+you(?:\s+please)?|please){_SOFT}\s+(?P<task>.+)",
    ),
    _pattern(
        Who.NAMED,
        1.2,
        rf"(?P<subject>{_NAME}(?:(?:,|\s+and)\s+{_NAME})*)(?:{_FUTURE}|{_DUTY}|\s+to\b){_SOFT}\s+(?P<task>.+)",
    ),
    _pattern(
        Who.NAMED,
        1.2,
        rf"\b(?:ask|have|get|want|need)\s+(?:the\s+)?(?P<subject>{_NAME})\s+to\b{_SOFT}\s+(?P<task>.+)",
    ),
    _pattern(Who.SELF, 1.0, rf"(?P<subject>\bI){_FUTURE}{_SOFT}\s+(?P<task>.+)"),
    _pattern(
        Who.SELF,
        1.0,
        r"(?P<subject>\b[Ll]et\s+me)\s+(?P<task>(?:check|look|find|ask|send|follow|get\s+back).+)",
    ),
    _pattern(
        Who.SELF,
        0.9,
        r"(?P<subject>\bI)\s+(?:can|could)\s+(?P<task>(?:do|send|take|write|look|check|ask|prepare|set|"
        r"draft|talk|call|handle|update|fix|own|organi[sz]e)\b.*)",
    ),
    _pattern(Who.SELF, 0.6, rf"(?P<subject>\bI){_DUTY}{_SOFT}\s+(?P<task>.+)"),
    _pattern(
        Who.ADDRESSEE, 1.2, rf"(?P<subject>\b[Yy]ou(?:\s+(?:two|guys|both))?){_FUTURE}{_SOFT}\s+(?P<task>.+)"
    ),
    _pattern(
        Who.ADDRESSEE,
        1.0,
        r"(?P<subject>\b(?:[Cc]an|[Cc]ould|[Ww]ould|[Ww]ill)\s+you(?:\s+(?:two|guys|both))?)"
        rf"(?:\s+please)?{_SOFT}\s+(?P<task>.+)",
    ),
    _pattern(
        Who.ADDRESSEE, 0.7, rf"(?P<subject>\b[Yy]ou(?:\s+(?:two|guys|both))?){_DUTY}{_SOFT}\s+(?P<task>.+)"
    ),
    _pattern(
        Who.GROUP,
        0.9,
        r"(?P<subject>\b(?:[Ee]veryone|[Ee]verybody|[Ee]ach\s+of\s+(?:us|you)|[Aa]ll\s+of\s+(?:us|you)|"
        rf"[Yy]ou\s+(?:all|each))){_SOFT}(?:{_FUTURE}|{_DUTY}|\s+(?:could|can)){_SOFT}\s+(?P<task>.+)",
    ),
    _pattern(Who.GROUP, 0.9, rf"(?P<subject>\b[Ww]e)(?:{_FUTURE}|{_DUTY})\s+(?:each|all)\s+(?P<task>.+)"),
    _pattern(Who.NOBODY, 0.1, rf"(?P<subject>\b[Ww]e){_DUTY}{_SOFT}\s+(?P<task>.+)"),
    _pattern(Who.NOBODY, -0.1, rf"(?P<subject>\b[Ww]e){_FUTURE}{_SOFT}\s+(?P<task>.+)"),
    _pattern(
        Who.NOBODY,
        1.0,
        r"(?P<subject>(?:^|,\s+|\b)(?:[Pp]lease|[Dd]on't\s+forget\s+to|[Rr]emember\s+to|"
        r"[Mm]ake\s+sure\s+(?:to|that|you)|[Bb]e\s+sure\s+to))\s+(?P<task>.+)",
    ),
    _pattern(
        Who.NOBODY,
        1.2,
        r"(?P<subject>(?:^|\b)[Aa]ction(?:\s+(?:item|point))?s?(?:\s+(?:is|are|for|on)\b|\s*:))\s*"
        r"(?P<task>.+)",
    ),
)
_WORK = re.compile(
    r"^(?:be\s+)?(?:send|e-?mail|mail|write|draft|prepare|check|look|find|investigat|research|ask|call|contact|book|schedul|"
    r"set\s+up|organi[sz]|updat|fix|finish|complet|review|read|test|build|creat|mak|design|work|circulat|shar|post|upload|"
    r"typ|put\s+together|put\s+up|collect|gather|speak|get\s+in\s+touch|get\s+back|follow|report|produc|evaluat|order|buy|"
    r"pay|invit|plan|arrang|confirm|submit|deliver|migrat|deploy|document|implement|draw|develop|com(?:e|ing)\s+up|bring|"
    r"tak(?:e|ing)\s+care|handl|sort\s+out|chas|sign|translat|measur|analy[sz]|compar|present|provid|add|remov|run|own|"
    r"clean|move|publish|rewrit|replac|block|reserv|rent|hir|install|repair|mend|train|pick\s+up|cancel|negotiat|renew|register|apply|"
    r"get\s+(?:\w+\s+){0,3}(?:quotes?|offers?|prices?|estimates?|numbers|figures|approval|feedback)|record|summari[sz]|do(?:ing)?\s+(?:the|a|an|some|your|that)|think(?:ing)?\s+about|need\s+to|try\s+to)",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"^(?:be\s+)?(?:see|say|tell|show|go\b(?!\s+(?:over|through)\s+the)|start|begin|guess|like|want|have|agree|admit|assume|let|"
    r"skip|come\s+back|explain|give\s+you|talk|mention|imagine|know|notice|hear|get\b(?!\s+(?:back|in\s+touch))|be\b(?!\s+\w+ing)|"
    r"never|not\b|remember|feel|love|hate|hope|happen|need\b|pass|hand\s+over|stop|leave|wait|move\s+on|turn|use\b|lose|"
    r"understand|mean|press|push|pick|hold|put\s+it|keep)",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:if\s+(?:you|we|I|they)|when\s+you|so\s+that\s+you|whenever|would\s+have|might|they'll|because\s+you|that\s+you|"
    r"what\s+you|how\s+you|where\s+you|which\s+you|where\s+we|what\s+we|whether)\b",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:today\s+(?:we|is|are)|(?:for|things)\s+today|agenda|in\s+this\s+meeting|first\s+of\s+all|right\s+now|now\s+we|quickly|move\s+on|to\s+begin\s+with)\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\bnext\s+(?:meeting|time|phase|call)|\bafter\s+(?:this|the)\s+meeting|\bindividual\s+(?:work|action)|\baction\s+item",
    re.IGNORECASE,
)


def find(pieces: Sequence[Piece], people: People, total: int) -> list[Commitment]:
    """Every sentence that any pattern fits, scored; ``total`` is the number of utterances."""
    found = (_best(piece, people, piece.at / max(1, total - 1)) for piece in pieces if len(piece.text) > 8)
    return [commitment for commitment in found if commitment]


def _best(piece: Piece, people: People, position: float) -> Commitment | None:
    matches = [
        (pattern, match)
        for pattern in _PATTERNS
        if (match := pattern.regex.search(piece.text))
        and (pattern.who is not Who.NAMED or people.persons(match["subject"]))
    ]
    if not matches:
        return None
    pattern, match = max(matches, key=lambda found: found[0].weight + _task_score(found[1]["task"]))
    score = pattern.weight + _task_score(match["task"]) + _sentence_score(piece, position)
    return Commitment(piece, pattern.who, match["subject"].strip(" ,"), match["task"].strip(), score)


def _task_score(task: str) -> float:
    return 0.8 * bool(_WORK.match(task)) - 0.9 * bool(_TALK.match(task))


def _sentence_score(piece: Piece, position: float) -> float:
    due = find_due(piece.text)
    score = 0.9 if due else 0.0
    score += 0.4 * bool(_LATER.search(piece.text))
    score += 0.8 * max(0.0, position - 0.7) / 0.3 - 0.6 * (position < 0.1)
    score -= 0.7 * bool(_NOW.search(piece.text))
    score -= 0.7 * bool(_DOUBT.search(piece.text))
    score -= 0.6 * piece.raw.rstrip().endswith("?") * ("you" not in piece.text.lower())
    return score + min(len(piece.stems), 6) * 0.12 - (0.8 if len(piece.stems) < 2 else 0.0)
