"""Pictures of the meetings area in all its states; part of ``python -m tests.gui.screenshots``."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.meetings import ActionItem, Minutes, NoteItem, Participant, Topic, Transcript, Utterance
from tests.gui import fakes, fakes_areas

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow
    from app.ui.meetings.area import MeetingsArea
    from tests.gui.screenshots import Studio

SetUp = Callable[["MainWindow", Any], None]
_GERMAN_PEOPLE = (
    "Dr. Annegret Leutheusser-Schnarrenberger",
    "Maximilian Freiherr von Hohenfels-Waldburg",
    "Jörg",
)
_GERMAN_TITLE = "Außerordentliche Gesellschafterversammlung der Wohnungsbaugenossenschaft "
_GERMAN_LINES = (
    "Die Arbeitsunfähigkeitsbescheinigungen liegen der Personalabteilung seit vergangenem Donnerstag vollständig vor.",
    "Wir haben beschlossen, die Donaudampfschifffahrtsgesellschaftskapitänsmütze aus dem Haushaltsansatz zu streichen.",
    "Ich kümmere mich bis übernächsten Mittwoch um die Grundstücksverkehrsgenehmigungszuständigkeitsübertragung.",
    "Ist die Nutzungsänderungsgenehmigung für das Nebengebäude eigentlich schon beantragt worden?",
)


def german() -> Minutes:
    """Long names and long words."""
    people = _GERMAN_PEOPLE
    said = tuple(
        Utterance(i, people[i % 3], _GERMAN_LINES[i % 4], 3_600_000 + i * 9000, 3_608_000 + i * 9000)
        for i in range(40)
    )
    return Minutes(
        Transcript(_GERMAN_TITLE * 2, said, "2026-03-18", "de"),
        tuple(Participant(name, 13, 200) for name in people),
        (NoteItem(_GERMAN_LINES[0], (0,), 3_600_000),),
        (NoteItem(_GERMAN_LINES[1], (1,), 3_609_000),),
        (ActionItem(_GERMAN_LINES[2], (2,), people[1], "bis übernächsten Mittwoch", "2026-04-01", 3_618_000),),
        (NoteItem(_GERMAN_LINES[3], (3,), 3_627_000),),
        (Topic("Grundstücksverkehrsgenehmigungszuständigkeitsübertragung", 0, 39, 3_600_000),),
        40,
        notice="Die Zusammenfassung besteht aus wörtlichen Zitaten, weil das geladene Modell kein Deutsch kann.",
    )  # fmt: skip


def services(*kept: Minutes, series: bool = False) -> Any:
    """Services with these meetings; ``series``: they belong together."""
    made = fakes_areas.fake_services(Path(tempfile.mkdtemp(prefix="carrel-pictures-")))
    ids = [made.minutes.keep(minutes, Path("/tmp/a.vtt")) for minutes in kept]
    if series:
        made.meeting_series.begin("Weekly planning", ids)
    parts = (
        "paths",
        "minutes",
        "meeting_series",
        "meeting_questions",
        "meeting_documents",
        "background",
        "parser",
        "store",
        "bus",
    )
    parts += ("settings",)
    return fakes.fake_services(**{name: getattr(made, name) for name in parts})


def weekly(number: int, title: str = "Weekly planning") -> Minutes:
    """The meeting of one week; each has an action of its own."""
    made = fakes_areas.minutes(60, f"{title} 2026-03-{number:02d}")
    pump = ActionItem(
        "Ask the maker of the pump for a second offer, with the long delivery time in writing.", (6,), "Tobias Renn",
        None, None, 54000,
    )  # fmt: skip
    transcript = replace(made.transcript, date=f"2026-03-{number:02d}")
    return replace(made, transcript=transcript, actions=(*made.actions, pump))


def area_of(window: MainWindow) -> MeetingsArea:
    window.open_area("meetings")
    return cast("MeetingsArea", window.areas.area("meetings"))


def meeting(then: Callable[[MeetingsArea, Any], None] | None = None) -> SetUp:
    """The newest meeting, and something done to it."""

    def set_up(window: MainWindow, made: Any) -> None:
        from tests.gui.screenshots import settle, until

        area = area_of(window)
        until(lambda: area.view.note_model.rowCount() or area.pages.currentWidget() is area.empty)
        settle()
        if then is not None:
            then(area, made)

    return set_up


def ask(question: str, text: str = "", *, finish: bool = True) -> SetUp:
    def then(area: MeetingsArea, made: Any) -> None:
        made.meeting_questions.text = text
        if not finish:
            made.meeting_questions.gate.clear()
        area.view.ask.field.setText(question)
        area.view.ask.ask()

    return meeting(then)


def in_series(area: MeetingsArea, made: Any) -> None:
    area.series.page.requested.emit(made.meeting_series.all()[0].id)


def settled(area: MeetingsArea, made: Any) -> None:
    """Something done, something accepted, something of one's own."""
    editor = made.minutes.editor
    (first, *_rest) = made.minutes.kept[::-1]
    newest = made.minutes.kept[0]
    made.meeting_series.mark_done([(first, editor.minutes(first).actions[0].id)], done=True)
    lines = editor.minutes(newest)
    editor.set_state(newest, [lines.decisions[0].id], "accepted")
    editor.set_done(newest, [lines.actions[0].id], "2026-03-20")
    editor.add(newest, "actions", "Book the room for the next four weeks.", lines.actions[-1].id)


