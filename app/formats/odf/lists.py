"""The numbers and bullets before paragraphs and headings; they stand in no text of the file."""

from __future__ import annotations

from dataclasses import dataclass

from app.formats.office.numerals import letters, roman
from app.formats.office.xml_nodes import Element, attribute, below, local_name, number

_LONGEST = 20
_BULLET = "- "


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level of a list is numbered; ``shown`` levels, its own the last, stand in the label."""

    form: str
    before: str
    after: str
    start: int
    shown: int


class ListLabels:
    """Counts along: :meth:`label` must be called for every item, in order."""

    def __init__(self, *roots: Element | None) -> None:
        self._styles: dict[str, dict[int, _Level]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        for root in roots:
            for style in below(root, "list-style", "outline-style"):
                name = "" if local_name(style) == "outline-style" else attribute(style, "name") or "?"
                self._styles[name] = {number(attribute(node, "level"), 1): _level(node) for node in style}

    def restart(self, style: str) -> None:
        """A list begins that does not go on from one before."""
        self._counts.pop(style, None)

    def label(self, style: str, level: int, start: int | None = None) -> str:
        """``"4.2 "``, ``"- "`` for bullets, or "" where nothing is shown. Headings have the style ""."""
        levels = self._styles.get(style, {})
        this = levels.get(level)
        if this is None:
            return _BULLET if style else ""
        counts = self._counts.setdefault(style, {})
        counts[level] = start if start is not None else counts.get(level, this.start - 1) + 1
        for deeper in [other for other in counts if other > level]:
            del counts[deeper]
        if this.form == "bullet":
            return _BULLET
        if not this.form:
            return ""
        parts = []
        for number_of in range(max(level - this.shown + 1, 1), level + 1):
            known = levels.get(number_of)
            if known and known.form not in ("", "bullet"):
                parts.append(_formatted(counts.get(number_of, known.start), known.form))
        return f"{this.before}{'.'.join(parts)}{this.after}"[:_LONGEST].strip() + " "


def _level(node: Element) -> _Level:
    is_number = local_name(node) in ("list-level-style-number", "outline-level-style")
    return _Level(
        form=(attribute(node, "num-format") or "") if is_number else "bullet",
        before=attribute(node, "num-prefix") or "",
        after=attribute(node, "num-suffix") or "",
        start=number(attribute(node, "start-value"), 1),
        shown=max(number(attribute(node, "display-levels"), 1), 1),
    )


def _formatted(count: int, form: str) -> str:
    match form:
        case "a" | "A":
            return letters(count).upper() if form == "A" else letters(count)
        case "i" | "I":
            return roman(count).upper() if form == "I" else roman(count)
        case _:
            return str(count)
