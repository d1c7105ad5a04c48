"""Maps and surfaces of functions that have no finite value in a part of the plot range."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.path import Path

from fallline.analysis.basins import NO_VALUE, StartGrid, classify_ends
from fallline.analysis.plot_plane import find_plane
from fallline.panels import shelf as panels
from fallline.picture import Look
from fallline.picture.descent_field import descent_field
from fallline.picture.heights import evaluate_grid, height_range, height_transform
from fallline.picture.holes import hole_outlines
from fallline.picture.levels import level_lines
from fallline.picture.surface import build_surface
from fallline.programs.ends import compute_ends
from fallline.run import race
from fallline.view import View, read_link


def plane_of(formula, box="-2,2"):
    link = f"on=formula~f:{formula.replace('+', '%2B')}~box:{box}&run=adam~lr:0.1&steps=3"
    scene, _ = read_link(link)
    return scene, find_plane(scene, race(scene))


HALF_PLANES = st.tuples(st.floats(-1, 1), st.floats(-1, 1), st.floats(-0.5, 1.5)).filter(
    lambda line: abs(line[0]) + abs(line[1]) > 0.3
)


@settings(max_examples=8, deadline=None)
@given(line=HALF_PLANES)
def test_a_hole_is_where_the_function_has_no_value_in_every_picture(line):
    """Of x^2 + y^2 + sqrt(c - a x - b y): the value is missing exactly beyond a line."""
    a, b, c = (round(each, 3) for each in line)
    scene, plane = plane_of(f"x^2+y^2+sqrt(({c})-({a})*x-({b})*y)")
    x, y, f = grid = evaluate_grid(scene.landscape, plane, 61)
    across, up = np.meshgrid(x, y)
    side = c - a * across - b * up
    clear = np.abs(side) > 1e-9
    np.testing.assert_array_equal(np.isnan(f)[clear], (side < 0)[clear])
    np.testing.assert_allclose(f[side > 0], (across**2 + up**2 + np.sqrt(np.maximum(side, 0)))[side > 0])
    for kind in ("linear", "log", "rank"):
        transform = height_transform(scene.landscape, plane, kind)
        heights = transform.to_height(f)
        np.testing.assert_array_equal(np.isnan(heights), np.isnan(f))
        shown = height_range(scene.landscape, plane, transform, heights)
        assert (shown.low, shown.high) == (np.nanmin(heights), np.nanmax(heights))
        points = np.concatenate([part for _, lines in level_lines(grid, transform, shown) for part in lines])
        cell = np.hypot(x[1] - x[0], y[1] - y[0])
        assert (c - points @ (a, b) >= -np.hypot(a, b) * cell).all()  # no level line runs through the hole
    surface = build_surface(scene, plane, View(height="linear"))
    assert np.isfinite(surface.box).all()
    outlines = hole_outlines(grid)
    if np.isnan(f).any():
        inside = np.any([Path(each).contains_points(np.stack((across, up), -1).reshape(-1, 2)) for each in outlines], 0)
        np.testing.assert_array_equal(inside.reshape(f.shape)[1:-1, 1:-1], np.isnan(f)[1:-1, 1:-1])
    else:
        assert outlines == []
    arrows = descent_field(scene.landscape, plane).reshape(-1, 7, 2)
    middles = (arrows[:, 0] + arrows[:, 1]) / 2
    assert (c - middles @ (a, b) > 0).all()


def test_an_island_of_values_in_a_hole_is_not_hatched():
    scene, plane = plane_of("x^2+y^2+sqrt((x^2+y^2-1)*(x^2+y^2-0.25))")
    outlines = hole_outlines(evaluate_grid(scene.landscape, plane, 101))
    assert len(outlines) == 2
    areas = [0.5 * np.sum(line[:-1, 0] * line[1:, 1] - line[1:, 0] * line[:-1, 1]) for line in outlines]
    assert sum(areas) == pytest.approx(np.pi * (1 - 0.25), rel=0.05)  # the lines turn opposite ways
    assert min(areas) < 0 < max(areas)


def test_a_pole_does_not_flatten_map_and_surface():
    """Of 1/(x^2+y^2) on (-2, 2)^2: lowest in the corners, 1/8; cut below 1/r^2 of a small disc."""
    scene, plane = plane_of("1/(x^2+y^2)")
    surface = build_surface(scene, plane, View(height="linear"))
    assert surface.range.cut
    assert surface.range.low == pytest.approx(1 / 8)
    assert surface.range.high < 10
    assert np.nanmax(surface.heights) > 100
    assert surface.box[2][1] < 11


def test_catalogue_landscapes_are_never_cut():
    for id in ("rosenbrock", "easom", "goldstein_price", "ackley", "log_beale", "himmelblau"):
        scene, _ = read_link(f"on={id}&run=adam&steps=1")
        surface = build_surface(scene, find_plane(scene, race(scene)), View(height="linear"))
        assert not surface.range.cut
        assert hole_outlines((surface.x, surface.y, surface.f)) == []


def test_starts_of_a_basin_map_without_a_value_are_told_apart_from_runs_that_diverge():
    scene, plane = plane_of("sqrt(x)+x^2+y^2")
    grid = StartGrid(plane, 16)
    starts = grid.starts(0, 16)
    ends = compute_ends(scene.landscape, scene.optimizers[0], starts, 20, 1e-3)
    np.testing.assert_array_equal(classify_ends(ends, starts) == NO_VALUE, starts[:, 0].numpy() < 0)


def test_a_basin_map_of_one_variable_is_one_line_of_starts():
    scene, _ = read_link("on=formula~f:(x^2-1)^2~box:-2,2&run=gradient_descent~lr:0.02&steps=300")
    grid = StartGrid(find_plane(scene, race(scene)), 10)
    assert grid.lines == 1
    starts = grid.starts(0, 1)
    np.testing.assert_allclose(starts[:, 0], np.linspace(-1.8, 1.8, 10), atol=1e-6)
    ends = compute_ends(scene.landscape, scene.optimizers[0], starts, 300, 1e-4)
    reached = np.array(scene.landscape.minima())[classify_ends(ends, starts)][:, 0]
    np.testing.assert_allclose(reached, np.sign(starts[:, 0].numpy()), atol=1e-6)


def test_a_surface_with_a_gap_has_no_level_lines_since_plotly_takes_a_minute_to_draw_them():
    for text, shown in (("sin(x)/x + y^2", False), ("x^2 + y^2", True)):
        scene, view = read_link(f"on=formula~f:{text.replace('+', '%2B')}&run=adam&steps=5")
        trace, *_ = panels["space"]().figure(scene, race(scene), view, Look.from_view(view, "light")).data
        assert trace.contours.z.show is shown
