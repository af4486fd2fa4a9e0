"""Chats as one HTML file without anything to load; the same body is what a PDF is painted from."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from itertools import groupby

from app.domain.conversations import Conversation, Turn
from app.i18n import tr
from app.services.answer_blocks import Block, Run, blocks_of
from app.services.conversation_words import NOTES, Notes, facts_of, notes_of, remarks_of

_STYLE = (
    "body{font:16px/1.55 system-ui,sans-serif;max-width:44rem;margin:2rem auto;padding:0 1rem;color:#222;"
    "background:#fff}h1{font-size:1.5rem}h2{font-size:1.05rem;margin-top:2rem;background:#eef1ef;padding:.6rem .8rem;"
    "border-radius:.6rem}.quiet{color:#595959}pre{background:#f4f4f4;padding:.6rem;overflow-x:auto}"
    "sup a{text-decoration:none;color:#1b6b57}"
    ".notes{border-top:1px solid #ccc;margin-top:2.5rem;font-size:.9rem}"
    "blockquote{color:#595959;"
    "border-left:3px solid #ccc;margin-left:0;padding-left:.8rem}"
    "@media(prefers-color-scheme:dark){body{background:#1f2221;color:#e7eae8}h2,pre{background:#2b302e}"
    ".quiet,blockquote{color:#a4aca8}sup a{color:#62c6a9}}"
)
_TAGS = (("bold", "b"), ("italic", "i"), ("struck", "s"), ("code", "code"))


def conversation_html(conversation: Conversation, turns: Sequence[Turn]) -> str:
    """The whole file."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        f'content="{policy}"><title>{html.escape(conversation.title)}</title><style>{_STYLE}</style></head><body>\n'
        f"{conversation_body(conversation, turns)}\n</body></html>\n"
    )


def conversation_body(conversation: Conversation, turns: Sequence[Turn]) -> str:
    """What stands in the body."""
    return "\n".join(_body(conversation, turns))


def _body(conversation: Conversation, turns: Sequence[Turn]) -> Iterator[str]:
    notes = notes_of(turns)
    yield f"<h1>{html.escape(conversation.title)}</h1>"
    yield f'<p class="quiet">{html.escape(facts_of(conversation, turns))}</p>'
    for turn in turns:
        yield f"<h2>{_lines(turn.question)}</h2>"
        if turn.answer is not None:
            yield from _blocks(blocks_of(turn.answer), turn, notes)
        yield from (f'<p class="quiet">{html.escape(remark)}</p>' for remark in remarks_of(turn))
    if notes:
        yield f'<div class="notes"><h3>{tr(NOTES)}</h3>'
        for note in notes.values():
            number = f'<a name="n{note.number}" id="n{note.number}" href="#m{note.number}">{note.number}</a>'
            yield f"<p>{number}. {html.escape(note.place)}: “{html.escape(note.quote)}”</p>"
        yield "</div>"


def _blocks(blocks: Sequence[Block], turn: Turn, notes: Notes) -> Iterator[str]:
    for kind, group in groupby(blocks, key=lambda block: block.kind):
        inner = [(block, "".join(_run(run, turn, notes) for run in block.runs)) for block in group]
        if kind == "code":
            yield from (f"<pre>{html.escape(block.runs[0].text)}</pre>" for block, _ in inner)
        elif kind == "quote":
            yield from (f"<blockquote>{words}</blockquote>" for _, words in inner)
        elif kind == "heading":
            yield from (f"<p><b>{words}</b></p>" for _, words in inner)
        elif kind == "item":
            yield from (f"<p>{html.escape(block.mark) or '&nbsp;'} {words}</p>" for block, words in inner)
        else:
            yield from (f"<p>{words}</p>" for _, words in inner)


def _run(run: Run, turn: Turn, notes: Notes) -> str:
    if run.cite:
        note = notes.get((turn.id, run.cite))
        if note is None:
            return ""
        return f'<sup><a name="m{note.number}" id="m{note.number}" href="#n{note.number}">{note.number}</a></sup>'
    words = _lines(run.text)
    for name, tag in _TAGS:
        if getattr(run, name):
            words = f"<{tag}>{words}</{tag}>"
    return words


def _lines(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")
