"""German: the ways to say that somebody will do something.

Nouns have capitals too, so a person is who speaks, or who is called Frau, Herr, Kollege or Kollegin.
"""

from __future__ import annotations

from app.tasks.minutes.cues.tables import Who, task_pattern

# Verbs of work by their stem, and what may follow it in any person; separable prefixes stand at the end.
STEMS = (
    r"schick|send|schreib|maile?|klär|prüf|check|ruf|bestell|besorg|buch|organisier|erstell|überarbeit|aktualisier|"
    r"informier|lad|kümmer|übernehm|übernimm|erledig|bring|hol|such|test|bau|entw[ei]rf|verschick|"
    r"verteil|reich|liefer|"
    r"dokumentier|protokollier|koordinier|vereinbar|kontaktier|spr[ei]ch|rechn|kalkulier|zeichn|miss|"
    r"mess|reparier|tausch|"
    r"montier|samm[el]+|ergänz|korrigier|übersetz|unterschreib|zahl|überweis|kündig|verlänger|"
    r"beantrag|hak|sorg|besprech|"
    r"besprich|beauftrag|vergleich|stimm|richt|bereit|frag|meld|leg|stell|setz|trag|träg|nehm|nimm|räum|fass|druck|"
    r"plan|mach|les|lies|schau|guck|kauf|miet|lös|pfleg|änder|pass|formulier|fertig|ermitt[el]+|"
    r"hinterleg|terminier|verhand[el]+|freigeb|gib|geb|anleg|umsetz|einricht|hochlad|weiterleit|leit|"
    r"zusammen|arbeit"
)
_FINITE = rf"(?:{STEMS})(?:e|st|est|t|et|en|n)?"
PREFIX = (
    r"(?:an|ab|auf|aus|bei|durch|ein|fest|frei|fertig|her|herum|hin|hoch|mit|nach|um|vor|weiter|"
    r"zu|zurück|zusammen|rum|raus|rein|los|bereit|dazu)"
)
_INFINITIVE = rf"(?:{PREFIX})?(?:zu)?(?:{STEMS})(?:en|n)\b"
_WILL = r"(?:werde|würde|will|möchte)"
_CAN = r"(?:kann|könnte)"
_MUST = r"(?:muss|müsste|soll|sollte)"
_NAME = r"(?:(?:Frau|Herrn?|Kolleg(?:e|in|en))\s+)?[A-ZÄÖÜ][\wäöüß-]+(?:\s+[A-ZÄÖÜ][\wäöüß-]+)?"
_YOU = r"(?:[Dd]u|[Ii]hr|Sie)"
_SOFT = r"(?:[\s,]+(?:bitte|mal|noch|dann|auch|nochmal|äh|ähm|eben|kurz|vielleicht|gerne?))*"

