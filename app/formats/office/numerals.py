"""Numbers as lists show them: 4, d, iv."""

from __future__ import annotations

_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"))
_SMALL_ROMAN = ((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))


def letters(number: int) -> str:
    """a, b, ... z, aa, bb, ...; the number itself where it has no letter."""
    if number < 1:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 5)


def roman(number: int) -> str:
    """i, ii, iii, iv, ...; the number itself below 1 and above 3999."""
    if not 0 < number < 4000:
        return str(number)
    parts = []
    for value, numeral in (*_ROMAN, *_SMALL_ROMAN):
        parts.append(numeral * (number // value))
        number %= value
    return "".join(parts)
