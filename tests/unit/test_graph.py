"""The curve of a function of one variable: its points, gaps and heights, and where the picture puts balls on it."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fallline.analysis.plot_plane import SUBSCRIPTS, coordinate_names, find_plane, parse_axes
from fallline.core import BadInput
from fallline.landscapes import shelf as landscapes
from fallline.picture.arrows import StepArrows
from fallline.picture.critical_points import find_critical_points_by_kind
from fallline.picture.graph import build_graph, minima_on_graph
from fallline.picture.heights import picture_points
from fallline.run import race
from fallline.view import View, read_link, write_link
from fallline.web.state.control_events import apply_change


def graph_of(formula, domain="", height="linear", box=()):
    link = f"on=formula~f:{formula}{f'~box:{domain}' if domain else ''}&run=adam~lr:0.1&steps=5&height={height}"
    scene, _ = read_link(link.replace("+", "%2B"))
    view = View(height=height, box=box)
    plane = find_plane(scene, race(scene), box=view.box)
    return scene, plane, build_graph(scene, plane, view)


@pytest.mark.parametrize(
    ("formula", "f"),
    [
        ("x^2", lambda x: x**2),
        ("sin(3x)+x^2/10", lambda x: np.sin(3 * x) + x**2 / 10),
        ("abs(w-1)", lambda x: np.abs(x - 1)),
        ("exp(t)-2t", lambda x: np.exp(x) - 2 * x),
    ],
)
def test_the_curve_has_the_functions_values_over_the_whole_range(formula, f):
    scene, plane, graph = graph_of(formula, "-3,4")
    assert plane.is_line
    assert graph.box[0] == (-3.0, 4.0)
    assert (graph.x[0], graph.x[-1]) == (-3.0, 4.0)
    assert (np.diff(graph.x) > 0).all()
    assert np.diff(graph.x).max() < 7 / 1000
    np.testing.assert_allclose(graph.f, f(graph.x), rtol=1e-12, atol=1e-12)
    np.testing.assert_array_equal(graph.heights, graph.f)
    assert graph.gaps == []
    assert graph.box[1][0] < graph.f.min() < graph.f.max() < graph.box[1][1]
    points = minima_on_graph(graph, plane)
    assert points[:, 1] == pytest.approx(f(points[:, 0]), abs=1e-9)
    assert len(points) == len(scene.landscape.minima())


def test_axes_are_named_after_the_variables_of_a_formula():
    assert graph_of("w^2")[2].names == ("w", "f")
    for formula, names in (("w^2 + (b-1)^2", {"w", "b"}), ("x1^2 + x2^2 + x3^2", {"x₁", "x₂", "x₃"})):
        landscape = landscapes["formula"](f=formula)
        assert set(coordinate_names(landscape)) == names
        for axis, name in enumerate(coordinate_names(landscape)):  # each name belongs to its coordinate
            assert landscape.f.names[axis].translate(SUBSCRIPTS) == name
    assert coordinate_names(landscapes["booth"]()) == ("x", "y")
    assert coordinate_names(landscapes["rastrigin"](dim=11))[-1] == "x₁₁"


@settings(max_examples=10, deadline=None)
@given(edge=st.floats(-2.5, 2.5), side=st.sampled_from([1, -1]))
def test_a_gap_covers_exactly_where_the_function_has_no_value(edge, side):
    """Of sqrt(side (x - edge)): the curve ends at the edge, to far less than a pixel."""
    _, _, graph = graph_of(f"sqrt({side}*(x-({edge!r})))", "-3,3")
    assert len(graph.gaps) == 1
    low, high = graph.gaps[0]
    expected = (-3.0, edge) if side == 1 else (edge, 3.0)
    assert (low, high) == pytest.approx(expected, abs=1e-9)
    known = np.isfinite(graph.f)
    assert (np.sign(graph.x[known] - edge) * side >= -1e-12).all()
    (part,) = graph.parts
    assert np.isfinite(graph.heights[part]).all()
    assert part.stop - part.start == known.sum()


def test_a_point_without_a_value_leaves_no_visible_gap():
    _, _, graph = graph_of("sin(x)/x", "-5,5")
    assert not np.isfinite(graph.f[graph.x == 0]).any()
    assert graph.gaps == []
    assert len(graph.parts) == 2
    assert not graph.range.cut


@pytest.mark.parametrize(("formula", "power"), [("1/x^2", 2), ("1/abs(x)", 1), ("1/x^4", 4)])
def test_a_pole_does_not_flatten_the_curve_and_the_cut_is_noted(formula, power):
    _, _, graph = graph_of(formula, "-5,5")
    assert graph.range.cut
    assert graph.range.low == pytest.approx(5.0**-power)  # nothing is cut at the bottom
    assert np.nanmax(graph.heights) > graph.range.high
    assert (graph.heights <= graph.range.high).mean() == pytest.approx(0.95, abs=0.01)


def test_a_needle_that_is_no_pole_is_shown_whole():
    _, _, graph = graph_of("exp(-2000*(x-1)^2)+x^2/1000", "-5,5")
    assert not graph.range.cut
    assert graph.range.high == pytest.approx(1.0, abs=0.02)


def test_a_function_without_values_in_the_range_is_refused():
    with pytest.raises(BadInput, match="no finite value in this plot range"):
        graph_of("sqrt(x)", "-5,5", box=((-3.0, -1.0),))


@pytest.mark.parametrize("height", ["linear", "log", "rank"])
def test_points_of_a_run_lie_on_the_curve(height):
    scene, plane, graph = graph_of("sin(3x)+x^2/10", "-5,5", height)
    (run,) = race(scene)
    places = picture_points(scene.landscape, plane, height, run.x, run.f)
    assert places.shape == (6, 1, 3)
    np.testing.assert_array_equal(places[..., 0], run.x[..., 0])
    np.testing.assert_allclose(places[..., :2], graph.project(run.x), atol=1e-12)
    on_curve = np.interp(run.x[:, 0, 0], graph.x, graph.heights)
    np.testing.assert_allclose(places[:, 0, 1], on_curve, atol=1e-3 * np.ptp(graph.heights))


def test_critical_points_of_one_variable_are_the_roots_of_its_derivative():
    """Of cos x on (-10, 10): maxima at even and minima at odd multiples of pi; the global minima have bullseyes."""
    scene, plane, graph = graph_of("cos(x)", "-10,10")
    found = {each.kind: each for each in find_critical_points_by_kind(scene, View(height="linear"), plane)}
    assert sorted(found["maximum"].points[:, 0]) == pytest.approx([-2 * math.pi, 0, 2 * math.pi], abs=1e-6)
    assert found["maximum"].points[:, 1] == pytest.approx([1, 1, 1])
    assert len(found["minimum"].points) == len(found["saddle"].points) == 0
    marked = sorted(minima_on_graph(graph, plane)[:, 0])
    assert marked == pytest.approx([-3 * math.pi, -math.pi, math.pi, 3 * math.pi], abs=1e-6)


def test_arrows_of_one_variable_lie_along_it():
    """Gradient descent on x^2 with lr 0.25 from -0.8: gradient -1.6, step 0.4 to -0.4, ideal step 0.8 to 0."""
    link = "on=formula~f:x^2~box:-1,1&run=gradient_descent~lr:0.25&start=-0.8&steps=3&inside=gradient,step,ideal"
    scene, view = read_link(link)
    runs = race(scene)
    arrows = StepArrows.from_runs(runs, find_plane(scene, runs), view)
    drawn = {arrow.layer: arrow for arrow in arrows.arrows(0, 0, arrows.scales(0))}
    assert {layer: arrow.end[1] for layer, arrow in drawn.items()} == {"gradient": 0, "ideal": 0, "step": 0}
    assert drawn["step"].end[0] == pytest.approx(0.4)
    assert drawn["ideal"].end[0] == pytest.approx(0.8)
    assert drawn["gradient"].end[0] > 0


def test_a_plot_range_must_fit_the_number_of_variables():
    one, two = landscapes["formula"](f="x^2"), landscapes["booth"]()
    with pytest.raises(BadInput, match="has one variable, so low,high would be right"):
        View(box=((-1.0, 1.0), (-1.0, 1.0))).check_for(one)
    with pytest.raises(BadInput, match="x-low,x-high,y-low,y-high would be right"):
        View(box=((-1.0, 1.0),)).check_for(two)
    scene, view = read_link("on=formula~f:x^2&box=-1,2")
    assert view.box == ((-1.0, 2.0),)
    assert read_link(write_link(scene, view)) == (scene, view)
    assert parse_axes(one, "1,2") == (0,)
    for plane in ("points", "principal", "1,3"):
        with pytest.raises(BadInput, match="has one variable, so a curve is drawn"):
            parse_axes(one, plane)


def test_the_offer_of_a_wider_domain_sets_the_box_of_the_formula():
    """exp(-x) falls to the right, so that its domain can be widened; x^2 has no lower value outside."""
    scene, view = read_link("on=formula~f:exp(-x)~box:-1,1&run=adam&steps=5")
    widened, _ = apply_change(scene, view, {"type": "press", "does": "widen", "run": 0}, 1)
    assert widened.landscape.domain == scene.landscape.wider_box
    assert widened.landscape.domain[0][1] > 1
    assert widened.landscape.fmin < scene.landscape.fmin
    scene, view = read_link("on=formula~f:x^2~box:-1,1&run=adam&steps=5")
    assert apply_change(scene, view, {"type": "press", "does": "widen", "run": 0}, 1) == (scene, view)
