"""What a person can say about an answer, and what is said back."""

from __future__ import annotations

from app.domain.feedback import Complaint, Judgement, Verdict
from app.domain.retrieval import Answer, AnswerStatus
from app.i18n import N_, tr

LOCAL = N_("Kept on this computer only; nothing is sent.")
COMPLAINTS = {
    Complaint.WRONG: N_("It is wrong"),
    Complaint.NOT_ASKED: N_("Not what I asked"),
    Complaint.IN_DOCUMENTS: N_("It is in my documents"),
    Complaint.NOT_IN_DOCUMENTS: N_("It should have said “not found”"),
}


def complaints_for(answer: Answer) -> tuple[Complaint, ...]:
    """The reasons that make sense for an answer."""
    if answer.status is AnswerStatus.NOT_FOUND:
        return (Complaint.IN_DOCUMENTS, Complaint.NOT_ASKED)
    return (Complaint.WRONG, Complaint.NOT_ASKED, Complaint.IN_DOCUMENTS, Complaint.NOT_IN_DOCUMENTS)


def judged_words(judgement: Judgement) -> str:
    """What was said about an answer, in one line."""
    if judgement.verdict is Verdict.GOOD:
        return f"{tr('You found this answer good.')} {tr(LOCAL)}"
    if judgement.complaint is None:
        return f"{tr('You found this answer bad.')} {tr(LOCAL)}"
    return f"{tr('You found this answer bad: “{reason}”.', reason=tr(COMPLAINTS[judgement.complaint]))} {tr(LOCAL)}"
