"""The table of numbers of the current step: its rows, their meanings, and the format of its numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from fallline.analysis.measures import compute_measures, select_first_start
from fallline.analysis.plot_plane import shown_axes
from fallline.core.number_text import format_count, format_number
from fallline.picture.look import Runs
from fallline.run import Trajectory
from fallline.scene import Scene
from fallline.view import View

TABLE_TITLE = "This step in numbers"
# The row of the table for each kind of evaluation that a run counts.
CALL_ARRAYS = {"grad": "calls", "value": "calls_value", "hessian": "calls_hessian"}
# The table's rows in order: array, label, help text. Readouts that are not listed here are appended.
TABLE_ROWS = (
    ("x", "position", "where the run stands before this step"),
    ("gap", "f − f*", "how far that is above the minimum"),
    ("distance", "distance to minimum", "Euclidean, to the nearest global minimum; none if minima fill a curve"),
    ("step_size", "step length", "the Euclidean length of the step taken from here"),
    ("ideal_own", "ideal, same direction", "the length to the first local minimum of f along the step's own direction"),
    ("step_by_ideal", "step ÷ ideal", "below 1 the step is too short, above 1 too long"),
    ("effective_rate", "effective rate", "what the momentum is multiplied by, per axis"),
    ("step", "step", "the step taken from here"),
    ("grad_norm", "|gradient|", "the Euclidean length of the noiseless gradient"),
    ("surprise", "surprise |g − m|", "how far the gradient is from the remembered one"),
    ("angle", "angle to −gradient", "between the step and straight downhill, in degrees"),
    ("curvature", "curvature along step", "the second derivative of f in the step's direction"),
    ("stable_rate", "2 ÷ curvature", "the rate beyond which plain gradient descent moves away from here"),
    (
        "condition",
        "condition number",
        "the largest curvature here over the smallest, where f bends up",
    ),
    ("grad", "gradient", "the noiseless gradient at this position"),
    ("seen", "gradient seen", "what the optimizer was answered, noise included"),
    ("momentum", "momentum", "the average of past gradients that the optimizer keeps (SGD: their decaying sum)"),
    ("momentum_corrected", "momentum, corrected", "the same without its bias towards zero"),
    ("second_moment", "second moment v", "Adam: the average of squared gradients, per axis"),
    ("belief", "belief s", "AdaBelief: the average of squared surprises, per axis"),
    ("denominator", "denominator", "what the corrected momentum is divided by, per axis"),
    ("ideal_gradient", "ideal, along −gradient", "the length of an exact line search straight downhill"),
    ("model_own", "ideal by parabola", "as 'ideal, same direction', but by the local quadratic model"),
    ("model_gradient", "… along −gradient", "as 'ideal, along −gradient', but by the local quadratic model"),
    ("f", "f", "the value there, without noise"),
    ("learning_rate", "learning rate", "lr as it is in force in this step, after its schedule"),
    ("step_length", "step length tried", "what the direction is multiplied by in this trial"),
    ("accepted", "accepted", "1: the trial was taken; 0: it was turned down, and the point stays"),
    ("calls", "gradients so far", "gradient evaluations spent to get here"),
    ("calls_value", "values so far", "evaluations of f itself spent to get here"),
    ("calls_hessian", "Hessians so far", "matrices of second derivatives spent to get here"),
)
HIDDEN_ARRAYS = ("ideal_own_edge", "ideal_gradient_edge")  # they only mark another number as a bound
# The help texts of the readouts that are not in TABLE_ROWS.
READOUT_HELP = {
    "average_gradient": "the average of past gradients, which centring takes out of the denominator",
    "clip_factor": "the length of the clipped gradient over that of the gradient seen; 1: nothing was clipped",
    "clipped_gradient": "the gradient seen after clipping, which the rule uses (maximize: its opposite)",
    "damping": "what is left of the step: 1 where past gradients agree, near 0 where they scatter",
    "direction": "what the line search, or the step, goes along",
    "edges": "from the best corner of the simplex to the others",
    "estimated_distance": "the guess of how far the start is from the minimum, which is the learning rate",
    "gradient_change": "the average of how the gradient changes from step to step",
    "gradient_point": "where the gradient was asked for, which is not where the run stands",
    "hessian": "the matrix of second derivatives that is gone by",
    "largest_gradient": "the largest recent gradient, per axis, fading",
    "lower_bound": "the effective rate is held above this",
    "mixed_in": "how much of the last direction stays in the next one",
    "mixture": "what the sign is taken of",
    "preconditioner": "the sum of the outer products of all gradients",
    "rectification": "the share of Adam's step that is taken, or 1 while it is plain momentum",
    "relative_size": "the length of x over that of the gradient",
    "remembered_gradient": "the gradient that the next sign is compared with",
    "schedule_factor": "what the schedule multiplies lr by, after how f has fallen so far",
    "simplex_size": "the longest side that leaves the best corner",
    "slow_point": "where the run is called back to",
    "squared_steps": "the average of the squared steps",
    "stride": "how far this axis moves",
    "sum_of_squares": "of all gradients so far, per axis",
    "trial": "the point that was tried in this step",
    "upper_bound": "the effective rate is held below this",
    "variance": "how much recent gradients scatter, per axis",
    "velocity": "the decaying sum of the steps' directions",
    "walking_point": "the point that walks, of which the run is the average",
}
# Where a line search ends at the edge of the plot range, an ideal length is a lower bound, and a ratio to it an upper
# bound: array -> (the array that is 1 in this case, the sign shown before the number).
BOUND_MARKS = {
    "ideal_own": ("ideal_own_edge", "≥ "),
    "step_by_ideal": ("ideal_own_edge", "≤ "),
    "ideal_gradient": ("ideal_gradient_edge", "≥ "),
}


@dataclass(frozen=True)
class TableRow:
    """A row of the table: the key of its array in ``compute_table_numbers``, its label, and its help text."""

    array: str
    label: str
    help: str


def list_table_rows(scene: Scene, runs: Runs, view: View) -> list[TableRow]:
    """Return the rows of the table that apply to a race, in order; 'seen' is left out without noise."""
    arrays = dict.fromkeys(name for run in runs for name in compute_table_numbers(run, view))
    if not scene.noise:
        del arrays["seen"]
    if scene.landscape.dim == 1:  # one curvature has no ratio
        arrays.pop("condition", None)
    named = {array for array, _, _ in TABLE_ROWS} | set(HIDDEN_ARRAYS)
    others = [(name, name.replace("_", " "), READOUT_HELP.get(name, "")) for name in arrays if name not in named]
    return [TableRow(*each) for each in (*(line for line in TABLE_ROWS if line[0] in arrays), *others)]


def format_table_number(array: str, value: float) -> str:
    """Return a number of the row ``array`` as the table shows it.

    Counts are integers, 'step_by_ideal' has 3 significant digits, others have 5. A value that is not finite is 'none'
    for the ideal lengths by the local quadratic model, a dash for others.
    """
    if array.startswith("calls") and math.isfinite(value):
        return format_count(value)
    if array == "step_by_ideal":
        return format_number(value, 3)
    return "none" if array.startswith("model_") and not math.isfinite(value) else format_number(value)


def compute_table_numbers(run: Trajectory, view: View) -> dict[str, np.ndarray]:
    """Return the numbers of a run's first start, array name -> (steps+1, columns); a column is a coordinate or entry.

    Of vectors and matrices only the coordinates that ``shown_axes`` returns for the view's plane are kept.
    """
    run, axes = select_first_start(run), list(shown_axes(run.landscape, view.plane))
    measured = compute_measures(run, view.drawn_box(run.landscape))
    ideal = measured["ideal_own"]
    ratio = np.divide(run.step_size, ideal, out=np.full_like(ideal, np.nan), where=ideal > 0)
    vectors = {"x": run.x, "grad": run.grad, "seen": run.seen, "step": run.step, **run.readouts}
    calls = {CALL_ARRAYS[kind]: count for kind, count in run.calls.items() if kind == "grad" or count.any()}
    numbers = {"f": run.f, **measured, "step_by_ideal": ratio, **calls}
    return {name: _select_axes(values[:, 0], axes) for name, values in {**vectors, **numbers}.items()}


def _select_axes(values: np.ndarray, axes: list[int]) -> np.ndarray:
    """Return some coordinates (from 0) of ``values``, a number, vector or matrix per step, as (steps+1, columns)."""
    for axis in range(1, values.ndim):
        if values.shape[axis] > 1:
            values = values.take(axes, axis)
    return values.reshape(len(values), -1)
