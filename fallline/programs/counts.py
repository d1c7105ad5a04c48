"""What targets cost: oracle calls to several tolerances for very many runs, censored at one budget for all."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import torch

from fallline.core import KINDS, Landscape, Optimizer
from fallline.programs.packages import Package
from fallline.programs.stepper import Compiled
from fallline.run.chunks import Carried, Tensors, walking
from fallline.run.costs import cost_of
from fallline.run.judge import EVENTS, NEVER, OF_TARGET, begun, ended, judge
from fallline.run.noise import Noise
from fallline.run.outcome import Ending
from fallline.run.stepper import Eager, Stepper

STRETCH = 64  # steps that are judged at a time
MOST_SPARE = 0.5  # as large a share of the rows may be done with before those that are left go on alone


@dataclass(frozen=True, eq=False)
class Counts:
    """What was measured of many runs, a row each; what never happened is at step -1, its calls are -1.

    Entries (rows, n) belong to the n tolerances ``tols`` (rows, n), entries (rows, ...) to the run. ``calls`` and
    ``touch_calls`` (rows, n, 3) are the gradients, values and Hessians spent until the target was reached and first
    touched, ``spent`` (rows, 3) those until the run ``ended``: at the budget, by divergence, or when nothing was
    left to be found out, which is some steps after all targets were reached. ``gap``, ``distance`` (to the
    nearest global minimum) and ``x`` are of the last finite point by then, ``lowest`` the least gap, ``path`` the
    length of the way, ``outside`` whether it ended outside the domain.
    """

    landscape: Landscape
    budget: int
    tols: np.ndarray
    reached: np.ndarray
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
            (Ending.REACHED, self.reached[:, which]), (Ending.DIVERGED, self.diverged), (Ending.STALLED, self.stalled)
        )  # fmt: skip
        return [
            next((ending for ending, at in happened if at[row] >= 0), Ending.GOING) for row in range(len(self.ended))
        ]

    def cost(self) -> np.ndarray:
        """What each target took, (rows, n); infinite where it was never reached."""
        return np.where(self.reached >= 0, cost_of(self.calls, self.landscape.dim), np.inf)


def counted(
    landscape: Landscape,
    optimizer: Optimizer,
    starts: torch.Tensor,
    tols: np.ndarray,
    budget: int,
    *,
    noise: Noise | None = None,
    package: Package | None = None,
) -> Counts:
    """Runs one optimizer from many starts (rows, dim) until the ``budget`` is spent, in units of one gradient.

    Its settings may be columns (rows, 1). ``tols`` (n,) or (rows, n) are gaps f - f*. Runs are judged as in
    ``fallline.run.judge``, to the end of the run where it ends sooner. No row's numbers depend on the others. With a
    compiled ``package`` there is no ``noise``, and no schedule.
    """
    limits = torch.from_numpy(np.array(np.broadcast_to(tols, (len(starts), np.shape(tols)[-1])), dtype=np.float64))
    start = Carried.start(optimizer, starts)
    stepper: Stepper
    if package:
        stepper = Compiled(package, optimizer, start, budget)
    else:
        stepper = Eager(partial(walking, landscape, optimizer), optimizer, start, budget, noise=noise)
    tally, rows = _begun(starts, limits.to(starts.device)), torch.arange(len(starts))
    whole: Tensors = {}
    while len(rows):
        first, many = stepper.at, min(STRETCH, budget + 1 - stepper.at)
        made = {name: entry[:many] for name, entry in stepper.take(many).items()}
        tally, done = _judged(tally, landscape, budget, first, made)
        whole = whole or {name: torch.empty_like(entry) for name, entry in tally.items()}
        over = done.cpu() | (first + many > budget)
        fresh = over & (rows >= 0)
        for name, entry in tally.items():
            whole[name][rows[fresh].to(entry.device)] = entry[fresh.to(entry.device)]
        rows = torch.where(over, -1, rows)  # what is done with goes on unseen until enough is
        left = torch.nonzero(rows >= 0)[:, 0]
        if not len(left):
            break
        if len(left) <= MOST_SPARE * len(rows) and stepper.keep(left.numpy()):
            tally = {name: entry[left.to(entry.device)] for name, entry in tally.items()}
            rows = rows[left]
    return _settled(landscape, whole, budget)


def _begun(x: torch.Tensor, limits: torch.Tensor) -> Tensors:
    """What is carried from stretch to stretch."""
    rows, many = limits.shape
    of_target = {name: limits.new_full((rows, many, len(KINDS)), -1).int() for name in ("calls", "touch_calls")}
    nothing = torch.zeros((rows, len(KINDS)), dtype=torch.int64, device=x.device)
    return begun(limits) | of_target | {
        "tols": limits,
        "since": of_target["calls"] * 0,  # the calls when it was last not far any more
        "asked": nothing,
        "spent": nothing,
        "ended": nothing[:, 0],
        "lowest": limits.new_full((rows,), torch.inf),
        "gap": limits.new_full((rows,), torch.nan),
        "path": limits.new_zeros(rows),
        "x": x.double(),
    }  # fmt: skip


def _judged(
    tally: Tensors, landscape: Landscape, budget: int, first: int, made: Tensors
) -> tuple[Tensors, torch.Tensor]:
    """Takes a stretch of steps into account: the new tally, and which rows are done with."""
    asked = torch.cat((tally["asked"][None], made["calls"]))  # on reaching each point, and the one after the last
    counts = cost_of(asked[:-1], landscape.dim) <= budget
    points = {name: made[name].double() for name in ("x", "f")}
    events = {name: tally[name] for name in EVENTS}
    events, alive, length = judge(
        events, landscape, tally["tols"], first, came_from=tally["x"], fine=made["fine"], counts=counts, **points
    )
    gap = points["f"] - landscape.lowest
    on = tally | events | _calls(tally, events, first, asked) | _held(tally, first, points["x"], gap, alive, asked)
    on["lowest"] = torch.fmin(tally["lowest"], torch.where(alive, gap, torch.inf).amin(0))
    on["path"] = tally["path"] + torch.cumsum(torch.where(alive, length, 0.0), 0)[-1]  # in order, whatever the rows
    return on, (events["reached"] < NEVER).all(-1) | (events["diverged"] < NEVER) | ~counts[-1]


def _calls(before: Tensors, events: Tensors, first: int, asked: torch.Tensor) -> Tensors:
    """What had been asked when something happened to a target, for what is new in a stretch: (rows, n, 3)."""

    def at(steps: torch.Tensor, happened: torch.Tensor, otherwise: torch.Tensor) -> torch.Tensor:
        rows, which = torch.nonzero(happened, as_tuple=True)
        out = otherwise.clone()
        out[rows, which] = asked[steps[rows, which].long() - first, rows].to(out.dtype)
        return out

    fresh = {name: events[name] != before[name] for name in OF_TARGET}
    began = fresh["reached"] & (events["reached"] >= first)
    calls = torch.where(fresh["reached"][..., None], before["since"], before["calls"])
    return {
        "since": at(events["far_at"] + 1, fresh["far_at"], before["since"]),
        "calls": at(events["reached"], began, calls),
        "touch_calls": at(events["first_touch"], fresh["first_touch"], before["touch_calls"]),
        "asked": asked[-1],
    }


def _held(
    tally: Tensors, first: int, x: torch.Tensor, gap: torch.Tensor, alive: torch.Tensor, asked: torch.Tensor
) -> Tensors:
    """The last point that counts; alive rows are so from the first step of a stretch on."""
    rows, many = torch.arange(x.shape[1], device=x.device), alive.sum(0)
    lives, last = many > 0, (many - 1).clamp(min=0)
    return {
        "x": torch.where(lives[:, None], x[last, rows], tally["x"]),
        "gap": torch.where(lives, gap[last, rows], tally["gap"]),
        "spent": torch.where(lives[:, None], asked[last, rows], tally["spent"]),
        "ended": torch.where(lives, first + last, tally["ended"]),
    }


def _settled(landscape: Landscape, whole: Tensors, budget: int) -> Counts:
    """Those that were near when their run ended have reached the target, too."""
    verdict = ended({name: whole[name] for name in EVENTS}, whole["ended"])
    late = verdict["reached"] != whole["reached"]
    whole = whole | verdict | {"calls": torch.where(late[..., None], whole["since"], whole["calls"])}
    x = whole["x"].cpu()
    distance = torch.linalg.vector_norm(x - landscape.nearest_minimum(x), dim=-1).numpy()
    arrays = {name: whole[name].cpu().numpy() for name in Counts.__dataclass_fields__ if name in whole}
    arrays = {name: array.astype(int) if array.dtype.kind == "i" else array for name, array in arrays.items()}
    steps = {name: np.where(arrays[name] == NEVER, -1, arrays[name]) for name in EVENTS if name in arrays}
    return Counts(landscape, budget, **arrays | steps, distance=distance, outside=~landscape.inside(x).numpy())
