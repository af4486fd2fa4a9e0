"""A PDF with many pages of typed lines, made with nothing but bytes."""

from __future__ import annotations

import random
from collections.abc import Sequence

WORDS = [
    f"{a}{b}"
    for a in ("har", "lan", "mor", "tri", "ves", "sol")
    for b in ("bour", "tern", "tar", "dent", "sel")
]


def page_lines(seed: int, lines: int = 24) -> list[str]:
    """Lines of a page that no other page has."""
    rng = random.Random(seed)
    sentence = [f"Entry {seed}"]
    found = []
    for _ in range(lines):
        sentence += [rng.choice(WORDS) for _ in range(9)]
        found.append(" ".join(sentence) + ("." if rng.random() < 0.5 else ""))
        sentence = [rng.choice(WORDS).capitalize()] if found[-1].endswith(".") else []
    return found


def make_pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """Helvetica, 11 points, one text line a line."""
    bodies = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    kids = []
    for lines in pages:
        shown = " T* ".join(f"({line}) Tj" for line in lines)
        stream = f"BT /F1 11 Tf 14 TL 60 780 Td {shown} ET"
        bodies.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        content = len(bodies)
        bodies.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(bodies)} 0 R")
    bodies[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return _assembled(bodies)


def _assembled(bodies: Sequence[str]) -> bytes:
    data, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    trailer = f"trailer\n<< /Size {len(bodies) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n{table}{trailer}".encode()
