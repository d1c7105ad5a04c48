"""One loop and one judge: whole or in parts, and for problems of which less is known than of a landscape."""

from dataclasses import dataclass
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
import torch

from fallline.core import KINDS, Oracle, Sampled, gradient
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.run.chunks import Carried, recording, tallying, untallied
from fallline.run.judge import EVENTS, NEVER, begun, ended, judge, tolerances
from fallline.run.loop import stepping
from fallline.run.noise import Noise
from fallline.run.outcome import Ending, outcomes
from fallline.run.stepper import Eager

BATCH, POINTS, STEPS = 8, 64, 400


@dataclass(frozen=True)
class Regression(Sampled):
    """The mean squared error of a line through data: no domain, and no minimum that is known. (stub, 2026)"""

    dim = 2

    def data(self):
        x = torch.linspace(-1, 1, POINTS, dtype=torch.float64)
        return x, 0.5 - 2 * x + 0.1 * torch.sin(40 * x)

    def f(self, x):
        at, y = self.data()
        return ((x[..., :1] + x[..., 1:] * at - y) ** 2).mean(-1)

    def f_on(self, x, batch):
        at, y = (each[batch] for each in self.data())
        return ((x[:, :1] + x[:, 1:] * at - y) ** 2).mean(-1)


class Batches:
    """Which data each row sees at a step: by seed, row and step."""

    def __init__(self, rows):
        self.rows = rows

    def at(self, step):
        seeds = [np.random.default_rng((5, row, step)) for row in self.rows]
        return torch.tensor(np.stack([seed.permutation(POINTS)[:BATCH] for seed in seeds]))

    def kept(self, places):
        return Batches(self.rows[places])


def stepper_of(problem, optimizer, x, steps=STEPS, **luck):
    return Eager(partial(recording, problem, optimizer), optimizer, Carried.start(optimizer, x), steps, **luck)


def starts(rows, dim=2):
    return torch.randn(rows, dim, generator=torch.Generator().manual_seed(0), dtype=torch.float64)


@pytest.mark.parametrize("id", ["adam", "sgd_momentum", "schedule_free_sgd", "backtracking"])
def test_a_step_asks_about_its_batch_and_is_recorded_on_all_data(id):
    problem, optimizer, rows = Regression(), optimizers[id](), np.arange(3)
    made = stepper_of(problem, optimizer, starts(3), 20, batches=Batches(rows)).take(21)
    assert torch.equal(made["f"], problem.f(made["x"]))
    assert torch.equal(made["grad"], gradient(problem.f, made["x"]))
    if id == "adam":  # which asks at x
        on_batch = gradient(partial(problem.f_on, batch=Batches(rows).at(7)), made["x"][7])
        assert torch.equal(made["seen"][7], on_batch)
        assert not torch.allclose(on_batch, made["grad"][7])


def test_a_batch_of_a_problem_without_data_is_refused():
    with pytest.raises(TypeError, match="Beale has no data"):
        Oracle(landscapes["beale"](), 1).begin(batch=torch.zeros(1))


def test_rows_of_a_problem_with_batches_can_go_on_alone():
    problem, optimizer, x = Regression(), optimizers["adam"](lr=0.05), starts(4)
    together = stepper_of(problem, optimizer, x, 60, batches=Batches(np.arange(4)))
    together.take(30)
    few = stepper_of(problem, optimizer, x, 60, batches=Batches(np.arange(4)))
    few.take(30)
    assert few.keep(np.array([1, 3]))
    assert torch.equal(few.take(31)["x"], together.take(31)["x"][:, [1, 3]])


def test_without_a_known_minimum_the_target_is_a_value():
    problem, optimizer = Regression(), optimizers["sgd_momentum"](lr=0.05)
    made = {name: value.numpy() for name, value in stepper_of(problem, optimizer, starts(3)).take(STEPS + 1).items()}
    never = np.full(3, -1)
    target = 0.02
    assert problem.fmin is None
    for end, values in zip(outcomes(problem, made["x"], made["f"], never, target), made["f"].T, strict=True):
        assert end.reached == int(np.flatnonzero(values > target).max()) + 1
        assert end.gap == values[-1]
    assert {end.ending for end in outcomes(problem, made["x"], made["f"], never, 0.0)} == {Ending.GOING}


def test_without_a_domain_only_what_is_not_finite_has_diverged():
    problem, optimizer, x = Regression(), optimizers["gradient_descent"](lr=1e3), starts(2)
    limits = tolerances(problem, problem.f(x), 1e-3)
    stepper = Eager(
        partial(tallying, problem, optimizer),
        optimizer,
        Carried.start(optimizer, x, untallied(x, limits)),
        STEPS,
        limits=limits,
    )
    stepper.take(STEPS + 1)
    judged = stepper.carried().judged
    assert (judged["diverged"] < NEVER).all()
    assert judged["held"].isfinite().all()
    assert (judged["held"].abs() > 1e100).all()


@pytest.mark.parametrize("sizes", [[301], [1] * 301, [10] * 30 + [1], [64, 64, 64, 64, 45], [100, 1, 200]])
def test_a_run_is_judged_alike_whole_and_in_parts(sizes):
    luck = torch.Generator().manual_seed(3)
    landscape, rows = landscapes["mccormick"](), 200
    x = 3 * torch.randn(301, rows, 2, generator=luck, dtype=torch.float64)
    x[100:220, ::3] = x[100, ::3]  # some rest
    x[150:, ::7] *= 1e9  # some are lost
    f = landscape.lowest + torch.rand(301, rows, generator=luck, dtype=torch.float64)
    f[40:, ::2] = landscape.lowest
    f[230:240, ::4] += 1
    limits = torch.tensor([0.5, 1e-3, 0.9], dtype=torch.float64).expand(rows, 3)
    fine, counts = torch.ones_like(f, dtype=torch.bool), torch.ones_like(f, dtype=torch.bool)

    def judged(lengths):
        tally, first, came_from = begun(limits), 0, x[0]
        for length in lengths:
            part = slice(first, first + length)
            tally, _, _ = judge(tally, landscape, limits, first, x[part], came_from, f[part], fine[part], counts[part])
            first, came_from = first + length, x[part][-1]
        return ended(tally, 300)

    whole, parts = judged([301]), judged(sizes)
    for name in (*EVENTS, "back_at"):
        assert torch.equal(whole[name], parts[name]), name
        assert (whole[name] < NEVER).any(), name


def test_what_a_step_found_at_its_point_is_not_computed_again():
    class Counting(Regression):
        calls = 0

        def f(self, x):
            type(self).calls += 1
            return super().f(x)

    problem, optimizer, x = Counting(), optimizers["adam"](), starts(2)
    made = stepper_of(problem, optimizer, x, 9).take(10)
    assert Counting.calls == 10
    noisy = stepper_of(problem, optimizer, x, 9, noise=Noise(1, np.arange(2), 2, 0.5)).take(10)
    assert torch.equal(noisy["grad"][0], made["grad"][0])  # the noise is seen, and not taken for the slope
    assert not torch.equal(noisy["seen"][0], made["seen"][0])


def test_steps_hand_on_what_the_oracle_counted_before_them():
    landscape, rule = landscapes["beale"](), optimizers["backtracking"]()
    x = torch.tensor([landscape.start], dtype=torch.float64)
    steps = list(stepping(Oracle(landscape, 1), [rule] * 5, x, rule.init(x)))
    for one, other in pairwise(steps):
        assert one.after is other.x
        assert all(other.before[kind] >= one.before[kind] for kind in KINDS)
    assert steps[0].before["grad"].item() == 0
    assert steps[1].before["grad"].item() == 1
