"""Every format's sample, damaged in two hundred ways, still ends in a document or in a reason."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from app.domain.errors import UserError
from app.formats.registry import formats, parse_bytes

DATA = Path(__file__).parents[2] / "data" / "formats"
MUTATIONS = 200


def samples() -> list[Path]:
    found = (sorted(p for p in (DATA / f.format_id).glob("*") if p.is_file()) for f in formats())
    return [paths[0] for paths in found if paths]


def mutated(data: bytes, chance: random.Random) -> bytes:
    """One to eight of: a byte changed, some bytes cut out, doubled, or replaced by noise; sometimes the end cut off."""
    broken = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(broken))
        length = chance.randint(1, 40)
        match chance.randrange(5):
            case 0:
                broken[at] = chance.randrange(256)
            case 1:
                del broken[at : at + length]
            case 2:
                broken[at:at] = broken[at : at + length]
            case 3:
                broken[at : at + length] = chance.randbytes(length)
            case 4 if chance.random() < 0.2:
                del broken[at:]
        if not broken:
            return b"x"
    return bytes(broken)


@pytest.mark.parametrize("path", samples(), ids=lambda p: p.parent.name)
def test_a_damaged_file_ends_in_a_document_or_a_reason(path: Path) -> None:
    data = path.read_bytes()
    chance = random.Random(f"{path.parent.name} 1")
    for number in range(MUTATIONS):
        broken = mutated(data, chance)
        try:
            parsed = parse_bytes(path, broken)
        except UserError:
            continue
        except Exception as error:
            raise AssertionError(f"mutation {number} of {path.name}: {error!r}") from error
        end = 0
        for block in parsed.blocks:
            assert end <= block.span.start < block.span.end <= len(parsed.text)
            end = block.span.end
        for part in parsed.parts:
            assert part.span is None or 0 <= part.span.start < part.span.end <= len(parsed.text)
