from __future__ import annotations

import pytest

from app.domain.retrieval import Support
from app.retrieval.citations import attribute, with_marks
from app.retrieval.grounding import Source, adds_nothing, answers, check, keeps_answer
from app.retrieval.sentences import split_sentences
from tests.unit.retrieval.worlds import BIRDS, LEASE


def source(n: int, text: str, *cosines: float) -> Source:
    sentences = tuple(text[s.start : s.end] for s in split_sentences(text))
    return Source(n, "", text, sentences, cosines or (0.1,) * len(sentences))


LEASE_NEAR = source(1, LEASE, 0.2, 0.3, 0.9)
BIRDS_FAR = source(2, BIRDS)


def test_what_the_evidence_says_is_supported() -> None:
    checked = check("The notice period is three months.", [LEASE_NEAR])
    assert checked.support is Support.SUPPORTED
    assert checked.score > 0.9


@pytest.mark.parametrize(
    "claim", ["The notice period is six months, that is 6.", "The notice period of Paul is three months."]
)
def test_a_missing_fact_fails_whatever_the_score(claim: str) -> None:
    checked = check(claim, [LEASE_NEAR])
    assert checked.support is Support.UNSUPPORTED
    assert checked.missing


def test_a_negation_on_one_side_fails() -> None:
    checked = check("The notice period is not three months to the end of a quarter.", [LEASE_NEAR])
    assert checked.negation
    assert checked.support is Support.UNSUPPORTED


def test_other_words_are_unsupported() -> None:
    assert check("Penguins cannot fly at all.", [LEASE_NEAR, BIRDS_FAR]).support is Support.UNSUPPORTED
    assert check("Anything", []).support is Support.UNSUPPORTED


def test_a_right_citation_is_kept_and_a_wrong_one_mended() -> None:
    text = "The notice period is three months."
    assert attribute(text, [1], [LEASE_NEAR, BIRDS_FAR]).citations == (1,)
    assert attribute(text, [2], [LEASE_NEAR, BIRDS_FAR]).citations == (1,)
    assert attribute(text, [], [LEASE_NEAR, BIRDS_FAR]).citations == (1,)
    assert attribute(text, [2, 1], [LEASE_NEAR, BIRDS_FAR]).citations == (1,)
    assert attribute(text, [], []).support is Support.UNSUPPORTED


def test_marks_follow_their_sentence() -> None:
    sentences = [attribute("The notice period is three months.", [1], [LEASE_NEAR])]
    assert with_marks(sentences) == "The notice period is three months. [1]"


def test_an_echo_does_not_answer() -> None:
    question = "How long is the notice period?"
    assert not answers("The notice period is long.", question)
    assert answers("The notice period is three months.", question)
    assert not answers("A lease is a contract about a lease", "What is a lease contract?")


def test_a_rephrasing_must_keep_what_answers() -> None:
    quote, question = "The monthly rent is 1,450 euros, payable in advance.", "How much is the rent?"
    assert keeps_answer("The rent is 1450 euros.", quote, question)
    assert not keeps_answer("The rent is payable in advance.", quote, question)
    why, reason = (
        "Why did the landlord give notice?",
        "The landlord gave notice because the roof leaked badly.",
    )
    assert keeps_answer("Because the roof leaked badly.", reason, why)
    assert not keeps_answer("The landlord gave notice.", reason, why)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("A letter waits for 9 days in the shop.", True),
        ("It waits nine days.", True),
        ("A letter waits for 9 days before being delivered to the sender.", False),
        ("A letter waits nine days unless it goes back.", False),
        ("A letter does not wait.", False),
    ],
)
def test_a_shortened_quote_brings_no_words_of_its_own(text: str, plain: bool) -> None:
    quote = "Otherwise it waits in the nearest shop for nine days, then it goes back to the sender."
    assert adds_nothing(text, quote, "How long does a letter wait?") is plain
