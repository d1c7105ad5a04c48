"""The rail: the scene as controls."""

from __future__ import annotations

import json
import math
from collections import Counter

import dash_mantine_components as dmc
from dash import dcc, html

from core import (
    TRANSFORMS,
    Item,
    Optimizer,
    Point,
    Setting,
    bare,
    setting_at,
    setting_named,
    settings_of,
    write_number,
)
from engine import Ending, Scene, Trajectory, View
from engine.anatomy import FLAT, MAXIMUM, MINIMUM, SADDLE, anatomy
from engine.palette import Mark
from engine.rates import TRIED, rate_of
from engine.scene import POINTS, PRINCIPAL
from engine.slice import few_axes, letter, plane_of
from optimizers import shelf as optimizers
from panels import Look, marked
from ui.card import card, unshown
from ui.controls import control, controls, title_of
from ui.edits import COORDINATES, regime_in_force

REGIME_WORDS = {
    "tuned": f"Tuned on this start: the best of {TRIED} rates tried for each.",
    "same": "One rate for all; change one and all follow.",
    "defaults": "Each optimizer's default rate.",
    "own": "Rates set by hand (or by the example).",
}
FEW = 5  # coordinates of a point that are written out
AXES = ("right", "up")  # the two directions of the picture
KINDS = {  # of critical points, one and several, with their symbols on the map
    MINIMUM: ("minimum ○", "minima ○"),
    SADDLE: ("saddle ×", "saddles ×"),
    MAXIMUM: ("maximum △", "maxima △"),
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


def rail(scene: Scene, view: View, look: Look, runs: tuple[Trajectory, ...]) -> list[html.Section]:
    """Everything the rail holds for a scene and its race."""
    each = [_run(which, run, mark, look) for which, run, mark in marked(runs)]
    where = [_landscape(scene, view), _start(scene, view)]
    if scene.landscape.dim > 2:
        where.append(_plane(scene, view, runs))
    return [*where, _rates(scene, view), *each, _adder(), _race(scene, runs)]


def _landscape(scene: Scene, view: View) -> html.Section:
    landscape, own = scene.landscape, bare(scene.landscape)
    first, _, rest = landscape.says().partition(". ")
    return html.Section(
        [
            html.P(f"{first}." if rest else first, className="says"),
            *([html.Details([html.Summary("more about it"), html.P(rest, className="says")])] if rest else []),
            dcc.Markdown(f"$$f = {landscape.formula}$$", mathjax=True, className="formula"),
            html.P(_minima(scene), className="fact"),
            *(control("landscape", each, getattr(own, each.name)) for each in settings_of(type(own))),
            control("view", setting_named(View, "view", "critical_points"), view.critical_points),
            *([html.P(_anatomy(scene, view), className="fact", id="anatomy")] if view.critical_points else []),
            html.Details(
                [
                    html.Summary(["turn, move, press flat, ripple", _changed(landscape, TRANSFORMS)]),
                    *(control("landscape", each, getattr(landscape, each.name, each.default)) for each in TRANSFORMS),
                ]
            ),
        ]
    )


def _minima(scene: Scene) -> str:
    landscape, points = scene.landscape, scene.landscape.listed
    shown = ", ".join(map(_point, points[:4]))
    more = f" and {landscape.count - 4:,} more" if len(points) > 4 else ""
    word = "Minima" if len(points) > 1 else "Minimum"
    outside = " It goes lower outside its domain." if landscape.lower_outside else ""
    source = landscape.source() if landscape.proved else bare(landscape).found_how()
    return f"{word} f* = {landscape.fmin:.6g} at {shown}{more}.{outside} {source}"


def _anatomy(scene: Scene, view: View) -> str:
    """How many critical points there are, how ill-conditioned the minimum is and how steep it gets."""
    landscape = scene.landscape
    parts = anatomy(landscape, view.reach_of(landscape))
    numbers = {kind: len(parts.of(kind)) for kind in KINDS}
    counts = [f"{number:,} {KINDS[kind][number > 1]}" for kind, number in numbers.items() if number]
    least = "" if parts.all_found else "at least "
    flat = ", and places flat in some direction (dots)" if len(parts.of(FLAT)) else ""
    found = f"In the domain: {least}{', '.join(counts)}{flat}." if counts else "No critical points were looked for."
    condition = {
        None: "No smooth minimum inside, so no condition number",
        math.inf: "Condition number at the minimum beyond all bounds: flat in some direction",
    }.get(parts.condition, f"Condition number at the minimum {parts.condition or 0:.4g}")
    steep = "grows without bound" if math.isinf(parts.steepest) else f"about {parts.steepest:.4g}"
    return (
        f"{found} {condition}. Steepest slope in the domain (Lipschitz constant, an estimate) {steep}. "
        f"From {parts.looked:,} gradients; at kinks only the global minima are known."
    )


def _point(point: Point) -> str:
    """A point in brackets, the first few coordinates of it."""
    return f"({', '.join(f'{value:.5g}' for value in point[:FEW])}{', …' if len(point) > FEW else ''})"


def _start(scene: Scene, view: View) -> html.Section:
    dim = scene.landscape.dim
    fields = [
        dmc.TextInput(
            id={"type": "start", "axis": axis},
            value=write_number(scene.starts[0][axis]),
            leftSection=letter(axis, dim),
            debounce=True,
            size="xs",
            className="number wide",
            **{"aria-label": f"start {letter(axis, dim)}"},
        )
        for axis in few_axes(scene.landscape, view)
    ]
    hint = "Click the map to start there, or drag the ring."
    if dim > len(fields):
        hint += f" The other {dim - len(fields)} coordinates stay as they are."
    return html.Section([html.H2("Start"), html.Div(fields, className="pair"), html.P(hint, className="fact")])


def _plane(scene: Scene, view: View, runs: tuple[Trajectory, ...]) -> html.Section:
    """What is drawn of more than two dimensions: the choice, and a sentence on what it is."""
    plane, dim = plane_of(scene, runs, view), scene.landscape.dim
    kinds = {COORDINATES: "Two axes", POINTS: "Start, end, min.", PRINCIPAL: "Principal"}
    choice = dmc.SegmentedControl(
        id={"type": "plane", "part": "kind"},
        data=[{"value": value, "label": label} for value, label in kinds.items()],
        value=view.plane if view.plane in kinds else COORDINATES,
        size="xs",
        fullWidth=True,
    )
    axes = [
        dmc.TextInput(
            id={"type": "plane", "part": part},
            value=str(axis + 1),
            leftSection=arrow,
            debounce=True,
            size="xs",
            className="number wide",
            **{"aria-label": f"coordinate drawn {part}, 1 to {dim}"},
        )
        for part, arrow, axis in zip(AXES, "→↑", view.axes_of(scene.landscape), strict=False)
    ]
    says = (
        f"The picture is {plane.says}. Trails are seen from straight above it, at their true heights; distances and "
        f"all numbers are of all {dim} dimensions."
    )
    fields = [html.Div(axes, className="pair")] if axes else []
    return html.Section([html.H2("Plane drawn"), choice, *fields, html.P(says, className="fact", id="plane-note")])


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


def _run(which: int, run: Trajectory, mark: Mark, look: Look) -> html.Section:
    optimizer, of = run.optimizer, f"run-{which}"
    rate = optimizer.rate_path or ""
    first = [control(of, setting_at(optimizer, rate), rate_of(optimizer), rate)] if rate else []
    rest = controls(of, optimizer, but=rate)
    others = tuple(each for each in settings_of(type(optimizer)) if each.name != rate)
    swatch = html.Span(SHAPES[mark.shape], style={"color": look.colour(mark)}, className="swatch")
    remove = html.Button(
        "×", id={"type": "remove", "run": which}, className="quiet", title="Remove", **{"aria-label": "Remove this run"}
    )
    lines = "\n\n".join(f"$${line}$$" for line in optimizer.lines())
    about = [dcc.Markdown(lines, mathjax=True, className="formula"), *_card(which, optimizer)]
    about += [html.P(optimizer.says(), className="says"), html.P(f"When it fails: {optimizer.fails}", className="says")]
    about.append(html.P(optimizer.source(), className="fact"))
    return html.Section(
        [
            html.Div([swatch, html.Strong(optimizer.title), remove], className="head"),
            html.P(_ended(run), className="fact outcome"),
            *first,
            html.Details([html.Summary(["all settings", _changed(optimizer, others)]), *rest]),
            html.Details([html.Summary("the rule, in letters and in numbers"), *about], className="rule"),
        ],
        className="run",
    )


def _card(which: int, optimizer: Optimizer) -> list:
    """The rule with this step's numbers, per axis; assets/rules.js fills it."""
    lines, slots = card(optimizer)
    if not lines:
        return []
    left_out = ", ".join(name.replace("_", " ") for name in unshown(optimizer))
    note = f" (Written for the usual settings; not in it: {left_out}.)" if left_out else ""
    data = {"data-lines": json.dumps(lines), "data-slots": slots, "data-run": which}
    return [html.P(f"In numbers, for this step:{note}", className="fact"), html.Div(className="card", **data)]


def _changed(item: Item, settings: tuple[Setting, ...]) -> html.Span | None:
    """Those of an item's settings that are not at their defaults, so that none is in force unseen."""
    words = [
        f"{each.name} {each.write(value)}"
        for each in settings
        if (value := getattr(item, each.name, each.default)) != each.default
    ]
    return html.Span(f"changed: {', '.join(words)}", className="changed") if words else None


def _ended(run: Trajectory) -> str:
    """How every start ended: the sentence of the only one, or a count of each kind of end."""
    if run.rows == 1:
        return f"{str(run.outcome[0])[:1].upper()}{str(run.outcome[0])[1:]}."
    counts = Counter("still going" if end.ending is Ending.GOING else end.ending.name.lower() for end in run.outcome)
    return f"Of {run.rows} starts: {', '.join(f'{count} {word}' for word, count in counts.items())}."


def _adder() -> html.Section:
    families: dict[str, list[dict[str, str]]] = {}
    for id in optimizers:
        family = optimizers.class_of(id).family.replace("_", " ")
        families.setdefault(family, []).append({"value": id, "label": title_of(optimizers, id)})
    data = [{"group": family, "items": items} for family, items in families.items()]
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


def _race(scene: Scene, runs: tuple[Trajectory, ...]) -> html.Section:
    return html.Section(
        [
            html.H2("Race"),
            *(control("scene", each, getattr(scene, each.name)) for each in settings_of(Scene)),
            html.P(_made(runs[0]), className="fact", id="made"),
        ]
    )


def _made(run: Trajectory) -> str:
    made = run.made
    return f"Computed step by step in torch {made['torch']}, {made['dtype']}, on the {made['device'].upper()}."
