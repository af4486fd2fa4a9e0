"""German, as it is spoken in business meetings: verbs in second place or at the end, the subject where it falls.

The ways to take on work stand in ``german_tasks``.
"""

from __future__ import annotations

import re

from app.tasks.minutes.cues.german_tasks import PREFIX, STEMS, TASKS
from app.tasks.minutes.cues.tables import Cues, ending, hesitation, words_of

_WORK = re.compile(rf"\b(?:{PREFIX})?(?:zu)?(?!mach)(?:{STEMS})(?:e|st|est|t|et|en|n)?\b", re.IGNORECASE)
_TALK = re.compile(
    r"\b(?:ich\s+)?(?:glaub|denk|mein|find|weiß|wüsst|versteh|hoff|freu|erzähl|sag|zeig|fang|wünsch|"
    r"geb\w*\s+(?:dir|euch|ihm|ihr|Ihnen)\s+(?:da\s+)?recht|"
    r"schlag\w*\s+vor|stell\w*\s+mir|stell\w*\s+(?:kurz|mal|euch|gleich|jetzt)|komm\w*\s+gleich|red|"
    r"mach\w*\s+(?:mir|mal\s+weiter|weiter|jetzt|gleich|kurz|auf|zu\b|Schluss|Pause|Spaß|Sinn)|"
    r"frag\w*\s+mich|les\w*\s+(?:mal|kurz|euch)\s+vor|mach\w*\s+das\s+(?:Fenster|Licht)|"
    r"arbeit\w*\s+(?:seit|hier|gerade)|pass\w*\s+(?:das|gut|nicht|schon)|nehm\w*\s+an\b)",
    re.IGNORECASE,
)
_DOUBT = re.compile(
    r"\b(?:wenn|falls|ob|damit\s+(?:du|ihr|wir|man)|dass\s+(?:du|ihr|man|wir)|hätten?|hättest|wären?|"
    r"gewesen|hatten?|habe?n?\s+(?:wir|ich|sie)\s+(?:schon|letzte|gestern|damals)|"
    r"damals|gestern|letzte[nrs]?|früher|normalerweise|immer|jedes\s+Mal|theoretisch|würde\s+(?:ja|"
    r"auch|das|es|er|sie|man)|weil\s+(?:du|ihr|wir|ich|man))\b",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(?:heute\s+(?:haben|wollen|sind|geht|steht)|tagesordnung|agenda|in\s+dieser\s+(?:sitzung|"
    r"runde|besprechung)|zuerst|als\s+erstes|"
    r"fangen\s+wir|jetzt\s+gleich|gleich\s+mal|machen\s+wir\s+weiter|nächster\s+punkt|zum\s+nächsten\s+punkt)\b",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\bnächste[nrs]?\s+(?:mal|sitzung|treffen|termin|besprechung|runde|sprint|jour)|\bnach\s+(?:der|"
    r"dieser)\s+(?:sitzung|besprechung)|"
    r"\bto-?dos?\b|\baufgaben?\b|\bim\s+nachgang\b|\bbis\s+dahin\b",
    re.IGNORECASE,
)
_YES = re.compile(
    r"^\W*(?:(?:okay|ok|ja|äh+m?|gut|also|hm+|na|gerne?|jo)\W+)*(?:klar|gern|gerne|mach(?:e)?\s+ich|"
    r"kein\s+problem|alles\s+klar|kann\s+ich|"
    r"übernehm(?:e)?\s+ich|geht\s+klar|in\s+ordnung|ja\b|jo\b|ich\s+(?:mach|kümmer|übernehm|schick|"
    r"ruf|frag)|wird\s+gemacht|natürlich|selbstverständlich|passt|erledig)",
    re.IGNORECASE,
)
_NAME_DOES = re.compile(
    r"\b((?:Frau|Herrn?|Kolleg(?:e|in|en))\s+[A-ZÄÖÜ][\wäöüß-]+)\b(?=.{0,80}\b(?:soll|wird|muss|kann|will|"
    r"hat|sagt|kümmert|macht|schickt|klärt|prüft|übernimmt)\b)"
)
_DECISIONS = tuple(
    (weight, re.compile(regex, re.IGNORECASE))
    for weight, regex in (
        (
            2.4,
            r"\b(?:haben|hat|hatten|wird|wurde|ist|sind|wäre|hätten)\b.*\b(?:beschlossen|entschieden|"
            r"vereinbart|festgelegt|geeinigt|verabschiedet|genehmigt|freigegeben|abgemacht)\b",
        ),
        (
            2.5,
            r"\bwir\s+(?:\w+\s+){0,2}(?:beschließen|entscheiden\s+uns|einigen\s+uns|legen\b.*\bfest|"
            r"vereinbaren|genehmigen|verabschieden)\b|"
            r"\b(?:beschließen|vereinbaren|genehmigen|verabschieden)\s+wir\b|\b(?:entscheiden|"
            r"einigen)\s+wir\s+uns\b",
        ),
        (
            2.5,
            r"\b(?:beschluss|entscheidung|ergebnis|festlegung)\s*:|\b(?:beschluss|"
            r"entscheidung)\s+(?:ist|lautet|steht)\b|^(?:beschlossen|abgemacht|entschieden)\b",
        ),
        (2.2, r"\b(?:einstimmig|mehrheitlich)\b|\b(?:angenommen|abgelehnt)\b\W*$"),
        (
            2.2,
            r"\b(?:dann|also|gut|okay|somit|damit)\W+(?:\w+\W+){0,2}(?:nehmen|bleiben|belassen|"
            r"verschieben|vertagen|streichen|kaufen|mieten|verzichten|starten|bestellen|wählen|lassen|behalten|"
            r"verlängern|kündigen|stoppen)\s+wir\b",
        ),
        (
            2.0,
            r"\bwir\s+(?:nehmen|beauftragen|bleiben\s+bei|behalten|verschieben|vertagen|streichen|verzichten|stoppen|"
            r"verlängern|kündigen|belassen|halten\s+(?:uns\s+)?an|setzen\s+auf|wählen)\b|\bbeauftragen\s+wir\b|"
            r"\bes\s+bleibt\s+(?:dabei|bei)\b|\bbleibt\s+es\s+(?:dabei|bei)\b",
        ),
        (1.9, r"\b(?:dann|also|gut|okay)\W+(?:\w+\W+){0,2}machen\s+wir\b|\b(?:machen|"
              r"nehmen)\s+wir\s+(?:das\s+)?so\b"),
        (1.5, r"\b(?:lasst?|lassen\s+sie)\s+uns\b.*\b(?:nehmen|machen|verschieben|streichen|bleiben|"
              r"kaufen|lassen|setzen|starten)\b"),
        (1.3, r"\bwir\s+(?:kaufen|mieten|starten|bestellen|beginnen|stellen\b.*\b(?:um|ein)|lassen|machen)\b"),
        (1.2, r"\bwir\s+werden\b|\bwerden\s+wir\b|\bes\s+wird\b.*\bgeben\b"),
        (1.0, r"\bwir\b.*\b(?:unterm\s+strich|letztlich|letztendlich|am\s+ende|final)\b|"
              r"\b(?:unterm\s+strich|letztlich|letztendlich|am\s+ende|zusammengefasst|final)\b.*\bwir\b"),
        (0.8, r"\bsoll(?:en)?\b.*\b(?:sein|werden|haben|geben|bleiben|kosten)\b|\bmuss\b.*\b(?:sein|"
              r"werden|haben)\b"),
    )
)  # fmt: skip
_AGAINST = re.compile(
    r"\b(?:ob|sollen\s+wir|sollten\s+wir|wollen\s+wir|können\s+wir|könnten?|wenn|falls|vielleicht|"
    r"eventuell|weiß\s+(?:ich\s+)?nicht|noch\s+nicht|noch\s+nichts|"
    r"müssen\s+(?:wir\s+)?(?:uns\s+)?(?:noch\s+|erst\s+)?(?:\w+\s+)?(?:entscheiden|beschließen)|"
    r"ich\s+glaube?|ich\s+denke?|wahrscheinlich|vermutlich|würden?|wäre|hätten|"
    r"machen\s+wir\s+weiter|weiter\s+machen|nächsten?\s+punkt|fangen\s+wir|letztes\s+jahr|damals|später)\b",
    re.IGNORECASE,
)
_ACCEPT = re.compile(
    r"^\W*(?:(?:okay|ok|ja|gut|also|jo|hm+)\W+)*(?:einverstanden|genau|passt|gut|super|perfekt|"
    r"alles\s+klar|klingt\s+gut|abgemacht|in\s+ordnung|"
    r"bin\s+(?:ich\s+)?(?:dafür|dabei)|dafür|machen\s+wir|so\s+machen|fein|prima|"
    r"finde?\s+ich\s+(?:auch\s+)?(?:gut|okay))\b",
    re.IGNORECASE,
)
_OPEN = re.compile(
    r"\b(?:offene\s+frage|noch\s+offen|bleibt\s+offen|unklar|wissen\s+wir\s+(?:noch\s+|gar\s+)?nicht|"
    r"weiß\s+(?:ich|man|keiner|niemand)?\s*(?:noch\s+|gar\s+|auch\s+)?(?:nicht|keiner)?,?\s*(?:ob|wie|"
    r"was|wer|wann|wo)|"
    r"müssen\s+wir\s+(?:noch\s+|erst\s+)?(?:mal\s+)?(?:klären|herausfinden|rausfinden|entscheiden)|"
    r"(?:noch\s+)?nicht\s+(?:klar|geklärt|entschieden)|"
    r"frage\s+ist|stellt\s+sich\s+die\s+frage|frage\s+mich,?\s+(?:ob|wie|was|wer|wann))\b",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(
    r"\bweiß\s+(?:ich|man|keiner|niemand)?\s*(?:es\s+|das\s+)?(?:auch\s+|noch\s+|leider\s+|"
    r"gerade\s+)*(?:nicht|nie)|\bkeine\s+ahnung\b|\bgute\s+frage\b|"
    r"\b(?:muss|müssen|müsste|müssten)\s+(?:ich|wir|man)\b.*\b(?:klären|fragen|nachfragen|schauen|"
    r"nachschauen|gucken|sehen|prüfen|herausfinden|rausfinden)|"
    r"\bkommt\s+(?:ganz\s+)?(?:drauf|darauf)\s+an\b|\bschwer\s+zu\s+sagen\b|\bnicht\s+sicher\b|"
    r"\boffen\b|\bunklar\b|\bspäter\b|\bvertagen\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"^\W*(?:(?:äh+m?|hm+|also|na)\W+)*(?:ja|jo|jep|nein|nee|ne|doch|klar|genau|richtig|natürlich|stimmt|sicher)\b",
    re.IGNORECASE,
)
_POLITE = re.compile(
    r"\b(?:kannst|könntest|könnten|würdest|könnt|magst)\s+(?:du|ihr|sie)\b|\b(?:sollen|wollen|"
    r"können)\s+wir\s+(?:\w+\s+)?(?:anfangen|beginnen|starten|weiter)|"
    r"\bnoch\s+(?:fragen|jemand|etwas|was|wünsche|anmerkungen)\b|\b(?:oder|ne|nicht\s+wahr|gell|okay|"
    r"richtig|ja)\s*\?\s*$|\bwie\s+geht\b|\bhört\s+(?:ihr|man)\s+mich\b|\bwie\s+bitte\b|"
    r"\b(?:seht|siehst)\s+(?:ihr|du)\b|\bverstehst\s+du\b",
    re.IGNORECASE,
)
_FILLER = re.compile(
    r"^(?:(?:äh+m?|öh+m?|ehm|h+m+|also|na\s+ja|naja|na\s+gut|na|ja|jo|nee|genau|gut|okay|ok|so|und|"
    r"aber|nun|tja|ach(?:\s+so)?|sozusagen|quasi|"
    r"wie\s+gesagt|alles\s+klar|super|prima|moment|sagen\s+wir\s+mal|ich\s+sag\s+mal|weißt\s+du|"
    r"mal\s+ehrlich|ja\s+gut|nicht\s+wahr)\b[\s,.;:…–-]*)+",
    re.IGNORECASE,
)  # fmt: skip
_CHATTER = words_of(
    """mal schon halt eben eigentlich irgendwie vielleicht okay genau gut also dann doch ganz bisschen
    einfach wirklich glaub glaube denk denke mein meine sag sage sagen sagt gesagt mach mache machen
    macht gemacht geht gehen ging kommt kommen hab habe habt haben hatten sein bin bist war waren werde
    werdet würde würden müssen muss müsste müssten soll sollen sollte sollten kann kannst können könnte
    könnten will wollen wollten darf dürfen mehr viel viele immer wieder jetzt leute sache sachen ding
    dinge etwas was irgendwas alles alle so na äh ähm öhm hm mhm ja nee nein jo doch klar naja weiß
    wissen finde finden gibt geben gab lass lassen bitte danke gerne gern quasi sozusagen natürlich
    überhaupt gerade noch erst sowas dazu davon dafür dabei damit daran darauf drauf dran drum darum da
    hier dort nochmal weiter zusammen""",
)
_TALKY = re.compile(
    r"\?\s*$|^(?:ich\s+(?:weiß|glaube?|meine?|mein|finde?|denke?|war)|was|wie|wo|wer|wann|warum|ist|"
    r"sind|hast|habt|haben|kann|kannst|könnt|weißt|wenn|weil|das\s+ist|dass)\b",
    re.IGNORECASE,
)

GERMAN = Cues(
    language="de",
    tasks=TASKS,
    work=_WORK,
    talk=_TALK,
    doubt=_DOUBT,
    now=_NOW,
    later=_LATER,
    several=re.compile(r"\b(?:beide|beiden|zwei|ihr|alle)\b", re.IGNORECASE),
    addressed=re.compile(r"\b(?:[Dd]u|[Ii]hr|Sie)\b"),
    pointer=re.compile(
        r"(?:\b(?:das|es|die|den|ihn|sie)\s+(?:\w+\s+)?ich\b|\b(?:\w+\s+){0,3}(?:das|es|die|den|ihn|"
        r"sie|dem|da|darum|drum|damit|dazu|daran)\b)",
        re.IGNORECASE,
    ),
    yes=_YES,
    name_does=_NAME_DOES,
    decisions=_DECISIONS,
    decided=frozenset(
        {"beschloss", "entschied", "vereinbart", "festgelegt", "geeinigt", "beschließen", "beschluss", "entscheidung"}
    ) | words_of("beschlossen entschieden genehmigt abgemacht einverstanden einstimmig angenommen"),
    against=_AGAINST,
    accept=_ACCEPT,
    points=re.compile(r"\b(?:das|dies|es|so|dabei|damit)\b", re.IGNORECASE),
    open=_OPEN,
    no_answer=_NO_ANSWER,
    yes_no=_YES_NO,
    polite=_POLITE,
    filler=_FILLER,
    hesitation=hesitation(r"äh+m?|öh+m?|ehm+|hm+|mm+|mhm"),
    chatter=_CHATTER,
    talky=_TALKY,
    spoken=words_of(
        "ich du ihr euch mir mich dir dich ja halt eben mal so doch irgendwie glaube weißt also na okay genau man"
    ),
    prose=words_of(
        "der die das des dem den und von in im mit für auf bei aus zu zum zur dass soll sollen wird werden wurde"
    ),
    list_lead=re.compile(r"^(?:\W|\b(?:und|dann|äh+m?|für|die|der|das|also|okay|so)\b)*", re.IGNORECASE),
    list_says=re.compile(r"\b(?:sagt|sagte|meint|meinte|findet|denkt|war|hat|hatte|erzählt)\b|"
        r"\?\s*$", re.IGNORECASE),
    turned=True,
    dangling=ending(
        "und oder weil dass ob wenn eine einen einem einer im am zum zur vom beim",
        "aber der die dem den des von für über sondern als wie",
    ),
)  # fmt: skip
