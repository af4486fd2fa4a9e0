"""Item models of the chats."""

from __future__ import annotations

import time
from datetime import date, datetime
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.domain.conversations import Conversation
from app.domain.ids import ConversationId
from app.ui.chat.conversation_item_model import ConversationItemModel, Role
from app.ui.chat.scope_item_model import ScopeItemModel

NOON = datetime(2026, 5, 20, 12).timestamp()
DAY = 86400


def chat(number: int, title: str, days_ago: float) -> Conversation:
    return Conversation(ConversationId(number), title, NOON - days_ago * DAY, 1)


def texts(model: ConversationItemModel) -> list[str]:
    return [model.index(row).data() for row in range(model.rowCount())]


def test_chats_stand_under_days(qtbot) -> None:
    model = ConversationItemModel(lambda: date(2026, 5, 20))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_conversations(
        [chat(1, "old", 45), chat(2, "new", 0), chat(3, "yesterday", 1), chat(4, "week", 4)]
    )
    assert texts(model) == [
        "Today", "new", "Yesterday", "yesterday", "Last 7 days", "week", "April 2026", "old"
    ]  # fmt: skip
    assert model.flags(model.index(0)) == Qt.ItemFlag.NoItemFlags
    assert model.index(1).data(Role.RECORD).title == "new"
    assert model.row_of(ConversationId(4)) == 5


def test_search_leaves_no_empty_headings(qtbot) -> None:
    model = ConversationItemModel(lambda: date(2026, 5, 20))
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_conversations([chat(1, "Lease of the flat", 0), chat(2, "Boiler", 1)])
    model.set_search("FLAT lease")
    assert texts(model) == ["Today", "Lease of the flat"]
    assert model.row_of(ConversationId(2)) == -1
    model.set_search("nothing like it")
    assert model.rowCount() == 0


def test_many_chats_are_shown_quickly_enough_to_type(qtbot) -> None:
    model = ConversationItemModel()
    model.set_conversations([Conversation(ConversationId(n), f"Chat {n}", time.time()) for n in range(5000)])
    model.set_search("chat 4999")
    assert model.rowCount() == 2


def test_scope_is_ticked_and_kept_in_order(qtbot) -> None:
    model = ScopeItemModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    a, b, c = Path("/a.pdf"), Path("/b.pdf"), Path("/c.pdf")
    model.set_rows([(a, "A"), (b, "B"), (c, "C")], [b])
    assert model.index(1).data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    model.setData(model.index(0), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
    assert model.chosen() == (b, a)
    model.setData(model.index(1), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    assert model.chosen() == (a,)
    assert not model.setData(QModelIndex(), Qt.CheckState.Checked, Qt.ItemDataRole.CheckStateRole)
