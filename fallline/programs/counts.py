"""What it costs to arrive: oracle calls to several tolerances for very many runs, censored at one budget for all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch

from fallline.core import Landscape, Optimizer
from fallline.programs.compiled_walk import CompiledWalk
from fallline.programs.packages import Package
from fallline.run.noise import Tape
from fallline.run.outcome import FAR, STALL, STAYS, Ending
from fallline.run.walk import Stretch, Walk

MOST_SPARE = 0.5  # as large a share of the rows may be done with before those that are left go on alone
Arrays = dict[str, np.ndarray]


@dataclass(frozen=True, eq=False)
class Counts:
    """What was measured of many runs, a row each; what never happened is at step -1, its calls are -1.

    Entries (rows, n) belong to the n tolerances ``tols`` (rows, n), entries (rows, ...) to the run. ``calls`` and
    ``touch_calls`` (rows, n, 3) are the gradients, values and Hessians spent on reaching the point of arrival and of
    first touch, ``spent`` (rows, 3) those until the run ``ended``: at the budget, by divergence, or when nothing was
    left to be found out, which is some steps after arrival at all tolerances. ``gap``, ``distance`` (to the
    nearest global minimum) and ``x`` are of the last finite point by then, ``lowest`` the least gap, ``path`` the
    length of the way, ``outside`` whether it ended outside the domain.
    """

    landscape: Landscape
    budget: int
    tols: np.ndarray
    arrived: np.ndarray
    calls: np.ndarray
    first_touch: np.ndarray
    touch_calls: np.ndarray
    ended: np.ndarray
    spent: np.ndarray
    gap: np.ndarray
    lowest: np.ndarray
    distance: np.ndarray
    path: np.ndarray
    outside: np.ndarray
    diverged: np.ndarray
    stalled: np.ndarray
    x: np.ndarray

    def endings(self, which: int) -> list[Ending]:
        """How each run ended by the tolerance number ``which``."""
        happened = (
            (Ending.ARRIVED, self.arrived[:, which]), (Ending.DIVERGED, self.diverged), (Ending.STALLED, self.stalled)
        )  # fmt: skip
        return [
            next((ending for ending, at in happened if at[row] >= 0), Ending.GOING) for row in range(len(self.ended))
        ]

    def cost(self) -> np.ndarray:
        """The cost of each arrival, (rows, n); infinite where it never came."""
        return np.where(self.arrived >= 0, cost_of(self.calls, self.landscape.dim), np.inf)


def cost_of(calls: np.ndarray, dim: int) -> np.ndarray:
    """Calls (..., 3) in units of one gradient: a value counts as one, a Hessian as two for each coordinate, which is
    what as many products with it take."""
    return calls[..., 0] + calls[..., 1] + 2 * dim * calls[..., 2]


def counted(
    landscape: Landscape,
    optimizer: Optimizer,
    starts: torch.Tensor,
    tols: np.ndarray,
    budget: int,
    *,
    tape: Tape | None = None,
    package: Package | None = None,
) -> Counts:
    """Runs one optimizer from many starts (rows, dim) until the ``budget`` is spent, in units of one gradient.

    Its settings may be columns (rows, 1). ``tols`` (n,) or (rows, n) are gaps f - f*. An arrival is by the rule of
    ``fallline.run.outcome``, to the end of the run where it ends sooner. No row's numbers depend on the others. With a
    compiled ``package`` there is no noise ``tape``, and no schedule.
    """
    tols = np.broadcast_to(np.asarray(tols, dtype=np.float64), (len(starts), np.shape(tols)[-1]))
    walk: Walk
    if package:
        walk = CompiledWalk(package, optimizer, starts, budget)
    else:
        walk = Walk(landscape, optimizer, starts, budget, tape)
    tally, rows = _begun(starts.cpu().numpy(), tols), np.arange(len(starts))
    whole: Arrays = {}
    while len(rows):
        done = _judge(tally, walk.stretch(), landscape, budget)
        whole = whole or {name: np.empty_like(entry) for name, entry in tally.items()}
        over = done | (walk.at > budget)
        for name, entry in tally.items():
            fresh = over & (rows >= 0)
            whole[name][rows[fresh]] = entry[fresh]
        rows = np.where(over, -1, rows)  # what is done with goes on unseen until enough is
        left = np.flatnonzero(rows >= 0)
        if not len(left):
            break
        if len(left) <= MOST_SPARE * len(rows) and walk.keep(left):
            tally, rows = {name: entry[left] for name, entry in tally.items()}, rows[left]
    return _settled(landscape, whole, budget)


def _begun(x: np.ndarray, tols: np.ndarray) -> Arrays:
    """What is carried from stretch to stretch."""
    many, n = tols.shape
    whole: Arrays = {name: np.full((many, n), -1) for name in ("arrived", "first_touch", "far_at")}
    whole |= {name: np.full((many, n, 3), -1) for name in ("calls", "touch_calls")}
    whole |= {name: np.full(many, -1) for name in ("diverged", "stalled")}
    whole |= {name: np.zeros(many, dtype=int) for name in ("moved_at", "ended")}
    return whole | {
        "tols": tols,
        "since": np.zeros((many, n, 3), dtype=int),  # the calls when it was last not far any more
        "spent": np.zeros((many, 3), dtype=int),
        "lowest": np.full(many, np.inf),
        "gap": np.full(many, np.nan),
        "path": np.zeros(many),
        "x": x.astype(np.float64),
    }


def _judge(tally: Arrays, stretch: Stretch, landscape: Landscape, budget: int) -> np.ndarray:
    """Takes a stretch into account; which rows are done with."""
    at = stretch.first + np.arange(len(stretch.x))[:, None]
    with torch.no_grad():
        gap = (landscape.f(stretch.x) - landscape.fmin).double().cpu().numpy()
    x = stretch.x.double().cpu().numpy()
    on = cost_of(stretch.calls[:-1], landscape.dim) <= budget
    bad = ~(_within_reach(landscape, x) & np.isfinite(gap) & stretch.finite) & on
    tally["diverged"] = np.where((tally["diverged"] < 0) & bad.any(0), stretch.first + bad.argmax(0), tally["diverged"])
    alive = on & ((tally["diverged"] < 0) | (at < tally["diverged"]))
    _move(tally, stretch, landscape, x, alive)
    _hold(tally, stretch, x, gap, alive)
    near = (alive & landscape.inside(stretch.x).cpu().numpy()) if landscape.lower_outside else alive
    many = on.sum(0)  # of the stretch's points, the first ones, lie within the budget
    for which in range(tally["tols"].shape[1]):
        close = near & (gap <= tally["tols"][:, which])
        some = close.any(0) | (tally["far_at"][:, which] + 1 < stretch.first)  # the rest stays far throughout
        far = np.flatnonzero(~some & (many > 0))
        tally["far_at"][far, which] = stretch.first + many[far] - 1
        tally["since"][far, which] = stretch.calls[many[far], far]
        rows = np.flatnonzero(some)
        _touch(tally, which, stretch, rows[close[:, rows].any(0)], close)
        _arrive(tally, which, stretch, rows, (close | ~on)[:, rows])
    return (tally["arrived"] >= 0).all(-1) | (tally["diverged"] >= 0) | ~on[-1]


def _move(tally: Arrays, stretch: Stretch, landscape: Landscape, x: np.ndarray, alive: np.ndarray) -> None:
    """The length of the way, and whether it stalled: the steps that led to each point."""
    before = np.concatenate((tally["x"][None], x[:-1]))
    with np.errstate(over="ignore", invalid="ignore"):
        step = x - before
        length = np.where(alive, np.sqrt(sum(step[..., i] * step[..., i] for i in range(x.shape[-1]))), 0.0)
    tally["path"] = tally["path"] + length.sum(0)
    moved = ~alive | (length >= STALL * max(high - low for low, high in landscape.domain))
    if stretch.first == 0:
        moved[0] = True  # no step led to the start
    rows = np.flatnonzero(~moved.all(0))
    last = _last(moved[:, rows], tally["moved_at"][rows], stretch.first)
    stalls = alive[:, rows] & (stretch.first + np.arange(len(x))[:, None] - last >= STAYS)
    at = last[stalls.argmax(0), np.arange(len(rows))]
    tally["moved_at"] = np.full(x.shape[1], stretch.first + len(x) - 1)
    tally["moved_at"][rows] = last[-1]
    fresh = (tally["stalled"][rows] < 0) & stalls.any(0)
    tally["stalled"][rows[fresh]] = at[fresh]


def _hold(tally: Arrays, stretch: Stretch, x: np.ndarray, gap: np.ndarray, alive: np.ndarray) -> None:
    """The last point that counts; alive rows are so from the first step of a stretch on."""
    rows, many = np.arange(x.shape[1]), alive.sum(0)
    lives, last = many > 0, np.maximum(many - 1, 0)
    tally["x"] = np.where(lives[:, None], x[last, rows], tally["x"])
    tally["gap"] = np.where(lives, gap[last, rows], tally["gap"])
    tally["lowest"] = np.fmin(tally["lowest"], np.where(alive, gap, np.inf).min(0))
    tally["spent"] = np.where(lives[:, None], stretch.calls[last, rows], tally["spent"])
    tally["ended"] = np.where(lives, stretch.first + last, tally["ended"])


def _touch(tally: Arrays, which: int, stretch: Stretch, rows: np.ndarray, close: np.ndarray) -> None:
    """``rows`` are those that are ``close`` at some time."""
    fresh = rows[tally["first_touch"][rows, which] < 0]
    first = close[:, fresh].argmax(0)
    tally["first_touch"][fresh, which] = stretch.first + first
    tally["touch_calls"][fresh, which] = stretch.calls[first, fresh]


def _arrive(tally: Arrays, which: int, stretch: Stretch, rows: np.ndarray, stays: np.ndarray) -> None:
    """An arrival is the first step after it was last far, once it has stayed near for STAYS steps more."""
    last = _last(~stays, tally["far_at"][rows, which], stretch.first)
    lasting = stretch.first + np.arange(len(stays))[:, None] - last > STAYS
    fresh = np.flatnonzero((tally["arrived"][rows, which] < 0) & lasting.any(0))
    at = last[lasting[:, fresh].argmax(0), fresh] + 1
    begins = at - stretch.first
    before = tally["since"][rows[fresh], which]
    tally["calls"][rows[fresh], which] = np.where(
        (begins >= 0)[:, None], stretch.calls[np.maximum(begins, 0), rows[fresh]], before
    )
    tally["arrived"][rows[fresh], which] = at
    again = np.flatnonzero(last[-1] >= stretch.first)
    tally["since"][rows[again], which] = stretch.calls[last[-1][again] + 1 - stretch.first, rows[again]]
    tally["far_at"][rows, which] = last[-1]


def _last(happens: np.ndarray, before: np.ndarray, first: int) -> np.ndarray:
    """The last step at which it happened, up to each step: (steps, rows)."""
    steps = first + np.arange(len(happens))[:, None]
    return np.maximum.accumulate(np.where(happens, steps, before), axis=0)


def _within_reach(landscape: Landscape, x: np.ndarray) -> np.ndarray:
    """Coordinate by coordinate, which is far quicker than along the last axis."""
    with np.errstate(invalid="ignore"):
        sides = [
            np.abs(x[..., i] - (low + high) / 2) <= FAR * (high - low) for i, (low, high) in enumerate(landscape.domain)
        ]
    return np.logical_and.reduce(sides)


def _settled(landscape: Landscape, whole: Arrays, budget: int) -> Counts:
    """Those that were near when their run ended have arrived, too."""
    ends_near = (whole["arrived"] < 0) & (whole["diverged"] < 0)[:, None] & (whole["far_at"] < whole["ended"][:, None])
    whole["arrived"] = np.where(ends_near, whole["far_at"] + 1, whole["arrived"])
    whole["calls"] = np.where(ends_near[..., None], whole["since"], whole["calls"])
    x = torch.from_numpy(whole["x"])
    distance = torch.linalg.vector_norm(x - landscape.nearest_minimum(x), dim=-1).numpy()
    kept = {name: entry for name, entry in whole.items() if name in Counts.__dataclass_fields__}
    return Counts(landscape, budget, **kept, distance=distance, outside=~landscape.inside(x).numpy())
