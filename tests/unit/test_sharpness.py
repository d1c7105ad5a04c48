"""The largest Hessian eigenvalue of networks against exact Hessians, and the edges of stability."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch

from fallline.analysis import sharpness
from fallline.analysis.sharpness import (
    RANDOM_SHARE,
    adam_denominators,
    edge_of_stability,
    largest_eigenpairs,
    measure_sharpness,
)
from fallline.core import TRAIN, Samples, hessian, read_item, value_and_gradient
from fallline.optimizers import shelf
from fallline.tasks import read_task
from fallline.tasks._classifier import Classifier

ROWS, DIM = 4, 30


@dataclass(frozen=True)
class TinyNetwork(Classifier):
    """A network of 17 weights, whose Hessian is computed exactly."""

    def module(self):
        return torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh(), torch.nn.Linear(3, 2))

    def split(self, name):
        generator = torch.Generator().manual_seed(1)
        inputs = torch.randn(50, 2, generator=generator, dtype=torch.float64)
        return Samples(inputs, (inputs.prod(-1) > 0).long())


TINY = TinyNetwork()


def symmetric_matrices():
    """Symmetric matrices whose negative eigenvalues are the largest in size."""
    generator = torch.Generator().manual_seed(0)
    matrices = torch.randn(ROWS, DIM, DIM, generator=generator, dtype=torch.float64)
    return (matrices + matrices.mT) / 2 - 3 * torch.eye(DIM, dtype=torch.float64)


def product_of(matrices):
    return lambda v: torch.einsum("rij,rj->ri", matrices, v)


def starts(rows=ROWS, dim=DIM):
    return torch.randn(rows, dim, generator=torch.Generator().manual_seed(2), dtype=torch.float64)


def make_snapshots(points=4, rows=2):
    moves = np.random.default_rng(0).normal(size=(points, rows, TINY.dim)).cumsum(0)
    return TINY.starts(range(rows)).numpy() + 0.5 * moves


def exact_hessians(x):
    samples = TINY.samples(TRAIN, torch.float64, "cpu").shared()
    return hessian(lambda point: TINY.loss(point.reshape(-1, TINY.dim), samples), torch.from_numpy(x)).detach()


def test_the_largest_eigenvalue_is_found_even_where_a_negative_one_is_larger_in_size():
    matrices = symmetric_matrices()
    wanted = torch.linalg.eigvalsh(matrices)
    assert (wanted[:, 0].abs() > wanted[:, -1]).all()
    found = largest_eigenpairs(product_of(matrices), starts(), tolerance=1e-6)
    assert torch.allclose(found.values, wanted[:, -1], rtol=1e-9)
    assert found.has_converged(1e-6).all()
    images = product_of(matrices)(found.vectors)
    lengths = (images - found.values[:, None] * found.vectors).norm(dim=-1)
    assert torch.allclose(lengths, found.residuals, atol=1e-10)


def test_the_iteration_stops_at_the_limit_and_says_how_far_it_came():
    found = largest_eigenpairs(product_of(symmetric_matrices()), starts(), tolerance=1e-12, max_products=5)
    assert found.products.tolist() == [5] * ROWS
    assert not found.has_converged(1e-12).any()
    assert (found.residuals > 1e-3).all()


def test_a_row_does_not_depend_on_the_others():
    matrices, x = symmetric_matrices(), starts()
    matrices[1] = torch.diag(torch.arange(DIM) == 0).double()  # one step is enough here
    found = largest_eigenpairs(product_of(matrices), x)
    assert len(set(found.products.tolist())) > 1
    for row in range(ROWS):
        one = largest_eigenpairs(product_of(matrices[row : row + 1]), x[row : row + 1])
        assert one.products[0] == found.products[row]
        assert one.values[0].item() == pytest.approx(found.values[row].item(), rel=1e-12)


def test_a_warm_start_at_the_second_eigenvector_still_finds_the_first():
    values = torch.cat((torch.tensor([5.0, 4.9]), torch.linspace(0, 1, 2000))).double()
    second = torch.nn.functional.one_hot(torch.tensor([1]), len(values)).double()
    noise = torch.nn.functional.normalize(starts(1, len(values)), dim=-1)
    found = largest_eigenpairs(lambda v: values * v, second + RANDOM_SHARE * noise)
    assert found.values[0].item() == pytest.approx(5, rel=1e-3)


def test_a_zero_matrix_and_a_matrix_of_one_coordinate_end():
    found = largest_eigenpairs(torch.zeros_like, starts())
    assert found.values.tolist() == [0.0] * ROWS
    assert largest_eigenpairs(lambda v: -3 * v, starts(dim=1)).values.tolist() == pytest.approx([-3.0] * ROWS)


def test_the_sharpness_of_snapshots_is_the_largest_eigenvalue_of_the_exact_hessian():
    snapshots = make_snapshots()
    wanted = torch.linalg.eigvalsh(exact_hessians(snapshots))[..., -1]
    found = list(measure_sharpness(TINY, snapshots, dtype=torch.float64, tolerance=1e-6))
    assert torch.allclose(torch.stack([each.values for each in found]), wanted, rtol=1e-6)
    rough = torch.stack([each.values for each in measure_sharpness(TINY, snapshots.astype(np.float32))])
    assert torch.allclose(rough, wanted, rtol=2e-3)


def test_the_preconditioned_sharpness_is_the_largest_eigenvalue_of_the_hessian_over_the_denominator():
    snapshots = make_snapshots()
    denominators = np.random.default_rng(1).uniform(0.01, 1, size=snapshots.shape)
    divided = exact_hessians(snapshots) / torch.from_numpy(denominators)[..., None]
    wanted = torch.linalg.eigvals(divided).real.amax(-1)
    found = measure_sharpness(TINY, snapshots, dtype=torch.float64, denominators=denominators, tolerance=1e-6)
    assert torch.allclose(torch.stack([each.values for each in found]), wanted, rtol=1e-6)


def test_turns_and_subsets_of_samples(monkeypatch):
    snapshots = make_snapshots()
    whole, part = (
        [each.values for each in measure_sharpness(TINY, snapshots, dtype=torch.float64, sample_count=count)]
        for count in (None, 20)
    )
    assert not torch.allclose(torch.stack(whole), torch.stack(part), rtol=1e-2)
    monkeypatch.setattr(sharpness, "MAX_GRAPH_VALUES", 7 * snapshots[0].size)
    turns = [each.values for each in measure_sharpness(TINY, snapshots, dtype=torch.float64)]
    assert torch.allclose(torch.stack(turns), torch.stack(whole), rtol=1e-9)


def test_weights_that_are_not_finite_have_no_sharpness_and_leave_other_rows_alone():
    snapshots = make_snapshots()
    wanted = [each.values for each in measure_sharpness(TINY, snapshots, dtype=torch.float64, tolerance=1e-6)]
    snapshots[2, 1] = np.inf
    found = [each.values for each in measure_sharpness(TINY, snapshots, dtype=torch.float64, tolerance=1e-6)]
    assert torch.isnan(found[2][1])
    for number, each in enumerate(found):
        assert each[0].item() == pytest.approx(wanted[number][0].item(), rel=1e-6)
    assert found[3][1].item() == pytest.approx(wanted[3][1].item(), rel=1e-5)


@pytest.mark.parametrize(
    ("text", "full", "mini"),
    [
        ("gradient_descent~lr:0.1", 20, 20),
        ("sgd_momentum~lr:0.1~momentum:0.5", 30, 30),
        ("sgd_momentum~lr:0.1~momentum:0.9", 38, 38),
        ("sgd_momentum~lr:0.1~momentum:0", 20, 20),
        ("adam~lr:0.001", 38_000, None),
        ("adam~lr:0.001~beta1:0", 2000, None),
        ("adam~lr:0.001~amsgrad:1", None, None),
        ("adam~lr:0.001~weight_decay:0.1", None, None),
        ("gradient_descent~lr:0.1~clip:norm", None, None),
        ("gradient_descent~lr:0.1~schedule:cosine", None, None),
        ("adabelief", None, None),
        ("lion", None, None),
    ],
)
def test_edges(text, full, mini):
    optimizer = read_item(shelf, text)
    with_all, with_some = (edge_of_stability(optimizer, batch, 1000) for batch in (1000, 64))
    for found, wanted in ((with_all, full), (with_some, mini)):
        assert found.value == (None if wanted is None else pytest.approx(wanted))
        assert found.text
        assert found.is_preconditioned == (text.startswith("adam~") and full is not None)
    assert (full is None) or "64" in with_some.text
    if full is None:
        assert optimizer.title in with_all.text


def test_the_denominator_of_adam_carries_the_correction_of_its_average():
    readouts = np.ones((2, 1, 3))
    found = adam_denominators(read_item(shelf, "adam~beta1:0.9"), readouts, np.array([1, 100]))
    assert found[:, 0, 0] == pytest.approx([0.1, 1 - 0.9**100])


@pytest.mark.slow
def test_full_batch_gradient_descent_reaches_the_edge_and_stays_near_it():
    task, lr = read_task("spirals"), 0.4
    samples = task.samples(TRAIN, torch.float32, "cpu").shared()
    x, snapshots = task.start(0).float()[None], []
    for step in range(241):
        if step % 20 == 0:
            snapshots.append(x.numpy())
        x = x - lr * value_and_gradient(lambda point: task.loss(point, samples), x)[1]
    values = np.array([each.values.item() for each in measure_sharpness(task, np.stack(snapshots))])
    assert values[0] < 0.5 * 2 / lr
    assert abs(np.median(values[5:]) - 2 / lr) < 0.2 * 2 / lr
