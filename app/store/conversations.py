"""Chats: conversations, their turns, and which documents the answers cite."""

from __future__ import annotations

import sqlite3
import time

from app.domain.conversations import Conversation, Turn
from app.domain.errors import UserError
from app.domain.ids import ConversationId, TurnId
from app.domain.retrieval import Answer
from app.store.database import Database
from app.store.json_records import dump, load

_CONVERSATIONS = """SELECT c.id, c.title, c.updated_at, (SELECT count(*) FROM turns WHERE conversation_id = c.id)
    FROM conversations c"""

Turns = list[Turn]  # inside the class, "list" is its method


class ConversationStore:
    """Raises UserError("unknown_conversation") where one is changed that is not there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, title: str) -> Conversation:
        """An empty one."""
        now = time.time()
        with self._database.write() as connection:
            cursor = connection.execute(
                "INSERT INTO conversations (title, updated_at) VALUES (?, ?)", (title, now)
            )
            return Conversation(ConversationId(cursor.lastrowid or 0), title, now)

    def list(self) -> list[Conversation]:
        """The one used last comes first."""
        with self._database.read() as connection:
            rows = connection.execute(f"{_CONVERSATIONS} ORDER BY c.updated_at DESC, c.id DESC")
            return [Conversation(ConversationId(i), title, at, turns) for i, title, at, turns in rows]

    def turns(self, conversation_id: ConversationId) -> Turns:
        """In the order they were asked."""
        with self._database.read() as connection:
            rows = connection.execute(
                "SELECT id, question, asked_at, answer FROM turns WHERE conversation_id = ? ORDER BY id",
                (conversation_id,),
            )
            return [
                Turn(TurnId(i), conversation_id, question, at, load(answer, Answer) if answer else None)
                for i, question, at, answer in rows
            ]

    def add_turn(self, conversation_id: ConversationId, question: str) -> Turn:
        """A question without an answer yet."""
        now = time.time()
        with self._database.write() as connection:
            _touch(connection, conversation_id, now)
            cursor = connection.execute(
                "INSERT INTO turns (conversation_id, asked_at, question) VALUES (?, ?, ?)",
                (conversation_id, now, question),
            )
            return Turn(TurnId(cursor.lastrowid or 0), conversation_id, question, now)

    def finish_turn(self, turn_id: TurnId, answer: Answer) -> None:
        """Keep the answer; a second one replaces the first. Nothing happens when the turn was deleted."""
        with self._database.write() as connection:
            row = connection.execute(
                "UPDATE turns SET answer = ? WHERE id = ? RETURNING conversation_id", (dump(answer), turn_id)
            ).fetchone()
            if row is None:
                return
            _touch(connection, ConversationId(row[0]), time.time())
            connection.execute("DELETE FROM citations WHERE turn_id = ?", (turn_id,))
            connection.executemany(
                "INSERT INTO citations VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (turn_id, e.n, e.document_id, str(e.path), e.page, e.quote_span.start, e.quote_span.end)
                    for e in answer.evidence
                ],
            )

    def rename(self, conversation_id: ConversationId, title: str) -> None:
        """Give it another title; its place in the list stays."""
        with self._database.write() as connection:
            cursor = connection.execute(
                "UPDATE conversations SET title = ? WHERE id = ?", (title, conversation_id)
            )
            _must_exist(cursor.rowcount)

    def delete(self, conversation_id: ConversationId) -> None:
        """With all its turns."""
        with self._database.write() as connection:
            cursor = connection.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))
            _must_exist(cursor.rowcount)


def _touch(connection: sqlite3.Connection, conversation_id: ConversationId, now: float) -> None:
    cursor = connection.execute(
        "UPDATE conversations SET updated_at = ? WHERE id = ?", (now, conversation_id)
    )
    _must_exist(cursor.rowcount)


def _must_exist(changed: int) -> None:
    if not changed:
        raise UserError("unknown_conversation")
