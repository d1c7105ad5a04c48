"""The rail: the scene as controls."""

from __future__ import annotations

import dash_mantine_components as dmc
from dash import dcc, html

from core import LEARNING_RATE, Optimizer, settings_of, write_number
from engine import Scene, View
from engine.palette import mark
from engine.rates import TRIED
from optimizers import shelf as optimizers
from panels import Look
from ui.controls import control
from ui.edits import regime_in_force

REGIME_WORDS = {
    "tuned": f"Tuned on this start: the best of {TRIED} rates tried for each.",
    "same": "One rate for all; change one and all follow.",
    "defaults": "Each optimizer's default rate.",
    "own": "Rates set by hand (or by the example).",
}
SHAPES = {
    "circle": "●",
    "square": "■",
    "triangle": "▲",
    "diamond": "◆",
    "star": "★",
    "cross": "✚",
    "pentagon": "⬟",
    "wedge": "▼",
}


def rail(scene: Scene, view: View, look: Look, made: str) -> list:
    """Everything the rail holds for a scene; ``made`` says by what it was computed."""
    return [_landscape(scene), _start(scene), _rates(scene, view), *_runs(scene, look), _adder(), _race(scene, made)]


def _landscape(scene: Scene) -> html.Section:
    landscape = scene.landscape
    return html.Section(
        [
            html.P(landscape.says(), className="says"),
            dcc.Markdown(f"$$f = {landscape.formula}$$", mathjax=True, className="formula"),
            html.P(_minima(scene), className="fact"),
            *(control("landscape", each, getattr(landscape, each.name)) for each in settings_of(type(landscape))),
        ]
    )


def _minima(scene: Scene) -> str:
    points = scene.landscape.minima()
    shown = ", ".join("(" + ", ".join(f"{c:.5g}" for c in point) + ")" for point in points[:4])
    more = f" and {len(points) - 4} more" if len(points) > 4 else ""
    word = "Minima" if len(points) > 1 else "Minimum"
    outside = " It goes lower outside its domain." if scene.landscape.lower_outside else ""
    return f"{word} f* = {scene.landscape.fmin:.6g} at {shown}{more}.{outside} {scene.landscape.source()}"


def _start(scene: Scene) -> html.Section:
    fields = [
        dmc.TextInput(
            id={"type": "start", "axis": axis},
            value=write_number(scene.starts[0][axis]),
            leftSection=letter,
            debounce=True,
            size="xs",
            className="number wide",
            **{"aria-label": f"start {letter}"},
        )
        for axis, letter in enumerate("xy"[: scene.landscape.dim])
    ]
    hint = "Click the map to start there, or drag the ring."
    return html.Section([html.H2("Start"), html.Div(fields, className="pair"), html.P(hint, className="fact")])


def _rates(scene: Scene, view: View) -> html.Section:
    regime = regime_in_force(scene, view)
    words = {"tuned": "Tuned here", "same": "Same for all", "defaults": "Defaults"}
    return html.Section(
        [
            html.H2("Learning rates"),
            dmc.SegmentedControl(
                id="rates",
                data=[{"value": value, "label": label} for value, label in words.items()],
                value=regime if regime in words else "",
                size="xs",
                fullWidth=True,
            ),
            html.P(REGIME_WORDS[regime], className="fact", id="regime"),
        ]
    )


def _runs(scene: Scene, look: Look) -> list[html.Section]:
    return [_run(which, each, look) for which, each in enumerate(scene.optimizers)]


def _run(which: int, optimizer: Optimizer, look: Look) -> html.Section:
    settings = settings_of(type(optimizer))
    of = f"run-{which}"
    first = [control(of, each, getattr(optimizer, each.name)) for each in settings if each.name == LEARNING_RATE]
    rest = [control(of, each, getattr(optimizer, each.name)) for each in settings if each.name != LEARNING_RATE]
    swatch = html.Span(SHAPES[mark(which).shape], style={"color": look.colour(which)}, className="swatch")
    remove = html.Button(
        "×", id={"type": "remove", "run": which}, className="quiet", title="Remove", **{"aria-label": "Remove this run"}
    )
    about = [html.P(optimizer.says(), className="says"), dcc.Markdown(f"$${optimizer.formula}$$", mathjax=True)]
    return html.Section(
        [
            html.Div([swatch, html.Strong(optimizer.title), remove], className="head"),
            *first,
            html.Details([html.Summary("all settings, and the rule"), *rest, *about]),
        ],
        className="run",
    )


def _adder() -> html.Section:
    data = [{"value": id, "label": cls.title} for id, cls in optimizers.classes.items()]
    adder = dmc.Select(
        id="add",
        data=data,
        value=None,
        placeholder="Add an optimizer …",
        size="xs",
        searchable=True,
        **{"aria-label": "Add an optimizer"},
    )
    return html.Section([adder])


def _race(scene: Scene, made: str) -> html.Section:
    return html.Section(
        [
            html.H2("Race"),
            *(control("scene", each, getattr(scene, each.name)) for each in settings_of(Scene)),
            html.P(made, className="fact", id="made"),
        ]
    )
