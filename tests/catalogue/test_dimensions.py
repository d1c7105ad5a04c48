"""Landscapes of more than two dimensions: numbers are of all coordinates, pictures are of a plane."""

import numpy as np
import pytest
import torch

from fallline.analysis.measures import compute_measures, distance_to_minimum
from fallline.analysis.plot_plane import MAX_SHOWN_AXES, find_plane, minima_in_plane
from fallline.core import DIM, BadInput, is_scalable
from fallline.landscapes import shelf
from fallline.picture import Look
from fallline.picture.heights import evaluate_grid
from fallline.run import race
from fallline.scene import Scene
from fallline.view import PICTURE_WORDS, View, read_link, write_link
from fallline.web.pages.shared_data import build_shared_data
from fallline.web.state import edits

SCALABLE = [id for id, cls in shelf.classes.items() if is_scalable(cls)]
FIXED = [id for id, cls in shelf.classes.items() if not is_scalable(cls) and len(shelf[id]().domain) > 2]
PLANES = ("1,2", "3,1", "points", "principal")
TEN_DIM_LINK = "on=rastrigin~dim:10&run=adam~lr:0.05&run=sgd_momentum~lr:0.001&steps=40"


@pytest.mark.parametrize("id", SCALABLE)
def test_every_scalable_landscape_can_be_raced_in_five_dimensions(id):
    scene, view = read_link(f"on={id}~dim:5&run=adam~lr:0.001&steps=5")
    assert read_link(write_link(scene, view)) == (scene, view)
    (run,) = race(scene)
    nearest = scene.landscape.nearest_minimum(torch.tensor(run.x)).numpy()
    np.testing.assert_allclose(distance_to_minimum(run), np.linalg.norm(run.x - nearest, axis=-1))
    assert np.isfinite(compute_measures(run, view.drawn_box(scene.landscape))["grad_norm"]).all()


def race_with_plane(plane, id="rosenbrock~dim:5"):
    scene, view = read_link(f"on={id}&run=adam~lr:0.05&run=sgd_momentum~lr:0.0003&steps=60&plane={plane}")
    return scene, view, race(scene)


@pytest.mark.parametrize("id", [*(f"{id}~dim:4" for id in SCALABLE), *FIXED])
@pytest.mark.parametrize("plane", PLANES)
def test_a_plane_is_orthonormal_and_goes_through_a_minimum(id, plane):
    scene, view, runs = race_with_plane(plane, id)
    plot_plane = find_plane(scene, runs, view.plane, view.box)
    axes = np.array([plot_plane.across, plot_plane.up])
    np.testing.assert_allclose(axes @ axes.T, np.eye(2), atol=1e-12)
    u, v, f = evaluate_grid(scene.landscape, plot_plane, 7)
    point = np.array(plot_plane.origin) + u[2] * axes[0] + v[5] * axes[1]
    np.testing.assert_allclose(f[5, 2], scene.landscape.f(torch.tensor(point)).item(), rtol=1e-9)
    low, high = np.array(plot_plane.plot_range).T
    assert minima_in_plane(plot_plane, scene.landscape)
    for place in minima_in_plane(plot_plane, scene.landscape):
        back = torch.tensor(plot_plane.points(np.array(place)))
        np.testing.assert_allclose(back, scene.landscape.nearest_minimum(back), atol=1e-8 * (high - low).max())


@pytest.mark.parametrize("plane", PLANES)
def test_a_picked_start_is_projected_to_the_picked_place_and_keeps_its_offset_from_the_plane(plane):
    scene, view, runs = race_with_plane(plane)
    plot_plane, place = find_plane(scene, runs, view.plane, view.box), (0.3, -0.2)
    moved, _ = edits.pick_start(scene, view, place)
    previous, picked = np.array(scene.starts[0]), np.array(moved.starts[0])
    np.testing.assert_allclose(plot_plane.project(picked), place, atol=1e-12)
    np.testing.assert_allclose(
        picked - plot_plane.points(plot_plane.project(picked)),
        previous - plot_plane.points(plot_plane.project(previous)),
        atol=1e-12,
    )
    if plot_plane.has_coordinate_axes:
        axes = view.plot_axes(scene.landscape)
        assert [picked[axis] for axis in axes] == list(place)
        assert np.delete(picked, axes).tolist() == np.delete(previous, axes).tolist()


def test_the_principal_plane_agrees_with_a_singular_value_decomposition():
    scene, view, runs = race_with_plane("principal")
    plot_plane = find_plane(scene, runs, view.plane, view.box)
    x = np.concatenate([run.x[:, 0] for run in runs])
    _, sizes, directions = np.linalg.svd(x - x.mean(0))
    shares = sizes**2 / (sizes**2).sum()
    assert f"{shares[0] + shares[1]:.1%}" in plot_plane.description
    for title, share, axis, direction in zip(
        plot_plane.titles, shares, (plot_plane.across, plot_plane.up), directions, strict=False
    ):
        assert f"({share:.0%})" in title
        assert abs(np.dot(axis, direction)) == pytest.approx(1)


