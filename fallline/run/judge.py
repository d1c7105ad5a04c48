"""The rules by which a run has reached the target, left it again, stalled or diverged, the same for every kind of run.

Steps are judged some at a time. A tally holds what is known so far: the number of the step of each event, NEVER for an
event that has not happened. The same code judges a whole trajectory, a run in parts, and a compiled run, in which it is
traced; so it is tensor arithmetic only, without branches on values.
"""

from __future__ import annotations

import functools
import operator

import torch

from fallline.core import Problem

# Steps for which the gap must stay within the target, unless the run ends before, to have reached it; also the steps
# without movement after which a run has stalled.
CONFIRMATION_STEPS = 100
STALL_LENGTH_SHARE = 1e-12  # of the domain's widest side: a shorter step counts as no movement
MAX_DISTANCE_WIDTHS = 1e6  # domain widths from the domain's centre beyond which a row has diverged
DEFAULT_TOL_SHARE = 1e-3  # of the gap at the start: the tolerance of a scene that sets none
NEVER = 2**31 - 1  # in place of the number of a step: it has not happened

Tally = dict[str, torch.Tensor]
TARGETLESS_EVENTS = ("diverged", "last_moved", "stalled")  # tally entries that depend on no target: (rows,)
TARGET_EVENTS = ("last_outside", "first_touch", "reached", "left_again")  # of shape (rows,), or (rows, n) for n limits
EVENTS = (*TARGETLESS_EVENTS, *TARGET_EVENTS)
INITIAL_STEPS = {"last_outside": -1, "last_moved": 0}  # initial value of the entries that hold a last step, not a first


def initial_tally(limits: torch.Tensor) -> Tally:
    """Return the tally before the first step.

    ``limits`` (rows,) or (rows, n) are the gaps that count as reached; the entries of TARGET_EVENTS have their shape.
    """
    shapes = dict.fromkeys(TARGETLESS_EVENTS, limits.shape[:1]) | dict.fromkeys(TARGET_EVENTS, limits.shape)
    return {
        name: torch.full(shape, INITIAL_STEPS.get(name, NEVER), dtype=torch.int32, device=limits.device)
        for name, shape in shapes.items()
    }


def target_gaps(problem: Problem, start_values: torch.Tensor, tol: float) -> torch.Tensor:
    """Return the gap that counts as reached for each row, (rows,); ``start_values`` (rows,) are f at the starts.

    ``tol`` 0 stands for DEFAULT_TOL_SHARE of the gap at the start. Where no minimum is known, the gap is f itself,
    and ``tol`` 0 stands for a target that is never reached.
    """
    if tol:
        return torch.full_like(start_values, tol)
    if problem.fmin is None:
        return torch.full_like(start_values, -torch.inf)
    return DEFAULT_TOL_SHARE * (start_values - problem.gap_origin).abs()


def is_finite(f: torch.Tensor, grad: torch.Tensor) -> torch.Tensor:
    """Return whether value and gradient are both finite: (..., rows) and (..., rows, dim) -> (..., rows)."""
    return 0 * f + (0 * grad).sum(-1) == 0


def has_diverged(problem: Problem, x: torch.Tensor, finite: torch.Tensor) -> torch.Tensor:
    """Return whether rows at x (..., rows, dim) have diverged.

    They have if their values or gradients are not ``finite`` (..., rows), or if x is more than MAX_DISTANCE_WIDTHS
    domain widths from the domain's centre.
    """
    return ~(_is_near_domain(problem, x) & finite)


