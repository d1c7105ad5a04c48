"""The choice of a start point for a typed formula, from which a descent is worth watching."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch

from fallline.core import Box, Point, gradient
from fallline.core.deadline import check_time
from fallline.landscapes.formulas import FormulaText

STARTS = ((0.15, 0.8), (0.85, 0.25), (0.3, 0.65), (0.7, 0.4), (0.55, 0.9))  # as shares of the domain, taken in turn
OTHERS = 1000  # Sobol points, for formulas that are defined in few places
MAX_WALKED = 16  # candidates from which a descent is tried
WALK_STEPS, WALK_STEP = 100, 0.03  # the first step, as a share of the box
FLAT_SHARE = 0.2  # of the median slope: less is near a stationary point
DIP_RATIO = 10.0  # a descent whose slope falls to a tenth of a later slope passes a saddle


SHORT_WALK = 0.03  # as a share of the box's diagonal: a descent that ends so near to its start shows nothing


@dataclass(frozen=True)
class Descent:
    """What descents from candidates (count,) met: whether each stays in the box, passes a saddle, or is short."""

    stays_inside: torch.Tensor
    passes_saddle: torch.Tensor
    is_short: torch.Tensor


def choose_start(f: FormulaText, box: Box, minimizers: tuple[Point, ...]) -> Point:
    """Return a point of the box with a finite value and slope, if any has: one of a few, before others.

    It is far from the minimizers, a descent from it stays in the box, and it is neither at a saddle nor leads along its
    ridge nor lies close to a local minimum, as far as the candidates allow. Where no candidate has a finite value, it
    is the first minimizer.
    """
    low, high = torch.tensor(box, dtype=torch.float64).T
    places = _candidates(low, high)
    value, slope = f(places), gradient(f, places).mul(high - low).norm(dim=-1)
    is_usable = value.isfinite() & slope.isfinite() & (slope > 0)
    away = torch.cdist(places / (high - low), torch.tensor(minimizers, dtype=low.dtype) / (high - low)).amin(1)
    merit = away / math.sqrt(len(box)) + 4.0 * value.isfinite() + 2.0 * is_usable
    merit[: len(STARTS)] += 1.0
    if is_usable.any():
        merit -= 1.0 * (slope < FLAT_SHARE * slope[is_usable].median())
    walked = merit.topk(min(MAX_WALKED, len(merit))).indices
    descent = _walk_down(f, places[walked], low, high)
    merit[walked] += 8.0 + 1.5 * descent.stays_inside - 0.5 * descent.passes_saddle - 0.5 * descent.is_short
    best = merit.argmax()
    return tuple(places[best].tolist()) if value[best].isfinite() else minimizers[0]


def _candidates(low: torch.Tensor, high: torch.Tensor) -> torch.Tensor:
    """Return the points of STARTS and OTHERS Sobol points, (count, dim), rounded to few digits."""
    others = torch.quasirandom.SobolEngine(len(low), scramble=True, seed=2).draw(OTHERS, dtype=low.dtype)
    shares = torch.cat((torch.tensor(STARTS, dtype=low.dtype)[:, torch.arange(len(low)) % 2], others))
    digits = 4 - math.floor(math.log10((high - low).max()))
    return (low + (high - low) * shares).round(decimals=digits).clamp(low, high)


def _walk_down(f: FormulaText, x: torch.Tensor, low: torch.Tensor, high: torch.Tensor) -> Descent:
    """Walk down from each of ``x`` (count, dim) along the gradient in box shares; steps shrink where f rises."""
    begin, side, reach = x, high - low, torch.full((len(x), 1), WALK_STEP, dtype=x.dtype)
    value, slopes = f(x), []
    stays_inside = torch.ones(len(x), dtype=torch.bool)
    for _ in range(WALK_STEPS):
        check_time()
        slope = gradient(f, x) * side
        slopes.append(slope.norm(dim=-1))
        proposed = x - reach * side * torch.nn.functional.normalize(slope, dim=-1)
        proposed_value = f(proposed)
        falls = proposed_value < value
        x, value = torch.where(falls[:, None], proposed, x), torch.where(falls, proposed_value, value)
        reach = torch.where(falls[:, None], (1.2 * reach).clamp(max=WALK_STEP), reach / 2)
        stays_inside &= ((x >= low) & (x <= high)).all(-1)
    along = torch.stack(slopes).nan_to_num()
    later = along.flip(0).cummax(0).values.flip(0)
    length = ((x - begin) / side).norm(dim=-1) / math.sqrt(x.shape[-1])
    return Descent(stays_inside, (later > DIP_RATIO * along).any(0), length < SHORT_WALK)
