"""Races: what is recorded, how noise is drawn, and that rows are independent of each other."""

import dataclasses

import numpy as np
import pytest
import torch

from fallline.core import SCALE, VECTOR, Optimizer, real
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.run import Ending, race
from fallline.run.noise import noise_tape
from fallline.run.outcome import compute_outcomes
from fallline.run.racing import run_rows
from fallline.scene import Scene


@dataclasses.dataclass(frozen=True)
class ConstantStep(Optimizer):
    """Moves by a fixed amount everywhere. (stub, 2000)"""

    by: float = real(0.1, 0.0, 1.0, help="how far")
    readouts = {"direction": VECTOR, "rate": SCALE}
    formula = "x + c"

    def init(self, x):
        return {"direction": torch.zeros_like(x), "rate": torch.ones_like(x)}

    def step(self, oracle, x, state):
        oracle.grad(x)
        direction = torch.full_like(x, 1.0) * self.by
        return x + direction, {"direction": direction, "rate": state["rate"] * 2}


@dataclasses.dataclass(frozen=True)
class Multiplier(Optimizer):
    """Multiplies its position by a factor. (stub, 2000)"""

    by: float = real(10.0, 1.0, 1e9, log=True, help="how much")
    readouts = {}
    formula = "c x"

    def init(self, x):
        return {}

    def step(self, oracle, x, state):
        return x * self.by, state


def make_scene(**settings):
    landscape = landscapes["rosenbrock"]()
    base = {"landscape": landscape, "optimizers": (ConstantStep(),), "starts": ((0.0, 0.0), (1.0, -1.0)), "steps": 30}
    return Scene(**(base | settings))


def test_entry_k_is_x_k_and_the_step_taken_from_there():
    (run,) = race(make_scene())
    assert run.x.shape == (31, 2, 2)
    assert run.f.shape == run.step_size.shape == (31, 2)
    np.testing.assert_array_equal(run.x[0], [[0.0, 0.0], [1.0, -1.0]])
    np.testing.assert_array_equal(run.step[:-1], np.diff(run.x, axis=0))
    np.testing.assert_allclose(run.step_size, np.sqrt(2) * 0.1)
    np.testing.assert_array_equal(run.readouts["rate"][:, 0, 0], 2.0 ** np.arange(1, 32))
    np.testing.assert_array_equal(run.calls["grad"][:, 0], np.arange(31))
    assert not run.calls["value"].any()


def test_values_and_gradients_are_those_of_the_landscape():
    scene = make_scene()
    (run,) = race(scene)
    x, y = run.x[..., 0], run.x[..., 1]
    np.testing.assert_allclose(run.f, (1 - x) ** 2 + 100 * (y - x**2) ** 2, rtol=1e-13)
    np.testing.assert_allclose(run.grad[..., 1], 200 * (y - x**2), rtol=1e-12, atol=1e-12)


def test_trajectories_are_read_only_and_cached():
    (run,), (again,) = race(make_scene()), race(make_scene())
    assert run is again
    with pytest.raises(ValueError, match="read-only"):
        run.x[0] = 1


@pytest.mark.slow
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_runs_from_many_starts_equal_the_single_runs_bit_for_bit(noise):
    starts = tuple((float(a), float(b)) for a, b in np.random.default_rng(0).uniform(-2, 2, (5, 2)))
    for id in optimizers:
        together = Scene(landscapes["rosenbrock_b1"](), (optimizers[id](),), starts, steps=60, noise=noise)
        (many,) = race(together)
        first = dataclasses.replace(together, starts=starts[:1])
        np.testing.assert_array_equal(many.x[:, :1], race(first)[0].x, err_msg=id)


def test_noise_depends_only_on_seed_row_and_step():
    one = noise_tape(7, 3, 10, 2, 1.0)
    np.testing.assert_array_equal(one[:, :2], noise_tape(7, 2, 10, 2, 1.0))
    np.testing.assert_array_equal(one[:6], noise_tape(7, 3, 5, 2, 1.0))
    np.testing.assert_allclose(2 * one, noise_tape(7, 3, 10, 2, 2.0))
    assert not torch.equal(one, noise_tape(8, 3, 10, 2, 1.0))
    assert abs(noise_tape(1, 1, 20_000, 2, 1.0).std().item() - 1) < 0.02


