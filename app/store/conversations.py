"""Chats: conversations, their turns and branches, what is typed in them, and which documents the answers cite."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from app.domain.conversations import ChatHit, Conversation, KeptTurn, Turn
from app.domain.errors import UserError
from app.domain.ids import ConversationId, TurnId
from app.domain.retrieval import Answer
from app.store.chat_words import searchable
from app.store.conversation_search import ConversationSearch
from app.store.database import Database
from app.store.forgetting import forget_chats
from app.store.json_records import dump, load, text_length
from app.store.turn_tree import Node, below, choosing, shown_path

_CONVERSATIONS = """SELECT c.id, c.title, c.updated_at, (SELECT count(*) FROM turns WHERE conversation_id = c.id),
    c.pinned, c.archived, c.scope, c.folder FROM conversations c"""
_TURNS = "SELECT id, conversation_id, question, asked_at, answer, parent_id FROM turns"

Row = tuple[int, int, str, float, str | None, int | None]
"""A row of _TURNS."""
Turns = list[Turn]  # inside the class, "list" is its method
Hits = list[ChatHit]
Kept = list[KeptTurn]


class ConversationStore:
    """Raises UserError("unknown_conversation") where one is changed that is not there."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._search = ConversationSearch(database)

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
            return [_conversation(*row) for row in rows]

    def turns(self, conversation_id: ConversationId, *, last: int | None = None) -> Turns:
        """Those of the branches that are shown, in the order they were asked; ``last``: only so many of the end."""
        with self._database.read() as connection:
            path = shown_path(_nodes(connection, conversation_id))
            wanted = path if last is None else path[len(path) - min(last, len(path)) :]
            read = _read_turns(connection, [node.id for node, _ in wanted])
        return [
            replace(
                read[node.id],
                parent_id=None if node.parent is None else TurnId(node.parent),
                branches=tuple(map(TurnId, beside)),
            )
            for node, beside in wanted
        ]

    def kept_turns(self, conversation_id: ConversationId) -> Kept:
        """The same as :meth:`turns`, all of them, with answers that are still to be taken apart."""
        with self._database.read() as connection:
            path = shown_path(_nodes(connection, conversation_id))
            rows = connection.execute(f"{_TURNS} WHERE conversation_id = ?", (conversation_id,))
            read = {row[0]: row for row in rows}
        return [_kept(read[node.id], node.parent, beside) for node, beside in path]

    def all_turns(self, conversation_id: ConversationId) -> Turns:
        """Those of all branches, in the order they were asked."""
        with self._database.read() as connection:
            rows = connection.execute(f"{_TURNS} WHERE conversation_id = ? ORDER BY id", (conversation_id,))
            return [_turn(*row) for row in rows]

    def add_turn(
        self, conversation_id: ConversationId, question: str, *, instead_of: TurnId | None = None
    ) -> Turn:
        """A question without an answer yet, at the end of what is shown; or beside another, which stays.

        Raises also UserError("unknown_turn").
        """
        now = time.time()
        with self._database.write() as connection:
            _touch(connection, conversation_id, now)
            nodes = _nodes(connection, conversation_id)
            parent, beside = _place(nodes, instead_of)
            connection.executemany("UPDATE turns SET chosen = 0 WHERE id = ?", [(i,) for i in beside])
            cursor = connection.execute(
                "INSERT INTO turns (conversation_id, asked_at, question, parent_id) VALUES (?, ?, ?, ?)",
                (conversation_id, now, question, parent),
            )
            turn_id = TurnId(cursor.lastrowid or 0)
            connection.execute(
                "INSERT INTO turns_fts (rowid, question, answer) VALUES (?, ?, '')",
                (turn_id, searchable(question)),
            )
        branches = tuple(map(TurnId, (*beside, turn_id))) if beside else ()
        before = None if parent is None else TurnId(parent)
        return Turn(turn_id, conversation_id, question, now, parent_id=before, branches=branches)

    def finish_turn(self, turn_id: TurnId, answer: Answer) -> None:
        """Keep the answer; a second one replaces the first. Nothing happens when the turn was deleted."""
        with self._database.write() as connection:
            row = connection.execute(
                "UPDATE turns SET answer = ? WHERE id = ? RETURNING conversation_id", (dump(answer), turn_id)
            ).fetchone()
            if row is None:
                return
            _touch(connection, ConversationId(row[0]), time.time())
            connection.execute(
                "UPDATE turns_fts SET answer = ? WHERE rowid = ?", (searchable(answer.text), turn_id)
            )
            connection.execute("DELETE FROM citations WHERE turn_id = ?", (turn_id,))
            connection.executemany(
                "INSERT INTO citations VALUES (?, ?, ?, ?, ?, ?, ?)",
                [
                    (turn_id, e.n, e.document_id, str(e.path), e.page, e.quote_span.start, e.quote_span.end)
                    for e in answer.evidence
                ],
            )

    def choose(self, turn_id: TurnId) -> ConversationId:
        """Have the branches shown in which this turn stands. Raises UserError("unknown_turn")."""
        with self._database.write() as connection:
            conversation_id = _chat_of(connection, turn_id)
            on, off = choosing(_nodes(connection, conversation_id), turn_id)
            changes = [(1, i) for i in on] + [(0, i) for i in off]
            connection.executemany("UPDATE turns SET chosen = ? WHERE id = ?", changes)
        return conversation_id

    def delete_turn(self, turn_id: TurnId) -> None:
        """With all that follows it in its branch. Raises UserError("unknown_turn")."""
        with self._database.write() as connection:
            gone = below(_nodes(connection, _chat_of(connection, turn_id)), turn_id)
            _forget(connection, gone)
            connection.executemany("DELETE FROM turns WHERE id = ?", [(i,) for i in gone])

    def rename(self, conversation_id: ConversationId, title: str) -> None:
        """Give it another title; its place in the list stays."""
        self._set(conversation_id, "title", title)

    def set_pinned(self, conversation_id: ConversationId, pinned: bool) -> None:
        """Keep it at the top of the list, or no longer."""
        self._set(conversation_id, "pinned", int(pinned))

    def set_archived(self, conversation_id: ConversationId, archived: bool) -> None:
        """Put it away, or take it back."""
        self._set(conversation_id, "archived", int(archived))

    def set_scope(self, conversation_id: ConversationId, scope: Sequence[Path] | None) -> None:
        """The documents that are asked in it; None for the whole library."""
        self._set(conversation_id, "scope", None if scope is None else json.dumps([str(p) for p in scope]))

    def set_folder(self, conversation_ids: Collection[ConversationId], folder: str) -> None:
        """Put these chats into a folder; "" takes them out. Those that are gone are passed over."""
        with self._database.write() as connection:
            connection.executemany(
                "UPDATE conversations SET folder = ? WHERE id = ?", [(folder, i) for i in conversation_ids]
            )

    def delete(self, conversation_id: ConversationId) -> None:
        """With all its turns."""
        with self._database.write() as connection:
            _forget(connection, [node.id for node in _nodes(connection, conversation_id)])
            connection.execute("DELETE FROM drafts WHERE conversation_id = ?", (conversation_id,))
            cursor = connection.execute("DELETE FROM conversations WHERE id = ?", (conversation_id,))
            _must_exist(cursor.rowcount)

    def search(self, text: str) -> dict[ConversationId, Hits]:
        """Turns that hold all words of ``text`` (or longer ones that begin so), by chat, newest first."""
        return self._search.search(text)

    def drafts(self) -> dict[ConversationId, str]:
        """What was typed and not sent, by chat; under 0 what was typed for a new one."""
        with self._database.read() as connection:
            rows = connection.execute("SELECT conversation_id, text FROM drafts")
            return {ConversationId(i): text for i, text in rows}

    def set_draft(self, conversation_id: ConversationId, text: str) -> None:
        """Keep what is typed; "" for nothing."""
        with self._database.write() as connection:
            connection.execute("DELETE FROM drafts WHERE conversation_id = ?", (conversation_id,))
            if text:
                connection.execute("INSERT INTO drafts VALUES (?, ?)", (conversation_id, text))

    def _set(self, conversation_id: ConversationId, column: str, value: str | int | None) -> None:
        with self._database.write() as connection:
            cursor = connection.execute(
                f"UPDATE conversations SET {column} = ? WHERE id = ?", (value, conversation_id)
            )
            _must_exist(cursor.rowcount)


