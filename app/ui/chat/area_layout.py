"""How the chats are laid out: the list at the left, a page and the composer under it in a reading column."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.ui.theme import READING_WIDTH, Space

_LIST, _REST, _LEAST = 240, 800, 340


def lay_out(
    area: QWidget, chats: QWidget, pages: Sequence[QWidget], composer: QWidget
) -> tuple[QStackedWidget, QSplitter]:
    """Fill ``area``; gives what holds the pages, and what stands between list and page."""
    stack = QStackedWidget()
    for page in pages:
        stack.addWidget(page)
    middle = QWidget()
    middle.setMinimumWidth(_LEAST)
    column = QVBoxLayout(middle)
    column.setContentsMargins(0, 0, 0, Space.L)
    column.setSpacing(0)
    column.addWidget(stack, 1)
    row = QHBoxLayout()
    row.setContentsMargins(Space.XL, 0, Space.XL, 0)
    composer.setMaximumWidth(READING_WIDTH + Space.XL)
    row.addStretch(1)
    row.addWidget(composer, 1000)
    row.addStretch(1)
    column.addLayout(row)
    splitter = QSplitter()
    splitter.setHandleWidth(1)
    splitter.setChildrenCollapsible(False)
    splitter.addWidget(chats)
    splitter.addWidget(middle)
    splitter.setStretchFactor(1, 1)
    splitter.setSizes([_LIST, _REST])
    whole = QVBoxLayout(area)
    whole.setContentsMargins(0, 0, 0, 0)
    whole.addWidget(splitter)
    return stack, splitter
