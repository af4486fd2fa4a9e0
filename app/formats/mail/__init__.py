"""Mails, however they come: as single files, in mailboxes, as Outlook messages, as saved web pages.

headers  encoded words and broken bytes to text, by hand and within limits
message  one message to blocks: who, when, what was written; attachments as documents of their own
"""