def progress(area: MeetingsArea, made: Any) -> None:
    made.minutes.gate.clear()
    area.intake.add(
        [Path("/tmp/Weekly planning 2026-03-25 with a name that goes on and on.vtt"), Path("/tmp/b.vtt")]
    )


def refused(area: MeetingsArea, _made: Any) -> None:
    area.intake.add([Path("/tmp/scan.pdf"), Path("/tmp/leaflet.pdf")])


def menu_of(name: str) -> Callable[[MeetingsArea, Any], None]:
    """The menu of a button, painted into the window at its place."""

    def then(area: MeetingsArea, _made: Any) -> None:
        menus = {
            "edit": area.view.edit.menu(),
            "template": area.view.template_button.menu(),
            "series": area.view.series_button.menu(),
            "line": area.view.menu.menu_for(_choose_action(area)),
        }
        _show(menus[name], area.view)

    return then


def _choose_action(area: MeetingsArea) -> list[Any]:
    from tests.gui.screenshots import until

    until(lambda: area.view.note_model.rows_where(lambda row: row.section == "actions"))
    (index, *_more) = area.view.note_model.rows_where(lambda row: row.section == "actions")
    area.view.notes.setCurrentIndex(index)
    return area.view.menu.chosen()


def _show(menu: QMenu, over: QWidget) -> None:
    """As a child, so that it is in the picture."""
    from PySide6.QtWidgets import QLabel

    menu.ensurePolished()
    menu.adjustSize()
    picture = QLabel(over)
    picture.setPixmap(menu.grab())
    picture.adjustSize()
    picture.move(QPoint(over.width() - picture.width() - 8, 48))
    picture.show()


def shoot_dialogs(studio: Studio, mode: str) -> None:
    """Templates and pasting, as windows of their own."""
    from app.ui.meetings.paste_dialog import PasteDialog
    from app.ui.meetings.template_dialog import TemplateDialog
    from tests.gui.screenshots import settle, until

    def templates(area: MeetingsArea, made: Any) -> None:
        kept = made.meeting_series.templates
        own = kept.duplicate(kept.named("Stand-up"))
        dialog = TemplateDialog(studio.theme, kept, own.id, area)
        dialog.show()
        dialog.table.setCurrentIndex(dialog.sections.index(1, 0))
        settle()
        studio.save(dialog, f"meetings-templates-{mode}")
        dialog.delete()
        settle()
        studio.save(dialog, f"meetings-templates-deleted-{mode}")
        dialog.close()

    def paste(area: MeetingsArea, _made: Any) -> None:
        area.intake.paste()
        dialog = area.findChild(PasteDialog)
        dialog.text.setPlainText(
            "Ana Ruiz: Shall we begin with the roof?\nBen Okoro: Yes. I have the offers here.\n" * 5
        )
        until(dialog.make_button.isEnabled)
        studio.save(dialog, f"meetings-paste-{mode}")
        dialog.text.setPlainText("\u00a0")
        dialog.text.setPlainText("milk, eggs, flour")
        settle(900)
        studio.save(dialog, f"meetings-paste-refused-{mode}")
        dialog.close()

    for name, then in (("meetings-templates", templates), ("meetings-paste", paste)):
        studio.shoot(f"{name}-behind-{mode}", meeting(then), services(weekly(4)))


def shoot_meetings(studio: Studio, mode: str) -> None:
    """Every state of the area."""
    large, small = (1280, 820), (900, 600)
    two = (weekly(4), weekly(11))
    scenes: tuple[tuple[str, SetUp, tuple[Minutes, ...], bool, tuple[int, int]], ...] = (
        ("empty", meeting(), (), False, large),
        ("suggestion", meeting(), two, False, large),
        ("carried", meeting(settled), two, True, large),
        ("carried-small", meeting(settled), two, True, small),
        ("ask", ask("What did Mara say about the supplier?"), two, True, large),
        ("ask-small", ask("When is the order sent?", "Tomorrow, signed by Ines [1]."), two, True, small),
        ("ask-not-found", ask("What did Tobias say about the moon?"), two, True, large),
        ("asking", ask("When is the order sent?", finish=False), two, True, large),
        ("series", meeting(in_series), two, True, large),
        ("series-small", meeting(in_series), (*two, german()), True, small),
        ("making", meeting(progress), two, True, large),
        ("refused", meeting(refused), two, True, large),
        ("german-small", meeting(), (german(),), True, small),
        ("german", meeting(), (german(),), True, large),
        ("menu-edit", meeting(menu_of("edit")), two, True, large),
        ("menu-template", meeting(menu_of("template")), two, True, large),
        ("menu-series", meeting(menu_of("series")), two, True, large),
        ("menu-line", meeting(menu_of("line")), two, True, large),
    )
    for name, set_up, kept, series, size in scenes:
        studio.shoot(f"meetings-{name}-{mode}", set_up, services(*kept, series=series), size)
    shoot_dialogs(studio, mode)
