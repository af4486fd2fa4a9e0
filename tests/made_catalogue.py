"""Small catalogues of models, as files say them."""

from __future__ import annotations

HUB = "https://hub.example"
COMMIT = "0123456789abcdef0123456789abcdef01234567"
HEAD = f"""
schema = 1
[sources.hub]
name = "Hub"
address = "{HUB}/{{repository}}/{{revision}}/{{file}}"
hosts = ["hub.example"]
[licences.free]
name = "Free"
url = "https://free.example"
[licences.asking]
name = "Asking"
url = "https://asking.example"
accept = true
"""


def file_text(name: str, size: int, digest: str) -> str:
    """One of an entry's files."""
    return f'{{ name = "{name}", bytes = {size}, sha256 = "{digest}" }}'


def entry_text(name: str, files: str, licence: str = "free", *figures: str, kind: str = "generator") -> str:
    """One model. ``files``: what stands between the brackets; ``figures``: further lines."""
    more = "\n".join(figures)
    return f"""
[[models]]
id = "{name}"
name = "Model {name}"
family = "A"
kind = "{kind}"
maker = "A"
source = "hub"
repository = "a/b"
quantization = "Q8_0"
parameters = 1
licence = "{licence}"
good_for = "Tests."
files = [{files}]
{more}
"""
