"""The library: documents, their state, adding and removing them."""
