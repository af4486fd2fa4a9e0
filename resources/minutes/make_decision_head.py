"""Teaches the head that finds decisions, as the shipped one was taught.

    python resources/minutes/make_decision_head.py --cache vectors FOLDER... > resources/minutes/decisions.en.json

A folder holds meetings as JSON files: {"id", "group", "fields": ["start", "speaker", "role", "text", ...],
"transcript": [[...], ...], "references": {"decisions": [{"text", "evidence": [row, ...]}, ...]}}; meetings of one
"group" (a series) are never on both sides. A folder is a corpus, with figures of its own. First every fifth of the
groups is judged by a head taught on the others, and what Carrel then cites is compared with TextRank at the same number
of words; that report goes to standard error. Then all meetings teach the head that is written.

Taught is, for every sentence, how much of a decision's content stands in it (squared off towards the full ones), a
fifth of that where it is not near the lines that the annotators linked, by ridge regression on what
``app/tasks/minutes/decision_features`` and the embedder see, differences within a meeting only.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from array import array
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.bench.profile import scratch_services
from app.domain.meetings import Transcript, Utterance
from app.retrieval.sentences import split_sentences
from app.retrieval.words import content_stems
from app.tasks.minutes import commitments, decision_head, extractive
from app.tasks.minutes.decision_features import NAMES, features
from app.tasks.minutes.decision_head import SMOOTHED, SMOOTHED_FAR, DecisionHead, columns
from app.tasks.minutes.vectors import Vector, rows

Matrix = NDArray[np.float64]
FOLDS, RIDGE, POWER, FAR_AWAY, NEAR = 5, 5000.0, 1.5, 0.2, 3
BATCH = 64


@dataclass(frozen=True)
class Gold:
    """One decision as somebody wrote it down: its stems, and the rows it rests on."""

    stems: frozenset[str]
    evidence: frozenset[int]


@dataclass(frozen=True)
class Meeting:
    """A meeting with what was decided in it."""

    corpus: str
    group: str
    read: extractive.Read
    gold: tuple[Gold, ...]
    weight: dict[str, float]
    rare: float
    vectors: list[Vector | None]

    def worth(self, stems: Iterable[str]) -> float:
        """Rare words count more, those that nobody said the most."""
        return sum(self.weight.get(s, self.rare) for s in stems)

    def share(self, wanted: frozenset[str], have: set[str] | frozenset[str]) -> float:
        """How much of what is wanted is there."""
        total = self.worth(wanted)
        return self.worth(wanted & have) / total if total else 0.0


def main() -> None:
    """Reads the folders named on the command line, writes the head to standard output."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--cache", type=Path, required=True, help="where vectors are kept between two runs")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    with scratch_services() as services:
        space = services.embedder.space().name
        meetings = [
            found
            for folder in options.folders
            for path in sorted(folder.glob("*.json"))
            if (found := meeting_of(path, folder.name, _embedder(services.embedder, options.cache)))
        ]
    sums = Sums(meetings, space)
    sys.stdout.write(json.dumps(as_json(sums.head())) + "\n")
    sys.stdout.flush()
    sys.stderr.write(report(meetings, sums))


def meeting_of(path: Path, corpus: str, embed: Callable[[Sequence[str]], list[Vector]]) -> Meeting | None:
    """None for a meeting in which nothing was decided."""
    data = json.loads(path.read_text(encoding="utf-8"))
    written = data["references"].get("decisions") or []
    if not written:
        return None
    fields = [dict(zip(data["fields"], row, strict=True)) for row in data["transcript"]]
    roles = data.get("roles") or {}
    utterances = tuple(
        Utterance(i, roles.get(f["role"]) or f["speaker"], f["text"], _ms(f["start"]), None)
        for i, f in enumerate(fields)
    )
    read = extractive.read(Transcript(data["id"], utterances, None, data.get("language")))
    gold = tuple(Gold(frozenset(content_stems(d["text"])), frozenset(d["evidence"])) for d in written)
    rare = math.log(1 + len(utterances))
    return Meeting(corpus, data["group"], read, gold, _weights(utterances), rare, _vectors(read, embed))


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)


def _weights(utterances: Sequence[Utterance]) -> dict[str, float]:
    counts = Counter(stem for u in utterances for stem in set(content_stems(u.text)))
    return {stem: math.log(1 + len(utterances) / (1 + n)) for stem, n in counts.items()}


