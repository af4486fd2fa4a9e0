"""Full-text search over the questions and answers of all chats (FTS5, table ``turns_fts``).

The newest turns that match are looked at first, and of each chat a few.
"""

from __future__ import annotations

import json
import re

from app.domain.conversations import ChatHit
from app.domain.ids import ConversationId, TurnId
from app.store.chat_snippets import pattern_of, snippet
from app.store.chat_words import match_of, shown, words_of
from app.store.database import Database

MOST_MATCHES = 2000
"""Turns looked at, newest first; in an archive larger than that, words this common are looked for with another."""
MOST_CHATS = 50
PER_CHAT = 3


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
            texts = {
                turn: (shown(question), shown(answer))
                for turn, question, answer in connection.execute(
                    """SELECT rowid, question, answer FROM turns_fts
                    WHERE rowid IN (SELECT value FROM json_each(?))""",
                    (json.dumps(wanted),),
                )
            }
        pattern = pattern_of(words_of(text))
        return {
            ConversationId(chat): [_hit(chat, turn, *texts[turn], pattern) for turn in turns]
            for chat, turns in by_chat.items()
        }


def _hit(chat: int, turn: int, question: str, answer: str, pattern: re.Pattern[str]) -> ChatHit:
    part, marks = snippet(answer, pattern)
    if marks:
        return ChatHit(ConversationId(chat), TurnId(turn), part, marks, in_answer=True)
    part, marks = snippet(question, pattern)
    return ChatHit(ConversationId(chat), TurnId(turn), part, marks, in_answer=False)
