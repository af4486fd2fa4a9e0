from __future__ import annotations

import logging

import pytest

from app.domain.events import DocumentRemoved, MeetingChanged
from app.domain.ids import DocumentId, MeetingId
from app.services.event_bus import EventBus


def test_only_the_type_that_was_asked_for_arrives() -> None:
    bus, seen = EventBus(), []
    bus.subscribe(DocumentRemoved, seen.append)
    bus.publish(MeetingChanged(MeetingId(1)))
    bus.publish(DocumentRemoved(DocumentId(2)))
    assert seen == [DocumentRemoved(DocumentId(2))]


def test_unsubscribing_ends_it() -> None:
    bus, seen = EventBus(), []
    bus.subscribe(DocumentRemoved, seen.append)()
    bus.publish(DocumentRemoved(DocumentId(2)))
    assert not seen


def test_a_failing_subscriber_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    bus, seen = EventBus(), []

    def broken(_event: DocumentRemoved) -> None:
        raise RuntimeError("a bug")

    bus.subscribe(DocumentRemoved, broken)
    bus.subscribe(DocumentRemoved, seen.append)
    with caplog.at_level(logging.ERROR):
        bus.publish(DocumentRemoved(DocumentId(2)))
    assert len(seen) == 1
    assert "DocumentRemoved" in caplog.text
