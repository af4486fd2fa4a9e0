"""Assistants as they are kept, and which chat each of them answers in."""

from __future__ import annotations

import time
from dataclasses import replace

from app.domain.assistants import Assistant
from app.domain.errors import UserError
from app.domain.ids import AssistantId, ConversationId
from app.store.database import Database
from app.store.json_records import dump, load

Assistants = list[Assistant]  # inside the class, "list" is its method


class AssistantStore:
    """Raises UserError("unknown_assistant") where one is changed that is not there."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, assistant: Assistant) -> Assistant:
        """Keep it: a new one (id 0) or in place of the one with this id."""
        record = dump(replace(assistant, id=AssistantId(0)))
        with self._database.write() as connection:
            if not assistant.id:
                cursor = connection.execute(
                    "INSERT INTO assistants (name, record) VALUES (?, ?)", (assistant.name, record)
                )
                return replace(assistant, id=AssistantId(cursor.lastrowid or 0))
            cursor = connection.execute(
                "UPDATE assistants SET name = ?, record = ? WHERE id = ? AND deleted_at IS NULL",
                (assistant.name, record, assistant.id),
            )
            _must_exist(cursor.rowcount)
        return assistant

    def list(self) -> Assistants:
        """By name; those that were deleted are left out."""
        return self._some("deleted_at IS NULL")

    def deleted(self) -> Assistants:
        """Those that can be taken back, by name."""
        return self._some("deleted_at IS NOT NULL")

    def delete(self, assistant_id: AssistantId) -> None:
        """It can be taken back by :meth:`restore`; chats in which it answered remember it."""
        with self._database.write() as connection:
            cursor = connection.execute(
                "UPDATE assistants SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL",
                (time.time(), assistant_id),
            )
            _must_exist(cursor.rowcount)

    def restore(self, assistant_id: AssistantId) -> None:
        """The reverse."""
        with self._database.write() as connection:
            cursor = connection.execute(
                "UPDATE assistants SET deleted_at = NULL WHERE id = ? AND deleted_at IS NOT NULL",
                (assistant_id,),
            )
            _must_exist(cursor.rowcount)

    def forget(self, before: float) -> int:
        """Those deleted before this time are gone for good; returns how many."""
        with self._database.write() as connection:
            return connection.execute("DELETE FROM assistants WHERE deleted_at < ?", (before,)).rowcount

    def of_conversation(self, conversation_id: ConversationId) -> Assistant | None:
        """Who answers in this chat; None for nobody in particular, also when it was deleted."""
        found = self._some(
            """deleted_at IS NULL
            AND id = (SELECT assistant_id FROM conversation_assistants WHERE conversation_id = ?)""",
            conversation_id,
        )
        return found[0] if found else None

    def choose(self, conversation_id: ConversationId, assistant_id: AssistantId | None) -> None:
        """Who answers in this chat from now on; None for nobody in particular."""
        with self._database.write() as connection:
            connection.execute(
                "DELETE FROM conversation_assistants WHERE conversation_id = ?", (conversation_id,)
            )
            if assistant_id is None:
                return
            cursor = connection.execute(
                """INSERT INTO conversation_assistants
                SELECT c.id, a.id FROM conversations c, assistants a
                WHERE c.id = ? AND a.id = ? AND a.deleted_at IS NULL""",
                (conversation_id, assistant_id),
            )
            _must_exist(cursor.rowcount)

    def _some(self, where: str, *values: int) -> Assistants:
        with self._database.read() as connection:
            rows = connection.execute(
                f"SELECT id, record FROM assistants WHERE {where} ORDER BY name COLLATE NOCASE, id", values
            )
            return [replace(load(record, Assistant), id=AssistantId(i)) for i, record in rows]


def _must_exist(changed: int) -> None:
    if not changed:
        raise UserError("unknown_assistant")
