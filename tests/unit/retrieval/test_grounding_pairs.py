"""Sentences of the kinds people ask about, right and wrong, held against one passage each through the whole check."""

from __future__ import annotations

import pytest

from app.domain.retrieval import FaultKind, Support
from app.retrieval.grounding import Checked, Source, check
from app.retrieval.sentences import split_sentences

CONTRACT = """The lease between Marta Lind (landlord) and Paul Berg (tenant) begins on 1 May 2024 and runs for three
years. The monthly rent is 1,450 euros, payable by the third working day. The tenant may sublet the flat
only with the landlord's written consent. Either party may end the lease by giving notice of three
months to the end of a quarter. Minor repairs are borne by the tenant up to 90 euros each. The deposit
is not interest-bearing, unless the law requires it. If the rent is more than two months in arrears, the
landlord may end the lease without notice. The tenant must clean the staircase every second week. Keys
are returned to Ines Mohr no later than 30 April 2027."""

CLINIC = """Mr Okafor was admitted on 12 March 2023 with chest pain. He takes 5 mg of ramipril once daily and is
allergic to penicillin. The dose must not exceed 10 mg per day. A control of the blood pressure is
planned after six weeks. Blood was taken before breakfast. Dr Adler referred him to Dr Brandt. See a
doctor if the pain returns within 24 hours. The scan will be repeated on 4 June 2023."""

FINANCE = """Revenue in the third quarter rose by 4.2 percent to 8.65 million euros. Orders on hand fell to 6.2
million euros. Halden acquired Norvik in 2019 for 12 million dollars. Cash at bank was 2.9 million euros
at the end of September. The board expects revenue of at least 34 million euros for the year. The
dividend was increased from 30 to 35 cents. The highest margin was reached in Spain, the lowest in
Norway."""

MINUTES = """Ines Mohr will send the revised offer to Halden by Friday. Tomas Reik opposed the move, Lea Sand
supported it. The team decided not to change the supplier before January. Twelve members voted for it
and three against. The next meeting is on 14 October at 9:30 in room 25."""

GERMAN = """Die Kaution beträgt drei Monatsmieten und wird nicht verzinst. Der Mieter darf die Wohnung nur mit
Zustimmung des Vermieters untervermieten. Die Kündigungsfrist beträgt drei Monate zum Quartalsende. Der
Vermieter zahlt die Grundsteuer. Die Übergabe erfolgt am 1. Mai 2024 an Herrn Paul Berg. Die Miete ist
spätestens am dritten Werktag zu zahlen. Haustiere sind erlaubt, sofern die Nachbarn zustimmen."""

FRENCH = """Le locataire peut résilier le bail à tout moment, sauf pendant la première année. Le loyer mensuel est
de 950 euros. Le bailleur paie la taxe foncière. Les animaux ne sont pas autorisés."""

SPANISH = """El inquilino puede rescindir el contrato después de seis meses. La renta mensual es de 870 euros. El
arrendador paga el impuesto. No se permiten mascotas."""


