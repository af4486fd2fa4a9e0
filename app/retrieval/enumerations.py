"""Lists of names in a sentence ("Besh Baliq, Almaliq, and Samarqand"): a short answer that broke off inside one is told
in full, and so is one of its names where the question asks for several ("Which cities ...?").
"""

from __future__ import annotations

import re

from app.domain.documents import Span

_NAME = r"(?:the )?[^\W\d_a-z][\w'’-]*+(?:\s(?:of the |of |the )?[^\W\d_a-z][\w'’-]*+){0,4}"
_LIST = re.compile(rf"\b{_NAME}(?:,\s{_NAME}){{1,12}},?\s(?:and|or)\s{_NAME}")
_JOINED = re.compile(r",|\b(?:and|or)\b")
_VERBS = r"is|was|does|has|its|his|this|means|becomes"
_SEVERAL = re.compile(rf"\b(?:what|which) (?:[a-z-]+ ){{0,2}}?(?!(?:{_VERBS})\b)[a-z-]{{3,}}(?<!s)s\b")


def asks_for_several(question: str) -> bool:
    """Whether "what" or "which" stands before a plural: "Which old cities did they reach?"."""
    return bool(_SEVERAL.search(question.lower()))


def whole_list(passage: str, span: Span, sentence: Span, question: str) -> Span:
    """``span``, or the list of names that it is a part of; offsets into ``passage``."""
    inside = passage[span.start : span.end]
    if not _JOINED.search(inside) and not asks_for_several(question):
        return span
    for found in _LIST.finditer(passage, sentence.start, sentence.end):
        if found.start() <= span.start and span.end <= found.end():
            return Span(found.start(), found.end())
    return span
