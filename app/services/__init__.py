"""Use cases. Know nothing of Qt; get what they need by constructor; tell what happened on the event bus."""
