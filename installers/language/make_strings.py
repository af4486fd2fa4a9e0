"""``make strings``: collects the texts of the code into the catalogues and compiles them.

    python installers/language/make_strings.py [--check]

Translations that are there are kept, new texts are added with an empty translation, texts that are gone are dropped.
With ``--check`` nothing is written. The exit code is 1 when a translation is missing (or, with ``--check``, when the
files are not up to date). Needs the standard library only.
"""

from __future__ import annotations

import sys
from pathlib import Path

from extraction import ROOT, NotLiteral, extract
from po import compiled, compose, parse

LOCALE = ROOT / "resources" / "locale"


def main(arguments: list[str]) -> int:
    """Every catalogue, one line each."""
    try:
        texts = extract()
    except NotLiteral as error:
        print(error, file=sys.stderr)
        return 1
    failed = False
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/carrel.po")):
        text = compose(parse(path.read_text(encoding="utf-8")), texts)
        catalogue = parse(text)
        missing = sum(not all(said) for said in catalogue.entries.values())
        stale = "--check" in arguments and not written(path, text, compiled(catalogue))
        if "--check" not in arguments:
            path.write_text(text, encoding="utf-8")
            path.with_suffix(".mo").write_bytes(compiled(catalogue))
        print(
            f"{path.parts[-3]}: {len(texts)} texts, {missing} without translation{', not up to date' if stale else ''}"
        )
        failed |= bool(missing or stale)
    return int(failed)


def written(path: Path, text: str, binary: bytes) -> bool:
    """Whether the files hold just this."""
    compiled_file = path.with_suffix(".mo")
    there = compiled_file.read_bytes() if compiled_file.exists() else b""
    return path.read_text(encoding="utf-8") == text and there == binary


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
