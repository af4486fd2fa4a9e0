"""Chat templates: Jinja text from the model file, run within bounds (:mod:`generator_sandbox`).

Templates differ in what they take: some refuse a system message, some want the roles to alternate, some take a switch
for thinking aloud. What one refuses is put differently until it takes it; one that takes nothing is replaced by the
usual template of the family, and that is said (:attr:`ChatTemplate.notes`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from app.catalog.family_templates import PLAIN, FamilyTemplate, template_for
from app.domain.errors import UserError
from app.domain.language_models import ChatMessage, LoadNote
from app.processes.generator_sandbox import FAILURES, LONGEST_SOURCE, BoundedEnvironment, render

_Messages = list[dict[str, str]]
_SAMPLE = (
    {"role": "system", "content": "Carrel sample."},
    {"role": "user", "content": "Carrel question one."},
    {"role": "assistant", "content": "Carrel answer."},
    {"role": "user", "content": "Carrel question two."},
)
_REASONING = (
    ("<think>", "</think>"),
    ("[THINK]", "[/THINK]"),
    ("<seed:think>", "</seed:think>"),
    ("<|START_THINKING|>", "<|END_THINKING|>"),
    ("<|channel>thought", "<channel|>"),
    ("<mm:think>", "</mm:think>"),
)


class ChatTemplate:
    """``render`` makes one prompt of messages. ``control`` are the model's control tokens as text.

    A control token inside a message would let a document speak as the system or the person; it is broken up with a
    space after its first character. ``reasoning``: the tags around thinking, None for a model without; ``switchable``:
    the template can be told not to think; ``notes``: what had to be done to have a template at all.
    """

    def __init__(
        self,
        source: str | None,
        bos: str,
        eos: str,
        control: Iterable[str] = (),
        reasoning: tuple[str, str] | None = None,
    ) -> None:
        self._special = {"bos_token": bos, "eos_token": eos}
        control = list(control)
        texts = sorted({text for text in control if len(text) > 1}, key=len, reverse=True)
        self._control = re.compile("|".join(map(re.escape, texts))) if texts else None
        self._environment = BoundedEnvironment()
        self.notes: tuple[LoadNote, ...] = ()
        self._template = self._usable(source)
        if self._template is None:
            family = template_for(
                control or ["<|im_start|>"]
            )  # of an unknown vocabulary, the most widespread
            self.notes = (_note(family),)
            self._template = self._environment.from_string(family.source)
            source = family.source
        self.reasoning = reasoning or next((tags for tags in _REASONING if tags[0] in (source or "")), None)
        self.switchable = self._listens()

    def render(self, messages: Sequence[ChatMessage], *, thinking: bool = False) -> str:
        """The prompt up to where the assistant begins. Raises UserError("invalid_input") when the template refuses."""
        plain = [{"role": m.role, "content": self._defused(m.content)} for m in messages]
        rendered = self._rendered(self._template, plain, thinking)
        if rendered is None:
            raise UserError("invalid_input", detail="chat_template")
        return rendered

    def begins_thinking(self, prompt: str) -> bool:
        """Whether what the model writes behind ``prompt`` is thought, because the prompt has opened the tag."""
        return self.reasoning is not None and prompt.rstrip().endswith(self.reasoning[0])

    def _usable(self, source: str | None) -> Any:
        """The template, if it can be read, takes a conversation and lets the questions through; None otherwise."""
        if not source or len(source) > LONGEST_SOURCE:
            return None
        try:
            template = self._environment.from_string(source)
        except FAILURES:
            return None
        rendered = self._rendered(template, [dict(message) for message in _SAMPLE], False) or ""
        return template if _SAMPLE[-1]["content"] in rendered else None

    def _listens(self) -> bool:
        """Whether the template writes something else when the model may think."""
        messages = [dict(message) for message in _SAMPLE[1:]]
        with_it, without = (self._rendered(self._template, messages, thinking) for thinking in (True, False))
        return self.reasoning is not None and with_it != without

    def _rendered(self, template: Any, messages: _Messages, thinking: bool) -> str | None:
        """As the messages are, else without a system message, else with neighbours of one role made one, else with an
        empty list of tools: templates for tools alone want one."""
        merged = _without_system(messages)
        values = {
            **self._special,
            "add_generation_prompt": True,
            "tools": None,
            "documents": None,
            "enable_thinking": thinking,  # Qwen, SmolLM, GLM
            "thinking": thinking,  # Granite, DeepSeek
        }
        tries = [{"messages": tried} for tried in (messages, merged, _alternating(merged))]
        for more in (*tries, {"messages": messages, "tools": []}):
            try:
                return render(template, values | more)
            except FAILURES:
                continue
        return None

    def _defused(self, text: str) -> str:
        if self._control is None:
            return text
        return self._control.sub(lambda match: f"{match[0][0]} {match[0][1:]}", text)


def _note(family: FamilyTemplate) -> LoadNote:
    if family is PLAIN:
        return LoadNote("template_generic")
    return LoadNote("template_of_family", {"family": family.family})


def _without_system(messages: _Messages) -> _Messages:
    """The system message moved to the front of the first user message."""
    system = "\n\n".join(m["content"] for m in messages if m["role"] == "system")
    rest = [dict(m) for m in messages if m["role"] != "system"]
    if system and rest and rest[0]["role"] == "user":
        rest[0]["content"] = f"{system}\n\n{rest[0]['content']}"
    return rest


def _alternating(messages: _Messages) -> _Messages:
    """Neighbours of one role as one message; the first is the person's."""
    found: _Messages = []
    for message in messages:
        if found and found[-1]["role"] == message["role"]:
            found[-1]["content"] += "\n\n" + message["content"]
        elif found or message["role"] == "user":
            found.append(dict(message))
    return found
