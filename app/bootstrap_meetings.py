"""The wiring of what belongs to meetings, beside the making of minutes; called by ``app.bootstrap`` alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from app.domain.jobs import CancelToken
from app.domain.language_models import LoadedModel
from app.domain.ports import Embedder, Generator, Reranker
from app.paths import AppPaths
from app.retrieval.stages import ALL_STAGES
from app.services.assistant import AssistantService, Attend
from app.services.event_bus import EventBus
from app.services.library import LibraryService
from app.services.meeting_documents import MeetingDocuments
from app.services.meeting_index import MeetingIndex
from app.services.meeting_questions import MeetingQuestions
from app.services.meeting_series import MeetingSeries
from app.services.minutes_edits import MinutesEditor
from app.services.minutes_templates import MinutesTemplates
from app.services.passage_reader import Adapters
from app.services.search import SearchService
from app.store.library_key import LibraryKey
from app.store.store import Store


class MeetingServices(NamedTuple):
    """Named as the fields of ``Services``."""

    meeting_series: MeetingSeries
    meeting_documents: MeetingDocuments
    meeting_index: MeetingIndex
    meeting_questions: MeetingQuestions


class MeetingAssistants(NamedTuple):
    """What answers over a store that holds meetings only are made with; the same as all other answers."""

    embedder: Embedder
    reranker: Reranker
    generator: Generator
    ensure_model: Callable[[CancelToken], LoadedModel | None]
    attend: Attend
    adapters: Adapters

    def over(self, spoken: Store) -> AssistantService:
        """Questions do not name the one meeting they are about, so names are not looked for."""
        search = SearchService(
            spoken.chunks,
            spoken.fulltext,
            lambda: spoken.vectors(self.embedder.space()),
            self.embedder,
            self.reranker,
            replace(ALL_STAGES, names=False),
        )
        return AssistantService(
            search,
            self.generator,
            self.ensure_model,
            lambda _scope: self.attend(None),
            adapters=self.adapters,
        )


def wire_meetings(
    paths: AppPaths,
    store: Store,
    bus: EventBus,
    editor: MinutesEditor,
    library: LibraryService,
    assistants: MeetingAssistants,
    key: LibraryKey | None = None,
) -> MeetingServices:
    """Opens nothing: the index of a meeting is made when it is first asked."""
    index = MeetingIndex(paths.cache, partial(Store, key=key), assistants.embedder)
    return MeetingServices(
        MeetingSeries(store.series, editor, MinutesTemplates(paths.templates), bus),
        MeetingDocuments(
            paths.meetings, editor, library, store.meetings, paths.transcripts, as_files=key is None
        ),
        index,
        MeetingQuestions(index, editor, assistants.over, bus),
    )
