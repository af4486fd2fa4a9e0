from __future__ import annotations

import pytest

from app.retrieval.explanations import wants_explanation


@pytest.mark.parametrize(
    "question",
    [
        "Why was the lease ended?",
        "How does the deposit work?",
        "Explain clause 4",
        "And how do I cancel?",
        "Warum wurde gekündigt?",
        "Pourquoi le bail a-t-il été résilié ?",
        "What is the difference between A and B?",
        "What does the contract say about pets?",
        "Summarise the report",
        "Erkläre die Kündigungsfrist",
    ],
)
def test_reasons_and_ways_need_sentences(question: str) -> None:
    assert wants_explanation(question)


@pytest.mark.parametrize(
    "question",
    [
        "How long is the notice period?",
        "How many tenants are there?",
        "How much is the rent?",
        "Who signed?",
        "When does it begin?",
        "What is the monthly rent?",
        "Wie lange ist die Kündigungsfrist?",
        "Which whyever company?",
    ],
)
def test_names_and_numbers_do_not(question: str) -> None:
    assert not wants_explanation(question)
