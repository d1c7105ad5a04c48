"""The trajectories as the browser gets them: float32 arrays, sent once."""

from __future__ import annotations

from typing import Literal

import numpy as np

from fallline.analysis.diagnosis import diagnosis
from fallline.analysis.plot_plane import Slice, few_axes, letter, plane_of
from fallline.core import POINT, apart
from fallline.panels import Packed, packed
from fallline.picture import Look, Runs, marked
from fallline.picture.arrows import MOMENTA, momentum_of, size_of
from fallline.picture.heights import height
from fallline.picture.palette import Mark
from fallline.picture.standings import arrival_costs, middle_gap
from fallline.picture.table import numbers_of
from fallline.run import Trajectory
from fallline.run.chunks import RATE
from fallline.run.costs import costs
from fallline.scene import Scene
from fallline.view import View
from fallline.web.messages import GhostData, RunData, SharedData


def shared_actors(scene: Scene, runs: Runs, view: View, look: Look, before: Runs = ()) -> SharedData:
    """What every painter uses: the clock's length, and per run its mark, its paths and its numbers.

    ``before`` are the runs of the race that is drawn faintly.
    """
    plane = plane_of(scene, runs, view.plane, view.box)
    return {
        "steps": scene.steps,
        "t": view.t,
        "speed": view.speed,
        "usualSpeed": View.speed,
        "inside": view.inside,
        "mode": view.mode,
        "lesson": view.lesson,
        "hide": view.hide,
        "landscape": scene.landscape.title,
        "start": plane.seen(np.array(scene.starts[0])).tolist(),
        "axes": [letter(axis, scene.landscape.dim) for axis in few_axes(scene.landscape, view.plane)],
        "starts": len(scene.rows),
        "noise": scene.noise,
        "ink": look.ground.ink,
        "paper": look.ground.paper,
        "runs": [_run(scene, run, mark, plane, view, look) for _, run, mark in marked(runs)],
        "before": [_ghost(scene, run, mark, plane, view, look) for _, run, mark in marked(before)],
    }


def paths_of(scene: Scene, run: Trajectory, plane: Slice, view: View) -> Packed:
    """Where every row is seen and at which height, packed (rows, steps+1, 3)."""
    heights = height(scene.landscape, plane, view.height_of(scene.landscape)).of(run.f)
    return packed(np.concatenate((plane.seen(run.x), heights[..., None]), axis=-1).transpose(1, 0, 2))


def _run(scene: Scene, run: Trajectory, mark: Mark, plane: Slice, view: View, look: Look) -> RunData:
    return {
        **_ghost(scene, run, mark, plane, view, look),
        "outcome": apart(run.outcome[0].brief),
        "stopped": int(run.stopped_at[0]),
        "why": apart(diagnosis(run, scene.noise, view.reach_of(scene.landscape))),
        "unit": _unit(run),
        "momentum": momentum_of(run),
        "size": size_of(run),
        "points": packed(_points(run, plane)),
        "arrays": {name: packed(values) for name, values in numbers_of(run, view).items()},
        "drawn": {} if plane.coordinates else _drawn(run, plane),
    }


def _unit(run: Trajectory) -> Literal["lr", "slope", ""]:
    """What a step is measured in: 'lr' where a rule divides gradients by their size, 'slope' where lr is what they are
    multiplied by, '' where neither is known."""
    if RATE not in run.readouts or "effective_rate" not in run.readouts:
        return ""
    plain = np.allclose(run.readouts["effective_rate"], run.readouts[RATE], rtol=1e-9)
    return "slope" if plain else "lr"


def _ghost(scene: Scene, run: Trajectory, mark: Mark, plane: Slice, view: View, look: Look) -> GhostData:
    """What is shown of any race's run: its trails, and how far it had come at what cost."""
    return {
        "title": mark.name,
        "colour": look.colour(mark),
        "shape": mark.shape,
        "paths": paths_of(scene, run, plane, view),
        "spent": packed(np.median(costs(run), axis=1)),
        "gap": packed(middle_gap(run)),
        "arrivals": arrival_costs(run),
        "diverged": sum(end.diverged is not None and end.reached is None for end in run.outcome),
    }


def _points(run: Trajectory, plane: Slice) -> np.ndarray:
    """Further points of the first start, such as that where the gradient is asked for: (points, steps+1, 2)."""
    points = [run.readouts[name][:, 0] for name, kind in run.optimizer.readouts.items() if kind == POINT]
    return np.stack([plane.seen(each) for each in points]) if points else np.zeros((0, len(run.x), 2))


def _drawn(run: Trajectory, plane: Slice) -> dict[str, Packed]:
    """The vectors that a step's arrows show as they are seen in a plane that is not along two coordinates."""
    vectors = {
        "grad": run.grad,
        "step": run.step,
        **{name: run.readouts[name] for name in MOMENTA if name in run.readouts},
    }
    axes = np.stack((plane.across, plane.up), -1)
    return {name: packed(values[:, 0] @ axes) for name, values in vectors.items()}
