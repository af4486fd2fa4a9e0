"""The parent's side of the embedder, and of the cross-encoder that shares its process."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from app.domain.embeddings import EmbeddingSpace, Passage, PassageVectors, Vectors
from app.domain.errors import EngineError
from app.domain.jobs import CancelToken
from app.processes.embedder_files import EmbedderFiles, starter_embedder
from app.processes.engine import Engine
from app.processes.launch import Launcher
from app.processes.limits import EMBEDDER_CALL, ChildLimits
from app.processes.requests import CountTokens, EmbedPassages, EmbedQueries, OpenEmbedder, Request, Rerank
from app.processes.results import Counts, PassagesEmbedded, QueryVectors, Relevance, Result
from app.processes.supervisor import OnState, Supervisor, ignore_state

R = TypeVar("R", bound=Result)
EMBEDDER_IDLE_SECONDS = 120.0
_URGENT, _ORDINARY = 0, 1


class EmbedderEngine(Engine):
    """Vectors. Its process leaves after ``idle`` seconds and is started again by the next call."""

    def __init__(
        self,
        launcher: Launcher,
        on_state: OnState = ignore_state,
        files: EmbedderFiles | None = None,
        *,
        idle: float = EMBEDDER_IDLE_SECONDS,
        find: Callable[[], EmbedderFiles] = starter_embedder,
        notes: Path | None = None,
    ) -> None:
        """``files``, or else what ``find`` says when they are first needed. ``notes`` is a folder where the process may
        keep what it found out about a model."""
        self._notes = notes
        self._find = find
        self._launcher = launcher
        self._files = files
        self._holds = self._urgent = 0
        self._counting = threading.Lock()
        super().__init__(
            Supervisor("embedder", launcher, ChildLimits(idle=idle), on_state=on_state, greeting=self._open)
        )

    def space(self) -> EmbeddingSpace:
        """See the port; starts nothing. Raises UserError("model_missing" | "model_damaged")."""
        if self._files is None:
            self._files = self._find()
        return self._files.space

    def use(self, files: EmbedderFiles) -> None:
        """These from now on, after the calls that are in line. Vectors that those give are of the space before."""
        self._supervisor.stop()
        self._files = files

    def another(self, files: EmbedderFiles) -> EmbedderEngine:
        """An engine of these files with a process of its own."""
        return EmbedderEngine(self._launcher, files=files, notes=self._notes)

    @contextmanager
    def held_back(self) -> Iterator[None]:
        """Inside this context passages are embedded slowly, a few a second; questions are not."""
        with self._counted(holds=1):
            yield

    def warm_up(self) -> None:
        """Start the child, so that the first question does not wait for it."""
        self.count_tokens([""])

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """See the port."""
        request = CountTokens(list(texts))
        return self._supervisor.ask(request, Counts, CancelToken(), EMBEDDER_CALL).values

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """See the port; overtakes passages that wait."""
        found = self._ask_at_once(EmbedQueries(list(texts)), QueryVectors).vectors
        if len(found.data) != 4 * found.dims * found.count or found.count != len(texts):
            raise EngineError("protocol_mismatch", role="embedder", detail="vectors")
        return found

    def embed_passages(self, passages: Sequence[Passage], cancel: CancelToken) -> list[PassageVectors]:
        """See the port."""
        self.space()
        assert self._files is not None
        waiting = iter(passages)
        found: list[PassageVectors] = []
        while part := list(itertools.islice(waiting, self._files.slice)):
            request = EmbedPassages(part)
            reply = self._supervisor.ask(request, PassagesEmbedded, cancel, EMBEDDER_CALL, urgency=_ORDINARY)
            found.extend(reply.passages)
        return found

    def relevance(self, folder: Path, question: str, passages: Sequence[str]) -> list[float]:
        """By the cross-encoder in ``folder``, which shares this process. Raises also UserError("model_damaged")."""
        values = self._ask_at_once(Rerank(folder, question, list(passages)), Relevance).values
        if len(values) != len(passages):
            raise EngineError("protocol_mismatch", role="embedder", detail="relevance")
        return values

    def _ask_at_once(self, request: Request, expected: type[R]) -> R:
        """Passages that are being embedded are let through quickly, held back or not: somebody waits behind them."""
        with self._counted(urgent=1):
            return self._supervisor.ask(request, expected, CancelToken(), EMBEDDER_CALL, urgency=_URGENT)

    @contextmanager
    def _counted(self, *, holds: int = 0, urgent: int = 0) -> Iterator[None]:
        self._count(holds, urgent)
        try:
            yield
        finally:
            self._count(-holds, -urgent)

    def _count(self, holds: int, urgent: int) -> None:
        with self._counting:
            before = self._holds > 0 and not self._urgent
            self._holds += holds
            self._urgent += urgent
            after = self._holds > 0 and not self._urgent
            if before != after:
                self._supervisor.give_way(back=after)

    def _open(self) -> Request:
        space = self.space()
        assert self._files is not None
        kept = self._notes / f"{space.name.rpartition(' ')[2]}.centre" if self._notes is not None else None
        return OpenEmbedder(self._files.folder, space.max_tokens, kept)
