"""Identifiers. They are the row ids of the store, so they mean nothing outside one profile."""

from typing import NewType

DocumentId = NewType("DocumentId", int)
ContentId = NewType("ContentId", int)
ChunkId = NewType("ChunkId", int)
ConversationId = NewType("ConversationId", int)
TurnId = NewType("TurnId", int)
MeetingId = NewType("MeetingId", int)
SeriesId = NewType("SeriesId", int)
CaseId = NewType("CaseId", int)
AssistantId = NewType("AssistantId", int)
