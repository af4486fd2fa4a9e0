"""Which characters of a text each token stands for. Pure.

Tokenizers change what they read: letters lose their case and accents, white space becomes a sign, rare characters
become bytes. Where the tokens' own bytes, one behind the other, are the text, their places are exact. Else both are
brought to the same plain form and followed along each other; a token that is found nowhere, such as one for an unknown
word, stands for what lies between its neighbours.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

Place = tuple[int, int]
"""First character and behind the last; (0, 0) for nowhere."""

NOWHERE: Place = (0, 0)
_AHEAD = 64
"""How many plain characters may be passed over to find a token again."""


def places_of(text: str, pieces: Sequence[bytes | None]) -> list[Place]:
    """One place per piece. None stands for a token that is no part of the text, such as the one before its first."""
    return _exact(text, pieces) or _followed(text, pieces)


def plain_form(text: str) -> str:
    """Without case, accents, white space, and differences that only look like some."""
    if text.isascii():
        return "".join(text.casefold().split())
    return "".join(character for character, _ in _plain(text))


def _plain(text: str) -> Iterator[tuple[str, int]]:
    """The plain form's characters, each with the place of the one it comes from."""
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", character).casefold():
            if not part.isspace() and unicodedata.category(part) not in {"Mn", "Cc", "Cf"}:
                yield part, place


def _exact(text: str, pieces: Sequence[bytes | None]) -> list[Place] | None:
    """None where the pieces are not the text or its beginning. A space may stand before the first."""
    data = text.encode("utf-8", errors="replace")
    joined = b"".join(piece for piece in pieces if piece is not None)
    start = next((n for n in (0, 1) if data.startswith(joined[n:]) and not joined[:n].strip()), None)
    if start is None or b"" in pieces:
        return None
    owners = [
        place for place, character in enumerate(text) for _ in character.encode("utf-8", errors="replace")
    ]
    found, at = [], -start
    for piece in pieces:
        if not piece or at + len(piece) <= 0:
            found.append(NOWHERE)
        else:
            found.append((owners[max(at, 0)], owners[at + len(piece) - 1] + 1))
        at += len(piece or b"")
    return found


def _followed(text: str, pieces: Sequence[bytes | None]) -> list[Place]:
    signs = list(_plain(text))
    plain = "".join(character for character, _ in signs)
    found: list[Place | None] = []
    at = 0
    for piece in pieces:
        wanted = "" if piece is None else plain_form(piece.decode("utf-8", errors="replace"))
        if piece is None:
            found.append(NOWHERE)
            continue
        here = plain.find(wanted, at, at + len(wanted) + _AHEAD) if wanted else -1
        if here < 0:
            found.append(None)
            continue
        at = here + len(wanted)
        found.append((signs[here][1], signs[at - 1][1] + 1))
    return _filled(found, text)


def _filled(found: Sequence[Place | None], text: str) -> list[Place]:
    """Tokens without a place get what lies between those around them, without the white space at its ends."""
    result: list[Place] = []
    behind = [len(text)] * (len(found) + 1)
    for number in range(len(found) - 1, -1, -1):
        place = found[number]
        behind[number] = behind[number + 1] if place is None or place == NOWHERE else place[0]
    before = 0
    for number, place in enumerate(found):
        result.append(place if place is not None else _trimmed(text, before, behind[number]))
        before = before if place is None else max(before, place[1])
    return result


def _trimmed(text: str, start: int, stop: int) -> Place:
    between = text[start:stop]
    start += len(between) - len(between.lstrip())
    return start, max(start, start + len(between.strip()))
