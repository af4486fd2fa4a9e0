"""The rules of the checker one by one."""

from __future__ import annotations

import pytest

from app.domain.retrieval import FaultKind, Support
from app.retrieval.conditions import compare_restrictions, conditional_clause
from app.retrieval.facts import FactKind, FactSource, facts
from app.retrieval.grounding import Checked, Source, check
from app.retrieval.grounding_claims import claims, faithfulness
from app.retrieval.grounding_dates import wrong_dates
from app.retrieval.grounding_edits import align, edit_faults
from app.retrieval.grounding_names import mixed_names, swapped_roles
from app.retrieval.grounding_opposites import contradicts
from app.retrieval.grounding_quantities import compare_quantities, quantities
from app.retrieval.grounding_spans import is_span, verbatim
from app.retrieval.numerals import figures_in

NAMES = frozenset({"lind", "berg", "marta", "paul", "halden", "norvik", "mohr"})


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("3 to 5 weeks", [("3", "week"), ("5", "week")]),
        ("thirty business days", [("thirty", "day")]),
        ("€ 1,450 and $5 m", [("1,450", "euro"), ("5 m", "dollar")]),
        ("zwölf Monate", [("zwolf", "month")]),
        ("500mg twice", [("500", "milligram")]),
        ("vingt pour cent", [("vingt", "percent")]),
        ("80 m² at 9:30", [("80", "square metre")]),
        ("a room for two", [("two", "")]),
        ("one of them", []),
    ],
)
def test_numbers_are_read_with_their_units(text: str, found: list[tuple[str, str]]) -> None:
    assert [(q.written, "".join(sorted(q.units))) for q in quantities(text)] == found


@pytest.mark.parametrize(
    ("claim", "evidence", "wrong"),
    [
        ("within 5 weeks", "within 5 days", True),
        ("five days", "5 days", False),
        ("5 EUR", "Price (EUR): 5", False),
        ("3 weeks", "3 to 5 weeks", False),
        ("7 percent", "7% in 7 days", False),
        ("12 nurses", "8 nurses and 12 doctors", True),
        ("12 nurses", "8 nurses, later 12 nurses", False),
        ("two reasons", "there are three reasons", True),
        ("5 kg", "5 lb", True),
        ("20 pounds", "£20", False),
    ],
)
def test_a_number_with_another_unit_is_another_amount(claim: str, evidence: str, wrong: bool) -> None:
    assert bool(compare_quantities(claim, evidence).wrong) is wrong


def test_a_number_in_words_that_stands_nowhere_is_missing() -> None:
    assert compare_quantities("six months", "three months").missing == ("six",)
    assert compare_quantities("3 million euros", "3 thousand euros").missing == ("3 million",)
    assert compare_quantities("5 euros", "5 items").loose == ("5",)


@pytest.mark.parametrize(
    ("claim", "evidence", "wrong"),
    [
        ("12 March 2021", "on March 12, 2021", False),
        ("12 March 2021", "on 12.03.2021", False),
        ("12/03/2021", "12 March 2021", False),
        ("2021-03-12", "12. März 2021", False),
        ("3 March", "between 3 and 7 March", False),
        ("the 5th of May", "May 5", False),
        ("5 mai 2020", "le 5 mai 2020", False),
        ("1 de mayo de 2020", "el 1 de mayo", True),
        ("7 May 2021", "7 May 2020, and 3 June 2021", True),
        ("12 June", "12 May, 7 June", True),
        ("March 2021", "in March of 2021", False),
        ("at 9:30", "at 9.30", False),
        ("at 21:30", "at 9:30 in the evening", False),
        ("at 9:30", "at 9:00 with 30 people", True),
        ("1. Mars rover images", "the rover", False),
    ],
)
def test_dates_are_compared_in_any_writing(claim: str, evidence: str, wrong: bool) -> None:
    assert bool(wrong_dates(claim, evidence)) is wrong


