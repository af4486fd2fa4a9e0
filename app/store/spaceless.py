"""Scripts that are written without spaces between words: FTS5's unicode61 would take a whole sentence for one word.

Ranges from the Unicode blocks (https://www.unicode.org/Public/UNIDATA/Blocks.txt). Hangul is left out: Korean
puts spaces between words.
"""

from __future__ import annotations

import re

_RANGES = (
    "\u0e00-\u0eff"  # Thai, Lao
    "\u1000-\u109f"  # Myanmar
    "\u1780-\u17ff"  # Khmer
    "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff"  # iteration mark, Hiragana, Katakana
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # CJK ideographs
    "\uff66-\uff9f"  # half-width Katakana
    "\U00020000-\U0003ffff"  # CJK ideographs beyond the basic plane
)
_RUN = re.compile(f"[{_RANGES}]+")


def has_spaceless(text: str) -> bool:
    """Does any character belong to such a script?"""
    return _RUN.search(text) is not None


def spaceless_runs(text: str) -> list[str]:
    """The stretches of such characters."""
    return _RUN.findall(text)
