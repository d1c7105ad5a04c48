"""The disclosures of the setup on the landscape: its description, its settings, the start and the plot plane."""

from __future__ import annotations

import math

import dash_mantine_components as dmc
from dash import dcc, html

from fallline.analysis.critical_points import DEGENERATE, MAXIMUM, MINIMUM, SADDLE, find_critical_points
from fallline.analysis.plot_plane import POINTS, PRINCIPAL, coordinate_name, find_plane, shown_axes
from fallline.core import (
    TEXT,
    TRANSFORMS,
    Landscape,
    Point,
    applicable_transforms,
    find_setting,
    settings_of,
    strip_transforms,
    write_number,
)
from fallline.core.number_text import format_short
from fallline.run import Trajectory
from fallline.scene import Scene
from fallline.view import View
from fallline.web.i18n import plural, say
from fallline.web.pages.controls import build_control, build_fold, describe_changes
from fallline.web.state.edits import COORDINATES

MAX_SHOWN_COORDINATES = 5  # of a point in a text
AXIS_DIRECTIONS = ("right", "up")
POINT_COUNT_TEXTS = {  # critical points in the singular and the plural, with their symbols on the map
    MINIMUM: ("{n} minimum ○", "{n} minima ○"),
    SADDLE: ("{n} saddle ×", "{n} saddles ×"),
    MAXIMUM: ("{n} maximum △", "{n} maxima △"),
}


def about_fold(scene: Scene, example_text: list[html.Div]) -> html.Details:
    """Return the disclosure with ``example_text``, then the landscape's description, formula, minima and source."""
    landscape = scene.landscape
    children = [
        *example_text,
        html.P(say(landscape.description()), className="says"),
        dcc.Markdown(f"$$f = {landscape.formula}$$", mathjax=True, className="formula"),
        html.P(describe_minima(landscape), className="fact", id="minima"),
    ]
    return build_fold("about", say("About this race") if example_text else say("About this landscape"), children)


def _wider_box_button(landscape: Landscape) -> list[html.Button]:
    """Return a list of the button that widens the domain of a typed formula to lower values, [] if there are none."""
    box = strip_transforms(landscape).wider_box
    if not box:
        return []
    sides = dict.fromkeys(f"{format_short(low, 4)} … {format_short(high, 4)}" for low, high in box)
    label = say("Widen the domain to {box}", box=" × ".join(sides))
    return [html.Button(label, id={"type": "press", "does": "widen", "run": 0}, className="button small")]


def terrain_fold(scene: Scene, view: View) -> html.Details:
    """Return the disclosure with the landscape's settings and the view settings of its map."""
    landscape, inner = scene.landscape, strip_transforms(scene.landscape)
    settings = [each for each in settings_of(type(inner)) if not each.typeset]  # the landscape's button has the formula
    names = ("critical_points", *(("field",) if landscape.dim > 1 else ()), "colours")
    view_settings = [find_setting(View, "view", name) for name in names]
    critical_points = []
    if view.critical_points:
        critical_points = [html.P(_critical_points_text(scene, view), className="fact", id="anatomy")]
    transforms = describe_changes(landscape, TRANSFORMS)
    numbers = [each for each in settings if each.kind != TEXT]
    changes = (describe_changes(inner, numbers), transforms, describe_changes(view, view_settings))
    children = [
        *(build_control("landscape", each, getattr(inner, each.name)) for each in settings),
        *_wider_box_button(landscape),
        *(build_control("view", each, getattr(view, each.name)) for each in view_settings),
        *critical_points,
        html.H3(say("Rotate, shift, compress, add ripples")),
        *(
            build_control("landscape", each, getattr(landscape, each.name, each.default))
            for each in applicable_transforms(inner)
        ),
    ]
    return build_fold("terrain", say("Terrain"), children, ", ".join(filter(None, changes)))


def describe_minima(landscape: Landscape) -> str:
    """Return a text on the global minima: their value, their places and the source."""
    points = landscape.listed_minima
    listed = ", ".join(_format_point(point, landscape) for point in points[:4])
    if not landscape.minima_are_isolated:
        listed = say("{some} and more", some=listed)
    elif len(points) > 4:
        listed = say("{some} and {n} more", some=listed, n=landscape.minima_count - 4)
    values = {"f": format_short(landscape.fmin, 6), "places": listed}
    minima_text = say("Minimum f* = {f} at {places}.", **values)
    if len(points) > 1:
        minima_text = say("Minima f* = {f} at {places}.", **values)
    lower_text = say("It goes lower outside its domain.") if landscape.lower_outside else ""
    source_text = say(landscape.source() if landscape.proved else landscape.found_how())
    return " ".join(filter(None, (minima_text, lower_text, source_text)))


