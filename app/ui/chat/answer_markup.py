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
from app.i18n import N_, tr
from app.ui.chat.code_markup import code_html
from app.ui.chat.math_text import with_plain_math

_RULES = (
    "heading", "list", "fence", "blockquote", "hr", "table", "emphasis", "backticks", "newline", "escape",
    "strikethrough",
)  # fmt: skip
_CITATION = re.compile(r"\[(\d{1,3})\]")
_BRACKETS = tuple(f'<span style="color: transparent">{mark}</span>' for mark in "[]")
"""Unseen, they are the room at both sides of the number; copied, they are there."""
_MARKS = {Support.PARTIAL: "\ue001", Support.UNSUPPORTED: "\ue002"}
_MARK_WORDS = {"\ue001": N_("weakly supported"), "\ue002": N_("not supported")}
SENTENCE_START, SENTENCE_END = "\ue010", "\ue011"
"""Stand around each sentence of :func:`answer_html`; whoever shows it takes them out and knows the sentences."""
_OWN = re.compile("[\ue000-\uf8ff]")
_BLOCK_START = re.compile(r"(?:[ \t]*(?:[-*+]|\d{1,3}[.)]|#{1,6}|>)[ \t]+)*")
_TRAILING_MARKS = re.compile(r"(?:[ \t]*\[\d{1,3}\])*[.!?…]*")


def answer_html(answer: Answer) -> str:
    """The whole answer, with its citations as links, its weak sentences marked, and marks around each sentence."""
    return markdown_html(_with_marks(answer.text, answer.sentences), {e.n for e in answer.evidence})


def verbatim_html(answer: Answer) -> str:
    """The same for words of a document, in which nothing is markup but the citations."""
    known = {e.n for e in answer.evidence}
    text = " ".join(_with_marks(answer.text, answer.sentences).split())
    return f"<p>{_linked(text, known)}</p>"


def sentences_shown(answer: Answer) -> list[AnswerSentence]:
    """The sentences that :func:`answer_html` has marks around, in their order."""
    shown = _found(_plain(answer.text), answer.sentences)
    return [sentence for _start, _end, sentence in shown]


def markdown_html(text: str, citations: Collection[int] = ()) -> str:
    """Markdown to HTML; ``[n]`` becomes a citation where ``n`` is one of ``citations``."""
    rendered: str = _parser().render(with_plain_math(text), {"citations": frozenset(citations)})
    return rendered


def style_sheet(
    text: str,
    muted: str,
    accent: str,
    raised: str,
    warning: str,
    size: float,
    *,
    mark_size: float | None = None,
    weight: int = 400,
) -> str:
    """The document style: colours of the theme, ``size`` of the words and ``mark_size`` of what the citation marks
    are measured by (the same, if not given) in points.
    """
    marks = mark_size or size
    return (
        f"body, p, li, td, th {{ color: {text}; font-size: {size}pt; font-weight: {weight}; line-height: 125%; }}"
        f"p, ul, ol, table, pre {{ margin-top: 0; margin-bottom: 8px; }}"
        f"h1, h2, h3, h4, h5, h6 {{ color: {text}; font-size: {size}pt; font-weight: 600; margin: 8px 0 4px 0; }}"
        f"a {{ color: {accent}; text-decoration: none; font-weight: 600; font-size: {marks * 0.8}pt; }}"
        f"code, pre {{ background-color: {raised}; font-family: monospace; }}"
        f"blockquote, .draft {{ color: {muted}; }}"
        f".key {{ color: {accent}; font-weight: 600; }} .str {{ color: {warning}; }}"
        f".com {{ color: {muted}; font-style: italic; }} .num {{ color: {accent}; }}"
        f".weak {{ color: {warning}; font-size: {marks * 0.88}pt; font-weight: 400; }}"
    )


def _with_marks(text: str, sentences: Sequence[AnswerSentence]) -> str:
    text = _plain(text)
    pieces: list[str] = []
    position = 0
    for start, end, sentence in _found(text, sentences):
        mark = _MARKS.get(sentence.support, "")
        pieces += [text[position:start], SENTENCE_START, text[start:end], mark, SENTENCE_END]
        position = end
    return "".join([*pieces, text[position:]])


def _found(text: str, sentences: Sequence[AnswerSentence]) -> list[tuple[int, int, AnswerSentence]]:
    """Where each sentence stands, its [n] marks included; one that does not stand there is left out."""
    found: list[tuple[int, int, AnswerSentence]] = []
    position = 0
    for sentence in sentences:
        words = _plain(sentence.text)
        start = text.find(words, position) if words.strip() else -1
        if start < 0:
            continue
        marks = _TRAILING_MARKS.match(text, start + len(words))
        position = marks.end() if marks is not None else start + len(words)
        block = _BLOCK_START.match(words)
        found.append((start + (block.end() if block is not None else 0), position, sentence))
    return found


def _plain(text: str) -> str:
    """Without the private characters that are ours."""
    return _OWN.sub("", text)


@lru_cache(maxsize=1)
def _parser() -> Any:
    """Built at the first answer: the import would otherwise delay the first paint."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero", {"html": False, "linkify": False}).enable(list(_RULES))
    parser.add_render_rule("text", _render_text)
    parser.add_render_rule("fence", _render_fence)
    parser.add_render_rule("table_open", _render_table)
    return parser


def _render_text(_renderer: Any, tokens: Sequence[Any], index: int, _options: Any, environment: Any) -> str:
    return _linked(tokens[index].content, environment["citations"])


def _render_fence(_renderer: Any, tokens: Sequence[Any], index: int, _options: Any, _environment: Any) -> str:
    token = tokens[index]
    return f"<pre>{code_html(token.content.rstrip(chr(10)), token.info)}</pre>"


def _render_table(*_anything: Any) -> str:
    """Qt draws a table's lines by attribute only."""
    return '<table border="1" cellspacing="0" cellpadding="4" style="border-collapse: collapse">'


def _linked(text: str, known: Collection[int]) -> str:
    """Plain text as HTML, the citations in it as links."""

    def link(match: re.Match[str]) -> str:
        number = int(match[1])
        if number not in known:
            return match[0]
        return f'<a href="cite:{number}">{_BRACKETS[0]}{number}{_BRACKETS[1]}</a>'

    text = _CITATION.sub(link, html.escape(text, quote=False))
    for mark, words in _MARK_WORDS.items():
        text = text.replace(mark, f'<span class="weak"> ({html.escape(tr(words))})</span>')
    return text
