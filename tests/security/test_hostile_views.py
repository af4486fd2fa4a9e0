"""Texts that ask Qt to open pictures, style sheets and shares, in every kind of widget that shows words of others.

Qt's views open what markup names by themselves, and a label does so as soon as its words look like markup. What was
opened is asked of the kernel, so that nothing here depends on how a widget keeps itself from it.
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QStringListModel, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QLabel,
    QListView,
    QMessageBox,
    QPlainTextEdit,
    QTextBrowser,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.domain.errors import ErrorInfo
from app.ui.chat.answer_markup import markdown_html, style_sheet
from app.ui.chat.answer_text import AnswerText
from app.ui.chat.composer import QuestionEdit
from app.ui.chat.quote_label import QuoteLabel
from app.ui.desk.text_view import DocumentTextView
from app.ui.meetings.line_dialogs import ask_words
from app.ui.meetings.line_editor import LineEditor
from app.ui.notifications import Notifications
from app.ui.pdf_pages import pdf_of
from app.ui.tasks.result_text import ResultText
from app.ui.theme import Theme
from app.ui.tray import _plain
from app.ui.unlock_page import UnlockPage
from app.ui.widgets import (
    Banner,
    Chip,
    ElidedLabel,
    EmptyState,
    IconButton,
    LinkButton,
    PlainLabel,
    PrimaryButton,
    QuietButton,
    SectionHeader,
    StatePill,
)
from app.ui.widgets.check_box import CheckBox
from app.ui.widgets.combo_box import ComboBox
from app.ui.widgets.confirmation import confirm
from app.ui.widgets.labels import plain_tool_tip
from app.ui.widgets.progress_row import ProgressRow
from app.ui.widgets.safe_text import SafeTextView
from tests.security.hostile import PICTURE, baits, everything, paint_picture
from tests.security.opened_files import CAN_WATCH, Opened, watching

pytestmark = [
    pytest.mark.skipif(not CAN_WATCH, reason="asks Linux which files were opened"),
    pytest.mark.qt_log_ignore(
        "does not support propagateSizeHints", r"does not support raise\(\)", extend=True
    ),
]
Make = Callable[[Theme, str, QWidget], QWidget]


def shown_markup(theme: Theme, text: str, _parent: QWidget) -> QWidget:
    """Even when markup of others gets as far as the view."""
    view = SafeTextView()
    view.show_html(text, "", QColor("red"), {1: text})
    return view


def shown_answer(theme: Theme, text: str, _parent: QWidget) -> QWidget:
    view = AnswerText(theme)
    view.show_draft(markdown_html(text, {1}), style_sheet("#000", "#000", "#000", "#fff", "#a00", 10))
    return view


def shown_document(theme: Theme, text: str, _parent: QWidget) -> QWidget:
    view = DocumentTextView(theme)
    view.show_document(text, ())
    return view


def shown_result(theme: Theme, text: str, _parent: QWidget) -> QWidget:
    view = ResultText(theme, text)
    view.show_text(text)
    view.add_text(text)
    return view


def shown_quote(theme: Theme, text: str, _parent: QWidget) -> QWidget:
    label = QuoteLabel(theme)
    label.show_quote(text, [(0, min(4, len(text)))])
    return label


def shown_banner(theme: Theme, text: str, _parent: QWidget) -> QWidget:
    banner = Banner(theme)
    banner.say("danger", text, text, text)
    return banner


def shown_notification(theme: Theme, text: str, _parent: QWidget) -> QWidget:
    notifications = Notifications(theme)
    notifications.error(ErrorInfo("not_a_model", {"path": text, "name": text}))
    notifications.info(text, text)
    return notifications


def shown_tool_tip(theme: Theme, text: str, parent: QWidget) -> QWidget:
    QToolTip.showText(QPoint(5, 5), plain_tool_tip(text), parent)
    return parent


def shown_words(widget: QPlainTextEdit, text: str) -> QWidget:
    widget.setPlainText(text)
    return widget


def shown_progress(theme: Theme, text: str, _parent: QWidget) -> QWidget:
    row = ProgressRow(theme)
    row.setToolTip(plain_tool_tip(text))
    for label in row.findChildren(QLabel):
        label.setText(text)
    return row


def shown_list(theme: Theme, text: str, parent: QWidget) -> QWidget:
    view = QListView()
    view.setModel(QStringListModel([text], view))
    return view


def shown_choice(theme: Theme, text: str, _parent: QWidget) -> QWidget:
    box: QComboBox = ComboBox(theme)
    box.addItem(text)
    return box


def shown_box(theme: Theme, text: str, parent: QWidget) -> QWidget:
    return confirm(parent, text, text, text, lambda: None)


def shown_title(theme: Theme, text: str, _parent: QWidget) -> QWidget:
    window = QWidget()
    window.setWindowTitle(text)
    return window


WIDGETS: dict[str, Make] = {
    "plain label": lambda theme, text, parent: PlainLabel(text, wrap=True),
    "elided label": lambda theme, text, parent: ElidedLabel(text),
    "section header": lambda theme, text, parent: SectionHeader(text, text),
    "empty state": lambda theme, text, parent: EmptyState(theme, "info", text, text),
    "chip": lambda theme, text, parent: Chip(theme, text),
    "state pill": lambda theme, text, parent: StatePill(theme, text),
    "icon button": lambda theme, text, parent: IconButton(theme, "close", text),
    "quiet button": lambda theme, text, parent: QuietButton(text),
    "link button": lambda theme, text, parent: LinkButton(text),
    "primary button": lambda theme, text, parent: PrimaryButton(text),
    "check box": lambda theme, text, parent: CheckBox(theme, text),
    "combo box": shown_choice,
    "list": shown_list,
    "progress row": shown_progress,
    "question": lambda theme, text, parent: shown_words(QuestionEdit(theme), text),
    "line of minutes": lambda theme, text, parent: shown_words(LineEditor(), text),
    "quote": shown_quote,
    "answer": shown_answer,
    "markup in the safe view": shown_markup,
    "document": shown_document,
    "result of a task": shown_result,
    "banner": shown_banner,
    "notification": shown_notification,
    "tool tip": shown_tool_tip,
    "box": shown_box,
    "question for words": lambda theme, text, parent: ask_words(parent, text, text, text, lambda _text: None),
    "unlock page": lambda theme, text, parent: UnlockPage(
        theme, ErrorInfo("library_locked", {"x": text}), print
    ),
    "window title": shown_title,
}


class Listener:
    """A web server that must not be spoken to."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.heard = 0
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        try:
            while True:
                self._socket.accept()[0].close()
                self.heard += 1
        except OSError:
            return

    def close(self) -> None:
        self._socket.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.close()


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opened]:
    """The working folder has the picture, so that a bare name would lead to it too."""
    paint_picture(tmp_path / PICTURE)
    monkeypatch.chdir(tmp_path)
    with watching(tmp_path) as watched:
        yield watched


