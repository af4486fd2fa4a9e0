"""What a layer of the fence says of itself reaches the person in the language of the window."""

from __future__ import annotations

import pytest

from app.ui.settings.fence_words import describe_layer_detail
from tests.pseudo_language import speaking

SAID = {
    "killed with Carrel": "endet mit Carrel",
    "2048 MB of address space": "höchstens 2.048 MB",
    "3600 s": "höchstens 3.600 s",
    "64 open files": "höchstens 64 Dateien",
    "1048576 bytes": "höchstens 1.048.576 Byte",
    "empty network namespace": "ein leeres Netzwerk",
    "Landlock 7: 31 places to read, none to write": "Landlock 7: liest an 31 Orten, schreibt an keinem",
    "no sockets, no programs": "keine Verbindungen, keine Programme",
    "no sockets, no programs, nothing opened for writing": "keine Verbindungen, keine Programme, kein Schreiben",
}


@pytest.mark.parametrize("said", SAID)
def test_a_detail_is_in_the_language_of_the_window(said: str) -> None:
    with speaking("de"):
        assert describe_layer_detail(said) == SAID[said]


def test_what_is_not_known_stays_as_it_is() -> None:
    with speaking("de"):
        assert describe_layer_detail("PermissionError: unshare") == "PermissionError: unshare"
        assert describe_layer_detail("") == ""
