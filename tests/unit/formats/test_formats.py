"""One sample a format, and what its text must hold: adding a format adds a folder and an entry here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from app.domain.documents import BlockKind, ParsedDocument
from app.formats.registry import formats, media_type_for, parse

DATA = Path(__file__).parents[2] / "data" / "formats"


@dataclass(frozen=True)
class Expected:
    """What a sample is to give. ``rows`` are table rows, ``headings`` (level, text)."""

    file: str
    title: str
    holds: tuple[str, ...]
    lacks: tuple[str, ...] = ()
    headings: tuple[tuple[int, str], ...] = ()
    rows: tuple[str, ...] = ()
    pages: int = 0
    language: str | None = None
    partial: bool = False


EXPECTED = [
    Expected(
        "pdf/lease.pdf",
        "Residential Lease, 4 Mill Lane",
        holds=("giving notice of six weeks to the end of a month", "74 square metres, with cellar room 5."),
        lacks=("\r", "\ufffe", "\x02"),
        headings=((1, "Residential Lease Agreement"), (2, "8. Notice")),
        pages=2,
    ),
    Expected(
        "docx/everything.docx",
        "Site report",
        holds=(
            "The bridge is sound.",
            "[Checked by ultrasound.]",
            "1. North abutment\n1.a) cracks under 0.2 mm\n2. South abutment",
            "Text in a box",
            "Photo of the east bearing",
            "Inside a content control",
            "Bridge register 77",
        ),
        lacks=("DELETEDWORD", "HIDDENWORD"),
        headings=((1, "Site report"), (2, "Findings"), (2, "Next inspection")),
        rows=("Span: East; Length: 24 m; Load: 30 t", "Span: East; Length: not measured; Load: not measured"),
    ),
    Expected(
        "html/page.html",
        "Garden notes",
        holds=(
            "Plant (Salvia) in May.\nWater it gr\u00fcndlich.\n\nInner paragraph",
            "A sage bush",
            "3. Dig\n- deep\n4. Rest",
            "Layout\n\nOne.\n\nTwo.",
            "line 1\n  line 2",
        ),
        lacks=("SCRIPTWORD", "NAVWORD", "HIDDENWORD", "HIDDENTOO", "AAAA"),
        headings=((1, "Garden notes"), (2, "Layout")),
        rows=("Plant: Leek; Month: June; Rows: 4",),
        language="de",
    ),
    Expected(
        "markdown/notes.md",
        "Field notes",
        holds=(
            "First paragraph with a link (https://example.org/a), an escaped *star*, code and a soft break.\n",
            "A hard break.",
            "- item one\n- item two\nmore of item two\n1. first\n2. second",
            "quoted",
            "x = 1",
        ),
        lacks=("COMMENTWORD", "**", "~~~", "|"),
        headings=((1, "Field notes"), (2, "Setext heading")),
        rows=("Name: Oak; Size: 21 m", "Name: Elm"),
    ),
    Expected(
        "text/letter.txt",
        "Harbour office",
        holds=("use the\nramp at the east quay.", "- Lock the gate\nafter ten"),
        headings=((1, "Harbour office"), (2, "Duties")),
    ),
    Expected(
        "captions/talk.vtt",
        "talk",
        holds=("Odile (0:01): The crane is out of order until May.", "Bram (0:04): Then we use the ramp"),
        lacks=("-->", "WEBVTT"),
    ),
    Expected(
        "csv/plants.csv",
        "plants",
        holds=("Nursery stock, spring",),
        rows=(
            "Plant: Leek; Month: June; Price: 2,40 \u20ac; Note: sow early; thin out",
            "Plant: Chard; Price: 1,90 \u20ac",
        ),
    ),
    Expected(
        "eml/offer.eml",
        "Offer for the crane r\u00e9paration",
        holds=(
            "From: Odile Gr\u00fcn <odile@harbour.example>",
            "To: Bram Vos <bram@harbour.example>, crew@harbour.example",
            "takes nine days.",
            "> Can we still use the ramp?\nYes, with the gr\u00fcn gate closed.",
        ),
        lacks=("tracker", "=20", "=C3"),
        headings=((1, "Offer for the crane r\u00e9paration"), (2, "parts.csv")),
        rows=("Part: Bearing; Count: 2; Price: 310",),
    ),
    Expected(
        "mbox/box.mbox",
        "box",
        holds=(
            "High water is at 14:20.\n\nFrom there on it falls",
            "From: bram@harbour.example",
            "we load at noon",
        ),
        headings=((1, "Tide tables"), (1, "Re: Tide tables")),
    ),
    Expected(
        "mhtml/page.mhtml",
        "Garden notes, saved",
        holds=("Water the sage on Mondays.",),
        lacks=("HIDDENWORD", "R0lGOD"),
        headings=((1, "Garden notes"),),
        language="en",
    ),
    Expected(
        "msg/inspection.msg",
        "Crane inspection",
        holds=(
            "From: \u041e\u043b\u044c\u0433\u0430 \u0412\u043e\u0441 <olga@harbour.example>",
            "To: Bram Vos <bram@harbour.example>",
            "Date: Tue, 04 Apr 2028 09:30 UTC",
            "It may lift thirty tonnes.",
            "The inner mail says seventy tonnes.",
        ),
        headings=((1, "Crane inspection"), (2, "loads.csv"), (2, "Inner mail")),
        rows=("Load: Stone; Tonnes: 28; Berth: East",),
    ),
    Expected(
        "epub/tale.epub",
        "The Ramp",
        holds=("By Odile Vos", "High water came at noon.", "Then the ramp gave way.[1]"),
        headings=((1, "The tide"), (2, "The quay")),
        language="en-gb",
    ),
    Expected(
        "rtf/memo.rtf",
        "Quay memo",
        holds=(
            "closed f\u00fcr repairs \u2013 until May.\nUse the ramp.",
            "1. Lock the gate [At night only.]\n- Call \u041f\u0435\u0442\u0440",
            "See the site.\n\nHarbour office",
        ),
        lacks=("HIDDENWORD", "Arial", "89504e", "HYPERLINK"),
        headings=((1, "Quay memo"), (2, "Duties")),
        rows=("Berth: East; Length: 24 m; Depth: 6 m",),
    ),
    Expected(
        "code/queue.rs",
        "queue.rs",
        holds=("// Refuses what is too heavy.\n    pub fn push",),
        headings=((1, "Queue"), (2, "push"), (1, "longest")),
    ),
    Expected(
        "config/settings.toml",
        "settings",
        holds=("level_cm = 310 # above chart datum\nrecipients",),
        headings=((1, "alarm"), (1, "alarm.night")),
    ),
    Expected(
        "json/orders.json",
        "Orders of the nursery",
        holds=("orders 2 (A-8) > lines 1 > note: x x",),
        rows=(
            "customer > name: Odile Gr\u00fcn; city: F\u00fcrth",
            "orders 1 (A-7) > id: A-7; plant: Leek; count: 40; paid: true",
        ),
    ),
    Expected(
        "notebook/waves.ipynb",
        "Wave heights",
        holds=(
            "Measured at the east pier.",
            "heights = [1.2, 1.6]\nprint(sum(heights) / 2)",
            "mean: 1.4 m",
        ),
        lacks=("iVBOR", "**"),
        headings=((1, "Wave heights"),),
    ),
    Expected(
        "xml/catalogue.xml",
        "Catalogue 2028",
        holds=("Sow in April, thin in May.",),
        lacks=("COMMENTWORD", "<", "hostname"),
        rows=("plant > code: L7; name: Leek; height: 60 (unit: cm); price: 2.40",),
    ),
    Expected(
        "archive/parcel.zip",
        "parcel.zip",
        holds=("letters/lease 2024.txt\nphotos/quay.jpg",),
        lacks=("INNERWORD",),
        partial=True,
    ),
    Expected(
        "xlsx/berths.xlsx",
        "berths",
        holds=("far away", "Harbour office", "Stone: Timber"),
        lacks=("READING",),
        headings=((1, "Berths"), (2, "Berths in spring"), (1, "Lists (hidden)")),
        rows=(
            "Berth: East; From: 2028-05-01; Use: 81.25% [Measured twice.]; Fee: 1234.50 EUR",
            "Berth: East; From: 2028-06-01; Use: 50.00%; Fee: 990.00 EUR",
        ),
    ),
    Expected("xlsb/fares.xlsb", "fares", holds=(), rows=("Line: Quay; Fare: 2.5; Discount: 25%",)),
    Expected("xls/tides.xls", "tides", holds=(), rows=("Day: Monday; High: 4.2; Low: 0.5",)),
    Expected(
        "pptx/plan.pptx",
        "Harbour plan 2028",
        holds=(
            "- Deepen the basin\n- Renew the ramp",
            "Thank the crew.\n\n[Ask Bram about the cost.]",
            "Ships a month",
            "- Dredge",
            "Grouped words",
            "Photo of the old crane",
        ),
        lacks=("PRESWORD", "77"),
        headings=((1, "Harbour plan 2028"), (2, "Notes"), (1, "Works ahead"), (1, "Slide 3")),
        rows=("May; Ships: 12", "Crane: North; Load: 12 t; Reach: 40 m"),
        pages=3,
    ),
    Expected(
        "odt/dike.odt",
        "Dike report",
        holds=(
            "Dike register",
            "The dike  is sound.\n\n[Walked end to end.]",
            "1. North bank\na) moles\n2. South bank",
            "Text in a frame\n\nMap of the polder",
        ),
        lacks=("DELETEDWORD", "HIDDENWORD"),
        headings=((1, "1. Inspection"),),
        rows=("Bank: North; Height: 5 m; State: fair",),
        language="nl-be",
    ),
    Expected(
        "ods/sluices.ods",
        "sluices",
        holds=("Quiet",),
        headings=((1, "Sluices"), (2, "Sluices by day"), (1, "Secret (hidden)")),
        rows=(
            "Gate: East; Opened: 2028-05-01; Share: 50 % [Estimated.]",
            "Gate: East; Opened: 2028-05-02; Share: 0.25",
        ),
    ),
    Expected(
        "odp/tides.odp",
        "Spring tides",
        holds=("- Close the gates", "Mention last year.", "Words in a shape", "Water board"),
        lacks=("NUMBERWORD",),
        headings=((1, "Spring tides"), (2, "Notes"), (1, "Slide 2")),
        pages=2,
    ),
    Expected(
        "doc/ramp.doc",
        "Ramp report",
        holds=("The ramp is closed.\n\n[Since May.]", "- wet timber", "Yours, Odile \u2013 harbour office"),
        lacks=("CODEWORD",),
        headings=((1, "Ramp report"), (2, "Findings")),
        rows=("Plank: First; Length: 4 m; State: rotten",),
    ),
    Expected("image/keys.png", "keys", holds=(), pages=1),
    Expected(
        "ppt/quay.ppt",
        "Quay walls",
        holds=("- Point the joints\n- Clear the drains", "Bring photographs.", "A box alone"),
        headings=((1, "Quay walls"), (2, "Notes"), (1, "Slide 2")),
        pages=2,
    ),
]


def blocks_of(parsed: ParsedDocument, kind: BlockKind) -> list[tuple[int, str]]:
    return [(b.level, parsed.text[b.span.start : b.span.end]) for b in parsed.blocks if b.kind is kind]


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda e: e.file)
def test_sample(expected: Expected) -> None:
    parsed = parse(DATA / expected.file)
    assert parsed.title == expected.title
    assert parsed.media_type == media_type_for(DATA / expected.file)
    assert parsed.language == expected.language
    assert [text for text in expected.holds if text not in parsed.text] == []
    assert [text for text in expected.lacks if text in parsed.text] == []
    headings = blocks_of(parsed, BlockKind.HEADING)
    assert [heading for heading in expected.headings if heading not in headings] == []
    rows = [text for _, text in blocks_of(parsed, BlockKind.TABLE_ROW)]
    assert [row for row in expected.rows if row not in rows] == []
    assert len(parsed.page_starts) == expected.pages
    assert parsed.partial == expected.partial


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda e: e.file)
def test_blocks_are_exact_in_order_and_leave_out_only_space(expected: Expected) -> None:
    parsed = parse(DATA / expected.file)
    end = 0
    for block in parsed.blocks:
        assert block.span.start >= end
        assert not parsed.text[end : block.span.start].strip()
        text = parsed.text[block.span.start : block.span.end]
        assert text == text.strip() != ""
        assert (block.level > 0) == (block.kind is BlockKind.HEADING)
        end = block.span.end
    assert end == len(parsed.text)
    assert list(parsed.page_starts) == sorted(parsed.page_starts)


def test_every_format_has_a_sample() -> None:
    assert {f.format_id for f in formats()} == {p.name for p in DATA.iterdir() if any(p.iterdir())}


def test_no_two_formats_claim_a_suffix() -> None:
    suffixes = [suffix for f in formats() for suffix in f.suffixes]
    assert len(suffixes) == len(set(suffixes))
    assert all(s.startswith(".") and s == s.lower() for s in suffixes)
