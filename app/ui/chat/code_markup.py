"""Program code with its keywords, strings, comments and numbers set off. A light tokenizer of our own; pure.

It knows no grammar: one set of words and comment marks for a family of languages. What it does not know stays plain,
and nothing is ever lost or changed: the text of the markup is the text of the code.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache

_C_LIKE = """abstract as async await bool boolean break byte case catch char class const continue default delete
do double else enum export extends extern false final finally float for fn func function go goto if impl
implements import in instanceof int interface let long match mod mut namespace new nil null operator override
package private protected pub public return self short signed sizeof static struct super switch template this
throw throws trait true try type typedef typeof union unsigned use using var virtual void volatile where while
yield string from of"""
_PYTHON = """False None True and as assert async await break class continue def del elif else except finally for from
global if import in is lambda nonlocal not or pass raise return try while with yield match case self"""
_SHELL = """if then else elif fi for while until do done case esac in function return local export set unset echo exit
source alias read cd begin end param foreach"""
_SQL = """select from where group by order having join left right inner outer full cross on as and or not null is in
like between exists union all distinct insert into values update set delete create table index view drop alter add
primary key foreign references default limit offset case when then else end with asc desc count sum avg min max"""
_RUBY = """def end class module if elsif else unless while until do begin rescue ensure return yield self nil true false
and or not require then case when in local function repeat"""
_FAMILIES: dict[str, tuple[str, str, bool]] = {
    "c": (_C_LIKE, r"//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)", False),
    "python": (_PYTHON, r"#[^\n]*", False),
    "shell": (_SHELL, r"(?<![\w$])#[^\n]*", False),
    "sql": (_SQL, r"--[^\n]*|/\*[\s\S]*?(?:\*/|\Z)", True),
    "ruby": (_RUBY, r"#[^\n]*|--[^\n]*", False),
    "data": ("true false null yes no", r"(?:^|(?<=\s))#[^\n]*", False),
}
_NAMES = {
    "py": "python", "python": "python", "python3": "python", "sh": "shell", "bash": "shell", "zsh": "shell",
    "shell": "shell", "console": "shell", "powershell": "shell", "ps1": "shell", "sql": "sql", "sqlite": "sql",
    "ruby": "ruby", "rb": "ruby", "lua": "ruby", "r": "python", "yaml": "data", "yml": "data", "toml": "data",
    "json": "data", "ini": "data",
}  # fmt: skip
_STRING = r'"""[\s\S]*?(?:"""|\Z)|"(?:\\.|[^"\\\n])*"?|\'(?:\\.|[^\'\\\n])*\'?|`(?:\\.|[^`\\])*`?'
_NUMBER = r"(?<![\w.])(?:0[xX][0-9a-fA-F_]+|\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)\b"
_PLAIN = frozenset({"text", "txt", "plain", "output", "none", "md", "markdown", "html", "xml", "csv", "diff"})
_LONGEST = 40_000
"""Characters; longer code is shown plain."""


def code_html(code: str, language: str = "") -> str:
    """The inside of a ``pre``: escaped, with spans of the classes key, str, com and num."""
    name = language.strip().split(" ")[0].lower()
    if name in _PLAIN or len(code) > _LONGEST:
        return html.escape(code, quote=False)
    pattern, words, folded = _family(_NAMES.get(name, "c" if name else _guess(code)))
    return pattern.sub(lambda match: _marked(match, words, folded), code + "\0").replace("\0", "")


def _marked(match: re.Match[str], words: frozenset[str], folded: bool) -> str:
    kind, text = match.lastgroup or "", html.escape(match.group(), quote=False)
    if kind == "word":
        known = (match.group().lower() if folded else match.group()) in words
        return f'<span class="key">{text}</span>' if known else text
    return text if kind == "other" else f'<span class="{kind}">{text}</span>'


@lru_cache(maxsize=8)
def _family(name: str) -> tuple[re.Pattern[str], frozenset[str], bool]:
    words, comment, folded = _FAMILIES[name]
    pattern = re.compile(
        rf"(?P<com>{comment})|(?P<str>{_STRING})|(?P<num>{_NUMBER})|(?P<word>[^\W\d]\w*)|(?P<other>[\s\S])",
        re.MULTILINE,
    )
    return pattern, frozenset(words.split()), folded


def _guess(code: str) -> str:
    """For a fence that does not say its language."""
    if re.search(r"^\s*(?:def \w+\(.*\):|import \w+|from \w+ import|print\()", code, re.MULTILINE):
        return "python"
    if re.search(r"^\s*(?:select|insert into|update|create table)\b", code, re.IGNORECASE | re.MULTILINE):
        return "sql"
    if re.search(r"^\s*(?:\$ |#!/|sudo |apt |cd )", code, re.MULTILINE):
        return "shell"
    return "c" if re.search(r"[;{}]\s*$", code, re.MULTILINE) else "data"
