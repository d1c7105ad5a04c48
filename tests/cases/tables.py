"""What stands in the shared tables of cases."""

from __future__ import annotations

import json
import random
from pathlib import Path

import numpy as np

from fallline.analysis.plot_plane import plane_of
from fallline.core import INTEGER, setting_named
from fallline.core.round_numbers import round_down, round_up
from fallline.film.camera import Camera, ground
from fallline.film.pen import Frame
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.picture.arrows import IDEAL, MOMENTUM, SCALE, STEP, Inside
from fallline.picture.outlines import POLYGONS, outline
from fallline.picture.palette import MARKS
from fallline.picture.standings import arrival_costs, middle_gap, ranked
from fallline.picture.surface import surface_of
from fallline.picture.table import digits, number_text
from fallline.run import race
from fallline.run.costs import costs
from fallline.view import read_link
from fallline.view.view import LAYERS
from fallline.web.pages.controls import STOPS, slider_value

SOME = (0.0, 1234.0, 0.123456, 7e-9)
TABLED = {"x": SOME, "calls": (0.0, 1.0, 1234567.0), "step_by_ideal": SOME, "model_own": SOME}
FOLDER = Path(__file__).parent
RACES = (
    "on=beale&run=adam~lr:0.1&run=sgd_momentum~lr:0.002&run=adabelief~lr:0.1&start=1,1.5&steps=40",
    "on=booth&run=gradient_descent~lr:0.05&run=lbfgs&run=newton&start=1,-2&steps=12",
    "on=himmelblau&run=adam~lr:0.3&run=adagrad~lr:0.5&around=ring~count:5&steps=60",
    "on=himmelblau&run=newton&run=backtracking&around=ring~count:5&steps=25",
    "on=quadratic~condition:20&run=sgd_momentum~lr:3&run=adam~lr:0.1&start=-4,1&steps=30",
)


def numbers():
    """Numbers as the page, the film and the controls write and round them."""
    luck = random.Random(1)
    values = [
        0.0,
        1.0,
        -1.0,
        99999.5,
        1e5,
        0.001,
        0.00099999,
        123456789.0,
        0.5,
        2.5,
        12344.5,
        -12344.5,
        9.9999e9,
        1e300,
    ]
    values += [luck.uniform(-1, 1) * 10.0 ** luck.randint(-12, 12) for _ in range(120)]
    positive = [abs(value) for value in values if value]
    sliders = [(optimizers, "adam", name) for name in ("lr", "beta1", "eps")]
    sliders += [(optimizers, "schedule_free_adamw", "warmup"), (landscapes, "rastrigin", "amplitude")]
    return {
        "digits": [[value, count, digits(value, count)] for value in values for count in (2, 3, 5)],
        "round_up": [[value, round_up(value)] for value in positive],
        "round_down": [[value, round_down(value)] for value in positive],
        "table": [[array, value, number_text(array, value)] for array, values in TABLED.items() for value in values],
        "sliders": [_slider(*each) for each in sliders],
    }


def _slider(shelf, id, name):
    setting = setting_named(shelf.class_of(id), id, name)
    return {
        "low": setting.low,
        "high": setting.high,
        "log": setting.log,
        "whole": setting.kind == INTEGER,
        "ends": [setting.write(setting.low), setting.write(setting.high)],
        "stops": STOPS,
        "texts": [[position, slider_value(setting, position)] for position in range(STOPS + 1)],
    }


def outlines():
    """The corners of each ball that is no circle."""
    shapes = [mark.shape for mark in MARKS if mark.shape in {*POLYGONS, "star", "cross"}]
    return {shape: outline(shape).round(12).tolist() for shape in sorted(set(shapes) | set(POLYGONS))}


def places():
    """Where the runs of some races stand at some steps."""
    return [_places(link) for link in RACES]


