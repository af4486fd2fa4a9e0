"""What is known about a meeting when it is shown, read in one go in the background."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.domain.ids import MeetingId
from app.domain.meetings import Minutes
from app.domain.minutes_templates import Layout, MinutesTemplate

if TYPE_CHECKING:
    from app.bootstrap import Services
    from app.store.meeting_series import SeriesRow


@dataclass(frozen=True)
class ShownMeeting:
    """``steps`` as in ``MinutesEditor.steps``; ``series`` is the one it is in, ``known`` are all.

    ``pasted``: its transcript has no file of the person's own.
    """

    id: MeetingId
    minutes: Minutes
    steps: tuple[int, int]
    layout: Layout
    templates: tuple[MinutesTemplate, ...]
    series: SeriesRow | None
    known: tuple[SeriesRow, ...]
    pasted: bool = False


def read_meeting(services: Services, meeting_id: MeetingId) -> ShownMeeting:
    """Raises UserError("unknown_meeting")."""
    minutes, together = services.minutes, services.meeting_series
    return ShownMeeting(
        meeting_id,
        minutes.get(meeting_id),
        minutes.editor.steps(meeting_id),
        together.layout(meeting_id),
        tuple(together.templates.all()),
        together.of(meeting_id),
        tuple(together.all()),
        services.meeting_documents.was_pasted(meeting_id),
    )
