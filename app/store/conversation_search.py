"""Full-text search over the questions and answers of all chats (FTS5, table ``turns_fts``).

The newest turns that match are looked at first, and of each chat a few: a snippet costs much more than a match.
"""

from __future__ import annotations

import json
import re

from app.domain.conversations import ChatHit
from app.domain.ids import ConversationId, TurnId
from app.store.chat_words import match_of, shown
from app.store.database import Database

MOST_MATCHES = 3000
"""Turns looked at, newest first; in an archive larger than that, words this common are looked for with another."""
MOST_CHATS = 60
PER_CHAT = 3
_OPEN, _CLOSE = "\x02", "\x03"
_WORDS = 14
_MARKED = re.compile(f"{_OPEN}(.*?){_CLOSE}", re.DOTALL)


class ConversationSearch:
    """Finds turns by their words."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def search(
        self, text: str, *, most_chats: int = MOST_CHATS, per_chat: int = PER_CHAT
    ) -> dict[ConversationId, list[ChatHit]]:
        """Turns that hold all words of ``text`` (or longer ones that begin so), by chat, newest first."""
        match = match_of(text)
        if not match:
            return {}
        with self._database.read() as connection:
            rows = connection.execute(
                """WITH found AS MATERIALIZED (
                    SELECT rowid AS id FROM turns_fts WHERE turns_fts MATCH ? ORDER BY rowid DESC LIMIT ?)
                SELECT found.id, conversation_id FROM found JOIN turns ON turns.id = found.id
                ORDER BY found.id DESC""",
                (match, MOST_MATCHES),
            )
            by_chat: dict[int, list[int]] = {}
            for turn, chat in rows:
                if chat not in by_chat and len(by_chat) == most_chats:
                    continue
                of_chat = by_chat.setdefault(chat, [])
                if len(of_chat) < per_chat:
                    of_chat.append(turn)
            wanted = [turn for turns in by_chat.values() for turn in turns]
            snippets = {
                turn: (question, answer)
                for turn, question, answer in connection.execute(
                    f"""SELECT rowid, snippet(turns_fts, 0, '{_OPEN}', '{_CLOSE}', '…', {_WORDS}),
                    snippet(turns_fts, 1, '{_OPEN}', '{_CLOSE}', '…', {_WORDS}) FROM turns_fts
                    WHERE turns_fts MATCH ? AND rowid IN (SELECT value FROM json_each(?))""",
                    (match, json.dumps(wanted)),
                )
            }
        return {
            ConversationId(chat): [_hit(chat, turn, *snippets[turn]) for turn in turns]
            for chat, turns in by_chat.items()
        }


def _hit(chat: int, turn: int, question: str, answer: str) -> ChatHit:
    in_answer = _OPEN in answer
    snippet, marks = _unmarked(answer if in_answer else question)
    return ChatHit(ConversationId(chat), TurnId(turn), snippet, marks, in_answer)


def _unmarked(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The words in one line, and where the marks stood."""
    marked = " ".join(shown(marked).split())
    pieces: list[str] = []
    marks: list[tuple[int, int]] = []
    position = length = 0
    for found in _MARKED.finditer(marked):
        before, words = marked[position : found.start()], found[1]
        pieces += [before, words]
        marks.append((length + len(before), length + len(before) + len(words)))
        length += len(before) + len(words)
        position = found.end()
    return "".join([*pieces, marked[position:]]), tuple(marks)
