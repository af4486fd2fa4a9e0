"""The desk at the right: the page a citation points to, its words highlighted, and the other passages below."""
