"""The starter takes the examination, and what it writes about a meeting is held against the transcript."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.bootstrap import build_services
from app.domain.jobs import CancelToken, no_progress
from app.paths import profile_paths, resources_dir
from app.services.minutes_ability import MinutesAbility
from app.services.minutes_parts import MinutesParts
from app.services.minutes_writing import MinutesWriter
from app.tasks.minutes.verification import Checker

pytestmark = pytest.mark.models

SAMPLE = resources_dir() / "sample_library/meetings/Weekly planning 2026-03-16.vtt"


def test_the_starter_is_examined_and_nothing_unsupported_comes_through(tmp_path: Path) -> None:
    services = build_services(profile_paths(tmp_path).create())
    try:
        cancel = CancelToken()
        model = services.catalog.load_selected(cancel, no_progress)
        file = tmp_path / "abilities.json"
        marks = MinutesAbility(services.generator, file).marks(model, "en", cancel)
        assert not marks.passed, marks
        assert marks.wanted > 0
        assert file.is_file()
        transcript = services.parser.read_transcript(SAMPLE, cancel)
        writer = MinutesWriter(services.generator, model, MinutesParts(None, transcript), cancel, no_progress)
        found = writer.write(transcript)
        checker = Checker(transcript.utterances)
        assert all(checker.reason(line, written=True) is None for line in found.lines)
        assert len(found.lines) + len(found.dropped) > 0
        people = {u.speaker for u in transcript.utterances} | {None, "Everyone"}
        assert all(action.owner in people for action in found.actions)
    finally:
        services.close()
