"""Assistants: who answers in a chat, chosen under the question; made and changed in a window of their own."""
