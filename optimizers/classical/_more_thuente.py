"""The line search of Moré and Thuente (1994), as in MINPACK-2 and scipy, one trial a call and each row for itself.

It looks for a step a with f(a) <= f(0) + c1 a f'(0) and |f'(a)| <= c2 |f'(0)|. All it remembers stands in one tensor
(rows, 14), whose columns are named in ``Search``; f and slopes are those along the direction, as columns (rows, 1).
"""

from __future__ import annotations

from typing import NamedTuple

import torch

from fallline.optimizers._shared import ScalarOrColumn

FURTHER, FURTHEST = 1.1, 4.0  # how far beyond a step without a bracket the next one may be
NARROWS = 0.66  # a bracket that shrinks less than to this share in two trials is halved

Column = torch.Tensor


class Search(NamedTuple):
    """What is remembered: the best end x of the bracket and the other end y, with values and slopes there."""

    bracketed: Column
    second: Column  # whether the second stage has begun, in which f itself is modelled
    value: Column
    slope: Column
    x: Column
    fx: Column
    dx: Column
    y: Column
    fy: Column
    dy: Column
    least: Column
    most: Column
    width: Column
    width_before: Column

    def packed(self) -> torch.Tensor:
        """All columns in one tensor (rows, columns)."""
        return torch.cat(self, 1)


def unpacked(memory: torch.Tensor) -> Search:
    """The columns of a tensor that ``packed`` made."""
    return Search(*memory.split(1, 1))


def begin(value: Column, slope: Column, step: Column, longest: float) -> Search:
    """The memory before the first trial, which will be at ``step``."""
    zero, wide = torch.zeros_like(step), torch.full_like(step, longest)
    end = (zero, value, slope)
    return Search(zero, zero, value, slope, *end, *end, zero, step + FURTHEST * step, wide, 2 * wide)


def go_on(
    search: Search,
    step: Column,
    f: Column,
    d: Column,
    c1: ScalarOrColumn,
    c2: ScalarOrColumn,
    narrow: float,
    longest: float,
) -> tuple[Search, Column, Column, Column]:
    """After the trial at ``step`` with value f and slope d: memory, next step, and whether it ended well or badly."""
    test = c1 * search.slope
    enough = f <= search.value + step * test
    bracketed = search.bracketed > 0
    second = (search.second > 0) | (enough & (d >= 0))
    tight = bracketed & (search.most - search.least <= narrow * search.most)
    stuck = bracketed & ((step <= search.least) | (step >= search.most))
    found = enough & (d.abs() <= c2 * -search.slope)
    failed = ~found & (tight | stuck | ((step == longest) & enough & (d <= test)))
    shift = torch.where(~second & (f <= search.fx) & ~enough, test, torch.zeros_like(test))
    ends = (search.x, search.fx - search.x * shift, search.dx - shift)
    others = (search.y, search.fy - search.y * shift, search.dy - shift)
    at = (step, f - step * shift, d - shift)
    ends, others, after, bracketed = _narrowed(ends, others, at, bracketed, search.least, search.most)
    (x, fx, dx), (y, fy, dy) = ((s, v + s * shift, e + shift) for s, v, e in (ends, others))
    gap = (y - x).abs()
    halve = bracketed & (gap >= NARROWS * search.width_before)
    after = torch.where(halve, x + 0.5 * (y - x), after)
    least = torch.where(bracketed, torch.minimum(x, y), after + FURTHER * (after - x))
    most = torch.where(bracketed, torch.maximum(x, y), after + FURTHEST * (after - x))
    widths = torch.where(bracketed, gap, search.width), torch.where(bracketed, search.width, search.width_before)
    after = after.clamp(0.0, longest)
    ended = bracketed & ((after <= least) | (after >= most) | (most - least <= narrow * most))
    after = torch.where(ended, x, after)
    flags = bracketed.to(f.dtype), second.to(f.dtype)
    bracket = (x, fx, dx, y, fy, dy)
    return Search(*flags, search.value, search.slope, *bracket, least, most, *widths), after, found, failed


