"""True sentences of any documents, made wrong or said otherwise, and what the checker makes of them."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.bench.checker_corruptions import RIGHT, WRONG, Around
from app.bootstrap import Services
from app.domain.documents import StoredChunk
from app.domain.ids import ChunkId
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.domain.retrieval import Support
from app.retrieval.facts import FactKind, facts
from app.retrieval.grounding import Source, check

_SENTENCES = 240
_WORDS = range(8, 45)
_PER_KIND = 60
_SEED = 11


def perturbed(
    services: Services, folder: Path, cancel: CancelToken, on_progress: OnProgress
) -> dict[str, Any]:
    """For every kind of change: how many sentences, the share supported, partly supported and unsupported.

    The evidence of a sentence is its own passage and the one behind it in the library. Deterministic for one folder.
    """
    services.library.add([folder], cancel)
    services.ingestion.run(cancel, no_progress)
    chunks = _chunks(services)
    names = sorted({f.value for c in chunks for f in facts(c.chunk.text) if f.kind is FactKind.NAME})
    rng = random.Random(_SEED)
    sentences = [(k, s) for k, c in enumerate(chunks) for s in _sentences(c) if _usable(s)]
    rng.shuffle(sentences)
    counts: dict[str, dict[str, Counter[Support]]] = {"wrong": {}, "right": {}}
    for done, (k, sentence) in enumerate(sentences):
        cancel.raise_if_cancelled()
        if done >= _SENTENCES * len(WRONG) or not _open(counts):
            break
        _try_all(services, chunks[k : k + 2], sentence, Around(_text(chunks[k : k + 2]), names), rng, counts)
        on_progress(Progress(done + 1, len(sentences), "sentences"))
    return {side: {kind: _row(found) for kind, found in kinds.items()} for side, kinds in counts.items()}


def _open(counts: dict[str, dict[str, Counter[Support]]]) -> bool:
    """Whether some kind still wants sentences."""
    return any(
        sum(counts[side].get(kind, Counter()).values()) < _PER_KIND
        for side, makers in (("wrong", WRONG), ("right", RIGHT))
        for kind in makers
    )


def _try_all(
    services: Services,
    cited: Sequence[StoredChunk],
    sentence: str,
    around: Around,
    rng: random.Random,
    counts: dict[str, dict[str, Counter[Support]]],
) -> None:
    made: list[tuple[str, str, str]] = []
    for side, makers in (("wrong", WRONG), ("right", RIGHT)):
        for kind, maker in makers.items():
            if sum(counts[side].get(kind, Counter()).values()) >= _PER_KIND:
                continue
            text = maker(sentence, around, rng)
            if text is not None and (side == "right" or text != sentence):
                made.append((side, kind, text))
    ids: list[ChunkId] = [c.id for c in cited]
    near = services.search.nearness([text for _, _, text in made], ids)
    for (side, kind, text), cosines in zip(made, near, strict=True):
        sources = [
            Source(
                n,
                c.title,
                c.chunk.text,
                tuple(_sentences(c)),
                cosines[c.id].sentences if c.id in cosines else (),
            )
            for n, c in enumerate(cited, 1)
        ]
        counts[side].setdefault(kind, Counter())[check(text, sources).support] += 1


def _chunks(services: Services) -> list[StoredChunk]:
    with services.store.database.read() as connection:
        rows = connection.execute("SELECT id FROM chunks ORDER BY id").fetchall()
    return services.store.chunks.get([ChunkId(row[0]) for row in rows], None)


def _sentences(stored: StoredChunk) -> list[str]:
    chunk = stored.chunk
    return [chunk.text[s.start - chunk.span.start : s.end - chunk.span.start] for s in chunk.sentences]


def _text(chunks: Sequence[StoredChunk]) -> str:
    return "\n".join(c.chunk.text for c in chunks)


def _usable(sentence: str) -> bool:
    return (
        len(sentence.split()) in _WORDS
        and sentence[0].isupper()
        and sentence.endswith(".")
        and "\n" not in sentence
    )


def _row(found: Counter[Support]) -> dict[str, float]:
    total = sum(found.values())
    return {"n": total, **{support.value: round(found[support] / total, 3) for support in Support}}
