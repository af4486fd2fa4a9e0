"""Small reusable widgets. They know nothing of the domain and show text as plain text, never as rich text."""

from app.ui.widgets.banner import Banner
from app.ui.widgets.buttons import IconButton, LinkButton, PrimaryButton, QuietButton
from app.ui.widgets.card import Card, Line
from app.ui.widgets.chip import Chip, StatePill
from app.ui.widgets.empty_state import EmptyState
from app.ui.widgets.kinds import set_kind
from app.ui.widgets.labels import ElidedLabel, IconLabel, PlainLabel, SectionHeader
from app.ui.widgets.progress_row import ProgressRow
from app.ui.widgets.search_field import SearchField

__all__ = [
    "Banner",
    "Card",
    "Chip",
    "ElidedLabel",
    "EmptyState",
    "IconButton",
    "IconLabel",
    "Line",
    "LinkButton",
    "PlainLabel",
    "PrimaryButton",
    "ProgressRow",
    "QuietButton",
    "SearchField",
    "SectionHeader",
    "StatePill",
    "set_kind",
]
