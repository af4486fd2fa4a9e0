"""A process that is gone without a word, at any thing that it asks of the file system."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable

_ASKED = {
    *("open", "os.rename", "os.remove", "os.chmod", "os.link", "os.mkdir", "os.rmdir"),
    *("shutil.rmtree", "shutil.copyfile", "sqlite3.connect"),
}


def die_at(number: int, work: Callable[[], object]) -> bool:
    """Run it in a process that ends before the ``number``-th such thing; needs fork.

    True when it came to its end before.
    """
    child = os.fork()
    if child == 0:
        left = [number]

        def hook(event: str, _arguments: object) -> None:
            if event in _ASKED:
                left[0] -= 1
                if left[0] < 0:
                    os._exit(9)

        try:
            sys.addaudithook(hook)
            work()
        except BaseException:  # noqa: BLE001 - it must not go on as the test
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert code in (0, 9)
    return code == 0
