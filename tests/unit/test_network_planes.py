"""Planes through the weights of networks, how much of a run they hold, and what a random walk would have."""

import math

import numpy as np
import pytest
import torch

from fallline.analysis.network_planes import (
    joint_variance_held,
    line_between,
    plane_through_ends,
    principal_plane,
    principal_shares,
    random_plane,
    random_walk_share_towards_end,
    random_walk_shares,
    variance_held,
)
from fallline.core import BadInput
from fallline.tasks import read_task

DIM = 40
NAMES = ("Adam", "AdaBelief")


def random_walk(points, dim, seed, start=0.0):
    steps = np.random.default_rng(seed).normal(size=(points - 1, dim))
    return start + np.concatenate((np.zeros((1, dim)), steps.cumsum(0)))


def paths_from_one_start(*lengths, dim=DIM):
    start = np.random.default_rng(9).normal(size=dim)
    return [random_walk(points, dim, seed, start) for seed, points in enumerate(lengths)]


def assert_orthonormal(axes):
    assert np.abs(axes @ axes.T - np.eye(len(axes))).max() < 1e-12


def test_the_plane_through_ends_holds_the_start_and_both_ends():
    one, other = paths_from_one_start(12, 20)
    plane = plane_through_ends([one, other], NAMES)
    wanted = np.stack((one[0], one[-1], other[-1]))
    assert_orthonormal(plane.axes)
    assert np.abs(plane.points(plane.marks) - wanted).max() < 1e-12
    projection = plane.project(wanted)
    assert np.abs(projection.coordinates - plane.marks).max() < 1e-12
    assert projection.distance.max() < 1e-12
    assert plane.project(one[5]).distance == pytest.approx(
        np.linalg.norm(one[5] - plane.points(plane.project(one[5]).coordinates))
    )
    assert "Adam" in plane.description
    assert "AdaBelief" in plane.description


@pytest.mark.parametrize("copies", [1, 2])
def test_one_run_or_two_equal_ones_give_the_plane_through_the_snapshot_farthest_from_the_line(copies):
    (path,) = paths_from_one_start(12)
    plane = plane_through_ends([path] * copies, NAMES[:copies])
    across = (path[-1] - path[0]) / np.linalg.norm(path[-1] - path[0])
    offsets = path - path[0]
    farthest = np.linalg.norm(offsets - np.outer(offsets @ across, across), axis=-1).argmax()
    assert np.abs(plane.points(plane.marks) - path[[0, -1, farthest]]).max() < 1e-12
    assert_orthonormal(plane.axes)


def test_runs_that_span_no_plane_are_refused():
    (path,) = paths_from_one_start(12)
    with pytest.raises(BadInput, match="ends at the weights where it starts"):
        plane_through_ends([path[:1].repeat(3, 0)], ["Adam"])
    with pytest.raises(BadInput, match="straight line"):
        plane_through_ends([np.stack((path[0], path[-1]))], ["Adam"])
    with pytest.raises(BadInput, match="start at different weights"):
        plane_through_ends([path, path + 1], NAMES)
    with pytest.raises(BadInput, match="no second principal direction"):
        principal_plane([np.stack((path[0], path[-1]))])
    with pytest.raises(BadInput, match="same weights"):
        line_between(path[0], path[0], NAMES)
    with pytest.raises(BadInput, match="are 0 at its end"):
        random_plane(read_task("digits_mlp"), np.zeros(2410), "Adam")


def test_the_principal_plane_equals_that_of_a_singular_value_decomposition_with_equal_weight_per_run():
    paths = paths_from_one_start(12, 36, 7)
    plane = principal_plane(paths)
    mean = np.mean([path.mean(0) for path in paths], 0)
    rows = np.concatenate([(path - mean) / math.sqrt(len(path)) for path in paths])
    values, directions = np.linalg.svd(rows, full_matrices=False)[1:]
    assert_orthonormal(plane.axes)
    assert np.abs(plane.origin - mean).max() < 1e-12
    assert np.abs(np.abs((plane.axes * directions[:2]).sum(-1)) - 1).max() < 1e-9
    shares = values**2 / (values**2).sum()
    assert principal_shares(paths, 3) == pytest.approx(shares[:3], rel=1e-9)
    assert joint_variance_held(plane, paths) == pytest.approx(shares[:2].sum(), rel=1e-9)
    # a run that is sampled twice as densely counts as much as before
    dense = [paths[0].repeat(2, 0), *paths[1:]]
    assert np.abs(np.abs((principal_plane(dense).axes * plane.axes).sum(-1)) - 1).max() < 1e-9


