"""The oracle, through which optimizers evaluate a problem, and derivatives by autograd."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import torch

from fallline.core.problem import DataProblem, Problem

Evaluation = tuple[torch.Tensor, torch.Tensor, torch.Tensor]  # points (rows, dim), values (rows,), gradients
CALL_KINDS = ("grad", "value", "hessian")  # in the order of the last axis of call counts (..., 3)


class Oracle:
    """The only access of an optimizer to its problem: returns values, gradients and Hessians, and counts the calls.

    ``mask``, (rows,) or (rows, 1) of bool, restricts a call to some rows: only these are counted, and the results of
    the other rows are meaningless.

    ``f`` is the function that the current step evaluates: the problem's, or, with a batch, its mean over that batch.
    ``calls`` holds the counts, call kind -> int64 (rows,). ``last_grad`` is the gradient last returned in this step,
    with noise, NaN in rows outside its mask; None before the first. ``first_evaluation`` is (points, values, gradients)
    of the step's first gradient call, without noise, if that call had neither mask nor batch; else None.
    ``first_value`` is f (rows,) at that call's points, on the batch if there is one; it costs nothing beside the
    gradient and is not counted. ``prepare_gradient``, if set, maps each gradient to the one that the optimizer gets;
    the fields above hold the one before.
    """

    def __init__(
        self,
        problem: Problem,
        rows: int,
        device: str | torch.device = "cpu",
        calls: dict[str, torch.Tensor] | None = None,
    ) -> None:
        """Create an oracle for ``rows`` rows on ``device``; counting continues from ``calls`` if given."""
        self.problem = problem
        self.prepare_gradient: Callable[[torch.Tensor], torch.Tensor] | None = None
        self.calls = calls or self.zero_calls(rows, device)
        self.begin_step()

    def begin_step(
        self, noise: torch.Tensor | None = None, batch: Any = None, evaluation: Evaluation | None = None
    ) -> None:
        """Start the next step: ``noise`` (rows, dim) is added to its gradients, and f is evaluated on ``batch``.

        None stands for no noise, and for all data. The caller draws both by seed, row and step only, so that all
        optimizers get the same. ``evaluation`` is that of the step's point, if the caller has computed it together with
        those of other runs: ``grad`` at that very tensor uses it, and counts it. Raises TypeError for a batch if the
        problem is no DataProblem.
        """
        self.noise = noise
        self.evaluation = evaluation
        self.on_all_data = batch is None
        self.f = self.problem.f
        if batch is not None:
            if not isinstance(self.problem, DataProblem):
                raise TypeError(f"{type(self.problem).__name__} has no data, so a step cannot use a batch.")
            self.f = partial(self.problem.f_on_batch, batch=batch)
        self.last_grad: torch.Tensor | None = None
        self.first_evaluation: Evaluation | None = None
        self.first_value: torch.Tensor | None = None

    @staticmethod
    def zero_calls(rows: int, device: str | torch.device) -> dict[str, torch.Tensor]:
        """Return a dict of zeros, call kind -> int64 (rows,)."""
        return {kind: torch.zeros(rows, dtype=torch.int64, device=device) for kind in CALL_KINDS}

    def value(self, x: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """Return f of each row: x (rows, dim) -> (rows,)."""
        self._count("value", mask)
        with torch.no_grad():
            return self.f(x)

    def grad(self, x: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """Return the gradient of each row, noise included, prepared: x (rows, dim) -> (rows, dim)."""
        self._count("grad", mask)
        known = self.evaluation if self.evaluation is not None and self.evaluation[0] is x else None
        value, g = known[1:] if known else value_and_gradient(self.f, x)
        if self.first_value is None:
            self.first_value = value
        if self.first_evaluation is None and mask is None and self.on_all_data:
            self.first_evaluation = (x, value, g)
        g = g if self.noise is None else g + self.noise
        self.last_grad = g if mask is None else g.masked_fill(~mask.reshape(-1, 1), torch.nan)
        return g if self.prepare_gradient is None else self.prepare_gradient(g)

    def hessian(self, x: torch.Tensor, mask: torch.Tensor | None = None) -> torch.Tensor:
        """Return the Hessian of each row, without noise: x (rows, dim) -> (rows, dim, dim)."""
        self._count("hessian", mask)
        return hessian(self.f, x)

    def _count(self, kind: str, mask: torch.Tensor | None) -> None:
        self.calls[kind] = self.calls[kind] + (1 if mask is None else mask.reshape(-1))


def gradient(f: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, create_graph: bool = False) -> torch.Tensor:
    """Return the gradient of ``f`` at each point: x (..., dim) -> (..., dim).

    With ``create_graph`` the gradient can be differentiated in turn.
    """
    return value_and_gradient(f, x, create_graph)[1]


def value_and_gradient(
    f: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, create_graph: bool = False
) -> tuple[torch.Tensor, torch.Tensor]:
    """Return the pair (values, gradients) of ``f`` at each point: x (..., dim) -> (...), (..., dim).

    The values are detached; with ``create_graph`` the gradients can be differentiated in turn.
    """
    with torch.enable_grad():
        at = x if create_graph and x.requires_grad else x.detach().requires_grad_(True)
        value = f(at)
        (g,) = torch.autograd.grad(value, at, torch.ones_like(value), create_graph=create_graph, materialize_grads=True)
    return value.detach(), g


def hessian_vector_product(f: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor, v: torch.Tensor) -> torch.Tensor:
    """Return the product Hessian times v at each point: x and v (..., dim) -> (..., dim); 0 where ``f`` is linear."""
    with torch.enable_grad():
        at = x.detach().requires_grad_(True)
        slope = (gradient(f, at, create_graph=True) * v).sum()
        if not slope.requires_grad:
            return torch.zeros_like(x)
        (product,) = torch.autograd.grad(slope, at, materialize_grads=True)
    return product.clone()  # autograd may return zeros that are expanded from one element


def hessian(f: Callable[[torch.Tensor], torch.Tensor], x: torch.Tensor) -> torch.Tensor:
    """Return the Hessian of ``f`` at each point: x (..., dim) -> (..., dim, dim)."""
    axes = torch.eye(x.shape[-1], dtype=x.dtype, device=x.device)
    return torch.stack([hessian_vector_product(f, x, axis.expand_as(x)) for axis in axes], dim=-2)
