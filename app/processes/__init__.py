"""The process boundary: one mechanism, three children (generator, embedder, parser)."""
