"""Model files: what is on disk, what is in use, importing more."""