@pytest.mark.parametrize(
    ("claim", "evidence", "mixed"),
    [
        ("Then Marta Berg signed", "Marta Lind and Paul Berg signed", True),
        ("Then Marta Lind signed", "Marta Lind and Paul Berg signed", False),
        ("Then Marta Berg signed", "Marta and Paul Berg signed; Marta Lind and Paul Berg left", False),
        ("see Berg, Marta", "Marta Berg", False),
        ("Then Dr Lind met Paul Berg", "Marta Lind met Paul Berg", False),
        ("Marta Eva Lind", "Marta Lind and Eva Berg", False),
    ],
)
def test_names_are_wholes(claim: str, evidence: str, mixed: bool) -> None:
    assert bool(mixed_names(claim, evidence)) is mixed


@pytest.mark.parametrize(
    ("claim", "source", "verb"),
    [
        ("Lind pays Berg", "Berg pays Lind 500 euros", "pays"),
        ("Lind was paid by Berg", "Berg paid Lind", None),
        ("The tenant pays the landlord", "The landlord pays the tenant interest", "pays"),
        ("After Lind left, Berg called", "Berg called after Lind left", None),
        ("Der Mieter zahlt dem Vermieter", "Der Vermieter zahlt dem Mieter", "zahlt"),
        ("Dem Mieter zahlt der Vermieter Zinsen", "Der Vermieter zahlt dem Mieter Zinsen", None),
        ("Die Grundsteuer zahlt der Vermieter", "Der Vermieter zahlt die Grundsteuer", None),
    ],
)
def test_who_does_it_to_whom(claim: str, source: str, verb: str | None) -> None:
    assert swapped_roles(claim, source) == verb


@pytest.mark.parametrize(
    ("claim", "source", "word"),
    [
        ("The fee is not refundable.", "The fee is refundable.", "not"),
        ("The fee isn't refundable.", "The fee is not refundable.", None),
        ("Swifts do not nest in trees", "Swifts nest under roofs and do not nest in trees", None),
        ("Nobody is liable for the damage", "Halden is liable for the damage", "not"),
        ("The payment is due no later than 5 March", "The payment is due by 5 March", None),
        ("Not only members may vote", "Members may vote", None),
        ("Rent is due before the 5th", "Rent is due after the 5th of the month", "before"),
        ("He accepted the offer", "He rejected the offer on Monday", "accepted"),
        ("The highest point is the tower", "The lowest point is the lake; the highest is the tower", None),
        ("Der Antrag wurde genehmigt", "Der Antrag wurde abgelehnt", "genehmigt"),
    ],
)
def test_denials_and_opposites(claim: str, source: str, word: str | None) -> None:
    assert contradicts(claim, source) == word


@pytest.mark.parametrize(
    ("claim", "source", "turned", "lost", "added"),
    [
        ("The fee is at least 50 euros.", "The fee is at most 50 euros.", True, False, False),
        ("The fee is 50 euros.", "The fee is at most 50 euros.", False, True, False),
        ("The fee is 50 euros at most.", "The fee is up to 50 euros.", False, False, False),
        ("The fee is at most 50 euros.", "The fee is 50 euros.", False, False, True),
        ("Rent is due by 3 June", "Rent is due no later than 3 June", False, False, False),
        ("The tenant must give notice", "The tenant may give notice", True, False, False),
        ("You don't have to pay.", "You need not pay.", False, False, False),
        ("In May the tenant must pay.", "The tenant must pay in May.", False, False, False),
        ("The board approved it", "The board is expected to approve it", False, True, False),
        ("The shop was open on Monday", "The shop will open on Monday", False, True, False),
        (
            "The rent is 900 euros",
            "The rent is 900 euros, payable in advance unless agreed otherwise.",
            False,
            False,
            False,
        ),
        ("A fee of 5% applies.", "If the tenant is late, a fee of 5% applies.", False, True, False),
        (
            "Die Frist endet am Freitag.",
            "Die Frist endet am Freitag, sofern der Rat zustimmt.",
            False,
            True,
            False,
        ),
        ("It grew by 4 percent.", "It rose by 4.2 percent.", False, False, False),
    ],
)
def test_restrictions(claim: str, source: str, turned: bool, lost: bool, added: bool) -> None:
    changed = compare_restrictions(claim, source)
    assert (bool(changed.turned), bool(changed.lost), bool(changed.added)) == (turned, lost, added)