def _narrowed(x, y, at, bracketed, least, most):
    """The safeguarded step by cubics and parabolas: new ends, the next step, and whether there is a bracket now."""
    (stx, fx, dx), sty, (stp, fp, dp) = x, y[0], at
    turned = dp.sign() * dx.sign() < 0
    higher, flatter = fp > fx, dp.abs() < dx.abs()
    one, two, three = higher, ~higher & turned, ~higher & ~turned & flatter
    parabola = stp + (dp / (dp - dx)) * (stx - stp)
    step_one = _first(x, at)
    cubic = _cubic(x, at, torch.where(stp > stx, -1.0, 1.0).to(stp.dtype))
    step_two = torch.where((cubic - stp).abs() > (parabola - stp).abs(), cubic, parabola)
    step_three = _third(x, at, parabola, bracketed, least, most, sty)
    beyond = _cubic(y, at, torch.where(stp > sty, -1.0, 1.0).to(stp.dtype))
    step_four = torch.where(bracketed, beyond, torch.where(stp > stx, most, least))
    step = torch.where(one, step_one, torch.where(two, step_two, torch.where(three, step_three, step_four)))
    other = tuple(torch.where(one, b, torch.where(turned, a, c)) for a, b, c in zip(x, at, y, strict=True))
    best = tuple(torch.where(one, a, b) for a, b in zip(x, at, strict=True))
    return best, other, step, bracketed | one | two


def _between(x, at):
    """Of the cubic through both points: theta, the scale of slopes, and what stands under its root, by that scale."""
    (stx, fx, dx), (stp, fp, dp) = x, at
    theta = 3 * (fx - fp) / (stp - stx) + dx + dp
    s = torch.maximum(torch.maximum(theta.abs(), dx.abs()), dp.abs())
    return theta, s, (theta / s) * (theta / s) - (dx / s) * (dp / s)


def _first(x, at):
    """Where the value is higher: between the cubic's minimum and the parabola's, or the cubic's where it is nearer."""
    (stx, fx, dx), (stp, fp, dp) = x, at
    theta, s, inner = _between(x, at)
    gamma = s * inner.sqrt()
    gamma = torch.where(stp < stx, -gamma, gamma)
    cubic = stx + (((gamma - dx) + theta) / (((gamma - dx) + gamma) + dp)) * (stp - stx)
    parabola = stx + ((dx / ((fx - fp) / (stp - stx) + dx)) / 2) * (stp - stx)
    nearer = (cubic - stx).abs() <= (parabola - stx).abs()
    return torch.where(nearer, cubic, cubic + (parabola - cubic) / 2)


def _cubic(x, at, turn):
    """The minimizer of the cubic through both points, seen from the newer one."""
    (stx, _, dx), (stp, _, dp) = x, at
    theta, s, inner = _between(x, at)
    gamma = turn * s * inner.sqrt()
    p, q = (gamma - dp) + theta, ((gamma - dp) + gamma) + dx
    return stp + (p / q) * (stx - stp)


def _third(x, at, parabola, bracketed, least, most, sty):
    """Where the slope flattens: the cubic if it has its minimum ahead, held by the bracket, else far out."""
    (stx, _, dx), (stp, _, dp) = x, at
    theta, s, inner = _between(x, at)
    gamma = s * inner.clamp(min=0).sqrt()
    gamma = torch.where(stp > stx, -gamma, gamma)
    r = ((gamma - dp) + theta) / ((gamma + (dx - dp)) + gamma)
    cubic = torch.where((r < 0) & (gamma != 0), stp + r * (stx - stp), torch.where(stp > stx, most, least))
    nearer = (cubic - stp).abs() < (parabola - stp).abs()
    inside = torch.where(nearer, cubic, parabola)
    limit = stp + NARROWS * (sty - stp)
    inside = torch.where(stp > stx, torch.minimum(limit, inside), torch.maximum(limit, inside))
    outside = torch.where(nearer, parabola, cubic)
    return torch.where(bracketed, inside, outside.clamp(least, most))
