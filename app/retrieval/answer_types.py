"""What kind of thing a question asks for, and how well a sentence holds one that the question did not bring along.

"How much is the rent?" wants money, and a floor area is not money: a sentence with the kind itself (a number with its
unit, a date, a name) fits wholly, one with a bare number fits in part.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from enum import StrEnum

from app.retrieval.calendar_words import month_names, weekday_names
from app.retrieval.facts import FactKind, facts
from app.retrieval.numerals import NUMBER_PATTERN, numbers_in
from app.retrieval.stemming import stem
from app.retrieval.stop_words import ENGLISH_STOP_WORDS
from app.retrieval.words import fold, words


class AnswerType(StrEnum):
    """ANY: what, which, why, how: nothing that a rule could look for. COUNT: how many of something that is named."""

    NAME = "name"
    PLACE = "place"
    TIME = "time"
    MONEY = "money"
    DURATION = "duration"
    PERCENT = "percent"
    COUNT = "count"
    NUMBER = "number"
    ANY = "any"


WHOLE, PART = 1.0, 0.3
"""How well a sentence fits a question: it holds the very kind, or something that may be it."""

_UNITS_OF_TIME = (
    r"(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|decades?|century|centuries|quarters?)"
)
_GERMAN_UNITS_OF_TIME = (
    r"(?:sekunden?|minuten?|(?:\w+)?stunden?|(?:\w+)?tag(?:en?)?|(?:\w+)?wochen?|(?:\w+)?monat(?:en?)?"
    r"|(?:\w+)?jahr(?:en?)?)"
)
_GERMAN_MONEY_NOUNS = (
    r"(?:\w*(?:miete|preise?|kosten|gebuhr(?:en)?|kaution|gehalt|lohn|umsatz|gewinn|pramie|beitrag|betrag|summe|geld|budget"
    r"|honorar|strafe|steuer|beteiligung|rechnung|darlehen|kredit|zahlung))"
)
_GERMAN_NUMBERS = (
    r"(?:eine?[nmrs]?|zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn|elf|zwolf|zwanzig|hundert)"
)
_MONEY_NOUNS = (
    r"(?:rents?|prices?|costs?|fees?|charges?|fares?|salary|salaries|wages?|revenues?|turnover|profits?|deposits?"
    r"|deductibles?|premiums?|fines?|budgets?|cash|loans?|payments?)"
)
_OWED = r"(?:cost|costs|pay|pays|paid|earn|earns|earned|owe|owes|charge|charges|spend|spent)"
_SMALL = r"(?:(?!of\b|for\b|in\b|when\b|who\b)[\w'-]+ ){0,3}"
"""Up to three words that stand before a noun."""
_TIME = (
    r"when|what (?:year|date|day|month|century|time)|which (?:year|day|month|century)|in what year|how long ago"
    r"|wann|um wie ?viel uhr|(?:um|zu) welcher? uhrzeit|(?:in|an|zu) welche[mr] (?:jahr|tag|monat|datum|zeitpunkt)"
    r"|welches (?:jahr|datum)|quand|cuando|what (?:is|was|are) the (?:\w+ )?(?:deadline|date)"
)
_PERCENT = (
    r"(?:what|which) (?:percent|percentage|proportion|fraction|share)|how many percent|wie ?viel prozent"
    r"|welche[rnms]? (?:prozentsatz|anteil)"
)
_MONEY = (
    rf"how (?:much|high) (?:is|was|are|were|will) (?:the|a|an|my|our|his|her|their|its) {_SMALL}{_MONEY_NOUNS}\b"
    rf"|how much (?:money|cash|{_MONEY_NOUNS})|how much (?:do|does|did)\b.*\b{_OWED}"
    rf"|what (?:is|was|are|were) the {_SMALL}{_MONEY_NOUNS}\b|what (?:do|does|did)\b.*\bcost"
    r"|wie teuer|(?:was|wie ?viel) (?:kostet|kosten|kostete|verdient|verdiene|zahlt|zahle|bezahlt|bezahle)"
    rf"|wie ?viel(?:e[ns]?)? (?:geld|euro)|wie ?viel betragt .*{_GERMAN_MONEY_NOUNS}\b"
    rf"|wie hoch (?:ist|sind|war|waren|wird) (?:\w+ ){{1,3}}?{_GERMAN_MONEY_NOUNS}\b"
)
_LASTING = (
    rf"how many {_UNITS_OF_TIME}|how long (?:do|does|did|may|can|must|should|will|is the|was the)"
    r"|what (?:is|was|are) the (?:\w+ )?(?:period|duration)|how long are the"
    rf"|wie lange?|wie ?viele? {_GERMAN_UNITS_OF_TIME}|welche \w*(?:frist|dauer)"
)
_NUMBER = (
    r"how (?:much|old|tall|long|far|often|large|big|high|deep|wide|fast|heavy)|what (?:number"
    r"|amount|temperature|population)|wie (?:viel|hoch|gross|alt|weit|oft|schnell|tief|breit|schwer)"
)
_COUNT = r"how many|wie viele?|combien|cuant[oa]s?|quant[oiae]"
_NAME = r"who|whom|whose|wer|wem|wen|wessen|quien|quienes"
_PLACE = (
    r"where|what (?:country|city|state|place)|which (?:country|city|state)|wo|wohin|woher"
    r"|in welche[mr] (?:stadt|land|ort|gebaude|raum)|dove|donde"
)
_RULES = tuple(
    (kind, re.compile(rf"\b(?:{pattern})\b"))
    for kind, pattern in (
        (AnswerType.TIME, _TIME),
        (AnswerType.PERCENT, _PERCENT),
        (AnswerType.MONEY, _MONEY),
        (AnswerType.DURATION, _LASTING),
        (AnswerType.COUNT, _COUNT),
        (AnswerType.NUMBER, _NUMBER),
        (AnswerType.NAME, _NAME),
        (AnswerType.PLACE, _PLACE),
    )
)
_BEFORE = r"(?:in|at|on|for|to|by|of|from|with|during|under|about|after|before|since|until)"
_WORD = r"(?:who|whom|whose|what|which|when|where|why|how)\b"
_OPENING = re.compile(rf"(?:{_BEFORE} )?(?P<word>{_WORD})")
_CLAUSE_BEFORE = re.compile(rf"^(?:when|where|while)\b[^,?]*,(?= ?(?:{_BEFORE} )?{_WORD})")
"""A clause that only says when or where, before the question itself."""
_NAMED = frozenset({FactKind.NAME, FactKind.ACRONYM})
_SPOKEN_TIME = re.compile(
    r"\b(century|centuries|decades?|years?|months?|weeks?|days?|ago|today|yesterday|tomorrow)\b"
)
_QUANTITY = re.compile(
    r"\b(no|none|several|many|few|dozens?|hundreds?|thousands?|millions?|billions?|percent|once|twice)\b|%"
)
_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b|\b\d{1,2} ?[ap]\.?m\b|\b\d{1,2} uhr\b|\b(?:1\d|20)\d\d\b")
_CURRENCY = r"(?:[€$£¥]|\b(?:eur|usd|gbp|chf|euros?|dollars?|pounds?|francs?|cents?|pence|yen|rupees?)\b)"
_SCALE = r"(?:hundred |thousand |million |billion |m |bn |k )?"
_AMOUNT = {
    AnswerType.MONEY: re.compile(
        rf"{_CURRENCY} ?{NUMBER_PATTERN}|{NUMBER_PATTERN} ?{_SCALE}(?:[a-z]+ )?{_CURRENCY}"
    ),
    AnswerType.PERCENT: re.compile(rf"{NUMBER_PATTERN} ?(?:%|per ?cent|prozent\b)"),
    AnswerType.DURATION: re.compile(
        rf"{NUMBER_PATTERN}[ -](?:[a-z]+ ){{0,2}}?{_UNITS_OF_TIME}\b"
        rf"|(?:{NUMBER_PATTERN}|\b{_GERMAN_NUMBERS}) {_GERMAN_UNITS_OF_TIME}\b"
        rf"|{NUMBER_PATTERN} ?(?:km|cm|mm|m|kilomet\w+|met(?:er|re)s?|miles?|feet|foot|ft|inch\w*|yards?)\b"
    ),
}
"""A number with the unit that was asked for; how long something is may be told in time or in metres."""


def answer_type(question: str) -> AnswerType:
    """What the first question word asks for, of two rules at one place the earlier; ``ANY`` where no rule matches.

    A question word further on only says which one is meant: "How old was he when he was crowned?" asks for a number,
    "What happened when he was crowned?" for no kind in particular.
    """
    low = _CLAUSE_BEFORE.sub("", fold(question).lower().replace("ß", "ss")).strip()
    found = ((match.start(), n) for n, (_, rule) in enumerate(_RULES) if (match := rule.search(low)))
    at, number = min(found, default=(0, -1))
    opening = _OPENING.match(low)
    if number < 0 or (opening and opening.start("word") < at):
        return AnswerType.ANY
    return _RULES[number][0]


def fit(sentence: str, question: str, kind: AnswerType) -> float:
    """How well ``sentence`` holds something of that kind which does not stand in the question: 0, PART or WHOLE."""
    if kind is AnswerType.ANY:
        return WHOLE
    if not _candidates(sentence, question, kind):
        return 0.0
    return WHOLE if _exact(sentence, question, kind) else PART


def carriers(sentence: str, question: str, kind: AnswerType) -> frozenset[str]:
    """The tokens of ``sentence`` that could be the answer, folded; empty for ``ANY``. Those with the unit asked for,
    where there are any.
    """
    if kind is AnswerType.ANY:
        return frozenset()
    amounts = _amounts(sentence, question, kind)
    return amounts or _candidates(sentence, question, kind)


def _exact(sentence: str, question: str, kind: AnswerType) -> bool:
    if kind in _AMOUNT:
        return bool(_amounts(sentence, question, kind))
    if kind is AnswerType.COUNT:
        return _counts(sentence, question)
    if kind is AnswerType.TIME:
        low = sentence.lower()
        asked = question.lower()
        return bool(_dates(sentence) - _dates(question)) or any(
            m.group() not in asked for m in _CLOCK.finditer(low)
        )
    return True


_SEASON = r"spring|summer|autumn|winter|fall|noon|midnight|midday|dawn|dusk|morning|afternoon|evening|night"
_DAYS = "|".join(sorted(month_names("en", "de") | weekday_names("en", "de")))
_TOLD_TIME = re.compile(
    rf"\b\d{{3,4}}s?\b|\b\d{{2}}s\b|\b\d+(?:st|nd|rd|th)\b|\b(?:ad|bc|ce|bce|{_SEASON}|{_DAYS})\b"
)


def tells_time(text: str, question: str) -> bool:
    """Whether a short text says when: a year however old, a century, a month, a time of day; not the question's."""
    low, asked = fold(text).lower(), fold(question).lower()
    told = (*_CLOCK.finditer(low), *_TOLD_TIME.finditer(low), *_SPOKEN_TIME.finditer(low))
    return any(m.group() not in asked for m in told) or bool(_dates(text) - _dates(question))


