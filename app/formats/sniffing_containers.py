"""Which document lies in a ZIP or OLE container, told by what is in it, not by the file's name.

No parser library at the top: the registry imports this with everything else. Never raises: a container that
cannot be opened is what its name promises, so that the format's reader can say what is wrong with it.
"""

from __future__ import annotations

import io
import re
import zipfile

ZIP_FORMATS = ("docx", "pptx", "xlsx", "xlsb", "odt", "ods", "odp", "epub")
OLE_FORMATS = ("doc", "xls", "ppt", "msg")

_MOST_READ = 2_000_000
_CONTENT_TYPES = (
    ("docx", r"(?:wordprocessingml\.(?:document|template)|ms-word\.(?:document|template)\.macroEnabled\w*)\.main"),
    ("pptx", r"(?:presentationml\.(?:presentation|slideshow|template)|ms-powerpoint\.\w+\.macroEnabled)\.main"),
    ("xlsb", r"ms-excel\.sheet\.binary\.macroEnabled\.main"),
    ("xlsx", r"(?:spreadsheetml\.(?:sheet|template)|ms-excel\.(?:sheet|template|addin)\.macroEnabled)\.main"),
)  # fmt: skip
_USUAL_PLACES = (
    ("docx", "word/document.xml"), ("pptx", "ppt/presentation.xml"), ("xlsx", "xl/workbook.xml"),
    ("xlsb", "xl/workbook.bin"), ("epub", "meta-inf/container.xml"),
)  # fmt: skip
_ODF_TYPE = re.compile(
    rb"application/(?:vnd\.oasis\.opendocument|vnd\.sun\.xml)\."
    rb"(text|writer|spreadsheet|calc|presentation|impress|graphics|draw)"
)
_ODF_FORMAT = {
    b"text": "odt", b"writer": "odt", b"spreadsheet": "ods", b"calc": "ods",
    b"presentation": "odp", b"impress": "odp", b"graphics": "odp", b"draw": "odp",
}  # fmt: skip
_STREAMS = (
    ("msg", ("__properties_version1.0", "__nameid_version1.0")),
    ("encrypted", ("EncryptedPackage",)),
    ("doc", ("WordDocument",)),
    ("ppt", ("PowerPoint Document", "PP97_DUALSTORAGE")),
    ("xls", ("Workbook", "Book")),
)


def sniff_zip(data: bytes, promised: str | None) -> str | None:
    """One of ``ZIP_FORMATS``, or "archive" for any other ZIP. ``promised`` is what the file's name says."""
    otherwise = promised if promised in ZIP_FORMATS else "archive"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = {entry.filename.lstrip("/").lower(): entry for entry in archive.infolist()}
            return _by_content(archive, entries) or _by_place(archive, entries, promised) or "archive"
    except Exception:  # noqa: BLE001 - a crafted archive raises whatever it likes; the reader says what is wrong
        return otherwise


def sniff_ole(data: bytes, promised: str | None) -> str | None:
    """One of ``OLE_FORMATS``; an encrypted Office document is what its name says, or "docx"; None for others."""
    names = _root_names(data)
    known = next((kind for kind, streams in _STREAMS if names.intersection(streams)), None)
    if known == "encrypted":
        return promised if promised in ZIP_FORMATS else "docx"
    if known is None and (promised in OLE_FORMATS or promised in ZIP_FORMATS):
        return promised  # damaged: that format's reader says so
    return known


def sniff_flat_odf(start: bytes) -> str | None:
    """ "odt", "ods" or "odp" for the beginning of an OpenDocument kept in one XML file."""
    match = _ODF_TYPE.search(start[:8192]) if b"<office:document" in start[:8192] else None
    return _ODF_FORMAT[match[1]] if match else None


def _by_content(archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo]) -> str | None:
    """By the declared type of the document, where there is one."""
    types = _start_of(archive, entries.get("[content_types].xml"))
    for encoding in ("utf-8", "utf-16"):
        text = types.decode(encoding, "ignore")
        for format_id, pattern in _CONTENT_TYPES:
            if re.search(pattern, text):
                return format_id
    declared = _start_of(archive, entries.get("mimetype"))[:200].strip()
    if declared.startswith(b"application/epub+zip"):
        return "epub"
    match = _ODF_TYPE.match(declared) or _ODF_TYPE.search(
        _start_of(archive, entries.get("meta-inf/manifest.xml"))
    )
    return _ODF_FORMAT[match[1]] if match else None


def _by_place(
    archive: zipfile.ZipFile, entries: dict[str, zipfile.ZipInfo], promised: str | None
) -> str | None:
    """By the usual name of the main part, for containers that lost their declaration."""
    found = next((format_id for format_id, place in _USUAL_PLACES if place in entries), None)
    if found:
        return found
    if "content.xml" in entries:
        start = _start_of(archive, entries["content.xml"])
        for body, format_id in ((b":spreadsheet", "ods"), (b":presentation", "odp"), (b"office:text", "odt")):
            if body in start:
                return format_id
    return promised if promised in ZIP_FORMATS and "_rels/.rels" in entries else None


def _start_of(archive: zipfile.ZipFile, entry: zipfile.ZipInfo | None) -> bytes:
    if entry is None:
        return b""
    try:
        with archive.open(entry) as part:
            return part.read(_MOST_READ)
    except Exception:  # noqa: BLE001 - damaged or encrypted member: decided by the others
        return b""


def _root_names(data: bytes) -> set[str]:
    """Names of the streams and storages at the top; of all there are where the directory is damaged."""
    import olefile

    try:
        with olefile.OleFileIO(data) as container:
            return {path[0] for path in container.listdir(streams=True, storages=True)}
    except Exception:  # noqa: BLE001 - olefile raises whatever a damaged container leads to
        return {name for _, names in _STREAMS for name in names if name.encode("utf-16-le") + b"\0\0" in data}
