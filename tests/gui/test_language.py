"""The whole window in German and made-up languages: nothing stays English, nothing is cut, it can be mirrored."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QTableView,
    QTreeView,
    QWidget,
)

from app import i18n
from app.bootstrap import build_services
from app.i18n import load
from app.paths import profile_paths
from app.ui.actions import AREAS, COMMANDS
from app.ui.main_window import MainWindow
from app.ui.settings.sections import PARTS
from app.ui.speaking import speak_in
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel
from tests.gui.closing import close_window
from tests.gui.real_screenshots import settle
from tests.pseudo_language import MIRRORED, PSEUDO, START, speaking

NAMES = {name for name, _licence, _purpose in PARTS}
"""Libraries that Carrel is made of."""


@pytest.fixture(scope="module", params=[PSEUDO, "de", MIRRORED])
def spoken(
    request: pytest.FixtureRequest, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MainWindow]:
    """The window over an empty profile, in one language after the other."""
    with speaking(request.param):
        speak_in(qapp)
        services = build_services(profile_paths(tmp_path_factory.mktemp("profile")).create())
        window = MainWindow(Theme(qapp, "light"))
        window.resize(1200, 800)
        window.show()
        window.attach(services)
        settle(200)
        yield window
        close_window(window, services)
    speak_in(qapp)


def texts(window: QWidget) -> Iterator[str]:
    """What can be read, pointed at or heard."""
    for widget in [window, *window.findChildren(QWidget)]:
        if not widget.isVisible():
            continue
        if isinstance(widget, (QLabel, QAbstractButton)):
            yield widget.text()
        if isinstance(widget, QLineEdit):
            yield widget.placeholderText()
        if isinstance(widget, (QTableView, QTreeView)):
            yield from headings(widget)
        yield from (widget.toolTip(), widget.accessibleName())
    for menu in window.findChildren(QMenu):
        yield from (action.text() for action in menu.actions())


def headings(view: QTableView | QTreeView) -> Iterator[str]:
    for column in range(view.model().columnCount()):
        said = view.model().headerData(column, Qt.Orientation.Horizontal)
        yield said if isinstance(said, str) else ""


def is_a_name(text: str, window: MainWindow) -> bool:
    """Products, keys and folders are not translated."""
    assert window.context is not None
    home = str(window.context.services.paths.data.parent)
    keys = all(len(part) == 1 or part in {"Ctrl", "Shift", "Alt", "Esc", "Del"} for part in text.split("+"))
    return (
        text in NAMES
        or text.startswith("Carrel ")
        or home in text
        or " -m app" in text
        or keys
        or "\u200b" in text
    )


@pytest.mark.parametrize("area", AREAS)
def test_nothing_stays_in_english(spoken: MainWindow, area: str) -> None:
    spoken.open_area(area)
    settle(100)
    said = {text for text in texts(spoken) if any(character.isalpha() for character in text)}
    assert len(said) > 15
    if i18n.language() == "de":
        assert not said & english_texts()
    else:
        assert not {text for text in said if START not in text and not is_a_name(text, spoken)}


def english_texts() -> set[str]:
    """Texts of the program that read otherwise in German."""
    texts = vars(load("de").texts)["_catalog"]
    return {text for text, german in texts.items() if isinstance(text, str) and german != text}


@pytest.mark.parametrize("size", [(1200, 800), (900, 600)])
@pytest.mark.parametrize("area", AREAS)
def test_nothing_is_cut(spoken: MainWindow, area: str, size: tuple[int, int]) -> None:
    spoken.resize(*size)
    spoken.open_area(area)
    settle(100)
    assert not [cut for widget in spoken.findChildren(QWidget) for cut in is_cut(widget)]


def is_cut(widget: QWidget) -> Iterator[str]:
    """Labels and buttons that are smaller than their words."""
    if not widget.isVisible() or isinstance(widget, ElidedLabel) or isinstance(widget.parent(), QLineEdit):
        return
    if not isinstance(widget, (QLabel, QAbstractButton)) or not widget.text():
        return
    wraps = isinstance(widget, QLabel) and widget.wordWrap()
    height = widget.heightForWidth(widget.width()) if wraps else widget.sizeHint().height()
    if height > widget.height() + 1 or (not wraps and widget.sizeHint().width() > widget.width() + 1):
        yield f"{type(widget).__name__}: {widget.text()}"


def test_lines_begin_where_the_language_begins_them(spoken: MainWindow) -> None:
    spoken.open_area("chats")
    settle(200)
    at_the_right = spoken.rail.mapTo(spoken, spoken.rail.rect().center()).x() > spoken.width() // 2
    assert at_the_right is i18n.right_to_left()
    expected = Qt.LayoutDirection.RightToLeft if at_the_right else Qt.LayoutDirection.LeftToRight
    assert QApplication.layoutDirection() is expected


def test_numbers_and_dates_follow_the_language(qapp: QApplication) -> None:
    before = i18n.language()
    with speaking("de"):
        speak_in(qapp)
        assert QLocale().toString(1234.5, "f", 1) == "1.234,5"
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Abbrechen"
    with speaking("en"):
        speak_in(qapp)
        assert QLocale().toString(1234.5, "f", 1) == "1,234.5"
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "Cancel"
    assert i18n.language() == before
    speak_in(qapp)


def test_commands_that_differ_in_english_differ_in_german() -> None:
    """The palette and the sheet of keys would show one line twice."""
    english = {(command.area, command.text) for command in COMMANDS}
    with speaking("de"):
        assert len({(area, i18n.tr(text)) for area, text in english}) == len(english)
