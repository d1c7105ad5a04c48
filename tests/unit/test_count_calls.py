"""The cost of reaching the target: as in the reference, as in theory on quadratics, and within the budget."""

import math

import numpy as np
import pytest
import torch

from fallline.core import CALL_KINDS
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.programs.background_compiler import compile_and_wait
from fallline.programs.compile_key import WALK, CompileKey, load_package
from fallline.programs.counts import count_calls
from fallline.run import race
from fallline.run.costs import calls_to_cost
from fallline.run.noise import Noise, noise_tape
from fallline.run.racing import add_outcomes, run_rows
from fallline.scene import Scene
from tests.catalogue.optimizer_helpers import Bowl
from tests.unit.test_compute_ends import RACES, PausingOptimizer, make_race, random_starts

TOLS = np.array([1.0, 1e-2, 1e-6])
FIELDS = (
    "reached",
    "calls",
    "first_touch",
    "touch_calls",
    "end_step",
    "total_calls",
    "gap",
    "lowest_gap",
    "path_length",
    "diverged",
    "x",
)


@pytest.mark.slow
@pytest.mark.parametrize("race", RACES)
@pytest.mark.parametrize("steps", [40, 700])
def test_steps_and_calls_to_the_target_equal_the_references(race, steps):
    landscape, optimizer = make_race(*race)
    x = random_starts(landscape)
    found = count_calls(landscape, optimizer, x, TOLS, steps)
    run = run_rows(landscape, optimizer, tuple(map(tuple, x.tolist())), steps)
    cost = calls_to_cost(np.stack([run.calls[kind] for kind in CALL_KINDS], axis=-1), landscape.dim)
    within_budget = cost[-1] <= steps
    for row in np.flatnonzero(~within_budget):  # the budget ends the run earlier
        at = found.end_step[row]
        assert cost[at, row] <= steps
        assert found.total_calls[row].tolist() == [run.calls[kind][at, row] for kind in CALL_KINDS]
    for which, tol in enumerate(TOLS):
        for row, end in enumerate(add_outcomes(run, float(tol)).outcome):
            if not within_budget[row]:
                continue
            assert found.reached[row, which] == (-1 if end.reached is None else end.reached)
            assert found.first_touch[row, which] == (-1 if end.first_touch is None else end.first_touch)
            if end.reached is not None:
                calls = [run.calls[kind][end.reached, row] for kind in CALL_KINDS]
                assert found.calls[row, which].tolist() == calls
            if found.end_step[row] == steps:
                assert found.gap[row] == run.gap[-1, row]
                assert found.path_length[row] == pytest.approx(run.step_size[:-1, row].sum(), rel=1e-9)
                assert (found.stalled[row], found.diverged[row]) == tuple(
                    -1 if at is None else at for at in (end.stalled, end.diverged)
                )


@pytest.mark.parametrize("race", RACES)
def test_runs_spend_and_count_at_most_the_budget(race):
    landscape, optimizer = make_race(*race)
    found = count_calls(landscape, optimizer, random_starts(landscape), TOLS, 60)
    assert (calls_to_cost(found.total_calls, landscape.dim) <= 60).all()
    reached = found.reached >= 0
    assert (calls_to_cost(found.calls, landscape.dim)[reached] <= 60).all()
    assert (found.calls[~reached] == -1).all()
    assert np.isinf(found.cost()[~reached]).all()


@pytest.mark.parametrize("race", RACES)
@pytest.mark.parametrize("noise", [0.0, 0.1])
def test_a_run_does_not_depend_on_the_other_rows(race, noise):
    landscape, optimizer = make_race(*race)
    x = random_starts(landscape)

    def count(rows):
        row_noise = Noise(5, rows, landscape.dim, noise) if noise else None
        return count_calls(landscape, optimizer, x[rows], TOLS, 300, noise=row_noise)

    together, rows = count(np.arange(len(x))), np.array([3, 17, 41])
    subset = count(np.append(rows, len(x) - 1))  # with the last row, so that noise is drawn for as many rows
    for name in FIELDS:
        assert np.array_equal(getattr(together, name)[rows], getattr(subset, name)[:-1], equal_nan=True), name


@pytest.mark.slow
def test_a_setting_may_differ_between_rows():
    landscape = landscapes["beale"]()
    x = random_starts(landscape, 8)
    lrs = torch.logspace(-3, -1, 8, dtype=torch.float64)[:, None]
    together = count_calls(landscape, optimizers["adam"](lr=lrs), x, TOLS, 200)
    for row, lr in enumerate(lrs.flatten().tolist()):
        single = count_calls(landscape, optimizers["adam"](lr=lr), x[row : row + 1], TOLS, 200)
        assert single.reached.tolist() == together.reached[row : row + 1].tolist()
        assert single.gap[0] == together.gap[row]


@pytest.mark.parametrize("for_steps", range(97, 104))
@pytest.mark.parametrize("steps", [105, 108, 111, 112, 160, 300])
def test_a_pause_of_about_100_steps_counts_as_reached_as_in_the_reference(for_steps, steps):
    optimizer = PausingOptimizer(for_steps)
    found = count_calls(Bowl(), optimizer, torch.tensor([[2.0, 1.0]], dtype=torch.float64), TOLS, steps)
    run = run_rows(Bowl(), optimizer, ((2.0, 1.0),), steps)
    expected = [add_outcomes(run, float(tol)).outcome[0].reached for tol in TOLS]
    assert found.reached[0].tolist() == [-1 if at is None else at for at in expected]