def test_principal_directions_of_many_weights_need_no_square_matrix():
    paths = [path.astype(np.float32) for path in paths_from_one_start(5, 5, dim=100_000)]  # a square one: 80 GB
    plane = principal_plane(paths)
    assert_orthonormal(plane.axes)
    assert joint_variance_held(plane, paths) == pytest.approx(principal_shares(paths).sum(), rel=1e-9)


def test_a_plane_holds_all_variance_of_a_run_within_it_and_none_of_one_across_it():
    axes = np.eye(5)
    plane = principal_plane([axes[:1] * np.linspace(0, 1, 9)[:, None] + axes[1:2] * np.linspace(0, 1, 9)[:, None] ** 2])
    inside, across = (np.arange(4.0)[:, None] * axes[k] for k in (0, 3))
    assert variance_held(plane, inside) == pytest.approx(1)
    assert variance_held(plane, across) == pytest.approx(0)
    assert variance_held(plane, inside + 2 * across) == pytest.approx(1 / 5)
    assert math.isnan(variance_held(plane, inside[:1].repeat(3, 0)))
    assert np.isnan(principal_shares([inside[:1].repeat(3, 0)])).all()


@pytest.mark.parametrize("task_id", ["digits_mlp", "digits_cnn"])
def test_random_directions_have_the_filter_lengths_of_the_network_and_leave_biases(task_id):
    task = read_task(task_id)
    end = task.start(0).numpy()
    plane = random_plane(task, end, "Adam", seed=3)
    assert_orthonormal(plane.axes)
    weights, direction = (task.weights(torch.from_numpy(each)[None]) for each in (end, plane.unit * plane.axes[0]))
    for name, weight in weights.items():
        lengths, wanted = (
            each[0].flatten(1).norm(dim=1) if weight.dim() > 2 else None for each in (direction[name], weight)
        )
        if wanted is None:
            assert not direction[name].any(), name
        else:
            assert torch.allclose(lengths, wanted, rtol=1e-12), name
    assert np.array_equal(plane.origin, end)
    assert plane.plot_range([end[None] + 100]) == ((-plane.unit, plane.unit),) * 2


def test_a_random_plane_is_the_same_for_a_seed_and_another_for_another():
    task = read_task("digits_mlp")
    end = task.start(0).numpy()
    first, again, other = (random_plane(task, end, "Adam", seed) for seed in (0, 0, 1))
    assert np.array_equal(first.axes, again.axes)
    assert np.abs(first.axes @ other.axes.T).max() < 0.2


def test_a_line_runs_from_one_end_to_the_other():
    (path,) = paths_from_one_start(5)
    line = line_between(path[0], path[-1], ("the start", "the end of Adam"))
    assert line.is_line
    assert np.abs(line.points(line.marks) - path[[0, -1]]).max() < 1e-12
    assert line.unit == pytest.approx(np.linalg.norm(path[-1] - path[0]))
    assert line.project(path[-1]).coordinates == pytest.approx([line.unit])


def test_the_plot_range_holds_the_projected_paths_with_a_margin():
    paths = paths_from_one_start(12, 20)
    plane = plane_through_ends(paths, NAMES)
    low, high = np.array(plane.plot_range(paths)).T
    shown = np.concatenate([plane.project(path).coordinates for path in paths])
    sides = high - low
    assert (shown.min(0) - low >= 0.1 * sides).all()
    assert (high - shown.max(0) >= 0.1 * sides).all()
    assert sides.min() >= 0.69 * sides.max()


@pytest.mark.parametrize("runs", [1, 2, 3, 5])
def test_random_walks_have_the_shares_of_the_formula(runs):
    points, dim = 40, 6000
    walks = [random_walk(points, dim, seed) for seed in range(runs)]
    assert principal_shares(walks, 4) == pytest.approx(random_walk_shares(points, runs, 4), abs=0.02)
    held = [variance_held(plane_through_ends([walk], ["walk"]), walk) for walk in walks]
    line = [variance_held(line_between(walk[0], walk[-1], NAMES), walk) for walk in walks]
    assert np.mean(line) == pytest.approx(random_walk_share_towards_end(points), abs=0.02)
    assert np.mean(held) > np.mean(line)


def test_the_shares_of_a_long_walk_are_those_that_antognini_and_sohl_dickstein_print():
    assert (100 * random_walk_shares(5000, count=4)).round().tolist() == [61, 15, 7, 4]
    assert random_walk_shares(2).tolist() == [1, 0]
    assert random_walk_shares(3, count=2).sum() == pytest.approx(1)
    assert random_walk_share_towards_end(2) == 1
    assert random_walk_share_towards_end(5000) == pytest.approx(0.5, abs=1e-3)
    with pytest.raises(ValueError, match="no variance"):
        random_walk_shares(1)
