"""JSON, notebooks, XML and settings: a value makes sense with what stands before it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.domain.documents import ParsedDocument
from app.domain.errors import UserError
from app.formats.registry import parse_bytes


def parsed(name: str, content: str | bytes) -> ParsedDocument:
    return parse_bytes(Path(name), content if isinstance(content, bytes) else content.encode())


def lines(name: str, content: str) -> list[str]:
    document = parsed(name, content)
    return [document.text[b.span.start : b.span.end] for b in document.blocks]


def test_records_of_json_stand_alone() -> None:
    value = {
        "site": "East",
        "readings": [{"at": "noon", "level": 3.10, "ok": True}, {"at": "six", "level": 1e3}],
    }
    assert lines("t.json", json.dumps(value)) == [
        "site: East",
        "readings 1 > at: noon; level: 3.1; ok: true",
        "readings 2 > at: six; level: 1000.0",
    ]


def test_figures_of_json_stay_as_they_are_written() -> None:
    assert lines("t.json", '{"a": 1.50, "b": 1e400, "c": NaN, "d": %s}' % ("9" * 100)) == [
        f"a: 1.50; b: 1e400; c: NaN; d: {'9' * 100}"
    ]


def test_a_scalar_a_list_and_nothing_at_all() -> None:
    assert lines("t.json", '"words"') == ["words"]
    assert lines("t.json", '["oak", "elm", 3]') == ["oak, elm, 3"]
    assert lines("t.json", "{}") == ["{}"]
    with pytest.raises(UserError, match="empty_document"):
        parsed("t.json", " \n")


def test_json_lines_survive_a_bad_one() -> None:
    document = parsed("t.jsonl", '{"a": 1}\nnot json\n{"a": 2}\n')
    assert document.text.split("\n") == ["1 > a: 1", "", "not json", "", "3 > a: 2"]
    assert [w.code for w in document.warnings] == ["structure_ignored"]


def test_values_one_after_the_other() -> None:
    assert lines("t.json", '{"a": 1}\n{\n"a": 2}') == ["1 > a: 1", "2 > a: 2"]


@pytest.mark.parametrize("content", ["[" * 100_000, '{"a":' * 50_000, '{"a": "cut off'])
def test_json_that_is_none_is_read_as_text(content: str) -> None:
    document = parsed("t.json", content)
    assert document.partial
    assert "".join(document.text.split()) == "".join(content.split())


def test_deep_values_end_in_a_warning() -> None:
    document = parsed("t.json", '{"a":' * 200 + "1" + "}" * 200)
    assert document.blocks or document.partial


def test_notebooks_of_both_kinds() -> None:
    old = {"worksheets": [{"cells": [{"cell_type": "heading", "level": 2, "source": "Waves"},
                                     {"cell_type": "code", "input": ["x = 1"], "outputs": []}]}]}  # fmt: skip
    assert parsed("t.ipynb", json.dumps(old)).text == "Waves\n\nx = 1"
    error = {"output_type": "error", "ename": "ValueError", "evalue": "too \x1b[31mhigh\x1b[0m"}
    new = {"cells": [{"cell_type": "code", "source": "y", "outputs": [error]}]}
    assert parsed("t.ipynb", json.dumps(new)).text == "y\n\nValueError: too high"
    with pytest.raises(UserError, match="damaged_document"):
        parsed("t.ipynb", "{cells")


def test_records_and_running_text_of_xml() -> None:
    xml = """<list><head>Stock</head><item code="L"><name>Leek</name><price cur="EUR">2</price></item>
    <para>Sow <b>in</b> May.</para><para>Thin it.</para></list>"""
    assert lines("t.xml", xml) == [
        "Stock",
        "item > code: L; name: Leek; price: 2 (cur: EUR)",
        "Sow in May.",
        "Thin it.",
    ]
    assert parsed("t.xml", xml).title == "Stock"


def test_nothing_outside_of_the_file_is_loaded(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("CANARYWORD")
    for encoding in ("utf-8", "utf-16"):
        xml = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file://{secret}">]><a>before &x; after</a>'
        assert "CANARYWORD" not in parsed("t.xml", xml.encode(encoding)).text
    include = f'<a xmlns:xi="http://www.w3.org/2001/XInclude">w<xi:include href="file://{secret}" parse="text"/></a>'
    assert "CANARYWORD" not in parsed("t.xml", include).text


def test_entities_do_not_unfold() -> None:
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    document = parsed("t.xml", f'<!DOCTYPE a [<!ENTITY e0 "x">{entities}]><a>words &e11;</a>')
    assert "words" in document.text
    assert len(document.text) < 1_000


def test_xml_that_is_refused_gives_its_text() -> None:
    document = parsed("t.xml", "<a>" * 5_000 + "needle" + "</a>" * 5_000)
    assert "needle" in document.text
    assert [w.code for w in document.warnings] == ["structure_ignored"]


def test_drawings_give_their_words_only() -> None:
    svg = """<svg xmlns="http://www.w3.org/2000/svg"><title>Tide</title><style>.a{}</style><script>SCRIPTWORD</script>
    <path d="M0 0"/><text x="1">High <tspan>water</tspan></text></svg>"""
    document = parsed("t.svg", svg)
    assert document.media_type == "image/svg+xml"
    assert document.text == "title: Tide\n\nHigh water"


def test_settings_keep_their_comments_and_sections() -> None:
    text = "[mail]\n; who gets it\nto = crew\n\n[log]\nlevel = 3\n"
    assert lines("t.ini", text) == ["mail", "; who gets it\nto = crew", "log", "level = 3"]
    assert lines("t.yaml", "a:\n  - b\n\nc: d\n") == ["a:\n  - b", "c: d"]
