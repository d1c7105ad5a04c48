"""The trajectories as the browser gets them: float32 arrays, sent once."""

from __future__ import annotations

from typing import Any

import numpy as np

from core import POINT
from engine import Scene, Trajectory, View
from engine.height import height
from engine.measures import first_start, measures
from engine.palette import Mark
from engine.slice import Slice, few_axes, letter, plane_of
from panels._panel import Look, Runs, marked, packed

ASKED = {"grad": "calls", "value": "calls_value", "hessian": "calls_hessian"}  # in the table


def shared_actors(scene: Scene, runs: Runs, view: View, look: Look) -> dict[str, Any]:
    """What every painter uses: the clock's length, and per run its mark, its paths and its numbers."""
    plane = plane_of(scene, runs, view)
    return {
        "steps": scene.steps,
        "t": view.t,
        "speed": view.speed,
        "usualSpeed": View.speed,
        "start": plane.seen(np.array(scene.starts[0])).tolist(),
        "axes": [letter(axis, scene.landscape.dim) for axis in few_axes(scene.landscape, view)],
        "starts": len(scene.starts),
        "ink": look.ground.ink,
        "paper": look.ground.paper,
        "runs": [_run(scene, run, mark, plane, view, look) for _, run, mark in marked(runs)],
    }


def _run(scene: Scene, run: Trajectory, mark: Mark, plane: Slice, view: View, look: Look) -> dict[str, Any]:
    heights = height(scene.landscape, plane, view.height_of(scene.landscape)).of(run.f)
    return {
        "title": run.optimizer.title,
        "colour": look.colour(mark),
        "shape": mark.shape,
        "outcome": run.outcome[0].brief,
        "paths": packed(np.concatenate((plane.seen(run.x), heights[..., None]), axis=-1).transpose(1, 0, 2)),
        "points": packed(_points(run, plane)),
        "arrays": {name: packed(values) for name, values in numbers_of(run, view).items()},
    }


def _points(run: Trajectory, plane: Slice) -> np.ndarray:
    """Further points of the first start, such as that where the gradient is asked for: (points, steps+1, 2)."""
    points = [run.readouts[name][:, 0] for name, kind in run.optimizer.readouts.items() if kind == POINT]
    return np.stack([plane.seen(each) for each in points]) if points else np.zeros((0, len(run.x), 2))


def numbers_of(run: Trajectory, view: View) -> dict[str, np.ndarray]:
    """Every number of the first start, as (steps+1, axes); of a vector with many coordinates a few."""
    run, few = first_start(run), list(few_axes(run.landscape, view))
    measured = measures(run, view.reach_of(run.landscape))
    ideal = measured["ideal_own"]
    ratio = np.divide(run.step_size, ideal, out=np.full_like(ideal, np.nan), where=ideal > 0)
    vectors = {"x": run.x, "grad": run.grad, "seen": run.seen, "step": run.step, **run.readouts}
    asked = {ASKED[kind]: count for kind, count in run.calls.items() if kind == "grad" or count.any()}
    numbers = {"f": run.f, **measured, "step_by_ideal": ratio, **asked}
    return {name: _few(values[:, 0], few) for name, values in {**vectors, **numbers}.items()}


def _few(values: np.ndarray, few: list[int]) -> np.ndarray:
    """Of numbers, vectors or matrices per step those of a few coordinates, as (steps+1, axes)."""
    for axis in range(1, values.ndim):
        if values.shape[axis] > 1:
            values = values.take(few, axis)
    return values.reshape(len(values), -1)
