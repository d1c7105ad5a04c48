"""The loss of networks on planes and lines: against the task's own loss, coarse and fine, and below a path."""

import numpy as np
import pytest
import torch

from fallline.analysis import network_slices
from fallline.analysis.network_planes import line_between, plane_through_ends
from fallline.analysis.network_slices import LEVELS, PlaneLoss, barrier_height, largest_activation, slice_levels
from fallline.core import TRAIN, LayeredTask
from fallline.tasks import read_task, shelf

TASK = read_task("digits_mlp")
every_task = pytest.mark.parametrize("task_id", list(shelf))


def make_paths(task=TASK, points=3):
    """Two paths from one start, that move in other directions from step to step."""
    start, *ends = task.starts(range(3)).numpy()
    noise = 0.02 * np.random.default_rng(0).normal(size=(points, task.dim)) * np.linspace(0, 1, points)[:, None]
    return [start + np.linspace(0, 1, points)[:, None] * (end - start) + noise for end in ends]


def make_loss(task=TASK, dtype=torch.float64, count=None):
    plane = plane_through_ends(make_paths(task), ("one", "other"))
    return PlaneLoss(task, plane, task.samples(TRAIN, dtype, "cpu").first(count), dtype)


@every_task
def test_the_loss_on_a_plane_is_the_loss_of_its_weights(task_id):
    task = read_task(task_id)
    loss = make_loss(task, count=30)
    coordinates = 3 * np.random.default_rng(1).normal(size=(7, 2))
    points = torch.from_numpy(loss.plane.points(coordinates))
    wanted = task.loss(points, loss.samples.shared()).detach()
    assert loss(coordinates) == pytest.approx(wanted.numpy(), rel=1e-10)
    assert loss.at(points.numpy()) == pytest.approx(wanted.numpy(), rel=1e-12)
    rough = make_loss(task, torch.float32, count=30)
    assert rough(coordinates) == pytest.approx(wanted.numpy(), rel=2e-4)


@pytest.mark.parametrize("task_id", [id for id, cls in shelf.classes.items() if issubclass(cls, LayeredTask)])
def test_a_first_layer_is_linear_in_the_weights_and_leads_to_the_same_outputs(task_id):
    task = read_task(task_id)
    x, inputs = task.starts(range(3)), task.samples(TRAIN, torch.float64, "cpu").first(5).shared().inputs
    first = task.first_layer(task.weights(x), inputs)
    assert torch.equal(task.predict_from(first, task.weights(x)), task.predict(task.weights(x), inputs))
    factors = torch.tensor([2.0, -1.5, 0.25], dtype=torch.float64)
    mixed = task.first_layer(task.weights((factors @ x)[None]), inputs)[0]
    assert torch.allclose(mixed, torch.tensordot(factors, first, 1), atol=1e-12)


def test_multilayer_perceptrons_compute_their_first_layer_once_per_axis(monkeypatch):
    counts = []
    original = type(TASK).first_layer
    monkeypatch.setattr(
        type(TASK), "first_layer", lambda *given: counts.append(len(given[1]["0.bias"])) or original(*given)
    )
    make_loss()(np.zeros((50, 2)))
    assert counts == [3]  # the origin and the axes


def test_finer_grids_compute_only_new_points_and_agree_with_the_loss_everywhere():
    loss = make_loss(count=20)
    plot_range = ((-1.0, 2.0), (0.0, 5.0))
    found = list(slice_levels(loss, plot_range))
    assert [len(each.values) for each in found] == list(LEVELS)
    assert [each.computed for each in found] == [121, 441 - 121, 2601 - 121]
    for each in found:
        across, up = each.ticks
        assert (across[0], across[-1], up[0], up[-1]) == (-1, 2, 0, 5)
        for column, row in ((0, 0), (3, 1), (len(across) - 1, 4)):
            assert each.values[row, column] == pytest.approx(loss(np.array([[across[column], up[row]]]))[0], rel=1e-12)
        assert np.isfinite(each.values).all()


def test_a_line_is_sliced_too_and_its_barrier_is_measured():
    one, other = (path[-1] for path in make_paths())
    line = line_between(one, other, ("one", "other"))
    loss = PlaneLoss(TASK, line, TASK.samples(TRAIN, torch.float64, "cpu"), torch.float64)
    *_, finest = slice_levels(loss, ((0.0, line.unit),), (3, 9))
    assert finest.values.shape == (9,)
    assert finest.computed == 6
    ends = TASK.f(torch.from_numpy(np.stack((one, other)))).detach().numpy()
    assert finest.values[[0, -1]] == pytest.approx(ends, rel=1e-10)
    straight = np.linspace(*ends, 9)
    assert barrier_height(finest.values) == pytest.approx(max(finest.values - straight))
    assert barrier_height(np.array([1.0, 5.0, 2.0])) == pytest.approx(3.5)
    assert barrier_height(np.array([1.0, 0.0, 2.0])) == 0


def test_a_path_stands_at_its_true_loss_above_the_plane():
    loss = make_loss()
    path = make_paths()[0]
    found = loss.on_path(path)
    assert found.true_loss == pytest.approx(TASK.f(torch.from_numpy(path)).detach().numpy(), rel=1e-12)
    assert found.shown_loss == pytest.approx(loss(found.coordinates), rel=1e-12)
    assert found.distance[[0, -1]] == pytest.approx([0, 0], abs=1e-12)
    assert found.true_loss[[0, -1]] == pytest.approx(found.shown_loss[[0, -1]], rel=1e-10)  # the ends lie in the plane
    assert found.distance[1] > 0.1
    assert abs(found.true_loss[1] - found.shown_loss[1]) > 1e-3


def test_turns_change_nothing_and_bound_the_memory(monkeypatch):
    loss, coordinates = make_loss(), np.random.default_rng(2).normal(size=(9, 2))
    wanted, path = loss(coordinates), make_paths()[0]
    true = loss.at(path)
    seen = []
    original = type(TASK).sample_losses
    monkeypatch.setattr(
        type(TASK), "sample_losses", lambda task, o, y: seen.append(o.shape[:2].numel()) or original(task, o, y)
    )
    monkeypatch.setattr(network_slices, "MAX_TURN_VALUES", 100 * largest_activation(TASK))
    assert loss(coordinates) == pytest.approx(wanted, rel=1e-12)
    assert loss.at(path) == pytest.approx(true, rel=1e-12)
    assert max(seen) == 100
    monkeypatch.setattr(network_slices, "MAX_TURN_SAMPLES", 30)
    assert loss(coordinates) == pytest.approx(wanted, rel=1e-12)


def test_the_largest_activation_is_found():
    assert largest_activation(TASK) == 64  # the inputs of 8 x 8 pixels
    assert largest_activation(read_task("digits_cnn")) >= 8 * 8 * 8  # the first convolution's outputs
