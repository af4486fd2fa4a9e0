"""One key of the whole system, when a person wants it: it brings Carrel to the front, ready for a question."""
