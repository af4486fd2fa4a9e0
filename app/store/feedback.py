"""Judged answers: one case for each turn that a person judged, and those kept from chats that are gone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from app.domain.feedback import EvaluationCase
from app.domain.ids import CaseId, ConversationId, TurnId
from app.store.database import Database
from app.store.json_records import dump, load

Cases = list[EvaluationCase]  # inside the class, "list" is its method

_IN_CHAT = "turn_id IN (SELECT id FROM turns WHERE conversation_id = ?)"


class FeedbackStore:
    """A case goes with its turn, unless it was detached before."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, turn_id: TurnId, case: EvaluationCase) -> EvaluationCase:
        """Keep a case; a second one for the same turn replaces the first. The turn must exist."""
        with self._database.write() as connection:
            (case_id,) = connection.execute(
                """INSERT INTO feedback (turn_id, record) VALUES (?, ?)
                ON CONFLICT (turn_id) DO UPDATE SET record = excluded.record RETURNING id""",
                (turn_id, dump(replace(case, id=CaseId(0)))),
            ).fetchone()
        return replace(case, id=CaseId(case_id))

    def of_conversation(self, conversation_id: ConversationId) -> dict[TurnId, EvaluationCase]:
        """The judged turns of one chat."""
        with self._database.read() as connection:
            rows = connection.execute(
                f"SELECT turn_id, id, record FROM feedback WHERE {_IN_CHAT}", (conversation_id,)
            )
            return {TurnId(turn): _case(i, record) for turn, i, record in rows}

    def list(self) -> Cases:
        """All of them, in the order they were first judged."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT id, record FROM feedback ORDER BY id")
            return [_case(i, record) for i, record in rows]

    def count(self) -> int:
        """How many there are."""
        with self._database.read() as connection:
            return int(connection.execute("SELECT count(*) FROM feedback").fetchone()[0])

    def count_by_conversation(self) -> dict[ConversationId, int]:
        """How many there are in each chat that has some."""
        with self._database.read() as connection:
            rows = connection.execute(
                """SELECT conversation_id, count(*) FROM feedback JOIN turns ON turns.id = turn_id
                GROUP BY conversation_id"""
            )
            return {ConversationId(conversation_id): number for conversation_id, number in rows}

    def remove_of_turn(self, turn_id: TurnId) -> None:
        """The judgement is taken back; nothing happens when there is none."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM feedback WHERE turn_id = ?", (turn_id,))

    def remove(self, case_ids: Sequence[CaseId] | None) -> int:
        """Delete these, or (None) all. Returns how many there were."""
        with self._database.write() as connection:
            if case_ids is None:
                return connection.execute("DELETE FROM feedback").rowcount
            return sum(
                connection.execute("DELETE FROM feedback WHERE id = ?", (case_id,)).rowcount
                for case_id in dict.fromkeys(case_ids)
            )

    def detach(self, conversation_id: ConversationId) -> None:
        """The chat is about to be deleted; its cases stay."""
        with self._database.write() as connection:
            connection.execute(f"UPDATE feedback SET turn_id = NULL WHERE {_IN_CHAT}", (conversation_id,))


def _case(case_id: int, record: str) -> EvaluationCase:
    return replace(load(record, EvaluationCase), id=CaseId(case_id))
