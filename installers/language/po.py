"""Catalogues of translations: GNU gettext's .po read and written, .mo written (the gettext manual, ch. 3 and 10).

Only what Carrel's catalogues hold: comments, references, contexts, plural forms; no fuzzy entries, no obsolete ones.
"""

from __future__ import annotations

import ast
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from extraction import Key, Texts

_WIDTH = 110
_MAGIC = 0x950412DE
_CONTEXT, _PLURAL = "\x04", "\x00"


@dataclass
class Catalogue:
    """``head`` is the comment at the top, ``header`` the translation of "", ``entries`` the forms by key."""

    head: str = ""
    header: str = ""
    entries: dict[Key, tuple[str, ...]] = field(default_factory=dict)


def parse(text: str) -> Catalogue:
    """Read a .po file. Raises ValueError where it is none."""
    catalogue = Catalogue(head="\n".join(_comments_at_top(text)))
    for paragraph in text.split("\n\n"):
        fields = _fields(paragraph)
        if "msgid" not in fields:
            continue
        key = Key(fields["msgid"], fields.get("msgid_plural", ""), fields.get("msgctxt", ""))
        forms = tuple(value for name, value in fields.items() if name.startswith("msgstr"))
        if key.text:
            catalogue.entries[key] = forms
        else:
            catalogue.header = forms[0]
    return catalogue


def _comments_at_top(text: str) -> list[str]:
    lines: list[str] = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        lines.append(line)
    return lines


def _fields(paragraph: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    name = ""
    for line in paragraph.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        word, _, rest = line.partition(" ")
        if not line.startswith('"'):
            name, fields[word] = word, ""
            line = rest
        fields[name] += ast.literal_eval(line)
    return fields


def compose(catalogue: Catalogue, texts: Texts) -> str:
    """A .po file with these texts in their order; what has no translation yet stands there empty."""
    parts = [catalogue.head, _entry(Key(""), (catalogue.header,), [])] if catalogue.header else []
    forms = _forms(catalogue.header)
    for key, places in texts.items():
        said = catalogue.entries.get(key) or (("",) * forms if key.plural else ("",))
        parts.append(_entry(key, said, places))
    return "\n".join(parts[:2]) + "\n\n" + "\n\n".join(parts[2:]) + "\n"


def _forms(header: str) -> int:
    _, _, rest = header.partition("nplurals=")
    return int(rest.partition(";")[0] or 2)


def _entry(key: Key, said: Sequence[str], places: Sequence[str]) -> str:
    lines = [f"#: {place}" for place in places]
    if "{" in key.text:
        lines.append("#, python-brace-format")
    if key.context:
        lines.append(f"msgctxt {_quoted(key.context)}")
    lines.append(f"msgid {_quoted(key.text)}")
    if key.plural:
        lines.append(f"msgid_plural {_quoted(key.plural)}")
        lines += [f"msgstr[{number}] {_quoted(form)}" for number, form in enumerate(said)]
    else:
        lines.append(f"msgstr {_quoted(said[0])}")
    return "\n".join(lines)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\t", "\\t")
    lines = [f"{line}\\n" for line in escaped.split("\n")]
    lines[-1] = lines[-1][:-2]
    if len(lines) == 1:
        return f'"{lines[0]}"'
    return "\n".join(['""', *(f'"{line}"' for line in lines if line)])


def compiled(catalogue: Catalogue) -> bytes:
    """The .mo file: a table sorted by text, little-endian, without a hash table."""
    table = {
        "": catalogue.header,
        **{_mo_key(key): _PLURAL.join(said) for key, said in catalogue.entries.items()},
    }
    return _mo(dict(sorted((k.encode(), v.encode()) for k, v in table.items() if v.strip(_PLURAL))))


def _mo_key(key: Key) -> str:
    text = f"{key.text}{_PLURAL}{key.plural}" if key.plural else key.text
    return f"{key.context}{_CONTEXT}{text}" if key.context else text


def _mo(table: Mapping[bytes, bytes]) -> bytes:
    count, start = len(table), 28
    place = start + 16 * count
    descriptors: list[bytes] = []
    blob = b""
    for part in (list(table), list(table.values())):
        for text in part:
            descriptors.append(struct.pack("<II", len(text), place + len(blob)))
            blob += text + b"\0"
    head = struct.pack("<7I", _MAGIC, 0, count, start, start + 8 * count, 0, place)
    return head + b"".join(descriptors) + blob
