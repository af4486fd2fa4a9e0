"""One course of lessons: step after step over the trees, able to stop and go on exactly."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

import torch
from torch.nn import functional

from app.domain.errors import Cancelled
from app.domain.jobs import CancelToken
from app.domain.teaching import TeachProgress
from app.processes import teacher_checkpoint as checkpoint
from app.processes.teacher_checkpoint import State
from app.processes.teacher_model import Lora, Model
from app.teaching import schedule
from app.teaching.packs import Tree

_DECAY, _BETAS, _LONGEST_GRADIENT = 0.01, (0.9, 0.98), 1.0  # AdamW as usual for language models
_LATEST = 40
_TELL_SECONDS = 1.0
_SHORT_EPOCH = 10.0  # the end of a longer one is kept


@dataclass(frozen=True, slots=True)
class Plan:
    """How; ``minutes`` 0 is no limit, ``key`` names the course for its checkpoint."""

    folder: Path
    key: str
    precision: str
    epochs: int
    peak: float
    first: int
    seed: int
    minutes: float
    checkpoint_seconds: float


class Forward:
    """The model's loss on trees; what the frozen layers below ``first`` give is kept while ``room`` bytes last."""

    def __init__(self, model: Model, first: int, room: int = 0) -> None:
        self._model = model
        self._first = first
        self._room = room if first else 0
        self._kept: dict[int, Any] = {}

    def losses(self, tree: Tree, number: int | None = None) -> Any:
        """One a token that is to be said, unweighted, in the order of ``tree.targets()``. ``number``: keep it."""
        model = self._model
        ids, positions = tree.flat()
        places, wanted, _ = tree.targets()
        layout = model.layout(len(tree.prefix), len(tree.branches), tree.width, positions)
        h = self._below(ids, layout, number)
        h = model.through(h, layout, self._first, model.shape.layers)
        logits = model.logits(h[torch.tensor(places, device=h.device)])
        return functional.cross_entropy(logits, torch.tensor(wanted, device=h.device), reduction="none")

    def weighted(self, tree: Tree, number: int | None = None) -> tuple[Any, float]:
        """The weighted sum, and the weights' sum."""
        losses, weights = self.losses(tree, number), tree.targets()[2]
        return (losses * torch.tensor(weights, device=losses.device)).sum(), sum(weights)

    def mean(self, trees: Sequence[Tree], cancel: CancelToken) -> float | None:
        """Over all of them, without learning; None of nothing. Raises Cancelled."""
        total = count = 0.0
        with torch.no_grad():
            for tree in trees:
                cancel.raise_if_cancelled()
                loss, weight = self.weighted(tree)
                total, count = total + float(loss), count + weight
        return total / count if count else None

    def _below(self, ids: list[int], layout: Any, number: int | None) -> Any:
        if number in self._kept:
            return self._kept[number]
        with torch.no_grad():
            h = self._model.below(ids, layout, self._first)
        if number is not None and (size := h.numel() * h.element_size()) <= self._room:
            self._room -= size
            self._kept[number] = h
        return h


class Course:
    """Makes the matrices better. ``state`` is where an earlier run stopped."""

    def __init__(
        self, plan: Plan, trees: Sequence[Tree], forward: Forward, loras: dict[str, Lora], state: State
    ) -> None:
        self._plan = plan
        self._trees = trees
        self._forward = forward
        self._loras = loras
        self._parameters = [matrix for lora in loras.values() for matrix in (lora.a, lora.b)]
        self._optimizer = torch.optim.AdamW(self._parameters, lr=plan.peak, weight_decay=_DECAY, betas=_BETAS)
        self._before = state
        self._step, self._losses = state.step, list(state.losses)
        if state.step:
            checkpoint.restore(plan.folder, state, loras, self._optimizer)
        self._began = self._saved = self._told = time.monotonic()
        self._lessons = 0
        self.steps = schedule.steps_of(len(trees), plan.epochs)

    @property
    def state(self) -> State:
        """As it is now."""
        before, plan = self._before, self._plan
        return State(
            plan.key, plan.precision, self._step, self._seconds(), before.loss_before, tuple(self._losses)
        )

    @property
    def loss(self) -> float:
        """Mean of the latest steps."""
        return fmean(self._losses) if self._losses else 0.0

    def run(self, cancel: CancelToken, tell: Callable[[TeachProgress], None]) -> None:
        """To the end, or until the time is over. Raises Cancelled, with a checkpoint kept."""
        try:
            while self._step < self.steps and self._done() < 1.0:
                self._one(cancel)
                self._keep_now_and_then()
                self._tell_now_and_then(tell)
        except Cancelled:
            self.keep()
            raise
        self.keep()

    def keep(self) -> None:
        """Write the checkpoint."""
        checkpoint.write(self._plan.folder, self.state, self._loras, self._optimizer)
        self._saved = time.monotonic()

    def _one(self, cancel: CancelToken) -> None:
        """One step; nothing has changed when it raises Cancelled."""
        plan = self._plan
        numbers = schedule.trees_of(self._step, len(self._trees), plan.seed)
        total = sum(sum(self._trees[number].targets()[2]) for number in numbers)
        loss = 0.0
        self._optimizer.zero_grad()
        for number in numbers:  # one after the other, so that only one tree's activations are in memory
            cancel.raise_if_cancelled()
            part = self._forward.weighted(self._trees[number], number)[0] / total
            part.backward()
            loss += float(part.detach())
        cancel.raise_if_cancelled()
        torch.nn.utils.clip_grad_norm_(self._parameters, _LONGEST_GRADIENT)
        rate = schedule.rate(plan.peak, self._step, self.steps, self._done())
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self._optimizer.step()
        self._step += 1
        self._losses = [*self._losses, loss][-_LATEST:]
        self._lessons += sum(len(self._trees[number].branches) for number in numbers)

    def _done(self) -> float:
        """From 0 to 1, by steps, or by time when there is a limit."""
        minutes = self._plan.minutes
        by_time = self._seconds() / (60.0 * minutes) if minutes else 0.0
        return max(self._step / self.steps, by_time)

    def _seconds(self) -> float:
        return self._before.seconds + time.monotonic() - self._began

    def _keep_now_and_then(self) -> None:
        per_epoch = self.steps // self._plan.epochs
        since = time.monotonic() - self._saved
        due = self._plan.checkpoint_seconds
        if self._step % per_epoch == 0:
            due = min(due, _SHORT_EPOCH)
        if self._step < self.steps and since >= due:
            self.keep()

    def _tell_now_and_then(self, tell: Callable[[TeachProgress], None]) -> None:
        now = time.monotonic()
        if now - self._told < _TELL_SECONDS and self._step < self.steps:
            return
        self._told = now
        spent = max(now - self._began, 1e-6)
        left = spent / max(self._step - self._before.step, 1) * (self.steps - self._step)
        if self._plan.minutes:
            left = min(left, max(0.0, 60.0 * self._plan.minutes - self._seconds()))
        epoch = min(self._plan.epochs, 1 + self._step * self._plan.epochs // self.steps)
        tell(TeachProgress(self._step, self.steps, epoch, self.loss, self._lessons / spent, left))
