"""The command palette: one field that finds every command, chat, document, meeting and setting."""
