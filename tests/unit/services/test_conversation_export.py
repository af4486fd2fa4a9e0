"""Chats as files."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from app.domain.conversations import Conversation, Turn
from app.domain.documents import Span
from app.domain.errors import UserError
from app.domain.ids import ConversationId, DocumentId, TurnId
from app.domain.retrieval import Answer, AnswerSentence, AnswerStatus, Evidence, NotFoundReason, Support
from app.services.answer_blocks import Block, Run, blocks_of
from app.services.conversation_export import ConversationExport, export_suffixes
from app.services.conversation_markdown import answer_markdown
from app.services.conversation_words import file_stem

QUOTE = "Either party may end it with three months' notice."
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def passage(n: int, quote: str = QUOTE, page: int | None = 7) -> Evidence:
    span = Span(0, len(quote))
    return Evidence(n, DocumentId(n), Path(f"/d/Lease {n}.pdf"), "Lease", page, span, quote, quote, span, 0.9)


def answer(text: str, status: AnswerStatus = AnswerStatus.ANSWERED, **changes: object) -> Answer:
    sentences = (AnswerSentence(text, Support.SUPPORTED, (1,)), AnswerSentence("More.", Support.PARTIAL))
    made = Answer("q", "q", status, text, sentences, (passage(1), passage(2, "In <writing>", None)), 0.9)
    return replace(made, **changes)  # type: ignore[arg-type]


NOT_FOUND = answer(
    "",
    AnswerStatus.NOT_FOUND,
    sentences=(),
    not_found_reason=NotFoundReason.NO_EVIDENCE,
    documents_searched=3,
)
MARKUP = (
    "It takes **three months** [1].\n\n- in `writing` [2]\n- ![x](http://bad/a.png) <script>x</script> [1]"
)


class Chats:
    def __init__(self, *answers: Answer | None) -> None:
        self.conversation = Conversation(ConversationId(1), "Lease <b> & more", 1.7e9, len(answers))
        self.kept = [
            Turn(TurnId(n), ConversationId(1), f"Question {n}?", 1.7e9, a, TurnId(n - 1) if n > 1 else None)
            for n, a in enumerate(answers, 1)
        ]
        self.hidden: list[Turn] = []

    def get(self, _conversation_id: ConversationId) -> Conversation:
        return self.conversation

    def turns(self, _conversation_id: ConversationId) -> list[Turn]:
        return self.kept

    def all_turns(self, _conversation_id: ConversationId) -> list[Turn]:
        return [*self.kept, *self.hidden]


def written(tmp_path: Path, suffix: str, *answers: Answer | None) -> Path:
    target = tmp_path / f"chat{suffix}"
    ConversationExport(Chats(*answers)).export(ConversationId(1), target)
    return target


def test_markdown_has_footnotes_numbered_through_the_chat(tmp_path: Path) -> None:
    text = written(tmp_path, ".md", answer("One [1]. Two [2]."), answer("Three [2].")).read_text("utf-8")
    assert "# Lease \\<b\\> & more" in text
    assert "One[^1]. Two[^2]." in text
    assert "Three[^3]." in text
    assert f"[^1]: Lease 1.pdf, page 7: “{QUOTE}”" in text
    assert text.count("[^3]: Lease 2.pdf: “In \\<writing\\>”") == 1
    assert "*Weakly supported: “More.”*" in text


def test_words_of_a_document_are_no_markup(tmp_path: Path) -> None:
    quoted = answer("- *all* of <it> [1]", AnswerStatus.QUOTED)
    assert answer_markdown(quoted).startswith("\\- \\*all\\* of \\<it\\>[^1]")
    assert blocks_of(quoted) == [Block("paragraph", (Run("- *all* of <it>"), Run("", cite=1)))]


def test_markup_becomes_blocks() -> None:
    text = "## Title\n\n1. first\n2. second [9]\n\n> said\n\n```\na [1]\n```\n\n| a | b |\n|---|---|\n| 1 | *2* |"
    blocks = blocks_of(answer(text))
    assert [(b.kind, b.mark, "".join(r.text for r in b.runs)) for b in blocks] == [
        ("heading", "", "Title"),
        ("item", "1.", "first"),
        ("item", "2.", "second [9]"),
        ("quote", "", "said"),
        ("code", "", "a [1]"),
        ("row", "", "a | b"),
        ("row", "", "1 | 2"),
    ]


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def test_html_loads_nothing_and_its_notes_are_linked(tmp_path: Path) -> None:
    text = written(tmp_path, ".html", answer(MARKUP)).read_text("utf-8")
    tags = Tags()
    tags.feed(text)
    assert not {"img", "script", "link", "iframe"} & {tag for tag, _ in tags.seen}
    assert not [a for _, a in tags.seen if "src" in a]
    links = [a["href"] for tag, a in tags.seen if tag == "a"]
    names = {a.get("id") for _, a in tags.seen}
    assert links
    assert all(str(link).startswith("#") and str(link)[1:] in names for link in links)
    assert "default-src 'none'" in text
    assert "In &lt;writing&gt;" in text


def test_word_has_real_footnotes(tmp_path: Path) -> None:
    target = written(tmp_path, ".docx", answer(MARKUP), None)
    with zipfile.ZipFile(target) as package:
        parts = {name: ET.fromstring(package.read(name)) for name in package.namelist()}
    body, notes = parts["word/document.xml"], parts["word/footnotes.xml"]
    referred = [mark.get(f"{W}id") for mark in body.iter(f"{W}footnoteReference")]
    assert referred == ["1", "2"]  # a second mark of the same note says its number
    assert {"1", "2"} <= {note.get(f"{W}id") for note in notes.iter(f"{W}footnote")}
    said = "".join(t.text or "" for t in notes.iter(f"{W}t"))
    assert f"Lease 1.pdf, page 7: “{QUOTE}”" in said
    shown = "".join(t.text or "" for t in body.iter(f"{W}t"))
    assert "This question was not answered." in shown
    assert " [1]" in shown
    overrides = [e.get("PartName") for e in parts["[Content_Types].xml"]]
    assert "/word/footnotes.xml" in overrides


def test_the_same_chat_gives_the_same_file(tmp_path: Path) -> None:
    first = written(tmp_path, ".docx", answer(MARKUP)).read_bytes()
    assert written(tmp_path, ".docx", answer(MARKUP)).read_bytes() == first


def test_json_holds_every_version(tmp_path: Path) -> None:
    chats = Chats(answer("One [1]."), NOT_FOUND)
    chats.hidden = [Turn(TurnId(9), ConversationId(1), "Other?", 1.7e9, None, TurnId(1))]
    target = tmp_path / "chat.json"
    ConversationExport(chats).export(ConversationId(1), target)
    data = json.loads(target.read_text("utf-8"))
    assert [(m["id"], m["parent"], m["shown"]) for m in data["messages"]] == [
        (1, None, True), (2, 1, True), (9, 1, False)
    ]  # fmt: skip
    assert data["messages"][0]["evidence"][0]["page"] == 7
    assert data["messages"][1]["answer"]["status"] == "not_found"
    assert data["messages"][2]["answer"] is None


def test_what_was_not_found_says_so(tmp_path: Path) -> None:
    assert "Not found in the documents (3 were searched)." in written(tmp_path, ".md", NOT_FOUND).read_text(
        "utf-8"
    )


def test_other_kinds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="unsupported_export"):
        written(tmp_path, ".xls", answer("x"))
    with pytest.raises(UserError, match="unsupported_export"):
        written(tmp_path, ".pdf", answer("x"))  # nobody to paint it
    assert {".md", ".html", ".docx", ".json", ".pdf"} == set(export_suffixes())


def test_a_title_as_a_file_name() -> None:
    assert file_stem('What is "x/y"?') == "What is x y"
    assert file_stem("???") == "Chat"
