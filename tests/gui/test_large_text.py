"""Text of twice the size, in German: every area and dialog still shows its words, and numbers in their fields."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QDialog, QWidget

from app.bootstrap import build_services
from app.domain.assistants import Assistant
from app.paths import profile_paths
from app.ui.actions import AREAS
from app.ui.main_window import MainWindow
from app.ui.speaking import speak_in
from app.ui.theme import Theme
from app.ui.widgets.buttons import IconButton
from tests.gui.closing import close_window
from tests.gui.real_screenshots import services_of, settle, until
from tests.gui.test_language import is_cut
from tests.pseudo_language import speaking


@pytest.fixture(scope="module")
def large(qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[MainWindow]:
    """The window over an empty profile, all text at 200 %."""
    theme = Theme(qapp, "light")
    with speaking("de"):
        speak_in(qapp)
        services = build_services(profile_paths(tmp_path_factory.mktemp("profile")).create())
        services.assistants.save(Assistant("Vertragsleserin", "Ein Satz, und die Klausel."))
        window = MainWindow(theme)
        window.resize(1280, 820)
        window.show()
        window.attach(services)
        theme.set_text_size(200)
        settle(200)
        yield window
        theme.set_text_size(100)
        close_window(window, services)
    speak_in(qapp)


@pytest.mark.parametrize("area", AREAS)
def test_nothing_is_cut_at_twice_the_size(large: MainWindow, area: str) -> None:
    large.open_area(area)
    assert not cut_in_the_end(large)


def cut_in_the_end(*windows: QWidget) -> list[str]:
    """What is cut once everything was laid out, which takes a few rounds, and longer on a machine that is busy."""
    for _ in range(40):
        settle(100)
        parts = [widget for window in windows for widget in window.findChildren(QWidget)]
        cut = [words for widget in parts if not isinstance(widget, IconButton) for words in is_cut(widget)]
        if not cut:
            break
    return cut


def test_nothing_is_cut_in_dialogs(large: MainWindow) -> None:
    large.open_area("chats")
    large.areas.chats().edit_assistants()
    large.commands.show_shortcuts()
    large.areas.library().show_folders()
    until(lambda: len(shown_dialogs(large)) == 3)
    dialogs = shown_dialogs(large)
    cut = cut_in_the_end(*dialogs)
    for dialog in dialogs:
        dialog.close()
    settle(50)
    assert not cut


def shown_dialogs(window: MainWindow) -> list[QDialog]:
    return [dialog for dialog in window.findChildren(QDialog) if dialog.isVisible()]


def test_numbers_are_seen_in_their_fields(large: MainWindow) -> None:
    """A style sheet that takes the arrows away must not take the number with them."""
    large.open_area("chats")
    large.areas.chats().edit_assistants()
    until(lambda: len(shown_dialogs(large)) == 1)
    (dialog,) = shown_dialogs(large)
    fields = dialog.findChildren(QAbstractSpinBox)
    settle(150)
    room = [
        field.lineEdit().width() - field.fontMetrics().horizontalAdvance(field.text()) for field in fields
    ]
    dialog.close()
    settle(50)
    assert len(room) == 3
    assert min(room) > 0


def test_the_line_at_the_bottom_says_less_before_it_cuts(large: MainWindow) -> None:
    status = large.status
    status._say_library(
        "17 von 20 Dokumenten gelesen, 3 konnten nicht gelesen werden, 1 andere Datei", "17 von 20"
    )
    assert status.library.text() == "17 von 20"
    assert "konnten nicht" in status.library.toolTip()
    assert services_of(large).library.status().documents == 0
    status.refresh()
