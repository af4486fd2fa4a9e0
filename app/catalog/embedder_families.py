"""What embedders want to have put before a text, by family: the few words that a model was trained with.

A GGUF file does not carry them. They are what the makers say on their models' pages; a family that is not here is asked
and told plainly, as most were trained.
"""

from __future__ import annotations

from dataclasses import dataclass

_RETRIEVE = "Instruct: Given a web search query, retrieve relevant passages that answer the query\n"
_REPRESENT = "Represent this sentence for searching relevant passages: "


@dataclass(frozen=True, slots=True)
class EmbedderFamily:
    """``query`` and ``passage`` are put before a question and before what is searched. ``names`` occur in the model's
    own name, whatever the case and with spaces for hyphens; ``architectures`` tell where the name does not."""

    name: str
    names: tuple[str, ...] = ()
    architectures: tuple[str, ...] = ()
    query: str = ""
    passage: str = ""


PLAIN = EmbedderFamily("plain")
EMBEDDER_FAMILIES: tuple[EmbedderFamily, ...] = (
    EmbedderFamily(
        "nomic",
        ("nomic-embed",),
        ("nomic-bert", "nomic-bert-moe"),
        query="search_query: ",
        passage="search_document: ",
    ),
    EmbedderFamily("qwen3-embedding", ("qwen3-embedding",), query=_RETRIEVE + "Query:"),
    EmbedderFamily("e5-instruct", ("e5-large-instruct",), query=_RETRIEVE + "Query: "),
    EmbedderFamily(
        "e5",
        ("multilingual-e5", "e5-small", "e5-base", "e5-large"),
        query="query: ",
        passage="passage: ",
    ),
    EmbedderFamily(
        "embeddinggemma",
        ("embeddinggemma", "embedding-gemma"),
        ("gemma-embedding",),
        query="task: search result | query: ",
        passage="title: none | text: ",
    ),
    EmbedderFamily(
        "arctic-2",
        ("arctic-embed-m-v2", "arctic-embed-l-v2"),
        query="query: ",
    ),
    EmbedderFamily("arctic", ("arctic-embed",), query=_REPRESENT),
    EmbedderFamily("mxbai", ("mxbai-embed",), query=_REPRESENT),
    EmbedderFamily("bge-m3", ("bge-m3",)),
    EmbedderFamily("bge", ("bge-small-en", "bge-base-en", "bge-large-en"), query=_REPRESENT),
)


def embedder_family_of(architecture: str, *names: str) -> EmbedderFamily:
    """By one of the names the model goes by, else by its architecture; :data:`PLAIN` where neither is known."""
    folded = [name.casefold().replace(" ", "-").replace("_", "-") for name in names]
    for family in EMBEDDER_FAMILIES:
        if any(known in name for known in family.names for name in folded):
            return family
    return next((family for family in EMBEDDER_FAMILIES if architecture in family.architectures), PLAIN)
