"""The oracle: all that an optimizer may know of a landscape, each question counted per row."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch

from fallline.core.landscape import Landscape

Noise = torch.Tensor | Mapping[int, torch.Tensor]  # (draws, rows, dim), or of some steps only, (rows, dim) each


class Oracle:
    """Answers value, gradient and Hessian questions for one run and counts them, in one place.

    A question may be asked for some rows only, ``asked`` (rows,) or (rows, 1) of booleans: only they are counted, and
    what the others are answered means nothing.

    ``calls`` holds one int64 tensor (rows,) per kind of question. ``noise`` (draws, rows, dim), if given, is a tape
    that is added to the gradients: entry ``step`` of it for all gradients of that step, so that luck is fixed by
    seed, row and step alone. ``seen`` is the last gradient that was answered, noise included; NaN in rows not asked.
    ``seen_at`` are the points at which it was asked, if for all rows.
    """

    def __init__(
        self, landscape: Landscape, rows: int, device: str | torch.device = "cpu", noise: Noise | None = None
    ) -> None:
        """An oracle for ``rows`` rows on ``device``."""
        self.landscape = landscape
        self.noise = noise
        self.step = 0
        self.seen: torch.Tensor | None = None
        self.seen_at: torch.Tensor | None = None
        self.calls = self.none_asked(rows, device)

    @staticmethod
    def none_asked(rows: int, device: str | torch.device) -> dict[str, torch.Tensor]:
        """The counts before the first question."""
        return {kind: torch.zeros(rows, dtype=torch.int64, device=device) for kind in ("value", "grad", "hessian")}

    def value(self, x: torch.Tensor, asked: torch.Tensor | None = None) -> torch.Tensor:
        """f at each row: x (rows, dim) -> (rows,)."""
        self._count("value", asked)
        with torch.no_grad():
            return self.landscape.f(x)

    def grad(self, x: torch.Tensor, asked: torch.Tensor | None = None) -> torch.Tensor:
        """The gradient at each row, noise included: x (rows, dim) -> (rows, dim)."""
        self._count("grad", asked)
        g = gradient(self.landscape.f, x)
        g = g if self.noise is None else g + self.noise[self.step]
        self.seen = g if asked is None else g.masked_fill(~asked.reshape(-1, 1), torch.nan)
        self.seen_at = x if asked is None else None
        return g

    def hessian(self, x: torch.Tensor, asked: torch.Tensor | None = None) -> torch.Tensor:
        """The matrix of second derivatives at each row: x (rows, dim) -> (rows, dim, dim)."""
        self._count("hessian", asked)
        return hessian(self.landscape.f, x)

    def _count(self, kind: str, asked: torch.Tensor | None) -> None:
        self.calls[kind] = self.calls[kind] + (1 if asked is None else asked.reshape(-1))


def gradient(f: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, keep: bool = False) -> torch.Tensor:
    """The derivative of ``f`` at every point of ``x`` (..., dim); with ``keep`` it can be differentiated again."""
    with torch.enable_grad():
        at = x if keep and x.requires_grad else x.detach().requires_grad_(True)
        value = f(at)
        (g,) = torch.autograd.grad(value, at, torch.ones_like(value), create_graph=keep, materialize_grads=True)
    return g


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
