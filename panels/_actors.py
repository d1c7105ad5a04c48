"""The trajectories as the browser gets them: float32 arrays, sent once."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import Scene, Trajectory, View
from engine.height import height
from engine.measures import first_start, measures
from engine.palette import Mark
from engine.slice import Slice, few_axes, letter, plane_of
from panels._panel import Look, Runs, marked, packed


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
        "arrays": {name: packed(values) for name, values in _numbers(run, view).items()},
    }


def _numbers(run: Trajectory, view: View) -> dict[str, np.ndarray]:
    """Every number of the first start, as (steps+1, axes); of a vector with many coordinates a few."""
    run, few = first_start(run), list(few_axes(run.landscape, view))
    measured = measures(run, view.reach_of(run.landscape))
    ideal = measured["ideal_own"]
    ratio = np.divide(run.step_size, ideal, out=np.full_like(ideal, np.nan), where=ideal > 0)
    vectors = {"x": run.x, "grad": run.grad, "seen": run.seen, "step": run.step, **run.readouts}
    numbers = {"f": run.f, **measured, "step_by_ideal": ratio, "calls": run.calls["grad"]}
    flat = {name: values[:, 0].reshape(len(values), -1) for name, values in {**vectors, **numbers}.items()}
    return {name: values[:, few] if values.shape[1] == run.landscape.dim else values for name, values in flat.items()}
