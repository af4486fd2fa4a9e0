"""What the full-text index of the chats holds of a question or an answer, and how it is asked.

Citation marks ("[1]") are left out. After every character of a script without spaces stands an invisible one that
FTS5 takes for a border between words, so that such a text can be found from any of its characters on.
"""

from __future__ import annotations

import re

from app.store.spaceless import spaceless_runs

_MARK = re.compile(r"\s*\[\d{1,3}\]")
_WORD = re.compile(r"\w+")
_BORDER = "\u200b"


def searchable(text: str) -> str:
    """The text for the index; also the SQL function ``carrel_words`` of the migrations."""
    text = _MARK.sub("", text.replace(_BORDER, ""))
    for run in sorted(set(spaceless_runs(text)), key=len, reverse=True):
        text = re.sub(f"{run}(?!{_BORDER})", _BORDER.join(run) + _BORDER, text)
    return text


def shown(text: str) -> str:
    """The reverse, for snippets."""
    return text.replace(_BORDER, "")


def words_of(text: str) -> list[str]:
    """The words that are looked for."""
    return _WORD.findall(text)


def match_of(text: str) -> str:
    """An FTS5 expression for turns that hold every word; the last letters of each may be missing. "" for no words.

    Every word is a quoted string: nothing in it is an operator (https://sqlite.org/fts5.html#fts5_strings).
    """
    words = [searchable(word).strip(_BORDER) for word in words_of(text)]
    return " AND ".join(f'"{word}"' + ("" if _BORDER in word else " *") for word in words if word)