def show(widget: QWidget, qapp: QApplication) -> None:
    widget.resize(400, 200)
    widget.show()
    widget.grab()
    for _ in range(3):
        qapp.processEvents()


@pytest.mark.parametrize("kind", WIDGETS)
def test_no_widget_opens_what_a_text_names(
    kind: str, qtbot: QtBot, qapp: QApplication, opened: Opened, tmp_path: Path
) -> None:
    theme, parent = Theme(qapp, "light"), QWidget()
    qtbot.addWidget(parent)
    texts = [
        *baits(tmp_path / PICTURE, 9).values(),
        everything(tmp_path / PICTURE, 9),
        f"<img src={PICTURE}>",
    ]
    for text in texts:
        widget = WIDGETS[kind](theme, text, parent)
        show(widget, qapp)
        assert opened.names() == [], text
        if widget is not parent:
            widget.close()
            widget.deleteLater()
    QToolTip.hideText()


def test_nothing_that_is_exported_opens_what_a_text_names(
    qapp: QApplication, opened: Opened, tmp_path: Path
) -> None:
    text = everything(tmp_path / PICTURE, 9)
    assert pdf_of(text, markdown_html(text)).startswith(b"%PDF")
    assert opened.names() == []


@pytest.mark.usefixtures("loopback_only")
def test_nobody_is_asked_for_a_picture(
    qtbot: QtBot, qapp: QApplication, opened: Opened, listener: Listener, tmp_path: Path
) -> None:
    view = SafeTextView()
    qtbot.addWidget(view)
    view.show_html(everything(tmp_path / PICTURE, listener.port), "", QColor("red"), {})
    show(view, qapp)
    qtbot.wait(50)
    assert listener.heard == 0


def test_qt_would_have_opened_it(qtbot: QtBot, qapp: QApplication, opened: Opened, tmp_path: Path) -> None:
    """What is used instead of Qt's own widgets is used for a reason, and these tests would see it."""
    label = QLabel(f'<img src="{tmp_path / PICTURE}">')
    browser = QTextBrowser()
    browser.setMarkdown(f"![x]({PICTURE})")
    tip = QMessageBox()
    tip.setText(f"<img src={PICTURE}>")
    for widget in (label, browser, tip):
        qtbot.addWidget(widget)
        opened.names()
        show(widget, qapp)
        assert opened.names() == [PICTURE] or isinstance(widget, QMessageBox)
    assert os.getcwd() == str(tmp_path)  # noqa: PTH109
    assert Qt.TextFormat.PlainText != label.textFormat()


def test_messages_of_the_system_hold_no_markup() -> None:
    """Some desktops show pictures in them."""
    assert "<" not in _plain(f"<img src={PICTURE}> & more")
