"""What is known about families of models, by the architecture in the file: one entry each, and a generic one."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.language_models import SamplingParams


@dataclass(frozen=True, slots=True)
class Family:
    """``sampling`` is for open chat (grounded tasks use temperature 0); ``reasoning`` the tags around thinking,
    ``thinking`` the sampling while it may (None: the same).

    ``names`` tell families apart whose files carry another family's architecture.
    """

    name: str
    architectures: tuple[str, ...]
    names: tuple[str, ...] = ()
    sampling: SamplingParams = field(default_factory=lambda: SamplingParams(temperature=0.7))
    stop: tuple[str, ...] = ()
    reasoning: tuple[str, str] | None = None
    thinking: SamplingParams | None = None


_THINK = ("<think>", "</think>")
# What the makers recommend on their models' pages.
_QWEN = SamplingParams(temperature=0.7, top_k=20, top_p=0.8, min_p=0.0)
_QWEN_THINKING = SamplingParams(temperature=0.6, top_k=20, top_p=0.95, min_p=0.0)
_GEMMA = SamplingParams(temperature=1.0, top_k=64, top_p=0.95, min_p=0.0)
_SMOLLM3 = SamplingParams(temperature=0.6, top_p=0.95)

_SHARED = {"llama", "mistral3", "qwen2"}
GENERIC = Family("generic", ())
FAMILIES: tuple[Family, ...] = (
    Family("smollm3", ("smollm3",), ("smollm3",), _SMOLLM3, ("<|im_end|>",), _THINK, _SMOLLM3),
    Family("smollm", (), ("smollm",), SamplingParams(temperature=0.2, top_p=0.9), ("<|im_end|>",)),
    Family(
        "ministral", (), ("ministral",), SamplingParams(temperature=0.15), reasoning=("[THINK]", "[/THINK]")
    ),
    Family("mistral", ("mistral3", "mistral4"), ("mistral",), SamplingParams(temperature=0.3)),
    Family(
        "deepseek-r1", (), ("deepseek-r1",), SamplingParams(temperature=0.6, top_p=0.95), reasoning=_THINK
    ),
    Family("llama", ("llama", "llama4"), sampling=SamplingParams(temperature=0.6, top_p=0.9)),
    Family("qwen2", ("qwen2", "qwen2moe"), sampling=_QWEN, stop=("<|im_end|>",)),
    Family(
        "qwen3",
        ("qwen3", "qwen3moe", "qwen35", "qwen35moe", "qwen3next"),
        (),
        _QWEN,
        ("<|im_end|>",),
        _THINK,
        _QWEN_THINKING,
    ),
    Family("gemma", ("gemma", "gemma2", "gemma3", "gemma3n"), (), _GEMMA, ("<end_of_turn>",)),
    Family("gemma4", ("gemma4",), (), _GEMMA, (), ("<|channel>thought", "<channel|>")),
    Family("phi3", ("phi3", "phimoe"), (), SamplingParams(temperature=0.6), ("<|end|>",)),
    Family(
        "granite",
        ("granite", "granitemoe", "granitehybrid", "granite-swa"),
        (),
        SamplingParams(temperature=0.0),
        ("<|end_of_text|>",),
    ),
)


def family_of(architecture: str, name: str = "") -> Family:
    """By architecture, and by name where that says nothing: SmolLM2 and Mistral 7B are "llama" files, and so are what
    was distilled into a Llama or a Qwen2."""
    folded = name.casefold()
    if architecture in _SHARED:
        for family in FAMILIES:
            if any(known in folded for known in family.names):
                return family
    return next((family for family in FAMILIES if architecture in family.architectures), GENERIC)
