"""Templates of minutes: which sections are shown and handed on, in which order, under which headings.

A template takes nothing away: what it leaves out is still there, and comes back with another template.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.ids import MeetingId
from app.domain.meetings import ActionItem

SECTION_HEADINGS = {
    "carried": "Open from last time",
    "summary": "Summary",
    "decisions": "Decisions",
    "actions": "Actions",
    "questions": "Open questions",
    "topics": "Topics",
}
"""Every kind of section there is, with its usual heading."""

LONGEST_TEXT = 80
"""Characters in a template's name, or in a heading."""


@dataclass(frozen=True, slots=True)
class TemplateSection:
    """``kind`` is a key of ``SECTION_HEADINGS``."""

    kind: str
    heading: str


@dataclass(frozen=True, slots=True)
class MinutesTemplate:
    """``id`` is "" for one that is not kept yet. ``transcript``: files end with what was said, word for word."""

    id: str
    name: str
    sections: tuple[TemplateSection, ...]
    transcript: bool = True
    built_in: bool = False

    def heading(self, kind: str) -> str:
        """The heading of a kind of section; "" where the template leaves it out."""
        return next((section.heading for section in self.sections if section.kind == kind), "")


def template_problem(template: MinutesTemplate) -> str:
    """Why this cannot be a template, in plain words; "" when it can."""
    kinds = [section.kind for section in template.sections]
    unknown = [kind for kind in kinds if kind not in SECTION_HEADINGS]
    checks = (
        (_text_problem(template.name), f"its name {_text_problem(template.name)}"),
        (not kinds, "it has no sections"),
        (unknown, f"there is no section of the kind “{unknown[0] if unknown else ''}”"),
        (len(set(kinds)) < len(kinds), "a section is in it twice"),
    )
    for wrong, problem in checks:
        if wrong:
            return problem
    headings = (_text_problem(section.heading) for section in template.sections)
    return next((f"a heading {problem}" for problem in headings if problem), "")


def _text_problem(text: str) -> str:
    if not text.strip():
        return "is empty"
    if len(text) > LONGEST_TEXT:
        return f"is longer than {LONGEST_TEXT} characters"
    return "" if text.isprintable() else "holds characters that cannot be shown"


def _built_in(
    template_id: str, name: str, sections: dict[str, str], *, transcript: bool = True
) -> MinutesTemplate:
    made = tuple(TemplateSection(kind, heading) for kind, heading in sections.items())
    return MinutesTemplate(template_id, name, made, transcript, built_in=True)


STANDARD = _built_in("standard", "Standard", SECTION_HEADINGS)
BUILT_IN = (
    STANDARD,
    _built_in("decisions", "Decisions only", {"decisions": "Decisions"}, transcript=False),
    _built_in(
        "stand_up",
        "Stand-up",
        {
            "carried": "Since last time",
            "actions": "Next",
            "questions": "In the way or unclear",
            "decisions": "Decided",
        },
        transcript=False,
    ),
    _built_in(
        "interview",
        "Interview",
        {
            "topics": "What was talked about",
            "summary": "In short",
            "questions": "Left open",
            "actions": "Next steps",
        },
    ),
    _built_in(
        "one_to_one",
        "One-to-one",
        {
            "carried": "From last time",
            "actions": "Agreed to do",
            "decisions": "Agreed",
            "questions": "To come back to",
            "summary": "In short",
        },
        transcript=False,
    ),
)


@dataclass(frozen=True, slots=True)
class CarriedAction:
    """An action of an earlier meeting of the same series, and the meeting it was said in."""

    meeting: MeetingId
    title: str
    date: str | None
    item: ActionItem


@dataclass(frozen=True, slots=True)
class Layout:
    """How minutes are shown and handed on: by which template, and with what from earlier meetings."""

    template: MinutesTemplate = STANDARD
    carried: tuple[CarriedAction, ...] = field(default=())


AS_STANDARD = Layout()
