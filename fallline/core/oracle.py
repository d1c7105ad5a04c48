"""The oracle: all that an optimizer may know of a problem, each question counted per row."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import torch

from fallline.core.problem import Problem, Sampled

KINDS = ("grad", "value", "hessian")  # of questions, in the order of counts of them


class Oracle:
    """Answers value, gradient and Hessian questions for one run and counts them, in one place.

    A question may be asked for some rows only, ``asked`` (rows,) or (rows, 1) of booleans: only they are counted, and
    what the others are answered means nothing.

    ``calls`` holds one int64 tensor (rows,) per kind of question. ``begin`` says what belongs to the next step: its
    ``noise`` (rows, dim), if any, is added to all gradients of that step, and its ``batch`` of data, if any, is what
    they are computed on, so that luck is fixed by seed, row and step alone. ``seen`` is the last gradient that was
    answered in the step, noise included; NaN in rows not asked. ``known`` are the points of the step's first question
    for a gradient, with the value and the gradient there, if it was asked for all rows and answered on all data.
    """

    def __init__(
        self,
        problem: Problem,
        rows: int,
        device: str | torch.device = "cpu",
        calls: dict[str, torch.Tensor] | None = None,
    ) -> None:
        """An oracle for ``rows`` rows on ``device``, which goes on counting from ``calls``."""
        self.problem = problem
        self.calls = calls or self.none_asked(rows, device)
        self.begin()

    def begin(self, noise: torch.Tensor | None = None, batch: Any = None) -> None:
        """The next step begins; raises TypeError for a batch of a problem that has no data."""
        self.noise = noise
        self.whole = batch is None
        self.f = self.problem.f
        if batch is not None:
            if not isinstance(self.problem, Sampled):
                raise TypeError(f"{type(self.problem).__name__} has no data, so a step cannot ask about a batch.")
            self.f = partial(self.problem.f_on, batch=batch)
        self.seen: torch.Tensor | None = None
        self.known: tuple[torch.Tensor, torch.Tensor, torch.Tensor] | None = None

    @staticmethod
    def none_asked(rows: int, device: str | torch.device) -> dict[str, torch.Tensor]:
        """The counts before the first question."""
        return {kind: torch.zeros(rows, dtype=torch.int64, device=device) for kind in KINDS}

    def value(self, x: torch.Tensor, asked: torch.Tensor | None = None) -> torch.Tensor:
        """f at each row: x (rows, dim) -> (rows,)."""
        self._count("value", asked)
        with torch.no_grad():
            return self.f(x)

    def grad(self, x: torch.Tensor, asked: torch.Tensor | None = None) -> torch.Tensor:
        """The gradient at each row, noise included: x (rows, dim) -> (rows, dim)."""
        self._count("grad", asked)
        value, g = value_and_gradient(self.f, x)
        if self.known is None and asked is None and self.whole:
            self.known = (x, value, g)
        g = g if self.noise is None else g + self.noise
        self.seen = g if asked is None else g.masked_fill(~asked.reshape(-1, 1), torch.nan)
        return g

    def hessian(self, x: torch.Tensor, asked: torch.Tensor | None = None) -> torch.Tensor:
        """The matrix of second derivatives at each row: x (rows, dim) -> (rows, dim, dim)."""
        self._count("hessian", asked)
        return hessian(self.f, x)

    def _count(self, kind: str, asked: torch.Tensor | None) -> None:
        self.calls[kind] = self.calls[kind] + (1 if asked is None else asked.reshape(-1))


def gradient(f: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, keep: bool = False) -> torch.Tensor:
    """The derivative of ``f`` at every point of ``x`` (..., dim); with ``keep`` it can be differentiated again."""
    return value_and_gradient(f, x, keep)[1]


def value_and_gradient(
    f: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, keep: bool = False
) -> tuple[torch.Tensor, torch.Tensor]:
    """``f`` and its derivative at every point of ``x`` (..., dim): (...) and (..., dim); see ``gradient``."""
    with torch.enable_grad():
        at = x if keep and x.requires_grad else x.detach().requires_grad_(True)
        value = f(at)
        (g,) = torch.autograd.grad(value, at, torch.ones_like(value), create_graph=keep, materialize_grads=True)
    return value.detach(), g


def hessian_times(f: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    """The Hessian of ``f`` at ``x`` (..., dim) applied to ``v`` (..., dim); zero where ``f`` is piecewise linear."""
    with torch.enable_grad():
        at = x.detach().requires_grad_(True)
        slope = (gradient(f, at, keep=True) * v).sum()
        if not slope.requires_grad:
            return torch.zeros_like(x)
        (product,) = torch.autograd.grad(slope, at, materialize_grads=True)
    return product.clone()  # where it is zero throughout, autograd hands out a tensor without memory


def hessian(f: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """The Hessian of ``f`` at every point: x (..., dim) -> (..., dim, dim)."""
    axes = torch.eye(x.shape[-1], dtype=x.dtype, device=x.device)
    return torch.stack([hessian_times(f, x, axis.expand_as(x)) for axis in axes], dim=-2)