def test_the_plane_through_points_contains_start_end_and_minimum():
    scene, view, runs = race_with_plane("points")
    plot_plane = find_plane(scene, runs, view.plane, view.box)
    x = runs[0].x[:, 0]
    nearest = scene.landscape.nearest_minimum(torch.tensor(x[-1])).numpy()
    assert plot_plane.contains(np.array([x[0], x[-1], nearest]), scene.landscape).all()
    low, high = np.array(plot_plane.plot_range).T
    for point in (x[0], x[-1], nearest):
        assert ((plot_plane.project(point) > low) & (plot_plane.project(point) < high)).all()


@pytest.mark.parametrize(
    "link", ["on=sphere~dim:5&start=1,0,0,0,0", "on=sphere~dim:5&start=0,0,0,0,0", "on=hartmann_6"]
)
@pytest.mark.parametrize("plane", PLANES)
@pytest.mark.parametrize("run", ["sgd_momentum~lr:0.01", "sgd_momentum~lr:1000", "adam~lr:1e-300"])
def test_runs_that_span_no_plane_are_drawn_in_some_plane(link, plane, run):
    scene, view = read_link(f"{link}&run={run}&steps=30&plane={plane}")
    plot_plane = find_plane(scene, race(scene), view.plane, view.box)
    axes = np.array([plot_plane.across, plot_plane.up])
    np.testing.assert_allclose(axes @ axes.T, np.eye(2), atol=1e-9)
    assert np.isfinite(plot_plane.plot_range).all()
    assert np.isfinite(evaluate_grid(scene.landscape, plot_plane, 9)[2]).all()


def test_minima_in_the_plane_are_marked_even_if_the_landscape_has_too_many_to_list():
    scene, view, runs = race_with_plane("7,9", "qing~dim:20")
    assert scene.landscape.minima_count == 2**20
    assert len(minima_in_plane(find_plane(scene, runs, view.plane, view.box), scene.landscape)) == 4


def test_the_browser_receives_the_plane_coordinates_and_a_limited_number_of_axes():
    scene, view = read_link(TEN_DIM_LINK + "&plane=3,8")
    sent = build_shared_data(scene, race(scene), view, Look("light"))
    assert sent["axes"] == ["x₃", "x₈", "x₁", "x₂"]
    assert sent["start"] == [scene.starts[0][2], scene.starts[0][7]]
    for run in sent["runs"]:
        assert run["paths"]["shape"] == [1, 41, 3]
        assert run["arrays"]["grad"]["shape"] == [41, MAX_SHOWN_AXES]


def test_changing_the_dimension_resets_start_and_plane():
    scene, view = read_link(TEN_DIM_LINK + "&plane=3,8")
    wider, new_view = edits.set_landscape_setting(scene, view, DIM, "20")
    assert wider.starts == (wider.landscape.start,)
    assert len(wider.landscape.start) == 20
    assert new_view.plane == View.plane


def test_the_plane_and_its_axes_can_be_chosen():
    scene, view = read_link(TEN_DIM_LINK)
    assert edits.set_plane(scene, view, edits.COORDINATES) == (scene, view)
    _, principal = edits.set_plane(scene, view, "principal")
    assert principal.plane == "principal"
    assert edits.set_plane(scene, principal, edits.COORDINATES) == (scene, view)
    _, other = edits.set_axis(scene, view, 0, " 5 ")
    assert other.plane == "5,2"
    _, swapped = edits.set_axis(scene, other, 1, "5")
    assert swapped.plane == "2,5"
    with pytest.raises(BadInput, match="plane=2,50 must be two of the coordinates 1 to 10 of rastrigin"):
        edits.set_axis(scene, swapped, 1, "50")


def test_a_thousand_dimensions_can_be_raced():
    (run,) = race(Scene.from_link("on=sphere~dim:1000&run=adam~lr:0.1&steps=100"))
    assert run.x.shape == (101, 1, 1000)
    assert run.gap[-1, 0] < run.gap[0, 0]


@pytest.mark.parametrize(
    ("link", "sentence"),
    [
        ("on=rastrigin~dim:1&run=adam", "must be at least 2"),
        ("on=rastrigin~dim:5000&run=adam", "at most 1000"),
        ("on=rastrigin~dim:2.5&run=adam", "whole number"),
        ("on=rastrigin~dim:3&run=adam&start=1,2", "has 2 numbers; rastrigin needs 3"),
        ("on=rastrigin~dim:3&run=adam&plane=1,1", "must be two of the coordinates 1 to 3"),
        ("on=rastrigin~dim:3&run=adam&plane=0,5", "must be two of the coordinates 1 to 3"),
        ("on=rastrigin~dim:3&run=adam&plane=foo", "plane=foo must be"),
        ("on=rastrigin&run=adam&plane=points", "leave plane out"),
        ("on=rastrigin~dim:1000&run=adam&steps=5000", "numbers; at most"),
    ],
)
def test_invalid_dimensions_and_planes_are_refused_with_a_clear_message(link, sentence):
    with pytest.raises(BadInput, match=sentence):
        read_link(link, PICTURE_WORDS)
