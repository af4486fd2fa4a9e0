"""Decode speed through the whole stack against a plain llama-cpp-python loop, on a machine that others use as well.

What else runs slows whichever of the two is measured at that moment, so they take turns in short rounds, forwards and
backwards (A B C C B A): a load that comes or goes evenly weighs on all alike, and one that comes in bursts spoils a few
rounds, which the median leaves out. Both models stay loaded; whoever is not asked waits without using the processor.
Where many programs share few cores, rounds differ by half and the clock says little: then look at the processor's
time, which counts all that Carrel uses for a text on both sides of the pipe.

Carrel writes the text twice: token by token as the plain loop does (``carrel``), and as it is used, where tokens that
may follow are guessed (``guessing``). In free text guesses cost time and bring nothing; how many were made and came
true is told, because a text in which they come true says nothing about the cost.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psutil

from app.bench.report import median, percentile
from app.bootstrap import Services
from app.domain.jobs import CancelToken, OnProgress, Progress
from app.domain.language_models import GenerationFinished, GenerationRequest, LoadedModel, TokenDelta

PROMPT = "Once upon a time, in a small harbour town, there lived a lighthouse keeper who"
TOKENS = 32
TURNS_PER_RUN = 6
_LEAVE_SECONDS = 30.0

Ways = dict[str, Callable[[], "Written"]]


@dataclass(frozen=True, slots=True)
class Written:
    """One round: tokens a second from the first to the last token, and what was written."""

    rate: float
    text: str
    drafted: int = 0
    accepted: int = 0
    processor_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Decode:
    """Tokens a second of each round by way; one ratio to the plain loop for each turn there and back, by way;
    ``processor``: the plain loop's processor time for all rounds, as a share of each way's.

    ``same_text``: every round of every way wrote the same.
    """

    rates: dict[str, list[float]]
    ratios: dict[str, list[float]]
    processor: dict[str, float]
    same_text: bool
    drafted: int
    accepted: int

    def ratio(self, way: str) -> float:
        """The middle one."""
        return median(self.ratios[way])

    def spread(self, way: str) -> dict[str, float]:
        """How far the turns' ratios lie apart."""
        values = self.ratios[way]
        return {
            "least": min(values),
            "p25": percentile(values, 0.25),
            "p75": percentile(values, 0.75),
            "most": max(values),
        }


def decode_speed(
    services: Services,
    model: LoadedModel,
    n_ctx: int,
    runs: int,
    cancel: CancelToken,
    on_progress: OnProgress,
) -> Decode:
    """``model`` is the one that the generator has loaded."""
    turns = runs * TURNS_PER_RUN
    with plain_loop(model, n_ctx) as plain:
        ways: Ways = {
            "plain": plain,
            "carrel": lambda: _through_the_stack(services, cancel, lookup=False),
            "guessing": lambda: _through_the_stack(services, cancel, lookup=True),
        }
        for way in ways.values():
            way()  # the prompt is evaluated, the weights are in memory
        done = []
        for number in range(turns):
            cancel.raise_if_cancelled()
            on_progress(Progress(number, turns, "decode"))
            done.append(there_and_back(ways))
    return summed_up(done)


def there_and_back(ways: Ways) -> dict[str, list[Written]]:
    """Each way twice, in one order and then in the other."""
    order = list(ways)
    found: dict[str, list[Written]] = {name: [] for name in order}
    for name in (*order, *reversed(order)):
        found[name].append(ways[name]())
    return found


def summed_up(turns: Sequence[dict[str, list[Written]]]) -> Decode:
    """A turn's ratio is that of the times both rounds took together. The way "plain" is what all are held against."""
    names = list(turns[0])
    seconds = [{name: sum(1.0 / one.rate for one in turn[name]) for name in names} for turn in turns]
    every = [one for turn in turns for name in names for one in turn[name]]
    used = {name: sum(one.processor_s for turn in turns for one in turn[name]) for name in names}
    return Decode(
        rates={name: [one.rate for turn in turns for one in turn[name]] for name in names},
        ratios={name: [turn["plain"] / turn[name] for turn in seconds] for name in names if name != "plain"},
        processor={name: used["plain"] / used[name] for name in names if name != "plain" and used[name]},
        same_text=len({one.text for one in every}) == 1,
        drafted=sum(one.drafted for one in every),
        accepted=sum(one.accepted for one in every),
    )


@contextmanager
def plain_loop(model: LoadedModel, n_ctx: int) -> Iterator[Callable[[], Written]]:
    """The baseline's process, with its model loaded."""
    command = [
        sys.executable,
        "-m",
        "app.bench.plain_llama",
        str(model.path),
        str(n_ctx),
        str(model.n_threads),
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        tell, hear = process.stdin, process.stdout

        baseline = [psutil.Process(process.pid)]

        def write() -> Written:
            before = _processor_seconds(baseline)
            tell.write(json.dumps({"prompt": PROMPT, "tokens": TOKENS}) + "\n")
            tell.flush()
            done = json.loads(hear.readline())
            used = _processor_seconds(baseline) - before
            return Written((done["tokens"] - 1) / done["decode_s"], done["text"], processor_s=used)

        try:
            yield write
        finally:
            tell.close()  # on which it leaves
            try:
                process.wait(_LEAVE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _through_the_stack(services: Services, cancel: CancelToken, *, lookup: bool) -> Written:
    """As the text arrives on this side of the pipe."""
    both = [psutil.Process(), psutil.Process(services.generator.pid)]
    before = _processor_seconds(both)
    request = GenerationRequest(raw_prompt=PROMPT, max_tokens=TOKENS, lookup=lookup)
    first = last = 0.0
    text = ""
    for event in services.generator.generate(request, cancel):
        if isinstance(event, TokenDelta):
            last = time.perf_counter()
            first = first or last
            text += event.text
        elif isinstance(event, GenerationFinished):
            rate = (event.completion_tokens - 1) / (last - first)
            used = _processor_seconds(both) - before
            return Written(rate, text, event.drafted, event.accepted, used)
    raise AssertionError("a stream always ends with GenerationFinished")


def _processor_seconds(processes: Sequence[psutil.Process]) -> float:
    return sum(
        float(sum(process.cpu_times()[:2])) for process in processes
    )  # the programs' own, and the system's
