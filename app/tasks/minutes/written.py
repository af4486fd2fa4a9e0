"""Minutes with a model of more than half a billion parameters: one question per window, answered line by line.

The grammar lets the model cite only utterances of its own window and give tasks only to people who are there; so
a wrong reply is possible, one that cannot be checked is not. A smaller model writes fluent nonsense here and is
not asked (measured elsewhere: at least 1 B for extraction worth having).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain.language_models import ChatMessage, GenerationRequest, SamplingParams
from app.domain.meetings import ActionItem, DroppedItem, NoteItem
from app.tasks.minutes.due_dates import due_date
from app.tasks.minutes.findings import Findings, first_ids
from app.tasks.minutes.owners import EVERYONE
from app.tasks.minutes.verification import Checker
from app.tasks.minutes.windows import Window, line_of

SMALLEST_PARAMETERS = 500_000_000
ANSWER_TOKENS = 512
PROMPT_TOKENS = 260
MOST_LINES = 8

_SYSTEM = (
    "You take the minutes of a meeting. From the numbered lines, report only what is said there: decisions that were "
    "made, tasks somebody took on or was given, questions left open, and the key points. One line each:\n"
    "KIND|line number|owner|due|text\n"
    "KIND is DECISION, ACTION, QUESTION or KEY. Owner and due are - unless the lines say them. Write the text as one "
    "short full sentence in the language of the meeting. Write END when there is nothing more."
)
_AGAIN = "These lines could not be found in the transcript, so leave them out or say what is really there:\n"
_LINE = re.compile(r"^(DECISION|ACTION|QUESTION|KEY)\|(\d+)(?:,(\d+))?\|([^|\n]*)\|([^|\n]*)\|([^|\n]+)$")


def request(window: Window, rejected: Sequence[str] = ()) -> GenerationRequest:
    """What the model is asked about one window; ``rejected`` are lines of a first reply that failed the check."""
    shown = "\n".join(line_of(utterance) for utterance in window.all)
    again = f"\n\n{_AGAIN}" + "\n".join(rejected) if rejected else ""
    return GenerationRequest(
        messages=(ChatMessage("system", _SYSTEM), ChatMessage("user", shown + again)),
        max_tokens=ANSWER_TOKENS,
        grammar=grammar(window),
        sampling=SamplingParams(temperature=0.0),
    )


def grammar(window: Window) -> str:
    """GBNF: kinds, the window's own line numbers, the people in it, bounded text; no free white space."""
    ids = " | ".join(f'"{utterance.id}"' for utterance in window.own)
    names = dict.fromkeys(u.speaker for u in window.all if u.speaker)
    people = " | ".join(_quoted(name) for name in ("-", EVERYONE, *names))
    return (
        f'root ::= line{{0,{MOST_LINES}}} "END"\n'
        'line ::= kind "|" id ("," id)? "|" who "|" due "|" text "\\n"\n'
        'kind ::= "DECISION" | "ACTION" | "QUESTION" | "KEY"\n'
        f"id ::= {ids}\n"
        f"who ::= {people}\n"
        'due ::= "-" | [^|\\n]{1,24}\n'
        "text ::= [^|\\n]{8,160}\n"
    )


def _quoted(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'


def parse(reply: str, window: Window, meeting_date: str | None) -> Findings:
    """The lines of a reply; what is not a line of the grammar is dropped as "unreadable"."""
    findings = Findings()
    starts = {u.id: u.start_ms for u in window.own}
    for line in reply.splitlines():
        if not line.strip() or line.strip() == "END":
            continue
        match = _LINE.match(line.strip())
        ids = first_ids(int(i) for i in (match[2], match[3]) if i) if match else ()
        if not match or any(i not in starts for i in ids):
            findings.dropped.append(DroppedItem(line.strip(), "unreadable"))
            continue
        note = NoteItem(match[6].strip(), ids, starts[ids[0]])
        _put(findings, match[1], note, (match[4].strip(), match[5].strip()), meeting_date)
    return findings


def _put(
    findings: Findings, kind: str, note: NoteItem, said: tuple[str, str], meeting_date: str | None
) -> None:
    owner, due = (None if value in ("", "-") else value for value in said)
    if kind == "ACTION":
        day = due_date(due, meeting_date) if due else None
        findings.actions.append(ActionItem(note.text, note.utterances, owner, due, day, note.start_ms))
    else:
        {"DECISION": findings.decisions, "QUESTION": findings.questions, "KEY": findings.summary}[
            kind
        ].append(note)


def rejected_lines(findings: Findings, checker: Checker) -> list[str]:
    """The texts that the transcript does not bear out."""
    notes: list[NoteItem | ActionItem] = [
        *findings.decisions,
        *findings.actions,
        *findings.questions,
        *findings.summary,
    ]
    return [note.text for note in notes if checker.reason(note)]
