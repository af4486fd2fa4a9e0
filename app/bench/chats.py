"""How long chats take: searching in a thousand, opening one of two thousand messages, stalls while answers stream.

The store is measured here; the window in a process of its own (``chat_window``), without a display.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from typing import Any

from app.bench.report import machine, median, percentile, rounded
from app.domain.documents import Span
from app.domain.ids import ConversationId, DocumentId
from app.domain.jobs import CancelToken, OnProgress, Progress
from app.domain.retrieval import Answer, AnswerSentence, AnswerStatus, Evidence, Support
from app.store.chat_words import searchable
from app.store.json_records import dump
from app.store.store import Store

CHATS, TURNS, LONG = 1000, 10, 1000
"""Chats of so many questions each, and one of two thousand messages: a thousand questions and their answers."""
_WORDS = 4000


def bench_chats(runs: int, cancel: CancelToken, on_progress: OnProgress) -> dict[str, Any]:
    """The report, in milliseconds."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "chats.db")
        try:
            words = made_words()
            fill(store, words, CHATS, TURNS)
            on_progress(Progress(1, 4, "search"))
            long = fill(store, words, 1, LONG)
            report = {
                "machine": machine(),
                "chats": CHATS,
                "turns": CHATS * TURNS + LONG,
                "search_ms": _search(store, words, runs, cancel),
                "list_ms": _timed(store.conversations.list, runs),
                "read_long_chat_ms": _timed(lambda: store.conversations.turns(long), runs),
            }
        finally:
            store.close()
        on_progress(Progress(2, 4, "window"))
        report["window"] = _window(folder, "chat_window")
        on_progress(Progress(3, 4, "streaming while 1,000 files are taken in"))
        report["busy"] = _window(folder, "busy_window")
    return report


def made_words() -> list[str]:
    """A vocabulary, most frequent first; always the same."""
    random_ = random.Random(5)
    syllables = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]
    return ["".join(random_.choices(syllables, k=random_.randint(2, 4))) for _ in range(_WORDS)]


def fill(store: Store, words: Sequence[str], chats: int, turns: int) -> ConversationId:
    """Chats with questions and answers of these words, frequent ones more often; the id of the last."""
    random_ = random.Random(chats)
    weights = list(accumulate(1 / (rank + 10) for rank in range(len(words))))

    def text(length: int) -> str:
        return " ".join(random_.choices(words, cum_weights=weights, k=length))

    chat: int | None = None
    with store.database.write() as connection:  # one transaction: the disk is not what is measured
        for _ in range(chats):
            chat = connection.execute(
                "INSERT INTO conversations (title, updated_at) VALUES (?, ?)", (text(5), time.time())
            ).lastrowid
            before = None
            for _ in range(turns):
                question = text(10)
                answer = replace(made_answer(text(60), text(80)), question=question)
                before = connection.execute(
                    "INSERT INTO turns (conversation_id, asked_at, question, answer, parent_id) VALUES (?, ?, ?, ?, ?)",
                    (chat, time.time(), question, dump(answer), before),
                ).lastrowid
                connection.execute(
                    "INSERT INTO turns_fts (rowid, question, answer) VALUES (?, ?, ?)",
                    (before, searchable(question), searchable(answer.text)),
                )
    return ConversationId(chat or 0)


def made_answer(text: str, passage: str) -> Answer:
    """An answer with four passages, as large as real ones."""
    span = Span(0, len(passage))
    quote, place = passage[:120], Path("/library/Some document.pdf")
    evidence = tuple(
        Evidence(n, DocumentId(n), place, "Document", n, span, passage, quote, span, 0.8) for n in range(1, 5)
    )
    said = f"{text} [1]."
    return Answer(
        text,
        text,
        AnswerStatus.ANSWERED,
        said,
        (AnswerSentence(said, Support.SUPPORTED, (1,)),),
        evidence,
        0.9,
    )


def _search(store: Store, words: Sequence[str], runs: int, cancel: CancelToken) -> dict[str, Any]:
    """One and two words, frequent and rare, whole and half-typed."""
    random_ = random.Random(11)
    queries = [
        *words[:10],
        *random_.sample(list(words), 30),
        *(word[:3] for word in random_.sample(list(words), 10)),
    ]
    queries += [" ".join(random_.sample(list(words[:200]), 2)) for _ in range(20)]
    times, computing = [], []
    for query in queries * runs:
        cancel.raise_if_cancelled()
        started, before = time.perf_counter(), time.thread_time()
        store.conversations.search(query)
        computing.append((time.thread_time() - before) * 1000)
        times.append((time.perf_counter() - started) * 1000)
    figures = {"median": median(times), "p95": percentile(times, 0.95), "max": max(times)}
    return rounded({**figures, "median_computing": median(computing), "max_computing": max(computing)}, 1)


def _timed(call: Any, runs: int) -> float:
    times = []
    for _ in range(max(runs, 1)):
        started = time.perf_counter()
        call()
        times.append((time.perf_counter() - started) * 1000)
    return round(median(times), 1)


def _window(folder: str, module: str) -> Any:
    """What a window in a process of its own says (``chat_window``, ``busy_window``)."""
    target = Path(folder) / f"{module}.json"
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    subprocess.run(
        [sys.executable, "-m", f"app.bench.{module}", str(Path(folder) / f"profile {module}"), str(target)],
        env=environment,
        check=True,
    )
    return json.loads(target.read_text(encoding="utf-8"))
