"""Which model finds passages by meaning, the one that came with Carrel or a GGUF file that the person chose, and which
puts what was found in order.

Vectors of two models cannot be compared, so that another model means to read the whole library again. Meanwhile
questions are answered with the model and the vectors of before; they go only when the new ones are whole. What was done
when it is stopped is kept, and choosing the same model again goes on from there.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from app.catalog.embedders import EmbedderShape, Pooling, embedder_shape, reranker_shape
from app.catalog.gguf import read_header
from app.domain.catalogue import ModelKind
from app.domain.embeddings import EmbeddingSpace
from app.domain.errors import UserError
from app.domain.ids import ContentId
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.domain.language_models import ModelFile
from app.domain.ports import Embedder
from app.processes.embedder_files import STARTER_NAME, EmbedderFiles, gguf_embedder, starter_embedder
from app.services.ingestion import IngestionService
from app.services.model_loading import main_memory, processor_cores
from app.services.settings import EMBEDDER, EMBEDDER_NEXT, RERANKER, Settings, Value
from app.store.embeddings import Embedded, StoredVectors, packed, passage_hash
from app.store.store import Store

_PASSAGE_TOKENS = 200
_WEIGHTS_A_SECOND = 9e9
"""Weights that one core multiplies with a token's state in a second, measured with the starter's as Q8_0 and F16 on a
shared virtual machine; a guess that only says whether it will be minutes or days."""
_STARTERS_SHARE = 0.16
"""The starter's own engine against that: passages of its 11 million weights, in eight bits."""
_STARTERS_WEIGHTS = 11_000_000


class ChangingEmbedder(Embedder, Protocol):
    """An engine whose model can be changed; it computes cross-encoders too."""

    def relevance(self, folder: Path, question: str, passages: Sequence[str]) -> list[float]:
        """By the cross-encoder in ``folder``."""

    def use(self, files: EmbedderFiles) -> None:
        """These from now on."""

    def another(self, files: EmbedderFiles) -> ChangingEmbedder:
        """An engine of its own for these."""

    def close(self) -> None:
        """End it."""


_PAIRS, _PAIR_TOKENS = 10, 250
"""What is put in order for one question (``retrieval.reranking.RERANKED``), title and question included."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What choosing a model takes. ``passages`` have to be read again, in about ``seconds``; bytes of memory from then
    on whenever something is searched, of which ``free`` are there now."""

    passages: int
    seconds: float
    memory: int
    free: int

    @property
    def fits(self) -> bool:
        """Whether there is room for it."""
        return self.memory <= self.free


def files_of(chosen: str) -> EmbedderFiles:
    """What a setting stands for. Raises UserError("embedder_missing"), and what reading a model raises."""
    if not chosen:
        return starter_embedder()
    path = Path(chosen)
    if not path.is_file():
        raise UserError("embedder_missing", name=path.name)
    return gguf_embedder(path)


def path_of(setting: Value) -> Path | None:
    """The file that a setting names; None for none."""
    return Path(str(setting)) if setting else None