def _vectors(read: extractive.Read, embed: Callable[[Sequence[str]], list[Vector]]) -> list[Vector | None]:
    places = [i for i, p in enumerate(read.pieces) if len(p.stems) >= decision_head.FEWEST_STEMS]
    found: list[Vector | None] = [None] * len(read.pieces)
    for place, vector in zip(places, embed([read.pieces[i].text for i in places]), strict=True):
        found[place] = vector
    return found


def _embedder(embedder: object, cache: Path) -> Callable[[Sequence[str]], list[Vector]]:
    """Kept by what was said, because a second run is then a matter of seconds."""

    def embed(texts: Sequence[str]) -> list[Vector]:
        kept = cache / sha256("\0".join(texts).encode()).hexdigest()[:32]
        if not kept.exists():
            made: list[Vector] = []
            for start in range(0, len(texts), BATCH):
                made += rows(embedder.embed_queries(texts[start : start + BATCH]))  # type: ignore[attr-defined]
            kept.write_bytes(b"".join(array("f", v).tobytes() for v in made))
        flat = np.frombuffer(kept.read_bytes(), dtype=np.float32).reshape(len(texts), -1)
        return [row.tolist() for row in flat]

    return embed


def table(meeting: Meeting) -> Matrix:
    """One row of everything the head weighs per sentence, as ``DecisionHead.scores`` makes it."""
    pieces, utterances = meeting.read.pieces, meeting.read.transcript.utterances
    tasks = commitments.find(pieces, meeting.read.people, len(utterances))
    seen = np.array(features(pieces, utterances, tasks), dtype=float)
    size = next(len(v) for v in meeting.vectors if v is not None)
    vectors = np.array([v if v is not None else [np.nan] * size for v in meeting.vectors], dtype=float)
    meaning = np.nan_to_num(vectors - np.nanmean(vectors, axis=0))
    return np.hstack(
        [
            seen,
            _smooth(seen[:, columns(SMOOTHED)], decision_head.NEAR),
            _smooth(seen[:, columns(SMOOTHED_FAR)], decision_head.FAR),
            meaning,
            _smooth(meaning, decision_head.AROUND),
        ]
    )


def _smooth(values: Matrix, reach: int) -> Matrix:
    sums = np.cumsum(np.vstack([np.zeros((1, values.shape[1])), values]), axis=0)
    at = np.arange(len(values))
    first, last = np.maximum(0, at - reach), np.minimum(len(values), at + reach + 1)
    return (sums[last] - sums[first]) / (last - first)[:, None]


def aim(meeting: Meeting) -> Matrix:
    """What the head is to say of every sentence."""
    said = [set(content_stems(u.text)) for u in meeting.read.transcript.utterances]
    full = [max(meeting.share(g.stems, have) for g in meeting.gold) for have in said]
    linked = {row for g in meeting.gold for row in g.evidence}
    places = [i for i, piece in enumerate(meeting.read.pieces) if piece.at in linked]
    worth = np.array([full[piece.at] for piece in meeting.read.pieces]) ** POWER
    near = np.array([any(abs(i - j) <= NEAR for j in places) for i in range(len(worth))])
    return worth * np.where(near, 1.0, FAR_AWAY)


class Sums:
    """Normal equations by fold; ``scale`` is the mean spread of each column within a meeting."""

    def __init__(self, meetings: Sequence[Meeting], space: str) -> None:
        self.space, self.dims = space, _dims(meetings)
        tables = [table(meeting).astype(np.float32) for meeting in meetings]
        self.scale = np.mean([t.std(axis=0) for t in tables], axis=0) + 1e-6
        size = len(self.scale)
        self.left, self.right = np.zeros((FOLDS, size, size)), np.zeros((FOLDS, size))
        for meeting, whole in zip(meetings, tables, strict=True):
            use = np.array([len(p.stems) >= decision_head.FEWEST_STEMS for p in meeting.read.pieces])
            part = (whole[use] - whole[use].mean(axis=0)) / self.scale
            wanted = aim(meeting)[use]
            wanted = (wanted - wanted.mean()) / (wanted.std() + 1e-6)
            self.left[fold_of(meeting)] += part.T @ part
            self.right[fold_of(meeting)] += part.T @ wanted

    def head(self, without: int | None = None) -> DecisionHead:
        """Taught on all meetings, or on those of the other folds."""
        use = [fold for fold in range(FOLDS) if fold != without]
        left, right = self.left[use].sum(axis=0), self.right[use].sum(axis=0)
        weights = np.linalg.solve(left + RIDGE * np.eye(len(self.scale)), right) / self.scale
        ends = np.cumsum([len(NAMES), len(SMOOTHED), len(SMOOTHED_FAR), self.dims])
        seen, near, far, meaning, around = (tuple(map(float, w)) for w in np.split(weights, ends))
        return DecisionHead(self.space, seen, near, far, meaning, around)


