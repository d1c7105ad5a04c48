"""What it costs to arrive: as the reference says of every run, as theory says of quadratics, and within one budget."""

import math

import numpy as np
import pytest
import torch

from fallline.core import KINDS
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.programs.compiled import WALK, Order, package_of
from fallline.programs.counts import counted
from fallline.programs.warmer import compile_now
from fallline.run import race
from fallline.run.costs import cost_of
from fallline.run.noise import Noise, noise_tape
from fallline.run.racing import judged, run_rows
from fallline.scene import Scene
from tests.catalogue.optimizer_walks import Bowl
from tests.unit.test_ends import RACES, Rest, made, scattered

TOLS = np.array([1.0, 1e-2, 1e-6])
ENTRIES = ("reached", "calls", "first_touch", "touch_calls", "ended", "spent", "gap", "lowest", "path", "diverged", "x")


def column(value, rows):
    return torch.full((rows, 1), value, dtype=torch.float64)


@pytest.mark.slow
@pytest.mark.parametrize("race", RACES)
@pytest.mark.parametrize("steps", [40, 700])
def test_arrivals_and_their_calls_are_the_references(race, steps):
    landscape, optimizer = made(*race)
    x = scattered(landscape)
    found = counted(landscape, optimizer, x, TOLS, steps)
    run = run_rows(landscape, optimizer, tuple(map(tuple, x.tolist())), steps)
    cost = cost_of(np.stack([run.calls[kind] for kind in KINDS], axis=-1), landscape.dim)
    whole = cost[-1] <= steps
    for row in np.flatnonzero(~whole):  # its run ends sooner, at the budget
        at = found.ended[row]
        assert cost[at, row] <= steps
        assert found.spent[row].tolist() == [run.calls[kind][at, row] for kind in KINDS]
    for which, tol in enumerate(TOLS):
        for row, end in enumerate(judged(run, float(tol)).outcome):
            if not whole[row]:
                continue
            assert found.reached[row, which] == (-1 if end.reached is None else end.reached)
            assert found.first_touch[row, which] == (-1 if end.first_touch is None else end.first_touch)
            if end.reached is not None:
                calls = [run.calls[kind][end.reached, row] for kind in KINDS]
                assert found.calls[row, which].tolist() == calls
            if found.ended[row] == steps:
                assert found.gap[row] == run.gap[-1, row]
                assert found.path[row] == pytest.approx(run.step_size[:-1, row].sum(), rel=1e-9)
                assert (found.stalled[row], found.diverged[row]) == tuple(
                    -1 if at is None else at for at in (end.stalled, end.diverged)
                )


@pytest.mark.parametrize("race", RACES)
def test_no_run_spends_more_than_the_budget_or_counts_what_came_after(race):
    landscape, optimizer = made(*race)
    found = counted(landscape, optimizer, scattered(landscape), TOLS, 60)
    assert (cost_of(found.spent, landscape.dim) <= 60).all()
    reached = found.reached >= 0
    assert (cost_of(found.calls, landscape.dim)[reached] <= 60).all()
    assert (found.calls[~reached] == -1).all()
    assert np.isinf(found.cost()[~reached]).all()


@pytest.mark.parametrize("race", RACES)
@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_a_run_is_the_same_in_any_company(race, noise):
    landscape, optimizer = made(*race)
    x = scattered(landscape)

    def of(rows):
        luck = Noise(5, rows, landscape.dim, noise) if noise else None
        return counted(landscape, optimizer, x[rows], TOLS, 300, noise=luck)

    together, rows = of(np.arange(len(x))), np.array([3, 17, 41])
    few = of(np.append(rows, len(x) - 1))  # the last, so that as many are drawn
    for name in ENTRIES:
        assert np.array_equal(getattr(together, name)[rows], getattr(few, name)[:-1], equal_nan=True), name


@pytest.mark.slow
def test_a_setting_may_differ_from_run_to_run():
    landscape = landscapes["beale"]()
    x = scattered(landscape, 8)
    rates = torch.logspace(-3, -1, 8, dtype=torch.float64)[:, None]
    together = counted(landscape, optimizers["adam"](lr=rates), x, TOLS, 200)
    for row, rate in enumerate(rates.flatten().tolist()):
        alone = counted(landscape, optimizers["adam"](lr=rate), x[row : row + 1], TOLS, 200)
        assert alone.reached.tolist() == together.reached[row : row + 1].tolist()
        assert alone.gap[0] == together.gap[row]


@pytest.mark.parametrize("for_steps", range(97, 104))
@pytest.mark.parametrize("steps", [105, 108, 111, 112, 160, 300])
def test_a_rest_of_just_long_enough_is_an_arrival_as_in_the_reference(for_steps, steps):
    optimizer = Rest(for_steps)
    found = counted(Bowl(), optimizer, torch.tensor([[2.0, 1.0]], dtype=torch.float64), TOLS, steps)
    run = run_rows(Bowl(), optimizer, ((2.0, 1.0),), steps)
    expected = [judged(run, float(tol)).outcome[0].reached for tol in TOLS]
    assert found.reached[0].tolist() == [-1 if at is None else at for at in expected]