TASKS = (
    task_pattern(
        Who.NAMED,
        1.5,
        rf"(?:\b[Tt]o-?[Dd]o|\b[Aa]ufgaben?|\b[Aa]ktion|\b[Mm]aßnahme)\s*(?:für|an|"
        rf":)\s*(?P<subject>{_NAME})\s*[:,-]?\s*(?P<task>.+)",
    ),
    task_pattern(
        Who.NAMED,
        1.3,
        rf"(?P<subject>{_NAME}),?\s+(?:kannst|könntest|könnten|würdest|würden|magst|machst|schickst|"
        rf"übernimmst|kümmerst|"
        rf"{_FINITE})\s+{_YOU}\b{_SOFT}\s*(?P<task>.+)",
    ),
    task_pattern(Who.NAMED, 1.2, rf"(?P<subject>{_NAME}),\s+{_YOU}\s+{_FINITE}\b{_SOFT}\s*(?P<task>.+)"),
    task_pattern(
        Who.NAMED,
        1.2,
        rf"(?P<subject>{_NAME}(?:\s+und\s+{_NAME})*)\s+(?:soll(?:te|ten|en)?|wird|werden|muss|müssen|"
        rf"müsste|kann|könnte)\b"
        rf"(?=.*{_INFINITIVE})\s*(?P<task>.+)",
    ),
    task_pattern(
        Who.NAMED,
        1.1,
        rf"(?P<subject>{_NAME}(?:\s+und\s+{_NAME})*)\s+(?P<task>(?:{STEMS})(?:et|t|en|n)\b.*)",
    ),
    task_pattern(
        Who.NAMED,
        1.1,
        rf"\b(?:soll(?:te|ten|en)?|wird|müsste|{_FINITE})\s+(?:dann\s+|"
        rf"bitte\s+)?(?P<subject>{_NAME})\b(?P<task>\s.+)",
    ),
    task_pattern(Who.SELF, 1.0, rf"(?P<subject>\b[Ii]ch)\s+{_WILL}\b(?=.*{_INFINITIVE})\s*(?P<task>.+)"),
    task_pattern(
        Who.SELF, 1.0, rf"\b[Dd]?a?n?n?\s*{_WILL}\s+(?P<subject>ich)\b(?=.*{_INFINITIVE})\s*(?P<task>.+)"
    ),
    task_pattern(Who.SELF, 1.0, rf"(?P<subject>\b[Ii]ch)\s+(?P<task>(?:{STEMS})e?\b.+)"),
    task_pattern(
        Who.SELF,
        1.0,
        rf"(?P<task>\b(?:{STEMS})e?\s+(?P<subject>ich)\b(?:.+|[.!]?$))",
    ),
    task_pattern(Who.SELF, 0.9, rf"(?P<subject>\b[Ii]ch)\s+{_CAN}\b(?=.*{_INFINITIVE})\s*(?P<task>.+)"),
    task_pattern(Who.SELF, 0.9, rf"\b{_CAN}\s+(?P<subject>ich)\b(?=.*{_INFINITIVE})\s*(?P<task>.+)"),
    task_pattern(Who.SELF, 0.6, rf"(?P<subject>\b[Ii]ch)\s+{_MUST}\b(?=.*{_INFINITIVE})\s*(?P<task>.+)"),
    task_pattern(Who.SELF, 0.6, rf"\b{_MUST}\s+(?P<subject>ich)\b(?=.*{_INFINITIVE})\s*(?P<task>.+)"),
    task_pattern(
        Who.ADDRESSEE,
        1.2,
        rf"\b(?:[Kk]annst|[Kk]önntest|[Kk]önnten|[Kk]önnt|[Kk]önntet|[Ww]ürdest|[Ww]ürden|"
        rf"[Mm]agst)\s+(?P<subject>{_YOU}(?:\s+(?:beide|beiden|zwei))?)"
        rf"\b{_SOFT}\s*(?P<task>.+)",
    ),
    task_pattern(
        Who.ADDRESSEE,
        1.2,
        rf"(?P<subject>\b{_YOU}(?:\s+(?:beide|beiden|zwei))?)\s+(?:machst|macht|schickst|schreibst|"
        rf"übernimmst|kümmerst|klärst|"
        rf"prüfst|bestellst|erstellst|besorgst|{STEMS})(?:st|t|en)?\b{_SOFT}\s*(?P<task>.+)",
    ),
    task_pattern(
        Who.ADDRESSEE,
        0.9,
        rf"(?P<subject>\b{_YOU})\s+(?:sollst|solltest|sollten|musst|müsst|müssten|"
        rf"müsstest)\b(?=.*{_INFINITIVE})\s*(?P<task>.+)",
    ),
    task_pattern(
        Who.ADDRESSEE,
        1.0,
        rf"(?P<task>\b(?:{STEMS})(?:st|est)\s+(?P<subject>du)\b.+)",
    ),
    task_pattern(
        Who.GROUP,
        1.2,
        rf"(?P<subject>\b(?:[Aa]lle|[Jj]eder|[Jj]ede|[Jj]eder\s+von\s+(?:uns|euch)|[Ii]hr\s+alle|[Ww]ir\s+alle))\s+"
        rf"(?:bitte\s+)?(?P<task>(?:{STEMS}|soll|müss|muss)(?:t|en|et|te|ten)?\b.+)",
    ),
    task_pattern(
        Who.GROUP,
        1.2,
        rf"(?P<task>\b(?:{_FINITE}|soll(?:te|ten)?|müssen|muss)\s+(?:bitte\s+)?(?P<subject>alle|jeder|jede)\b.+)",
    ),
    task_pattern(
        Who.NOBODY,
        0.1,
        rf"(?P<subject>\b(?:[Ww]ir|man))\s+(?:müssen|müssten|sollten|sollen|muss|müsste|"
        rf"sollte)\b(?=.*{_INFINITIVE})\s*(?P<task>.+)",
    ),
    task_pattern(
        Who.NOBODY,
        0.1,
        rf"\b(?:müssen|müssten|sollten|sollen|muss|müsste|sollte)\s+(?P<subject>wir|"
        rf"man)\b(?=.*{_INFINITIVE})\s*(?P<task>.+)",
    ),
    task_pattern(
        Who.NOBODY,
        1.0,
        rf"(?P<subject>(?:^|,\s+|\b)(?:[Bb]itte|[Nn]icht\s+vergessen|[Dd]enk(?:t|"
        rf"en\s+Sie)?\s+(?:bitte\s+)?(?:dr|da?r?)an))\b[\s:,]*(?=.*{_INFINITIVE})(?P<task>.+)",
    ),
    task_pattern(
        Who.NOBODY,
        1.4,
        r"(?P<subject>\b(?:[Tt]o-?[Dd]os?|[Aa]ufgaben?|[Aa]ktion(?:spunkt)?|[Mm]aßnahme|"
        r"[Oo]ffener\s+Punkt))\s*(?:ist|wäre|:)\s*(?P<task>.+)",
    ),
)
