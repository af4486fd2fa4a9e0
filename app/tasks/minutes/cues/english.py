"""English."""

from __future__ import annotations

import re

from app.tasks.minutes.cues.tables import Cues, Who, ending, hesitation, task_pattern, words_of

_FUTURE = r"(?:'ll|’ll|\s+will|\s+shall|(?:'m|’m|\s+am|'re|’re|\s+are|'s|’s|\s+is)\s+(?:going\s+to|gonna))"
_DUTY = r"(?:\s+(?:have|need|has|needs|ought|are|is)\s+to|\s+should|\s+must|(?:'ve|’ve|\s+have)\s+got\s+to|\s+gotta)"
_SOFT = r"(?:\s+(?:just|also|then|maybe|probably|definitely|all|each|both|be\s+able\s+to|u[hm]+|to(?=\s+to\b)),?)*"
_NAME = r"[A-Z][\w'’.-]+(?:\s+[A-Z][\w'’.-]+){0,3}"


_TASKS = (
    task_pattern(
        Who.NAMED,
        1.2,
        rf"(?P<subject>{_NAME})\s*,?\s*(?:you(?:{_FUTURE}|{_DUTY}|\s+(?:could|can))|"
        rf"(?:can|could|would|will)\s+you(?:\s+please)?|please){_SOFT}\s+(?P<task>.+)",
    ),
    task_pattern(
        Who.NAMED,
        1.2,
        rf"(?P<subject>{_NAME}(?:(?:,|\s+and)\s+{_NAME})*)(?:{_FUTURE}|{_DUTY}|\s+to\b){_SOFT}\s+(?P<task>.+)",
    ),
    task_pattern(
        Who.NAMED,
        1.2,
        rf"\b(?:ask|have|get|want|need)\s+(?:the\s+)?(?P<subject>{_NAME})\s+to\b{_SOFT}\s+(?P<task>.+)",
    ),
    task_pattern(Who.SELF, 1.0, rf"(?P<subject>\bI){_FUTURE}{_SOFT}\s+(?P<task>.+)"),
    task_pattern(
        Who.SELF,
        1.0,
        r"(?P<subject>\b[Ll]et\s+me)\s+(?P<task>(?:check|look|find|ask|send|follow|get\s+back).+)",
    ),
    task_pattern(
        Who.SELF,
        0.9,
        r"(?P<subject>\bI)\s+(?:can|could)\s+(?P<task>(?:do|send|take|write|look|check|ask|prepare|set|"
        r"draft|talk|call|handle|update|fix|own|organi[sz]e)\b.*)",
    ),
    task_pattern(Who.SELF, 0.6, rf"(?P<subject>\bI){_DUTY}{_SOFT}\s+(?P<task>.+)"),
    task_pattern(
        Who.GROUP, 1.25, rf"(?P<subject>\b[Yy]ou){_FUTURE}{_SOFT}\s+(?P<task>.*\bindividual(?:ly)?\b.*)"
    ),
    task_pattern(
        Who.ADDRESSEE, 1.2, rf"(?P<subject>\b[Yy]ou(?:\s+(?:two|guys|both))?){_FUTURE}{_SOFT}\s+(?P<task>.+)"
    ),
    task_pattern(
        Who.ADDRESSEE,
        1.0,
        r"(?<![Ww]hat\s)(?<![Hh]ow\s)(?<![Ww]here\s)(?<![Ww]hy\s)"
        r"(?P<subject>\b(?:[Cc]an|[Cc]ould|[Ww]ould(?!\s+you\s+(?:pay|buy|spend|use|like|say|want|prefer|think|call))|"
        r"[Ww]ill)\s+you(?:\s+(?:two|guys|both))?)"
        rf"(?:\s+please)?{_SOFT}\s+(?P<task>.+)",
    ),
    task_pattern(
        Who.ADDRESSEE, 0.7, rf"(?P<subject>\b[Yy]ou(?:\s+(?:two|guys|both))?){_DUTY}{_SOFT}\s+(?P<task>.+)"
    ),
    task_pattern(
        Who.GROUP,
        0.9,
        r"(?P<subject>\b(?:[Ee]veryone|[Ee]verybody|[Ee]ach\s+of\s+(?:us|you)|[Aa]ll\s+of\s+(?:us|you)|"
        rf"[Yy]ou\s+(?:all|each))){_SOFT}(?:{_FUTURE}|{_DUTY}|\s+(?:could|can)){_SOFT}\s+(?P<task>.+)",
    ),
    task_pattern(Who.GROUP, 0.9, rf"(?P<subject>\b[Ww]e)(?:{_FUTURE}|{_DUTY})\s+(?:each|all)\s+(?P<task>.+)"),
    task_pattern(Who.NOBODY, 0.1, rf"(?P<subject>\b[Ww]e){_DUTY}{_SOFT}\s+(?P<task>.+)"),
    task_pattern(Who.NOBODY, -0.1, rf"(?P<subject>\b[Ww]e){_FUTURE}{_SOFT}\s+(?P<task>.+)"),
    task_pattern(
        Who.NOBODY,
        1.0,
        r"(?P<subject>(?:^|,\s+|\b)(?:[Pp]lease|[Dd]on't\s+forget\s+to|[Rr]emember\s+to|"
        r"[Mm]ake\s+sure\s+(?:to|that|you)|[Bb]e\s+sure\s+to))\s+(?P<task>.+)",
    ),
    task_pattern(
        Who.NOBODY,
        1.2,
        r"(?P<subject>(?:^|\b)[Aa]ction(?:\s+(?:item|point))?s?(?:\s+(?:is|are|for|on)\b|\s*:))\s*"
        r"(?P<task>.+)",
    ),
)
_WORK = re.compile(
    r"^(?:be\s+)?(?:send|e-?mail|mail|write|draft|prepare|check|look|find\b(?=\s+(?:out|an?\b|some|somebody|someone|the|us|me|my|our|your|who|what|how|ways?|more))|investigat|research|ask(?!\s+(?:you|that|this|it)\b)|call|contact|book|schedul|"
    r"set\s+up|organi[sz]|updat|fix|finish|complet|review|read|test|build|creat|mak|design|work|circulat|shar|post|upload|"
    r"typ|put\s+together|put\s+up|collect|gather|speak(?!\s+(?:about|to\s+(?:it|that|this)\b))|get\s+in\s+touch|get\s+back|follow|report|produc|evaluat|order|buy|"
    r"pay|invit|plan|arrang|confirm|submit|deliver|migrat|deploy|document|implement|draw|develop|com(?:e|ing)\s+up|bring|"
    r"tak(?:e|ing)\s+care|handl|sort\s+out|chas|sign|translat|measur|analy[sz]|compar|present|provid|add|remov|run|own|"
    r"clean|move|publish|rewrit|replac|block|reserv|rent|hir|install|repair|mend|train|pick\s+up|cancel|negotiat|renew|register|apply|"
    r"get\s+(?:\w+\s+){0,3}(?:quotes?|offers?|prices?|estimates?|numbers|figures|approval|feedback)|record|summari[sz]|do(?:ing)?\s+(?:the|a|an|some|your|that)|think(?:ing)?\s+about|need\s+to|try\s+to)",
    re.IGNORECASE,
)
_TALK = re.compile(
    r"^(?:be\s+)?(?:see|say|tell|show|find\b(?!\s+(?:out|an?\b|some|somebody|someone|the|us|me|my|our|your|who|what|how|ways?|more))|"
    r"receive|ask\s+you\b|go\b(?!\s+(?:over|through)\s+the)|start|begin|guess|like|want|have|agree|admit|assume|let|"
    r"skip|come\s+back|explain|give\s+you|talk|mention|imagine|know|notice|hear|get\b(?!\s+(?:back|in\s+touch))|be\b(?!\s+\w+ing)|"
    r"never|not\b|remember|feel|love|hate|hope|happen|need\b|pass|hand\s+over|stop|leave|wait|move\s+on|turn|use\b|lose|"
    r"understand|mean|press|push|pick|hold|put\s+it|keep|reiterate|point\s+out|congratulate|assure|"
    r"remind\s+(?:you|every|my)|repeat\s+(?:what|that|my|the\s+question)|quote\s+(?:from|what|the\s+words)|"
    r"(?:stress|emphasi[sz]e)\s+(?:that|how)|thank\s+(?:you|him|her|the)|give\s+(?:another|an?\s+(?:example|quote))|"
    r"read\s+(?:out|from|you)|make\s+(?:a|my|your|the|one|another)\s+(?:quick\s+)?(?:point|argument|comment|remark))",
    re.IGNORECASE,
)
_ERRAND = re.compile(
    r"(?:(?:go\s+and|try\s+and|try\s+to|then|go|also)\s+)?(?:call|phone|ring|e-?mail|mail|send|book|confirm|order|invit|"
    r"write\s+to|(?:talk|speak)\s+(?:to|with)\s+(?!you|it|that|this)|ask\s+(?!you|that|this|it)|let\s+\S+\s+know|updat|fix|"
    r"schedul|chas|forward|submit|sign\b|pay|register|cancel|reply|contact|upload|circulat|prepar|draft|"
    r"look\s+into|check\s+with|get\s+back\s+to\s+(?:you|him|her|them)|follow\s+up)",
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


_WHEN = (
    r"\d|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:januar|februar|jul)y|march|april|may|june|august|"
    r"(?:septem|octo|novem|decem)ber|first|second|third|noon|next|one|two|three|four|five|six|seven|eight|nine|ten"
)
_WE = r"(?<!\bif\s)\b(?:we|the\s+(?:team|group|board|committee))"
_DECISIONS = tuple(
    (weight, re.compile(regex, re.IGNORECASE))
    for weight, regex in (
        (
            2.4,
            rf"{_WE}(?:'ve|\s+have)?\s+(?:\w+\s+)?(?:decided|agreed|settled\s+on|chosen|chose|concluded|approved)\b",
        ),
        (
            2.4,
            r"\b(?:the\s+)?decision\s+(?:is|was|:)|\bit(?:'s|\s+is|\s+was)\s+(?:decided|agreed|settled)\b|^decision\b",
        ),
        (
            2.2,
            r"\b(?:let's|let\s+us)\s+(?:(?:go|stick|stay|run)\s+(?:with|for)|settle\s+on)\b"
            r"(?!\s+(?:\w+\s+){0,2}(?:break|lunch|coffee|tea)\b)",
        ),
        (
            2.0,
            r"\b(?:we'll|we\s+will|we're\s+(?:going|gonna)|we\s+are\s+going|i\s+say\s+we)\s+(?:to\s+)?(?:go|stick|stay|keep)\b"
            r"(?!\s+(?:straight\s+|right\s+|now\s+)?(?:through|over|around|back|into|on\s+to|to\b|and\b|(?:on\s+)?\w+ing\b))",
        ),
        (
            1.8,
            r"\bwe\s+(?:postpone|drop|skip|stay|keep|stop|cancel|adopt)\b|"
            r"(?<!\bI\s)(?<!\bhe\s)(?<!\bshe\s)(?<!\bthey\s)(?<!\bif\swe\s)(?<!\bwho\s)(?<!\bwho\shave\s)"
            r"(?<!\bpreviously\s)(?<!\ban\s)(?<!\bof\s)(?<!\bnot\sbeen\s)(?<!n't\sbeen\s)\b(?:agreed|decided|approved|settled|that's\s+final|done\s+deal)\b|\bso\s+it(?:'s|\s+is)\s+settled",
        ),
        (
            1.5,
            r"\b(?:let's|let\s+us)\s+(?:use|keep|make|take|drop|skip|move|postpone|set|do|have|put|leave|ship|cut|"
            rf"say\s+(?:(?:on|by|at)\s+)?(?:the\s+)?(?:{_WHEN}))\b",
        ),
        (
            1.2,
            r"\b(?:we'll|we\s+will|we're\s+(?:going\s+to|gonna)|we\s+are\s+going\s+to|we\s+are\s+gonna)\s+"
            r"(?:use|have|make|take|drop|move|postpone|do|put|ship|sell|cut|not|launch|start|only|be\s+using)\b",
        ),
        (1.0, r"\b(?:in\s+the\s+end|finali[sz]ed?|conclusion|to\s+conclude|so\s+basically\s+we)\b"),
        (
            0.9,
            r"\b(?:will|is\s+going\s+to|is\s+gonna|are\s+going\s+to)\s+(?:be|have|cost|feature|include|contain|use)\b",
        ),
        (
            0.8,
            r"\b(?:has|have|needs?|ought)\s+to\s+(?:be|have|cost|include)\b|\b(?:must|should)\s+(?:be|have|cost)\b",
        ),
    )
)
_DECIDED = frozenset(
    {"decid", "decis", "agre", "agree", "chose", "chosen", "settl", "approv", "conclud", "conclus", "final"}
)
_OTHERS = (
    r"\b(?:(?:government|minister|ministry|parliament|house|court|council|company|companies|customer|client|people|which|"
    r"(?-i:(?!We\b|All\b|Both\b|Every|Okay\b|Ok\b|Yes\b|Yeah\b|So\b|And\b|Then\b|Well\b|Now\b|Just\b|That\b|It\b|"
    r"Team\b|Group\b|Board\b|Committee\b)[A-Z][\w'’-]+))(?:\s+(?:has|have|had))?(?:\s+(?:also|already|wisely|all))?"
    r"\s+(?:decided|agreed|approved|settled|chosen|chose))"
)
"""Somebody else's decision that is told of: "the government has agreed", "Poland decided"."""
_AGAINST = re.compile(
    r"\b(?:discuss|talk\s+about|start\s+with|have\s+a\s+look|go\s+about|first\s+i|take\s+the\s+decision|to\s+decide|my|favou?rite|let's\s+(?:put|come|move\s+(?:on|to)|(?:go|break|stop)\s+for\s+(?:\w+\s+){0,2}(?:break|lunch|coffee|tea))|whether|should\s+we|shall\s+we|do\s+we|if\s+we|if\s+you|maybe|perhaps|might|could|not\s+sure|don't\s+know|haven't|"
    rf"{_OTHERS}|"
    r"(?:once|until|after|before)\s+(?:we|you)|approved\s+(?:for|under)|(?:can|could|will|to)\s+(?:get|be)\s+(?:approved|decided|agreed)|"
    r"already\s+(?:been\s+)?approved|(?:any|no)thing\b.{0,30}\bdecided|agreed\s+to\s+by|"
    r"have\s+to\s+decide|need\s+to\s+decide|we'll\s+decide|i\s+think|probably|yet|i\s+guess|would\s+be)\b",
    re.IGNORECASE,
)
_ACCEPT = re.compile(
    r"^\W*(?:(?:okay|ok|yeah|yes|right)\W+)*(?:agreed|agree|fine|good|perfect|great|exactly|sounds\s+good)\b",
    re.IGNORECASE,
)


_OPEN = re.compile(
    r"\b(?:open\s+question|still\s+(?:open|unclear|don't\s+know)|unclear|not\s+(?:yet\s+)?(?:sure|decided|clear)|"
    r"don't\s+know\s+(?:yet|whether|if|how|what|who|when)|to\s+be\s+decided|need\s+to\s+(?:find\s+out|clarify|decide)|"
    r"question\s+(?:is|remains)|wonder(?:ing)?\s+(?:if|whether|how|what))\b",
    re.IGNORECASE,
)
_NO_ANSWER = re.compile(
    r"\b(?:don't|do\s+not)\s+know|\bnot\s+sure\b|\bno\s+idea\b|\bgood\s+question\b|\bfind\s+out\b|\blater\b|\bhave\s+to\s+"
    r"(?:check|ask|see)\b|\bneed\s+to\s+(?:check|ask|see)\b|\bdepends\b|\bpark\s+(?:it|that)\b|\bcome\s+back\b|\bhard\s+to\s+say\b",
    re.IGNORECASE,
)
_YES_NO = re.compile(
    r"^\W*(?:yes|yep|yeah|no|nope|sure|exactly|right|of\s+course|correct|agreed)\b", re.IGNORECASE
)
_POLITE = re.compile(
    r"\b(?:can|could|would|will)\s+you\b|\b(?:shall|should|can)\s+we\s+(?:start|begin|move|go)\b|\bany(?:thing|body|one)?\s+"
    r"(?:else|more|questions?|comments?)\b|\byou\s+(?:know|see|mean)\s*\?|\b(?:right|okay|isn't\s+it)\s*\?|\bhow\s+are\s+you\b",
    re.IGNORECASE,
)
_YES = re.compile(
    r"^\W*(?:(?:okay|ok|um|uh|oh|yeah|well)\W+)*(?:sure|yes|yep|yeah,? sure|will do|of course|no problem|i will|i can|"
    r"i'll|absolutely|happy to|on it|got it|certainly|alright|all right)\b",
    re.IGNORECASE,
)


_LEAD = re.compile(r"^(?:\W|\b(?:and|then|um|uh|for|the|our|of course|okay|so)\b)*", re.IGNORECASE)
_SAYS = re.compile(r"\b(?:said|says|think|thinks|was|were|did|told|mentioned)\b|\?\s*$", re.IGNORECASE)
_POINTER = re.compile(r"(?:\w+\s+){1,2}(?:it|that|this|them|those|these)\b", re.IGNORECASE)
_FILLER = re.compile(
    r"^(?:(?:u[mh]+|uhm|er+m?|h+m+|mm+(?:-hmm)?|ah+|oh|okay|ok|'kay|yeah|yep|yes|right|alright|all right|well|so|"
    r"now|and|but|anyway|basically|you know|i mean|like|also|then|äh+m?|also gut|ja)\b[\s,.;:…-]*)+",
    re.IGNORECASE,
)


_TALKY = re.compile(
    r"\?\s*$|^(?:I\s+(?:don't|mean|guess|was)|what|how|do|did|is|are|can|could|you\s+know|if|because|'cause|which|that's)\b",
    re.IGNORECASE,
)


_DOES = re.compile(
    r"\b([A-Z][a-z]+)\s+(?:will|is\s+going\s+to|is\s+gonna|said|says|wants|told|asked|thinks|can|could|should)\b"
)

_CLAUSE = re.compile(
    r"^(?:because|'?cause|cuz|if|when|although|though|while|which|who|whether|unless|that|since|as)\b",
    re.IGNORECASE,
)


ENGLISH = Cues(
    language="en",
    tasks=_TASKS,
    work=_WORK,
    talk=_TALK,
    doubt=_DOUBT,
    now=_NOW,
    later=_LATER,
    several=re.compile(r"\b(?:two|both|guys|all)\b"),
    addressed=re.compile(r"you", re.IGNORECASE),
    pointer=_POINTER,
    yes=_YES,
    name_does=_DOES,
    decisions=_DECISIONS,
    decided=_DECIDED,
    against=_AGAINST,
    accept=_ACCEPT,
    points=re.compile(r"\b(?:that|this|it)\b", re.IGNORECASE),
    open=_OPEN,
    no_answer=_NO_ANSWER,
    yes_no=_YES_NO,
    polite=_POLITE,
    filler=_FILLER,
    hesitation=hesitation(r"u[hm]+|uhm+|erm?|hm+|mm+|mhm"),
    chatter=frozenset(),
    talky=_TALKY,
    spoken=words_of(
        "I I'm I'll I've you your yeah know mean like just okay gonna guess kind sort stuff really thing things me my"
    ),
    prose=words_of("the of to and for in on with by that be should will would from was were more which"),
    list_lead=_LEAD,
    list_says=_SAYS,
    errand=_ERRAND,
    dangling=ending(
        "and or but because the a an my your our their if than it'll we'll i'll you'll they'll i'm we're they're",
        "so of to with for in on at that which who is are was were we you i it's like as from by um uh maybe",
    ),
    clause=_CLAUSE,
)
