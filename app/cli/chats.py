"""chats list, search, export, delete."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from app.bootstrap import Services
from app.cli.exit_codes import DONE
from app.cli.output import Output, shown
from app.cli.session import session
from app.domain.conversations import ChatHit, Conversation, Turn
from app.domain.errors import UserError
from app.domain.ids import ConversationId
from app.domain.jobs import CancelToken
from app.i18n import tr
from app.paths import AppPaths
from app.services.conversation_export import conversation_json, export_suffixes

_TITLE_LENGTH = 70


def chats(options: argparse.Namespace, paths: AppPaths, out: Output, cancel: CancelToken) -> int:
    """Dispatch on the action."""
    if options.action == "export" and options.out.suffix.lower() not in export_suffixes():
        raise UserError("unsupported_export", suffix=options.out.suffix)
    with session(options, paths) as services:
        if options.action == "list":
            return _list(options, services, out)
        if options.action == "search":
            return _search(options, services, out)
        if options.action == "export":
            return _export(options, services, out)
        return _delete(options, services, out)


def paint_pdf(conversation: Conversation, turns: Sequence[Turn]) -> bytes:
    """Qt is loaded for this alone; it needs no display. Raises UserError("pdf_unavailable")."""
    try:
        from app.ui.chat.conversation_pdf import conversation_pdf
    except ImportError as error:
        raise UserError("pdf_unavailable") from error
    return conversation_pdf(conversation, turns)


def _list(options: argparse.Namespace, services: Services, out: Output) -> int:
    found = [chat for chat in services.conversations.list() if options.archived or not chat.archived]
    lines = [_line(chat) for chat in found]
    document = {"chats": [conversation_json(chat) for chat in found]}
    out.result(document, "\n".join(lines) or tr("There are no chats yet."))
    return DONE


def _search(options: argparse.Namespace, services: Services, out: Output) -> int:
    titles = {chat.id: chat.title for chat in services.conversations.list()}
    hits = [hit for of_chat in services.conversations.search(options.words).values() for hit in of_chat]
    lines = [
        f"{hit.conversation_id:>5}  {_short(titles[hit.conversation_id])}\n       {_told(hit)}"
        for hit in hits
    ]
    out.result(
        {"hits": [_hit_json(hit) for hit in hits]},
        "\n".join(lines) or tr("No chat holds all of these words."),
    )
    return DONE


def _export(options: argparse.Namespace, services: Services, out: Output) -> int:
    number = ConversationId(options.number)
    services.conversation_export.export(number, options.out, paint_pdf)
    out.result(
        {"chat": number, "out": str(options.out)},
        tr("Chat {number} written to {name}", number=number, name=shown(options.out)),
    )
    return DONE


def _delete(options: argparse.Namespace, services: Services, out: Output) -> int:
    numbers = [ConversationId(number) for number in dict.fromkeys(options.numbers)]
    for number in numbers:
        services.conversations.get(number)  # all of them are there, or none is deleted
    for number in numbers:
        services.conversations.delete(number)
    out.result({"deleted": numbers}, tr("{numbers} chats deleted", numbers=len(numbers)))
    return DONE


def _hit_json(hit: ChatHit) -> dict[str, object]:
    return {
        "chat": hit.conversation_id,
        "turn": hit.turn_id,
        "in": "answer" if hit.in_answer else "question",
        "text": hit.snippet,
        "marks": [list(mark) for mark in hit.marks],
    }


def _line(chat: Conversation) -> str:
    said = [word for word, on in (("pinned", chat.pinned), ("archived", chat.archived)) if on]
    marked = f"  ({', '.join(said)})" if said else ""
    return f"{chat.id:>5}  {chat.turns:>4}  {_short(chat.title)}{marked}"


def _short(title: str) -> str:
    return shown(title if len(title) <= _TITLE_LENGTH else f"{title[: _TITLE_LENGTH - 1]}…")


def _told(hit: ChatHit) -> str:
    return shown(hit.snippet)
