"""Makes safe HTML of an answer's Markdown: an allow-list of block and emphasis rules, no links, images or raw HTML.

The only links in the result are the citations, ``cite:n``, and only for numbers that the answer really has.
"""

from __future__ import annotations

import html
import re
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from app.domain.retrieval import Answer, AnswerSentence, Support

_RULES = (
    "heading", "list", "fence", "blockquote", "hr", "table", "emphasis", "backticks", "newline", "escape",
    "strikethrough",
)  # fmt: skip
_CITATION = re.compile(r"\[(\d{1,3})\]")
_BRACKETS = tuple(f'<span style="color: transparent">{mark}</span>' for mark in "[]")
"""Unseen, they are the room at both sides of the number; copied, they are there."""
_MARKS = {Support.PARTIAL: "\ue001", Support.UNSUPPORTED: "\ue002"}
_MARK_HTML = {
    "\ue001": '<span class="weak"> (weakly supported)</span>',
    "\ue002": '<span class="weak"> (not supported)</span>',
}


def answer_html(answer: Answer) -> str:
    """The whole answer, with its citations as links and its weak sentences marked."""
    return markdown_html(_with_marks(answer.text, answer.sentences), {e.n for e in answer.evidence})


def markdown_html(text: str, citations: Collection[int] = ()) -> str:
    """Markdown to HTML; ``[n]`` becomes a citation where ``n`` is one of ``citations``."""
    rendered: str = _parser().render(text, {"citations": frozenset(citations)})
    return rendered


def style_sheet(text: str, muted: str, accent: str, raised: str, warning: str, size: float) -> str:
    """The document style: colours of the theme, ``size`` of the running text in points."""
    return (
        f"body, p, li, td, th {{ color: {text}; font-size: {size}pt; line-height: 125%; }}"
        f"p, ul, ol, table {{ margin-top: 0; margin-bottom: 8px; }}"
        f"h1, h2, h3, h4, h5, h6 {{ color: {text}; font-size: {size}pt; font-weight: 600; margin: 8px 0 4px 0; }}"
        f"a {{ color: {accent}; text-decoration: none; font-weight: 600; font-size: {size * 0.8}pt; }}"
        f"code, pre {{ background-color: {raised}; font-family: monospace; }}"
        f"blockquote, .draft {{ color: {muted}; }} .weak {{ color: {warning}; font-size: {size * 0.88}pt; }}"
    )


def _with_marks(text: str, sentences: Sequence[AnswerSentence]) -> str:
    position = 0
    for sentence in sentences:
        found = text.find(sentence.text, position)
        if found < 0:
            continue
        position = found + len(sentence.text)
        mark = _MARKS.get(sentence.support, "")
        text = text[:position] + mark + text[position:]
        position += len(mark)
    return text


@lru_cache(maxsize=1)
def _parser() -> Any:
    """Built at the first answer: the import would otherwise delay the first paint."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero", {"html": False, "linkify": False}).enable(list(_RULES))
    parser.add_render_rule("text", _render_text)
    return parser


def _render_text(_renderer: Any, tokens: Sequence[Any], index: int, _options: Any, environment: Any) -> str:
    known: frozenset[int] = environment["citations"]

    def link(match: re.Match[str]) -> str:
        number = int(match[1])
        if number not in known:
            return match[0]
        return f'<a href="cite:{number}">{_BRACKETS[0]}{number}{_BRACKETS[1]}</a>'

    text = _CITATION.sub(link, html.escape(tokens[index].content, quote=False))
    for mark, markup in _MARK_HTML.items():
        text = text.replace(mark, markup)
    return text
