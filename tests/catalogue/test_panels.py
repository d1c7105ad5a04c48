"""Panels: ranges are fixed, heights agree between surface, map and trails, and no NaN stands for a position."""

import base64
import itertools
import json

import numpy as np
import plotly.graph_objects as go
import pytest
import torch

from fallline.analysis.plot_plane import plane_of
from fallline.core import BadInput, gradient
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.panels import BELOW, packed, shelf
from fallline.picture import Look
from fallline.picture.field import field
from fallline.picture.heights import grid, height
from fallline.picture.levels import SHORTEST, _length, labels, level_lines
from fallline.picture.palette import GROUNDS, MARKS, marks
from fallline.run import race
from fallline.scene.scene import MOST_RUNS
from fallline.view import read_link
from fallline.view.terrains import TERRAINS
from fallline.web.pages.actors import shared_actors

KINDS = ("linear", "log", "rank")  # of heights
DIVERGING = "on=rosenbrock&run=sgd_momentum~lr:1&run=adam&steps=50"


def painted(link, theme="light"):
    scene, view = read_link(link)
    runs = race(scene)
    return scene, view, runs, Look(theme)


def unpack(packed):
    return np.frombuffer(base64.b64decode(packed["data"]), dtype=f"<{packed['kind']}").reshape(packed["shape"])


@pytest.mark.parametrize(("id", "theme"), list(zip(landscapes, itertools.cycle(GROUNDS), strict=False)))
def test_every_panel_paints_every_landscape_with_fixed_ranges(id, theme):
    for kind in ("linear", "log"):
        scene, view, runs, look = painted(f"on={id}&steps=3&height={kind}", theme)
        for panel in shelf:
            item = shelf[panel]()
            figure = item.figure(scene, runs, view, look)
            json.dumps(item.actors(scene, runs, view), allow_nan=False)
            assert (figure is None) == (not item.has_stage)
            if figure is None:
                continue
            axes = (figure.layout.scene,) if "scene" in figure.layout.to_plotly_json() else (figure.layout,)
            for axis in (axes[0].xaxis, axes[0].yaxis):
                low, high = axis.range
                assert low < high


def test_a_diverging_race_reaches_no_figure_as_nan():
    scene, view, runs, look = painted(DIVERGING)
    assert runs[0].stopped_at[0] > 0
    shared = shared_actors(scene, runs, view, look)
    json.dumps(shared, allow_nan=False)
    for run in shared["runs"]:
        assert np.isfinite(unpack(run["paths"])).all()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("id", list(landscapes.classes))
