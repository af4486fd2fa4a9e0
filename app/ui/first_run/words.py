"""What the first-run page says."""

from __future__ import annotations

from app.i18n import N_

TITLE = N_("Ask your own documents")
PROMISE = N_(
    "Carrel answers from your documents and shows you the passage every sentence stands on. "
    "It all happens on this computer, and what your documents do not say is not made up."
)
STARTER_TITLE = N_("What works right away")
STARTER_CAN = (
    N_("Finding the passage among thousands, and quoting it word for word"),
    N_("Saying “not found” when your documents do not hold the answer"),
    N_("Minutes of a meeting from its transcript"),
)
STARTER_CANNOT = N_(
    "The starter model quotes reliably and phrases simply. It does not weigh many passages against each other or write "
    "long texts: for that, get a bigger model under Models."
)
EXAMPLES = (
    "How long is the notice period for 12 Harbour Street?",
    "How often should the espresso machine be descaled?",
    "How many days a week may employees work from home?",
)
"""Each is answered by one of the sample documents (a lease, a manual, a handbook)."""
IN_GERMAN = "Was kostet eine Wäsche?"
"""By the one that is German (the rules of a house)."""
MOSTLY_ENGLISH = N_("Most of the sample documents are in English.")
UNANSWERABLE = "Who won the football world cup?"
"""Stands in none of them."""


def examples(language: str) -> tuple[str, ...]:
    """Three questions; one of them in the person's own language, where a document has it."""
    return (IN_GERMAN, *EXAMPLES[:2]) if language == "de" else EXAMPLES
