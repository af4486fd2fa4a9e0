"""From a request to the tokens the model is given, and those it is asked about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from llama_cpp import llama_cpp

from app.domain.errors import UserError
from app.domain.language_models import GenerationRequest
from app.processes.generator_model import LoadedContext
from app.processes.generator_template import ChatTemplate


@dataclass(frozen=True, slots=True)
class Prompt:
    """Tokens: the prompt's, the first of each probe, and those that may not come first."""

    tokens: list[int]
    probes: list[int]
    avoid: list[int]


def make_prompt(
    context: LoadedContext, chat: Callable[[LoadedContext], ChatTemplate], request: GenerationRequest
) -> Prompt:
    """Raises UserError("invalid_input", "context_overflow")."""
    chatting = (
        request.raw_prompt is None
    )  # a template's control tokens are meant, those in a document are not
    text = (chat(context).render(request.messages) if chatting else request.raw_prompt or "") + request.prefix
    vocabulary = context.vocabulary
    bos = vocabulary.bos_text()
    if bos and llama_cpp.llama_vocab_get_add_bos(vocabulary.pointer):
        text = text.removeprefix(bos)  # the tokenizer adds it
    tokens = vocabulary.tokenize(text, special=True, control=chatting)
    if not tokens:
        raise UserError("invalid_input", detail="empty_prompt")
    if len(tokens) >= context.n_ctx:
        raise UserError("context_overflow", tokens=len(tokens), limit=context.n_ctx)
    probes = [vocabulary.follows(text, tokens, probe, control=chatting) for probe in request.probes]
    return Prompt(tokens, probes, [*probes, *context.endings] if request.avoid_probes else [])
