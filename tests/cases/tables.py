"""Computes the shared tables of test cases, one function per table; run as a script, writes them to JSON files."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import numpy as np

from fallline.analysis.plot_plane import find_plane
from fallline.core import INTEGER, find_setting
from fallline.core.number_text import format_count, format_factor, format_number, format_short
from fallline.core.round_numbers import round_down, round_up
from fallline.film.arrow_labels import Label, place_labels
from fallline.film.camera import Camera
from fallline.film.canvas import Rect
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.picture.arrows import IDEAL, MOMENTUM, SCALE_BOX, STEP, StepArrows
from fallline.picture.outlines import POLYGONS, marker_outline
from fallline.picture.sight import surface_height
from fallline.picture.standings import RunCosts, rank_by_cost
from fallline.picture.surface import build_surface
from fallline.picture.table import format_table_number
from fallline.run import race
from fallline.view import read_link
from fallline.view.view import STEP_ARROWS
from fallline.web.pages.controls import SLIDER_POSITIONS, slider_value

TABLE_NUMBERS = (0.0, 1234.0, 0.123456, 7e-9)
TABLE_VALUES = {
    "x": TABLE_NUMBERS,
    "calls": (0.0, 1.0, 1234567.0),
    "step_by_ideal": TABLE_NUMBERS,
    "model_own": TABLE_NUMBERS,
}
FOLDER = Path(__file__).parent
RACES = (
    "on=beale&run=adam~lr:0.1&run=sgd_momentum~lr:0.002&run=adabelief~lr:0.1&start=1,1.5&steps=40",
    "on=booth&run=gradient_descent~lr:0.05&run=lbfgs&run=newton&start=1,-2&steps=12",
    "on=himmelblau&run=adam~lr:0.3&run=adagrad~lr:0.5&around=ring~count:5&steps=60",
    "on=himmelblau&run=newton&run=backtracking&around=ring~count:5&steps=25",
    "on=quadratic~condition:20&run=sgd_momentum~lr:3&run=adam~lr:0.1&start=-4,1&steps=30",
)
# One run of the first leaves the target again, one of the second diverges while the others go on.
STANDING_RACES = (
    *RACES,
    "on=rosenbrock&run=adabelief~lr:0.909&run=adam~lr:0.9&run=sgd_momentum~lr:0.001&start=-1.2,1&steps=500",
    "on=log_beale&run=adabelief~lr:1e9&run=adam~lr:0.01&run=sgd_momentum~lr:0.005&start=-2.5,-2.5&steps=60",
)


def number_cases():
    """Compute cases of formatting and rounding numbers for the page, the film and the controls."""
    rng = random.Random(1)
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
    values += [rng.uniform(-1, 1) * 10.0 ** rng.randint(-12, 12) for _ in range(120)]
    positive = [abs(value) for value in values if value]
    sliders = [(optimizers, "adam", name) for name in ("lr", "beta1", "eps")]
    sliders += [(optimizers, "schedule_free_adamw", "warmup"), (landscapes, "rastrigin", "amplitude")]
    return {
        "digits": [[value, count, format_number(value, count)] for value in values for count in (2, 3, 5)],
        "short": [[value, count, format_short(value, count)] for value in values for count in (2, 3, 5)],
        "counts": [[value, format_count(value)] for value in values],
        "factors": [[value, format_factor(value)] for value in positive],
        "round_up": [[value, round_up(value)] for value in positive],
        "round_down": [[value, round_down(value)] for value in positive],
        "table": [
            [array, value, format_table_number(array, value)]
            for array, values in TABLE_VALUES.items()
            for value in values
        ],
        "sliders": [_slider_case(*each) for each in sliders],
    }


def _slider_case(shelf, id, name):
    setting = find_setting(shelf.class_of(id), id, name)
    return {
        "low": setting.low,
        "high": setting.high,
        "log": setting.log,
        "whole": setting.kind == INTEGER,
        "ends": [setting.write(setting.low), setting.write(setting.high)],
        "stops": SLIDER_POSITIONS,
        "texts": [[position, slider_value(setting, position)] for position in range(SLIDER_POSITIONS + 1)],
    }


def outline_cases():
    """Compute the corners of each marker shape that is not a circle."""
    return {shape: marker_outline(shape).round(12).tolist() for shape in sorted({*POLYGONS, "star"})}


def standing_cases():
    """Compute the standings of some races at some steps."""
    return [_standing_case(link) for link in STANDING_RACES]


def _standing_case(link):
    scene, _ = read_link(link)
    runs = race(scene)
    costs = [RunCosts.from_run(run) for run in runs]
    costs = [replace(each, gap=each.gap.astype(np.float32).astype(float)) for each in costs]
    cases = []
    for t in (0, 1, 7, scene.steps // 2, scene.steps):
        if t > scene.steps:
            continue
        cost, standings = rank_by_cost(costs, t)
        places = [
            {
                "which": each.run_index,
                "step": each.step,
                "reached": list(each.reached_costs),
                "left": [list(pair) for pair in each.left_costs],
                "diverged_at": each.diverged_at,
            }
            for each in standings
        ]
        cases.append({"t": t, "spent": cost, "places": places})
    runs = [vars(each) | {"spent": each.spent.tolist(), "gap": each.gap.tolist()} for each in costs]
    return {"runs": runs, "asked": cases}


def arrow_cases():
    """Compute the arrows of some steps from the vectors of each run."""
    return [_arrow_case(link, layers) for link in RACES for layers in (STEP_ARROWS, STEP_ARROWS[:1], STEP_ARROWS[1:3])]


def _arrow_case(link, layers):
    scene, view = read_link(f"{link}&inside={','.join(layers)}")
    runs = race(scene)
    all_arrows = StepArrows.from_runs(runs, find_plane(scene, runs, view.plane, view.box), view)
    steps = [0, 3, 11]
    parts = [{name: values[steps] for name, values in part.items()} for part in all_arrows.vectors]
    arrows = StepArrows(parts, all_arrows.layers, all_arrows.plot_range)
    cases = []
    for t in range(len(steps)):
        scales = arrows.scales(t)
        cases.append(
            {
                "scales": vars(scales),
                "arrows": [
                    [
                        {"layer": a.layer, "end": a.end.tolist(), "cut": bool(a.cut)}
                        for a in arrows.arrows(which, t, scales)
                    ]
                    for which in range(len(parts))
                ],
            }
        )
    names = ("grad", STEP, MOMENTUM, SCALE_BOX, IDEAL)
    sent = [{name: _to_json(part[name]) for name in names if name in part} for part in parts]
    return {"layers": list(layers), "box": [list(each) for each in arrows.plot_range[:2]], "runs": sent, "asked": cases}


def label_place_cases():
    """Place the labels of some steps' arrows, beside random obstacles."""
    random = np.random.default_rng(4)
    cases = []
    for _ in range(12):
        angles = random.uniform(0, 2 * np.pi) + random.uniform(0, 0.8, 4)
        lengths = random.uniform(20, 150, 4)
        labels = [
            Label(200 + r * np.cos(a), 160 + r * np.sin(a), np.cos(a), np.sin(a), width, 18.0)
            for a, r, width in zip(angles.tolist(), lengths.tolist(), (34.0, 76.0, 92.0, 40.0), strict=True)
        ]
        corners = random.uniform(0, 300, (10, 2)).tolist()
        obstacles = [(x, y, x + 30, y + 14) for x, y in corners]
        places = place_labels(labels, (0.0, 0.0, 400.0, 320.0), obstacles)
        sent = [{name: float(value) for name, value in vars(each).items()} for each in labels]
        places = [[float(value) for value in each] for each in places]
        cases.append({"labels": sent, "obstacles": [list(each) for each in obstacles], "places": places})
    return cases


