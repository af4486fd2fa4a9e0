"""Minutes in a model's words: is the model able, window after window, second tries, the overview.

Every reply is kept as soon as it is there, so that a run that was cancelled goes on behind it. Nothing reaches the
minutes that the checks in code do not let through, whatever the model writes.
"""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.jobs import CancelToken, OnProgress, Progress
from app.domain.language_models import GenerationRequest, LoadedModel, TokenDelta
from app.domain.meetings import NoteItem, Transcript
from app.domain.ports import Generator
from app.services.minutes_parts import MinutesParts, part_name
from app.tasks.minutes import written
from app.tasks.minutes.findings import Findings
from app.tasks.minutes.verification import Checker
from app.tasks.minutes.windows import Window, cut_windows


@dataclass(frozen=True, slots=True)
class MinutesWriter:
    """One meeting's. Raises EngineError of the generator, and Cancelled."""

    generator: Generator
    model: LoadedModel
    parts: MinutesParts
    cancel: CancelToken
    on_progress: OnProgress

    def write(self, transcript: Transcript) -> Findings:
        """Lines of every kind; what was not kept is among ``dropped``, with the reason."""
        count = self.generator.count_tokens
        windows = cut_windows(transcript.utterances, count, written.room(self.model.n_ctx, count))
        checker = Checker(transcript.utterances)
        total = len(transcript.utterances)
        findings = Findings()
        for window in windows:
            self.on_progress(Progress(window.own[0].id, total, "reading"))
            findings.add(self._window(window, checker, transcript.date))
        self.on_progress(Progress(total, total, "reading"))
        findings.summary = self._overview(findings, checker) or findings.summary
        return findings

    def _window(self, window: Window, checker: Checker, date: str | None) -> Findings:
        """What holds of a first reply, and of a second one where lines of the first did not."""
        first = written.parse(self._reply(written.request(window)), window, date)
        kept, wrong = written.borne_out(first, checker)
        if wrong:
            again = written.request(window, [item.text for item in wrong])
            second = written.parse(self._reply(again), window, date)
            more, wrong = written.borne_out(second, checker)
            kept.add(more)  # lines that are in both become one when all windows are merged
        kept.dropped += wrong
        return kept

    def _overview(self, findings: Findings, checker: Checker) -> list[NoteItem]:
        lines = sorted(findings.lines, key=lambda line: line.utterances)
        step = -(-len(lines) // written.OVERVIEW_FROM) or 1
        lines = lines[::step]
        request = written.overview_request(lines)
        if request is None:
            return []
        notes = Findings(summary=written.overview(self._reply(request), lines))
        kept, wrong = written.borne_out(notes, checker)
        findings.dropped += wrong
        return kept.summary

    def _reply(self, request: GenerationRequest) -> str:
        """What the model says to this, from the last run where that got so far."""
        self.cancel.raise_if_cancelled()
        said = (message.content for message in request.messages)
        name = part_name(
            "reply", str(self.model.path), str(self.model.n_params), request.grammar or "", *said
        )
        kept = self.parts.get(name)
        if kept is not None:
            return kept.decode("utf-8", "replace")
        text = complete(self.generator, request, self.cancel)
        self.parts.put(name, text.encode("utf-8", "replace"))
        return text


def complete(generator: Generator, request: GenerationRequest, cancel: CancelToken) -> str:
    """All that is written; raises Cancelled rather than handing on half a reply."""
    events = generator.generate(request, cancel)
    text = "".join(e.text for e in events if isinstance(e, TokenDelta) and not e.thinking)
    cancel.raise_if_cancelled()
    return text
