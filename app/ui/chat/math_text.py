"""Formulas in TeX as plain text that can be read: Greek letters, powers, fractions on one line. Pure.

Only what stands between TeX's own marks is touched, and "$" only where what it encloses looks like a formula: prices
are left alone.
"""

from __future__ import annotations

import re

_SYMBOLS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ",
    "sigma": "σ", "tau": "τ", "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω", "Gamma": "Γ",
    "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Pi": "Π", "Sigma": "Σ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
    "times": "×", "cdot": "·", "div": "÷", "pm": "±", "mp": "∓", "leq": "≤", "le": "≤", "geq": "≥", "ge": "≥",
    "neq": "≠", "ne": "≠", "approx": "≈", "equiv": "≡", "sim": "∼", "infty": "∞", "sum": "∑", "prod": "∏", "int": "∫",
    "partial": "∂", "nabla": "∇", "in": "∈", "notin": "∉", "subset": "⊂", "cup": "∪", "cap": "∩", "forall": "∀",
    "exists": "∃", "to": "→", "rightarrow": "→", "leftarrow": "←", "Rightarrow": "⇒", "iff": "⇔", "ldots": "…",
    "dots": "…", "cdots": "⋯", "quad": " ", "qquad": "  ", "degree": "°", "circ": "∘", "mid": "|", "langle": "⟨",
    "rangle": "⟩", "cdotp": "·", "propto": "∝", "emptyset": "∅", "angle": "∠", "perp": "⊥",
}  # fmt: skip
_UP = str.maketrans("0123456789+-=()nix", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱˣ")
_DOWN = str.maketrans("0123456789+-=()aeijnox", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢⱼₙₒₓ")
_FORMULA = re.compile(
    r"\$\$([^$\ue000-\uf8ff]{1,2000}?)\$\$|\\\[([^\ue000-\uf8ff]{1,2000}?)\\\]|\\\(([^\ue000-\uf8ff]{1,1000}?)\\\)"
    r"|(?<![\\$\w])\$(?=\S)([^$\n\ue000-\uf8ff]{1,300}?)(?<=\S)\$(?![\d\w$])"
)
_LIKE_FORMULA = re.compile(r"[\\^_={}<>]|^[A-Za-z]$")
_GROUP = r"\{([^{}]*)\}"
_FRACTION = re.compile(rf"\\[dt]?frac\s*{_GROUP}\s*{_GROUP}")
_ROOT = re.compile(rf"\\sqrt\s*{_GROUP}")
_WORDS = re.compile(rf"\\(?:text|mathrm|mathbf|mathit|operatorname|mathbb|mathcal)\s*{_GROUP}")
_UPPER, _LOWER = re.compile(rf"\^(?:{_GROUP}|(\w))"), re.compile(rf"_(?:{_GROUP}|(\w))")
_COMMAND = re.compile(r"\\([A-Za-z]+)\s*")
_SIMPLE = re.compile(r"[\w.]+")
_MARKDOWN = re.compile(r"([\\`*_\[\]#~|<>])")
_CODE = re.compile(r"(```[\s\S]*?(?:```|\Z)|`[^`\n]*`)")
_PASSES = 6


def with_plain_math(text: str) -> str:
    """Markdown whose formulas are plain words; code is left as it is."""
    if "$" not in text and "\\" not in text:
        return text
    pieces = _CODE.split(text)
    return "".join(p if n % 2 else _FORMULA.sub(_replaced, p) for n, p in enumerate(pieces))


def _replaced(match: re.Match[str]) -> str:
    dollars = match[4]
    if dollars is not None and not _LIKE_FORMULA.search(dollars):
        return match.group()
    formula = next(group for group in match.groups() if group is not None)
    return _MARKDOWN.sub(r"\\\1", plain_math(formula))


def plain_math(formula: str) -> str:
    """One formula as a line of text."""
    text = " ".join(formula.split()).replace("\\left", "").replace("\\right", "").replace("\\,", " ")
    for _ in range(_PASSES):
        before = text
        text = _WORDS.sub(r"\1", text)
        text = _ROOT.sub(lambda m: f"√{_enclosed(m[1])}", text)
        text = _FRACTION.sub(lambda m: f"{_enclosed(m[1])}/{_enclosed(m[2])}", text)
        text = _UPPER.sub(lambda m: _shifted(m[1] or m[2] or "", _UP, "^"), text)
        text = _LOWER.sub(lambda m: _shifted(m[1] or m[2] or "", _DOWN, "_"), text)
        if text == before:
            break
    text = _COMMAND.sub(lambda m: _SYMBOLS.get(m[1], m[1] + " "), text)
    return (
        text.replace("\\", "")
        .replace("{", "")
        .replace("}", "")
        .replace("\ue020", "^")
        .replace("\ue021", "_")
        .strip()
    )


def _enclosed(words: str) -> str:
    words = words.strip()
    return words if _SIMPLE.fullmatch(words) else f"({words})"


def _shifted(words: str, table: dict[int, int], sign: str) -> str:
    """Raised or lowered where there are such letters, else after the sign, which is hidden from the next pass."""
    if words and all(ord(c) in table for c in words):
        return words.translate(table)
    return ("\ue020" if sign == "^" else "\ue021") + _enclosed(words)
