"""The estimate against simulated runs: from the first minute on it is right within 30 %."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from app.services.time_left import TimeLeft, kind_of
from app.store.queue import Outlook

PDF, TEXT, WORD, PICTURE = (
    "application/pdf",
    "text/plain",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "image/png",
)
FIRST_MINUTE = 60.0
BEFORE_THE_END = 20.0


@dataclass(frozen=True)
class File:
    """``seconds`` is what reading it takes, ``pages`` how many are read from their picture afterwards."""

    media_type: str
    size: int
    seconds: float
    pages: int = 0


def simulate(
    files: Sequence[File], page_seconds: float, known_pace: float | None = None, since: float = FIRST_MINUTE
) -> list[float]:
    """Said / true, at every step after the first minute."""
    estimate, now, moments = TimeLeft(known_pace), 0.0, []
    estimate.look(outlook(files))
    for number, file in enumerate(files):
        now += file.seconds
        estimate.document_done(file.media_type, file.size, file.seconds, file.pages)
        if number % 50 == 0:  # the queue is looked at now and then
            done = files[: number + 1]
            estimate.look(
                [*outlook(files[number + 1 :]), *outlook([f for f in done if f.pages], deferred=True)]
            )
        moments.append((now, estimate.seconds_left()))
    for file in files:
        for _ in range(file.pages):
            now += page_seconds
            estimate.page_done(file.media_type, page_seconds)
            moments.append((now, estimate.seconds_left()))
    assert estimate.seconds_left() == pytest.approx(0.0, abs=0.01)
    assert all(said is not None for _, said in moments)
    return [(said or 0.0) / (now - at) for at, said in moments if at >= since and now - at > BEFORE_THE_END]


def outlook(files: Sequence[File], *, deferred: bool = False) -> list[Outlook]:
    counts, sizes, pages = Counter[str](), Counter[str](), Counter[str]()
    for file in files:
        counts[file.media_type] += 1
        sizes[file.media_type] += file.size
        pages[file.media_type] += file.pages if deferred else 0
    return [Outlook(kind, deferred, counts[kind], sizes[kind], pages[kind]) for kind in counts]


def some_files(rng: random.Random, kind: str, count: int, each: float, per_megabyte: float) -> list[File]:
    """Sizes as they are on disks (a few large ones hold most bytes), times off by a third up or down."""
    found = []
    for _ in range(count):
        size = int(min(rng.lognormvariate(10.5, 1.4), 3e7))
        found.append(File(kind, size, (each + per_megabyte * size / 1e6) * rng.uniform(0.67, 1.33)))
    return found


@pytest.mark.parametrize("seed", range(8))
def test_a_mixed_folder(seed: int) -> None:
    rng = random.Random(seed)
    files = (
        some_files(rng, TEXT, 1500, 0.02, 6.0)
        + some_files(rng, PDF, 800, 0.15, 0.9)
        + some_files(rng, WORD, 700, 0.1, 1.5)
    )
    rng.shuffle(files)
    ratios = simulate(files, 1.0)
    within = sum(0.7 <= ratio <= 1.3 for ratio in ratios) / len(ratios)
    assert within >= 0.95


@pytest.mark.parametrize("seed", range(4))
def test_folders_of_one_kind_after_the_other(seed: int) -> None:
    """The worst order: when the second kind begins, nothing of it has been seen."""
    rng = random.Random(seed)
    files = some_files(rng, TEXT, 1500, 0.02, 6.0) + some_files(rng, PDF, 1500, 0.02, 6.0 * 0.08)
    ratios = simulate(files, 1.0)
    assert sum(0.7 <= ratio <= 1.3 for ratio in ratios) / len(ratios) >= 0.9


@pytest.mark.parametrize("seed", range(4))
def test_scans_among_letters(seed: int) -> None:
    """A fifth of the PDFs hold pictures; what a page takes is known from an earlier run."""
    rng = random.Random(seed)
    files = some_files(rng, TEXT, 1000, 0.05, 3.0)
    for pdf in some_files(rng, PDF, 600, 0.2, 0.5):
        pages = rng.randint(1, 6) if rng.random() < 0.2 else 0
        files.append(File(PDF, pdf.size, pdf.seconds, pages))
    rng.shuffle(files)
    ratios = simulate(files, 2.0, known_pace=2.2)
    assert sum(0.7 <= ratio <= 1.3 for ratio in ratios) / len(ratios) >= 0.95


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("factor", [0.5, 2.0])
def test_a_machine_that_becomes_busy_or_idle(seed: int, factor: float) -> None:
    """Two minutes after the change the estimate has followed it."""
    rng = random.Random(seed)
    files = some_files(rng, TEXT, 1500, 0.05, 3.0) + some_files(rng, PDF, 1000, 0.15, 0.9)
    rng.shuffle(files)
    change, now = 150.0, 0.0
    changed = []
    for file in files:
        slower = factor if now > change else 1.0
        changed.append(File(file.media_type, file.size, file.seconds * slower))
        now += file.seconds * slower
    ratios = simulate(changed, 1.0, since=change + 120.0)
    assert sum(0.7 <= ratio <= 1.3 for ratio in ratios) / len(ratios) >= 0.9


def test_nothing_is_said_before_anything_was_measured() -> None:
    estimate = TimeLeft()
    estimate.look([Outlook(TEXT, False, 3, 300, 0)])
    assert estimate.seconds_left() is None
    estimate.document_done(TEXT, 100, 2.0)
    assert estimate.seconds_left() == pytest.approx(4.0)
    assert estimate.seconds_left({"text": (1, 100)}) == pytest.approx(2.0)
    assert estimate.seconds_a_page is None
    estimate.page_done(PICTURE, 3.0)
    assert estimate.seconds_a_page == 3.0


def test_kinds() -> None:
    names = {
        PDF: "pdf", TEXT: "text", WORD: "office", PICTURE: "image", None: "text", "text/html": "markup",
        "image/svg+xml": "markup", "message/rfc822": "mail", "application/vnd.ms-outlook": "mail",
        "application/vnd.ms-excel": "sheet", "application/epub+zip": "office", "application/json": "text",
        "application/vnd.oasis.opendocument.spreadsheet": "sheet", "application/mbox": "mail",
    }  # fmt: skip
    assert {name: kind_of(name) for name in names} == names
