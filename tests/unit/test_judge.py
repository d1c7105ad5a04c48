"""Judging of runs: the same whole and in parts, and for problems without a domain or a known minimum."""

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
import torch

from fallline.core import CALL_KINDS, DataProblem, Oracle, gradient
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.run.chunks import Carry, initial_chunk_tally, make_record_chunk, make_tally_chunk
from fallline.run.judge import EVENTS, NEVER, finalize, initial_tally, judge, target_gaps
from fallline.run.loop import iterate_steps
from fallline.run.noise import Noise
from fallline.run.outcome import Ending, compute_outcomes
from fallline.run.stepper import EagerStepper

BATCH, POINTS, STEPS = 8, 64, 400


@dataclass(frozen=True)
class Regression(DataProblem):
    """The mean squared error of a line fitted to data: no domain and no known minimum. (stub, 2026)"""

    dim = 2

    def data(self):
        x = torch.linspace(-1, 1, POINTS, dtype=torch.float64)
        return x, 0.5 - 2 * x + 0.1 * torch.sin(40 * x)

    def f(self, x):
        at, y = self.data()
        return ((x[..., :1] + x[..., 1:] * at - y) ** 2).mean(-1)

    def f_on_batch(self, x, batch):
        at, y = (each[batch] for each in self.data())
        return ((x[:, :1] + x[:, 1:] * at - y) ** 2).mean(-1)


class Batches:
    """The batch of data that each row uses at a step, drawn by row and step."""

    def __init__(self, rows):
        self.rows = rows

    def at_step(self, step):
        seeds = [np.random.default_rng((5, row, step)) for row in self.rows]
        return torch.tensor(np.stack([seed.permutation(POINTS)[:BATCH] for seed in seeds]))

    def select_rows(self, indices):
        return Batches(self.rows[indices])


def make_stepper(problem, optimizer, x, steps=STEPS, **randomness):
    return EagerStepper(
        partial(make_record_chunk, problem, optimizer), optimizer, Carry.initial(optimizer, x), steps, **randomness
    )