@pytest.mark.parametrize("rate", [0.02, 0.3, 0.9, 1.4])
def test_gradient_descent_on_a_bowl_takes_as_many_steps_as_theory_says(rate):
    """x_k = (1 - lr L)^k x_0 with L = 2, so the gap falls by (1 - 2 lr)^2 a step."""
    start, tols = (3.0, -4.0), np.array([1.0, 1e-4, 1e-9])
    landscape, factor = landscapes["sphere"](), 1 - 2 * rate
    x = torch.tensor([start], dtype=torch.float64)
    found = counted(landscape, optimizers["gradient_descent"](lr=rate), x, tols, 2000)
    if abs(factor) >= 1:
        assert (found.reached == -1).all()
        return
    expected = [math.ceil(math.log(tol / 25.0) / (2 * math.log(abs(factor)))) for tol in tols]
    assert found.reached[0].tolist() == expected
    assert cost_of(found.calls, 2)[0].tolist() == expected
    path = run_rows(landscape, optimizers["gradient_descent"](lr=rate), (start,), 50).x[:, 0]
    powers = factor ** np.arange(51)[:, None]
    assert np.allclose(path, powers * start, rtol=1e-11)


@pytest.mark.parametrize(("rate", "momentum"), [(0.05, 0.9), (0.2, 0.5), (0.02, 0.3)])
def test_the_heavy_ball_on_a_quadratic_takes_as_many_steps_as_theory_says(rate, momentum):
    """Along an axis of curvature L, (x_k, v_k) is a power of one matrix, by its eigenvalues in closed form."""
    landscape = landscapes["sum_squares"]()  # curvatures 2 and 4
    start, tols, steps = np.array([3.0, -2.0]), np.array([1.0, 1e-4, 1e-9]), 2000
    places = np.empty((steps + 1, 2))
    for axis, curvature in enumerate((2.0, 4.0)):
        matrix = np.array([[1 - rate * curvature, -rate * momentum], [curvature, momentum]], dtype=complex)
        values, vectors = np.linalg.eig(matrix)
        weights = np.linalg.solve(vectors, [start[axis], 0.0])
        places[:, axis] = (vectors[0] * weights * values ** np.arange(steps + 1)[:, None]).sum(1).real
    gap = places[:, 0] ** 2 + 2 * places[:, 1] ** 2
    expected = [int(np.flatnonzero(gap > tol).max()) + 1 for tol in tols]
    optimizer = optimizers["sgd_momentum"](lr=rate, momentum=momentum)
    found = counted(landscape, optimizer, torch.tensor(start[None]), tols, steps)
    assert found.reached[0].tolist() == expected
    path = run_rows(landscape, optimizer, (tuple(start),), 60).x[:, 0]
    assert np.allclose(path, places[:61], rtol=1e-9, atol=1e-12)


def test_noise_is_fixed_by_seed_step_and_run():
    noise = Noise(7, np.array([0, 1, 1, 0]), 2, 0.5)
    assert torch.equal(noise.at(3)[0], noise.at(3)[3])
    assert torch.equal(noise.at(3)[1:3], noise.kept(np.array([1, 2])).at(3))
    assert not torch.equal(noise.at(3), noise.at(4))
    late = noise.at(200)
    assert torch.equal(noise.at(3), Noise(7, np.array([0, 1, 1, 0]), 2, 0.5).at(3))  # going back is the same
    assert torch.equal(noise.at(200), late)
    many = Noise(7, np.arange(500), 2, 0.5)
    assert torch.cat([many.at(step) for step in range(20)]).std().item() == pytest.approx(0.5, rel=0.02)


def test_a_seed_is_one_stream_of_noise_wherever_a_run_is_made():
    landscape, optimizer, steps = landscapes["beale"](), optimizers["adam"](lr=0.01), 150
    starts, rows = ((1.0, 1.0), (0.5, 2.0), (1.0, 1.0)), np.arange(3)
    scene = Scene(landscape, (optimizer,), starts, steps=steps, noise=0.3, seed=4)
    (run,) = race(scene)
    shown = run.seen - run.grad
    np.testing.assert_allclose(shown, noise_tape(4, 3, steps, 2, 0.3).numpy(), rtol=1e-6, atol=1e-12)
    assert not np.array_equal(run.x[:, 0], run.x[:, 2])  # rows have luck of their own
    noise = Noise(4, rows, 2, 0.3)
    found = counted(landscape, optimizer, torch.tensor(starts, dtype=torch.float64), [1e-9], steps, noise=noise)
    assert np.array_equal(found.x, run.x[-1])


@pytest.mark.slow
def test_compiled_code_counts_the_same(tmp_path, monkeypatch):
    monkeypatch.setenv("FALLLINE_CACHE", str(tmp_path))
    landscape = landscapes["booth"]()
    x = scattered(landscape, 1100)  # more than the package takes at a time
    order = Order.of(WALK, landscape, optimizers["sgd_momentum"]())
    compile_now(order)
    assert not order.objection
    rates = torch.logspace(-3, 0, 1100, dtype=torch.float64)[:, None]
    rule = optimizers["sgd_momentum"](lr=rates, momentum=0.8)
    eager = counted(landscape, rule, x, TOLS, 300)
    compiled = counted(landscape, rule, x, TOLS, 300, package=package_of(order))
    assert (eager.diverged >= 0).any()
    for name in ("reached", "calls", "first_touch", "touch_calls", "ended", "spent", "diverged"):
        assert (getattr(eager, name) == getattr(compiled, name)).mean() > 0.999, name  # rounding may move a step
    assert np.allclose(eager.gap[eager.diverged < 0], compiled.gap[eager.diverged < 0], rtol=1e-6, atol=1e-12)
