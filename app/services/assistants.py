"""Assistants: made, changed, copied, deleted and taken back, written to a file and read from one, chosen per chat."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.catalog.adapter_card import Adapter
from app.domain.assistants import NAME_LENGTH, Assistant, checked
from app.domain.errors import ErrorInfo, UserError
from app.domain.ids import AssistantId, ConversationId
from app.domain.language_models import LoadedModel, ModelFile
from app.services.assistant_file import names_a_computer, read_assistant, written
from app.services.text_file import write_text
from app.store.assistants import AssistantStore

KEPT_DELETED_SECONDS = 30 * 86_400
"""How long a deleted assistant can be taken back."""
Assistants = list[Assistant]  # inside the class, "list" is its method


@dataclass(frozen=True, slots=True)
class Imported:
    """An assistant that was read from a file; ``missing`` is what it names and this machine does not have."""

    assistant: Assistant
    missing: tuple[ErrorInfo, ...]


class AssistantsService:
    """The assistants of a profile. Names are unique, whatever their case.

    ``find_model`` raises UserError where there is none of that name; ``adapters`` lists those that can be used;
    ``fits`` says whether an adapter was made for a model.
    """

    def __init__(
        self,
        store: AssistantStore,
        find_model: Callable[[str], ModelFile],
        selected_model: Callable[[], ModelFile | None],
        adapters: Callable[[], Sequence[Adapter]],
        fits: Callable[[Adapter, Path], bool],
    ) -> None:
        self._store = store
        self._find_model = find_model
        self._selected_model = selected_model
        self._adapters = adapters
        self._fits = fits

    def list(self) -> Assistants:
        """By name. Forgets for good what was deleted long ago."""
        self._store.forget(time.time() - KEPT_DELETED_SECONDS)
        return self._store.list()

    def deleted(self) -> Assistants:
        """Those that can be taken back."""
        return self._store.deleted()

    def find(self, name: str) -> Assistant:
        """By name, whatever its case. Raises UserError("unknown_assistant")."""
        return _named(name, self._store.list())

    def save(self, assistant: Assistant) -> Assistant:
        """A new one (id 0), or the one with this id as it is now.

        Raises UserError("invalid_input"), ("assistant_exists") when another has the name, ("unknown_assistant").
        """
        assistant = checked(assistant)
        same = [a for a in self._store.list() if a.name.casefold() == assistant.name.casefold()]
        if any(other.id != assistant.id for other in same):
            raise UserError("assistant_exists", name=assistant.name)
        return self._store.put(assistant)

    def duplicate(self, assistant: Assistant) -> Assistant:
        """A copy with a name of its own."""
        return self._store.put(
            checked(replace(assistant, id=AssistantId(0), name=self._free(assistant.name)))
        )

    def delete(self, assistant: Assistant) -> None:
        """Can be undone with :meth:`restore` for a month."""
        self._store.delete(assistant.id)

    def restore(self, name: str) -> Assistant:
        """Take a deleted one back. Raises UserError("unknown_assistant"), ("assistant_exists")."""
        found = _named(name, self._store.deleted())
        if any(a.name.casefold() == found.name.casefold() for a in self._store.list()):
            raise UserError("assistant_exists", name=found.name)
        self._store.restore(found.id)
        return found

    def missing(self, assistant: Assistant) -> tuple[ErrorInfo, ...]:
        """What it names and this machine does not have, or what does not go together; empty when all is well.

        Network shares are not looked for: the name may come from a stranger, and looking is using the network.
        """
        found: list[ErrorInfo] = []
        model: ModelFile | None = None
        try:
            model = self._find_model(assistant.model) if assistant.model else self._selected_model()
        except UserError as error:
            found.append(error.info())
        if assistant.adapter and (problem := self._adapter_problem(assistant.adapter, model)) is not None:
            found.append(problem)
        places = [place for place in assistant.scope or () if not names_a_computer(str(place))]
        found += [ErrorInfo("file_missing", {"path": str(p)}) for p in places if not p.exists()]
        return tuple(found)

    def adapter_for(self, assistant: Assistant, model: LoadedModel) -> Adapter | None:
        """The adapter that the assistant names, where it was made for this model."""
        wanted = assistant.adapter.casefold()
        named = [adapter for adapter in self._adapters() if wanted and adapter.name.casefold() == wanted]
        return next((adapter for adapter in named if self._fits(adapter, model.path)), None)

    def fitting_adapters(self, model: ModelFile) -> Sequence[Adapter]:
        """The adapters that were made for this model."""
        return [adapter for adapter in self._adapters() if self._fits(adapter, model.path)]

    def export(self, assistant: Assistant, target: Path) -> None:
        """Write it to one file. Raises UserError("permission_denied" | "disk_full" | "cannot_write")."""
        write_text(target, written(assistant))

    def bring_in(self, source: Path) -> Imported:
        """Read it from such a file; where the name is taken it gets another.

        Raises UserError("file_missing", "permission_denied", "assistant_damaged", "assistant_newer").
        """
        assistant = read_assistant(source)
        assistant = self._store.put(replace(assistant, name=self._free(assistant.name)))
        return Imported(assistant, self.missing(assistant))

    def of_conversation(self, conversation_id: ConversationId) -> Assistant | None:
        """Who answers in this chat."""
        return self._store.of_conversation(conversation_id)

    def choose(self, conversation_id: ConversationId, assistant: Assistant | None) -> None:
        """Who answers in this chat from now on. Raises UserError("unknown_assistant")."""
        self._store.choose(conversation_id, assistant.id if assistant is not None else None)

    def _adapter_problem(self, name: str, model: ModelFile | None) -> ErrorInfo | None:
        named = [a for a in self._adapters() if a.name.casefold() == name.casefold()]
        if not named:
            return ErrorInfo("adapter_missing", {"name": name})
        if model is not None and not any(self._fits(adapter, model.path) for adapter in named):
            return ErrorInfo("adapter_mismatch", {"name": name})
        return None

    def _free(self, name: str) -> str:
        """This name, or with the first number behind it that is not taken."""
        taken = {a.name.casefold() for a in self._store.list()}
        number, free = 1, name
        while free.casefold() in taken:
            number += 1
            free = f"{name[: NAME_LENGTH - 5]} {number}"
        return free


def _named(name: str, assistants: Sequence[Assistant]) -> Assistant:
    wanted = " ".join(name.split()).casefold()
    for assistant in assistants:
        if assistant.name.casefold() == wanted:
            return assistant
    raise UserError("unknown_assistant", name=name)
