"""Model files: header, families, discovery."""
