"""Minutes with a model that passed its examination (``exam``): one question per window, answered line by line.

The grammar lets the model cite only utterances of its own window and give tasks only to people who are there; so
a wrong reply is possible, one that cannot be checked is not. What the checks do not let through is asked for once
more and then dropped. The overview is written from lines that passed, and checked against what they cite.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from app.domain.language_models import ChatMessage, GenerationRequest, SamplingParams
from app.domain.meetings import ActionItem, DroppedItem, NoteItem
from app.tasks.minutes.due_dates import due_date
from app.tasks.minutes.findings import Findings, Line, first_ids
from app.tasks.minutes.owners import EVERYONE
from app.tasks.minutes.verification import Checker
from app.tasks.minutes.windows import CountTokens, Window, line_of

ANSWER_TOKENS = 512
TEMPLATE_TOKENS = 64
"""What a chat template puts around the messages, at most."""
MOST_LINES = 8
OVERVIEW_FROM = 24
"""Verified lines an overview is written from, at most."""
_FEWEST_FOR_OVERVIEW = 3

_SYSTEM = (
    "You take the minutes of a meeting. From the numbered lines, report only what is said there: decisions that were "
    "made, tasks somebody took on or was given, questions left open, and the key points. One line each:\n"
    "KIND|line number|owner|due|text\n"
    "KIND is DECISION, ACTION, QUESTION or KEY. Owner and due are - unless the lines say them. Write the text as one "
    "short full sentence in the language of the meeting. Write END when there is nothing more."
)
_AGAIN = "These lines could not be found in the transcript, so leave them out or say what is really there:\n"
_OVERVIEW = (
    "You write the short summary at the top of the minutes. Use only the numbered lines, in the language they are in. "
    "Write three to five full sentences, one line each, with the numbers of the lines it is made of in front:\n"
    "number,number|sentence\nWrite END when you are done."
)
_LINE = re.compile(r"^(DECISION|ACTION|QUESTION|KEY)\|(\d+)(?:,(\d+))?\|([^|\n]*)\|([^|\n]*)\|([^|\n]+)$")


_SENTENCE = re.compile(r"^(\d+(?:,\d+)*)\|([^|\n]+)$")


def room(n_ctx: int, count_tokens: CountTokens) -> int:
    """Tokens that the lines of a window may take in a model with this context, the second try included."""
    fixed = sum(count_tokens([_SYSTEM, _AGAIN])) + TEMPLATE_TOKENS
    rejected = ANSWER_TOKENS  # the lines of a first reply, at most
    return max(128, int((n_ctx - ANSWER_TOKENS - rejected - fixed) * 0.9))


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
    ids = " | ".join(f'"{i}"' for i in dict.fromkeys(utterance.id for utterance in window.own))
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


def borne_out(findings: Findings, checker: Checker) -> tuple[Findings, list[DroppedItem]]:
    """The lines that the transcript bears out, and the others with the reason (or what could not be read)."""
    wrong = list(findings.dropped)

    def stands(line: Line) -> bool:
        reason = checker.reason(line, written=True)
        if reason:
            wrong.append(DroppedItem(line.text, reason))
        return reason is None

    kept = Findings(
        decisions=[line for line in findings.decisions if stands(line)],
        actions=[_mended(line, checker, wrong) for line in findings.actions if stands(line)],
        questions=[line for line in findings.questions if stands(line)],
        summary=[line for line in findings.summary if stands(line)],
    )
    return kept, wrong


def _mended(action: ActionItem, checker: Checker, wrong: list[DroppedItem]) -> ActionItem:
    mended, codes = checker.mend(action, written=True)
    lost = {"unknown_owner": action.owner, "due_not_said": action.due}
    wrong += [DroppedItem(f"{lost[code]}: {action.text}", code) for code in codes]
    return mended


def overview_request(lines: Sequence[Line]) -> GenerationRequest | None:
    """What is asked for a summary of these verified lines; None when there is too little to sum up."""
    if len(lines) < _FEWEST_FOR_OVERVIEW:
        return None
    shown = "\n".join(f"{number} {line.text}" for number, line in enumerate(lines, 1))
    numbers = " | ".join(f'"{number}"' for number in range(1, len(lines) + 1))
    rules = (
        'root ::= line{1,5} "END"\n'
        'line ::= number ("," number){0,3} "|" text "\\n"\n'
        f"number ::= {numbers}\n"
        "text ::= [^|\\n]{12,240}\n"
    )
    return GenerationRequest(
        messages=(ChatMessage("system", _OVERVIEW), ChatMessage("user", shown)),
        max_tokens=ANSWER_TOKENS,
        grammar=rules,
        sampling=SamplingParams(temperature=0.0),
    )


def overview(reply: str, lines: Sequence[Line]) -> list[NoteItem]:
    """The sentences of a reply, each resting on what its lines rest on; what is not such a sentence is left out."""
    notes = []
    for match in filter(None, (_SENTENCE.match(line.strip()) for line in reply.splitlines())):
        numbers = [int(number) for number in match[1].split(",")]
        if all(1 <= number <= len(lines) for number in numbers):
            made_of = [lines[number - 1] for number in dict.fromkeys(numbers)]
            ids = first_ids(i for line in made_of for i in line.utterances)
            first = min(made_of, key=lambda line: line.utterances)
            notes.append(NoteItem(match[2].strip(), ids, first.start_ms))
    return notes
