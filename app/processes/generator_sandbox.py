"""Runs a stranger's Jinja text within bounds: steps, time, the size of every value it makes, the size of its output.

Jinja's own sandbox keeps a template away from Python's insides, but not from looping for ever or building a text of
gigabytes. Here every line it runs is counted (``sys.settrace``, on the template's own frames only), operators and
methods that multiply sizes are looked at before they run, and only the filters stay that chat templates use. Behind
that stands a guard outside Python (a timer signal, ``faulthandler``): a rendering that is still not back ends this
process, and the parent says so. Globals and options are those of Hugging Face's ``apply_chat_template``.
"""

from __future__ import annotations

import datetime as dt
import faulthandler
import json
import re
import signal
import sys
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from types import FrameType
from typing import Any

from jinja2 import TemplateError, nodes
from jinja2.exceptions import SecurityError
from jinja2.ext import Extension
from jinja2.parser import Parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

MOST_STEPS = 100_000
"""Lines of template code; the longest real templates run about thirty a message."""
MOST_SECONDS = 3.0
"""Of the processor; the clock says nothing on a busy machine."""
MOST_TEXT = 16 * 1024 * 1024
"""Characters of any one text, entries of any one list, and characters of the result."""
_MOST_NESTED = 10_000
LONGEST_SOURCE = 1024 * 1024
_LAST_RESORT = 8.0  # seconds of the processor
_LAST_RESORT_CLOCK = 120.0  # where there is no such timer
_FILTERS = frozenset([
    "abs", "batch", "capitalize", "count", "d", "default", "dictsort", "e", "escape", "first", "float",
    "groupby", "indent", "int", "items", "join", "last", "length", "list", "lower", "map", "max", "min",
    "reject", "rejectattr", "replace", "reverse", "round", "safe", "select", "selectattr", "slice", "sort",
    "string", "sum", "title", "tojson", "trim", "unique", "upper"
])  # fmt: skip
_STRING_METHODS = frozenset([
    "capitalize", "casefold", "count", "endswith", "find", "index", "isalnum", "isalpha", "isdigit",
    "islower", "isnumeric", "isspace", "isupper", "join", "lower", "lstrip", "partition", "removeprefix",
    "removesuffix", "replace", "rfind", "rindex", "rpartition", "rsplit", "rstrip", "split", "splitlines",
    "startswith", "strip", "swapcase", "title", "upper"
])  # fmt: skip
_PLAIN_FIELDS = re.compile(r"(?:[^{}]|\{\{|\}\}|\{\w*\})*+")
_FILE = "<template>"  # what Jinja calls code that came from a string
FAILURES = (
    TemplateError,
    TypeError,
    ValueError,
    ArithmeticError,
    LookupError,
    AttributeError,
    RecursionError,
    MemoryError,
    SyntaxError,
)
"""All that running a template may raise, beside its own refusals."""


class _Generation(Extension):
    """``{% generation %}``: marks what the model writes, for those who train; here it only passes on."""

    tags = {"generation"}  # noqa: RUF012 - Jinja's own spelling

    def parse(self, parser: Parser) -> nodes.Node | list[nodes.Node]:
        """The body as it stands."""
        next(parser.stream)
        return parser.parse_statements(("name:endgeneration",), drop_needle=True)