def _conversation(
    number: int, title: str, at: float, turns: int, pinned: int, archived: int, scope: str | None, folder: str
) -> Conversation:
    paths = None if scope is None else tuple(Path(path) for path in json.loads(scope))
    return Conversation(ConversationId(number), title, at, turns, bool(pinned), bool(archived), paths, folder)


def _turn(
    number: int, conversation_id: int, question: str, at: float, answer: str | None, parent: int | None
) -> Turn:
    return Turn(
        TurnId(number),
        ConversationId(conversation_id),
        question,
        at,
        load(answer, Answer) if answer else None,
        None if parent is None else TurnId(parent),
    )


def _kept(row: Row, parent: int | None, beside: Sequence[int]) -> KeptTurn:
    number, chat, question, at, answer, _written_after = row
    before = None if parent is None else TurnId(parent)
    asked = Turn(TurnId(number), ConversationId(chat), question, at, None, before, tuple(map(TurnId, beside)))
    if not answer:
        return KeptTurn(asked, None, _no_answer)
    return KeptTurn(asked, text_length(answer), partial(load, answer, Answer))


def _no_answer() -> None:
    return None


def _nodes(connection: sqlite3.Connection, conversation_id: ConversationId) -> list[Node]:
    rows = connection.execute(
        "SELECT id, parent_id, chosen FROM turns INDEXED BY turns_by_place WHERE conversation_id = ?",
        (conversation_id,),
    )
    return [Node(i, parent, bool(chosen)) for i, parent, chosen in rows]


def _read_turns(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, Turn]:
    rows = connection.execute(
        f"{_TURNS} WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(list(ids)),)
    )
    return {row[0]: _turn(*row) for row in rows}


def _place(nodes: Sequence[Node], instead_of: TurnId | None) -> tuple[int | None, list[int]]:
    """The turn before a new one, and the turns that stand beside it."""
    if instead_of is None:
        path = shown_path(nodes)
        return (path[-1][0].id if path else None), []
    by_id = {node.id: node for node in nodes}
    if instead_of not in by_id:
        raise UserError("unknown_turn")
    parent = by_id[instead_of].parent
    return parent, [node.id for node in nodes if node.parent == parent]


def _chat_of(connection: sqlite3.Connection, turn_id: TurnId) -> ConversationId:
    row = connection.execute("SELECT conversation_id FROM turns WHERE id = ?", (turn_id,)).fetchone()
    if row is None:
        raise UserError("unknown_turn")
    return ConversationId(row[0])


def _forget(connection: sqlite3.Connection, turns: Collection[int]) -> None:
    connection.executemany("DELETE FROM turns_fts WHERE rowid = ?", [(i,) for i in turns])
    if turns:
        forget_chats(connection)


def _touch(connection: sqlite3.Connection, conversation_id: ConversationId, now: float) -> None:
    cursor = connection.execute(
        "UPDATE conversations SET updated_at = ? WHERE id = ?", (now, conversation_id)
    )
    _must_exist(cursor.rowcount)


def _must_exist(changed: int) -> None:
    if not changed:
        raise UserError("unknown_conversation")
