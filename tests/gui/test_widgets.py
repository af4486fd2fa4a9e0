"""The small widgets: nothing interprets text, nothing is cut, everything has a name."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QStandardItem, QStandardItemModel, QTextDocument
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from app.domain.errors import ErrorInfo
from app.ui.notifications import Notifications
from app.ui.phrases import clock, count, duration, file_size, time_left
from app.ui.theme import Theme
from app.ui.widgets import (
    Chip,
    ElidedLabel,
    EmptyState,
    IconButton,
    LinkButton,
    PlainLabel,
    PrimaryButton,
    ProgressRow,
    QuietButton,
    SearchField,
    StatePill,
)
from app.ui.widgets.file_dialog import dress
from app.ui.widgets.rows_view import RowsView
from app.ui.widgets.safe_text import SafeTextView, citation_number

HOSTILE = "<img src='file:///etc/hostname'><b>x</b>"


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    return Theme(qapp, "light")


def test_labels_show_markup_as_it_is(qtbot, theme) -> None:
    for label in (PlainLabel(HOSTILE), ElidedLabel(HOSTILE), PlainLabel(HOSTILE, wrap=True)):
        qtbot.addWidget(label)
        assert label.textFormat() == Qt.TextFormat.PlainText


def test_wrapped_labels_are_as_tall_as_their_text(qtbot, theme) -> None:
    state = EmptyState(theme, "library", "Nothing here", "word " * 60, [QPushButton("Do it")])
    qtbot.addWidget(state)
    state.resize(600, 500)
    state.show()
    label = state.text
    assert label.height() >= label.fontMetrics().lineSpacing() * 3
    label.setText("short")
    qtbot.waitUntil(lambda: label.height() < label.fontMetrics().lineSpacing() * 2)


def test_elided_label_tells_the_rest_in_its_tool_tip(qtbot, theme) -> None:
    label = ElidedLabel("a <long> name " * 20)
    qtbot.addWidget(label)
    label.resize(80, 20)
    label.show()
    label.grab()
    assert "&lt;long&gt;" in label.toolTip()
    label.setText("a")
    label.grab()
    assert label.toolTip() == ""


def test_icon_buttons_have_names(qtbot, theme) -> None:
    button = IconButton(theme, "copy", "Copy the answer")
    qtbot.addWidget(button)
    assert button.accessibleName() == button.toolTip() == "Copy the answer"
    assert not button.icon().isNull()


def test_progress_says_how_far_and_how_long(qtbot, theme) -> None:
    row = ProgressRow(theme)
    qtbot.addWidget(row)
    row.show_progress("Lease.pdf", 12, 48, 95)
    assert row.left.text() == "12 of 48 · about 2 min left"
    assert row.bar.value() == 12
    row.show_progress("Lease.pdf", 0, 0)
    assert (row.bar.minimum(), row.bar.maximum()) == (0, 0)
    with qtbot.waitSignal(row.cancel_requested):
        row.stop_button.click()


def test_chip_is_removed_by_cross_and_by_key(qtbot, theme) -> None:
    chip = Chip(theme, "a name " * 30, "document", removable=True)
    qtbot.addWidget(chip)
    chip.resize(chip.sizeHint())
    chip.show()
    assert chip.width() <= 240
    with qtbot.waitSignal(chip.removed):
        qtbot.mouseClick(
            chip, Qt.MouseButton.LeftButton, pos=chip.rect().center() + chip.rect().topRight() / 2.2
        )
    with qtbot.waitSignal(chip.removed):
        qtbot.keyClick(chip, Qt.Key.Key_Delete)


def test_pill_says_its_state_to_screen_readers(qtbot, theme) -> None:
    pill = StatePill(theme, "failed", "danger")
    qtbot.addWidget(pill)
    assert pill.accessibleName() == "failed"
    pill.show_state("read", "good")
    assert (pill.text(), pill.tone(), pill.accessibleName()) == ("read", "good", "read")
    pill.grab()


def test_search_waits_for_a_pause(qtbot, theme) -> None:
    field = SearchField(theme)
    qtbot.addWidget(field)
    said: list[str] = []
    field.searched.connect(said.append)
    qtbot.keyClicks(field, " lease ")
    qtbot.waitUntil(lambda: said == ["lease"])


def test_errors_become_sentences(qtbot, theme) -> None:
    notifications = Notifications(theme)
    qtbot.addWidget(notifications)
    notifications.error(ErrorInfo("encrypted_document"))
    assert notifications.isVisible() or not notifications.isHidden()
    assert "password" in notifications.banner.message.text()
    assert notifications.banner.hint.text()
    notifications.banner.close_button.click()
    assert notifications.isHidden()


def test_undo_is_offered_once(qtbot, theme) -> None:
    notifications = Notifications(theme)
    qtbot.addWidget(notifications)
    undone: list[bool] = []
    notifications.undo("Deleted.", lambda: undone.append(True))
    notifications.banner.action_button.click()
    assert undone == [True]
    assert notifications.isHidden()
    notifications.info("Something else")
    assert notifications.banner.action_button.isHidden()


class TestSafeText:
    def view(self, qtbot, html: str) -> SafeTextView:
        view = SafeTextView()
        qtbot.addWidget(view)
        view.resize(300, 10)
        view.show_html(html, "", QColor("yellow"), {1: "the quote"})
        view.show()
        return view

    @pytest.mark.parametrize("scheme", ["file", "http", "plain", "unc", "data", "qrc"])
    def test_nothing_is_ever_loaded(self, qtbot, tmp_path, scheme: str) -> None:
        picture = tmp_path / "picture.png"
        image = QImage(40, 40, QImage.Format.Format_RGB32)
        image.fill(QColor("red"))
        assert image.save(str(picture))
        names = {
            "file": picture.as_uri(),
            "http": "http://127.0.0.1/x.png",
            "plain": str(picture),
            "unc": "//host/share/x.png",
            "data": "data:image/png;base64,iVBORw0KGgo=",
            "qrc": ":/qt-project.org/styles/commonstyle/images/file-16.png",
        }
        view = self.view(qtbot, f'<p>before <img src="{names[scheme]}" width="40" height="40"> after</p>')
        loaded = view.document().resource(QTextDocument.ResourceType.ImageResource.value, QUrl(names[scheme]))
        assert (loaded.width(), loaded.height()) == (1, 1)
        grabbed = view.grab().toImage()
        reds = [
            (x, y)
            for x in range(grabbed.width())
            for y in range(grabbed.height())
            if grabbed.pixelColor(x, y) == QColor("red")
        ]
        assert reds == []

    def test_links_are_never_followed(self, qtbot) -> None:
        view = self.view(qtbot, '<a href="file:///etc/hostname">x</a>')
        with qtbot.assertNotEmitted(view.citation_clicked, wait=20):
            view.anchorClicked.emit(QUrl("file:///etc/hostname"))
        assert view.source().isEmpty()
        assert not view.openLinks()

    def test_citations_are_reported_and_painted(self, qtbot) -> None:
        view = self.view(qtbot, '<p>a <a href="cite:1">[1]</a> b <a href="cite:2"><b>[</b>2]</a></p>')
        assert len(view.citation_areas()) == 2
        with qtbot.waitSignal(view.citation_clicked) as clicked:
            view.anchorClicked.emit(QUrl("cite:2"))
        assert clicked.args == [2]

    def test_a_real_click_on_a_citation(self, qtbot) -> None:
        view = self.view(qtbot, '<p>words <a href="cite:1">[1]</a> more</p>')
        area = view.citation_areas()[0]
        with qtbot.waitSignal(view.citation_clicked) as clicked:
            qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=area.center().toPoint())
        assert clicked.args == [1]

    def test_it_is_as_tall_as_its_text(self, qtbot) -> None:
        view = self.view(qtbot, "<p>" + "word " * 200 + "</p>")
        tall = view.height()
        assert tall >= view.document().size().height()
        view.resize(600, view.height())
        assert view.height() < tall

    def test_copying_gives_words(self, qtbot) -> None:
        view = self.view(qtbot, '<p>three <b>months</b> <a href="cite:1">[1]</a></p>')
        view.selectAll()
        data: QMimeData = view.createMimeDataFromSelection()
        assert data.text() == "three months [1]"
        assert not data.hasHtml()

    @pytest.mark.parametrize("url", ["http:1", "cite:", "cite:x", "cite:-1", "file:///1"])
    def test_other_links_are_no_citations(self, url: str) -> None:
        assert citation_number(QUrl(url)) is None


def test_phrases() -> None:
    assert [time_left(s) for s in (3, 42, 61, 400, 8000)] == [
        "a few seconds left", "about 40 s left", "about 1 min left", "about 7 min left", "about 2 h left"
    ]  # fmt: skip
    assert [duration(s) for s in (0.44, 9.97, 75, 120, 3900)] == [
        "0.4 s", "10 s", "1 min 15 s", "2 min", "1 h 05 min"
    ]  # fmt: skip
    assert [file_size(n) for n in (12, 98_000_000, 1_230_000_000)] == ["12 bytes", "98 MB", "1.2 GB"]
    assert [clock(ms) for ms in (187_000, 3_765_000)] == ["3:07", "1:02:45"]
    assert [count(n, "document") for n in (0, 1, 1204)] == ["0 documents", "1 document", "1,204 documents"]


def test_names_proposed_while_typing_have_a_ground_of_their_own(qtbot: QtBot) -> None:
    dialog = QFileDialog()
    dialog.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    assert dress(dialog) is dialog
    completer = dialog.findChild(QLineEdit).completer()
    assert completer.popup().property("kind") == "popup"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_enter_and_space_press_every_kind_of_button(qtbot: QtBot, theme: Theme, key: Qt.Key) -> None:
    pressed: list[int] = []
    buttons = [PrimaryButton("a"), QuietButton("b"), LinkButton("c"), IconButton(theme, "copy", "d")]
    for number, button in enumerate(buttons):
        qtbot.addWidget(button)
        button.clicked.connect(lambda _checked=False, number=number: pressed.append(number))
        qtbot.keyClick(button, key)
    assert pressed == [0, 1, 2, 3]


def test_icons_grow_with_the_text_but_not_without_end(qtbot: QtBot, theme: Theme) -> None:
    button, quiet = IconButton(theme, "plus", "New"), QuietButton("Add", theme, "plus")
    for widget in (button, quiet):
        qtbot.addWidget(widget)
    small = quiet.iconSize().height()
    try:
        theme.set_text_size(150)
        assert (button.iconSize().width(), button.width()) == (30, 44)
        assert quiet.iconSize().height() == small * 1.5
        theme.set_text_size(300)
        assert button.iconSize().width() == 40
        theme.set_text_size(75)
        assert button.iconSize().width() == 20
    finally:
        theme.set_text_size(100)
    assert (button.iconSize().width(), button.width()) == (20, 34)


def test_a_list_with_the_keyboard_has_a_current_row_and_chooses_none(qtbot: QtBot) -> None:
    view, model = RowsView(), QStandardItemModel()
    heading, row = QStandardItem("Today"), QStandardItem("A chat")
    heading.setFlags(Qt.ItemFlag.NoItemFlags)
    for item in (heading, row):
        model.appendRow(item)
    view.setModel(model)
    qtbot.addWidget(view)
    with qtbot.waitExposed(view):
        view.show()
    view.setCurrentIndex(model.index(-1, 0))
    view.clearFocus()
    view.setFocus()
    qtbot.waitUntil(lambda: view.currentIndex().data() == "A chat")
    assert not view.selectionModel().hasSelection()
