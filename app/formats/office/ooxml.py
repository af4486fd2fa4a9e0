"""Office Open XML: parts of a package that point to each other. Parts are found by what they are, not by name."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.formats.office.xml_nodes import Element, below, child, local_name
from app.formats.office.zip_package import ZipPackage

_TEMPLATE_TITLES = frozenset(
    ("word document", "document", "untitled", "powerpoint presentation", "presentation", "workbook")
)
_PROPERTIES = {
    "creator": "Author",
    "subject": "Subject",
    "keywords": "Keywords",
    "description": "Description",
    "category": "Category",
}
_TEMPLATE_SUFFIXES = (".doc", ".docx", ".ppt", ".pptx", ".xls", ".xlsx")


@dataclass(frozen=True, slots=True)
class Relationship:
    """``kind`` is the last part of the type's address; ``target`` is a part's name, or an address outside."""

    kind: str
    target: str
    external: bool


class OoxmlPackage(ZipPackage):
    """A package and the relationships in it. Raises what :class:`ZipPackage` raises."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        self.top = self.relationships("")

    def main_part(self, usual_place: str) -> str:
        """The name of the part that holds the document."""
        return next(self._main_parts(usual_place), usual_place)

    def main(self, usual_place: str, tag: str) -> tuple[str, Element]:
        """The name and the root of the part that holds the document, an element of this name.

        Raises UserError: damaged_document, too_large.
        """
        for name in self._main_parts(usual_place):
            root = self.xml(name)
            if root is not None and local_name(root) == tag:
                return name, root
        raise self.missing()

    def _main_parts(self, usual_place: str) -> Iterator[str]:
        targets = [r.target for r in self.top.values() if r.kind == "officeDocument" and not r.external]
        yield from (name for name in dict.fromkeys((*targets, usual_place)) if self.find(name))

    def relationships(self, part: str) -> dict[str, Relationship]:
        """By id; ``part`` "" asks for those of the package."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        found: dict[str, Relationship] = {}
        for node in below(root, "Relationship"):
            target = node.get("Target") or ""
            external = node.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = (node.get("Type") or "").rsplit("/", 1)[-1]
            found.setdefault(node.get("Id") or "", Relationship(kind, target, external))
        return found

    def targets(self, parts: Mapping[str, Relationship], *kinds: str) -> Iterator[str]:
        """Names of the parts of these kinds, each once."""
        yield from dict.fromkeys(r.target for r in parts.values() if r.kind in kinds and not r.external)

    def part(self, parts: Mapping[str, Relationship], kind: str) -> Element | None:
        """The root of the first part of a kind."""
        target = next(self.targets(parts, kind), None)
        return self.xml(target) if target else None

    def title(self) -> str:
        """The document's title by its properties; "" where it has none or only a template's."""
        node = child(self.part(self.top, "core-properties"), "title")
        title = ((node.text if node is not None else "") or "").strip()
        is_template = title.casefold() in _TEMPLATE_TITLES or title.lower().endswith(_TEMPLATE_SUFFIXES)
        return "" if is_template or len(title) < 3 else title

    def properties(self) -> dict[str, str]:
        """What the file says about itself, for :func:`app.formats.properties.add_properties`."""
        core = self.part(self.top, "core-properties")
        extended = self.part(self.top, "extended-properties")
        said = {label: child(core, name) for name, label in _PROPERTIES.items()}
        said["Company"] = child(extended, "Company")
        return {label: node.text for label, node in said.items() if node is not None and node.text}


def relation_id(node: Element, name: str = "id") -> str:
    """The attribute that points to a relationship; elements often have an ``id`` of their own besides."""
    for key, value in node.attrib.items():
        space, _, local = str(key).rpartition("}")
        if local == name and space.endswith("/relationships"):
            return str(value)
    return ""