def fold_of(meeting: Meeting) -> int:
    """Meetings of a group are in one."""
    return int(sha256(meeting.group.encode()).hexdigest(), 16) % FOLDS


def _dims(meetings: Sequence[Meeting]) -> int:
    return next(len(v) for v in meetings[0].vectors if v is not None)


def as_json(head: DecisionHead) -> dict[str, object]:
    """Four digits are enough."""
    parts = {name: getattr(head, name) for name in ("seen", "near", "far", "meaning", "around")}
    return {"space": head.space, **{k: [float(f"{w:.4g}") for w in v] for k, v in parts.items()}}


def report(meetings: Sequence[Meeting], sums: Sums) -> str:
    """Coverage of the decisions by what is cited, held-out groups only, beside TextRank at the same words."""
    lines: list[str] = []
    heads = [sums.head(without=fold) for fold in range(FOLDS)]
    figures: dict[str, list[tuple[float, ...]]] = {}
    for meeting in meetings:
        figures.setdefault(meeting.corpus, []).append(judged(meeting, heads[fold_of(meeting)]))
    for corpus, rows_ in figures.items():
        mine, rank, cues, cues_rank, words, count = np.mean(rows_, axis=0)
        lines.append(
            f"{corpus}: {len(rows_)} meetings, held out: coverage {mine:.3f}, TextRank at the same words {rank:.3f} "
            f"({mine / rank:.2f}), {words:.0f} words in {count:.1f} lines; cues alone {cues:.3f} / {cues_rank:.3f}\n"
        )
    return "".join(lines)


def judged(meeting: Meeting, head: DecisionHead) -> tuple[float, ...]:
    """(coverage, TextRank's, the same two for cues alone, words cited, lines) of one meeting."""
    order = textrank(meeting)
    out: list[float] = []
    for found in (
        extractive.extract(meeting.read, meeting.vectors, head).decisions,
        extractive.extract(meeting.read).decisions,
    ):
        cited = sorted({i for item in found for i in item.utterances})
        words = sum(len(meeting.read.transcript.utterances[i].text.split()) for i in cited)
        out += [coverage(meeting, cited), coverage(meeting, until(meeting, order, words))]
        if len(out) == 2:
            size = (float(words), float(len(found)))
    return (*out, *size)


def coverage(meeting: Meeting, cited: Sequence[int]) -> float:
    """Mean share of each decision's content in the best one or two neighbouring sentences of what is cited."""
    texts = [meeting.read.transcript.utterances[i].text for i in cited]
    said = [set(content_stems(t[s.start : s.end])) for t in texts for s in split_sentences(t)]
    bags = [a | b for a, b in zip(said, said[1:], strict=False)] + said
    return float(np.mean([max((meeting.share(g.stems, b) for b in bags), default=0.0) for g in meeting.gold]))


def until(meeting: Meeting, order: Sequence[int], words: int) -> list[int]:
    """The first of that order with so many words together."""
    chosen: list[int] = []
    for i in order:
        if words <= 0:
            break
        chosen.append(i)
        words -= len(meeting.read.transcript.utterances[i].text.split())
    return sorted(chosen)


def textrank(meeting: Meeting, damping: float = 0.85) -> list[int]:
    """Utterances of five or more words, best first (Mihalcea and Tarau, EMNLP 2004)."""
    said = meeting.read.transcript.utterances
    index = [u.id for u in said if len(u.text.split()) >= 5]
    bags = [set(content_stems(said[i].text)) for i in index]
    place = {stem: k for k, stem in enumerate({s for bag in bags for s in bag})}
    matrix = np.zeros((len(index), len(place)))
    for row, bag in enumerate(bags):
        matrix[row, [place[s] for s in bag]] = 1
    logs = np.log([len(said[i].text.split()) for i in index])
    weights = matrix @ matrix.T / (logs[:, None] + logs[None, :])
    np.fill_diagonal(weights, 0)
    totals = weights.sum(axis=1, keepdims=True)
    weights = np.where(totals > 0, weights / np.maximum(totals, 1e-9), 1 / len(index))
    rank = np.full(len(index), 1 / len(index))
    for _ in range(40):
        rank = (1 - damping) / len(index) + damping * (weights.T @ rank)
    return [index[i] for i in np.argsort(-rank)]


if __name__ == "__main__":
    main()
