"""An answer's words as blocks of runs: what every export but Markdown is written from.

The same allow-list of Markdown as in the window: no links, images or raw HTML. The words of a document are no markup.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from app.domain.retrieval import Answer, AnswerStatus

_RULES = (
    "heading", "list", "fence", "blockquote", "table", "emphasis", "backticks", "newline", "escape", "strikethrough",
)  # fmt: skip
_CITATION = re.compile(r"\[(\d{1,3})\]")
_KINDS = {"heading_open": "heading", "list_item_open": "item", "blockquote_open": "quote"}


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one look; with ``cite`` above 0 the place of a citation, without words."""

    text: str
    bold: bool = False
    italic: bool = False
    struck: bool = False
    code: bool = False
    cite: int = 0


@dataclass(frozen=True, slots=True)
class Block:
    """``kind`` is paragraph, heading, item, quote, code or row (of a table); ``mark`` is what stands before an item."""

    kind: str
    runs: tuple[Run, ...]
    mark: str = ""


def blocks_of(answer: Answer) -> list[Block]:
    """The answer's text; empty for one that was not found."""
    known = {evidence.n for evidence in answer.evidence}
    if answer.status is AnswerStatus.QUOTED or verbatim_words(answer):
        lines = (" ".join(line.split()) for line in answer.text.splitlines())
        return [Block("paragraph", tuple(_cited(Run(line), known))) for line in lines if line]
    return list(_blocks(_parser().parse(answer.text), known))


def verbatim_words(answer: Answer) -> str:
    """The words of an answer that is a piece of a quote it cites, to the letter; empty for every other one.

    Nothing in such words is markup, whatever it looks like.
    """
    words = " ".join(re.sub(r"\s*\[\d{1,3}\]", "", answer.text).split())
    cited = {n for sentence in answer.sentences for n in sentence.citations}
    held = any(words in " ".join((e.quote or e.text).split()) for e in answer.evidence if e.n in cited)
    return words if held and answer.status is AnswerStatus.ANSWERED and len(answer.sentences) == 1 else ""


@lru_cache(maxsize=1)
def _parser() -> Any:
    from markdown_it import MarkdownIt

    return MarkdownIt("zero", {"html": False, "linkify": False}).enable(list(_RULES))


def _blocks(tokens: Sequence[Any], known: Collection[int]) -> Iterator[Block]:
    around: list[tuple[str, str]] = []
    cells: list[Run] | None = None
    for token in tokens:
        if token.type in _KINDS:
            around.append((_KINDS[token.type], _item_mark(token)))
        elif token.type in ("heading_close", "list_item_close", "blockquote_close"):
            around.pop()
        elif token.type in ("fence", "code_block"):
            yield Block("code", (Run(token.content.rstrip("\n"), code=True),))
        elif token.type == "tr_open":
            cells = []
        elif token.type == "tr_close":
            yield Block("row", tuple(cells or ()))
            cells = None
        elif token.type == "inline":
            runs = [run for piece in _runs(token.children) for run in _cited(piece, known)]
            if cells is not None:
                cells += [Run(" | "), *runs] if cells else runs
                continue
            kind, mark = around[-1] if around else ("paragraph", "")
            yield Block(kind, tuple(runs), mark)
            if around and kind == "item":
                around[-1] = (kind, "")  # the second paragraph of an item has no mark


def _item_mark(token: Any) -> str:
    if token.type != "list_item_open":
        return ""
    return f"{token.info}{token.markup}" if token.info else "•"


def _runs(children: Sequence[Any]) -> Iterator[Run]:
    look = Run("")
    for child in children:
        kind = child.type
        if kind == "text":
            yield replace(look, text=child.content)
        elif kind == "code_inline":
            yield replace(look, text=child.content, code=True)
        elif kind in ("softbreak", "hardbreak"):
            yield replace(look, text=" " if kind == "softbreak" else "\n")
        elif kind.startswith("strong"):
            look = replace(look, bold=kind == "strong_open")
        elif kind.startswith("em"):
            look = replace(look, italic=kind == "em_open")
        elif kind.startswith("s_"):
            look = replace(look, struck=kind == "s_open")


def _cited(run: Run, known: Collection[int]) -> Iterator[Run]:
    """The run cut at its citation marks."""
    position = 0
    for found in _CITATION.finditer(run.text):
        if run.code or int(found[1]) not in known:
            continue
        before = run.text[position : found.start()].rstrip(" ")
        if before:
            yield replace(run, text=before)
        yield Run("", cite=int(found[1]))
        position = found.end()
    if run.text[position:]:
        yield replace(run, text=run.text[position:])