@pytest.mark.parametrize("lr", [0.02, 0.3, 0.9, 1.4])
def test_gradient_descent_on_a_quadratic_takes_as_many_steps_as_theory_predicts(lr):
    """x_k = (1 - lr L)^k x_0 with L = 2, so the gap falls by (1 - 2 lr)^2 a step."""
    start, tols = (3.0, -4.0), np.array([1.0, 1e-4, 1e-9])
    landscape, factor = landscapes["sphere"](), 1 - 2 * lr
    x = torch.tensor([start], dtype=torch.float64)
    found = count_calls(landscape, optimizers["gradient_descent"](lr=lr), x, tols, 2000)
    if abs(factor) >= 1:
        assert (found.reached == -1).all()
        return
    expected = [math.ceil(math.log(tol / 25.0) / (2 * math.log(abs(factor)))) for tol in tols]
    assert found.reached[0].tolist() == expected
    assert calls_to_cost(found.calls, 2)[0].tolist() == expected
    path = run_rows(landscape, optimizers["gradient_descent"](lr=lr), (start,), 50).x[:, 0]
    powers = factor ** np.arange(51)[:, None]
    assert np.allclose(path, powers * start, rtol=1e-11)


@pytest.mark.parametrize(("lr", "momentum"), [(0.05, 0.9), (0.2, 0.5), (0.02, 0.3)])
def test_the_heavy_ball_on_a_quadratic_takes_as_many_steps_as_theory_predicts(lr, momentum):
    """Along an axis of curvature L, (x_k, v_k) is M^k (x_0, v_0), in closed form by the eigenvalues of M."""
    landscape = landscapes["sum_squares"]()  # curvatures 2 and 4
    start, tols, steps = np.array([3.0, -2.0]), np.array([1.0, 1e-4, 1e-9]), 2000
    positions = np.empty((steps + 1, 2))
    for axis, curvature in enumerate((2.0, 4.0)):
        matrix = np.array([[1 - lr * curvature, -lr * momentum], [curvature, momentum]], dtype=complex)
        values, vectors = np.linalg.eig(matrix)
        weights = np.linalg.solve(vectors, [start[axis], 0.0])
        positions[:, axis] = (vectors[0] * weights * values ** np.arange(steps + 1)[:, None]).sum(1).real
    gap = positions[:, 0] ** 2 + 2 * positions[:, 1] ** 2
    expected = [int(np.flatnonzero(gap > tol).max()) + 1 for tol in tols]
    optimizer = optimizers["sgd_momentum"](lr=lr, momentum=momentum)
    found = count_calls(landscape, optimizer, torch.tensor(start[None]), tols, steps)
    assert found.reached[0].tolist() == expected
    path = run_rows(landscape, optimizer, (tuple(start),), 60).x[:, 0]
    assert np.allclose(path, positions[:61], rtol=1e-9, atol=1e-12)


def test_noise_is_determined_by_seed_step_and_row():
    noise = Noise(7, np.array([0, 1, 1, 0]), 2, 0.5)
    assert torch.equal(noise.at_step(3)[0], noise.at_step(3)[3])
    assert torch.equal(noise.at_step(3)[1:3], noise.select_rows(np.array([1, 2])).at_step(3))
    assert not torch.equal(noise.at_step(3), noise.at_step(4))
    later = noise.at_step(200)
    fresh = Noise(7, np.array([0, 1, 1, 0]), 2, 0.5)
    assert torch.equal(noise.at_step(3), fresh.at_step(3))  # also after a later step
    assert torch.equal(noise.at_step(200), later)
    all_rows = Noise(7, np.arange(500), 2, 0.5)
    assert torch.cat([all_rows.at_step(step) for step in range(20)]).std().item() == pytest.approx(0.5, rel=0.02)


def test_race_and_count_calls_draw_the_same_noise_from_a_seed():
    landscape, optimizer, steps = landscapes["beale"](), optimizers["adam"](lr=0.01), 150
    starts, rows = ((1.0, 1.0), (0.5, 2.0), (1.0, 1.0)), np.arange(3)
    scene = Scene(landscape, (optimizer,), starts, steps=steps, noise=0.3, seed=4)
    (run,) = race(scene)
    shown = run.seen - run.grad
    np.testing.assert_allclose(shown, noise_tape(4, 3, steps, 2, 0.3).numpy(), rtol=1e-6, atol=1e-12)
    assert not np.array_equal(run.x[:, 0], run.x[:, 2])  # each row has its own noise
    noise = Noise(4, rows, 2, 0.3)
    found = count_calls(landscape, optimizer, torch.tensor(starts, dtype=torch.float64), [1e-9], steps, noise=noise)
    assert np.array_equal(found.x, run.x[-1])


@pytest.mark.slow
def test_compiled_code_counts_the_same_calls(tmp_path, monkeypatch):
    monkeypatch.setenv("FALLLINE_CACHE", str(tmp_path))
    landscape = landscapes["booth"]()
    x = random_starts(landscape, 1100)  # more rows than one call of the package takes
    key = CompileKey.for_optimizer(WALK, landscape, optimizers["sgd_momentum"]())
    compile_and_wait(key)
    assert not key.refusal
    lrs = torch.logspace(-3, 0, 1100, dtype=torch.float64)[:, None]
    optimizer = optimizers["sgd_momentum"](lr=lrs, momentum=0.8)
    eager = count_calls(landscape, optimizer, x, TOLS, 300)
    compiled = count_calls(landscape, optimizer, x, TOLS, 300, package=load_package(key))
    assert (eager.diverged >= 0).any()
    for name in ("reached", "calls", "first_touch", "touch_calls", "end_step", "total_calls", "diverged"):
        assert (getattr(eager, name) == getattr(compiled, name)).mean() > 0.999, name  # rounding may move a step
    assert np.allclose(eager.gap[eager.diverged < 0], compiled.gap[eager.diverged < 0], rtol=1e-6, atol=1e-12)
