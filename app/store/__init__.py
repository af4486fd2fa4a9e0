"""The only SQL in Carrel: one SQLite file in WAL mode, one writer, numbered migrations."""
