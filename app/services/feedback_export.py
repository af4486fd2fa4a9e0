"""Judged answers as JSON lines.

Every line has ``id``, ``question``, ``history`` and ``in``, so that a file of cases is at once a batch of questions
(``carrel ask --batch``); what was answered and what the person thought of it stands beside that.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from app.domain.feedback import EvaluationCase
from app.domain.retrieval import Answer, AnswerSentence, Evidence


def cases_jsonl(cases: Sequence[EvaluationCase]) -> str:
    """One line a case; empty without cases."""
    return "".join(json.dumps(case_json(case), ensure_ascii=False) + "\n" for case in cases)


def case_json(case: EvaluationCase) -> dict[str, Any]:
    """One case. ``judged_at`` is ISO 8601 in UTC; offsets count code points of the document's text."""
    answer, judgement = case.answer, case.judgement
    return {
        "id": f"case-{case.id}",
        "question": case.question,
        "history": [{"role": turn.role, "text": turn.text} for turn in case.history],
        "in": None if answer.scope is None else [str(path) for path in answer.scope],
        "verdict": judgement.verdict.value,
        "complaint": judgement.complaint.value if judgement.complaint else None,
        "correction": judgement.correction or None,
        "judged_at": datetime.fromtimestamp(case.judged_at, UTC).isoformat(timespec="seconds"),
        "answer": answer_json(answer),
        "evidence": [evidence_json(evidence) for evidence in answer.evidence],
        "model": answer.model,
        "adapter": answer.adapter,
        "embedder": case.embedder,
        "versions": dict(case.versions),
    }


def answer_json(answer: Answer) -> dict[str, Any]:
    """What was answered, without its evidence."""
    return {
        "status": answer.status.value,
        "text": answer.text,
        "not_found_reason": answer.not_found_reason.value if answer.not_found_reason else None,
        "standalone": answer.standalone,
        "confidence": round(answer.confidence, 4),
        "sentences": [_sentence(sentence) for sentence in answer.sentences],
        "dropped": [_sentence(sentence) for sentence in answer.dropped],
        "documents_searched": answer.documents_searched,
        "interrupted": answer.interrupted,
    }


def _sentence(sentence: AnswerSentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "support": sentence.support.value,
        "citations": list(sentence.citations),
        "faults": [{"kind": fault.kind.value, "value": fault.value} for fault in sentence.faults],
    }


def evidence_json(evidence: Evidence) -> dict[str, Any]:
    """One passage; offsets count code points of the document's text."""
    return {
        "n": evidence.n,
        "document_id": evidence.document_id,
        "path": str(evidence.path),
        "title": evidence.title,
        "page": evidence.page,
        "heading_path": list(evidence.heading_path),
        "char_start": evidence.span.start,
        "char_end": evidence.span.end,
        "text": evidence.text,
        "quote": evidence.quote,
        "quote_start": evidence.quote_span.start,
        "quote_end": evidence.quote_span.end,
        "score": round(evidence.score, 6),
    }
