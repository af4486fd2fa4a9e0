"""What minutes cost: seconds per hour of meeting, for a meeting and for one four times as long, in the same run.

The talk is the sample meeting's, again and again with a number of its own in every sentence, so that nothing is read
twice. A ratio of 1 means that the time is linear in the length of the meeting. The longer one is also stopped half-way
and made again. Both runs together can cost no less than one go, and must cost little more: only reading is done twice
(a tenth of the work). What was kept of the first is seen in the second run alone. Each is measured right after a run
in one go, because what else a machine does moves seconds more than all this does.
"""

from __future__ import annotations

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from app.bench.peaks import peak_mb
from app.bench.profile import scratch_services
from app.bench.report import machine, median, rounded
from app.bootstrap import Services
from app.domain.errors import Cancelled
from app.domain.jobs import CancelToken, OnProgress, Progress, no_progress
from app.domain.meetings import Minutes, Transcript, Utterance
from app.paths import resources_dir

SAMPLE = "sample_library/meetings/Weekly planning 2026-03-16.vtt"
ROUNDS, TIMES = 4, 4
"""Of eleven minutes each: four rounds make a meeting of three quarters of an hour, sixteen one of three hours."""
_MS_PER_HOUR = 3_600_000


def bench_minutes(runs: int, cancel: CancelToken, on_progress: OnProgress) -> dict[str, Any]:
    """The report; the first run, in which the engines start and a model is examined, is not counted."""
    with scratch_services() as services:
        sample = services.parser.read_transcript(resources_dir() / SAMPLE, cancel)
        services.minutes.make_again(_as_minutes(sample), cancel, no_progress)
        short = joined(sample, ROUNDS)
        one = [_seconds_per_hour(services, short, cancel) for _ in range(runs)]
        peak = _peak(services)
        on_progress(Progress(1, 3, "one meeting"))
        long = joined(sample, ROUNDS * TIMES)
        four: list[float] = []
        stopped: list[float] = []
        resumed: list[float] = []
        for _ in range(runs):
            four.append(_seconds_per_hour(services, long, cancel))
            first, second = _stopped_and_resumed(services, long, cancel)
            stopped.append(first / hours(long))
            resumed.append(second / hours(long))
        longer = _peak(services)
        on_progress(Progress(2, 3, "four times as long"))
    both = [first + second for first, second in zip(stopped, resumed, strict=True)]
    return {
        "bench": "minutes",
        "machine": machine(),
        "runs": runs,
        "ratios": rounded(
            {
                "seconds_per_hour_at_4x_vs_1x": median(four) / median(one),
                "stopped_and_resumed_vs_at_one_go": median(both) / median(four),
                "resumed_alone_vs_at_one_go": median(resumed) / median(four),
                **{f"peak_of_{name}_at_4x_vs_1x": size / peak[name] for name, size in longer.items() if name in peak},
            }
        ),
        "seconds_per_hour": rounded(
            {"1x": median(one), "4x": median(four), "4x stopped": median(stopped), "4x resumed": median(resumed)}
        ),
        "hours": rounded({"1x": hours(short), "4x": hours(long)}),
        "utterances": {"1x": len(short.utterances), "4x": len(long.utterances)},
        "peak_mb": {"1x": peak, "4x": longer},
        "baseline": "the same talk at a quarter of the length, seconds per hour of meeting",
    }  # fmt: skip


def joined(sample: Transcript, rounds: int) -> Transcript:
    """The sample ``rounds`` times in a row; every utterance carries the number of its round."""
    said: list[Utterance] = []
    length = (sample.utterances[-1].end_ms or 0) + 1000
    for number in range(rounds):
        for u in sample.utterances:
            times = ((ms or 0) + number * length for ms in (u.start_ms, u.end_ms))
            text = (
                f"{u.text.rstrip('.?!')} in round {number + 1}{u.text[-1:] if u.text[-1:] in '.?!' else ''}"
            )
            said.append(Utterance(len(said), u.speaker, text, *times))
    return Transcript(sample.title, tuple(said), sample.date, sample.language)


def hours(transcript: Transcript) -> float:
    """How long it was talked."""
    return (transcript.utterances[-1].end_ms or 0) / _MS_PER_HOUR


def _as_minutes(transcript: Transcript) -> Minutes:
    return Minutes(transcript, (), (), (), (), (), (), 0)


def _seconds_per_hour(services: Services, transcript: Transcript, cancel: CancelToken) -> float:
    started = time.perf_counter()
    services.minutes.make_again(_as_minutes(transcript), cancel, no_progress)
    return (time.perf_counter() - started) / hours(transcript)


def _stopped_and_resumed(
    services: Services, transcript: Transcript, cancel: CancelToken
) -> tuple[float, float]:
    """Seconds of the run that was stopped half-way, and of the one that went on."""
    half = CancelToken()

    def stop(progress: Progress) -> None:
        if progress.label != "examining" and progress.done > progress.total / 2:
            half.cancel()

    started = time.perf_counter()
    with suppress(Cancelled):
        services.minutes.make_again(_as_minutes(transcript), half, stop)
    stopped = time.perf_counter()
    services.minutes.make_again(_as_minutes(transcript), cancel, no_progress)
    return stopped - started, time.perf_counter() - stopped


def _peak(services: Services) -> dict[str, int]:
    """Megabytes of every process that lives; Carrel's own holds the transcript and all that is made of it."""
    pids: dict[str, int | None] = {"carrel": os.getpid(), "embedder": services.embedder.pid}
    return peak_mb({**pids, "generator": services.generator.pid, **_parsers(services.parser.pids)})


def _parsers(pids: Sequence[int | None]) -> dict[str, int | None]:
    return {f"parser {number}": pid for number, pid in enumerate(pids, 1)}
