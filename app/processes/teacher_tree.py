"""Attention in a tree of tokens: the prefix is causal; each branch sees the prefix and itself, no other branch.

Positions go on behind the prefix in every branch, so that the result is that of each sequence by itself.
"""

from __future__ import annotations

from typing import Any

import torch

_UNSEEN = -1e4  # added to a score: nothing is left of it after the softmax, in 16 bits too


class Layout:
    """A tree as it lies in a row of tokens: ``prefix`` of them, then ``branches`` times ``width``."""

    def __init__(
        self, prefix: int, branches: int, width: int, positions: list[int], speeds: Any, dtype: Any
    ) -> None:
        self._prefix, self._branches, self._width = prefix, branches, width
        turns = torch.tensor(positions, dtype=torch.float32, device=speeds.device)[:, None] * speeds
        self._cos, self._sin = turns.cos()[:, None], turns.sin()[:, None]
        self._later = torch.full((max(prefix, width),) * 2, _UNSEEN, dtype=dtype, device=speeds.device).triu(
            1
        )

    def rotated(self, x: Any, *, halves: bool) -> Any:
        """Rotary positions on x of shape (tokens, heads, head). Pairs are halves of a head, or neighbours."""
        exact = x.float()
        left, right = exact.chunk(2, -1) if halves else exact.unflatten(-1, (-1, 2)).unbind(-1)
        turned = (left * self._cos - right * self._sin, left * self._sin + right * self._cos)
        joined = torch.cat(turned, -1) if halves else torch.stack(turned, -1).flatten(-2)
        return joined.to(x.dtype)

    def attend(self, q: Any, k: Any, v: Any) -> Any:
        """All of shape (tokens, heads, head), with fewer heads of keys and values; so is the result."""
        groups, size = q.shape[1] // k.shape[1], q.shape[-1]
        q = q.transpose(0, 1) * size**-0.5
        k, v = (x.transpose(0, 1).repeat_interleave(groups, 0) for x in (k, v))
        stem = self._stem(q, k, v)
        return torch.cat((stem, self._leaves(q, k, v)), 1).transpose(0, 1)

    def _stem(self, q: Any, k: Any, v: Any) -> Any:
        n = self._prefix
        mask = self._later[:n, :n].expand(q.shape[0], n, n)
        scores = torch.baddbmm(mask, q[:, :n], k[:, :n].transpose(1, 2))
        return scores.softmax(-1) @ v[:, :n]

    def _leaves(self, q: Any, k: Any, v: Any) -> Any:
        """Two products, with the prefix and within each branch, under one softmax."""
        heads, n, width, size = q.shape[0], self._prefix, self._width, q.shape[-1]
        together = (heads, self._branches * width, -1)
        apart = (heads * self._branches, width, -1)
        own_q, own_k, own_v = (x[:, n:].reshape(*apart[:2], size) for x in (q, k, v))
        stem = (q[:, n:] @ k[:, :n].transpose(1, 2)).reshape(*apart[:2], n)
        mask = self._later[:width, :width].expand(apart[0], width, width)
        own = torch.baddbmm(mask, own_q, own_k.transpose(1, 2))
        weights = torch.cat((stem, own), -1).softmax(-1)
        from_stem = weights[..., :n].reshape(*together[:2], n) @ v[:, :n]
        return from_stem + (weights[..., n:] @ own_v).reshape(*together[:2], size)
