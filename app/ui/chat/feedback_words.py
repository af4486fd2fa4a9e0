"""What a person can say about an answer, and what is said back."""

from __future__ import annotations

from app.domain.feedback import Complaint, Judgement, Verdict
from app.domain.retrieval import Answer, AnswerStatus

LOCAL = "Kept on this computer only; nothing is sent."
COMPLAINTS = {
    Complaint.WRONG: "It is wrong",
    Complaint.NOT_ASKED: "Not what I asked",
    Complaint.IN_DOCUMENTS: "It is in my documents",
    Complaint.NOT_IN_DOCUMENTS: "It should have said “not found”",
}


def complaints_for(answer: Answer) -> tuple[Complaint, ...]:
    """The reasons that make sense for an answer."""
    if answer.status is AnswerStatus.NOT_FOUND:
        return (Complaint.IN_DOCUMENTS, Complaint.NOT_ASKED)
    return (Complaint.WRONG, Complaint.NOT_ASKED, Complaint.IN_DOCUMENTS, Complaint.NOT_IN_DOCUMENTS)


def judged_words(judgement: Judgement) -> str:
    """What was said about an answer, in one line."""
    if judgement.verdict is Verdict.GOOD:
        return f"You found this answer good. {LOCAL}"
    if judgement.complaint is None:
        return f"You found this answer bad. {LOCAL}"
    return f"You found this answer bad: “{COMPLAINTS[judgement.complaint]}”. {LOCAL}"