def test_noise_reaches_the_optimizer_and_not_the_recorded_values():
    noiseless, noisy = make_scene(), make_scene(noise=0.5, seed=3)
    (run,) = race(noisy)
    np.testing.assert_array_equal(run.f, race(noiseless)[0].f)
    noise = (run.seen - run.grad).ravel()
    assert 0.3 < noise.std() < 0.7
    np.testing.assert_allclose(race(noiseless)[0].seen, race(noiseless)[0].grad, rtol=1e-12)


def test_a_row_that_diverges_stops_alone_and_holds_its_last_finite_values():
    starts = ((1e-3, 1e-3), (0.0, 0.0), (1.0, 1.0))
    (run,) = race(make_scene(optimizers=(Multiplier(by=1e3),), starts=starts))
    assert run.stopped_at.tolist() == [4, -1, 3]
    for row, stop in ((0, 4), (2, 3)):
        assert (run.x[stop:, row] == run.x[stop - 1, row]).all()
        assert run.outcome[row].diverged == stop
        assert run.outcome[row].ending is Ending.DIVERGED
        assert not run.step[stop:, row].any()
    assert all(np.isfinite(each).all() for each in (run.x, run.f, run.grad, run.step))
    assert (run.x[:, 1] == 0).all()


@pytest.mark.parametrize("id", list(optimizers))
def test_a_diverging_row_does_not_change_the_other_rows(id):
    landscape = landscapes["rosenbrock"]()
    both = run_rows(landscape, optimizers[id](), ((-1.2, 1.0), (1e200, -1e200)), 50)
    single = run_rows(landscape, optimizers[id](), ((-1.2, 1.0),), 50)
    np.testing.assert_array_equal(both.x[:, :1], single.x)
    assert both.stopped_at[0] == single.stopped_at[0]
    assert both.stopped_at[1] == 0


def judge_gaps(gaps, *, tol=1e-3, inside=None, sizes=None, stopped=-1, landscape=None):
    landscape = landscape or landscapes["beale"]()
    gap = np.array(gaps, dtype=float)[:, None]
    low = np.array(landscape.domain)[:, 0]
    x = np.where(np.array([True] * len(gap) if inside is None else inside)[:, None], low, low - 1)[:, None]
    sizes = np.ones(len(gap)) if sizes is None else np.array(sizes)
    x[:, 0, 0] += 1e-6 * np.concatenate(([0.0], np.cumsum(sizes)[:-1]))
    (end,) = compute_outcomes(landscape, x, gap + landscape.fmin, np.array([stopped]), tol)
    return end


def test_the_target_is_reached_at_the_first_step_that_stays_within_it_for_100_more():
    gaps = [1.0] * 10 + [0.0] * 50 + [1.0] * 10 + [0.0] * 101 + [1.0] * 5
    end = judge_gaps(gaps)
    assert (end.first_touch, end.reached) == (10, 70)
    assert str(end).startswith("reached the target at step 70")
    assert (end.brief, end.ending_step) == ("reached at 70, left at 171", 70)
    assert judge_gaps([1.0] * 10 + [0.0] * 100 + [1.0]).reached is None


def test_a_run_that_leaves_the_target_again_is_reported_as_having_left():
    reached_and_stayed = [1.0] * 10 + [0.0] * 110
    left = judge_gaps([*reached_and_stayed, 0.5, 0.25])
    assert (left.reached, left.left_again, left.back_at) == (10, 120, None)
    assert (
        str(left) == "reached the target at step 10 and left it again at step 120; at the end: 0.25 above the minimum"
    )
    assert left.brief == "reached at 10, left at 120"
    back = judge_gaps([*reached_and_stayed, 0.5, 0.0, 0.0])
    assert (back.reached, back.left_again, back.back_at) == (10, 120, 121)
    assert str(back) == "reached the target at step 10, left it again at step 120 and was back from step 121 on"
    assert back.brief == "reached at 10"
    assert judge_gaps(reached_and_stayed).left_again is None
    assert judge_gaps([1.0, 0.0, 0.0, 1.0]).left_again is None  # it was never reached
    diverged = judge_gaps([*reached_and_stayed, 0.0], stopped=120)
    assert str(diverged) == "reached the target at step 10, and diverged at step 120"
    first = judge_gaps([*reached_and_stayed, 1.0, *reached_and_stayed, 1.0])
    assert (first.reached, first.left_again) == (10, 120)  # the first of two stays counts