def judge(
    tally: Tally,
    problem: Problem,
    limits: torch.Tensor,
    first: int | torch.Tensor,
    x: torch.Tensor,
    previous_x: torch.Tensor,
    f: torch.Tensor,
    finite: torch.Tensor,
    in_run: torch.Tensor,
) -> tuple[Tally, torch.Tensor, torch.Tensor]:
    """Return the tally updated by the points ``x`` (length, rows, dim) of the steps from number ``first`` on.

    ``previous_x`` (rows, dim) is the point before them; ``f`` (length, rows) are the values there; ``finite`` (length,
    rows) tells whether values and gradients are finite; ``in_run`` (length, rows) or (length, 1) which points belong
    to the run: after the first that does not, none does. ``limits`` (rows,) or (rows, n) are gaps that count as
    reached.
    Returns the new tally, which points are alive, and the length of the step to each point, both (length, rows).
    """
    at = first + torch.arange(len(x), dtype=torch.int32, device=x.device)[:, None]
    diverged = _earliest(tally["diverged"], has_diverged(problem, x, finite) & in_run, at)
    alive = in_run & (at < diverged)
    step_length = torch.linalg.vector_norm(x - torch.cat((previous_x[None], x[:-1])), dim=-1)
    moves = ~(alive & (step_length < _min_step_length(problem)))
    last_moved = _latest(tally["last_moved"], moves, at)
    targetless_events = {
        "diverged": diverged,
        "last_moved": last_moved[-1],
        "stalled": _earliest(tally["stalled"], alive & (at - last_moved >= CONFIRMATION_STEPS), last_moved),
    }
    gap = f - problem.gap_origin
    countable = alive & problem.in_domain(x) if problem.lower_outside else alive
    if limits.dim() > 1:
        at, gap, countable, in_run = (each[..., None] for each in (at, gap, countable, in_run))
    near = countable & (gap <= limits)
    outside = in_run & ~near
    last_outside = _latest(tally["last_outside"], outside, at)
    previous_outside = torch.cat((tally["last_outside"][None], last_outside[:-1]))
    target_events = {
        "last_outside": last_outside[-1],
        "first_touch": _earliest(tally["first_touch"], near, at),
        "reached": _earliest(tally["reached"], near & (at - last_outside > CONFIRMATION_STEPS), last_outside + 1),
        "left_again": _earliest(tally["left_again"], outside & (at - 1 - previous_outside > CONFIRMATION_STEPS), at),
    }
    return targetless_events | target_events, alive, step_length


def finalize(tally: Tally, last: int | torch.Tensor) -> Tally:
    """Return the tally of a run that ended at the step ``last``, an int or (rows,).

    A target within which a run ends counts as reached, however late. The entry ``back_at`` is added: the step from
    which a run that had left the target is within it again to the end.
    """
    many = tally["last_outside"].dim() > 1
    last = last[:, None] if many and isinstance(last, torch.Tensor) else last
    diverged = tally["diverged"][:, None] if many else tally["diverged"]
    near = (tally["last_outside"] < last) & (diverged == NEVER)
    since = torch.where(near, tally["last_outside"] + 1, NEVER)
    reached = torch.minimum(tally["reached"], since)
    return tally | {"reached": reached, "back_at": torch.where(tally["left_again"] == NEVER, NEVER, since)}


def _earliest(so_far: torch.Tensor, happens: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
    """Return the first of the steps ``at`` at which something happens, or ``so_far`` if that is earlier."""
    return torch.minimum(so_far, torch.where(happens, at, NEVER).amin(0))


def _latest(so_far: torch.Tensor, happens: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
    """Return for each of the steps ``at`` the last step up to it at which something happens; ``so_far`` if none."""
    return torch.maximum(so_far, torch.cummax(torch.where(happens, at, INITIAL_STEPS["last_outside"]), 0).values)


def _is_near_domain(problem: Problem, x: torch.Tensor) -> torch.Tensor:
    if problem.domain is None:
        return (0 * x).sum(-1) == 0
    near = (  # one coordinate at a time is much faster than a reduction over the last axis
        (x[..., axis] - (low + high) / 2).abs() <= MAX_DISTANCE_WIDTHS * (high - low)
        for axis, (low, high) in enumerate(problem.domain)
    )
    return functools.reduce(operator.and_, near)


def _min_step_length(problem: Problem) -> float:
    """Return the length below which a step counts as no movement."""
    return STALL_LENGTH_SHARE * (1.0 if problem.domain is None else max(high - low for low, high in problem.domain))
