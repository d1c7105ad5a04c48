"""Panels: axis ranges are fixed, heights agree between surface, map and trails, and no position is NaN."""

import base64
import itertools
import json

import numpy as np
import plotly.graph_objects as go
import pytest
import torch

from fallline.analysis.plot_plane import find_plane
from fallline.core import BadInput, gradient
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.panels import BELOW_PLACE, pack_array, shelf
from fallline.picture import Look
from fallline.picture.descent_field import descent_field
from fallline.picture.heights import evaluate_grid, height_range, height_transform
from fallline.picture.levels import MIN_LABELLED_LENGTH, _length, level_lines, place_labels
from fallline.picture.palette import MARKS, PAGE_COLOURS, assign_marks
from fallline.run import race
from fallline.scene.scene import MAX_RUNS
from fallline.view import read_link
from fallline.view.colour_scales import COLOUR_SCALES
from fallline.web.pages.shared_data import build_shared_data

HEIGHT_KINDS = ("linear", "log", "rank")
DIVERGING = "on=rosenbrock&run=sgd_momentum~lr:1&run=adam&steps=50"


def run_link(link, theme="light"):
    scene, view = read_link(link)
    runs = race(scene)
    return scene, view, runs, Look(theme)


def unpack_array(packed):
    return np.frombuffer(base64.b64decode(packed["data"]), dtype=f"<{packed['kind']}").reshape(packed["shape"])


@pytest.mark.parametrize(("id", "theme"), list(zip(landscapes, itertools.cycle(PAGE_COLOURS), strict=False)))
def test_every_panel_draws_every_landscape_with_fixed_axis_ranges(id, theme):
    for kind in ("linear", "log"):
        scene, view, runs, look = run_link(f"on={id}&steps=3&height={kind}", theme)
        for panel in shelf:
            item = shelf[panel]()
            figure = item.figure(scene, runs, view, look)
            json.dumps(item.painter_data(scene, runs, view), allow_nan=False)
            assert (figure is None) == (not item.has_figure)
            if figure is None:
                continue
            axes = (figure.layout.scene,) if "scene" in figure.layout.to_plotly_json() else (figure.layout,)
            for axis in (axes[0].xaxis, axes[0].yaxis):
                low, high = axis.range
                assert low < high


def test_the_paths_of_a_diverging_race_have_no_nan():
    scene, view, runs, look = run_link(DIVERGING)
    assert runs[0].stopped_at[0] > 0
    shared = build_shared_data(scene, runs, view, look)
    json.dumps(shared, allow_nan=False)
    for run in shared["runs"]:
        assert np.isfinite(unpack_array(run["paths"])).all()


