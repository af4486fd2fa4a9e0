"""All keys in groups, made from ``app.ui.actions`` and from what Qt's own controls do. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from app.i18n import N_, tr
from app.ui.actions import COMMANDS, PLACES, Command, all_keys
from app.ui.palette.fuzzy import fit

CONTROLS = (
    (N_("Tab, Shift+Tab"), N_("Next or previous control")),
    (N_("Arrow keys"), N_("Move in a list, a table or a text")),
    (N_("Home, End, Page Up, Page Down"), N_("To the start or the end; a page up or down")),
    (N_("Space or Enter"), N_("Press the button, tick the box, open the row")),
    (N_("Menu key or Shift+F10"), N_("What can be done with the chosen row")),
    (N_("Shift+Enter"), N_("A new line in a question")),
)
"""What holds in every window of the system, for those who have not used the keyboard alone before."""
_PASSAGES = "passage_"


@dataclass(frozen=True, slots=True)
class KeyRow:
    """What to press, and what it does."""

    keys: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class KeyGroup:
    """The keys of one place."""

    place: str
    title: str
    rows: tuple[KeyRow, ...]


def key_groups(area: str = "", typed: str = "", in_every_program: str = "") -> list[KeyGroup]:
    """What works everywhere, then in ``area``, then in the others, then Qt's own; only what fits ``typed``.

    ``in_every_program`` is the key of the whole system, where a person has one: it comes first.
    """
    places = sorted(PLACES, key=lambda place: (place != "", place.partition("/")[0] != area))
    groups = [KeyGroup(place, tr(PLACES[place]), _rows(place)) for place in places]
    if in_every_program:
        row = KeyRow((in_every_program,), tr("Bring Carrel to the front, ready for a question"))
        groups.insert(0, KeyGroup("system", tr("In every program"), (row,)))
    controls = tuple(KeyRow((tr(keys),), tr(text)) for keys, text in CONTROLS)
    groups.append(KeyGroup("controls", tr("In every list, field and button"), controls))
    return [group for group in (_narrowed(group, typed) for group in groups) if group.rows]


def _rows(place: str) -> tuple[KeyRow, ...]:
    commands = [command for command in COMMANDS if command.place == place and command.shortcuts]
    rows = [_row(command) for command in commands if not command.id.startswith(_PASSAGES)]
    passages = [command for command in commands if command.id.startswith(_PASSAGES)]
    if passages:
        first, last = all_keys(passages[0])[0], all_keys(passages[-1])[0]
        rows.append(KeyRow((f"{first} … {last}",), tr(passages[0].text)))
    return tuple(rows)


def _row(command: Command) -> KeyRow:
    return KeyRow(tuple(all_keys(command)), tr(command.text))


def _narrowed(group: KeyGroup, typed: str) -> KeyGroup:
    if not typed.strip():
        return group
    rows = tuple(row for row in group.rows if fit(typed, row.text, f"{group.title} {' '.join(row.keys)}"))
    return KeyGroup(group.place, group.title, rows)
