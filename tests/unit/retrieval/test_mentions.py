from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.ids import ContentId
from app.domain.ports import DocumentName
from app.retrieval.mentions import may_mention, mention

LEASE, OLD_LEASE, MINUTES, REPORT, NORMANDY, QUARTER, PROTOCOL, HANDBOOK = range(1, 9)
NAMES = [
    DocumentName(ContentId(n), Path("/library") / file, title)
    for n, file, title in (
        (LEASE, "Lease 2024.pdf", "Lease of the house in Mill Lane"),
        (OLD_LEASE, "Lease_2023.pdf", ""),
        (MINUTES, "Minutes 2025-03-12.docx", "Team meeting"),
        (REPORT, "Report March 2024.pdf", "Quarterly report"),
        (NORMANDY, "Normandy.txt", "Normandy"),
        (QUARTER, "Report Q3 2024.md", ""),
        (PROTOCOL, "Protokoll 12.03.2025.docx", ""),
        (HANDBOOK, "handbook.md", "The canteen handbook"),
    )
]


@pytest.mark.parametrize(
    ("question", "meant", "words", "sure"),
    [
        ("In Lease 2024.pdf, how much is the rent?", LEASE, "In Lease 2024.pdf", True),
        ("How much is the rent in lease_2023.PDF?", OLD_LEASE, "in lease_2023.PDF", True),
        ('What does "Lease 2023" say on pets?', OLD_LEASE, '"Lease 2023"', True),
        ("What was decided in the minutes of March 2025?", MINUTES, "in the minutes of March 2025", False),
        ("What does the March report say?", REPORT, "the March report", False),
        ("What are the sales in the Q3 report?", QUARTER, "in the Q3 report", False),
        ("How much is the rent in the 2024 lease?", LEASE, "in the 2024 lease", False),
        ("Was steht im Protokoll vom März 2025 zum Budget?", PROTOCOL, "im Protokoll vom März 2025", False),
        (
            "According to the canteen handbook, when is fish served?",
            HANDBOOK,
            "According to the canteen handbook",
            False,
        ),
    ],
)
def test_a_document_that_is_called_by_its_name_is_meant(
    question: str, meant: int, words: str, sure: bool
) -> None:
    assert may_mention(question)
    found = mention(question, NAMES)
    assert found is not None
    assert found.contents == {meant}
    assert (found.words, found.sure) == (words, sure)


@pytest.mark.parametrize(
    "question",
    [
        "Who ruled in Normandy in 1066?",
        "What may I do in March?",
        "What is said in the minutes of May 2025?",
        "What is in the report of 2019?",
        "How much is the rent at www.example.com?",
        "What's the landlord's duty, what's the tenant's?",
        "",
    ],
)
def test_what_names_no_document_chooses_none(question: str) -> None:
    assert mention(question, NAMES) is None


def test_questions_that_name_nothing_do_not_need_the_names() -> None:
    assert not may_mention("How long is the notice period?")
    assert not may_mention("Who ruled in Normandy?")


def test_several_files_of_one_name_are_all_meant() -> None:
    names = [DocumentName(ContentId(n), Path(f"/library/{n}/Lease.pdf"), "") for n in (1, 2)]
    found = mention("What does Lease.pdf say?", names)
    assert found is not None
    assert found.contents == {1, 2}


def test_the_longest_name_is_meant() -> None:
    names = [
        DocumentName(ContentId(1), Path("/library/Lease.pdf"), ""),
        DocumentName(ContentId(2), Path("/library/Old Lease.pdf"), ""),
    ]
    found = mention("What does Old Lease.pdf say?", names)
    assert found is not None
    assert found.contents == {2}
