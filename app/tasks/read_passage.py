"""Reading one passage for one question: what a taught model is asked, in the very form it was taught in.

The prompt ends where the answer begins. The model goes on with the shortest words of the passage that answer, or with
``NONE``; how probable ``NONE`` is there says how far it believes that the passage holds the answer. The header (title
and headings) comes first and the question last, so that questions about one passage share most of their prompt.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from app.domain.language_models import GenerationRequest, SamplingParams

FORMAT = "passage-question-1"
"""Names this form; an adapter says on its card which one it was taught in."""
NONE = " none"
MOST_TOKENS = 32
"""Longer answers are told by a quote."""
_GREEDY = SamplingParams(temperature=0.0, top_k=1)


def header(title: str, heading_path: Sequence[str]) -> str:
    """Title and headings as one line."""
    return " > ".join(part for part in (title, *(h for h in heading_path if h != title)) if part)


def prompt(header: str, text: str, question: str) -> str:
    """The whole prompt; the white space of the passage is folded."""
    return f"{header}\n{' '.join(text.split())}\n\nQuestion: {question}\nAnswer:"


def plan(header: str, text: str, question: str, adapter: Path) -> GenerationRequest:
    """Asks for an answer whatever the model thinks of the passage, and for the probability of ``NONE`` beside it."""
    return GenerationRequest(
        raw_prompt=prompt(header, text, question),
        max_tokens=MOST_TOKENS,
        stop=("\n",),
        sampling=_GREEDY,
        adapter=adapter,
        probes=(NONE,),
        avoid_probes=True,
        logprobs=True,
    )
