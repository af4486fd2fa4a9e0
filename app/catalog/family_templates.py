"""Chat templates of the families, for files that hold none or a broken one: written here, from the control tokens.

``marks`` are the control tokens a vocabulary must have for a template to make sense; without any of them the plain one
is used. A reasoning family's template takes ``enable_thinking``, as those in the files do.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FamilyTemplate:
    """``source`` is Jinja; ``family`` the name people know it by."""

    family: str
    marks: tuple[str, ...]
    source: str


def _turns(before: str, between: str, after: str, assistant: str = "assistant", first: str = "") -> str:
    """Every message as ``before`` role ``between`` content ``after``; ``first`` at the beginning."""
    return (
        f"{first}{{% for message in messages %}}"
        f"{{{{ '{before}' + ('{assistant}' if message.role == 'assistant' else message.role) + '{between}'"
        f" + message.content + '{after}' }}}}{{% endfor %}}"
        f"{{% if add_generation_prompt %}}{{{{ '{before}{assistant}{between}' }}}}{{% endif %}}"
    )


_THINK = (
    "{% if add_generation_prompt and enable_thinking is defined and not enable_thinking %}"
    "{{ '<think>\\n\\n</think>\\n\\n' }}{% endif %}"
)
# what it holds is then put before the first question
_NO_SYSTEM = "{% if messages[0].role == 'system' %}{{ raise_exception('no system role') }}{% endif %}"
_CHATML = _turns("<|im_start|>", "\\n", "<|im_end|>\\n")
_MISTRAL = (
    "{{ bos_token }}" + _NO_SYSTEM + "{% for message in messages %}{% if message.role == 'user' %}"
    "{{ '[INST] ' + message.content + ' [/INST]' }}{% else %}{{ message.content + eos_token }}{% endif %}{% endfor %}"
)
PLAIN = FamilyTemplate(
    "plain", (),
    "{% for message in messages %}{{ message.role|capitalize + ': ' + message.content + '\\n\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ 'Assistant:' }}{% endif %}",
)  # fmt: skip
TEMPLATES: tuple[FamilyTemplate, ...] = (
    FamilyTemplate("Phi-4", ("<|im_start|>", "<|im_sep|>"), _turns("<|im_start|>", "<|im_sep|>", "<|im_end|>")),
    FamilyTemplate("Qwen3", ("<|im_start|>", "<think>"), _CHATML + _THINK),
    FamilyTemplate("ChatML", ("<|im_start|>",), _CHATML),
    FamilyTemplate(
        "Llama 3", ("<|start_header_id|>", "<|eot_id|>"),
        _turns("<|start_header_id|>", "<|end_header_id|>\\n\\n", "<|eot_id|>", first="{{ bos_token }}"),
    ),
    FamilyTemplate(
        "Gemma", ("<start_of_turn>",),
        "{{ bos_token }}" + _NO_SYSTEM + _turns("<start_of_turn>", "\\n", "<end_of_turn>\\n", "model"),
    ),
    FamilyTemplate(
        "Granite", ("<|start_of_role|>",), _turns("<|start_of_role|>", "<|end_of_role|>", "<|end_of_text|>\\n")
    ),
    FamilyTemplate("Phi-3", ("<|user|>", "<|end|>"), _turns("<|", "|>\\n", "<|end|>\\n")),
    FamilyTemplate("Mistral", ("[INST]",), _MISTRAL),
)  # fmt: skip


def template_for(control: Collection[str]) -> FamilyTemplate:
    """The first whose control tokens a vocabulary has; the plain one when there is none."""
    known = set(control)
    return next((template for template in TEMPLATES if known.issuperset(template.marks)), PLAIN)