def random_starts(rows, dim=2):
    return torch.randn(rows, dim, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


@pytest.mark.parametrize("id", ["adam", "sgd_momentum", "schedule_free_sgd", "backtracking"])
def test_a_step_uses_its_batch_and_is_recorded_on_all_data(id):
    problem, optimizer, rows = Regression(), optimizers[id](), np.arange(3)
    records = make_stepper(problem, optimizer, random_starts(3), 20, batches=Batches(rows)).take(21)
    assert torch.equal(records["f"], problem.f(records["x"]))
    assert torch.equal(records["grad"], gradient(problem.f, records["x"]))
    if id == "adam":  # Adam takes its gradient at x
        on_batch = gradient(partial(problem.f_on_batch, batch=Batches(rows).at_step(7)), records["x"][7])
        assert torch.equal(records["seen"][7], on_batch)
        assert not torch.allclose(on_batch, records["grad"][7])


def test_a_batch_of_a_problem_without_data_is_refused():
    with pytest.raises(TypeError, match="Beale has no data"):
        Oracle(landscapes["beale"](), 1).begin_step(batch=torch.zeros(1))


def test_a_subset_of_rows_keeps_its_own_batches():
    problem, optimizer, x = Regression(), optimizers["adam"](lr=0.05), random_starts(4)
    together = make_stepper(problem, optimizer, x, 60, batches=Batches(np.arange(4)))
    together.take(30)
    subset = make_stepper(problem, optimizer, x, 60, batches=Batches(np.arange(4)))
    subset.take(30)
    assert subset.keep_rows(np.array([1, 3]))
    assert torch.equal(subset.take(31)["x"], together.take(31)["x"][:, [1, 3]])


def test_without_a_known_minimum_the_target_is_a_value():
    problem, optimizer = Regression(), optimizers["sgd_momentum"](lr=0.05)
    records = {
        name: value.numpy()
        for name, value in make_stepper(problem, optimizer, random_starts(3)).take(STEPS + 1).items()
    }
    never = np.full(3, -1)
    target = 0.02
    assert problem.fmin is None
    for end, values in zip(
        compute_outcomes(problem, records["x"], records["f"], never, target), records["f"].T, strict=True
    ):
        assert end.reached == int(np.flatnonzero(values > target).max()) + 1
        assert end.gap == values[-1]
    assert {end.ending for end in compute_outcomes(problem, records["x"], records["f"], never, 0.0)} == {Ending.GOING}


def test_without_a_domain_only_values_that_are_not_finite_count_as_diverged():
    problem, optimizer, x = Regression(), optimizers["gradient_descent"](lr=1e3), random_starts(2)
    limits = target_gaps(problem, problem.f(x), 1e-3)
    stepper = EagerStepper(
        partial(make_tally_chunk, problem, optimizer),
        optimizer,
        Carry.initial(optimizer, x, initial_chunk_tally(x, limits)),
        STEPS,
        limits=limits,
    )
    stepper.take(STEPS + 1)
    tally = stepper.carry().tally
    assert (tally["diverged"] < NEVER).all()
    assert tally["last_x"].isfinite().all()
    assert (tally["last_x"].abs() > 1e100).all()


@pytest.mark.parametrize("sizes", [[301], [1] * 301, [10] * 30 + [1], [64, 64, 64, 64, 45], [100, 1, 200]])
def test_a_run_is_judged_the_same_whole_and_in_parts(sizes):
    generator = torch.Generator().manual_seed(3)
    landscape, rows = landscapes["mccormick"](), 200
    x = 3 * torch.randn(301, rows, 2, generator=generator, dtype=torch.float64)
    x[100:220, ::3] = x[100, ::3]  # some rows rest
    x[150:, ::7] *= 1e9  # some rows diverge
    f = landscape.gap_origin + torch.rand(301, rows, generator=generator, dtype=torch.float64)
    f[40:, ::2] = landscape.gap_origin
    f[230:240, ::4] += 1
    limits = torch.tensor([0.5, 1e-3, 0.9], dtype=torch.float64).expand(rows, 3)
    finite, eligible = torch.ones_like(f, dtype=torch.bool), torch.ones_like(f, dtype=torch.bool)

    def judge_in_parts(lengths):
        tally, first, previous_x = initial_tally(limits), 0, x[0]
        for length in lengths:
            part = slice(first, first + length)
            tally, _, _ = judge(
                tally, landscape, limits, first, x[part], previous_x, f[part], finite[part], eligible[part]
            )
            first, previous_x = first + length, x[part][-1]
        return finalize(tally, 300)

    whole, parts = judge_in_parts([301]), judge_in_parts(sizes)
    for name in (*EVENTS, "back_at"):
        assert torch.equal(whole[name], parts[name]), name
        assert (whole[name] < NEVER).any(), name


def test_values_computed_in_a_step_are_not_computed_again():
    class Counting(Regression):
        calls = 0

        def f(self, x):
            type(self).calls += 1
            return super().f(x)

    problem, optimizer, x = Counting(), optimizers["adam"](), random_starts(2)
    records = make_stepper(problem, optimizer, x, 9).take(10)
    assert Counting.calls == 10
    noisy = make_stepper(problem, optimizer, x, 9, noise=Noise(1, np.arange(2), 2, 0.5)).take(10)
    assert torch.equal(noisy["grad"][0], records["grad"][0])  # noise is in `seen` and not in `grad`
    assert not torch.equal(noisy["seen"][0], records["seen"][0])


def test_each_step_has_the_call_counts_from_before_it():
    landscape, optimizer = landscapes["beale"](), optimizers["backtracking"]()
    x = torch.tensor([landscape.start], dtype=torch.float64)
    steps = list(iterate_steps(Oracle(landscape, 1), [optimizer] * 5, x, optimizer.init(x)))
    for one, other in pairwise(steps):
        assert one.next_x is other.x
        assert all(other.calls_before[kind] >= one.calls_before[kind] for kind in CALL_KINDS)
    assert steps[0].calls_before["grad"].item() == 0
    assert steps[1].calls_before["grad"].item() == 1