def test_a_main_clause_without_its_condition() -> None:
    assert conditional_clause("See a doctor.", ["See a doctor if it hurts."])
    assert conditional_clause("see a doctor", ["If it hurts, see a doctor."])
    assert not conditional_clause("three months", ["The period is three months unless agreed otherwise."])
    assert not conditional_clause("See a doctor.", ["See a doctor if it hurts.", "See a doctor every year."])


@pytest.mark.parametrize(
    ("claim", "source", "kinds"),
    [
        ("Halden bought Norvik in 2019.", "Halden bought Norvik in 2018.", [FaultKind.CONTRADICTED]),
        ("The rent of Lind is 900 euros.", "The rent of Mohr is 900 euros.", [FaultKind.CONTRADICTED]),
        ("The rent is 900 euros a year.", "The rent is 900 euros a month.", []),
        ("The term is 3 years in all.", "The term is 3 months in all.", [FaultKind.CONTRADICTED]),
        ("The fee is 5 euros a day.", "The fee is only 5 euros a day.", [FaultKind.LOST_CONDITION]),
        ("The fee is not due today.", "The fee is due today.", [FaultKind.NEGATION]),
        ("It lies 5 km north of Halden.", "It lies 5 km south of Halden.", [FaultKind.CONTRADICTED]),
        ("Lind purchased the old house.", "Lind bought the old house.", []),
        ("Paul Berg and Marta Lind signed it.", "Marta Lind and Paul Berg signed it.", []),
        ("The fee isn't due today.", "The fee is not due today.", []),
    ],
)
def test_a_near_copy_with_one_word_changed(claim: str, source: str, kinds: list[FaultKind]) -> None:
    assert [fault.kind for fault in edit_faults(claim, [source], NAMES)] == kinds


def test_other_sentences_are_no_copies() -> None:
    assert align("Penguins live in the south.", "The rent is 900 euros a month.") is None
    assert (
        edit_faults("The rent is 900 euros.", ["The rent is 800 euros.", "The rent is 900 euros."], NAMES)
        == ()
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1,450 euros", True), ("450 euros", False), ("5", True), ("5 weeks", True), ("25", True), ("2", False),
        ("Marta Lind", True), ("Marta Lind.", True), ("Lin", False), ("$5 million", True), ("50%", True),
        ("12 March", True), ("3", False), ("Müller", True), ("weeks see", True),
    ],
)  # fmt: skip
def test_bare_answers_are_looked_up_with_their_borders(text: str, found: bool) -> None:
    evidence = (
        "The rent is 1,450 euros. Period: 5 weeks, see room 25. Marta Lind met Herr Muller on 12 March. "
    )
    assert verbatim(text, evidence + "It's $5 million and 50%, due 12.03.2021.") is found


def test_a_statement_is_no_bare_answer() -> None:
    assert is_span("three months to the end of a quarter")
    assert not is_span("The rent is due")
    assert not is_span("")


