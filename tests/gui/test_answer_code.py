"""Code, formulas and tables in answers: nothing lost, nothing loaded, prices no formulas."""

from __future__ import annotations

import html
import re

import pytest

from app.ui.chat.answer_markup import markdown_html
from app.ui.chat.code_markup import code_html
from app.ui.chat.math_text import plain_math, with_plain_math

PYTHON = 'def f(a):  # a "comment"\n    """Doc <b>."""\n    return a + 0x1F if a else "x\\"y"\n'


def words_of(markup: str) -> str:
    return html.unescape(re.sub(r"</?span[^>]*>", "", markup))


@pytest.mark.parametrize("language", ["python", "sql", "c", "bash", "yaml", "ruby", "", "text", "unheard-of"])
@pytest.mark.parametrize(
    "code", [PYTHON, "select * from t where a < 'b' -- x", 'say "unclosed', "", "\\ / * ` $ é 漢"]
)
def test_the_text_of_the_markup_is_the_code(language: str, code: str) -> None:
    assert words_of(code_html(code, language)) == code


def test_kinds_are_told_apart() -> None:
    marked = code_html(PYTHON, "python")
    assert '<span class="key">def</span>' in marked
    assert '<span class="com"># a "comment"</span>' in marked
    assert '<span class="num">0x1F</span>' in marked
    assert '<span class="str">"x\\"y"</span>' in marked
    assert '<span class="key">SELECT</span>' in code_html("SELECT 1", "sql")
    assert '<span class="key">def</span>' in code_html(PYTHON)


def test_hostile_code_is_quick_and_stays_text() -> None:
    assert "<script>" not in markdown_html("```html\n<script>alert(1)</script>\n```")
    for code in ('"' * 20_000, "/*" * 10_000, "`" * 20_001, "\\" * 20_000):
        assert words_of(code_html(code, "c")) == code


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        (r"x^2 + y_1 = \frac{a+b}{2}", "x² + y₁ = (a+b)/2"),
        (r"\sqrt{n} \leq \alpha \cdot 10^{-3}", "√n ≤α ·10⁻³"),
        (r"\sum_{i=1}^{n} a_{i}", "∑ᵢ₌₁ⁿ aᵢ"),
        (r"E = mc^2", "E = mc²"),
        (r"\text{rate} = k^{\beta}", "rate = k^(β)"),
        ("{{{", ""),
    ],
)
def test_formulas_become_plain_text(formula: str, plain: str) -> None:
    assert plain_math(formula).replace(" ", "") == plain.replace(" ", "")


@pytest.mark.parametrize(
    "text", ["It costs $5 and $10.", "From $5-$10, or US$ 3.", "`$x_1$` and C:\\dir\\(a)", "5 $ a day, 6 $ b"]
)
def test_prices_and_code_are_no_formulas(text: str) -> None:
    assert with_plain_math(text) == text


def test_formulas_do_not_become_markdown() -> None:
    assert "<em>" not in markdown_html("So $a_*b*_c$ holds.")
    assert "x²" in markdown_html(r"Thus \(x^2\) grows [1].", {1})
    assert "cite:1" in markdown_html(r"Thus \(x^2\) grows [1].", {1})


def test_tables_have_lines() -> None:
    shown = markdown_html("| a | b |\n|---|---|\n| 1 | 2 |")
    assert 'border="1"' in shown
    assert "<td>1</td>" in shown
