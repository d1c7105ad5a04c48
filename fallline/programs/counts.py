"""Costs of targets: the oracle calls after which very many runs reach each of several tolerances, within one budget."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import torch

from fallline.core import CALL_KINDS, Landscape, Optimizer
from fallline.programs.packages import Package
from fallline.programs.stepper import CompiledStepper
from fallline.run.chunks import Carry, Tensors, make_walk_chunk
from fallline.run.costs import calls_to_cost
from fallline.run.judge import EVENTS, NEVER, TARGET_EVENTS, finalize, initial_tally, judge
from fallline.run.noise import Noise
from fallline.run.outcome import Ending
from fallline.run.stepper import EagerStepper, Stepper

BLOCK_STEPS = 64  # steps that are taken and judged at a time
COMPACTION_SHARE = 0.5  # done rows are dropped once at most this share is unfinished, since dropping has a cost too


@dataclass(frozen=True, eq=False)
class CallCounts:
    """What was measured of many runs, one row each. Events that never happened have step -1 and calls -1.

    Entries (rows, n) belong to the n tolerances ``tols`` (rows, n), entries (rows, ...) to the run. ``calls`` (rows, n,
    3) counts the gradients, values and Hessians asked for until the target was reached for good, at step ``reached``;
    ``touch_calls`` (rows, n, 3) those until the gap was first within it, at ``first_touch``; ``total_calls`` (rows, 3)
    those until the run's end at ``end_step``. A run ends when the budget is spent, when it diverges, or some steps
    after it has reached all targets. ``gap``, ``distance`` (to the nearest global minimum, NaN if the minima are not
    isolated) and ``x`` are those of the last finite point. ``lowest_gap`` is the smallest gap of the run,
    ``path_length`` the sum of its step lengths; ``ended_outside`` tells whether the run ended outside the domain.
    """

    landscape: Landscape
    budget: int
    tols: np.ndarray
    reached: np.ndarray
    calls: np.ndarray
    first_touch: np.ndarray
    touch_calls: np.ndarray
    end_step: np.ndarray
    total_calls: np.ndarray
    gap: np.ndarray
    lowest_gap: np.ndarray
    distance: np.ndarray
    path_length: np.ndarray
    ended_outside: np.ndarray
    diverged: np.ndarray
    stalled: np.ndarray
    x: np.ndarray

    def endings(self, target_index: int) -> list[Ending]:
        """Return how each run ended, one entry per row; the target is the tolerance with this index, 0 to n - 1."""
        by_precedence = (
            (Ending.REACHED, self.reached[:, target_index]),
            (Ending.DIVERGED, self.diverged),
            (Ending.STALLED, self.stalled),
        )
        return [
            next((ending for ending, step in by_precedence if step[row] >= 0), Ending.GOING)
            for row in range(len(self.end_step))
        ]

    def cost(self) -> np.ndarray:
        """Return the gradient evaluations until each target was reached, (rows, n); infinite if it never was."""
        return np.where(self.reached >= 0, calls_to_cost(self.calls, self.landscape.dim), np.inf)


def count_calls(
    landscape: Landscape,
    optimizer: Optimizer,
    starts: torch.Tensor,
    tols: np.ndarray,
    budget: int,
    *,
    noise: Noise | None = None,
    package: Package | None = None,
) -> CallCounts:
    """Return the counts of one optimizer's runs from many starts (rows, dim), ``budget`` gradient evaluations each.

    Its settings may be columns (rows, 1). ``tols`` (n,) or (rows, n) are gaps f - f*. Runs are judged as in
    ``fallline.run.judge``, each to its own end. The numbers of a row do not depend on the other rows. A compiled
    ``package`` can be used only without ``noise`` and schedules.
    """
    limits = torch.from_numpy(np.array(np.broadcast_to(tols, (len(starts), np.shape(tols)[-1])), dtype=np.float64))
    start = Carry.initial(optimizer, starts)
    stepper: Stepper
    if package:
        stepper = CompiledStepper(package, optimizer, start, budget)
    else:
        stepper = EagerStepper(partial(make_walk_chunk, landscape, optimizer), optimizer, start, budget, noise=noise)
    tally, rows = _initial_block_tally(starts, limits.to(starts.device)), torch.arange(len(starts))
    results: Tensors = {}
    while len(rows):
        first, count = stepper.next_step, min(BLOCK_STEPS, budget + 1 - stepper.next_step)
        outputs = {name: entry[:count] for name, entry in stepper.take(count).items()}
        tally, done = _judge_block(tally, landscape, budget, first, outputs)
        results = results or {name: torch.empty_like(entry) for name, entry in tally.items()}
        done = done.cpu() | (first + count > budget)
        newly_done = done & (rows >= 0)
        for name, entry in tally.items():
            results[name][rows[newly_done].to(entry.device)] = entry[newly_done.to(entry.device)]
        rows = torch.where(done, -1, rows)  # -1: still stepped, until enough rows are done, but no longer looked at
        left = torch.nonzero(rows >= 0)[:, 0]
        if not len(left):
            break
        if len(left) <= COMPACTION_SHARE * len(rows) and stepper.keep_rows(left.numpy()):
            tally = {name: entry[left.to(entry.device)] for name, entry in tally.items()}
            rows = rows[left]
    return _make_counts(landscape, results, budget)


def _initial_block_tally(x: torch.Tensor, limits: torch.Tensor) -> Tensors:
    """Return what is carried from block to block: the tally of ``judge``, and the measurements so far."""
    rows, count = limits.shape
    of_target = {name: limits.new_full((rows, count, len(CALL_KINDS)), -1).int() for name in ("calls", "touch_calls")}
    zero_calls = torch.zeros((rows, len(CALL_KINDS)), dtype=torch.int64, device=x.device)
    return initial_tally(limits) | of_target | {
        "tols": limits,
        "entry_calls": of_target["calls"] * 0,  # the calls when the gap last came within the tolerance
        "counted_calls": zero_calls,  # the calls of all steps taken
        "total_calls": zero_calls,  # the calls until the last point that is alive
        "end_step": zero_calls[:, 0],
        "lowest_gap": limits.new_full((rows,), torch.inf),
        "gap": limits.new_full((rows,), torch.nan),
        "path_length": limits.new_zeros(rows),
        "x": x.double(),
    }  # fmt: skip


def _judge_block(
    tally: Tensors, landscape: Landscape, budget: int, first: int, outputs: Tensors
) -> tuple[Tensors, torch.Tensor]:
    """Judge a block of steps from number ``first`` on; returns the new tally, and which rows are done."""
    calls = torch.cat((tally["counted_calls"][None], outputs["calls"]))  # before each point, and after the last step
    valid = calls_to_cost(calls[:-1], landscape.dim) <= budget
    x, f = (outputs[name].double() for name in ("x", "f"))
    events = {name: tally[name] for name in EVENTS}
    events, alive, step_length = judge(
        events, landscape, tally["tols"], first, x, tally["x"], f, outputs["finite"], valid
    )
    gap = f - landscape.gap_origin
    updated = tally | events | _calls_at_events(tally, events, first, calls)
    updated |= _last_points(tally, first, x, gap, alive, calls)
    updated["lowest_gap"] = torch.fmin(tally["lowest_gap"], torch.where(alive, gap, torch.inf).amin(0))
    # A cumulative sum adds in the order of the steps, so the rounding does not depend on the number of rows.
    updated["path_length"] = tally["path_length"] + torch.cumsum(torch.where(alive, step_length, 0.0), 0)[-1]
    return updated, (events["reached"] < NEVER).all(-1) | (events["diverged"] < NEVER) | ~valid[-1]


def _calls_at_events(previous: Tensors, events: Tensors, first: int, calls: torch.Tensor) -> Tensors:
    """Return the calls (rows, n, 3) counted when a target was reached or touched, for events that are new."""

    def at(steps: torch.Tensor, happened: torch.Tensor, otherwise: torch.Tensor) -> torch.Tensor:
        rows, targets = torch.nonzero(happened, as_tuple=True)
        out = otherwise.clone()
        out[rows, targets] = calls[steps[rows, targets].long() - first, rows].to(out.dtype)
        return out

    new = {name: events[name] != previous[name] for name in TARGET_EVENTS}
    reached_in_block = new["reached"] & (events["reached"] >= first)
    reached_calls = torch.where(new["reached"][..., None], previous["entry_calls"], previous["calls"])
    return {
        "entry_calls": at(events["last_outside"] + 1, new["last_outside"], previous["entry_calls"]),
        "calls": at(events["reached"], reached_in_block, reached_calls),
        "touch_calls": at(events["first_touch"], new["first_touch"], previous["touch_calls"]),
        "counted_calls": calls[-1],
    }


def _last_points(
    tally: Tensors, first: int, x: torch.Tensor, gap: torch.Tensor, alive: torch.Tensor, calls: torch.Tensor
) -> Tensors:
    """Return each row's last point that is alive; the points of a block that are alive are its first ones."""
    rows, count = torch.arange(x.shape[1], device=x.device), alive.sum(0)
    any_alive, last = count > 0, (count - 1).clamp(min=0)
    return {
        "x": torch.where(any_alive[:, None], x[last, rows], tally["x"]),
        "gap": torch.where(any_alive, gap[last, rows], tally["gap"]),
        "total_calls": torch.where(any_alive[:, None], calls[last, rows], tally["total_calls"]),
        "end_step": torch.where(any_alive, first + last, tally["end_step"]),
    }


def _make_counts(landscape: Landscape, results: Tensors, budget: int) -> CallCounts:
    """Return the counts; a target within which a run ended counts as reached."""
    final = finalize({name: results[name] for name in EVENTS}, results["end_step"])
    late = final["reached"] != results["reached"]
    results = results | final | {"calls": torch.where(late[..., None], results["entry_calls"], results["calls"])}
    x = results["x"].cpu()
    distance = landscape.distance_to_minimum(x).numpy()
    arrays = {name: results[name].cpu().numpy() for name in CallCounts.__dataclass_fields__ if name in results}
    arrays = {name: array.astype(int) if array.dtype.kind == "i" else array for name, array in arrays.items()}
    steps = {name: np.where(arrays[name] == NEVER, -1, arrays[name]) for name in EVENTS if name in arrays}
    return CallCounts(
        landscape, budget, **arrays | steps, distance=distance, ended_outside=~landscape.in_domain(x).numpy()
    )