def test_near_the_end_of_a_run_the_target_must_hold_only_to_the_end():
    assert judge_gaps([1.0, 1.0, 0.0, 0.0]).reached == 2
    assert str(judge_gaps([1.0, 0.5])).startswith("not there yet after 1 step, 0.5 above the minimum")


def test_the_default_tolerance_is_a_share_of_the_gap_at_the_start():
    end = judge_gaps([10.0, 0.02, 0.0099], tol=0.0)
    assert end.tol == pytest.approx(0.01)
    assert end.reached == 2


def test_a_start_below_the_minimum_of_the_domain_has_a_tolerance_too():
    lowest = next(landscapes[id]() for id in landscapes if landscapes[id]().lower_outside)
    assert judge_gaps([-10.0, -5.0], tol=0.0).tol == pytest.approx(0.01)
    assert "below the lowest value" in str(judge_gaps([-10.0, -5.0], tol=1e-3, inside=[False, False], landscape=lowest))


def test_leaving_the_plot_range_is_reported_and_does_not_end_the_run():
    scene = make_scene(optimizers=(ConstantStep(by=0.5),), starts=((0.0, 0.0),))
    (end,) = race(scene)[0].outcome
    assert end.left_view == 5
    assert end.ending is Ending.GOING
    assert str(end).endswith("(it left the view at step 5)")


def test_where_values_are_lower_outside_the_target_counts_only_inside_the_domain():
    outside = [True, False, False, True, True]
    for id in landscapes.classes:
        landscape = landscapes[id]()
        reached = judge_gaps([1, 0, 0, 0, 0], inside=outside, landscape=landscape).reached
        assert reached == (3 if landscape.lower_outside else 1)


def test_a_stall_is_100_steps_without_movement():
    end = judge_gaps([1.0] * 300, sizes=[1.0] * 50 + [0.0] * 250)
    assert (end.ending, end.stalled) == (Ending.STALLED, 50)
    assert judge_gaps([1.0] * 300, sizes=[1.0, 0.0] * 150).stalled is None
    assert judge_gaps([1.0] * 200, sizes=[1.0] * 50 + [0.0] * 100 + [1.0] * 50).stalled == 50
    assert judge_gaps([1.0] * 200, sizes=[1.0] * 50 + [0.0] * 99 + [1.0] * 51).stalled is None


def test_a_diverged_row_does_not_reach_the_target_by_being_held():
    end = judge_gaps([1.0, 0.0, 0.0, 0.0], stopped=2)
    assert (end.reached, end.diverged, end.first_touch) == (None, 2, 1)


@pytest.mark.parametrize("id", [id for id in optimizers if {"trial", "step_length"} <= set(optimizers[id]().readouts)])
def test_the_trial_of_a_step_is_the_position_plus_length_times_direction(id):
    (run,) = race(Scene(landscapes["rosenbrock"](), (optimizers[id](),), ((-1.2, 1.0),), steps=40))
    readouts, moved = run.readouts, run.readouts["accepted"][:, 0, 0] > 0
    np.testing.assert_array_equal(run.x[1:][moved[:-1]], readouts["trial"][:-1][moved[:-1]])
    assert (run.x[1:][~moved[:-1]] == run.x[:-1][~moved[:-1]]).all()
    if "direction" in readouts:
        np.testing.assert_array_equal(readouts["trial"], run.x + readouts["step_length"] * readouts["direction"])
