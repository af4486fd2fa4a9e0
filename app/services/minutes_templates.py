"""Templates of minutes: those that come with Carrel, and the person's own, one small TOML file each.

The file that keeps a template is the file that hands it on: exporting is copying, importing is reading and keeping.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import tomli_w

from app.domain.errors import UserError
from app.domain.minutes_templates import (
    BUILT_IN,
    LONGEST_TEXT,
    STANDARD,
    MinutesTemplate,
    TemplateSection,
    template_problem,
)
from app.i18n import ENGLISH, language, tr
from app.services.text_file import write_bytes

SUFFIX = ".toml"
_FORMAT, _VERSION = "carrel-minutes-template", 1
_LARGEST = 64 * 1024
_ROOT = LONGEST_TEXT - 5
"""Characters of a name that leave room for a number."""


class MinutesTemplates:
    """Any thread. Files that are no templates are passed over; ``broken`` names them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> list[MinutesTemplate]:
        """Carrel's first, then the person's own by name."""
        own = [self._kept(path) for path in self._files()]
        return [
            *map(in_words, BUILT_IN),
            *sorted((t for t in own if t is not None), key=lambda t: (t.name.casefold(), t.id)),
        ]

    def broken(self) -> list[Path]:
        """Files in the templates' folder that cannot be read as one."""
        return [path for path in self._files() if self._kept(path) is None]

    def get(self, template_id: str) -> MinutesTemplate:
        """The standard one where there is none with this id."""
        return next((template for template in self.all() if template.id == template_id), in_words(STANDARD))

    def named(self, name: str) -> MinutesTemplate:
        """By id or name, however capitals are set. Raises UserError("unknown_template")."""
        wanted = name.strip().casefold()
        for template in self.all():
            if wanted in (template.id.casefold(), template.name.casefold()):
                return template
        raise UserError("unknown_template", name=name)

    def save(self, template: MinutesTemplate) -> MinutesTemplate:
        """Keep one of the person's own; a new one ("" as id) gets an id, one that was deleted comes back under its own.

        Raises UserError: invalid_template; permission_denied, disk_full, cannot_write.
        """
        template = replace(
            template,
            name=_tidy(template.name),
            sections=tuple(replace(s, heading=_tidy(s.heading)) for s in template.sections),
        )
        if problem := template_problem(template):
            raise UserError("invalid_template", detail=problem)
        if any(t.name.casefold() == template.name.casefold() and t.id != template.id for t in self.all()):
            raise UserError(
                "invalid_template", detail=tr("another one is named “{name}”", name=template.name)
            )
        kept = replace(template, id=template.id or f"own-{uuid4().hex[:10]}", built_in=False)
        if any(kept.id == own.id for own in BUILT_IN):
            raise UserError("invalid_template", detail=tr("the ones that come with Carrel stay as they are"))
        write_bytes(self._path(kept.id), _toml(kept))
        return kept

    def duplicate(self, template: MinutesTemplate) -> MinutesTemplate:
        """A copy under a name of its own: "Stand-up 2". Raises as :meth:`save` does."""
        return self.save(replace(template, id="", name=self._free(template.name), built_in=False))

    def delete(self, template_id: str) -> MinutesTemplate:
        """Take one of the person's own away; :meth:`save` brings what is returned back.

        Raises UserError("unknown_template", "permission_denied").
        """
        template = next((t for t in self.all() if t.id == template_id and not t.built_in), None)
        if template is None:
            raise UserError("unknown_template", name=template_id)
        try:
            self._path(template_id).unlink(missing_ok=True)
        except OSError as error:
            raise UserError("permission_denied", path=str(self._path(template_id))) from error
        return template

    def export_file(self, template: MinutesTemplate, path: Path) -> None:
        """Write one as a file for others. Raises UserError("permission_denied", "disk_full", "cannot_write")."""
        write_bytes(path, _toml(template))

    def import_file(self, path: Path) -> MinutesTemplate:
        """Take over a file that was exported; where its name is taken, it gets a number.

        Raises UserError: file_missing, permission_denied, not_a_template, and those of :meth:`save`.
        """
        template = _read(path)
        return self.save(replace(template, id="", name=self._free(template.name)))

    def _free(self, name: str) -> str:
        taken = {template.name.casefold() for template in self.all()}
        root, number, free = re.sub(r" \d{1,3}$", "", name)[:_ROOT], 2, name
        while free.casefold() in taken:
            free, number = f"{root} {number}", number + 1
        return free

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob(f"*{SUFFIX}"))

    def _path(self, template_id: str) -> Path:
        return self._folder / f"{template_id}{SUFFIX}"

    def _kept(self, path: Path) -> MinutesTemplate | None:
        try:
            return replace(_read(path), id=path.stem)
        except UserError:
            return None


def in_words(template: MinutesTemplate) -> MinutesTemplate:
    """One that comes with Carrel, its name and headings in the language of now."""
    if language() == ENGLISH or template not in BUILT_IN:
        return template
    sections = tuple(replace(s, heading=tr(s.heading)) for s in template.sections)
    return replace(template, name=tr(template.name), sections=sections)


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _toml(template: MinutesTemplate) -> bytes:
    values = {
        "format": _FORMAT,
        "version": _VERSION,
        "name": template.name,
        "transcript": template.transcript,
        "sections": [{"kind": s.kind, "heading": s.heading} for s in template.sections],
    }
    return tomli_w.dumps(values).encode("utf-8")


def _read(path: Path) -> MinutesTemplate:
    try:
        if path.stat().st_size > _LARGEST:
            raise UserError("not_a_template", detail="it is too large")
        values = tomllib.loads(path.read_bytes().decode("utf-8"))
    except FileNotFoundError as error:
        raise UserError("file_missing", path=str(path)) from error
    except OSError as error:
        raise UserError("permission_denied", path=str(path)) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UserError("not_a_template", detail="it cannot be read as TOML") from error
    template = _made_of(values)
    if problem := template_problem(template):
        raise UserError("not_a_template", detail=problem)
    return template


def _made_of(values: dict[str, Any]) -> MinutesTemplate:
    if values.get("format") != _FORMAT:
        raise UserError("not_a_template", detail="it does not say that it is one")
    if values.get("version") != _VERSION:
        raise UserError("not_a_template", detail="it was written by another version of Carrel")
    sections = values.get("sections")
    if not isinstance(sections, list) or not all(isinstance(s, dict) for s in sections):
        raise UserError("not_a_template", detail="it has no list of sections")
    made = tuple(TemplateSection(str(s.get("kind", "")), str(s.get("heading", ""))) for s in sections)
    return MinutesTemplate("", str(values.get("name", "")), made, bool(values.get("transcript", True)))
