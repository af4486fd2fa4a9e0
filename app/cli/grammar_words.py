"""The words of Python's own ``argparse`` in the language of now.

It looks each text up by a function called ``_``, which is gettext's own with the texts of whatever program set a
domain in the environment; here it asks Carrel's catalogue instead. A text that is not below stays English.
"""

from __future__ import annotations

import argparse

from app.i18n import N_, tr

WORDS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("unrecognized arguments: %s"),
    N_("not allowed with argument %s"),
    N_("expected one argument"),
    N_("expected at least one argument"),
    N_("expected at most one argument"),
)
"""As they stand in the standard library of Python 3.11 to 3.14."""


def speak() -> None:
    """From now on, whatever grammar is made or read."""
    vars(argparse)["_"] = tr
