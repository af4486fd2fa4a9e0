from __future__ import annotations

from pathlib import Path

import pytest

from app.domain.documents import ParsedDocument
from app.formats.mail.headers import decode_value
from app.formats.registry import parse_bytes

HEAD = b"From: a@x.example\r\nTo: b@x.example\r\nSubject: Ramp\r\nMIME-Version: 1.0\r\n"


def mail(data: bytes, name: str = "m.eml") -> ParsedDocument:
    return parse_bytes(Path(name), data)


def multipart(kind: str, *parts: bytes) -> bytes:
    body = b"".join(b"--cut\r\n" + part + b"\r\n" for part in parts)
    return b'Content-Type: multipart/%b; boundary="cut"\r\n\r\n%b--cut--\r\n' % (kind.encode(), body)


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("plain", "plain"),
        ("=?utf-8?B?R3LDvG4=?= Weg", "Gr\u00fcn Weg"),
        ("=?iso-8859-1?q?caf=E9_au?=\r\n =?iso-8859-1?q?_lait?=", "caf\u00e9 au lait"),
        ("=?utf-8?B?R3LD?= =?utf-8?B?vG4=?=", "Gr\u00fcn"),  # a letter cut in two
        ("=?koi8-r?B?8M/Sw9c=?=", "\u041f\u043e\u0440\u0446\u0432"),
        ("=?no-such?q?abc?=", "abc"),
        ("=?utf-8?B?!!!?=", "!!!"),
        ("caf\udce9", "caf\u00e9"),
        ("a\x00b\u202ec", "abc"),
    ],
)
def test_header_values(raw: str, text: str) -> None:
    assert decode_value(raw) == text


def test_a_mail_without_parts() -> None:
    parsed = mail(HEAD + b"\r\nThe ramp\r\nis closed.\r\n")
    assert parsed.title == "Ramp"
    assert parsed.text == "Ramp\n\nFrom: a@x.example\nTo: b@x.example\n\nThe ramp\nis closed."


def test_the_same_words_twice_are_shown_once() -> None:
    plain = b"Content-Type: text/plain\r\n\r\nThe ramp is closed until the tenth of May this year."
    rich = (
        b"Content-Type: text/html\r\n\r\n<p>The ramp is closed until the <b>tenth</b> of May this year.</p>"
    )
    parsed = mail(HEAD + multipart("alternative", plain, rich))
    assert parsed.text.count("tenth") == 1


def test_html_that_says_more_than_the_stub_beside_it_is_read() -> None:
    plain = b"Content-Type: text/plain\r\n\r\nPlease view this message in a browser."
    rich = b"Content-Type: text/html\r\n\r\n<table><tr><th>Berth<th>Depth<th>Crane</tr>"
    rich += b"<tr><td>East<td>6 m<td>yes</table>"
    parsed = mail(HEAD + multipart("alternative", plain, rich))
    assert "Berth: East; Depth: 6 m; Crane: yes" in parsed.text


def test_attachments_are_documents_with_exact_spans() -> None:
    note = b'Content-Type: text/plain; name="note.txt"\r\nContent-Disposition: attachment\r\n\r\nNine tonnes.'
    bad = b'Content-Type: application/pdf; name="scan.pdf"\r\nContent-Disposition: attachment\r\n\r\n%PDF-1.7 nothing'
    text = b"Content-Type: text/plain\r\n\r\nSee below."
    parsed = mail(HEAD + multipart("mixed", text, note, bad))
    first, second = parsed.parts
    assert first.span is not None
    assert parsed.text[first.span.start : first.span.end] == "note.txt\n\nNine tonnes."
    assert second.name == "scan.pdf"
    assert second.error is not None
    assert second.error.code == "damaged_document"
    assert not parsed.partial


def test_a_forwarded_mail_is_a_document_in_the_mail() -> None:
    inner = b"Content-Type: message/rfc822\r\n\r\nFrom: c@x.example\r\nSubject: Old news\r\n\r\nThe quay was sold."
    parsed = mail(HEAD + multipart("mixed", inner))
    assert [part.name for part in parsed.parts] == ["Old news"]
    assert "The quay was sold." in parsed.text


def test_names_of_attachments_are_no_paths() -> None:
    part = b'Content-Disposition: attachment; filename="..\\\\..\\\\x/evil.txt"\r\n\r\nwords'
    assert [p.name for p in mail(HEAD + multipart("mixed", part)).parts] == ["evil.txt"]


def test_encrypted_content_is_said() -> None:
    part = b'Content-Type: application/pkcs7-mime; name="smime.p7m"\r\n\r\nxx'
    error = mail(HEAD + multipart("mixed", part)).parts[0].error
    assert error is not None
    assert error.code == "encrypted_document"


def test_more_levels_than_anybody_writes_end_in_a_warning() -> None:
    data = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(60)
    )
    parsed = mail(HEAD + data + b"\r\ndeep\r\n")
    assert parsed.partial
    assert "parts_left_out" in {w.code for w in parsed.warnings}


def test_a_header_of_a_megabyte_is_cut_not_lost() -> None:
    parsed = mail(b"To: " + b"x@y.example, " * 80_000 + b"\r\n" + HEAD + b"\r\nBody here.\r\n")
    assert parsed.title == "Ramp"
    assert "x@y.example" in parsed.text
    assert len(parsed.text) < 10_000


def test_mailboxes_keep_every_mail_and_who_sent_it() -> None:
    data = (
        b"From ana@x.example Mon Jun 01 10:00:00 2026\nSubject: One\n\nFirst.\n>From now on.\n\n"
        b"From ben@x.example Mon Jun 01 11:00:00 2026\n\nSecond.\n"
    )
    parsed = mail(data, "box")
    assert parsed.media_type == "application/mbox"
    assert (
        parsed.text == "One\n\nFrom: ana@x.example\n\nFirst.\nFrom now on.\n\nFrom: ben@x.example\n\nSecond."
    )


def test_mails_are_known_without_their_name() -> None:
    data = HEAD + b"\r\nwords\r\n"
    assert mail(data, "saved").media_type == "message/rfc822"
    assert mail(b"Subject: not a mail\nbut a note\n", "note").media_type == "text/plain"


def test_saved_pages_read_every_page_and_no_picture() -> None:
    page = b"Content-Type: text/html\r\n\r\n<title>T</title><p>Main words</p>"
    frame = b"Content-Type: text/html\r\n\r\n<p>Frame words</p>"
    picture = b"Content-Type: image/gif\r\nContent-Transfer-Encoding: base64\r\n\r\nR0lGODlhAQABAA=="
    data = (
        b"From: <Saved by a browser>\r\nMIME-Version: 1.0\r\nSnapshot-Content-Location: x:\r\n"
        + multipart("related", page, frame, picture)
    )
    parsed = mail(data, "page.mht")
    assert parsed.text == "Main words\n\nFrame words"
    assert parsed.title == "T"