def test_one_transform_for_surface_map_and_trails(id, kind):
    scene, view, runs, look = painted(f"on={id}&steps=5&run=adam&height={kind}")
    plane = plane_of(scene, runs, view.plane, view.box)
    transform = height(scene.landscape, plane, kind)
    for panel, index in (("plane", 0), ("space", 0)):
        trace = shelf[panel]().figure(scene, runs, view, look).data[index]
        f = grid(scene.landscape, plane, len(trace.x))[2]
        np.testing.assert_allclose(trace.customdata, f, rtol=1e-6, atol=1e-30)
        np.testing.assert_allclose(trace.z, transform.of(f), rtol=1e-6, atol=1e-6 * np.ptp(transform.of(f)))
    paths = unpack(shared_actors(scene, runs, view, look)["runs"][0]["paths"])
    np.testing.assert_allclose(paths[0, :, 2], transform.of(runs[0].f[:, 0]), rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(paths[0, :, :2], plane.seen(runs[0].x[:, 0]), rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("id", list(landscapes.classes))
def test_heights_rise_with_values_and_can_be_read_back(id):
    scene, view, runs, _ = painted(f"on={id}&steps=1")
    landscape, plane = scene.landscape, plane_of(scene, runs, view.plane, view.box)
    _, _, f = grid(landscape, plane, 25)
    for kind in KINDS:
        transform = height(landscape, plane, kind)
        values = np.unique(f)
        heights = transform.of(values)
        assert (np.diff(heights) >= 0).all()
        near = 1e-9 if kind != "rank" else 1e-6  # between values that alike the share does not tell any apart
        np.testing.assert_allclose(transform.value(heights), values, rtol=1e-9, atol=near * np.abs(values).max())
        for at, _ in transform.ticks(heights.min(), heights.max()):
            assert heights.min() - 1e-6 * np.ptp(heights) <= at <= heights.max() + 1e-6 * np.ptp(heights)
        beyond = np.array([landscape.fmin - 1, *values[[0, -1]], values[-1] + 1, 2 * abs(values[-1]) + 9])
        assert (np.diff(transform.of(beyond)) >= 0).all()


def test_the_table_holds_every_readout():
    scene, view, runs, look = painted("steps=5&noise=0.1")
    lines = {line["array"] for line in shelf["numbers"]().actors(scene, runs, view)["lines"]}
    sent = shared_actors(scene, runs, view, look)["runs"]
    for run, entry in zip(runs, sent, strict=True):
        assert set(run.readouts) <= lines
        for name in run.readouts:
            np.testing.assert_allclose(
                unpack(entry["arrays"][name]), run.readouts[name][:, 0].reshape(6, -1).astype("f4")
            )
    assert "seen" in lines
    calm = painted("steps=5")
    assert "seen" not in {line["array"] for line in shelf["numbers"]().actors(*calm[:1], calm[2], calm[1])["lines"]}


def test_numbers_keep_their_size_on_the_way_to_the_browser():
    for values in ([1.0, -2.5, 0.0], [1e-45, 1.0], [1e60, 1.0], [0.0, 0.0]):
        np.testing.assert_allclose(unpack(packed(np.array(values))), values, rtol=1e-6)
    assert np.isnan(unpack(packed(np.array([np.inf, np.nan])))).all()


@pytest.mark.slow
def test_what_cannot_be_drawn_is_said():
    for link in ("box=-1e200,1e200,-1e200,1e200", "on=quadratic~condition:1e308"):
        scene, view = read_link(link)
        with pytest.raises(BadInput, match="cannot be drawn"):
            height(scene.landscape, plane_of(scene, race(scene), view.plane, view.box), "log")


def test_a_cut_off_ideal_is_a_bound():
    scene, view, runs, look = painted("on=mccormick&start=-2.9,-2.95&run=adam~lr:0.05&box=-3,3,-3,3&steps=3")
    lines = {line["array"]: line for line in shelf["numbers"]().actors(scene, runs, view)["lines"]}
    assert (lines["ideal_own"]["cut"], lines["step_by_ideal"]["cut"]) == ("≥ ", "≤ ")
    assert unpack(shared_actors(scene, runs, view, look)["runs"][0]["arrays"]["ideal_own_edge"])[1] == 1


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return float(np.dot(linear, (0.2126, 0.7152, 0.0722)))


@pytest.mark.parametrize("theme", list(GROUNDS))
def test_every_mark_is_legible_on_its_paper_and_no_two_are_alike(theme):
    paper = luminance(GROUNDS[theme].paper)
    for mark in MARKS:
        ink = luminance(getattr(mark, theme))
        assert (max(ink, paper) + 0.05) / (min(ink, paper) + 0.05) >= 3
    assert len({getattr(mark, theme) for mark in MARKS}) == len({mark.shape for mark in MARKS}) == len(MARKS)


def test_a_diverging_run_does_not_flatten_the_curves_of_the_others():
    scene, view, runs, look = painted(DIVERGING)
    calm = painted(DIVERGING.replace("run=sgd_momentum~lr:1&", ""))
    for panel in shelf:
        actors = shelf[panel]().actors(scene, runs, view)
        if "decades" in actors:
            assert actors["decades"] == shelf[panel]().actors(calm[0], calm[2], calm[1])["decades"], look


def test_an_optimizer_keeps_its_mark_whoever_runs_beside_it():
    classes = list(optimizers.classes.values())
    for cls in classes:
        alone, *_ = marks([cls()])
        for other in classes:
            if marks([other()])[0] != alone:
                assert dict(zip((other.id, cls.id), marks([other(), cls()]), strict=True))[cls.id] == alone
    assert len(set(marks([classes[0]()] * MOST_RUNS))) == MOST_RUNS


@pytest.mark.slow
def test_a_surface_is_sent_once_and_small():
    scene, view, runs, look = painted("steps=500")
    figures = [shelf[id]().figure(scene, runs, view, look) for id in shelf]
    size = sum(len(figure.to_json()) for figure in figures if isinstance(figure, go.Figure))
    assert size < 600_000
    assert all(not figure.frames for figure in figures if figure)


@pytest.mark.slow
def test_every_readout_has_words_that_say_what_it_is():
    for id in optimizers:
        scene, view, runs, look = painted(f"run={id}&steps=2&on=booth")
        lines = shelf["numbers"]().actors(scene, runs, view)["lines"]
        assert set(runs[0].readouts) <= {line["array"] for line in lines}
        for line in lines:
            assert line["means"], f"{line['array']} of {id} needs a meaning in fallline/picture/table.py"
        shown = shared_actors(scene, runs, view, look)["runs"][0]["arrays"]
        assert {line["array"] for line in lines} <= set(shown)


@pytest.mark.parametrize(("id", "kind"), list(zip(landscapes.classes, itertools.cycle(KINDS), strict=False)))
def test_level_lines_lie_where_the_function_has_the_value_that_is_written_on_them(id, kind):
    scene, view, runs, _ = painted(f"on={id}&steps=1&run=adam&height={kind}")
    plane = plane_of(scene, runs, view.plane, view.box)
    found, transform = grid(scene.landscape, plane, 141), height(scene.landscape, plane, kind)
    written = labels(level_lines(found, transform), plane.box)
    if not written:
        low, high = np.array(plane.box).T
        lengths = [_length((line - low) / (high - low)) for _, lines in level_lines(found, transform) for line in lines]
        assert max(lengths) < SHORTEST
        return
    points = np.stack([place for _, place in written])
    heights = transform.of(scene.landscape.f(torch.from_numpy(plane.points(points))).numpy())
    base = scene.landscape.fmin if kind == "log" else 0.0
    values = transform.of(np.array([float(text) for text, _ in written]) + base)
    drawn = transform.of(found[2])
    steepest = max(np.abs(np.diff(drawn, axis=axis)).max() for axis in (0, 1))
    np.testing.assert_allclose(heights, values, atol=2 * steepest + 1e-9)


def test_the_fields_arrows_point_downhill():
    scene, view, runs, _ = painted("on=beale&steps=1&run=adam")
    plane = plane_of(scene, runs, view.plane, view.box)
    points = field(scene.landscape, plane).reshape(-1, 7, 2)
    assert len(points) > 350
    tail, tip = points[:, 0], points[:, 1]
    slope = gradient(scene.landscape.f, torch.from_numpy((tail + tip) / 2)).numpy()
    cosine = ((tip - tail) * slope).sum(-1) / np.linalg.norm(tip - tail, axis=-1) / np.linalg.norm(slope, axis=-1)
    np.testing.assert_allclose(cosine, -1, atol=1e-3)
    lengths = np.linalg.norm(tip - tail, axis=-1)
    np.testing.assert_allclose(lengths, lengths[0], rtol=1e-4)


def test_every_run_has_a_name_of_its_own_that_says_what_differs():
    adam = optimizers["adam"]
    names = [mark.name for mark in marks([adam(lr=0.1), adam(lr=0.1, beta1=0.5), adam(lr=0.1), optimizers["radam"]()])]
    assert len(set(names)) == 4
    assert names[1] == "Adam, beta1 0.5"
    assert names[3] == "RAdam"


def test_only_what_is_on_the_page_is_computed():
    _, view = read_link("on=beale&steps=2&hide=numbers,space")
    shown = {id for id in shelf if view.shows(id, below=shelf.class_of(id).place == BELOW)}
    assert set(shelf) - shown == {"numbers", "space"}
    _, small = read_link("on=beale&mode=embed")
    assert not any(small.shows(id, below=True) for id in shelf)


@pytest.mark.parametrize("name", list(TERRAINS))
@pytest.mark.parametrize("theme", list(GROUNDS))
def test_terrains_rise_evenly_in_lightness_so_that_they_read_in_grey(name, theme):
    colours = [[int(each[i : i + 2], 16) / 255 for i in (1, 3, 5)] for each in TERRAINS[name][theme]]
    linear = np.where(
        np.array(colours) <= 0.04045, np.array(colours) / 12.92, ((np.array(colours) + 0.055) / 1.055) ** 2.4
    )
    light = 116 * np.cbrt(linear @ [0.2126, 0.7152, 0.0722]) - 16
    assert (np.diff(light) > 2).all()


@pytest.mark.parametrize("id", list(optimizers))
def test_where_a_step_is_measured_by_the_slope_a_steeper_function_makes_it_longer_in_proportion(id):
    firsts = []
    for scale in (1, 1000):
        scene, view, runs, look = painted(f"on=booth~scale:{scale}&start=1,-2&steps=2&run={id}")
        firsts.append(runs[0].step_size[0, 0])
        unit = shared_actors(scene, runs, view, look)["runs"][0]["unit"]
    assert unit != "slope" or firsts[1] / firsts[0] == pytest.approx(1000, rel=1e-6)
