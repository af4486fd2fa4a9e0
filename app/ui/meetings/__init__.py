"""Meetings: transcripts and the minutes made from them."""