def _amounts(sentence: str, question: str, kind: AnswerType) -> frozenset[str]:
    """Values that stand with the unit which ``kind`` asks for, without those of the question."""
    pattern = _AMOUNT.get(kind)
    if pattern is None:
        return frozenset()
    text = " ".join(fold(sentence).lower().split())
    found = [numbers_in(m.group()) or frozenset(m.group().split()[:1]) for m in pattern.finditer(text)]
    return frozenset[str]().union(*found) - numbers_in(question)


_COUNTED = re.compile(r"\b(?:how many|wie viele?) ((?:[\w'-]+ ?){1,3})")
_NEAR = 3


def _counts(sentence: str, question: str) -> bool:
    """Whether a number stands right before what is to be counted, or under a heading that names it."""
    asked = _COUNTED.search(fold(question).lower())
    if asked is None:
        return True
    units = {stem(w) for w in words(asked.group(1)) if w not in ENGLISH_STOP_WORDS}
    known, tokens = numbers_in(question), words(sentence)
    for k, token in enumerate(tokens):
        if stem(token) in units:
            near = " ".join((*tokens[max(0, k - _NEAR) : k], "|", *tokens[k + 1 : k + 2]))
            if numbers_in(near) - known:
                return True
    return False


def _candidates(sentence: str, question: str, kind: AnswerType) -> frozenset[str]:
    if kind in (AnswerType.NAME, AnswerType.PLACE):
        return _new_names(sentence, frozenset(words(question)))
    numbers = frozenset(numbers_in(sentence) - numbers_in(question))
    pattern = _SPOKEN_TIME if kind in (AnswerType.TIME, AnswerType.DURATION) else _QUANTITY
    spoken = frozenset(m.group().lower() for m in pattern.finditer(sentence.lower()))
    dates = _dates(sentence) if kind is AnswerType.TIME else frozenset()
    return numbers | ((spoken | dates) - frozenset(words(question))) | _amounts(sentence, question, kind)


def _dates(text: str) -> frozenset[str]:
    return frozenset(fold(f.value).lower() for f in facts(text) if f.kind is FactKind.DATE)


def _new_names(sentence: str, asked: Collection[str]) -> frozenset[str]:
    """Names of the sentence that the question does not hold; its capitalised first word counts."""
    opening = sentence.lstrip("\"'“‘(").split(maxsplit=1)[:1]
    named = [f.value for f in facts(sentence) if f.kind in _NAMED]
    parts = (w for value in [*named, *(o for o in opening if o[:1].isupper())] for w in words(value))
    return frozenset(w for w in parts if w not in asked and w not in ENGLISH_STOP_WORDS and len(w) > 1)