def _to_json(values):
    """Return an array as nested lists for JSON, with None in place of values that are not finite."""
    return [_to_json(each) for each in values] if np.ndim(values) else (float(values) if np.isfinite(values) else None)


def sight_cases():
    """Compute which points of some boxes an eye sees past the surface, and the surface's height there."""
    return [
        _sight_case(link, eye)
        for link in ("on=himmelblau", "on=rastrigin")
        for eye in ((1.3, -1.5, 0.9), (0.2, 2.0, 0.4))
    ]


def _sight_case(link, eye):
    scene, view = read_link(link)
    surface = build_surface(scene, find_plane(scene, race(scene), view.plane, view.box), view)
    stride = max(len(surface.x) // 24, 1)
    coarse = type(surface)(
        **{
            **vars(surface),
            "x": surface.x[::stride],
            "y": surface.y[::stride],
            "heights": surface.heights[::stride, ::stride],
        }
    )
    low, high = np.array(surface.box).T
    points = low + np.random.default_rng(1).random((60, 3)) * (high - low)
    points[:30, 2] = surface_height(coarse, points[:30]) + 0.02 * (high - low)[2]
    camera = Camera(np.array(eye), np.zeros(3), coarse, Rect(0, 0, 100, 100))
    at = low + (np.array(eye) / coarse.sides + 0.5) * (high - low)
    return {
        "box": [list(each) for each in coarse.box],
        "heights": {"shape": list(coarse.heights.shape), "values": coarse.heights.ravel().tolist()},
        "eye": at.tolist(),
        "points": points.tolist(),
        "ground": surface_height(coarse, points).tolist(),
        "sees": camera.is_visible(points).tolist(),
    }


TABLES = {
    "numbers": number_cases,
    "outlines": outline_cases,
    "standings": standing_cases,
    "arrows": arrow_cases,
    "label_places": label_place_cases,
    "sight": sight_cases,
}


def read_table(name):
    """Read a table from its file."""
    return json.loads((FOLDER / f"{name}.json").read_text())


if __name__ == "__main__":
    for name, compute in TABLES.items():
        text = json.dumps(compute(), separators=(",", ":"), allow_nan=False)
        (FOLDER / f"{name}.json").write_text(text + "\n")