class EmbedderChoice:
    """Thread-safe but for :meth:`use`, of which there is one at a time."""

    def __init__(
        self,
        embedder: ChangingEmbedder,
        store: Store,
        settings: Settings,
        ingestion: IngestionService,
        free: Callable[[], tuple[int, int]] = main_memory,
    ) -> None:
        self._embedder = embedder
        self._store = store
        self._settings = settings
        self._ingestion = ingestion
        self._free = free
        store.embeddings.being_made = lambda: str(settings.get(EMBEDDER_NEXT))

    @property
    def chosen(self) -> Path | None:
        """The file that is searched with; None: what came with Carrel."""
        return path_of(self._settings.get(EMBEDDER))

    @property
    def reranker(self) -> Path | None:
        """The file that puts passages in order; None: none does."""
        return path_of(self._settings.get(RERANKER))

    def use_reranker(self, model: ModelFile | None) -> None:
        """Put passages in order with it from now on; None: with none.

        Raises UserError("not_a_reranker", "not_enough_memory", "model_damaged" and what loading raises), EngineError.
        """
        if model is not None:
            self._check_memory(reranker_shape(read_header(model.path), model.path.name))
            self._embedder.relevance(model.path, model.name, [model.name])
        self._settings.set(RERANKER, "" if model is None else str(model.path))

    def seconds_a_question(self, model: ModelFile) -> float:
        """About how long a reranker reads for each question, on this computer."""
        shape = reranker_shape(read_header(model.path), model.path.name)
        return _PAIRS * _PAIR_TOKENS * shape.read / _WEIGHTS_A_SECOND / processor_cores()

    @property
    def name(self) -> str:
        """What it is called."""
        return self.chosen.stem if self.chosen is not None else STARTER_NAME

    @property
    def unfinished(self) -> bool:
        """Whether reading the library with another model was begun and stopped; choosing any ends that."""
        return bool(self._settings.get(EMBEDDER_NEXT))

    def cost(self, model: ModelFile | None) -> Cost:
        """Of choosing a model (None: the starter). Raises what :meth:`use` raises for a model that cannot be used."""
        cores, (_total, free) = processor_cores(), self._free()
        files = gguf_embedder(model.path) if model is not None else starter_embedder()
        passages = self._store.embeddings.missing_passages(files.space)
        if model is None:
            return Cost(passages, _STARTERS_SHARE * passages * _work(_STARTERS_WEIGHTS) / cores, 0, free)
        shape = embedder_shape(read_header(model.path), model.path.name)
        alone = 1 if shape.pooling is Pooling.MEAN else 2  # the sentences once more
        return Cost(passages, alone * passages * _work(shape.read) / cores, shape.memory, free)

    def memory(self, model: ModelFile) -> tuple[int, int]:
        """Bytes that an embedder or a reranker takes, and bytes that are free. Raises as for :meth:`use`."""
        header, name = read_header(model.path), model.path.name
        ranks = model.kind is ModelKind.RERANKER
        return (reranker_shape if ranks else embedder_shape)(header, name).memory, self._free()[1]

    def use(
        self, model: ModelFile | None, cancel: CancelToken, on_progress: OnProgress = no_progress
    ) -> EmbeddingSpace:
        """Read the library with this model (None: the starter), then search with it. Until then nothing changes.

        Raises UserError("not_an_embedder", "embedder_unclear", "not_enough_memory", "model_damaged" and what loading a
        model raises), EngineError, Cancelled.
        """
        files = gguf_embedder(model.path) if model is not None else starter_embedder()
        if model is not None:
            self._check_memory(embedder_shape(read_header(model.path), model.path.name))
        engine = self._embedder.another(files)
        try:
            engine.embed_queries([STARTER_NAME])  # one that was chosen is one that runs
            cancel.raise_if_cancelled()
            self._settings.set(EMBEDDER_NEXT, files.space.name)
            filling = _Filling(self._store, engine, files, self._ingestion.wait_turn, cancel, on_progress)
            filling.run()
            with self._ingestion.between_runs(cancel):
                filling.run()  # what came in meanwhile
                self._change(files, "" if model is None else str(model.path))
        finally:
            engine.close()
        return files.space

    def _change(self, files: EmbedderFiles, chosen: str) -> None:
        self._embedder.use(files)
        self._settings.set(EMBEDDER, chosen)
        self._settings.set(EMBEDDER_NEXT, "")
        self._store.embeddings.drop_others(files.space)

    def _check_memory(self, shape: EmbedderShape) -> None:
        if shape.memory > self._free()[1]:
            raise UserError("not_enough_memory")


def _work(weights: int) -> float:
    """Seconds of one core for one passage."""
    return weights * _PASSAGE_TOKENS / _WEIGHTS_A_SECOND


@dataclass(slots=True)
class _Filling:
    """Gives every content of the library vectors of one space, a content at a time; what is there is not computed."""

    store: Store
    engine: Embedder
    files: EmbedderFiles
    wait_turn: Callable[[CancelToken], None]
    cancel: CancelToken
    on_progress: OnProgress
    done: int = 0
    left: int = 0
    seconds: float = 0.0

    def run(self) -> None:
        """Until there is nothing left."""
        embeddings, before = self.store.embeddings, None
        while (missing := embeddings.missing(self.files.space)) and missing != before:
            self.left, before = embeddings.missing_passages(self.files.space), missing
            for content in missing:
                self._fill(content)

    def _fill(self, content: ContentId) -> None:
        embeddings, space = self.store.embeddings, self.files.space
        passages = embeddings.passages(content)
        hashes = [passage_hash(passage) for passage in passages]
        found: dict[bytes, StoredVectors] = embeddings.reusable(space, hashes)
        named = {name: p for name, p in zip(hashes, passages, strict=True) if name not in found}
        self.left -= len(found)
        names = sorted(named, key=lambda name: -len(named[name].text))
        for start in range(0, len(names), self.files.slice):
            self.wait_turn(self.cancel)
            part = names[start : start + self.files.slice]
            began = time.monotonic()
            vectors = self.engine.embed_passages([named[name] for name in part], self.cancel)
            found.update(zip(part, map(packed, vectors), strict=True))
            self.done, self.seconds = self.done + len(part), self.seconds + time.monotonic() - began
            self.left = max(0, self.left - len(part))
            left = self.left * self.seconds / self.done
            self.on_progress(Progress(self.done, self.done + self.left, seconds_left=left))
        embeddings.add(content, Embedded(space, hashes, [found[name] for name in hashes]))
