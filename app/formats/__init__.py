"""One file per document format. The registry finds them; nothing here knows the rest of Carrel."""