@pytest.mark.parametrize("kind", HEIGHT_KINDS)
@pytest.mark.parametrize("id", list(landscapes.classes))
def test_surface_map_and_trails_use_the_same_height_transform(id, kind):
    scene, view, runs, look = run_link(f"on={id}&steps=5&run=adam&height={kind}")
    plane = find_plane(scene, runs, view.plane, view.box)
    transform = height_transform(scene.landscape, plane, kind)
    values = shelf["plane"]().figure(scene, runs, view, look).data[0]
    f = evaluate_grid(scene.landscape, plane, len(values.x))[2]
    np.testing.assert_allclose(values.z, f, rtol=1e-6, atol=1e-30)
    surface = shelf["space"]().figure(scene, runs, view, look).data[0]
    f = evaluate_grid(scene.landscape, plane, len(surface.x))[2]
    values = surface.z if surface.customdata is None else surface.customdata  # linear heights are the values
    np.testing.assert_allclose(values, f, rtol=1e-6, atol=1e-30)
    heights = transform.to_height(f)
    np.testing.assert_allclose(surface.z, heights, rtol=1e-6, atol=1e-6 * np.ptp(heights))
    paths = unpack_array(build_shared_data(scene, runs, view, look)["runs"][0]["paths"])
    np.testing.assert_allclose(paths[0, :, 2], transform.to_height(runs[0].f[:, 0]), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(paths[0, :, :2], plane.project(runs[0].x[:, 0]), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("id", list(landscapes.classes))
def test_the_height_transform_is_monotone_and_invertible(id):
    scene, view, runs, _ = run_link(f"on={id}&steps=1")
    landscape, plane = scene.landscape, find_plane(scene, runs, view.plane, view.box)
    _, _, f = evaluate_grid(landscape, plane, 25)
    for kind in HEIGHT_KINDS:
        transform = height_transform(landscape, plane, kind)
        values = np.unique(f)
        heights = transform.to_height(values)
        assert (np.diff(heights) >= 0).all()
        near = 1e-9 if kind != "rank" else 1e-6  # ranks of values that are nearly equal are nearly equal
        np.testing.assert_allclose(transform.to_value(heights), values, rtol=1e-9, atol=near * np.abs(values).max())
        for at, _ in transform.ticks(heights.min(), heights.max()):
            assert heights.min() - 1e-6 * np.ptp(heights) <= at <= heights.max() + 1e-6 * np.ptp(heights)
        beyond = np.array([landscape.fmin - 1, *values[[0, -1]], values[-1] + 1, 2 * abs(values[-1]) + 9])
        assert (np.diff(transform.to_height(beyond)) >= 0).all()


def test_the_table_has_every_readout():
    scene, view, runs, look = run_link("steps=5&noise=0.1")
    lines = {line["array"] for line in shelf["numbers"]().painter_data(scene, runs, view)["lines"]}
    sent = build_shared_data(scene, runs, view, look)["runs"]
    for run, entry in zip(runs, sent, strict=True):
        assert set(run.readouts) <= lines
        for name in run.readouts:
            np.testing.assert_allclose(
                unpack_array(entry["arrays"][name]), run.readouts[name][:, 0].reshape(6, -1).astype("f4")
            )
    assert "seen" in lines
    noiseless = run_link("steps=5")
    lines = shelf["numbers"]().painter_data(*noiseless[:1], noiseless[2], noiseless[1])["lines"]
    assert "seen" not in {line["array"] for line in lines}


def test_packed_arrays_keep_their_values_over_the_whole_float_range():
    for values in ([1.0, -2.5, 0.0], [1e-45, 1.0], [1e60, 1.0], [0.0, 0.0]):
        np.testing.assert_allclose(unpack_array(pack_array(np.array(values))), values, rtol=1e-6)
    assert np.isnan(unpack_array(pack_array(np.array([np.inf, np.nan])))).all()


@pytest.mark.slow
def test_a_plot_range_that_cannot_be_drawn_is_refused_with_a_clear_message():
    for link in ("box=-1e200,1e200,-1e200,1e200", "on=quadratic~condition:1e308"):
        scene, view = read_link(link)
        with pytest.raises(BadInput, match="cannot be drawn"):
            height_transform(scene.landscape, find_plane(scene, race(scene), view.plane, view.box), "log")


def test_an_ideal_step_that_leaves_the_plot_range_is_shown_as_a_bound():
    scene, view, runs, look = run_link("on=mccormick&start=-2.9,-2.95&run=adam~lr:0.05&box=-3,3,-3,3&steps=3")
    lines = {line["array"]: line for line in shelf["numbers"]().painter_data(scene, runs, view)["lines"]}
    assert (lines["ideal_own"]["cut"], lines["step_by_ideal"]["cut"]) == ("≥ ", "≤ ")
    assert unpack_array(build_shared_data(scene, runs, view, look)["runs"][0]["arrays"]["ideal_own_edge"])[1] == 1


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def to_lab(colour):
    """Return CIE L*a*b* of a hex colour."""
    srgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    xyz = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]]) @ linear
    x, y, z = np.cbrt(xyz / (0.95047, 1, 1.08883))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("theme", list(PAGE_COLOURS))
