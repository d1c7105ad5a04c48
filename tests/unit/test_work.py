"""The estimated work of runs: it follows what is measured, for every optimizer, and its memory bounds the real one."""

import time

import pytest
import torch

from fallline.core import read_item
from fallline.landscapes import read_landscape
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.optimizers.torch_classes import has_learning_rate, optimizer_classes
from fallline.run.racing import run_rows
from fallline.run.work import count_gradient, estimate_work

TORCH_CLASSES = [
    name for name, cls in optimizer_classes("torch.optim").items() if has_learning_rate(cls) and name != "SparseAdam"
]
SPHERE = landscapes["sphere"]()


def estimate(rule, rows=1, steps=100, landscape=SPHERE):
    return estimate_work(landscape, read_item(optimizers, rule), rows, steps)


@pytest.mark.parametrize("id", list(optimizers.classes))
def test_more_of_anything_is_never_estimated_as_less_work(id):
    base = estimate(id)
    assert 0 < base.seconds < 10
    wide = landscapes["sphere"](dim=50)
    for more in (estimate(id, rows=500), estimate(id, steps=1000), estimate(id, landscape=wide)):
        assert more.seconds >= base.seconds
        assert more.megabytes > base.megabytes


@pytest.mark.parametrize("id", list(optimizers.classes))
def test_numbers_among_the_settings_change_no_estimate(id):
    rule = optimizers[id]()
    if rule.lr_path == "lr":
        assert estimate(f"{id}~lr:0.0123") == estimate(f"{id}~lr:0.5")


@pytest.mark.parametrize("name", [name for name in TORCH_CLASSES if name not in ("LBFGS", "Muon")])
def test_a_torch_class_takes_as_many_times_longer_as_it_has_starts(name):
    one, many = (estimate(f"torch~cls:torch.optim.{name}", rows=rows) for rows in (1, 1000))
    assert 100 < many.seconds / one.seconds <= 1000
    assert many.seconds > 20 * estimate("adam", rows=1000).seconds


@pytest.mark.parametrize("rule", ["newton", "shampoo", "nelder_mead"])
def test_rules_with_matrices_are_estimated_by_their_size(rule):
    small, large = (estimate(rule, rows=10, steps=1, landscape=landscapes["sphere"](dim=dim)) for dim in (200, 1000))
    assert large.megabytes / small.megabytes > 15
    assert large.seconds / small.seconds > 15
    assert large.megabytes > 10 * 1000**2 * 8 / 1e6
    vectors = estimate("adam", rows=10, steps=1, landscape=landscapes["sphere"](dim=1000))
    assert vectors.seconds < large.seconds / 100


@pytest.mark.parametrize(
    ("link", "rule", "rows", "steps"),
    [
        ("rosenbrock", "gradient_descent", 1, 150),
        ("rosenbrock", "adam", 1000, 60),
        ("sphere~dim:1000", "adam", 10, 60),
        ("rosenbrock", "lbfgs", 50, 40),
        ("sphere~dim:100", "newton", 1, 8),
        ("sphere~dim:100", "shampoo", 50, 5),
        ("rosenbrock", "torch", 50, 40),
        ("+".join(f"sin({k}*x)*y^{k % 5}" for k in range(1, 9)) + "~box:-2,2", "adam", 1, 20),
    ],
)
def test_the_estimate_follows_the_processor_time(link, rule, rows, steps):
    """Within a factor of 20, which also holds where machines differ and other programs compete for the cache."""
    landscape, optimizer = read_landscape(link), read_item(optimizers, rule)
    starts = (landscape.start,) * rows
    run_rows(landscape, optimizer, starts, 1)
    begun = time.thread_time()
    run = run_rows(landscape, optimizer, starts, steps)
    spent = time.thread_time() - begun
    work = estimate_work(landscape, optimizer, rows, steps)
    assert spent / 20 < work.seconds < 20 * spent
    assert work.megabytes > run.nbytes / 1e6


def test_a_longer_formula_is_more_work():
    few, many = (count_gradient(read_landscape(f"{'+'.join(['sin(x)*y'] * n)}~box:-2,2")) for n in (1, 9))
    assert many.operations > 5 * few.operations
    assert many.elements > 5 * few.elements


def test_counting_changes_neither_random_numbers_nor_gradient_mode():
    before = torch.get_rng_state()
    estimate("torch~cls:torch.optim.Adam")
    assert torch.equal(before, torch.get_rng_state())
    assert torch.is_grad_enabled()
