"""Chat templates: Jinja text from the model file, rendered in a sandbox.

The globals and options are those Hugging Face's ``apply_chat_template`` gives a template: trim_blocks,
lstrip_blocks, loop controls, raise_exception, strftime_now, tojson.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from app.domain.errors import UserError
from app.domain.language_models import ChatMessage

CHATML = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)
# What rendering a stranger's template may raise, beside its own refusals.
_TEMPLATE_FAILURES = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, RecursionError)


class ChatTemplate:
    """``render`` makes one prompt of messages. ``control`` are the model's control tokens as text.

    A control token inside a message would let a document speak as the system or the person; it is broken up with a
    space after its first character.
    """

    def __init__(self, source: str | None, bos: str, eos: str, control: Iterable[str] = ()) -> None:
        environment = ImmutableSandboxedEnvironment(
            trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.loopcontrols"]
        )
        environment.filters["tojson"] = _tojson
        environment.globals["raise_exception"] = _raise
        environment.globals["strftime_now"] = _now
        try:
            self._template = environment.from_string(source or CHATML)
        except (TemplateError, RecursionError):
            self._template = environment.from_string(CHATML)
        self._special = {"bos_token": bos, "eos_token": eos}
        texts = sorted({text for text in control if len(text) > 1}, key=len, reverse=True)
        self._control = re.compile("|".join(map(re.escape, texts))) if texts else None

    def render(self, messages: Sequence[ChatMessage]) -> str:
        """The prompt up to where the assistant begins. Raises UserError("invalid_input") when the template refuses."""
        plain = [{"role": m.role, "content": self._defused(m.content)} for m in messages]
        try:
            return self._render(plain)
        except _TEMPLATE_FAILURES:
            merged = _without_system(plain)  # gemma's and mistral's templates refuse a system message
        try:
            return self._render(merged)
        except _TEMPLATE_FAILURES as error:
            raise UserError("invalid_input", detail="chat_template") from error

    def _render(self, messages: list[dict[str, str]]) -> str:
        return self._template.render(
            messages=messages, add_generation_prompt=True, enable_thinking=False, **self._special
        )

    def _defused(self, text: str) -> str:
        if self._control is None:
            return text
        return self._control.sub(lambda match: f"{match[0][0]} {match[0][1:]}", text)


def _without_system(messages: list[dict[str, str]]) -> list[dict[str, str]]:
    """The system message moved to the front of the first user message."""
    system = "\n\n".join(m["content"] for m in messages if m["role"] == "system")
    rest = [dict(m) for m in messages if m["role"] != "system"]
    if system and rest and rest[0]["role"] == "user":
        rest[0]["content"] = f"{system}\n\n{rest[0]['content']}"
    return rest


def _tojson(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)


def _raise(message: str) -> None:
    raise TemplateError(message)


def _now(form: str) -> str:
    return dt.datetime.now().astimezone().strftime(form)
