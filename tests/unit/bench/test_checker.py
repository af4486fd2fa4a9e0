from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np
import pytest

from app.bench.checker import caught, items_of, judged
from app.bench.checker_corruptions import RIGHT, WRONG, Around
from app.domain.errors import UserError

SENTENCE = (
    "In 2019, Halden bought Norvik (a rival) for 12 million dollars and may not sell it before May 2024."
)
AROUND = Around(f"{SENTENCE} Mohr wrote 77 letters in June 2020.", ["Halden", "Norvik", "Mohr", "Winter"])


def test_a_threshold_flags_at_most_one_in_twenty() -> None:
    faithful = np.linspace(0.5, 1.0, 100)
    unfaithful = np.array([0.1, 0.2, 0.51, 0.9])
    share, threshold = caught(faithful, unfaithful)
    assert (faithful < threshold).mean() <= 0.05
    assert share == 0.75


def test_figures_say_how_sure_they_are() -> None:
    figures = judged(np.linspace(0.6, 1.0, 60), np.linspace(0.2, 0.7, 20))
    assert figures["caught_low"] <= figures["caught"] <= figures["caught_high"]
    assert 0.5 < figures["auroc"] <= 1.0
    assert (figures["faithful"], figures["unfaithful"]) == (60, 20)


def test_only_one_kind_of_answer_cannot_be_judged() -> None:
    with pytest.raises(UserError, match="bench_data_unreadable"):
        judged(np.array([0.5]), np.array([]))


@pytest.mark.parametrize("text", ["", "no json", '{"response": "x"}', "[1]"])
def test_unusable_items_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "items.jsonl").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match="bench_data_unreadable"):
        items_of(tmp_path)


def test_items_are_read_line_by_line(tmp_path: Path) -> None:
    item = {"contexts": [], "response": "Yes.", "human": {"faithfulness": [4, 4, 3]}}
    (tmp_path / "items.jsonl").write_text(f"{json.dumps(item)}\n\n", encoding="utf-8")
    assert items_of(tmp_path) == [item]


@pytest.mark.parametrize("kind", [*WRONG])
def test_a_sentence_made_wrong_is_another_sentence(kind: str) -> None:
    made = WRONG[kind](SENTENCE, AROUND, random.Random(1))
    assert made != SENTENCE


def test_what_is_changed() -> None:
    rng = random.Random(1)
    assert WRONG["unit"](SENTENCE, AROUND, rng) == SENTENCE.replace("million", "billion")
    assert WRONG["negation removed"](SENTENCE, AROUND, rng) == SENTENCE.replace(" not", "")
    assert WRONG["may and must"](SENTENCE, AROUND, rng) == SENTENCE.replace("may not", "must not")
    assert WRONG["opposite"](SENTENCE, AROUND, rng) == SENTENCE.replace("before", "after")
    assert WRONG["name, not in the evidence"](SENTENCE, AROUND, rng) == SENTENCE.replace("Norvik", "Winter")
    assert WRONG["condition dropped"]("See a doctor if it hurts.", AROUND, rng) == "See a doctor."
    assert WRONG["limit dropped"]("It costs only 5 euros.", AROUND, rng) == "It costs 5 euros."
    assert (
        WRONG["number, from the evidence"]("It took 3 days.", Around("It took 3 days. 9 left.", []), rng)
        == "It took 9 days."
    )


def test_what_is_only_said_otherwise() -> None:
    rng = random.Random(1)
    assert RIGHT["shortened"](SENTENCE, AROUND, rng) == SENTENCE.replace(" (a rival)", "")
    assert RIGHT["clause moved"]("In 2019, Halden bought it.", AROUND, rng) == "Halden bought it in 2019."
    assert RIGHT["small words"]("It is not due.", AROUND, rng) == "It isn't due."
    assert RIGHT["figures for words"]("It took three days.", AROUND, rng) == "It took 3 days."
    assert RIGHT["bare answer"]("It took 12 days.", AROUND, rng) == "12 days"
    assert RIGHT["verbatim"](SENTENCE, AROUND, rng) == SENTENCE
