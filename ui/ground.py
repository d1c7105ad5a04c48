"""The rail's first half: the landscape, where it is started from and what of it is drawn."""

from __future__ import annotations

import math

import dash_mantine_components as dmc
from dash import dcc, html

from core import TRANSFORMS, Item, Landscape, Point, Setting, bare, setting_named, settings_of, write_number
from engine import Scene, Trajectory, View
from engine.anatomy import FLAT, MAXIMUM, MINIMUM, SADDLE, anatomy
from engine.scene import POINTS, PRINCIPAL
from engine.slice import few_axes, letter, plane_of
from ui.controls import control
from ui.edits import COORDINATES
from ui.page import part

FEW = 5  # coordinates of a point that are written out
AXES = ("right", "up")  # the two directions of the picture
KINDS = {  # of critical points, one and several, with their symbols on the map
    MINIMUM: ("minimum ○", "minima ○"),
    SADDLE: ("saddle ×", "saddles ×"),
    MAXIMUM: ("maximum △", "maxima △"),
}


def about(scene: Scene) -> html.Section:
    """What the landscape is: what to look for, its formula, its minima and its source."""
    landscape = scene.landscape
    first, _, rest = landscape.says().partition(". ")
    return html.Section(
        [
            html.P(f"{first}." if rest else first, className="says"),
            *([html.Details([html.Summary("more about it"), html.P(rest, className="says")])] if rest else []),
            dcc.Markdown(f"$$f = {landscape.formula}$$", mathjax=True, className="formula"),
            html.P(minima_of(landscape), className="fact"),
        ],
        **part("about"),
    )


def terrain(scene: Scene, view: View) -> html.Section:
    """The landscape's settings, and what of it is shown."""
    landscape, own = scene.landscape, bare(scene.landscape)
    shown = ("critical_points", "field", "colours")
    return html.Section(
        [
            *(control("landscape", each, getattr(own, each.name)) for each in settings_of(type(own))),
            *(control("view", setting_named(View, "view", name), getattr(view, name)) for name in shown),
            *([html.P(_anatomy(scene, view), className="fact", id="anatomy")] if view.critical_points else []),
            html.Details(
                [
                    html.Summary(["turn, move, press flat, ripple", changed_from_default(landscape, TRANSFORMS)]),
                    *(control("landscape", each, getattr(landscape, each.name, each.default)) for each in TRANSFORMS),
                ]
            ),
        ],
        **part("terrain"),
    )


def minima_of(landscape: Landscape) -> str:
    """The global minima, how low they are, and who says so."""
    points = landscape.listed
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


def start(scene: Scene, view: View) -> html.Section:
    """The start's coordinates, and the pattern of more starts around it."""
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
        left = dim - len(fields)
        hint += (
            f" The other {left} coordinates stay as they are." if left > 1 else " The other coordinate stays as it is."
        )
    many = control("scene", setting_named(Scene, "scene", "around"), scene.around)
    return html.Section(
        [html.H2("Start"), html.Div(fields, className="pair"), html.P(hint, className="fact"), many], **part("start")
    )


def drawn(scene: Scene, view: View, runs: tuple[Trajectory, ...]) -> html.Section:
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
    return html.Section(
        [html.H2("Plane drawn"), choice, *fields, html.P(says, className="fact", id="plane-note")], **part("drawn")
    )


def changed_from_default(item: Item, settings: tuple[Setting, ...]) -> html.Span | None:
    """Those of an item's settings that are not at their defaults, so that none is in force unseen."""
    words = [
        f"{each.name} {each.write(value)}"
        for each in settings
        if (value := getattr(item, each.name, each.default)) != each.default
    ]
    return html.Span(f"changed: {', '.join(words)}", className="changed") if words else None
