"""What really happened where a lesson asks for a prediction."""

from __future__ import annotations

from typing import Any

import numpy as np

from fallline.analysis.learning_rates import in_force
from fallline.analysis.plot_plane import plane_of
from fallline.core import BadInput
from fallline.lessons._lesson import CHOICE, NUMBER, PLACE, RUN, Asking
from fallline.lessons._measured import NEVER, measured
from fallline.run import Ending, race
from fallline.view import read_link

ENDINGS = {Ending.REACHED: "arrives", Ending.DIVERGED: "diverges", Ending.STALLED: "stalls", Ending.GOING: "going"}


def happened(link: str, asking: Asking) -> Any:
    """What is to be predicted, as the engine finds it: a place in the drawn plane, the number of a run from 0, the key
    of an option, or a number."""
    return {PLACE: _place, RUN: _run, CHOICE: _choice, NUMBER: _number}[asking.kind](link, asking)


def _place(link: str, asking: Asking) -> dict[str, Any]:
    """Where it is, and how long its way there was, against which a guess is judged."""
    scene, view = read_link(link)
    runs = race(scene)
    run = runs[asking.run - 1]
    way = plane_of(scene, runs, view.plane, view.box).seen(run.x[: asking.t + 1, 0])
    return {"place": way[-1].tolist(), "way": float(np.linalg.norm(np.diff(way, axis=0), axis=1).sum())}


def _number(link: str, asking: Asking) -> float | None:
    value = measured(link, asking.measure)
    return None if value == NEVER else value


def _run(link: str, asking: Asking) -> int:
    """The run with the least of what is measured, or with the most where ``most`` is said."""
    count = len(read_link(link)[0].optimizers)
    values = [measured(link, {**asking.measure, "run": which + 1}) for which in range(count)]
    sign = -1 if asking.measure.get("most") else 1
    best = min(sign * value for value in values)
    (only,) = (which for which, value in enumerate(values) if sign * value == best)  # else there is no answer
    return only


def _choice(link: str, asking: Asking) -> str:
    """The option that holds: an ending of a run, or that whose range, [low, high), the measured number lies in."""
    if "ranges" in asking.measure:
        value = measured(link, asking.measure)
        (held,) = (key for key, (low, high) in asking.measure["ranges"].items() if low <= value < high)
        return held
    if asking.measure.get("of") != "ending":
        raise BadInput(f"'{asking.ask}' must measure an ending, or give ranges.")
    scene, view = read_link(link)
    runs = race(in_force(scene, view.rates))
    return ENDINGS[runs[asking.measure.get("run", 1) - 1].outcome[0].ending]
