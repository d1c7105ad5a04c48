"""The rail's first half: the landscape, where it is started from and what of it is drawn."""

from __future__ import annotations

import math
from typing import Protocol, runtime_checkable

import dash_mantine_components as dmc
from dash import dcc, html

from fallline.analysis.critical_points import FLAT, MAXIMUM, MINIMUM, SADDLE, anatomy
from fallline.analysis.plot_plane import POINTS, PRINCIPAL, few_axes, letter, plane_of
from fallline.core import TRANSFORMS, Item, Landscape, Point, Setting, bare, setting_named, settings_of, write_number
from fallline.run import Trajectory
from fallline.scene import Scene
from fallline.view import View
from fallline.web.i18n import plural, say
from fallline.web.pages.controls import control
from fallline.web.pages.layout import part
from fallline.web.state.edits import COORDINATES

FEW = 5  # coordinates of a point that are written out
AXES = ("right", "up")  # the two directions of the picture
KINDS = {  # of critical points, one and several, with their symbols on the map
    MINIMUM: ("{n} minimum ○", "{n} minima ○"),
    SADDLE: ("{n} saddle ×", "{n} saddles ×"),
    MAXIMUM: ("{n} maximum △", "{n} maxima △"),
}


def about(scene: Scene) -> html.Section:
    """What the landscape is: what to look for, its formula, its minima and its source."""
    landscape = scene.landscape
    first, _, rest = say(landscape.says()).partition(". ")
    return html.Section(
        [
            html.P(f"{first}." if rest else first, className="says"),
            *([html.Details([html.Summary(say("more about it")), html.P(rest, className="says")])] if rest else []),
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
                    html.Summary([say("turn, move, press flat, ripple"), changed_from_default(landscape, TRANSFORMS)]),
                    *(control("landscape", each, getattr(landscape, each.name, each.default)) for each in TRANSFORMS),
                ]
            ),
        ],
        **part("terrain"),
    )


@runtime_checkable
class Searched(Protocol):
    """A landscape whose minima were looked for."""

    def found_how(self) -> str:
        """How they were found, and how sure that is."""


def minima_of(landscape: Landscape) -> str:
    """The global minima, how low they are, and who says so."""
    points = landscape.listed
    shown = ", ".join(map(_point, points[:4]))
    if len(points) > 4:
        shown = say("{some} and {n} more", some=shown, n=f"{landscape.count - 4:,}")
    found = {"f": f"{landscape.fmin:.6g}", "places": shown}
    least = say("Minimum f* = {f} at {places}.", **found)
    if len(points) > 1:
        least = say("Minima f* = {f} at {places}.", **found)
    outside = say("It goes lower outside its domain.") if landscape.lower_outside else ""
    inner = bare(landscape)
    source = say(inner.found_how() if isinstance(inner, Searched) and not landscape.proved else landscape.source())
    return " ".join(filter(None, (least, outside, source)))


def _anatomy(scene: Scene, view: View) -> str:
    """How many critical points there are, how ill-conditioned the minimum is and how steep it gets."""
    landscape = scene.landscape
    parts = anatomy(landscape, view.reach_of(landscape))
    numbers = {kind: len(parts.of(kind)) for kind in KINDS}
    counts = ", ".join(plural(number, *KINDS[kind], n=f"{number:,}") for kind, number in numbers.items() if number)
    found = say("No critical points were looked for.")
    if counts:
        found = say("In the domain: {counts}.", counts=counts)
        if not parts.all_found:
            found = say("In the domain: at least {counts}.", counts=counts)
    if len(parts.of(FLAT)):
        found += " " + say("There are places flat in some direction (dots).")
    condition = {
        None: say("No smooth minimum inside, so no condition number."),
        math.inf: say("Condition number at the minimum beyond all bounds: flat in some direction."),
    }.get(parts.condition, say("Condition number at the minimum {n}.", n=f"{parts.condition or 0:.4g}"))
    steepest = f"{parts.steepest:.4g}"
    steep = say("Steepest slope in the domain (Lipschitz constant, an estimate) about {n}.", n=steepest)
    if math.isinf(parts.steepest):
        steep = say("The slope in the domain grows without bound.")
    looked = say("From {n} gradients; at kinks only the global minima are known.", n=f"{parts.looked:,}")
    return f"{found} {condition} {steep} {looked}"


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
            **{"aria-label": say("start {axis}", axis=letter(axis, dim))},
        )
        for axis in few_axes(scene.landscape, view.plane)
    ]
    hint = say("Click the map to start there, or drag the ring.")
    if dim > len(fields):
        hint += " " + say("Coordinates without a field stay as they are: {n}.", n=dim - len(fields))
    many = control("scene", setting_named(Scene, "scene", "around"), scene.around)
    return html.Section(
        [html.H2(say("Start")), html.Div(fields, className="pair"), html.P(hint, className="fact"), many],
        **part("start"),
    )


def drawn(scene: Scene, view: View, runs: tuple[Trajectory, ...]) -> html.Section:
    """What is drawn of more than two dimensions: the choice, and a sentence on what it is."""
    plane, dim = plane_of(scene, runs, view.plane, view.box), scene.landscape.dim
    kinds = {
        COORDINATES: say("Two axes"),
        POINTS: say("Start, end, min."),
        PRINCIPAL: say("Principal"),
    }
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
            **{"aria-label": say("coordinate drawn {way}, 1 to {dim}", way=say(part), dim=dim)},
        )
        for part, arrow, axis in zip(AXES, "→↑", view.axes_of(scene.landscape), strict=False)
    ]
    says = say("The picture is {plane}.", plane=say(plane.says)) + " "
    says += say(
        "Trails are seen from straight above it, at their true heights; distances and all numbers are of all {n} "
        "dimensions.",
        n=dim,
    )
    fields = [html.Div(axes, className="pair")] if axes else []
    return html.Section(
        [html.H2(say("Plane drawn")), choice, *fields, html.P(says, className="fact", id="plane-note")], **part("drawn")
    )


def changed_from_default(item: Item, settings: tuple[Setting, ...]) -> html.Span | None:
    """Those of an item's settings that are not at their defaults, so that none is in force unseen."""
    words = [
        f"{each.name} {each.write(value)}"
        for each in settings
        if (value := getattr(item, each.name, each.default)) != each.default
    ]
    return html.Span(say("changed: {words}", words=", ".join(words)), className="changed") if words else None
