"""Colours and sizes of the theme, written as a Qt style sheet. Widgets choose a look by their ``kind`` property."""

from __future__ import annotations

from dataclasses import asdict
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.theme import Colors

_LOWEST_LINE = 20
"""Of a button, in pixels: with its padding the smallest that is easy to hit."""
ROUND_ICON, BUTTON_ROOM = 20, 14
"""The icon of a round button, and the room around the icon of any button that has nothing else."""
_SHEET = Template("""
QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: 6px 8px; }
QLabel { background: transparent; }
*[kind="caption"] { color: $muted; font-size: ${caption}pt; }
*[kind="muted"] { color: $muted; }
*[kind="title"] { font-size: ${title}pt; font-weight: 600; }
*[kind="headline"] { font-size: ${headline}pt; font-weight: 600; }
*[kind="strong"] { font-weight: 600; }
*[kind="reading"] { font-size: ${reading}pt; }
*[kind="group"] { color: $muted; font-size: ${caption}pt; font-weight: 600; }
*[kind="danger-text"] { color: $danger; }

QFrame[kind="card"] { background: $surface; border: 1px solid $border; border-radius: 10px; }
QFrame[kind="card-soft"] { background: $raised; border: 1px solid $border; border-radius: 10px; }
QFrame[kind="card-accent"] { background: $accent_soft; border: 0; border-radius: 10px; }
QFrame[kind="bubble"] { background: $accent_soft; border: 0; border-radius: 14px; }
QFrame[kind="quote"] { background: $surface; border: 1px solid $border; border-radius: 10px; }
QFrame[kind="line"] { background: $border; border: 0; min-height: 1px; max-height: 1px; }
QFrame[kind="vline"] { background: $border; border: 0; min-width: 1px; max-width: 1px; }
QFrame[kind="rail"] { background: $rail; border: 0; border-right: 1px solid $border; }
QFrame[kind="panel"] { background: $rail; border: 0; }
QFrame[kind="status"] { background: $rail; border: 0; border-top: 1px solid $border; }
QFrame[kind="banner-info"] { background: $raised; border: 1px solid $border; border-radius: 10px; }
QFrame[kind="banner-good"] { background: $good_soft; border: 1px solid $good; border-radius: 10px; }
QFrame[kind="banner-warning"] { background: $warning_soft; border: 1px solid $warning; border-radius: 10px; }
QFrame[kind="banner-danger"] { background: $danger_soft; border: 1px solid $danger; border-radius: 10px; }
QFrame[kind="composer"] { background: $surface; border: 1px solid $border_strong; border-radius: 14px; margin: 1px; }
QFrame[kind="composer"][focused="true"] { border: 2px solid $accent; margin: 0; }

QPushButton, QToolButton { border-radius: 6px; padding: 6px 12px; border: 1px solid $border;
    background: $surface; color: $text; outline: 0; }
QPushButton { min-height: ${line}px; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $border; }
QPushButton:focus, QToolButton:focus { border: 2px solid $accent; padding: 5px 11px; }
QPushButton:disabled, QToolButton:disabled { color: $disabled; background: transparent; }
QPushButton[kind="primary"] { background: $accent; border-color: $accent; color: $on_accent; font-weight: 600; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed {
    background: $accent_hover; border-color: $accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $hover; border-color: $hover; color: $muted; }
QPushButton[kind="quiet"], QToolButton[kind="quiet"] { background: transparent; border-color: transparent; }
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover { background: $hover; }
QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus { border-color: $accent; }
QPushButton[kind="link"] { background: transparent; color: $accent; border: 0; border-radius: 0;
    border-bottom: 2px solid transparent; padding: 2px 0 0 0; min-height: 16px; text-align: left; }
QPushButton[kind="link"]:hover, QPushButton[kind="link"]:focus { border-bottom: 2px solid $accent; }
QPushButton[kind="danger"] { color: $danger; }
QPushButton[kind="danger"]:disabled { color: $disabled; }
QToolButton[kind="icon"] { background: transparent; border: 2px solid transparent; padding: 4px; }
QToolButton[kind="icon"]:hover { background: $hover; }
QToolButton[kind="icon"]:pressed { background: $border; }
QToolButton[kind="icon"]:checked { background: $accent_soft; }
QToolButton[kind="icon"]:focus { border: 2px solid $accent; padding: 4px; }
QToolButton[kind="round"] { background: $accent; border: 2px solid $accent; border-radius: ${radius}px; padding: 5px; }
QToolButton[kind="round"]:hover { background: $accent_hover; border-color: $accent_hover; }
QToolButton[kind="round"]:focus { border: 2px solid $text; padding: 5px; }
QToolButton[kind="round"]:disabled { background: $hover; border-color: $hover; }
QToolButton[kind="rail"] { background: transparent; border: 2px solid transparent; border-radius: 10px;
    padding: 6px 0px; color: $muted; font-size: ${caption}pt; }
QToolButton[kind="rail"]:hover { background: $hover; color: $text; }
QToolButton[kind="rail"]:checked { background: $accent_soft; color: $accent; font-weight: 600; }
QToolButton[kind="rail"]:focus { border: 2px solid $accent; padding: 6px 0px; }
QToolButton::menu-indicator { image: none; }
QPushButton::menu-indicator { image: none; }

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QDoubleSpinBox, QComboBox, QDateEdit {
    background: $surface; color: $text;
    border: 1px solid $border_strong; border-radius: 6px; padding: 5px 8px;
    selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus,
QComboBox:focus, QDateEdit:focus {
    border: 2px solid $accent; padding: 4px 7px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled,
QDateEdit:disabled { color: $disabled; border-color: $border; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
    width: 0; border: 0; }
QAbstractSpinBox QLineEdit, QAbstractSpinBox QLineEdit:focus { background: transparent; border: 0; padding: 0; }
QLineEdit[kind="search"] { background: $surface; border: 1px solid $border; border-radius: 8px; }
QLineEdit[kind="search"]:focus { border: 2px solid $accent; padding: 4px 7px; }
QPlainTextEdit[kind="bare"], QTextEdit[kind="bare"], QTextBrowser[kind="bare"],
QPlainTextEdit[kind="bare"]:focus, QTextEdit[kind="bare"]:focus { background: transparent; border: 0; padding: 0; }
QTextBrowser[kind="bare"]:focus { background: transparent; border: 0; padding: 0; }
QTextEdit[kind="paper"], QTextEdit[kind="paper"]:focus { background: $surface; border: 0; border-radius: 0;
    padding: 0; }
QComboBox::drop-down, QDateEdit::drop-down { border: 0; width: 24px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $border; outline: 0; padding: 4px;
    selection-background-color: $accent_soft; selection-color: $text; }

QAbstractScrollArea { border: 0; background: transparent; }
QListView, QTreeView, QTableView { background: transparent; border: 2px solid transparent; outline: 0; color: $text;
    selection-background-color: $accent_soft; selection-color: $text; alternate-background-color: $raised; }
QListView[kind="popup"], QListView[kind="popup"]:focus { background: $surface; border: 1px solid $border_strong;
    border-radius: 0; }
QPlainTextEdit[kind="field"] { background: $surface; border: 1px solid $border_strong; border-radius: 6px;
    padding: 4px 6px; }
QPlainTextEdit[kind="field"]:focus { border: 2px solid $accent; padding: 3px 5px; }
QTreeView { show-decoration-selected: 0; }
QListView::item, QTreeView::item { border-radius: 6px; padding: 6px 8px; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected { background: $accent_soft; color: $text; }
QTableView { gridline-color: transparent; }
QTableView::item { padding: 6px 5px; border-bottom: 1px solid $border; }
QTableView::item:selected { background: $accent_soft; color: $text; }
QListView:focus, QTreeView:focus, QTableView:focus { border: 2px solid $accent; border-radius: 6px; }
QListView[kind="rows"]:focus, QTreeView[kind="rows"]:focus { border: 2px solid transparent; border-radius: 0; }
QListView[kind="rows"]::item:focus, QTreeView[kind="rows"]::item:focus { border: 2px solid $accent; padding: 4px 6px; }
QHeaderView { background: transparent; border: 0; }
QHeaderView::section { background: transparent; color: $muted; font-size: ${caption}pt; font-weight: 600;
    border: 0; border-bottom: 1px solid $border; padding: 6px 8px; }
QTableCornerButton::section { background: transparent; border: 0; }

QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle { background: $border; border-radius: 4px; }
QScrollBar::handle:hover { background: $border_strong; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QProgressBar { background: $border; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QSplitter::handle { background: $border; }
QSplitter::handle:hover { background: $accent; }
QMenu { background: $surface; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QTabWidget::pane { border: 0; }
QTabBar { qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $muted; padding: 8px 12px; border: 0;
    border-bottom: 2px solid transparent; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $accent; border-bottom: 2px solid $accent; font-weight: 600; }
QTabBar:focus { outline: 0; }
QCheckBox, QRadioButton { spacing: 8px; padding: 2px; border: 2px solid transparent; border-radius: 4px; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid $accent; }
QFileDialog QToolButton { padding: 4px; }
QFileDialog QToolButton:focus { padding: 3px; }
QDialogButtonBox, QMessageBox { dialogbuttonbox-buttons-have-icons: 0; }
QMessageBox QLabel#qt_msgbox_label { font-weight: 600; }
""")


def build_stylesheet(
    colors: Colors, sizes: dict[str, float], line: int, round_size: int = ROUND_ICON + BUTTON_ROOM
) -> str:
    """``sizes`` are point sizes by name of the type scale, ``line`` is the height of a line and ``round_size`` that
    of a round button, in pixels.
    """
    named = {name: f"{size:g}" for name, size in sizes.items()}
    return _SHEET.substitute(asdict(colors), **named, line=max(line, _LOWEST_LINE), radius=round_size // 2)
