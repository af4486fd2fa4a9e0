"""How the shown meeting is arranged: its template, its series, and what is done of what was carried over."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal, Slot

from app.domain.ids import MeetingId, SeriesId
from app.i18n import tr, tr_n
from app.services.meeting_series import MeetingSeries, SeriesSuggestion
from app.ui.meetings.line_dialogs import ask_words
from app.ui.meetings.showing import ShownMeeting
from app.ui.meetings.template_dialog import TemplateDialog

if TYPE_CHECKING:
    from app.ui.bridge.context import UiContext
    from app.ui.meetings.minutes_view import MinutesView


class Arranging(QObject):
    """Follows the buttons of a :class:`MinutesView`. Whatever it changes comes back by the event bus.

    Signals: ``templates_changed`` when the person made, changed or deleted templates.
    """

    templates_changed = Signal()

    def __init__(self, context: UiContext, view: MinutesView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._view = view
        self._shown: ShownMeeting | None = None
        self._suggestion: SeriesSuggestion | None = None
        view.template_button.template_chosen.connect(self._on_template_chosen)
        view.template_button.editing_requested.connect(self.edit_templates)
        view.series_button.begun.connect(self._on_begun)
        view.series_button.joined.connect(self._on_joined)
        view.series_button.left.connect(self._on_left)
        view.series_button.rename_requested.connect(self._on_rename_requested)
        view.suggestion.action_requested.connect(self._on_suggestion_taken)
        view.suggestion.closed.connect(self._on_suggestion_declined)

    def show(self, shown: ShownMeeting) -> None:
        """Another meeting, or the same after a change."""
        new = self._shown is None or self._shown.id != shown.id
        self._shown = shown
        self._view.template_button.show_templates(shown.templates, shown.layout.template)
        self._view.series_button.show_series(shown.series, shown.known)
        if new or shown.series is not None:
            self._suggest(None)
        if shown.series is None and (new or self._suggestion is None):
            self._look_for_series(shown.id)

    def mark_done(self, actions: Sequence[tuple[MeetingId, str]], *, done: bool) -> None:
        """Actions, wherever they were said, are done or open again."""
        self._run(lambda series: series.mark_done(actions, done=done))

    @Slot()
    def edit_templates(self) -> None:
        """Open the person's templates."""
        templates = self._context.services.meeting_series.templates
        chosen = self._shown.layout.template.id if self._shown else ""
        dialog = TemplateDialog(self._context.theme, templates, chosen, self._view)
        dialog.finished.connect(self.templates_changed)
        dialog.open()

    def _look_for_series(self, meeting_id: MeetingId) -> None:
        series = self._context.services.meeting_series

        def take(found: SeriesSuggestion | None) -> None:
            if self._shown is not None and self._shown.id == meeting_id:
                self._suggest(found)

        self._context.operations.run(self, lambda _job: series.suggestion(meeting_id)).on_success(
            take
        ).start()

    def _suggest(self, found: SeriesSuggestion | None) -> None:
        self._suggestion = found
        self._view.suggestion.setVisible(found is not None)
        if found is None:
            return
        if found.series is not None:
            words = tr("This meeting seems to belong to the series “{name}”.", name=found.name)
        else:
            words = tr_n(
                "This seems to belong together with another meeting: “{name}”.",
                "This seems to belong together with {count} other meetings: “{name}”.",
                len(found.others),
                name=found.name,
            )
        hint = tr("In a series, what was left open is carried over into the next meeting.")
        self._view.suggestion.say("info", words, hint, tr("Put together"))

    @Slot(str)
    def _on_template_chosen(self, template_id: str) -> None:
        self._with_meeting(lambda series, meeting: series.choose_template(meeting, template_id))

    @Slot()
    def _on_suggestion_taken(self) -> None:
        found = self._suggestion
        self._suggest(None)
        if found is not None:
            self._run(lambda series: series.take(found))

    @Slot()
    def _on_suggestion_declined(self) -> None:
        self._suggest(None)
        self._with_meeting(lambda series, meeting: series.decline(meeting))

    @Slot(object)
    def _on_joined(self, series_id: SeriesId) -> None:
        self._with_meeting(lambda series, meeting: series.put([meeting], series_id))

    @Slot()
    def _on_left(self) -> None:
        shown = self._shown
        if shown is None or shown.series is None:
            return
        before = shown.series
        self._with_meeting(_take_out)

        def back() -> None:
            self._run(lambda series: _back(series, shown.id, before.id, before.name))

        self._context.notifications.undo(tr("The meeting was taken out of “{name}”.", name=before.name), back)

    @Slot()
    def _on_begun(self) -> None:
        if self._shown is not None:
            title = self._shown.minutes.transcript.title
            ask_words(
                self._view, tr("Begin a series"), tr("What are these meetings called?"), title,
                lambda name: self._with_meeting(lambda series, meeting: series.begin(name, [meeting])),
            )  # fmt: skip

    @Slot()
    def _on_rename_requested(self) -> None:
        row = self._shown.series if self._shown else None
        if row is not None:
            ask_words(
                self._view, tr("Rename this series"), tr("What are these meetings called?"), row.name,
                lambda name: self._run(lambda series: series.rename(row.id, name)),
            )  # fmt: skip

    def _with_meeting(self, change: Callable[[MeetingSeries, MeetingId], Any]) -> None:
        if self._shown is not None:
            meeting = self._shown.id
            self._run(lambda series: change(series, meeting))

    def _run(self, change: Callable[[MeetingSeries], Any]) -> None:
        series = self._context.services.meeting_series
        self._context.operations.run(self, lambda _job: change(series)).start()


def _take_out(series: MeetingSeries, meeting: MeetingId) -> None:
    """For good: it is not asked about again."""
    series.decline(meeting)
    series.put([meeting], None)


def _back(series: MeetingSeries, meeting: MeetingId, series_id: SeriesId, name: str) -> None:
    """Into the series it was in; into a new one of that name where it had been the last."""
    if any(row.id == series_id for row in series.all()):
        series.put([meeting], series_id)
    else:
        series.begin(name, [meeting])
