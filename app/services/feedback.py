"""Thumbs up and down: what a person thinks of an answer, kept on this machine as cases to measure Carrel with.

Nothing here is ever sent anywhere. A case leaves the profile only as a file that the person asks for.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Mapping, Sequence
from importlib import metadata
from pathlib import Path

from app import __version__
from app.domain.errors import UserError
from app.domain.feedback import EvaluationCase, Judgement
from app.domain.ids import CaseId, ConversationId, TurnId
from app.services.conversations import ConversationStore, history_of
from app.services.feedback_export import cases_jsonl
from app.services.text_file import write_text
from app.store.feedback import FeedbackStore

_PACKAGES = {"llama_cpp": "llama-cpp-python", "onnxruntime": "onnxruntime", "torch": "torch"}


class FeedbackService:
    """The judged answers of a profile. ``embedder`` names the embedding space in use, None before there is one."""

    def __init__(
        self,
        store: FeedbackStore,
        conversations: ConversationStore,
        embedder: Callable[[], str | None],
        versions: Callable[[], Mapping[str, str]] | None = None,
    ) -> None:
        self._store = store
        self._conversations = conversations
        self._embedder = embedder
        self._versions = versions or program_versions

    def judge(self, conversation_id: ConversationId, turn_id: TurnId, judgement: Judgement) -> EvaluationCase:
        """Keep a judgement; a later one on the same answer replaces it.

        Raises UserError("nothing_to_judge") when the turn is gone or has no answer.
        """
        turns = self._conversations.turns(conversation_id)
        place = next((i for i, turn in enumerate(turns) if turn.id == turn_id), None)
        answer = turns[place].answer if place is not None else None
        if place is None or answer is None:
            raise UserError("nothing_to_judge")
        case = EvaluationCase(
            turns[place].question,
            history_of(turns[:place]),
            answer,
            judgement,
            time.time(),
            self._embedder(),
            self._versions(),
        )
        return self._store.put(turn_id, case)

    def take_back(self, turn_id: TurnId) -> None:
        """The judgement of a turn is deleted."""
        self._store.remove_of_turn(turn_id)

    def judgements(self, conversation_id: ConversationId) -> dict[TurnId, Judgement]:
        """What was said about the answers of a chat."""
        cases = self._store.of_conversation(conversation_id)
        return {turn_id: case.judgement for turn_id, case in cases.items()}

    def count(self) -> int:
        """How many cases there are, those of deleted chats included."""
        return self._store.count()

    def counts(self) -> dict[ConversationId, int]:
        """How many there are in each chat that has some."""
        return self._store.count_by_conversation()

    def cases(self) -> list[EvaluationCase]:
        """All of them, in the order they were first judged."""
        return self._store.list()

    def keep_when_deleted(self, conversation_id: ConversationId) -> None:
        """A chat is about to be deleted; its cases are to stay (without this they go with it)."""
        self._store.detach(conversation_id)

    def delete(self, case_ids: Sequence[CaseId] | None = None) -> int:
        """Delete these, or (None) all. Returns how many were deleted."""
        return self._store.remove(case_ids)

    def export(self, target: Path) -> int:
        """Write all cases as JSON lines. Returns how many. Raises UserError("permission_denied" | "disk_full")."""
        cases = self.cases()
        write_text(target, cases_jsonl(cases))
        return len(cases)


def program_versions() -> dict[str, str]:
    """Carrel, Python, the system, and the libraries that compute; found without importing them."""
    versions = {
        "carrel": __version__,
        "python": ".".join(map(str, sys.version_info[:3])),
        "system": sys.platform,
    }
    for name, package in _PACKAGES.items():
        try:
            versions[name] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    return versions
