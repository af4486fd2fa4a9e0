"""The folders of the library as a tree with sums. Pure; no Qt.

At the top stand the folders that were added, and the folders of files that were added one by one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from pathlib import Path

from app.domain.documents import Document
from app.ui.library.groups import Totals
from app.ui.library.words import natural

Key = tuple[str, str]


class FolderNode:
    """A folder with its sums; what is below it is counted too. ``path`` is None for the whole library."""

    __slots__ = ("children", "key", "parent", "path", "totals")

    def __init__(self, path: Path | None, parent: FolderNode | None) -> None:
        self.path = path
        self.parent = parent
        self.key: Key = (natural(path.name), str(path)) if path is not None else ("", "")
        self.children: list[FolderNode] = []
        self.totals = Totals()

    def row(self) -> int:
        """Its place among its parent's children."""
        return 0 if self.parent is None else bisect_left(self.parent.children, self.key, key=_key)

    def place_for(self, child: FolderNode) -> int:
        """Where a new child belongs."""
        return bisect_left(self.children, child.key, key=_key)


class FolderTree:
    """``root`` stands for the whole library; its children are the folders at the top."""

    def __init__(self, tops: Iterable[Path] = ()) -> None:
        self.root = FolderNode(None, None)
        self.tops = _outermost(tops)
        self._nodes: dict[str, FolderNode] = {}
        for top in self.tops:
            self._insert(FolderNode(top, self.root))

    def find(self, path: Path | None) -> FolderNode | None:
        """The node of a folder; the root for None."""
        return self.root if path is None else self._nodes.get(str(path))

    def fill(self, documents: Iterable[Document]) -> None:
        """Count many documents in at once."""
        own: dict[str, Totals] = {}
        for document in documents:
            folder = str(document.path.parent)
            if folder not in own:
                own[folder] = Totals()
            own[folder].count(document)
        for folder, totals in own.items():
            for node in self._chain(self._made(Path(folder))):
                node.totals.add(totals)

    def missing(self, folder: Path) -> list[FolderNode]:
        """The nodes, outermost first, that have to be inserted before documents in this folder can be counted."""
        made: list[FolderNode] = []
        top = self._top_of(folder)
        for path in [folder, *folder.parents]:
            if str(path) in self._nodes:
                break
            made.append(FolderNode(path, None))
            if path == top:
                break
        return made[::-1]

    def parent_for(self, node: FolderNode) -> FolderNode:
        """Under which node a missing one belongs."""
        if node.path is None or node.path == self._top_of(node.path):
            return self.root
        return self._nodes.get(str(node.path.parent), self.root)

    def insert(self, node: FolderNode) -> None:
        """Put a missing node in its place."""
        node.parent = self.parent_for(node)
        self._insert(node)

    def remove(self, node: FolderNode) -> None:
        """Take a node out that holds nothing any more."""
        if node.parent is not None:
            del node.parent.children[node.row()]
        self._nodes.pop(str(node.path), None)

    def count(self, document: Document, sign: int) -> list[FolderNode]:
        """Count a document in or out; returns the nodes whose sums changed, innermost first."""
        one = Totals([document])
        chain = self._chain(self._nodes[str(document.path.parent)])
        for node in chain:
            node.totals.add(one, sign)
        return chain

    def is_empty(self, node: FolderNode) -> bool:
        """Whether a node may go: nothing in it, and nobody added it."""
        added = node.path is None or node.path in self.tops
        return not added and not node.children and node.totals.is_empty()

    def _insert(self, node: FolderNode) -> None:
        if node.parent is not None:
            node.parent.children.insert(node.parent.place_for(node), node)
        self._nodes[str(node.path)] = node

    def _made(self, folder: Path) -> FolderNode:
        for node in self.missing(folder):
            self.insert(node)
        return self._nodes[str(folder)]

    def _chain(self, node: FolderNode) -> list[FolderNode]:
        chain = [node]
        while chain[-1].parent is not None:
            chain.append(chain[-1].parent)
        return chain

    def _top_of(self, folder: Path) -> Path:
        """The added folder it lies in, or itself."""
        return next((top for top in self.tops if top == folder or top in folder.parents), folder)


def _key(node: FolderNode) -> Key:
    return node.key


def _outermost(paths: Iterable[Path]) -> Sequence[Path]:
    """Without folders that lie in another one."""
    chosen: list[Path] = []
    for path in sorted(set(paths), key=_depth):
        if not any(above in path.parents for above in chosen):
            chosen.append(path)
    return tuple(chosen)


def _depth(path: Path) -> tuple[int, str]:
    return len(path.parts), str(path)
