"""The text within one paragraph, and what is anchored in it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from app.formats.office.xml_nodes import Element, attribute, below, child, local_name, number

_DEEPEST = 256
_MOST_SPACES = 200
_SKIPPED_NAMES = (
    "tracked-changes ruby-text hidden-text notes forms event-listeners note-citation bibliography-source "
    "image-map glue-point sequence-decls variable-decls user-field-decls script thumbnail binary-data"
)
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_FIELDS_NAMES = "page-number page-count sheet-name date time file-name title creation-date modification-date"
_FIELDS = frozenset(_FIELDS_NAMES.split())
_SHAPES_NAMES = (
    "frame custom-shape rect ellipse circle line polyline polygon path connector g text-box caption regular-polygon "
    "measure a3d scene"
)
_SHAPES = frozenset(_SHAPES_NAMES.split())


@dataclass(slots=True)
class Paragraph:
    """What one paragraph holds: its own text, and what is anchored in it."""

    text: list[str] = field(default_factory=list)
    shapes: list[Element] = field(default_factory=list)
    notes: list[Element] = field(default_factory=list)

    def joined(self) -> str:
        """The paragraph's own text."""
        return "".join(self.text).strip()


def read_paragraph(node: Element, hidden: Collection[str] = (), *, fields: bool = True) -> Paragraph:
    """``hidden`` are names of text styles that are not shown; ``fields`` False leaves page numbers and dates out."""
    found = Paragraph()
    _collect(node, found, hidden, fields, 0)
    return found


def plain_text(container: Element | None, *, fields: bool = True) -> str:
    """The text of all paragraphs and headings below, in one line; notes in brackets at the end of theirs."""
    texts: list[str] = []
    for node in below(container, "p", "h"):
        if not any(local_name(above) in ("note", "annotation") for above in node.iterancestors()):
            found = read_paragraph(node, fields=fields)
            texts += [found.joined(), *(f"[{note}]" for note in map(note_text, found.notes) if note)]
    return " ".join(" ".join(texts).split())


def note_text(note: Element) -> str:
    """The text of a footnote, endnote or comment."""
    body = child(note, "note-body")
    parts = (read_paragraph(p).joined() for p in below(note if body is None else body, "p", "h"))
    return " ".join(" ".join(parts).split())


def is_shape(node: Element) -> bool:
    """Whether something drawn begins here."""
    return local_name(node) in _SHAPES


def _collect(node: Element, found: Paragraph, hidden: Collection[str], fields: bool, depth: int) -> None:  # noqa: FBT001
    if depth > _DEEPEST:
        return
    found.text.append(node.text or "")
    for inner in node:
        name = local_name(inner)
        if name == "s":
            found.text.append(" " * min(max(number(attribute(inner, "c"), 1), 1), _MOST_SPACES))
        elif name in ("tab", "line-break"):
            found.text.append("\t" if name == "tab" else "\n")
        elif name in ("note", "annotation"):
            found.notes.append(inner)
        elif name in _SHAPES:
            found.shapes.append(inner)
        elif (
            name
            and name not in _SKIPPED
            and not (name in _FIELDS and not fields)
            and not (hidden and attribute(inner, "style-name") in hidden)
        ):
            _collect(inner, found, hidden, fields, depth + 1)
        found.text.append(inner.tail or "")
