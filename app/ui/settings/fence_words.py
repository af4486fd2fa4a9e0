"""What a layer of the fence says of itself, in the language of the window; the children speak English."""

from __future__ import annotations

import re

from app.i18n import N_, figure, tr

_LAYER_DETAILS = (
    (re.compile(r"killed with Carrel"), N_("killed with Carrel")),
    (re.compile(r"(\d+) MB of address space"), N_("at most {0} MB")),
    (re.compile(r"(\d+) s"), N_("at most {0} s")),
    (re.compile(r"(\d+) open files"), N_("at most {0} files")),
    (re.compile(r"(\d+) bytes"), N_("at most {0} bytes")),
    (re.compile(r"empty network namespace"), N_("an empty network")),
    (
        re.compile(r"(Landlock \d+): (\d+) places to read, none to write"),
        N_("{0}: reads in {1} places, writes in none"),
    ),
    (
        re.compile(r"no sockets, no programs, nothing opened for writing"),
        N_("no connections, no programs, no writing"),
    ),
    (re.compile(r"no sockets, no programs"), N_("no connections, no programs")),
)
"""What a layer says of itself, and how people read it; children speak English."""


def describe_layer_detail(said: str) -> str:
    """A detail of a layer in the language of now; what is not known (a system's own message) stays as it is."""
    for pattern, words in _LAYER_DETAILS:
        found = pattern.fullmatch(said)
        if found is not None:
            numbers = (figure(int(part)) if part.isdigit() else part for part in found.groups())
            return tr(words).format(*numbers)
    return said