def test_every_mark_can_be_read_on_the_page_and_seen_on_the_terrain(theme):
    for mark in MARKS:
        colour = getattr(mark, theme)
        assert contrast(colour, PAGE_COLOURS[theme].background) >= 4.5
        for height in COLOUR_SCALES["terrain"][theme]:
            assert np.linalg.norm(to_lab(colour) - to_lab(height)) >= 25, (colour, height)
    assert len({getattr(mark, theme) for mark in MARKS}) == len({mark.shape for mark in MARKS}) == len(MARKS)


def test_a_diverging_run_does_not_flatten_the_curves_of_the_others():
    scene, view, runs, look = run_link(DIVERGING)
    without_diverging = run_link(DIVERGING.replace("run=sgd_momentum~lr:1&", ""))
    for panel in shelf:
        painter_data = shelf[panel]().painter_data(scene, runs, view)
        if "decades" in painter_data:
            assert (
                painter_data["decades"]
                == shelf[panel]().painter_data(without_diverging[0], without_diverging[2], without_diverging[1])[
                    "decades"
                ]
            ), look


def test_an_optimizer_keeps_its_mark_beside_any_that_shares_neither_colour_nor_shape():
    classes = list(optimizers.classes.values())
    own = {cls.id: assign_marks([cls()])[0] for cls in classes}
    assert len({(mark.light, mark.shape) for mark in own.values()}) == len(classes)
    for cls in classes:
        for other in classes:
            first, second = assign_marks([other(), cls()])
            assert first == own[other.id]
            assert first.light != second.light
            assert first.shape != second.shape
            if own[cls.id].light != first.light and own[cls.id].shape != first.shape:
                assert second == own[cls.id]


def test_the_marks_of_a_full_race_share_no_colour_and_no_shape_with_each_other_or_a_minimum():
    adam = next(iter(optimizers.classes.values()))
    marks = assign_marks([adam()] * MAX_RUNS)
    assert len({mark.light for mark in marks}) == len({mark.shape for mark in marks}) == MAX_RUNS
    assert not {mark.shape for mark in marks} & {"cross", "ring", "bullseye"}


@pytest.mark.slow
def test_figures_have_no_frames_and_are_small():
    scene, view, runs, look = run_link("steps=500")
    figures = [shelf[id]().figure(scene, runs, view, look) for id in shelf]
    size = sum(len(figure.to_json()) for figure in figures if isinstance(figure, go.Figure))
    assert size < 600_000
    assert all(not figure.frames for figure in figures if figure)


@pytest.mark.slow
def test_every_readout_in_the_table_has_a_help_text():
    for id in optimizers:
        scene, view, runs, look = run_link(f"run={id}&steps=2&on=booth")
        lines = shelf["numbers"]().painter_data(scene, runs, view)["lines"]
        assert set(runs[0].readouts) <= {line["array"] for line in lines}
        for line in lines:
            assert line["help"], f"{line['array']} of {id} needs a meaning in fallline/picture/table.py"
        shown = build_shared_data(scene, runs, view, look)["runs"][0]["arrays"]
        assert {line["array"] for line in lines} <= set(shown)


