"""A short examination: can this model take minutes? Asked once of every model file, before it is let near a meeting.

The papers are short invented meetings with everything that makes minutes hard: talk that leads nowhere, a proposal that
is turned down, a task that is given to somebody else than the speaker, numbers. A model passes a language when it finds
most of what is there, under the right kind, and nearly all it writes is borne out by the lines it cites.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.meetings import ActionItem, NoteItem, Utterance
from app.tasks.minutes.findings import Findings
from app.tasks.minutes.verification import Checker
from app.tasks.minutes.windows import Window

VERSION = 1
"""Another number has every model examined again."""
PASS_FOUND = 0.6
"""Share of what is to be found."""
PASS_TRUE = 0.8
"""Share of the written lines that the checks let through."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line that good minutes have: its kind, the utterances any of which it may cite, and the owner of a task."""

    kind: str
    utterances: frozenset[int]
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """One window and what is in it."""

    language: str
    window: Window
    wanted: tuple[Wanted, ...]


@dataclass(frozen=True, slots=True)
class Marks:
    """Of one or several papers: lines ``wanted`` and ``found`` of them, lines ``written`` and ``true`` of them."""

    wanted: int = 0
    found: int = 0
    written: int = 0
    true: int = 0

    def __add__(self, other: Marks) -> Marks:
        return Marks(
            self.wanted + other.wanted,
            self.found + other.found,
            self.written + other.written,
            self.true + other.true,
        )

    @property
    def passed(self) -> bool:
        """Whether a model with these marks is let near a meeting."""
        found = self.found >= PASS_FOUND * self.wanted > 0
        return found and self.true >= PASS_TRUE * self.written


def mark(paper: Paper, findings: Findings) -> Marks:
    """Marks for a reply; a line that could not be read counts as written and not true."""
    checker = Checker(paper.window.all)
    lines: list[NoteItem | ActionItem] = [*findings.decisions, *findings.actions, *findings.questions]
    every = [*lines, *findings.summary]
    true = sum(checker.reason(line, written=True) is None for line in every)
    found = sum(any(_meets(wanted, findings, line, checker) for line in lines) for wanted in paper.wanted)
    return Marks(len(paper.wanted), found, len(every) + len(findings.dropped), true)


def _meets(wanted: Wanted, findings: Findings, line: NoteItem | ActionItem, checker: Checker) -> bool:
    kinds: dict[str, Sequence[NoteItem | ActionItem]] = {
        "DECISION": findings.decisions,
        "ACTION": findings.actions,
        "QUESTION": findings.questions,
    }
    if line not in kinds[wanted.kind] or not wanted.utterances.intersection(line.utterances):
        return False
    owner = line.owner if isinstance(line, ActionItem) else None
    return (wanted.owner is None or owner == wanted.owner) and checker.reason(line, written=True) is None


def papers(language: str) -> tuple[Paper, ...]:
    """The papers of a language; none for a language nobody can be examined in."""
    return tuple(paper for paper in _PAPERS if paper.language == language)


def _paper(language: str, talk: str, *wanted: Wanted) -> Paper:
    lines = [line.strip().split(": ", 1) for line in talk.strip().splitlines()]
    said = tuple(Utterance(i, who, text) for i, (who, text) in enumerate(lines))
    return Paper(language, Window((), said), wanted)


def _wanted(kind: str, *utterances: int, owner: str | None = None) -> Wanted:
    return Wanted(kind, frozenset(utterances), owner)


_PAPERS = (
    _paper(
        "en",
        """
        Nora: Right, the pump room. It was under water again on Sunday.
        Felix: Yeah, I saw. The old pump only manages forty litres a minute.
        Nora: We could rent one for the winter.
        Felix: That was 600 euros last year, and it broke twice, so no.
        Nora: Okay. Then we buy the new one, the big model. Are we agreed?
        Iris: Agreed. It pays off in two years anyway.
        Nora: Good, so it's decided, we buy the big model.
        Felix: I'll order it by Wednesday.
        Nora: Iris, can you ask the insurance for the form about the flooded shelves?
        Iris: Sure, I'll call them tomorrow.
        Felix: Do we know whether the drain belongs to us or to the town?
        Nora: No idea. We have to find that out.
        """,
        _wanted("DECISION", 4, 5, 6),
        _wanted("ACTION", 7, owner="Felix"),
        _wanted("ACTION", 8, 9, owner="Iris"),
        _wanted("QUESTION", 10, 11),
    ),
    _paper(
        "en",
        """
        Samuel: How was the drive? Terrible, I heard.
        Greta: Two hours. Anyway. The brochure has to be at the printer on the 14th.
        Samuel: Hm, and the photos of the workshop are still missing.
        Greta: Milan took some in May, maybe he can send them.
        Milan: I can send them tonight, all thirty of them.
        Samuel: Perfect. And the cover? Blue or the drawing?
        Greta: The drawing, I think everybody liked that better.
        Milan: Yes, the drawing.
        Samuel: Then we take the drawing for the cover.
        Greta: I'll write the page about prices, but what does shipping cost now?
        Samuel: Good question, nobody has told us yet.
        Milan: We talked about a second brochure too, but let's leave that for now.
        """,
        _wanted("ACTION", 3, 4, owner="Milan"),
        _wanted("DECISION", 6, 7, 8),
        _wanted("ACTION", 9, owner="Greta"),
        _wanted("QUESTION", 9, 10),
    ),
    _paper(
        "de",
        """
        Nora: So, der Pumpenraum. Am Sonntag stand da wieder Wasser.
        Felix: Ja, hab ich gesehen. Die alte Pumpe schafft ja nur vierzig Liter in der Minute.
        Nora: Wir könnten für den Winter eine mieten.
        Felix: Das waren letztes Jahr 600 Euro, und sie ist zweimal ausgefallen, also nein.
        Nora: Gut. Dann kaufen wir die neue, das große Modell. Einverstanden?
        Iris: Einverstanden, das rechnet sich in zwei Jahren.
        Nora: Gut, dann ist das beschlossen, wir kaufen das große Modell.
        Felix: Ich bestelle sie bis Mittwoch.
        Nora: Iris, kannst du die Versicherung nach dem Formular für die nassen Regale fragen?
        Iris: Klar, ich rufe da morgen an.
        Felix: Wissen wir eigentlich, ob der Abfluss uns gehört oder der Stadt?
        Nora: Keine Ahnung, das müssen wir noch klären.
        """,
        _wanted("DECISION", 4, 5, 6),
        _wanted("ACTION", 7, owner="Felix"),
        _wanted("ACTION", 8, 9, owner="Iris"),
        _wanted("QUESTION", 10, 11),
    ),
)