@pytest.mark.parametrize(
    ("claim", "support"),
    [
        ("three months", Support.SUPPORTED),
        ("Three months.", Support.SUPPORTED),
        ("Marta Lind", Support.SUPPORTED),
        ("Mill Lane", Support.SUPPORTED),
        ("1,450 euros", Support.SUPPORTED),
        ("six months", Support.UNSUPPORTED),
        ("three weeks", Support.UNSUPPORTED),
        ("Paul Lind", Support.UNSUPPORTED),
        ("450 euros", Support.UNSUPPORTED),
        ("Paris", Support.UNSUPPORTED),
    ],
)
@pytest.mark.parametrize("cosine", [0.0, 0.9])
def test_bare_answers_need_no_cosine(claim: str, support: Support, cosine: float) -> None:
    told = (
        "Marta Lind lives in Mill Lane.",
        "The rent is 1,450 euros.",
        "The notice period is three months.",
    )
    assert check(claim, [Source(1, "", " ".join(told), told, (cosine,) * 3)]).support is support


def test_a_sentence_of_the_evidence_is_supported_whatever_stands_in_it() -> None:
    told = (
        "If the rent is late, the landlord may not end the lease before 3 May unless Marta Lind agrees.",
        "Only 5 of the 25 members, all from Norvik, voted against it.",
        "Die Frist endet spätestens am 3. Mai 2024, sofern Herr Berg nicht widerspricht.",
        "He will probably not come.",
    )
    for sentence in told:
        assert check(sentence, [Source(1, "", " ".join(told), told, (0.9,) * 4)]).support is Support.SUPPORTED


def test_marks_and_list_numbers_are_no_claims() -> None:
    told = ("Use filters to block unwanted texts.",)
    assert (
        check("3. Use filters to block unwanted texts. [1]", [Source(1, "", told[0], told, (0.9,))]).faults
        == ()
    )


def test_a_date_in_another_writing_is_supported_in_part() -> None:
    told = ("The contract was signed on 12.03.2021 in Halden.",)
    found = check(
        "The contract was signed on 12 March 2021 in Halden.", [Source(1, "", told[0], told, (0.95,))]
    )
    assert found.support is not Support.SUPPORTED
    assert FaultKind.CONTRADICTED not in {fault.kind for fault in found.faults}


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("The rent is 900 euros.", True),
        ("I do not have specific information about that.", False),
        ("The documents don't mention a deposit.", False),
        ("There is no information about it in the passages.", False),
        ("Here are the most important points:", False),
        ("2.", False),
        ("The tenant does not know the landlord.", True),
        ("No fee is due.", True),
    ],
)
def test_what_claims_nothing_needs_no_evidence(text: str, claimed: bool) -> None:
    assert claims(text) is claimed


def test_long_inventions_weigh_more() -> None:
    good, bad = Checked(Support.SUPPORTED, 0.9), Checked(Support.UNSUPPORTED, 0.3)
    short, long = (
        "The rent rose.",
        "The rent rose because costs of energy, water, staff and insurance went up.",
    )
    assert faithfulness([(short, good), (long, bad)]) < faithfulness([(short, bad), (long, good)])
    assert faithfulness([("I don't know.", bad)]) == faithfulness([]) == 1.0


def test_figures_are_what_is_written() -> None:
    assert figures_in("on 12.03.2021, 1,200 times, twenty-two") == {"12.03", "2021", "1200", "22"}
    source = FactSource("signed on 12.03.2021 for 1.2 million")
    assert [f.value for f in source.rewritten("3 days for 1,200,000 in 2021")] == ["3", "1,200,000"]


def test_small_words_of_other_languages_are_names_in_english() -> None:
    assert [f.value for f in FactSource("The talk was held in Gaelic.").missing("Only Ana De Vries spoke")]
    assert (
        FactSource("Bitte kündigen Sie mit der Frist, die in dem Vertrag steht.").missing(
            "bitte kündigen Sie in der Frist"
        )
        == ()
    )


def test_what_opens_a_list_item_is_no_name() -> None:
    named = [
        f.value for f in facts("1. **Costs:** Greater freedom for all the tenants") if f.kind is FactKind.NAME
    ]
    assert named == []
    assert [f.value for f in facts("It ended there. Paris won.") if f.kind is FactKind.NAME] == ["Paris"]