def checked(claim: str, evidence: str, cosine: float = 0.8) -> Checked:
    """The check with every evidence sentence equally near, so that words and rules decide."""
    evidence = " ".join(evidence.split())
    sentences = tuple(evidence[s.start : s.end] for s in split_sentences(evidence))
    return check(claim, [Source(1, "", evidence, sentences, (cosine,) * len(sentences))])


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The monthly rent is 1,450 euros.", CONTRACT),
        ("The rent is 1450 euros per month.", CONTRACT),
        ("The lease begins on May 1, 2024.", CONTRACT),
        ("The lease runs for 3 years.", CONTRACT),
        ("The lease between Marta Lind and Paul Berg runs for three years.", CONTRACT),
        ("The tenant may sublet the flat only with written consent of the landlord.", CONTRACT),
        ("Subletting the flat needs the landlord's written consent.", CONTRACT),
        ("Minor repairs up to 90 euros each are borne by the tenant.", CONTRACT),
        ("The tenant bears minor repairs of at most 90 euros each.", CONTRACT),
        ("Every second week the tenant must clean the staircase.", CONTRACT),
        ("The keys are returned to Ines Mohr by 30 April 2027.", CONTRACT),
        (
            "The landlord may end the lease without notice if the rent is more than two months in arrears.",
            CONTRACT,
        ),
        ("Mr Okafor is allergic to penicillin.", CLINIC),
        ("He takes 5 mg ramipril once daily.", CLINIC),
        ("The dose must be at most 10 mg per day.", CLINIC),
        ("On 12 March 2023 Mr Okafor was admitted with chest pain.", CLINIC),
        ("Dr Brandt was referred to by Dr Adler.", CLINIC),
        ("In the third quarter revenue rose by 4.2 % to 8.65 million euros.", FINANCE),
        ("Norvik was acquired by Halden in 2019.", FINANCE),
        ("The board expects revenue of 34 million euros or more for the year.", FINANCE),
        ("The dividend was increased to 35 cents.", FINANCE),
        ("The lowest margin was reached in Norway.", FINANCE),
        ("The team didn't decide to change the supplier before January.", MINUTES),
        ("Lea Sand supported the move.", MINUTES),
        ("The lease between Paul Berg and Marta Lind begins on 1 May 2024.", CONTRACT),
        ("Revenue in the third quarter was 8.65 million euros, a rise of 4.2 percent.", FINANCE),
        ("The dose must not exceed 10 mg.", CLINIC),
        ("12 members voted for it.", MINUTES),
        ("The next meeting is at 9:30 on October 14.", MINUTES),
        ("Die Kaution wird nicht verzinst.", GERMAN),
        ("Die Kündigungsfrist beträgt drei Monate.", GERMAN),
        ("Der Mieter darf die Wohnung nur mit Zustimmung untervermieten.", GERMAN),
        ("Die Grundsteuer zahlt der Vermieter.", GERMAN),
        ("Le loyer mensuel est de 950 euros.", FRENCH),
        ("Les animaux ne sont pas autorisés.", FRENCH),
        ("La renta mensual es de 870 euros.", SPANISH),
    ],
)
def test_what_is_right_is_not_refused(claim: str, evidence: str) -> None:
    found = checked(claim, evidence)
    assert found.support is Support.SUPPORTED, (found.score, found.faults)