def _places(link):
    scene, _ = read_link(link)
    runs = race(scene)
    spent = [np.median(costs(run), axis=1) for run in runs]
    gaps = [middle_gap(run).astype(np.float32).astype(float) for run in runs]
    arrivals = [arrival_costs(run) for run in runs]
    asked = []
    for t in (0, 1, 7, scene.steps // 2, scene.steps):
        if t > scene.steps:
            continue
        cost, found = ranked(spent, gaps, arrivals, t)
        order = [{"which": each.which, "step": each.step, "arrived": list(each.reached)} for each in found]
        asked.append({"t": t, "spent": cost, "places": order})
    runs = [
        {"spent": each.tolist(), "gap": gap.tolist(), "arrivals": cost}
        for each, gap, cost in zip(spent, gaps, arrivals, strict=True)
    ]
    return {"runs": runs, "asked": asked}


def arrows():
    """The arrows of some steps, by the vectors of each run."""
    return [_arrows(link, layers) for link in RACES for layers in (LAYERS, LAYERS[:1], LAYERS[1:3])]


def _arrows(link, layers):
    scene, view = read_link(f"{link}&inside={','.join(layers)}")
    runs = race(scene)
    whole = Inside.of(runs, plane_of(scene, runs, view.plane, view.box), view)
    steps = [0, 3, 11]
    parts = [{name: values[steps] for name, values in part.items()} for part in whole.parts]
    inside = Inside(parts, whole.shown, whole.box)
    asked = []
    for t in range(len(steps)):
        scales = inside.scales(t)
        asked.append(
            {
                "scales": vars(scales),
                "arrows": [
                    [
                        {"layer": a.layer, "end": a.end.tolist(), "cut": bool(a.cut)}
                        for a in inside.arrows(which, t, scales)
                    ]
                    for which in range(len(parts))
                ],
            }
        )
    names = ("grad", STEP, MOMENTUM, SCALE, IDEAL)
    sent = [{name: _plain(part[name]) for name in names if name in part} for part in parts]
    return {"layers": list(layers), "box": [list(each) for each in inside.box[:2]], "runs": sent, "asked": asked}


def _plain(values):
    """Lists for JSON, which has no number that is not finite: null stands for it."""
    return [_plain(each) for each in values] if np.ndim(values) else (float(values) if np.isfinite(values) else None)


def sight():
    """Which points of some boxes an eye sees past a surface, and how high the surface is there."""
    return [
        _sight(link, eye) for link in ("on=himmelblau", "on=rastrigin") for eye in ((1.3, -1.5, 0.9), (0.2, 2.0, 0.4))
    ]


def _sight(link, eye):
    scene, view = read_link(link)
    surface = surface_of(scene, plane_of(scene, race(scene), view.plane, view.box), view)
    every = max(len(surface.x) // 24, 1)
    coarse = type(surface)(
        **{**vars(surface), "x": surface.x[::every], "y": surface.y[::every], "drawn": surface.drawn[::every, ::every]}
    )
    low, high = np.array(surface.box).T
    points = low + np.random.default_rng(1).random((60, 3)) * (high - low)
    points[:30, 2] = ground(coarse, points[:30]) + 0.02 * (high - low)[2]
    camera = Camera(np.array(eye), np.zeros(3), coarse, Frame(0, 0, 100, 100))
    at = low + (np.array(eye) / coarse.sides + 0.5) * (high - low)
    return {
        "box": [list(each) for each in coarse.box],
        "heights": {"shape": list(coarse.drawn.shape), "values": coarse.drawn.ravel().tolist()},
        "eye": at.tolist(),
        "points": points.tolist(),
        "ground": ground(coarse, points).tolist(),
        "sees": camera.sees(points).tolist(),
    }


TABLES = {"numbers": numbers, "outlines": outlines, "standings": places, "arrows": arrows, "sight": sight}


def read(name):
    """A table as it stands in its file."""
    return json.loads((FOLDER / f"{name}.json").read_text())


if __name__ == "__main__":
    for name, table in TABLES.items():
        text = json.dumps(table(), separators=(",", ":"), allow_nan=False)
        (FOLDER / f"{name}.json").write_text(text + "\n")
