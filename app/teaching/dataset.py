"""Examples to teach from, one JSON object a line, and what is known about where they come from.

    {"question": ..., "passages": [{"title": ..., "headings": [...], "text": ...}, ...], "answer": text or null,
     "weight": number, "group": text or number}

``title``, ``headings`` and ``passage`` may stand in the line itself when there is one passage. ``answer`` null means
that the passages do not hold it. Examples of one group are never split between learning and checking; without a group
those with the same first passage belong together. Other keys are ignored. Beside DATA.jsonl may lie DATA.meta.json:
{"licences": [...], "credits": [...]}.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.domain.errors import UserError

_LONGEST_LINE = 4_000_000
_LONGEST = {"question": 2_000, "answer": 400, "title": 1_000, "text": 200_000}
_MOST_PASSAGES, _MOST_WEIGHT, _MOST_META = 50, 100.0, 256 * 1024
_NO_WORD = re.compile(r"\W+")
_FORBIDDEN = re.compile("[\0\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Passage:
    """Some text and where it stands."""

    title: str
    headings: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Example:
    """A question, the passages it is asked of, and the answer (None: not in there)."""

    question: str
    passages: tuple[Passage, ...]
    answer: str | None
    weight: float
    group: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """Whose data it is."""

    licences: tuple[str, ...] = ()
    credits: tuple[str, ...] = ()


class _Refused(ValueError):
    """Why a line is no example."""


def read_examples(path: Path) -> list[Example]:
    """All of the file; empty lines are skipped.

    Raises UserError: file_missing, permission_denied, bad_example (with file, line, detail), no_examples.
    """
    examples = []
    for number, line in enumerate(_lines(path), 1):
        if not line.strip():
            continue
        try:
            examples.append(_example(line))
        except _Refused as refused:
            raise UserError("bad_example", file=path.name, line=number, detail=str(refused)) from None
    if not examples:
        raise UserError("no_examples", path=str(path))
    return examples


def read_provenance(data: Path) -> Provenance:
    """From DATA.meta.json; empty without that file. Raises UserError: permission_denied, bad_example."""
    path = data.with_suffix(".meta.json")
    try:
        with path.open("rb") as file:
            content = file.read(_MOST_META + 1)
    except FileNotFoundError:
        return Provenance()
    except OSError:
        raise UserError("permission_denied", path=str(path)) from None
    try:
        meta = json.loads(content) if len(content) <= _MOST_META else None
    except (ValueError, RecursionError):
        meta = None
    lists = [meta.get(key, []) for key in ("licences", "credits")] if isinstance(meta, dict) else [None]
    if not all(isinstance(texts, list) and all(isinstance(t, str) for t in texts) for texts in lists):
        raise UserError(
            "bad_example", file=path.name, line=1, detail="licences and credits are lists of texts"
        )
    return Provenance(*(tuple(texts or ()) for texts in lists))


def holds(text: str, answer: str) -> bool:
    """Whether the answer's words stand in the text, whatever the case and the punctuation."""
    return f" {_folded(answer)} " in f" {_folded(text)} "


def _folded(text: str) -> str:
    return _NO_WORD.sub(" ", text).strip().casefold()


def _lines(path: Path) -> Iterator[str]:
    try:
        with path.open("rb") as file:
            number = 0
            while data := file.readline(_LONGEST_LINE + 1):
                number += 1
                yield _decoded(data, path, number)
    except (FileNotFoundError, IsADirectoryError):
        raise UserError("file_missing", path=str(path)) from None
    except OSError:
        raise UserError("permission_denied", path=str(path)) from None


def _decoded(data: bytes, path: Path, number: int) -> str:
    detail = "the line is too long"
    if len(data) <= _LONGEST_LINE:
        try:
            return data.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            detail = "the line is not UTF-8"
    raise UserError("bad_example", file=path.name, line=number, detail=detail)


def _example(line: str) -> Example:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        raise _Refused("the line is not JSON") from None
    if not isinstance(record, dict):
        raise _Refused("the line is not a JSON object")
    passages = _passages(record)
    if "answer" not in record:
        raise _Refused("answer is missing (null means: not in the passages)")
    answer = None if record["answer"] is None else " ".join(_text(record, "answer").split())
    if answer is not None and answer.casefold() == "none":
        raise _Refused("an answer “none” is written as null")
    if answer is not None and len(passages) > 1 and not any(holds(p.text, answer) for p in passages):
        raise _Refused("the answer stands in none of the passages")
    weight = record.get("weight", 1)
    if type(weight) not in {int, float} or not math.isfinite(weight) or not 0 < weight <= _MOST_WEIGHT:
        raise _Refused(f"weight is a number above 0 and at most {_MOST_WEIGHT:.0f}")
    question = " ".join(_text(record, "question").split())
    return Example(question, passages, answer, float(weight), _group(record, passages))


def _passages(record: dict[str, Any]) -> tuple[Passage, ...]:
    if "passages" not in record:
        if "passage" not in record:
            raise _Refused("passages is missing")
        return (_passage({**record, "text": record["passage"]}),)
    found = record["passages"]
    if not isinstance(found, list) or not 1 <= len(found) <= _MOST_PASSAGES:
        raise _Refused(f"passages is a list of 1 to {_MOST_PASSAGES}")
    if not all(isinstance(passage, dict) for passage in found):
        raise _Refused("a passage is an object with title and text")
    return tuple(_passage(passage) for passage in found)


def _passage(record: dict[str, Any]) -> Passage:
    headings = record.get("headings", [])
    if not isinstance(headings, list) or not all(isinstance(h, str) for h in headings):
        raise _Refused("headings is a list of texts")
    title = " ".join(_text(record, "title", needed=False).split())
    return Passage(title, tuple(" ".join(h.split()) for h in headings), _text(record, "text"))


def _text(record: dict[str, Any], key: str, *, needed: bool = True) -> str:
    value = record.get(key, "" if not needed else None)
    if not isinstance(value, str) or (needed and not value.strip()):
        raise _Refused(f"{key} is missing or no text")
    if len(value) > _LONGEST[key]:
        raise _Refused(f"{key} is longer than {_LONGEST[key]} characters")
    if _FORBIDDEN.search(value):
        raise _Refused(f"{key} holds characters that are no text")
    return value


def _group(record: dict[str, Any], passages: tuple[Passage, ...]) -> str:
    group = record.get("group")
    if group is None:
        text = " ".join(passages[0].text.split())
        return hashlib.sha256(text.encode()).hexdigest()
    if type(group) not in {str, int}:
        raise _Refused("group is a text or a whole number")
    return str(group)