class BoundedEnvironment(ImmutableSandboxedEnvironment):
    """What a template can reach. ``from_string`` raises what :data:`FAILURES` lists."""

    intercepted_binops = frozenset("+*%") | {"**"}

    def __init__(self) -> None:
        super().__init__(
            trim_blocks=True,
            lstrip_blocks=True,
            extensions=["jinja2.ext.loopcontrols", _Generation],
            finalize=_shown,
        )
        kept = {name: filter_ for name, filter_ in self.filters.items() if name in _FILTERS}
        self.filters = {**kept, "tojson": _tojson, "join": _join(kept["join"]), "replace": _replace}
        self.filters |= {"indent": _indent(kept["indent"]), "string": _text, "_concatenate": _concatenate}
        for unneeded in ("lipsum", "cycler", "joiner"):
            del self.globals[unneeded]
        self.globals["raise_exception"] = _raise
        self.globals["strftime_now"] = _now

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Before a value is made, how large it would be."""
        if operator == "**" or (operator == "%" and isinstance(left, str)):
            raise SecurityError(operator)
        if operator == "*":
            _check_product(left, right)
        elif operator == "+" and _size(left) + _size(right) > MOST_TEXT:
            raise SecurityError("too long")
        return super().call_binop(context, operator, left, right)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Of texts, only the methods that templates use and that do not make long texts of short ones."""
        if isinstance(obj, str) and attr not in _STRING_METHODS:
            return False
        return super().is_safe_attribute(obj, attr, value)

    def wrap_str_format(self, value: Any) -> Any:
        """``"{:1000000000}".format(1)`` is refused: fields with nothing in them are all a template needs."""
        if getattr(value, "__name__", "") != "format" or not isinstance(
            getattr(value, "__self__", None), str
        ):
            return None
        if not _PLAIN_FIELDS.fullmatch(value.__self__):
            raise SecurityError("format")
        return super().wrap_str_format(value)

    def call(self, context: Any, function: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Methods of texts that can make long ones are bounded."""
        owner, name = getattr(function, "__self__", None), getattr(function, "__name__", "")
        if isinstance(owner, str):
            if name == "replace" and len(args) >= 2:
                return _replace(owner, *args)
            if name == "join" and args:
                return _joined(owner, args[0])
        return super().call(context, function, *args, **kwargs)

    def _generate(self, source: nodes.Template, name: Any, filename: Any, defer_init: bool = False) -> str:
        """``~`` makes texts as ``+`` does."""
        for found in list(source.find_all(nodes.Concat)):
            together = nodes.List(found.nodes)
            found.nodes = [nodes.Filter(together, "_concatenate", [], [], None, None)]
        return super()._generate(source, name, filename, defer_init)


def render(template: Any, values: Mapping[str, Any]) -> str:
    """The result. Raises what :data:`FAILURES` lists."""
    bounds, before = _Bounds(), sys.gettrace()
    _guard(on=True)
    sys.settrace(bounds.on_call)
    try:
        pieces: list[str] = []
        length = 0
        for piece in template.generate(**values):
            length += len(piece)
            if length > MOST_TEXT:
                raise SecurityError("too long")
            pieces.append(piece)
        return "".join(pieces)
    finally:
        sys.settrace(before)
        _guard(on=False)


def _guard(*, on: bool) -> None:
    """Both end the process without asking Python, which may be inside one endless operation."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_VIRTUAL, _LAST_RESORT if on else 0.0)  # its signal's default is to end
    elif on:
        with suppress(ValueError, OSError):  # no standard error
            faulthandler.dump_traceback_later(_LAST_RESORT_CLOCK, exit=True)
    else:
        faulthandler.cancel_dump_traceback_later()


class _Bounds:
    """Counts the lines of template code, and looks at the clock now and then."""

    def __init__(self) -> None:
        self._left = MOST_STEPS
        self._until = time.thread_time() + MOST_SECONDS

    def on_call(self, frame: FrameType, _event: str, _argument: Any) -> Callable[..., Any] | None:
        """Jinja's and our own code is not counted, only what the template became."""
        return self._on_line if frame.f_code.co_filename == _FILE else None

    def _on_line(self, _frame: FrameType, event: str, _argument: Any) -> Callable[..., Any]:
        if event == "line":
            self._left -= 1
            if self._left <= 0 or (not self._left % 200 and time.thread_time() > self._until):
                raise SecurityError("too many steps")
        return self._on_line


def _size(value: Any) -> int:
    return len(value) if isinstance(value, str | list | tuple) else 0


def _check_product(left: Any, right: Any) -> None:
    for value, times in ((left, right), (right, left)):
        if isinstance(times, int) and _size(value) * max(times, 0) > MOST_TEXT:
            raise SecurityError("too long")
    if isinstance(left, int) and isinstance(right, int) and max(abs(left), abs(right)) > 1 << 64:
        raise SecurityError("too large")


def _concatenate(values: Iterable[Any]) -> str:
    return _joined("", [_text(value) for value in values])


def _shown(value: Any) -> Any:
    return _text(value) if isinstance(value, list | tuple | dict) else value


def _text(value: Any) -> str:
    """Of nested lists only while there are few: some lines can make one whose text is endless."""
    _check_nested([value])
    return str(value)


def _check_nested(level: list[Any]) -> None:
    seen = 0
    while level:
        seen += len(level)
        if seen > _MOST_NESTED:
            raise SecurityError("too large")
        level = [inner for value in level for inner in _insides(value)]


def _insides(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list | tuple) else ()


def _joined(between: str, values: Iterable[Any]) -> str:
    texts = [_text(value) for value in values]
    if sum(map(len, texts)) + len(between) * len(texts) > MOST_TEXT:
        raise SecurityError("too long")
    return between.join(texts)


def _join(usual: Any) -> Any:
    def join(environment: Any, value: Iterable[Any], d: str = "", attribute: Any = None) -> str:
        values = list(value)
        if attribute is not None:
            return str(usual(environment, values, d, attribute))
        return _joined(str(d), values)

    join.jinja_pass_arg = usual.jinja_pass_arg  # type: ignore[attr-defined]
    return join


def _indent(usual: Any) -> Any:
    def indent(s: str, width: int | str = 4, first: bool = False, blank: bool = False) -> str:
        by = width if isinstance(width, int) else len(width)
        if (s.count("\n") + 1) * by + len(s) > MOST_TEXT:
            raise SecurityError("too long")
        return str(usual(s, width, first, blank))

    return indent


def _replace(text: Any, old: str, new: str, count: int | None = -1) -> str:
    text = str(text)
    found = text.count(old) if count is None or count < 0 else min(text.count(old), count)
    if len(text) + found * len(new) > MOST_TEXT:
        raise SecurityError("too long")
    return str.replace(text, old, new, -1 if count is None else count)


def _tojson(value: Any, ensure_ascii: bool = False, indent: Any = None, **more: Any) -> str:
    _check_nested([value])
    allowed = {key: more[key] for key in ("separators", "sort_keys") if key in more}
    pieces, length = [], 0
    for piece in json.JSONEncoder(ensure_ascii=ensure_ascii, indent=indent, **allowed).iterencode(value):
        length += len(piece)
        if length > MOST_TEXT:
            raise SecurityError("too long")
        pieces.append(piece)
    return "".join(pieces)


def _raise(message: str) -> None:
    raise TemplateError(message)


def _now(form: str) -> str:
    if len(form) > 100 or any(char.isdigit() for char in form):
        raise SecurityError("strftime_now")
    return dt.datetime.now().astimezone().strftime(form)