def _critical_points_text(scene: Scene, view: View) -> str:
    """Return a text on the counts of critical points, the condition number at the minimum, and the steepest slope."""
    landscape = scene.landscape
    parts = find_critical_points(landscape, view.drawn_box(landscape))
    numbers = {kind: len(parts.of_kind(kind)) for kind in POINT_COUNT_TEXTS}
    counts = ", ".join(plural(number, *POINT_COUNT_TEXTS[kind], n=number) for kind, number in numbers.items() if number)
    found_text = say("No critical points were looked for.")
    if counts:
        found_text = say("In the domain: {counts}.", counts=counts)
        if not parts.is_complete:
            found_text = say("In the domain: at least {counts}.", counts=counts)
    if len(parts.of_kind(DEGENERATE)):
        found_text += " " + say("There are places flat in some direction (dots).")
    condition_text = {
        None: say("No smooth minimum inside, so no condition number."),
        math.inf: say("Condition number at the minimum beyond all bounds: flat in some direction."),
    }.get(parts.condition, say("Condition number at the minimum {n}.", n=format_short(parts.condition or 0, 4)))
    slope = format_short(parts.max_gradient_norm, 4)
    slope_text = say("Steepest slope in the domain (Lipschitz constant, an estimate) about {n}.", n=slope)
    if math.isinf(parts.max_gradient_norm):
        slope_text = say("The slope in the domain grows without bound.")
    search_text = say("From {n} gradients; at kinks only the global minima are known.", n=parts.gradient_count)
    condition_texts = [condition_text] if landscape.dim > 1 else []  # with one curvature there is no ratio of two
    return " ".join((found_text, *condition_texts, slope_text, search_text))


def _format_point(point: Point, landscape: Landscape) -> str:
    """Return the text of a point: its first MAX_SHOWN_COORDINATES coordinates in parentheses, separated by commas.

    A point of one variable is that variable's value, such as x = 2.
    """
    if landscape.dim == 1:
        return f"{coordinate_name(0, landscape)} = {format_short(point[0], 5)}"
    coordinates = ", ".join(format_short(value, 5) for value in point[:MAX_SHOWN_COORDINATES])
    return f"({coordinates}{', …' if len(point) > MAX_SHOWN_COORDINATES else ''})"


def start_fold(scene: Scene, view: View) -> html.Details:
    """Return the disclosure with the start's coordinates, and the pattern of more starts around it."""
    dim = scene.landscape.dim
    fields = [
        dmc.TextInput(
            id={"type": "start", "axis": axis},
            value=write_number(scene.starts[0][axis]),
            leftSection=coordinate_name(axis, scene.landscape),
            debounce=True,
            size="xs",
            className="number wide",
            **{"aria-label": say("start {axis}", axis=coordinate_name(axis, scene.landscape))},
        )
        for axis in shown_axes(scene.landscape, view.plane)
    ]
    hint = say("Click the map to start there, or drag the ring.")
    if dim == 1:
        hint = say("Click the picture to start there, or drag the ring along the curve.")
    if dim > len(fields):
        hint += " " + say("Coordinates without a field stay as they are: {n}.", n=dim - len(fields))
    pattern = find_setting(Scene, "scene", "around")
    more_starts = build_control("scene", pattern, scene.around)
    children = [html.Div(fields, className="pair"), html.P(hint, className="fact"), more_starts]
    is_moved = scene.starts[0] != scene.landscape.start
    start_text = _format_point(scene.starts[0], scene.landscape) if is_moved else ""
    pattern_text = say(scene.around.title) if scene.around else ""
    return build_fold("start", say("Start"), children, ", ".join(filter(None, (start_text, pattern_text))))


def plane_fold(scene: Scene, view: View, runs: tuple[Trajectory, ...]) -> html.Details:
    """Return the disclosure with the choice of the plot plane, for more than two dimensions, and a sentence on it."""
    plane, dim = find_plane(scene, runs, view.plane, view.box), scene.landscape.dim
    kind_labels = {
        COORDINATES: say("Two axes"),
        POINTS: say("Start, end, min."),
        PRINCIPAL: say("Principal"),
    }
    choice = dmc.SegmentedControl(
        id={"type": "plane", "part": "kind"},
        data=[{"value": value, "label": label} for value, label in kind_labels.items()],
        value=view.plane if view.plane in kind_labels else COORDINATES,
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
        for part, arrow, axis in zip(AXIS_DIRECTIONS, "→↑", view.plot_axes(scene.landscape), strict=False)
    ]
    note = say("The picture is {plane}.", plane=say(plane.description)) + " "
    note += say(
        "Trails are seen from straight above it, at their true heights; distances and all numbers are of all {n} "
        "dimensions.",
        n=dim,
    )
    fields = [html.Div(axes, className="pair")] if axes else []
    children = [choice, *fields, html.P(note, className="fact", id="plane-note")]
    return build_fold("drawn", say("Plane drawn"), children, "" if view.plane == View.plane else view.plane)
