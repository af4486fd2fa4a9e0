"""The embedder and the parser as real child processes."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.documents import Span
from app.domain.embeddings import Passage
from app.domain.errors import Cancelled, EngineError, UserError
from app.domain.jobs import CancelToken
from app.processes.embedder_files import EmbedderFiles, embedder_in, starter_embedder
from app.processes.engines import EmbedderEngine
from app.processes.launch import Launcher
from app.processes.parser_engine import ParserEngine
from tests.integration.vectors import cosine, of_sentence_transformers, rows

TEXT = "The lease ends in May. The kiosk sells green tea. Dogs are not allowed."
SENTENCES = (Span(0, 22), Span(23, 49), Span(50, 71))


@pytest.fixture(scope="module")
def engine(launcher: Launcher) -> Iterator[EmbedderEngine]:
    made = EmbedderEngine(launcher)
    yield made
    made.close()


@pytest.mark.models
def test_like_lies_beside_like_and_length_is_one(engine: EmbedderEngine) -> None:
    question = rows(engine.embed_queries(["When does the rental contract run out?"]).data)[0]
    (found,) = engine.embed_passages([Passage("Lease > Terms", TEXT, SENTENCES)], CancelToken())
    sentences = rows(found.sentences)
    assert max(range(3), key=lambda i: cosine(question, sentences[i])) == 0
    assert all(cosine(row, row) == pytest.approx(1.0, abs=1e-5) for row in (question, *sentences))


@pytest.mark.models
def test_order_and_batches_do_not_change_a_vector(engine: EmbedderEngine) -> None:
    texts = ["one", TEXT * 3, "two words", TEXT] * 20
    together = rows(engine.embed_queries(texts).data)
    alone = [rows(engine.embed_queries([text]).data)[0] for text in texts[:4]]
    for number in range(4):
        assert cosine(together[number + 40], alone[number]) == pytest.approx(1.0, abs=1e-5)


@pytest.mark.models
def test_tokens_are_counted_without_a_limit_and_long_texts_are_cut(engine: EmbedderEngine) -> None:
    assert engine.count_tokens(["the lease", "", "the " * 1000]) == [2, 0, 1000]
    long = Passage("", "the " * 600 + "end.", (Span(0, 3), Span(2400, 2404)))
    (found,) = engine.embed_passages([long], CancelToken())
    assert rows(found.sentences)[1] == rows(found.chunk)[0]  # behind the limit: the chunk speaks for it


def kill_at_work(engine: EmbedderEngine, pid: int) -> None:
    """Between two calls nobody would notice."""
    process = engine._supervisor._process
    assert process is not None
    while not process.busy:
        time.sleep(0.005)
    time.sleep(0.1)
    os.kill(pid, signal.SIGKILL)


@pytest.mark.models
def test_a_cancel_and_a_kill(engine: EmbedderEngine) -> None:
    passages = [Passage("", TEXT * 4, ())] * 2000
    cancel = CancelToken()
    threading.Timer(0.3, cancel.cancel).start()
    with pytest.raises(Cancelled):
        engine.embed_passages(passages, cancel)
    engine.count_tokens(["x"])
    pid = engine.pid
    assert pid is not None
    threading.Thread(target=kill_at_work, args=(engine, pid), daemon=True).start()
    with pytest.raises(EngineError, match="engine_crashed"):
        engine.embed_passages(passages, CancelToken())
    assert engine.embed_queries(["x"]).count == 1
    assert engine.pid != pid


@pytest.mark.models
def test_our_encoder_is_near_sentence_transformers(engine: EmbedderEngine) -> None:
    texts = ["When does the lease end?", TEXT, "naïve café, 3.5 % — ok", "the " * 400]
    theirs = of_sentence_transformers(texts)
    ours = rows(engine.embed_queries(texts).data)
    for a, b in zip(ours, theirs, strict=True):
        assert cosine(a, b) > 0.99


@pytest.mark.models
def test_the_space_is_known_without_a_child(launcher: Launcher) -> None:
    fresh = EmbedderEngine(launcher)
    assert (fresh.space().name, fresh.space().dims, fresh.space().max_tokens) == (
        "all-MiniLM-L6-v2 int8",
        384,
        256,
    )
    assert fresh.pid is None
    fresh.close()


@pytest.mark.models
def test_a_damaged_embedder_says_so(launcher: Launcher, tmp_path: Path) -> None:
    good = starter_embedder()
    for file in good.folder.rglob("*"):
        if file.is_file():
            target = tmp_path / file.relative_to(good.folder)
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(
                file.read_bytes()[:1000] if file.suffix == ".safetensors" else file.read_bytes()
            )
    broken = EmbedderEngine(launcher, files=EmbedderFiles(tmp_path, good.space))
    with pytest.raises(UserError, match="model_damaged"):
        broken.embed_queries(["x"])
    broken.close()
    with pytest.raises(UserError, match="model_missing"):
        embedder_in(tmp_path / "nowhere", "x")


@pytest.fixture(scope="module")
def parser(launcher: Launcher) -> Iterator[ParserEngine]:
    made = ParserEngine(launcher)
    yield made
    made.close()


def test_the_parser_reads_text_and_says_why_it_does_not(parser: ParserEngine, tmp_path: Path) -> None:
    good = tmp_path / "good.txt"
    good.write_text("A first paragraph about tea.\n\nA second one about ferries.\n")
    document = parser.parse(good, CancelToken())
    assert "ferries" in document.text
    assert len(document.blocks) == 2
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "empty.txt").touch()
    reasons = {"gone": "file_missing", "pipe": "not_a_file", "empty": "empty_document"}
    for stem, code in reasons.items():
        with pytest.raises(UserError, match=code):
            parser.parse(tmp_path / f"{stem}.txt", CancelToken())
    with pytest.raises(UserError):
        parser.read_transcript(tmp_path / "gone.vtt", CancelToken())


def test_the_parser_is_there_again_after_a_kill(parser: ParserEngine, tmp_path: Path) -> None:
    path = tmp_path / "note.txt"
    path.write_text("Some words about a harbour.\n")
    parser.parse(path, CancelToken())
    first = parser.pid
    parser.kill()
    assert "harbour" in parser.parse(path, CancelToken()).text
    assert parser.pid != first
