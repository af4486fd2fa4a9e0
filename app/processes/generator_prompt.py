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
    """Tokens: the prompt's, the first of each probe, and those that may not come first.

    ``reasoning``: tags around what is thought, None where nothing is looked for; ``inside``: the prompt ends in
    thought; ``marks``: control tokens that are part of a tag; ``stop``: texts that end a turn in this family.
    """

    tokens: list[int]
    probes: list[int]
    avoid: list[int]
    reasoning: tuple[str, str] | None = None
    inside: bool = False
    marks: frozenset[int] = frozenset()
    stop: tuple[str, ...] = ()


def make_prompt(
    context: LoadedContext, chat: Callable[[LoadedContext], ChatTemplate], request: GenerationRequest
) -> Prompt:
    """Raises UserError("invalid_input", "context_overflow")."""
    chatting = (
        request.raw_prompt is None
    )  # a template's control tokens are meant, those in a document are not
    template = chat(context) if chatting else None
    text = _asked(template, request) if template is not None else request.raw_prompt or ""
    # a grammar, or a beginning that is given, leaves no room for thoughts
    tags = template.reasoning if template is not None and not request.grammar and not request.prefix else None
    inside = tags is not None and template is not None and template.begins_thinking(text)
    text += request.prefix
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
    return Prompt(
        tokens,
        probes,
        [*probes, *context.endings] if request.avoid_probes else [],
        tags,
        inside,
        vocabulary.control_tokens(tags or ()),
        context.family.stop if chatting else (),
    )


def _asked(template: ChatTemplate, request: GenerationRequest) -> str:
    """The conversation as a prompt; a model that thinks whatever it is told finds its thinking already ended."""
    text = template.render(request.messages, thinking=request.thinking)
    if request.thinking or template.reasoning is None or not template.begins_thinking(text):
        return text
    return f"{text.rstrip()}\n{template.reasoning[1]}\n\n"