@pytest.mark.parametrize(
    ("claim", "evidence", "kind"),
    [
        # numbers and their units
        ("The monthly rent is 1,540 euros.", CONTRACT, FaultKind.MISSING_FACT),
        ("The monthly rent is 90 euros.", CONTRACT, FaultKind.CONTRADICTED),
        ("The monthly rent is 1,450 dollars.", CONTRACT, FaultKind.CONTRADICTED),
        ("The lease runs for three months.", CONTRACT, FaultKind.CONTRADICTED),
        ("Notice of six months to the end of a quarter must be given.", CONTRACT, FaultKind.MISSING_FACT),
        ("He takes 5 g of ramipril once daily.", CLINIC, FaultKind.CONTRADICTED),
        ("Revenue rose by 4.2 percent to 8.65 billion euros.", FINANCE, FaultKind.MISSING_FACT),
        ("The dividend was increased to 35 percent.", FINANCE, FaultKind.CONTRADICTED),
        ("Three members voted for it and twelve against.", MINUTES, FaultKind.CONTRADICTED),
        ("Die Kündigungsfrist beträgt sechs Monate.", GERMAN, FaultKind.MISSING_FACT),
        ("Le loyer mensuel est de 950 dollars.", FRENCH, FaultKind.CONTRADICTED),
        # dates and times
        ("The lease begins on 1 April 2024.", CONTRACT, FaultKind.CONTRADICTED),
        ("The lease begins on 30 May 2024.", CONTRACT, FaultKind.CONTRADICTED),
        ("Mr Okafor was admitted on 12 June 2023.", CLINIC, FaultKind.CONTRADICTED),
        ("The next meeting is on 14 October at 9:25.", MINUTES, FaultKind.CONTRADICTED),
        # names
        ("The lease is between Marta Berg and Paul Lind.", CONTRACT, FaultKind.CONTRADICTED),
        ("The keys are returned to Marta Lind.", CONTRACT, FaultKind.CONTRADICTED),
        ("The keys are returned to Clara Winter.", CONTRACT, FaultKind.MISSING_FACT),
        ("Norvik acquired Halden in 2019 for 12 million dollars.", FINANCE, FaultKind.CONTRADICTED),
        ("Dr Brandt referred him to Dr Adler.", CLINIC, FaultKind.CONTRADICTED),
        ("Lea Sand opposed the move.", MINUTES, FaultKind.CONTRADICTED),
        # negation and opposites
        ("The deposit is interest-bearing.", CONTRACT, FaultKind.NEGATION),
        ("Mr Okafor is not allergic to penicillin.", CLINIC, FaultKind.NEGATION),
        ("The team decided to change the supplier before January.", MINUTES, FaultKind.NEGATION),
        ("The team decided not to change the supplier after January.", MINUTES, FaultKind.CONTRADICTED),
        ("Orders on hand rose to 6.2 million euros.", FINANCE, FaultKind.CONTRADICTED),
        ("Blood was taken after breakfast.", CLINIC, FaultKind.CONTRADICTED),
        ("The highest margin was reached in Spain, the highest in Norway.", FINANCE, FaultKind.CONTRADICTED),
        ("Minor repairs are borne by the landlord up to 90 euros each.", CONTRACT, FaultKind.CONTRADICTED),
        ("Die Kaution wird verzinst.", GERMAN, FaultKind.NEGATION),
        ("Der Mieter zahlt die Grundsteuer.", GERMAN, FaultKind.CONTRADICTED),
        ("Les animaux sont autorisés.", FRENCH, FaultKind.NEGATION),
        ("Le locataire paie la taxe foncière.", FRENCH, FaultKind.CONTRADICTED),
        ("El inquilino puede rescindir el contrato antes de seis meses.", SPANISH, FaultKind.CONTRADICTED),
        # may and must, limits turned round
        ("The tenant may clean the staircase every second week.", CONTRACT, FaultKind.CONTRADICTED),
        (
            "The tenant must sublet the flat only with the landlord's written consent.",
            CONTRACT,
            FaultKind.CONTRADICTED,
        ),
        (
            "The board expects revenue of at most 34 million euros for the year.",
            FINANCE,
            FaultKind.CONTRADICTED,
        ),
        ("Keys are returned to Ines Mohr no earlier than 30 April 2027.", CONTRACT, FaultKind.CONTRADICTED),
    ],
)
def test_what_is_wrong_is_not_supported(claim: str, evidence: str, kind: FaultKind) -> None:
    found = checked(claim, evidence)
    assert found.support is Support.UNSUPPORTED, (found.score, found.faults)
    assert kind in {fault.kind for fault in found.faults}, found.faults


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("The tenant may sublet the flat.", CONTRACT),
        ("Minor repairs of 90 euros each are borne by the tenant.", CONTRACT),
        ("The landlord may end the lease without notice.", CONTRACT),
        ("The rent is payable by the third day.", CONTRACT),
        ("See a doctor.", CLINIC),
        ("The board expects revenue of 34 million euros for the year.", FINANCE),
        ("Der Mieter darf die Wohnung untervermieten.", GERMAN),
        ("Haustiere sind erlaubt.", GERMAN),
        ("Le locataire peut résilier le bail à tout moment.", FRENCH),
    ],
)
def test_a_lost_condition_leaves_a_sentence_partly_supported(claim: str, evidence: str) -> None:
    found = checked(claim, evidence)
    assert found.support is Support.PARTIAL, (found.score, found.faults)
    assert FaultKind.LOST_CONDITION in {fault.kind for fault in found.faults}


def test_a_condition_of_its_own_leaves_it_partly_supported_too() -> None:
    found = checked("Only Mr Okafor was admitted on 12 March 2023 with chest pain.", CLINIC)
    assert (found.support, found.faults[0].kind) == (Support.PARTIAL, FaultKind.ADDED_CONDITION)


def test_what_will_be_is_not_told_as_what_was() -> None:
    assert checked("The scan was repeated on 4 June 2023.", CLINIC).support is Support.PARTIAL
    assert checked("The scan will be repeated on 4 June 2023.", CLINIC).support is Support.SUPPORTED
