"""Reading values out of a text into a table: by pattern and label, and what these miss by a model that can.

Whoever found it, a value counts only where it stands in the text, word for word.
"""

from __future__ import annotations

from app.domain.language_models import GenerationRequest
from app.domain.writing import Check, Row, TaskDeclaration, TaskOption, TextInput, TextOutput
from app.i18n import N_
from app.tasks.field_patterns import KINDS, kind_of, labelled, of_kinds
from app.tasks.writing import Embed, Paper, asked, option

_MOST_FIELDS = 30
_TOKENS_A_FIELD = 40
_NOTHING = frozenset({"", "-", "none", "n/a", "not stated", "not given", "unknown", "not mentioned", "null"})


class ExtractFields:
    """The task."""

    declaration = TaskDeclaration(
        "extract_fields",
        N_("Extract fields"),
        N_("A table of what stands in the text: dates, amounts, addresses, or fields that you name."),
        options=(TaskOption("fields", N_("Fields"), (), "", N_("Invoice number, Date, Amount")),),
        checks=Check.NOTHING,  # every value stands in the text or is not given
    )

    @property
    def papers(self) -> tuple[Paper, ...]:
        """Texts in which the value has no label beside it."""
        return _PAPERS

    def rules_suffice(self, what: TextInput) -> bool:
        """Where all that is wanted has a pattern or was found beside its label."""
        found = {row.name for row in _by_rules(what)}
        return all(name in found or kind_of(name) is not None for name in _fields(what))

    def plan(self, what: TextInput) -> GenerationRequest:
        """The fields that were named, one a line."""
        fields = _fields(what)
        names = "\n".join(f"{name}:" for name in fields)
        instruction = (
            "Copy these values from the text, exactly as they are written there, one line each in the form "
            f"name: value. Write name: - for what the text does not say.\n{names}"
        )
        return asked(instruction, what.text, max_tokens=_TOKENS_A_FIELD * max(1, len(fields)))

    def parse(self, what: TextInput, text: str) -> TextOutput:
        """What rules find, and of the model's values those that stand in the text."""
        rows = _by_rules(what)
        known = {row.name.lower() for row in rows}
        said = [line.partition(":") for line in text.splitlines() if ":" in line]
        for name in _fields(what):
            if name.lower() not in known and kind_of(name) is None:
                rows += [row for key, _, value in said if (row := _row(what.text, name, key, value))][:1]
        return _table(what, rows)

    def without_model(self, what: TextInput, embed: Embed) -> TextOutput | None:
        """By patterns and labels; a field that was named and not found says so."""
        return _table(what, _by_rules(what))


def _fields(what: TextInput) -> list[str]:
    given = option(what, ExtractFields.declaration, "fields").replace("\n", ",").replace(";", ",")
    return list(dict.fromkeys(name.strip() for name in given.split(",") if name.strip()))[:_MOST_FIELDS]


def _by_rules(what: TextInput) -> list[Row]:
    fields = _fields(what)
    if not fields:
        return of_kinds(what.text, tuple(KINDS))
    rows: list[Row] = []
    for name in fields:
        kind = kind_of(name)
        found = list(labelled(what.text, name))
        if not found and kind is not None:
            found = [Row(name, r.value, r.start, r.end) for r in of_kinds(what.text, (kind,))]
        rows += found
    return rows


def _row(text: str, name: str, key: str, value: str) -> Row | None:
    value = value.strip().strip("\"'`").strip()
    if key.strip().strip("-*• ").lower() != name.lower() or value.lower() in _NOTHING:
        return None
    start = text.find(value)
    start = start if start >= 0 else text.lower().find(value.lower())
    return Row(name, text[start : start + len(value)], start, start + len(value)) if start >= 0 else None


def _table(what: TextInput, rows: list[Row]) -> TextOutput:
    """In the order of the fields; those that were named and not found are rows without a value."""
    fields = _fields(what)
    known = {row.name.lower() for row in rows}
    order = {name.lower(): number for number, name in enumerate(fields)}
    rows = rows + [Row(name, "") for name in fields if name.lower() not in known]
    rows.sort(key=lambda row: (order.get(row.name.lower(), 0), row.start or 0))
    return TextOutput("\n".join(f"{r.name}: {r.value or '-'}" for r in rows), tuple(rows))


def _finds(text: str, **wanted: str) -> Paper:
    names = {name: name.replace("_", " ").capitalize() for name in wanted}

    def right(output: TextOutput) -> bool:
        values = {row.name: row.value for row in output.rows}
        return all(values.get(names[name], "").strip(" .") == value for name, value in wanted.items())

    return Paper(TextInput(text, {"fields": ", ".join(names.values())}), right)


_PAPERS = (
    _finds(
        "Marta Quist lets the shop at 8 Lime Walk to Joel Abara. He pays 640 pounds a month and moves in on 1 June.",
        landlord="Marta Quist",
        tenant="Joel Abara",
    ),
    _finds(
        "On Sunday the referee, Dana Rook, stopped the match between Harwell and Upton because of hail.",
        referee="Dana Rook",
        reason="hail",
    ),
    _finds(
        "We ordered from Bexley Tiles, and their driver Omar delivered everything to the yard in Salt Lane.",
        supplier="Bexley Tiles",
        driver="Omar",
    ),
)

TASK = ExtractFields()
