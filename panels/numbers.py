"""The numbers behind the step under the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from engine import Scene, View
from panels._panel import Look, Panel, Runs

# What stands in the table, in order: array, words, meaning. Readouts that are not named here follow by themselves.
ROWS = (
    ("x", "position", "where the run stands before this step"),
    ("gap", "f − f*", "how far that is above the minimum"),
    ("distance", "distance to minimum", "Euclidean, to the nearest global minimum"),
    ("step_size", "step size", "the Euclidean length of the step taken from here"),
    ("ideal_own", "ideal, same direction", "the length to the first local minimum of f along the step's own direction"),
    ("step_by_ideal", "step ÷ ideal", "below 1 the step is too short, above 1 too long"),
    ("effective_rate", "effective rate", "what the momentum is multiplied by, per axis"),
    ("step", "step", "the step taken from here"),
    ("grad_norm", "|gradient|", "the Euclidean length of the noiseless gradient"),
    ("surprise", "surprise |g − m|", "how far the gradient is from the remembered one"),
    ("angle", "angle to −gradient", "between the step and straight downhill, in degrees"),
    ("curvature", "curvature along step", "the second derivative of f in the step's direction"),
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
    ("calls", "gradients so far", "gradient evaluations spent to get here"),
)
# Where a line search is cut off at the edge of the view, an ideal length is a lower bound, and what is divided by it an
# upper one: array -> (the array that says so, the sign shown).
EDGES = {
    "ideal_own": ("ideal_own_edge", "≥ "),
    "step_by_ideal": ("ideal_own_edge", "≤ "),
    "ideal_gradient": ("ideal_gradient_edge", "≥ "),
}


@dataclass(frozen=True)
class Numbers(Panel):
    """A table: one column per run, one line per quantity, for the step under the clock."""

    title = "This step in numbers"
    order = 1
    overlay = "numbers"
    has_stage = False

    def figure(self, scene: Scene, runs: Runs, view: View, look: Look) -> None:
        """There is no stage; the painter writes the table."""

    def actors(self, scene: Scene, runs: Runs, view: View) -> dict[str, Any]:
        """The lines of the table that apply to this scene."""
        named = {array for array, _, _ in ROWS}
        others = dict.fromkeys(name for run in runs for name in run.readouts if name not in named)
        lines = [*ROWS, *((name, name.replace("_", " "), "") for name in others)]
        held = {name for run in runs for name in run.readouts}
        optional = {"momentum", "momentum_corrected", "surprise", "second_moment", "belief", "denominator"}
        dropped = (optional | {"effective_rate"}) - held | (set() if scene.noise else {"seen"})
        return {
            "lines": [
                {"array": array, "words": words, "means": means, **_cut(array)}
                for array, words, means in lines
                if array not in dropped
            ]
        }


def _cut(array: str) -> dict[str, str]:
    return dict(zip(("edge", "cut"), EDGES[array], strict=True)) if array in EDGES else {}
