"""Wordy English phrases with the plain ones that say the same, contractions, and casual words with their formal ones.

Only pairs that keep meaning and grammar where they stand are here; what depends on the words around is left alone.
Sources of the idea: plain-language guides of public offices, which agree on these; the list is our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_DETERMINERS = (
    "the", "these", "those", "this", "that", "our", "my", "his", "her", "its", "their", "your", "them", "us",
    "which", "whom",
)  # fmt: skip
_MOST = {"the majority of": "most", "a large number of": "many", "a small number of": "a few"}
_OF_WHICH = _MOST | {
    f"{phrase} {word}": f"{few} of {word}" for phrase, few in _MOST.items() for word in _DETERMINERS
}
WORDY: Mapping[str, str] = {
    "in order to": "to", "so as to": "to", "due to the fact that": "because", "owing to the fact that": "because",
    "in view of the fact that": "because", "on account of the fact that": "because",
    "in spite of the fact that": "although",
    "despite the fact that": "although", "in the event that": "if",
    "at this point in time": "now", "at the present time": "now", "at that point in time": "then",
    "prior to": "before", "subsequent to": "after", "in close proximity to": "near", "with regard to": "about",
    "with reference to": "about", "pertaining to": "about",
    "in the near future": "soon", **_OF_WHICH, "on a daily basis": "every day",
    "on a weekly basis": "every week", "on a monthly basis": "every month", "on an annual basis": "every year",
    "on a regular basis": "regularly", "has the ability to": "can", "have the ability to": "can",
    "is able to": "can", "are able to": "can", "is in a position to": "can", "are in a position to": "can",
    "for the purpose of": "for", "by means of": "by", "in the course of": "during", "until such time as": "until",
    "with the exception of": "except", "it is important to note that": "", "it should be noted that": "",
    "please be advised that": "", "it is worth noting that": "", "needless to say": "", "as a matter of fact": "",
    "each and every": "every", "first and foremost": "first", "in the amount of": "of", "utilize": "use",
    "utilizes": "uses",
    "utilized": "used", "utilizing": "using", "endeavour to": "try to", "endeavor to": "try to", "commence": "begin",
    "commences": "begins", "commenced": "began",
    "ascertain": "find out",
    "make a decision": "decide", "made a decision": "decided", "give consideration to": "consider",
    "make an application": "apply", "conduct an investigation of": "investigate",
    "take into consideration": "consider",
    "notwithstanding the fact that": "although", "completely eliminate": "eliminate",
    "past history": "history", "advance planning": "planning", "end result": "result", "final outcome": "outcome",
    "basic fundamentals": "fundamentals", "absolutely essential": "essential", "very unique": "unique",
}  # fmt: skip
"""Longer phrase, shorter one; "" where it says nothing."""
FILLERS: Mapping[str, str] = {
    "basically": "", "actually": "", "essentially": "", "simply": "", "literally": "", "totally": "",
    "of course": "", "obviously": "", "really": "",
}  # fmt: skip
"""Left out when shorter is wanted."""
CONTRACTIONS: Mapping[str, str] = {
    "don't": "do not", "doesn't": "does not", "didn't": "did not", "can't": "cannot", "couldn't": "could not",
    "won't": "will not", "wouldn't": "would not", "shouldn't": "should not", "isn't": "is not", "aren't": "are not",
    "wasn't": "was not", "weren't": "were not", "haven't": "have not", "hasn't": "has not", "hadn't": "had not",
    "mustn't": "must not", "i'm": "I am", "i've": "I have", "i'll": "I will", "you're": "you are",
    "you've": "you have", "you'll": "you will", "we're": "we are", "we've": "we have", "we'll": "we will",
    "they're": "they are", "they've": "they have", "they'll": "they will", "it'll": "it will", "that'll": "that will",
    "let's": "let us",
}  # fmt: skip
"""Short, full. What may mean two things ("it's", "I'd") is not here."""
CASUAL: Mapping[str, str] = {
    "thanks": "thank you", "thanks a lot": "thank you very much", "thx": "thank you", "asap": "as soon as possible",
    **{words: words for words in ("thanks to", "my thanks", "our thanks", "many thanks", "with thanks")},
    **{f"thanks {word}": f"thanks {word}" for word in _DETERMINERS},
    "btw": "by the way", "fyi": "for your information", "gonna": "going to", "wanna": "want to",
    "yeah": "yes", "yep": "yes", "nope": "no", "info": "information", "pls": "please", "plz": "please",
}  # fmt: skip
"""Casual, formal. Left alone: words whose formal twin depends on the sentence."""
FRIENDLY: Mapping[str, str] = {
    "do not hesitate to": "feel free to", "do not": "don't", "does not": "doesn't", "did not": "didn't",
    "cannot": "can't", "will not": "won't", "would not": "wouldn't", "is not": "isn't", "are not": "aren't",
    "was not": "wasn't", "have not": "haven't", "has not": "hasn't", "i am": "I'm", "i will": "I'll",
    "we are": "we're",
    "we will": "we'll", "you are": "you're", "you will": "you'll", "they are": "they're",
    "let us know": "let us know",
    "regarding": "about", "inform you": "let you know", "dear sir or madam": "hello",
    "yours sincerely": "best wishes", "yours faithfully": "best wishes",
    "i would be grateful if you could": "could you please", "we would be grateful if you could": "could you please",
    "should you have any questions": "if you have any questions",
}  # fmt: skip
"""Stiff, friendly. A phrase that stands for itself keeps a shorter one from touching it."""
_SPACE = r"[ \t\n]+"
_DENIED = r"(?<!\bnot )(?<!\bnot\n)(?<!n't )(?<!n’t )(?<!\bnever )"
"""A filler behind a negation says something: "not really"."""
_ASKED = re.compile(rf"{_SPACE}(?:i|you|he|she|it|we|they|there|this|that|these|those)\b", re.IGNORECASE)
_GOES_ON = re.compile(rf"{_SPACE}\w")


def replaced(text: str, table: Mapping[str, str]) -> str:
    """``text`` with every phrase of the table exchanged, longest first; nothing else changes.

    A phrase stays where the other would be wrong: "as you are." is not "as you're.", "isn't it?" not "is not it?",
    "not really" not "not". Where a phrase that opened a sentence is left out, the word after it gets the capital.
    """
    kept = {phrase: words for phrase, words in table.items() if words}
    gone = [phrase for phrase, words in table.items() if not words]
    if kept:
        text = _any_of(kept).sub(lambda m: _exchanged(m, kept), text)
    if gone:
        text = re.sub(
            rf",?(\s?)(?<![\w'’-]){_DENIED}({_alternatives(gone)})(?![\w'’-]),?{_SPACE}(\w)",
            lambda m: m[1] + (m[3].upper() if m[2][:1].isupper() else m[3]),
            text,
            flags=re.IGNORECASE,
        )
    return text


def _exchanged(match: re.Match[str], kept: Mapping[str, str]) -> str:
    old, new = match[1], kept[_plain(match[1])]
    asks = _plain(old).endswith("n't") and _ASKED.match(match.string, match.end())
    ends = "'" in new and not new.endswith("n't") and not _GOES_ON.match(match.string, match.end())
    return old if asks or ends else _in_case(new, old)


def _any_of(phrases: Mapping[str, str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w'’-])({_alternatives(phrases)})(?![\w'’-])", re.IGNORECASE)


def _alternatives(phrases: Iterable[str]) -> str:
    """Longest first; a space stands for any, a straight apostrophe for both kinds."""
    ordered = sorted(phrases, key=len, reverse=True)
    return "|".join(re.escape(p).replace("'", "['’]").replace(r"\ ", _SPACE) for p in ordered)


def _plain(written: str) -> str:
    return " ".join(written.lower().replace("’", "'").split())


def _in_case(words: str, written: str) -> str:
    """A phrase that began with a capital is exchanged for one that does; ABBREVIATIONS do not shout on."""
    alone = written.isupper() and written.isalpha()
    return words[:1].upper() + words[1:] if written[:1].isupper() and not alone else words
