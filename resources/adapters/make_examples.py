"""Makes examples for `carrel teach` out of questions with known answers, as the shipped adapters were made.

    carrel search --batch questions.jsonl --top 6 --out hits.jsonl
    python resources/adapters/make_examples.py hits.jsonl gold.jsonl > examples.jsonl
    carrel teach examples.jsonl --epochs 2

A line of gold.jsonl is {"id", "question", "answers": [...], "answerable": bool, "documents": [file name, ...]}; answers
are words of a document. The passages of an example are those that Carrel's own search finds, so that the model learns
on what it will be shown: the first three, and the first of the right document that holds the answer where it comes
later. Questions of one document form a group, so that none of it is in both parts when a tenth is kept back.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

FIRST = 3
SHORT = 8
"""Words; longer answers are told by a quote."""


def main() -> None:
    """Reads the two files named on the command line, writes examples to standard output."""
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    gold = {row["id"]: row for row in rows(Path(sys.argv[2]))}
    for found in rows(Path(sys.argv[1])):
        row = gold.get(found["id"])
        if row is not None and found.get("hits") and "none" not in map(str.casefold, row["answers"]):
            sys.stdout.write(json.dumps(example(row, found["hits"]), ensure_ascii=False) + "\n")


def rows(path: Path) -> Iterator[dict]:
    """One JSON object a line."""
    with path.open(encoding="utf-8") as file:
        yield from (json.loads(line) for line in file if line.strip())


def example(row: dict, hits: list[dict]) -> dict:
    """The question with its passages; the answer is null when the question has none, or nothing found holds it."""
    answer = fullest(row["answers"]) if row["answerable"] and row["answers"] else None
    chosen = hits[:FIRST]
    if answer is not None and not any(holds(hit, answer) for hit in chosen):
        chosen += [h for h in hits[FIRST:] if holds(h, answer) and Path(h["path"]).name in row["documents"]][
            :1
        ]
    if answer is not None and not any(holds(hit, answer) for hit in chosen):
        answer = None
    return {
        "question": row["question"],
        "passages": [passage(hit) for hit in chosen],
        "answer": answer,
        "group": row["documents"][0] if row["documents"] else None,
    }


def passage(hit: dict) -> dict:
    """What the model is shown of a hit."""
    return {"title": hit["title"], "headings": hit["heading_path"], "text": hit["text"]}


def holds(hit: dict, answer: str) -> bool:
    """Whether the words stand in the passage."""
    return f" {plain(answer)} " in f" {plain(hit['text'])} "


def plain(text: str) -> str:
    """Its words in lower case, one space between them."""
    return " ".join(re.split(r"\W+", text.casefold())).strip()


def fullest(answers: list[str]) -> str:
    """What most of those who were asked said; of several the longest that is still short.

    "10th century", not "10th": a model that was taught the shortest stops a word early.
    """
    counts = Counter(answers)
    most = max(counts.values())
    common = [answer for answer in counts if counts[answer] == most]
    short = [answer for answer in common if len(answer.split()) <= SHORT]
    return max(short, key=len) if short else min(common, key=len)


if __name__ == "__main__":
    main()
