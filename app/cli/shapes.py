"""Domain records as the contract's JSON."""

from __future__ import annotations

from typing import Any

from app.cli.output import error_json
from app.domain.documents import Document, DocumentPart, DocumentState
from app.domain.retrieval import Answer, AnswerSentence, Evidence, Hit, Narrowed, SearchResult
from app.wording import describe_warning


def document_json(document: Document) -> dict[str, Any]:
    """One entry of ``add`` and ``documents``."""
    return {
        "path": str(document.path),
        "state": document.state.value,
        "media_type": document.media_type,
        "title": document.title,
        "pages": document.pages,
        "chunks": document.chunks,
        "language": document.language,
        "error": error_json(document.error) if document.error else None,
        "warnings": [
            {"code": w.code, "message": describe_warning(w.code), "page": w.page} for w in document.warnings
        ],
        "seconds": document.seconds,
        "bytes": document.size,
        "pages_recognized": document.recognized_pages,
        "pages_empty": document.empty_pages,
        "pages_waiting": document.waiting_pages,
        "parts": [part_json(part) for part in document.parts],
        "offline": document.offline,
    }


def part_json(part: DocumentPart) -> dict[str, Any]:
    """A document inside a document."""
    return {
        "name": part.name,
        "media_type": part.media_type,
        "char_start": part.span.start if part.span else None,
        "char_end": part.span.end if part.span else None,
        "error": error_json(part.error) if part.error else None,
    }


def documents_json(documents: list[Document], seconds: float) -> dict[str, Any]:
    """The whole answer of ``add`` and ``documents``."""
    readable = (DocumentState.INDEXED, DocumentState.PARTIAL)
    return {
        "documents": [document_json(d) for d in documents],
        "totals": {
            "documents": len(documents),
            "indexed": sum(d.state in readable for d in documents),
            "failed": sum(d.state is DocumentState.FAILED for d in documents),
            "skipped": sum(d.state is DocumentState.SKIPPED for d in documents),
            "chunks": sum(d.chunks for d in documents),
            "seconds": round(seconds, 3),
        },
    }


def hit_json(hit: Hit) -> dict[str, Any]:
    """One hit of ``search``."""
    return {
        "rank": hit.rank,
        "path": str(hit.path),
        "title": hit.title,
        "page": hit.page,
        "page_to": hit.page_to,
        "char_start": hit.span.start,
        "char_end": hit.span.end,
        "heading_path": list(hit.heading_path),
        "text": hit.text,
        "score": round(hit.score, 6),
    }


def search_json(result: SearchResult) -> dict[str, Any]:
    """The answer of ``search``."""
    return {
        "hits": [hit_json(hit) for hit in result.hits],
        "standalone": result.standalone,
        "narrowed": narrowed_json(result.narrowed),
        "timings": {"total_ms": round(result.total_ms, 1)},
    }


def narrowed_json(narrowed: Narrowed | None) -> dict[str, Any] | None:
    """Which documents were searched first because the question names them; null where it names none."""
    if narrowed is None:
        return None
    return {"documents": [str(path) for path in narrowed.documents], "only": narrowed.only}


def evidence_json(evidence: Evidence) -> dict[str, Any]:
    """One numbered passage."""
    return {
        "n": evidence.n,
        "path": str(evidence.path),
        "title": evidence.title,
        "page": evidence.page,
        "char_start": evidence.span.start,
        "char_end": evidence.span.end,
        "text": evidence.text,
        "quote": evidence.quote,
        "quote_start": evidence.quote_span.start,
        "quote_end": evidence.quote_span.end,
        "score": round(evidence.score, 6),
    }


def sentence_json(sentence: AnswerSentence) -> dict[str, Any]:
    """One sentence of an answer."""
    return {"text": sentence.text, "support": sentence.support.value, "citations": list(sentence.citations)}


def answer_json(answer: Answer) -> dict[str, Any]:
    """The answer of ``ask``."""
    return {
        "status": answer.status.value,
        "answer": answer.text,
        "not_found_reason": answer.not_found_reason.value if answer.not_found_reason else None,
        "sentences": [sentence_json(s) for s in answer.sentences],
        "dropped": [sentence_json(s) for s in answer.dropped],
        "evidence": [evidence_json(e) for e in answer.evidence],
        "confidence": round(answer.confidence, 4),
        "standalone": answer.standalone,
        "documents_searched": answer.documents_searched,
        "narrowed": narrowed_json(answer.narrowed),
        "model": {"name": answer.model, "adapter": answer.adapter},
        "usage": {
            "prompt_tokens": answer.usage.prompt_tokens,
            "completion_tokens": answer.usage.completion_tokens,
        },
        "timings": {
            "evidence_ms": round(answer.timings.evidence_ms, 1),
            "first_token_ms": None
            if answer.timings.first_token_ms is None
            else round(answer.timings.first_token_ms, 1),
            "total_ms": round(answer.timings.total_ms, 1),
        },
        "interrupted": answer.interrupted,
    }
