"""The grammar of the commands about privacy."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from app.i18n import tr

Add = Callable[[str, str], argparse.ArgumentParser]


def add_privacy_actions(add: Add) -> None:
    """encrypt, decrypt, passphrase, wipe."""
    add("encrypt", tr("encrypt the library with a passphrase, which is asked for"))
    add("decrypt", tr("make an encrypted library plain again"))
    add("passphrase", tr("change the passphrase of an encrypted library"))
    wipe = add("wipe", tr("remove everything that Carrel wrote on this computer; documents stay"))
    wipe.add_argument(
        "--models", action="store_true", help=tr("also the models that Carrel downloaded or copied")
    )
    wipe.add_argument("--yes", action="store_true", help=tr("do not ask"))
