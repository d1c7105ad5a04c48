"""The data of a race that all painters in the browser share, with the trajectories as packed arrays."""

from __future__ import annotations

from typing import Literal

import numpy as np

from fallline.analysis.diagnosis import diagnose
from fallline.analysis.plot_plane import PlotPlane, coordinate_name, find_plane, shown_axes
from fallline.core import POINT, to_json
from fallline.panels import PackedArray, pack_array
from fallline.panels import shelf as panels
from fallline.picture import Look, Runs, runs_with_marks
from fallline.picture.arrows import ARROW_STYLES, MOMENTUM_READOUTS, find_gradient_size, find_momentum
from fallline.picture.heights import evaluate_at, picture_points
from fallline.picture.palette import Mark
from fallline.picture.standings import RunCosts
from fallline.picture.table import compute_table_numbers
from fallline.run import Trajectory
from fallline.run.chunks import LEARNING_RATE_READOUT
from fallline.scene import Scene
from fallline.view import View
from fallline.web.pages.formula_card import build_rule
from fallline.web.race_messages import ArrowStyle, GhostData, RunData, SharedData


def build_shared_data(scene: Scene, runs: Runs, view: View, look: Look, ghosts: Runs = ()) -> SharedData:
    """Return the data that all painters share.

    ``ghosts`` are the runs of the previous race, which are drawn faintly.
    """
    plane = find_plane(scene, runs, view.plane, view.box)
    return {
        "steps": scene.steps,
        "t": view.t,
        "speed": view.speed,
        "defaultSpeed": View.speed,
        "inside": view.inside,
        "stage": view.stage,
        "selected": view.selected_index(len(runs)),
        "mode": view.mode,
        "lesson": view.lesson,
        "hide": (*view.hide, *(id for id, cls in panels.classes.items() if not cls.applies_to(scene.landscape))),
        "landscape": scene.landscape.title,
        "start": _first_start(scene, plane, view),
        "axes": [coordinate_name(axis, scene.landscape) for axis in shown_axes(scene.landscape, view.plane)],
        "starts": len(scene.rows),
        "noise": scene.noise,
        "foreground": look.page_colours.foreground,
        "background": look.page_colours.background,
        "arrowStyles": _arrow_styles(look),
        "runs": [_run_data(scene, run, mark, plane, view, look) for _, run, mark in runs_with_marks(runs)],
        "ghosts": [_ghost_data(scene, run, mark, plane, view, look) for _, run, mark in runs_with_marks(ghosts)],
    }


def _arrow_styles(look: Look) -> dict[str, ArrowStyle]:
    return {
        layer: {
            "colour": style.colour(look.theme),
            "width": style.width,
            "dashes": style.dashes,
            "head": style.head,
        }
        for layer, style in ARROW_STYLES.items()
    }


def pack_trails(scene: Scene, run: Trajectory, plane: PlotPlane, view: View) -> PackedArray:
    """Return the trails of all rows, in coordinates of the plot plane and its height, packed (rows, steps+1, 3)."""
    kind = view.height_scale(scene.landscape)
    return pack_array(picture_points(scene.landscape, plane, kind, run.x, run.f).transpose(1, 0, 2))


def _first_start(scene: Scene, plane: PlotPlane, view: View) -> list[float]:
    """Return where the first start is drawn, (u, v)."""
    landscape, x = scene.landscape, np.array(scene.starts[0])
    kind = view.height_scale(landscape)
    return picture_points(landscape, plane, kind, x, evaluate_at(landscape, x))[:2].tolist()


def _run_data(scene: Scene, run: Trajectory, mark: Mark, plane: PlotPlane, view: View, look: Look) -> RunData:
    return {
        **_ghost_data(scene, run, mark, plane, view, look),
        "optimizer": run.optimizer.id,
        "rule": build_rule(run.optimizer),
        "outcome": to_json(run.outcome[0].brief),
        "divergedAt": int(run.stopped_at[0]),
        "diagnosis": to_json(diagnose(run, scene.noise, view.drawn_box(scene.landscape))),
        "stepUnit": _step_unit(run),
        "momentum": find_momentum(run),
        "gradientSize": find_gradient_size(run),
        "extraPoints": pack_array(_extra_points(run, plane, view)),
        "arrays": {name: pack_array(values) for name, values in compute_table_numbers(run, view).items()},
        "planeVectors": {} if plane.has_coordinate_axes and not plane.is_line else _plane_vectors(run, plane),
    }


def _step_unit(run: Trajectory) -> Literal["lr", "slope", ""]:
    """Return the unit of a step's length.

    'lr' for a rule that divides gradients by their size, 'slope' (lr times the gradient) for one that multiplies them
    by the learning rate, '' if neither is known.
    """
    if LEARNING_RATE_READOUT not in run.readouts or "effective_rate" not in run.readouts:
        return ""
    is_unscaled = np.allclose(run.readouts["effective_rate"], run.readouts[LEARNING_RATE_READOUT], rtol=1e-9)
    return "slope" if is_unscaled else "lr"


def _ghost_data(scene: Scene, run: Trajectory, mark: Mark, plane: PlotPlane, view: View, look: Look) -> GhostData:
    """Return the data of a run that a faint run has too: mark, trails, costs and gaps."""
    costs = RunCosts.from_run(run)
    return {
        "title": mark.name,
        "colour": look.colour(mark),
        "shape": mark.shape,
        "paths": pack_trails(scene, run, plane, view),
        "costs": pack_array(costs.spent),
        "gap": pack_array(costs.gap),
        "reachCosts": list(costs.reached),
        "leftCosts": list(costs.left),
        "backCosts": list(costs.back),
        "mostDivergedAt": costs.diverged_at,
        "divergedCount": sum(end.diverged is not None and end.reached is None for end in run.outcome),
    }


def _extra_points(run: Trajectory, plane: PlotPlane, view: View) -> np.ndarray:
    """Return further points of the first start, such as those where gradients are evaluated, (points, steps+1, 2)."""
    landscape = run.landscape
    points = [run.readouts[name][:, 0] for name, kind in run.optimizer.readouts.items() if kind == POINT]
    if not points:
        return np.zeros((0, len(run.x), 2))
    x = np.stack(points)
    if not plane.is_line:
        return plane.project(x)
    return picture_points(landscape, plane, view.height_scale(landscape), x, evaluate_at(landscape, x))[..., :2]


def _plane_vectors(run: Trajectory, plane: PlotPlane) -> dict[str, PackedArray]:
    """Return the vectors that the arrows of a step show, projected on a plane that is not along two coordinates.

    On a line they have no upward part, and the size of the gradients is among them.
    """
    vectors = {
        "grad": run.grad,
        "step": run.step,
        **{name: run.readouts[name] for name in MOMENTUM_READOUTS if name in run.readouts},
    }
    if plane.is_line and (size := find_gradient_size(run)):
        vectors["gradientSize"] = run.readouts[size[0]]
    axes = np.stack((plane.across, plane.up), -1)
    return {name: pack_array(values[:, 0] @ axes) for name, values in vectors.items()}
