"""Named numbers that lessons measure in a race, computed from its trajectories."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import torch

from fallline.analysis.learning_rates import apply_regime, get_learning_rate
from fallline.analysis.measures import compute_measures, distance_to_minimum
from fallline.core import BadInput, unknown_name_error
from fallline.run import Trajectory, race
from fallline.run.costs import cumulative_cost
from fallline.scene import Scene
from fallline.view import View, read_link

NEVER_STEP = float("inf")  # the value of a measure that is the step of an event that does not happen
NEAR_DISTANCE = 0.1  # to the nearest minimum at which a run is near it, as in the study ``videos``


@dataclass(frozen=True)
class MeasuredRun:
    """A run of a race, with the step and the coordinate at which a number is measured in it.

    ``run_index``, the step ``t`` (-1 is the last) and the coordinate ``axis`` count from 0.
    """

    scene: Scene
    view: View
    run_index: int
    t: int
    axis: int

    @cached_property
    def trajectory(self) -> Trajectory:
        """The trajectory of the run."""
        return race(self.scene)[self.run_index]

    def pick(self, values: np.ndarray) -> float:
        """Return the entry of ``values`` (steps + 1, rows) or (steps + 1, rows, dim) at step ``t``, of the first start.

        In three dimensions it is that of coordinate ``axis``, or of the last if there are fewer.
        """
        return float(values[self.t, 0] if values.ndim == 2 else values[self.t, 0, min(self.axis, values.shape[-1] - 1)])


def _step_or_never(step: int | None) -> float:
    return NEVER_STEP if step is None else float(step)


MEASURES: dict[str, Callable[[MeasuredRun], float]] = {
    "arrived": lambda run: _step_or_never(run.trajectory.outcome[0].reached),  # of the first start
    "spent": lambda run: _cost_at_target(run.trajectory),
    "near": lambda run: _step_or_never(_first_true(distance_to_minimum(run.trajectory)[:, 0] < NEAR_DISTANCE)),
    "x": lambda run: run.pick(run.trajectory.x),
    "slope": lambda run: run.pick(run.trajectory.grad),
    "step": lambda run: run.pick(run.trajectory.step),
    "rate": lambda run: get_learning_rate(run.trajectory.optimizer),
    "steps": lambda run: float(run.scene.steps),
    "longest": lambda run: float(run.trajectory.step_size[:, 0].max()),  # longest step
    "arrivals": lambda run: float(
        sum(end.reached is not None for end in run.trajectory.outcome)
    ),  # starts that reached
    "middle": lambda run: float(np.median([_step_or_never(end.reached) for end in run.trajectory.outcome])),  # starts
    "reached": lambda run: float(len(set(_reached_minima(run.trajectory)))),  # distinct minima
    "finders": lambda run: float(sum(each.outcome[0].reached is not None for each in race(run.scene))),  # runs
}


def _cost_at_target(run: Trajectory) -> float:
    """Return the cost at which the first start reached the target; raises BadInput if it did not."""
    arrived = run.outcome[0].reached
    if arrived is None:
        raise BadInput("The measure 'spent' needs a run that reaches the target, and this one does not.")
    return float(cumulative_cost(run)[arrived, 0])


def _first_true(condition: np.ndarray) -> int | None:
    return int(condition.argmax()) if condition.any() else None


def _reached_minima(run: Trajectory) -> list[tuple[float, ...]]:
    """Return the minimum nearest to the end of each row that reached the target."""
    ends = torch.tensor(run.x[-1])
    nearest = run.landscape.nearest_minimum(ends).tolist()
    return [tuple(point) for point, end in zip(nearest, run.outcome, strict=True) if end.reached is not None]


def evaluate_measure(link: str, measure: dict[str, Any]) -> float:
    """Return the number that ``measure`` describes in the race of ``link``.

    ``measure`` has the keys of (a name in MEASURES, of a readout or of one of ``fallline.analysis.measures``), run
    (from 1), t (the step, by default the last), axis (from 1), scene (another link), over (a measure that divides the
    number), times (a factor) and plus (a summand). {of: setting, setting: NAME} is a hyperparameter, with {ground:
    true} a setting of the landscape. A link with ``rates=tuned`` is run with the tuned learning rates. Raises BadInput
    for an unknown run or measure. The step of an event that does not happen is NEVER_STEP.
    """
    link = "".join(measure.get("scene", link).split())
    scene, view = read_link(link)
    scene = apply_regime(scene, view.rates)
    run_index, axis, t = measure.get("run", 1) - 1, measure.get("axis", 1) - 1, measure.get("t", -1)
    if not 0 <= run_index < len(scene.optimizers):
        raise BadInput("There is no run {number} in {link}.", number=run_index + 1, link=link)
    if measure["of"] == "setting":
        value = getattr(scene.landscape if measure.get("ground") else scene.optimizers[run_index], measure["setting"])
    else:
        value = _evaluate(measure["of"], MeasuredRun(scene, view, run_index, t, axis))
    if "over" in measure:
        value /= evaluate_measure(link, {"run": run_index + 1, **measure["over"]})
    return value * measure.get("times", 1) + measure.get("plus", 0)


def _evaluate(of: str, run: MeasuredRun) -> float:
    if of in MEASURES:
        return MEASURES[of](run)
    if of in run.trajectory.readouts:
        return run.pick(run.trajectory.readouts[of])
    known = compute_measures(run.trajectory, run.view.drawn_box(run.scene.landscape))
    if of not in known:
        raise unknown_name_error("measure", of, (*MEASURES, *run.trajectory.readouts, *known))
    return run.pick(known[of])
