"""The tables, as the migrations that make them.

What hangs together::

    sources    what the person added (files, folders) or took out again ("excluded" below a folder)
    documents  files; several with the same bytes share one row of
    contents   what a reader made of those bytes: one per hash and index version, with
    texts      its text and blocks (apart, because lists of documents must not drag the text along),
    chunks     its chunks, whose ids are consecutive from contents.first_chunk_id, with their
    chunks_fts, chunks_trigram   full-text entries, and per embedding space
    embeddings exact vectors of each chunk and its sentences, and
    codes      their signs, one row per content: small enough to be kept in memory (store/codes.py)

Removing the last document of a content removes all of the rest (store/contents.py). Ids of documents, contents
and chunks are never used twice: answers and caches may still name one that is gone. JSON columns are UTF-8 text.
"""

from __future__ import annotations

_LIBRARY = (
    """CREATE TABLE sources (
        id INTEGER PRIMARY KEY,
        path TEXT NOT NULL UNIQUE,
        kind TEXT NOT NULL CHECK (kind IN ('file', 'folder', 'excluded')),
        device INTEGER NOT NULL,
        added_at REAL NOT NULL
    ) STRICT""",
    """CREATE TABLE contents (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        hash TEXT NOT NULL,
        version INTEGER NOT NULL,
        first_chunk_id INTEGER,
        chunk_count INTEGER NOT NULL,
        title TEXT NOT NULL,
        media_type TEXT NOT NULL,
        page_starts TEXT NOT NULL,
        language TEXT,
        warnings TEXT NOT NULL,
        partial INTEGER NOT NULL,
        UNIQUE (hash, version)
    ) STRICT""",
    """CREATE TABLE texts (
        content_id INTEGER PRIMARY KEY REFERENCES contents (id) ON DELETE CASCADE,
        text TEXT NOT NULL,
        blocks TEXT NOT NULL
    ) STRICT""",
    # revision counts how often the document was queued: what was computed for an older one is thrown away.
    # reparse: read it again even though these very bytes have been read before.
    """CREATE TABLE documents (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        path TEXT NOT NULL UNIQUE,
        state TEXT NOT NULL CHECK (state IN ('queued', 'indexed', 'partial', 'failed', 'skipped')),
        size INTEGER NOT NULL,
        mtime_ns INTEGER NOT NULL,
        media_type TEXT,
        hash TEXT,
        content_id INTEGER REFERENCES contents (id) ON DELETE SET NULL,
        error TEXT,
        seconds REAL,
        revision INTEGER NOT NULL DEFAULT 1,
        reparse INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    "CREATE INDEX documents_by_content ON documents (content_id)",
    "CREATE INDEX documents_queued ON documents (id, size) WHERE state = 'queued'",
    """CREATE TABLE chunks (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        content_id INTEGER NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL,
        span_start INTEGER NOT NULL,
        span_end INTEGER NOT NULL,
        page INTEGER,
        page_to INTEGER,
        spaceless INTEGER NOT NULL,
        header TEXT NOT NULL,
        heading_path TEXT NOT NULL,
        sentences BLOB NOT NULL,
        text TEXT NOT NULL,
        UNIQUE (content_id, ordinal)
    ) STRICT""",
)

# The full-text tables are kept in step by store/contents.py and not by triggers: with trusted_schema off, older
# SQLites refuse virtual tables in triggers. A title or heading counts twice as much as the text (bm25 weights);
# fixed here so that "ORDER BY rank" alone sorts inside FTS5.
_FULLTEXT = (
    """CREATE VIRTUAL TABLE chunks_fts USING fts5(
        header, text, content='chunks', content_rowid='id',
        tokenize='porter unicode61 remove_diacritics 2')""",
    "INSERT INTO chunks_fts (chunks_fts, rank) VALUES ('rank', 'bm25(2.0, 1.0)')",
    """CREATE VIEW chunks_spaceless AS
        SELECT id, header || char(10) || text AS text FROM chunks WHERE spaceless""",
    "CREATE INDEX chunks_by_spaceless ON chunks (id) WHERE spaceless",
    """CREATE VIRTUAL TABLE chunks_trigram USING fts5(
        text, content='chunks_spaceless', content_rowid='id', tokenize='trigram')""",
)

# spaces.version rises with every change of its vectors: indexes in memory compare it. The triggers touch
# ordinary tables only.
_VECTORS = (
    """CREATE TABLE spaces (
        id INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        dims INTEGER NOT NULL,
        max_tokens INTEGER NOT NULL,
        version INTEGER NOT NULL DEFAULT 0,
        used_at REAL NOT NULL
    ) STRICT""",
    """CREATE TABLE embeddings (
        id INTEGER PRIMARY KEY,
        space_id INTEGER NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
        chunk_id INTEGER NOT NULL REFERENCES chunks (id) ON DELETE CASCADE,
        hash BLOB NOT NULL,
        vector BLOB NOT NULL,
        sentences BLOB NOT NULL,
        UNIQUE (chunk_id, space_id)
    ) STRICT""",
    "CREATE INDEX embeddings_by_hash ON embeddings (hash, space_id)",
    """CREATE TABLE codes (
        space_id INTEGER NOT NULL REFERENCES spaces (id) ON DELETE CASCADE,
        content_id INTEGER NOT NULL REFERENCES contents (id) ON DELETE CASCADE,
        sentence_counts BLOB NOT NULL,
        codes BLOB NOT NULL,
        PRIMARY KEY (content_id, space_id)
    ) STRICT""",
    """CREATE TRIGGER codes_added AFTER INSERT ON codes BEGIN
        UPDATE spaces SET version = version + 1 WHERE id = new.space_id;
    END""",
    """CREATE TRIGGER codes_removed AFTER DELETE ON codes BEGIN
        UPDATE spaces SET version = version + 1 WHERE id = old.space_id;
    END""",
)

_CONVERSATIONS = (
    """CREATE TABLE conversations (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL,
        updated_at REAL NOT NULL
    ) STRICT""",
    """CREATE TABLE turns (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        conversation_id INTEGER NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
        asked_at REAL NOT NULL,
        question TEXT NOT NULL,
        answer TEXT
    ) STRICT""",
    "CREATE INDEX turns_by_conversation ON turns (conversation_id)",
    # No foreign key to documents: a citation outlives the document it names.
    """CREATE TABLE citations (
        turn_id INTEGER NOT NULL REFERENCES turns (id) ON DELETE CASCADE,
        n INTEGER NOT NULL,
        document_id INTEGER NOT NULL,
        path TEXT NOT NULL,
        page INTEGER,
        quote_start INTEGER NOT NULL,
        quote_end INTEGER NOT NULL,
        PRIMARY KEY (turn_id, n)
    ) STRICT""",
    "CREATE INDEX citations_by_document ON citations (document_id)",
)

_REST = (
    """CREATE TABLE meetings (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        title TEXT NOT NULL,
        date TEXT,
        created_at REAL NOT NULL,
        source_path TEXT NOT NULL,
        minutes TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE ledger (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at REAL NOT NULL,
        url TEXT NOT NULL,
        purpose TEXT NOT NULL,
        bytes_received INTEGER NOT NULL,
        outcome TEXT NOT NULL
    ) STRICT""",
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT",
)

# documents.ocr: when pages are read from their picture; deferred: worked off after all others, because pages wait
# for that; priority: worked off before all others; offline: its drive or folder was not there at the last look.
# sources.watched: changes are followed as they happen; patterns: file patterns that are left out, one a line.
# recognized: pages read from their picture, by the hash of the file, because that is slow and must survive a kill.
# quarantine: files that killed their reader; not tried again by the same index version.
# contents.ocr: the mode a content was read with; 'any' where it makes no difference.
_INTAKE = (
    "DROP INDEX documents_queued",
    "ALTER TABLE documents ADD COLUMN ocr TEXT NOT NULL DEFAULT 'auto'",
    "ALTER TABLE documents ADD COLUMN deferred INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE documents ADD COLUMN priority INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE documents ADD COLUMN offline INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE contents ADD COLUMN recognized_pages TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE contents ADD COLUMN waiting_pages TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE contents ADD COLUMN parts TEXT NOT NULL DEFAULT '[]'",
    "ALTER TABLE contents ADD COLUMN ocr TEXT NOT NULL DEFAULT 'any'",
    "CREATE INDEX documents_queued ON documents (priority DESC, deferred, id) WHERE state = 'queued'",
    "CREATE INDEX documents_by_hash ON documents (hash)",
    "ALTER TABLE sources ADD COLUMN watched INTEGER NOT NULL DEFAULT 1",
    "ALTER TABLE sources ADD COLUMN patterns TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE recognized (
        hash TEXT NOT NULL,
        page INTEGER NOT NULL,
        engine TEXT NOT NULL,
        confidence REAL NOT NULL,
        lines BLOB NOT NULL,
        PRIMARY KEY (hash, page)
    ) STRICT""",
    """CREATE TABLE quarantine (
        hash TEXT NOT NULL,
        version INTEGER NOT NULL,
        kills INTEGER NOT NULL,
        error TEXT NOT NULL,
        PRIMARY KEY (hash, version)
    ) STRICT""",
)

# Judged answers. turn_id: NULL once the chat is gone and the case was kept; record: the case as JSON.
_FEEDBACK = (
    """CREATE TABLE feedback (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        turn_id INTEGER UNIQUE REFERENCES turns (id) ON DELETE CASCADE,
        record TEXT NOT NULL
    ) STRICT""",
)

# What a person changed in minutes. record: the step as JSON; undone steps are the newest ones of their meeting.
_MEETING_EDITS = (
    """CREATE TABLE meeting_edits (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        meeting_id INTEGER NOT NULL REFERENCES meetings (id) ON DELETE CASCADE,
        undone INTEGER NOT NULL DEFAULT 0,
        record TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX meeting_edits_by_meeting ON meeting_edits (meeting_id, id)",
)

# series: meetings that belong together, as the person said. meetings.template: the id of the template that shows them,
# '' for none chosen; series_declined: the person was asked about a series and said no.
_SERIES = (
    "CREATE TABLE series (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL) STRICT",
    "ALTER TABLE meetings ADD COLUMN series_id INTEGER REFERENCES series (id) ON DELETE SET NULL",
    "ALTER TABLE meetings ADD COLUMN series_declined INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE meetings ADD COLUMN template TEXT NOT NULL DEFAULT ''",
    "CREATE INDEX meetings_by_series ON meetings (series_id) WHERE series_id IS NOT NULL",
)

# ledger: a row is begun before the first byte and ended after the last (ended_at NULL: it goes on, or was cut off by a
# kill). downloads, model_notes: the record as JSON; a note is by the path of the model file, there or not.
_MODELS = (
    "ALTER TABLE ledger ADD COLUMN asked_by TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE ledger ADD COLUMN ended_at REAL",
    "CREATE TABLE downloads (id INTEGER PRIMARY KEY AUTOINCREMENT, record TEXT NOT NULL) STRICT",
    "CREATE TABLE model_notes (path TEXT PRIMARY KEY, record TEXT NOT NULL) STRICT",
)

FILL_TURNS_FTS = """INSERT INTO turns_fts (rowid, question, answer)
        SELECT id, carrel_words(question), carrel_words(coalesce(json_extract(answer, '$.text'), '')) FROM turns"""

# turns are a tree: parent_id is the turn before (no foreign key: a cascade down a long chat would exceed SQLite's depth
# of triggers), chosen marks the one of several with the same parent that is shown. conversations.scope: a JSON list of
# paths, NULL for the whole library. drafts: what is typed and not sent; conversation 0 is the chat not yet begun.
# turns_fts is kept in step by store/conversations.py; what it holds is made by store/chat_words.py.
_CHATS = (
    "ALTER TABLE conversations ADD COLUMN pinned INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE conversations ADD COLUMN archived INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE conversations ADD COLUMN scope TEXT",
    "ALTER TABLE turns ADD COLUMN parent_id INTEGER",
    "ALTER TABLE turns ADD COLUMN chosen INTEGER NOT NULL DEFAULT 1",
    """UPDATE turns SET parent_id = (SELECT max(before.id) FROM turns AS before
        WHERE before.conversation_id = turns.conversation_id AND before.id < turns.id)""",
    "DROP INDEX turns_by_conversation",
    "CREATE INDEX turns_by_place ON turns (conversation_id, id, parent_id, chosen)",
    """CREATE TABLE drafts (
        conversation_id INTEGER PRIMARY KEY,
        text TEXT NOT NULL
    ) STRICT""",
    """CREATE VIRTUAL TABLE turns_fts USING fts5(
        question, answer, tokenize='unicode61 remove_diacritics 2', prefix='2 3')""",
    FILL_TURNS_FTS,
)

# record: the assistant as JSON; name and deleted_at (seconds since the epoch; NULL while it is there) stand beside it.
# A deleted one stays for a while, so that it can be taken back. conversation_assistants: who answers in a chat.
_ASSISTANTS = (
    """CREATE TABLE assistants (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL,
        deleted_at REAL,
        record TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE conversation_assistants (
        conversation_id INTEGER PRIMARY KEY REFERENCES conversations (id) ON DELETE CASCADE,
        assistant_id INTEGER NOT NULL REFERENCES assistants (id) ON DELETE CASCADE
    ) STRICT""",
)

# folder: its name, "" for none; a folder is there as long as a chat is in it.
_FOLDERS = ("ALTER TABLE conversations ADD COLUMN folder TEXT NOT NULL DEFAULT ''",)

# Vectors of documents that are still being embedded: see store/embedded_ahead.py. space, dims: as in a row of spaces,
# which may not be there yet. Looked up by hash; a passage is kept for the first document that has it.
_EMBEDDED_AHEAD = (
    """CREATE TABLE embedded_ahead (
        hash BLOB NOT NULL,
        space TEXT NOT NULL,
        dims INTEGER NOT NULL,
        document_id INTEGER NOT NULL REFERENCES documents (id) ON DELETE CASCADE,
        vector BLOB NOT NULL,
        sentences BLOB NOT NULL,
        PRIMARY KEY (hash, space)
    ) STRICT""",
    "CREATE INDEX embedded_ahead_by_document ON embedded_ahead (document_id)",
)

# inode: of an added folder, by which it is known again under another name (0: not known).
_INODES = ("ALTER TABLE sources ADD COLUMN inode INTEGER NOT NULL DEFAULT 0",)

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (*_LIBRARY, *_FULLTEXT, *_VECTORS, *_CONVERSATIONS, *_REST),
    _INTAKE,
    _FEEDBACK,
    _MEETING_EDITS,
    _SERIES,
    _MODELS,
    _CHATS,
    _ASSISTANTS,
    _FOLDERS,
    _EMBEDDED_AHEAD,
    _INODES,
)