def read_number(label):
    """Return the number of a label such as '10,000', '−0.5' or '3.5 × 10⁻⁵'."""
    digits, _, power = label.replace("\xa0", "").replace(",", "").replace("−", "-").partition("×10")
    exponent = power.translate(str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789"))
    return float(f"{digits}e{exponent or 0}")


@pytest.mark.parametrize(("id", "kind"), list(zip(landscapes.classes, itertools.cycle(HEIGHT_KINDS), strict=False)))
def test_level_lines_are_where_the_function_has_the_value_of_their_label(id, kind):
    scene, view, runs, _ = run_link(f"on={id}&steps=1&run=adam&height={kind}")
    plane = find_plane(scene, runs, view.plane, view.box)
    found, transform = evaluate_grid(scene.landscape, plane, 141), height_transform(scene.landscape, plane, kind)
    drawn = transform.to_height(found[2])
    levels = level_lines(found, transform, height_range(scene.landscape, plane, transform, drawn))
    placed_labels = place_labels(levels, plane.plot_range)
    if not placed_labels:
        low, high = np.array(plane.plot_range).T
        lengths = [_length((line - low) / (high - low)) for _, lines in levels for line in lines]
        assert max(lengths) < 2 * MIN_LABELLED_LENGTH  # labels of longer lines have room somewhere
        return
    points = np.stack([place for _, place in placed_labels])
    heights = transform.to_height(scene.landscape.f(torch.from_numpy(plane.points(points))).numpy())
    base = scene.landscape.fmin if kind == "log" else 0.0
    values = transform.to_height(np.array([read_number(text) for text, _ in placed_labels]) + base)
    steepest = max(np.abs(np.diff(drawn, axis=axis)).max() for axis in (0, 1))
    np.testing.assert_allclose(heights, values, atol=2 * steepest + 1e-9)


def test_the_arrows_of_the_descent_field_point_along_the_negative_gradient():
    scene, view, runs, _ = run_link("on=beale&steps=1&run=adam")
    plane = find_plane(scene, runs, view.plane, view.box)
    points = descent_field(scene.landscape, plane).reshape(-1, 7, 2)
    assert len(points) > 350
    tail, tip = points[:, 0], points[:, 1]
    slope = gradient(scene.landscape.f, torch.from_numpy((tail + tip) / 2)).numpy()
    cosine = ((tip - tail) * slope).sum(-1) / np.linalg.norm(tip - tail, axis=-1) / np.linalg.norm(slope, axis=-1)
    np.testing.assert_allclose(cosine, -1, atol=1e-3)
    lengths = np.linalg.norm(tip - tail, axis=-1)
    np.testing.assert_allclose(lengths, lengths[0], rtol=1e-4)


def test_names_of_runs_are_distinct_and_name_the_settings_that_differ():
    adam = optimizers["adam"]
    raced = [adam(lr=0.1), adam(lr=0.1, beta1=0.5), adam(lr=0.1), optimizers["radam"]()]
    names = [mark.name for mark in assign_marks(raced)]
    assert len(set(names)) == 4
    assert names[1] == "Adam, beta1 0.5"
    assert names[3] == "RAdam"


def test_hidden_panels_are_not_shown():
    _, view = read_link("on=beale&steps=2&hide=numbers,space")
    shown = {id for id in shelf if view.shows_panel(id, below=shelf.class_of(id).place == BELOW_PLACE)}
    assert set(shelf) - shown == {"numbers", "space"}
    _, small = read_link("on=beale&mode=embed")
    assert not any(small.shows_panel(id, below=True) for id in shelf)


@pytest.mark.parametrize("name", list(COLOUR_SCALES))
@pytest.mark.parametrize("theme", list(PAGE_COLOURS))
def test_colour_scales_increase_in_lightness_so_that_they_work_in_grey(name, theme):
    steps = np.diff([to_lab(colour)[0] for colour in COLOUR_SCALES[name][theme]])
    assert (steps > 2).all()
    if name == "terrain":
        assert steps.max() - steps.min() < 1


@pytest.mark.parametrize("id", list(optimizers))
def test_a_step_measured_in_units_of_the_slope_grows_in_proportion_to_the_functions_scale(id):
    first_step_sizes = []
    for scale in (1, 1000):
        scene, view, runs, look = run_link(f"on=booth~scale:{scale}&start=1,-2&steps=2&run={id}")
        first_step_sizes.append(runs[0].step_size[0, 0])
        unit = build_shared_data(scene, runs, view, look)["runs"][0]["stepUnit"]
    assert unit != "slope" or first_step_sizes[1] / first_step_sizes[0] == pytest.approx(1000, rel=1e-6)
