"""An OpenDocument: a ZIP of XML parts, or all of them in one flat XML file."""

from __future__ import annotations

from app.domain.errors import UserError
from app.formats.office.xml_nodes import Element, attribute, below, child
from app.formats.office.zip_package import Stream, XmlParts, ZipPackage

_FLAT_PARTS = ("content.xml", "styles.xml", "meta.xml")
_PROPERTIES = {
    "Author": ("initial-creator", "creator"),
    "Subject": ("subject",),
    "Keywords": ("keyword",),
    "Description": ("description",),
}
_TEMPLATE_TITLES = frozenset(
    ("untitled", "powerpoint presentation", "word document", "presentation", "document")
)


class OdfPackage(ZipPackage):
    """An opened document. Raises UserError: encrypted_document, damaged_document, too_large."""

    def __init__(self, data: bytes) -> None:
        super().__init__(data)
        for entry in below(self.xml("META-INF/manifest.xml"), "file-entry"):
            name = attribute(entry, "full-path") or ""
            if child(entry, "encryption-data") is not None and name in ("content.xml", "encrypted-package"):
                raise UserError("encrypted_document")


class FlatOdf(XmlParts):
    """The same out of one XML file: each part is the whole."""

    def __init__(self, data: bytes) -> None:
        super().__init__()
        self._whole = data

    def find(self, name: str) -> str | None:
        """All parts there can be are in the file."""
        return name if name in _FLAT_PARTS else None

    def stream(self, name: str, most: int = 0) -> Stream | None:
        """The whole file."""
        return Stream(iter((self._whole,))) if self.find(name) else None


def open_odf(data: bytes) -> XmlParts:
    """The document's parts by name, whichever way they are kept."""
    is_flat = data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"
    return FlatOdf(data) if is_flat else OdfPackage(data)


def title_of(meta: Element | None) -> str:
    """The title in the document's properties; "" for none or a template's."""
    node = next(below(child(meta, "meta"), "title"), None)
    title = ((node.text if node is not None else "") or "").strip()
    return "" if len(title) < 3 or title.casefold() in _TEMPLATE_TITLES else title


def properties_of(meta: Element | None) -> dict[str, list[str]]:
    """What the file says about itself, for :func:`app.formats.properties.add_properties`."""
    holder = child(meta, "meta")
    said = {
        label: [node.text or "" for name in names for node in below(holder, name)]
        for label, names in _PROPERTIES.items()
    }
    said["Author"] = said["Author"][:1]  # who began it; who changed it last only where that is not told
    return said


def language_of(styles: Element | None) -> str | None:
    """The language of the document's ordinary paragraphs, such as ``de-at``."""
    for properties in below(child(styles, "styles"), "text-properties"):
        language, country = attribute(properties, "language"), attribute(properties, "country")
        if language and language not in ("none", "zxx"):
            known = country and country != "none"
            return (f"{language}-{country}" if known else language).lower()[:16]
    return None
