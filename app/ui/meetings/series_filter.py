"""Which actions of a series are looked at. Pure; no Qt."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from app.domain.minutes_templates import CarriedAction
from app.i18n import N_

EVERYBODY, NOBODY = "*", "-"
DUE_CHOICES = {
    "any": N_("Due whenever"),
    "overdue": N_("Overdue"),
    "week": N_("Due within 7 days"),
    "later": N_("Due later"),
    "none": N_("Without a date"),
}
_WEEK = timedelta(days=7)


def owners_of(actions: Iterable[CarriedAction]) -> list[str]:
    """Everybody who owns something, by name."""
    return sorted({action.item.owner for action in actions if action.item.owner}, key=str.casefold)


def wanted(action: CarriedAction, owner: str | None, due: str, today: str, *, done: bool) -> bool:
    """Whether an action passes: ``owner`` a name, EVERYBODY or NOBODY; ``due`` a key of ``DUE_CHOICES``;
    ``today`` YYYY-MM-DD; ``done``: what is done passes too.
    """
    item = action.item
    if item.done_on is not None and not done:
        return False
    if owner not in (None, EVERYBODY) and item.owner != (None if owner == NOBODY else owner):
        return False
    return due == "any" or due == _when(item.due_date, today)


def _when(due: str | None, today: str) -> str:
    if due is None:
        return "none"
    if due < today:
        return "overdue"
    return "week" if date.fromisoformat(due) - date.fromisoformat(today) <= _WEEK else "later"
