"""What lessons measure in a race: a few named numbers, from what the engine recorded and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch

from fallline.analysis.learning_rates import in_force, rate_of
from fallline.analysis.measures import distance, measures
from fallline.core import BadInput, unknown
from fallline.run import Trajectory, race
from fallline.run.costs import costs
from fallline.scene import Scene
from fallline.view import View, read_link

NEVER = float("inf")  # of a step at which something happens
NEAR = 0.1  # of the nearest minimum, as the table of the authors' videos has it


@dataclass(frozen=True)
class Looked:
    """One run of a race, at one step and one axis; steps and axes that were not named are the last and the first."""

    scene: Scene
    view: View
    which: int
    t: int
    axis: int

    @cached_property
    def run(self) -> Trajectory:
        """The trajectory."""
        return race(self.scene)[self.which]

    def of(self, values: np.ndarray) -> float:
        """The entry of an array (steps+1, rows) or (steps+1, rows, dim) at the step, first start and axis."""
        return float(values[self.t, 0] if values.ndim == 2 else values[self.t, 0, min(self.axis, values.shape[-1] - 1)])


def _step(at: int | None) -> float:
    return NEVER if at is None else float(at)


MEASURES: dict[str, Callable[[Looked], float]] = {
    "arrived": lambda at: _step(at.run.outcome[0].reached),
    "spent": lambda at: _spent(at.run),
    "near": lambda at: _step(_first(distance(at.run)[:, 0] < NEAR)),
    "x": lambda at: at.of(at.run.x),
    "slope": lambda at: at.of(at.run.grad),
    "step": lambda at: at.of(at.run.step),
    "rate": lambda at: rate_of(at.run.optimizer),
    "steps": lambda at: float(at.scene.steps),
    "longest": lambda at: float(at.run.step_size[:, 0].max()),
    "arrivals": lambda at: float(sum(end.reached is not None for end in at.run.outcome)),
    "middle": lambda at: float(np.median([_step(end.reached) for end in at.run.outcome])),
    "reached": lambda at: float(len(set(_reached(at.run)))),
    "finders": lambda at: float(sum(run.outcome[0].reached is not None for run in race(at.scene))),
}


def _spent(run: Trajectory) -> float:
    """What the first start had spent when it arrived; raises BadInput if it did not."""
    arrived = run.outcome[0].reached
    if arrived is None:
        raise BadInput("What was spent on arriving is measured of a run that does not arrive.")
    return float(costs(run)[arrived, 0])


def _first(held: np.ndarray) -> int | None:
    return int(held.argmax()) if held.any() else None


def _reached(run: Trajectory) -> list[tuple[float, ...]]:
    """The minima at which the rows that arrived are when the race ends."""
    ends = torch.tensor(run.x[-1])
    nearest = run.landscape.nearest_minimum(ends).tolist()
    return [tuple(point) for point, end in zip(nearest, run.outcome, strict=True) if end.reached is not None]


def measured(link: str, asked: dict[str, Any]) -> float:
    """The number that ``asked`` describes; raises BadInput.

    ``asked`` is {of: name of a measure, a readout or one of ``fallline.analysis.measures``, run: from 1, t: step,
    axis: from 1, scene: another link, over: what it is divided by, times: a factor, plus: a summand}. With {of:
    setting, setting: name} it is a hyperparameter, with {ground: true} as well a setting of the landscape.

    A link with ``rates=tuned`` is measured at the rates that this gives.
    """
    link = "".join(asked.get("scene", link).split())
    scene, view = read_link(link)
    scene = in_force(scene, view.rates)
    which, axis, t = asked.get("run", 1) - 1, asked.get("axis", 1) - 1, asked.get("t", -1)
    if not 0 <= which < len(scene.optimizers):
        raise BadInput(f"There is no run {which + 1} in {link}.")
    if asked["of"] == "setting":
        value = getattr(scene.landscape if asked.get("ground") else scene.optimizers[which], asked["setting"])
    else:
        value = _value(asked["of"], Looked(scene, view, which, t, axis))
    if "over" in asked:
        value /= measured(link, {"run": which + 1, **asked["over"]})
    return value * asked.get("times", 1) + asked.get("plus", 0)


def _value(of: str, at: Looked) -> float:
    if of in MEASURES:
        return MEASURES[of](at)
    if of in at.run.readouts:
        return at.of(at.run.readouts[of])
    known = measures(at.run, at.view.reach_of(at.scene.landscape))
    if of not in known:
        raise unknown("measure", of, (*MEASURES, *at.run.readouts, *known))
    return at.of(known[of])
