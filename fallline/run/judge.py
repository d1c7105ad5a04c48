"""The one judge: what it is to reach the target, to leave it again, to stall and to diverge, for every kind of run.

Steps are judged some at a time, and what is known so far is a tally of step numbers, NEVER for what has not happened.
The same lines judge a whole trajectory at once, a run in parts, and a compiled run in which they are traced; they are
arithmetic on tensors, without a branch on what is in them.
"""

from __future__ import annotations

import functools
import operator

import torch

from fallline.core import Problem

STAYS = 100  # the target is reached where the gap stays within it for this many steps more, or to the end of the run
STALL = 1e-12  # a stalled step is shorter than this share of the domain's widest side
FAR = 1e6  # a row farther than this many domain widths from the domain's centre has diverged
SHARE = 1e-3  # the tolerance that the scene leaves open, as a share of the start's gap
NEVER = 2**31 - 1  # in place of a step

Tally = dict[str, torch.Tensor]
OF_RUN = ("diverged", "moved_at", "stalled")  # of a tally: (rows,)
OF_TARGET = ("far_at", "first_touch", "reached", "left_again")  # (rows,), or (rows, n) for n tolerances
EVENTS = (*OF_RUN, *OF_TARGET)
BEFORE = {"far_at": -1, "moved_at": 0}  # what is no event: the last step at which it was so


def begun(limits: torch.Tensor) -> Tally:
    """The tally before the first step. ``limits`` (rows,) or (rows, n) are as in ``judge``."""
    shapes = dict.fromkeys(OF_RUN, limits.shape[:1]) | dict.fromkeys(OF_TARGET, limits.shape)
    return {
        name: torch.full(shape, BEFORE.get(name, NEVER), dtype=torch.int32, device=limits.device)
        for name, shape in shapes.items()
    }


def tolerances(problem: Problem, start: torch.Tensor, tol: float) -> torch.Tensor:
    """The gap that counts as reached, for each of the values ``start`` (rows,) that f has where rows begin.

    ``tol`` 0 stands for SHARE of the start's gap; where no minimum is known, it stands for a target that is never
    reached, and another ``tol`` is a value of f.
    """
    if tol:
        return torch.full_like(start, tol)
    return torch.full_like(start, -torch.inf) if problem.fmin is None else SHARE * (start - problem.lowest).abs()


def sound(f: torch.Tensor, slope: torch.Tensor) -> torch.Tensor:
    """Whether a value and the gradient there are finite: (..., rows) and (..., rows, dim) -> (..., rows)."""
    return 0 * f + (0 * slope).sum(-1) == 0


def lost(problem: Problem, x: torch.Tensor, fine: torch.Tensor) -> torch.Tensor:
    """Whether rows have diverged where they are, x (..., rows, dim): what is computed there is not ``fine``, or they
    are beyond FAR domain widths."""
    return ~(_within_reach(problem, x) & fine)


def judge(
    tally: Tally,
    problem: Problem,
    limits: torch.Tensor,
    first: int | torch.Tensor,
    x: torch.Tensor,
    came_from: torch.Tensor,
    f: torch.Tensor,
    fine: torch.Tensor,
    counts: torch.Tensor,
) -> tuple[Tally, torch.Tensor, torch.Tensor]:
    """Judges the points ``x`` (length, rows, dim) of the steps from number ``first`` on: the new tally, which of them
    are alive, and how long the step was that led to each, both (length, rows).

    ``came_from`` is the point (rows, dim) before them, ``f`` the values there and ``fine`` whether they and the
    gradients are finite (length, rows), ``counts`` which of them belong to the run (length, rows) or (length, 1):
    from the first that does not on, none does. ``limits`` (rows,) or (rows, n) are the gaps that count as reached.
    """
    at = first + torch.arange(len(x), dtype=torch.int32, device=x.device)[:, None]
    diverged = _earliest(tally["diverged"], lost(problem, x, fine) & counts, at)
    alive = counts & (at < diverged)
    travelled = torch.linalg.vector_norm(x - torch.cat((came_from[None], x[:-1])), dim=-1)
    moves = ~(alive & (travelled < _shortest(problem)))
    moved_at = _latest(tally["moved_at"], moves, at)
    of_run = {
        "diverged": diverged,
        "moved_at": moved_at[-1],
        "stalled": _earliest(tally["stalled"], alive & (at - moved_at >= STAYS), moved_at),
    }
    gap = f - problem.lowest
    inside = alive & problem.inside(x) if problem.lower_outside else alive
    if limits.dim() > 1:
        at, gap, inside, counts = at[..., None], gap[..., None], inside[..., None], counts[..., None]
    near = inside & (gap <= limits)
    far = counts & ~near
    far_at = _latest(tally["far_at"], far, at)
    far_before = torch.cat((tally["far_at"][None], far_at[:-1]))
    of_target = {
        "far_at": far_at[-1],
        "first_touch": _earliest(tally["first_touch"], near, at),
        "reached": _earliest(tally["reached"], near & (at - far_at > STAYS), far_at + 1),
        "left_again": _earliest(tally["left_again"], far & (at - 1 - far_before > STAYS), at),
    }
    return of_run | of_target, alive, travelled


def ended(tally: Tally, last: int | torch.Tensor) -> Tally:
    """The tally when the run is over at the step ``last``: an int, or (rows,).

    A target within which a run ends is reached, however late; ``back_at`` is from when on it is within it again.
    """
    many = tally["far_at"].dim() > 1
    last = last[:, None] if many and isinstance(last, torch.Tensor) else last
    diverged = tally["diverged"][:, None] if many else tally["diverged"]
    near = (tally["far_at"] < last) & (diverged == NEVER)
    since = torch.where(near, tally["far_at"] + 1, NEVER)
    reached = torch.minimum(tally["reached"], since)
    return tally | {"reached": reached, "back_at": torch.where(tally["left_again"] == NEVER, NEVER, since)}


def _earliest(known: torch.Tensor, happens: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
    """The least of the steps ``at`` at which something happens, unless an earlier one is ``known``."""
    return torch.minimum(known, torch.where(happens, at, NEVER).amin(0))


def _latest(known: torch.Tensor, happens: torch.Tensor, at: torch.Tensor) -> torch.Tensor:
    """The last of the steps ``at`` at which something happened, up to each of them; ``known`` if there is none."""
    return torch.maximum(known, torch.cummax(torch.where(happens, at, BEFORE["far_at"]), 0).values)


def _within_reach(problem: Problem, x: torch.Tensor) -> torch.Tensor:
    """Coordinate by coordinate, which is far quicker than along the last axis."""
    if problem.domain is None:
        return (0 * x).sum(-1) == 0
    near = (
        (x[..., axis] - (low + high) / 2).abs() <= FAR * (high - low) for axis, (low, high) in enumerate(problem.domain)
    )
    return functools.reduce(operator.and_, near)


def _shortest(problem: Problem) -> float:
    """The length from which on a step counts as one."""
    return STALL * (1.0 if problem.domain is None else max(high - low for low, high in problem.domain))
