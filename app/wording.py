"""Sentences for people, made from error codes at the edge: what happened, and what to do about it.

Every code that Carrel can raise stands here (a test compares this table with the code). Imports the domain only, so the
window and the command line share it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from app.domain.errors import CarrelError, ErrorInfo
from app.domain.retrieval import Narrowed
from app.i18n import N_, figure, tr


class Wording(NamedTuple):
    """``message`` says what happened, ``hint`` what to do; both are plain text."""

    message: str
    hint: str


_TABLE: dict[str, Wording] = {
    # files
    "file_missing": Wording("There is no such file or folder: {path}", "Check the name, or whether the drive is connected."),
    "not_a_file": Wording("This is not a regular file: {path}", "Devices, pipes and links are not read; choose the file itself."),
    "folder_still_there": Wording("The folder is still there: {path}", "Only a folder that is gone can be somewhere else. Add the other one by itself."),
    "not_a_folder": Wording("This is not a folder: {path}", "Choose a folder."),
    "permission_denied": Wording("Carrel may not read or write {path}", "Change the permissions, or copy the file elsewhere."),
    "unsupported_format": Wording("This kind of file is not known to Carrel", "Carrel reads PDF, office documents, mails, web pages, books, tables, pictures, code and text. Save it as one of these."),
    "audio_not_read": Wording("This is a sound recording; there is no text in it", "Carrel reads transcripts: .vtt, .srt, text with speakers."),
    "video_not_read": Wording("This is a film; there is no text in it", "Carrel reads transcripts and captions: .vtt, .srt, text with speakers."),
    "program_not_read": Wording("This is a program, not a document", "Nothing to do; programs are not read."),
    "database_not_read": Wording("This is a database", "Export what matters as a table (.csv, .xlsx) or as text."),
    "archive_not_read": Wording("This is an archive; what lies in it is not read", "Unpack it and add the folder."),
    "image_not_read": Wording("This kind of picture cannot be read", "Save it as PNG, JPEG or TIFF."),
    "font_not_read": Wording("This is a typeface, not a document", "Nothing to do; typefaces are not read."),
    "data_not_read": Wording("This file holds data for a program, not text", "Export what matters as a table (.csv, .xlsx) or as text."),
    "nested_too_deep": Wording("This lies in too many documents within documents", "Save it as a file of its own and add that."),
    "encrypted_document": Wording("The document is protected by a password", "Open it in its own program, save it without a password, and add it again."),
    "damaged_document": Wording("The document is damaged", "Open it in its own program and save it again, or fetch a fresh copy."),
    "empty_document": Wording("The file is empty", "Check whether it was saved or copied completely."),
    "no_text": Wording("There is no text in this document", "If there are pictures of text, see that text recognition is not switched off."),
    "recognizer_missing": Wording("{pages} pages are pictures and were not read: there is no text recognition", "Run 'carrel self-test' to see why; the pages are read as soon as it works."),
    "recognition_failed": Wording("{pages} pages are pictures whose text could not be recognized", "Scan these pages again, or try again."),
    "too_large": Wording("The file is larger than Carrel reads", "Split it into parts."),
    "timed_out": Wording("Reading the document took too long and was stopped", "Open it in its own program and save it again."),
    "unknown_document": Wording("This document is not in the library: {path}", "Add it first."),
    "unreadable_name": Wording("The file's name cannot be read", "Rename the file with ordinary letters."),
    "online_only": Wording("The file's content is kept online only", "Make it available offline, then try again; Carrel fetches nothing."),
    "file_changed": Wording("The file changed while it was being read", "It is read again with the next update."),
    "offline_source": Wording("The folder is not there at the moment: {path}", "Connect the drive, or say where the folder is now (Library, Added folders, or 'carrel locate'). Nothing was removed."),
    "left_out": Wording("Left out because of the rule “{pattern}”", "Change the rules in the settings, or add it by itself."),
    "own_folder": Wording("This is Carrel's own folder", "Nothing in it is a document of yours."),
    "link_not_followed": Wording("This is a link, and links inside a folder are not followed", "Add what it leads to by itself."),
    "ignored": Wording("Ignored, because you said so", "Stop ignoring it to have it read again."),
    "pages_waiting": Wording("{count} pages wait for text recognition", "They are read when nothing else waits."),
    "read_in_part": Wording("Only a part of the document could be read", "What was read can be found; the remarks say what is missing."),
    "parts_unread": Wording("{count} documents inside this one could not be read", "Save them on their own and add them."),
    "watch_limit": Wording("The system does not let Carrel follow so many folders", "Changes are found every few minutes instead. On Linux, raise fs.inotify.max_user_watches."),
    "not_watched": Wording("The system does not tell about changes in {path}", "Changes are found every few minutes instead."),
    "remote_drive": Wording("The folder is on another computer: {path}", "Changes are found every few minutes."),
    # library
    "bench_data_unreadable": Wording(
        "{path} holds no rated answers", "It needs a file items.jsonl with contexts, response and human."
    ),
    "library_empty": Wording("There are no documents in the library yet", "Add files or a folder."),
    "database_newer": Wording("This library was written by a newer version of Carrel", "Install the newer version; nothing was changed."),
    "database_damaged": Wording("The library's database is damaged: {path}", "“carrel repair” keeps it and saves what can be read; the documents are read again. Or restore a backup."),
    "not_a_backup": Wording("This is not a whole backup of Carrel's", "Nothing was changed. Take another backup, or copy this one again."),
    "restored": Wording("The backup of {created} was restored", "What was there before is kept: {kept}"),
    "backup_newer": Wording("This backup was made by a newer version of Carrel", "Install the newer version; nothing was changed."),
    "nothing_to_back_up": Wording("There is nothing to back up yet", "Add documents first."),
    "bad_map": Wording("This is not OLD=NEW: {text}", "Name the folder there, an equals sign, and the folder here."),
    "database_busy": Wording("The library is busy", "Try again in a moment."),
    "disk_full": Wording("There is no room left on the disk", "Free some space and try again; nothing that was finished is lost."),
    "disk_error": Wording("The disk could not be read or written: {path}", "Check the disk; nothing that was finished is lost."),
    "profile_in_use": Wording("Carrel is already running with this profile", "Use the window that is open, or choose another folder with --profile-dir."),
    # models
    "model_missing": Wording("There is no such model: {name}", "See what is there with 'carrel models list', or import a GGUF file."),
    "model_damaged": Wording("The model file is damaged or incomplete: {name} ({detail})", "Download or copy it again."),
    "model_not_ours": Wording("{name} was not put there by Carrel and is not deleted", "Delete it in the program or folder that it belongs to."),
    "model_in_use": Wording("{name} answers at the moment", "Choose another model first."),
    "no_models_there": Wording("There are no GGUF models in {path}", "Choose a .gguf file or a folder with such files."),
    "unknown_entry": Wording("The catalogue holds no model named {name}", "See what can be had with 'carrel models catalogue'."),
    "catalogue_damaged": Wording("The list of models is damaged: {reason}", "Install Carrel again."),
    "already_here": Wording("{name} is on this computer already", "Choose it under “On this computer”."),
    "download_unknown": Wording("There is no such download", "See what is under way with 'carrel models downloads'."),
    "licence_not_accepted": Wording("The licence of {name} has to be accepted first: {licence}", "Read it at {url}, then agree in the window, or add --accept-licence."),
    "consent_needed": Wording("{name} was not fetched: nobody agreed to it", "Agree when asked, or add --yes (and --accept-licence)."),
    "confirmation_needed": Wording("{name} was left as it is: nobody agreed", "Agree when asked, or add --yes."),
    # network
    "network_off": Wording("The network is switched off", "Nothing is fetched while “Never use the network” is on in the settings, or with --offline."),
    "address_refused": Wording("Carrel does not go to this address: {address}", "Only encrypted addresses (https) of the place that was agreed to are used."),
    "proxy_not_understood": Wording("The proxy cannot be understood", "Write it as http://host:port in the settings, or “none”."),
    "proxy_refused": Wording("The proxy refused the connection", "Check its address and password in the settings."),
    "certificate_refused": Wording("{host} could not prove that it is {host}", "Somebody may be listening in, or the computer's clock is wrong. Nothing was fetched."),
    "not_reached": Wording("{host} cannot be reached, or the connection was cut", "Check the internet connection, then go on; what came is kept."),
    "server_failed": Wording("{host} cannot serve the file at the moment ({status})", "Go on later; what came is kept."),
    "server_confused": Wording("{host} answered something else than was asked for", "Try again later."),
    "download_gone": Wording("{host} does not have the file any more", "Choose another model, or fetch the file yourself and import it."),
    "download_forbidden": Wording("{host} does not give the file to everybody ({status})", "Fetch it yourself with an account there, then import it."),
    "download_refused": Wording("{host} refused the file ({status})", "Try again later, or fetch the file yourself and import it."),
    "download_too_large": Wording("More came from {host} than was agreed to", "Nothing more was taken. Fetch the file yourself and import it."),
    "wrong_size": Wording("{host} has another file than the catalogue knows ({found} bytes in place of {expected})", "Nothing of it is used. Fetch the file yourself and import it."),
    "wrong_hash": Wording("{name} is not the file that it should be", "It was thrown away. Try again; if it happens again, fetch the file elsewhere and import it."),
    "hash_changed": Wording("{name} is not the file that it was", "It was changed since it came here: fetch it again."),
    "model_newer": Wording("The model file is of a newer kind than this Carrel knows: {name}", "Update Carrel, or choose another file of this model."),
    "model_part_missing": Wording("A part of this model is missing: {name}", "All its parts must lie in one folder, under the names they came with."),
    "model_later_part": Wording("This is part {number} of a model: {name}", "Choose the first part; the others are found beside it."),
    "model_too_large": Wording("There is not enough free memory for this model: {name}", "Close other programs or choose a smaller model. It can be loaded anyway, but will be very slow."),
    "not_a_chat_model": Wording("This file is a part for a model, not a model: {name} ({kind})", "Choose the model itself; adapters go with an assistant."),
    "model_crashes": Wording("The engine breaks when it loads this model: {name}", "The file is damaged, or llama.cpp does not know this kind of model; try another one."),
    "not_an_embedder": Wording("This model is not made for searching: {name}", "Choose an embedder, such as bge-m3 or nomic-embed-text; a model that writes cannot find passages by meaning."),
    "embedder_unclear": Wording("{name} does not say how it turns a text into a vector", "What it found would be wrong without a word. Fetch a newer GGUF file of this model."),
    "embedder_missing": Wording("The model that searches your documents is not where it was: {name}", "Connect the drive it lies on, or go back under Models to the one that came with Carrel."),
    "embedder_chosen": Wording("{name} searches your documents", "Go back under Models to the one that came with Carrel first."),
    "not_a_writer": Wording("This model finds passages and cannot write answers: {name}", "Choose another model to answer; this one can search your documents."),
    "not_a_reranker": Wording("Carrel cannot put passages in order with this model: {name}", "Choose a cross-encoder that gives each pair one score, such as bge-reranker-v2-m3."),
    "not_a_model": Wording("This is not a GGUF model file: {name}", "Choose a file that ends in .gguf."),
    "unsupported_model": Wording("This model could not be loaded: {name}", "llama.cpp does not know this kind of model; try another one."),
    "not_enough_memory": Wording("There is not enough memory for this", "Close other programs, lower the context size, or choose a smaller model."),
    "context_overflow": Wording("The text is longer than the model can hold at once", "Ask about less text, or raise the context size in the settings."),
    "adapter_damaged": Wording("The answer adapter is damaged or incomplete: {name}", "Copy or make it again; without it the model answers as it came."),
    "adapter_mismatch": Wording("The answer adapter was made for another model: {name}", "Choose the model it was made for; without it the model answers as it came."),
    # teaching
    "bad_example": Wording("{file}, line {line}: {detail}", "Correct the line and run it again; nothing was taught."),
    "no_examples": Wording("There is nothing to learn in {path}", "It needs one JSON object a line, with question, passages and answer; very long ones are left out."),
    "architecture_not_teachable": Wording("Models of this kind cannot be taught here: {architecture} ({detail})", "Llama, Mistral, SmolLM2, Qwen2 and Qwen3 models can, without experts."),
    "teaching_unavailable": Wording("Teaching needs what is not part of this Carrel ({detail})", "Run Carrel from source to teach it; the installed program leaves this out, because it would be three times as large."),
    "teaching_unfinished": Wording("An earlier lesson was not finished: {path}", "Go on with --resume, choose another name with --name, or delete that folder to begin anew."),
    "checkpoint_missing": Wording("There is nothing to go on with: {path}", "Run it without --resume."),
    "checkpoint_mismatch": Wording("The unfinished lesson has other examples, another model or other options: {path}", "Use the same ones, or choose another name with --name."),
    "checkpoint_damaged": Wording("The unfinished lesson cannot be read: {path}", "Delete that folder and begin anew."),
    # asking
    "empty_question": Wording("There is no question", "Type a question."),
    "invalid_input": Wording("The input cannot be used: {detail}", "Correct it and try again."),
    "hotkey_taken": Wording("Another program has {keys} already", "Choose another key."),
    "hotkey_types": Wording("{keys} types “{character}” on this keyboard", "Choose another key."),
    "hotkey_unusable": Wording("{keys} cannot be had in every program on this computer", "Choose a letter, a digit, a function key or the space bar, together with Ctrl or Alt."),
    "hotkey_needs_modifier": Wording("{keys} alone is needed in other programs", "Press it together with Ctrl or Alt; on a Mac with ⌘, ⌥ or ⌃."),
    "hotkey_used_here": Wording("{keys} has a meaning in Carrel: {what}", "Choose another key."),
    "hotkey_used_everywhere": Wording("Most programs need {keys} themselves", "Choose another key: while Carrel has it, they would not get it."),
    "hotkey_on_wayland": Wording("On Wayland no program hears keys that are pressed in another one", "Your system can start this command with a key of your choice (in its keyboard settings); it brings this window to the front, ready for a question."),
    "hotkey_unavailable": Wording("Carrel cannot have a key in other programs on this system", "Your system can start this command with a key of your choice (in its keyboard settings); it brings this window to the front, ready for a question."),
    "invalid_setting": Wording("{value} is not a possible value for {key}", "See the settings for what is possible."),
    "unknown_task": Wording("There is no such kind of work: {name}", "See what there is with 'carrel task list'."),
    "nothing_to_work_on": Wording("There is no text to work on", "Type or paste one, or choose documents."),
    "text_too_long": Wording("The text is longer than Carrel works on at once ({most} characters)", "Take a part of it, or add it to the library and ask about it."),
    "text_too_long_for_model": Wording("The text is too long for {name}, which reads {most} tokens at once", "Take a part of it, or choose a model that reads more."),
    "model_needed": Wording("“{task}” needs a language model, and none is chosen", "Get one under Models; what Carrel can do without a model it does."),
    "model_too_small": Wording("{name} is too small for “{task}”: it solved {passed} of {papers} test tasks", "Choose a bigger model under Models. Carrel shows nothing rather than nonsense."),
    "nothing_written": Wording("{name} wrote nothing that can be used", "Try again with a shorter text, or choose another model."),
    "summary_unavailable": Wording("This document has no text to summarize", "Choose another document."),
    # meetings
    "not_a_transcript": Wording("This is not a meeting transcript", "Carrel reads what Zoom, Teams, Meet, Otter and Whisper write, and text whose lines begin with who speaks."),
    "unsupported_export": Wording("Minutes cannot be written as {suffix}", "Use .docx, .pdf, .md, .html, .txt, .json or .ics."),
    "cannot_write": Wording("This file could not be written: {path} ({detail})", "Choose another name or another folder."),
    "pdf_unavailable": Wording("PDF files need the parts of Carrel that draw its window, and they cannot be loaded here", "Write .docx or .html instead."),
    "unknown_line": Wording("This line of the minutes is not there any more", "Look at the minutes again; they were changed meanwhile."),
    "unknown_meeting": Wording("This meeting is not there any more", "Open it again from its transcript."),
    "unknown_series": Wording("This series of meetings is not there any more", "Look at the meetings again; it was changed meanwhile."),
    "invalid_template": Wording("This cannot be a template: {detail}", "Change that and try again."),
    "not_a_template": Wording("This file is not a template of Carrel's: {detail}", "Choose a .toml file that Carrel exported."),
    "unknown_template": Wording("There is no template named {name}", "'carrel meetings templates' lists them."),
    "unknown_turn": Wording("This question is not in the chat any more", "Open the chat again."),
    "unknown_conversation": Wording("This chat is not there any more", "Start a new one."),
    "nothing_to_judge": Wording("There is no answer to judge any more", "The chat was deleted, or the question was never answered."),
    "library_locked": Wording("The library is encrypted, and locked", "Give the passphrase: type it, or name an open file with --passphrase-fd."),
    "wrong_passphrase": Wording("This is not the passphrase", "Nothing was changed. Try again; there is no other way to the library."),
    "passphrase_short": Wording("The passphrase is too short", "Take at least {shortest} characters; several words are easy to keep in mind."),
    "passphrases_differ": Wording("The two passphrases are not the same", "Nothing was changed. Type it twice alike."),
    "key_damaged": Wording("The file with the wrapped key is damaged: library.key", "Bring it back from a backup; without it the library cannot be read."),
    "encryption_unavailable": Wording("Encryption is not installed", "Install the package sqlcipher3, or use an installer of Carrel, which brings it."),
    "readable_copies": Wording("The library is encrypted, but older copies that were kept are not", "They are in the folders below. Remove them when nothing is missing.\n{folders}"),
    "already_encrypted": Wording("The library is encrypted already", "Change the passphrase, or decrypt it."),
    "not_encrypted": Wording("The library is not encrypted", "There is nothing to unlock."),
    "wipe_unconfirmed": Wording("Nothing was removed: there is nobody to ask", "Add --yes if you are sure."),
    "unknown_assistant": Wording("There is no assistant of that name", "'carrel assistants list' shows those there are."),
    "assistant_exists": Wording("There is an assistant of that name already: {name}", "Choose another name."),
    "assistant_damaged": Wording("This file is no assistant, or is damaged: {name}", "Have it exported again."),
    "assistant_newer": Wording("This assistant was made by a newer Carrel: {name}", "Update Carrel to use it."),
    "adapter_missing": Wording("The adapter is not on this machine: {name}", "Put its folder into the adapters folder, or choose another one."),
    "quantize_source": Wording("Only a model with 16- or 32-bit weights can be made smaller: {name}", "Get the F16, BF16 or F32 file of the model."),
    "quantize_failed": Wording("The model could not be made smaller: {name}", "The file may be damaged; check its size and get it again."),
    "unknown_case": Wording("There is no judged answer with the number {number}", "'carrel feedback list' shows the numbers."),
    "no_display": Wording("There is no screen to open a window on", "Use the commands instead: 'carrel --help' lists them."),
    "display_refused": Wording("The screen {display} cannot be reached", "Start Carrel from the desktop, or use the commands: 'carrel --help' lists them."),
    "window_library_missing": Wording("The window needs {library}, which is not installed", "Debian and Ubuntu: install {debian}. Fedora: install {fedora}."),
    "window_broken": Wording("The window cannot be opened: {detail}", "Install what is missing, or Carrel again; 'carrel --help' lists what can be done without a window."),
    # our own children
    "engine_bug": Wording("The {role} made a mistake", "Try once more; if it stays, run 'carrel self-test'."),
    "out_of_memory": Wording("The {role} ran out of memory", "Close other programs, or choose a smaller model."),
    "engine_crashed": Wording("The {role} stopped unexpectedly ({detail})", "It is started again by itself; try once more."),
    "engine_timeout": Wording("The {role} did not answer in time", "It is started again by itself; try once more."),
    "engine_unavailable": Wording("The {role} could not be started ({detail})", "Restart Carrel; if it stays, run 'carrel self-test'."),
    "protocol_mismatch": Wording("The {role} does not belong to this version of Carrel", "Install Carrel again."),
    "parser_crashed": Wording("Reading this document crashed the reader", "The document was skipped; everything else goes on."),
    "parser_timeout": Wording("Reading this document took too long", "The document was skipped; everything else goes on."),
    "parser_memory": Wording("Reading this document needed too much memory", "The document was skipped; everything else goes on."),
    "cancelled": Wording("Stopped", ""),
    "interrupted": Wording("Interrupted", "What was finished is kept; run it again to go on."),
    "internal": Wording("Something went wrong inside Carrel", "The report is in {report}; it holds no document text."),
}  # fmt: skip


_MODEL_FAULTS = {
    "truncated": N_("it ends too early"),
    "counts": N_("it promises more entries than any model has"),
    "string": N_("it holds a text of impossible length"),
    "value_type": N_("it holds a value of an unknown type"),
    "duplicate": N_("something stands in it twice, or without a name"),
    "alignment": N_("its alignment is impossible"),
    "dimensions": N_("a weight matrix in it has an impossible shape"),
    "tensor_place": N_("the weights do not lie where they should"),
    "parts": N_("its parts do not belong together"),
    "byte_order": N_("it was made for another kind of processor"),
    "version": N_("its version is impossible"),
    "numbers": N_("its numbers contradict each other"),
    "disk": N_("the disk could not read it"),
}


class _Params(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


def describe(error: ErrorInfo | CarrelError) -> Wording:
    """The sentence and the hint for an error; an unknown code still gets an honest sentence."""
    known = _TABLE.get(error.code)
    if known is None:
        unknown = Wording("Something went wrong ({code})", "Run 'carrel self-test' if it happens again.")
        return Wording(tr(unknown.message, code=error.code), tr(unknown.hint))
    params = _Params(error.params)
    if "task" in params:
        params["task"] = tr(str(params["task"]))
    if error.code == "model_damaged":
        params["detail"] = tr(_MODEL_FAULTS.get(str(params["detail"]), ""))
    hint = tr(known.hint).format_map(params)
    if params["restored"]:
        hint += " " + describe_note("load_restored", {"name": str(params["restored"])})
    return Wording(_tidy(tr(known.message).format_map(params)), hint)


def known_codes() -> frozenset[str]:
    """All codes with a sentence."""
    return frozenset(_TABLE)


def _tidy(message: str) -> str:
    """Parameters can be missing; do not leave their punctuation behind."""
    return message.replace(" ()", "").removesuffix(": ").strip()


_GIGABYTE = 1024**3
_NOTES = {
    "fit_in_memory": N_("It takes {needed} of memory."),
    "fit_on_device": N_("{layers} of {of} layers are on {device}, where they take {needed}."),
    "fit_small_cache": N_(
        "What it has read is kept in 8 bits instead of 16, so that it takes half the memory."
    ),
    "fit_smaller_context": N_(
        "It holds {n_ctx} tokens of text at once instead of {wanted}, so that it fits."
    ),
    "fit_fewer_layers": N_("Only {layers} of {of} layers are on the graphics card; more do not fit there."),
    "fit_processor_only": N_(
        "The graphics card is not used: not enough of the model fits there. The processor does the work."
    ),
    "fit_too_large": N_(
        "It needs {needed} of memory, and {available} is free. It can be loaded anyway, but will be very slow."
    ),
    "load_no_memory": N_("{place} had not enough memory for that after all."),
    "load_crashed": N_("The engine stopped while it was loading that way."),
    "load_refused": N_("The engine refused to load it that way."),
    "load_card_crashed": N_(
        "The graphics card is not used: the engine stopped while it loaded the model there, most likely in the card's driver. The processor does the work."
    ),
    "load_card_refused": N_(
        "The graphics card is not used: the engine could not load this model there. The processor does the work."
    ),
    "load_smaller_crashed": N_(
        "It holds {n_ctx} tokens of text at once instead of {wanted}, because the engine stopped with more."
    ),
    "load_cache_crashed": N_(
        "What it has read is kept in 8 bits instead of 16, because the engine stopped with 16."
    ),
    "load_remembered": N_("It is loaded as it last worked on this computer."),
    "load_anyway": N_("It is loaded although it does not fit, because you said so."),
    "load_restored": N_("{name} is in use again, because the other model could not be loaded."),
    "template_of_family": N_(
        "The file holds no usable chat template; the usual one of the {family} family is used."
    ),
    "template_generic": N_(
        "The file holds no usable chat template; a general one is used, and answers may be worse."
    ),
}


def known_notes() -> frozenset[str]:
    """All codes of :class:`app.domain.language_models.LoadNote` with a sentence."""
    return frozenset(_NOTES)


def describe_note(code: str, params: Mapping[str, str | int | float]) -> str:
    """A sentence about how a model is loaded; ``needed`` and ``available`` are bytes."""
    shown = {key: _size(value) if key in {"needed", "available"} else value for key, value in params.items()}
    if "place" in shown:
        shown["place"] = tr(str(shown["place"]))
    return tr(_NOTES.get(code, code.replace("_", " ").capitalize())).format_map(_Params(shown))


def _size(count: str | int | float) -> str:
    gigabytes = float(count) / _GIGABYTE
    return (
        tr("{size} GB", size=figure(gigabytes, 1))
        if gigabytes >= 1
        else tr("{size} MB", size=f"{gigabytes * 1024:.0f}")
    )


_WARNINGS = {
    "page_without_text": N_("This page holds no text"),
    "page_unreadable": N_("This page could not be read"),
    "part_damaged": N_("A part of the file was damaged and left out"),
    "part_too_large": N_("A part of the file is larger than Carrel reads and was left out"),
    "cells_left_out": N_("There are more cells than Carrel reads; the last rows were left out"),
    "structure_ignored": N_("The headings could not be made out; the text was read"),
    "rows_left_out": N_("There are more rows than Carrel reads; the last ones were left out"),
    "parts_left_out": N_(
        "There are more attachments or sections than Carrel reads; the last ones were left out"
    ),
    "contents_not_read": N_("The names of the files in this archive were read; what is in them was not"),
    "pages_left_out": N_("There are more pages than Carrel reads; the last ones were left out"),
    "text_truncated": N_("The document is longer than Carrel reads; its end was left out"),
}


def known_warnings() -> frozenset[str]:
    """All warnings with a sentence."""
    return frozenset(_WARNINGS)


def describe_warning(code: str) -> str:
    """A sentence for a :class:`DocumentWarning`."""
    return tr(_WARNINGS.get(code, code.replace("_", " ").capitalize()))


_LAYERS = {
    "parent_death": N_("Ends when Carrel ends"),
    "core_dumps": N_("Leaves no memory image when it crashes"),
    "memory": N_("Memory is limited"),
    "processor_time": N_("Processor time is limited"),
    "descriptors": N_("The number of open files is limited"),
    "file_size": N_("Writes nothing but its own short log"),
    "first_to_go": N_("Is the first to go when memory runs out"),
    "no_network_namespace": N_("Sees no network"),
    "no_new_privileges": N_("Can gain no rights"),
    "no_capabilities": N_("Has no rights of an administrator"),
    "files": N_("Can open none of your files"),
    "writing": N_("Writes in Carrel's own folders only"),
    "system_calls": N_("Can make no connection and start no program"),
    "sandbox": N_("Runs in the system's sandbox"),
    "no_error_dialogs": N_("Crashes without a dialog"),
    "no_programs": N_("Can start no program"),
    "low_integrity": N_("Can change almost nothing on the disk"),
    "python_hooks": N_("Python code is watched for connections and programs"),
}


def describe_layer(name: str) -> str:
    """What a layer of the fence around a child (:class:`app.domain.fences.FenceLayer`) does, in a few words."""
    return tr(_LAYERS.get(name, name.replace("_", " ").capitalize()))


_NAMED = 2
"""Named documents that are listed; of more the number is said."""


def narrowed_words(narrowed: Narrowed) -> str:
    """Where was looked first because the question names it: Looked in “Lease 2024.pdf” first."""
    several = len(narrowed.documents) > _NAMED
    names = tr(" and ").join(tr("“{name}”", name=path.name) for path in narrowed.documents)
    number = figure(len(narrowed.documents))
    where = tr("{number} documents that your question names", number=number) if several else names
    return (
        tr("Looked only in {where}.", where=where)
        if narrowed.only
        else tr("Looked in {where} first.", where=where)
    )
