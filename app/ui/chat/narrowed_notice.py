"""Says that the question itself narrowed the search to documents that it names, and offers to ask all of them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.retrieval import Answer, Narrowed
from app.i18n import tr
from app.ui.theme import Space
from app.ui.widgets import LinkButton, PlainLabel
from app.ui.widgets.labels import plain_tool_tip


class NarrowedNotice(QWidget):
    """Signal: ``widen_requested`` (ask again, without the name). The link is there where something is left to ask."""

    widen_requested = Signal()

    def __init__(self, narrowed: Narrowed, question: str, parent: QWidget | None = None) -> None:
        from app.wording import narrowed_words  # a starting window does without

        super().__init__(parent)
        self.label = PlainLabel(narrowed_words(narrowed), "muted", wrap=True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setToolTip(plain_tool_tip("\n".join(str(path) for path in narrowed.documents)))
        self.link = LinkButton(tr("Search everything"))
        self.link.setToolTip(
            plain_tool_tip(tr("Ask again without the name: {question}", question=_asked_of_all(narrowed)))
        )
        self.link.clicked.connect(self.widen_requested)
        self.link.setVisible(_asked_of_all(narrowed).casefold() != question.strip().casefold())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        column.addWidget(self.label)
        column.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeft)


def widened_question(question: str, answer: Answer | None) -> str:
    """What to ask when everything is to be searched: the question, without the document's name where it had one."""
    return question if answer is None or answer.narrowed is None else _asked_of_all(answer.narrowed)


def _asked_of_all(narrowed: Narrowed) -> str:
    return narrowed.rest[:1].upper() + narrowed.rest[1:]
