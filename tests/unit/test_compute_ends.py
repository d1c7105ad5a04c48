"""Ends of very many runs: equal to the reference for each run, however the runs are split into parts."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch

import fallline.programs.ends
from fallline.core import Optimizer, flag, integer, replace_at_path
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.programs.ends import MIN_ROWS, compute_ends
from fallline.run.device import CPU, GPU, TRIED_ROWS, choose_device, find_crossing
from fallline.run.judge import NEVER
from fallline.run.racing import add_outcomes, run_rows
from tests.catalogue.optimizer_helpers import Bowl

ROWS = 60
EVENT_FIELDS = ("reached", "first_touch", "diverged", "stalled")
# Gradients taken elsewhere than at x; smooth; many minima; a kink; lower outside the domain; a plateau; divergence.
RACES = [("beale", "backtracking", 0), ("booth", "schedule_free_sgd", 0.3), ("himmelblau", "lbfgs", 0)]
RACES += [("rosenbrock", "adabelief", 0.05), ("rastrigin", "sgd_momentum", 1e-3), ("bukin_6", "gradient_descent", 0.1)]
RACES += [("mccormick", "adam", 0.3), ("easom", "gradient_descent", 0.01), ("beale", "gradient_descent", 0.3)]


def random_starts(landscape, rows=ROWS):
    low, high = torch.tensor(landscape.view, dtype=torch.float64).T
    return low + (high - low) * torch.rand(
        rows, landscape.dim, dtype=torch.float64, generator=torch.Generator().manual_seed(2)
    )


def make_race(landscape_id, optimizer_id, lr):
    return landscapes[landscape_id](), optimizers[optimizer_id](**({"lr": lr} if lr else {}))


@pytest.mark.slow
@pytest.mark.parametrize("race", RACES)
@pytest.mark.parametrize(("steps", "tol"), [(40, 0.0), (350, 0.0), (350, 0.5)])
def test_ends_equal_those_of_the_reference(race, steps, tol):
    landscape, optimizer = make_race(*race)
    x = random_starts(landscape)
    found = compute_ends(landscape, optimizer, x, steps, tol)
    run = add_outcomes(run_rows(landscape, optimizer, tuple(map(tuple, x.tolist())), steps), tol)
    for name in EVENT_FIELDS:
        expected = [getattr(end, name) for end in run.outcome]
        assert getattr(found, name).tolist() == [-1 if at is None else at for at in expected], name
    assert np.array_equal(found.x, run.x[-1])
    assert np.array_equal(found.gap, run.gap[-1])
    assert np.allclose(found.tol, [end.tol for end in run.outcome], rtol=1e-15)


@dataclass(frozen=True)
class PausingOptimizer(Optimizer):
    """Moves along x, pauses for some steps, then moves again. (stub, 2026)"""

    for_steps: int = integer(100, 1, 200, help="number of steps of the pause")
    away: bool = flag(False, help="whether it pauses away from the minimum")

    readouts = {}

    def init(self, x):
        return {"count": torch.zeros_like(x[:, :1])}

    def step(self, oracle, x, state):
        oracle.grad(x)
        count = state["count"]
        pauses = (count >= 10) & (count < 10 + self.for_steps)
        next_x = torch.where(pauses, 3.0 * self.away + 0 * x, 3.0 + 0.001 * count + 0 * x)
        return next_x, {"count": count + 1}


@pytest.mark.parametrize("for_steps", range(97, 105))
@pytest.mark.parametrize("away", [False, True])
@pytest.mark.parametrize("steps", [105, 108, 111, 112, 160])
def test_a_pause_of_about_100_steps_counts_as_in_the_reference(for_steps, away, steps):
    optimizer = PausingOptimizer(for_steps, away)
    start = torch.tensor([[2.0, 1.0]], dtype=torch.float64)
    found = compute_ends(Bowl(), optimizer, start, steps)
    (expected,) = add_outcomes(run_rows(Bowl(), optimizer, ((2.0, 1.0),), steps), 0.0).outcome
    for name in EVENT_FIELDS:
        at = getattr(expected, name)
        assert getattr(found, name).tolist() == [-1 if at is None else at], name


def test_a_setting_may_be_a_column_with_one_value_per_row():
    landscape, optimizer = make_race("booth", "adam", 0.1)
    lrs = [0.01, 0.1, 1.0]
    x = random_starts(landscape, 1).repeat(len(lrs), 1)
    together = compute_ends(
        landscape, replace_at_path(optimizer, "lr", torch.tensor(lrs, dtype=torch.float64)[:, None]), x, 200
    )
    for row, lr in enumerate(lrs):
        single = compute_ends(landscape, replace_at_path(optimizer, "lr", lr), x[:1], 200)
        assert np.array_equal(together.x[row], single.x[0])
        assert together.select_rows(slice(row, row + 1)).reached == single.reached


@pytest.mark.parametrize(
    "problem",
    [torch.OutOfMemoryError("CUDA out of memory."), RuntimeError("DefaultCPUAllocator: can't allocate memory")],
)
def test_lack_of_memory_leads_to_smaller_parts_and_a_note(monkeypatch, problem):
    landscape, optimizer = make_race("booth", "adam", 0.1)
    x, part_sizes = random_starts(landscape, 300), []
    expected = compute_ends(landscape, optimizer, x, 30)
    original = fallline.programs.ends._eager_runner

    def runner_with_little_memory(*arguments):
        run = original(*arguments)

        def run_if_few(rule, rows, limits):
            if len(rows) > 100:
                raise problem
            part_sizes.append(len(rows))
            return run(rule, rows, limits)

        return run_if_few

    monkeypatch.setattr(fallline.programs.ends, "_eager_runner", runner_with_little_memory)
    monkeypatch.setattr(fallline.programs.ends, "EAGER_ROWS", 256)
    found = compute_ends(landscape, optimizer, x, 30)
    assert "memory" in found.provenance["note"]
    assert max(part_sizes) <= 100
    assert np.array_equal(found.x, expected.x)
    assert "note" not in expected.provenance


def test_lack_of_memory_in_compiled_code_leads_to_smaller_uncompiled_parts(monkeypatch):
    landscape, optimizer = make_race("booth", "adam", 0.1)
    x = random_starts(landscape, 300).float()
    expected = compute_ends(landscape, optimizer, x, 30)

    class Large:
        class layout:  # noqa: N801 - the attribute of Package
            rows, length = 256, 10

    def runner_with_little_memory(*_):
        def run(*_):
            raise torch.OutOfMemoryError("CUDA out of memory.")

        return run

    monkeypatch.setattr(fallline.programs.ends, "load_package", lambda _: Large)
    monkeypatch.setattr(fallline.programs.ends, "_compiled_runner", runner_with_little_memory)
    found = compute_ends(landscape, optimizer, x, 30)
    assert found.provenance["path"] == "eager"
    assert "memory" in found.provenance["note"]
    assert np.array_equal(found.x, expected.x)


def test_lack_of_memory_for_the_smallest_part_raises_memory_error(monkeypatch):
    landscape, optimizer = make_race("booth", "adam", 0.1)

    def broken(*_):
        raise RuntimeError("can't allocate memory")

    monkeypatch.setattr(fallline.programs.ends, "_eager_runner", lambda *_: broken)
    with pytest.raises(MemoryError):
        compute_ends(landscape, optimizer, random_starts(landscape, 2 * MIN_ROWS), 5)


def test_other_errors_are_not_taken_for_lack_of_memory(monkeypatch):
    landscape, optimizer = make_race("booth", "adam", 0.1)

    def broken(*_):
        raise RuntimeError("something else")

    monkeypatch.setattr(fallline.programs.ends, "_eager_runner", lambda *_: broken)
    with pytest.raises(RuntimeError, match="something else"):
        compute_ends(landscape, optimizer, random_starts(landscape, 2 * MIN_ROWS), 5)


def test_progress_is_reported_and_the_computation_can_be_stopped(monkeypatch):
    monkeypatch.setattr(fallline.programs.ends, "EAGER_ROWS", 50)
    landscape, optimizer = make_race("booth", "adam", 0.1)
    reported = []
    compute_ends(landscape, optimizer, random_starts(landscape, 120), 3, report=reported.append)
    assert reported == [50, 100, 120]

    def stop(_):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        compute_ends(landscape, optimizer, random_starts(landscape, 120), 3, report=stop)


def test_the_marker_never_is_not_returned_as_a_step():
    landscape, optimizer = make_race("rosenbrock", "gradient_descent", 1e-6)
    found = compute_ends(landscape, optimizer, random_starts(landscape), 10)
    assert all(getattr(found, name).max() < NEVER for name in EVENT_FIELDS)


@pytest.mark.parametrize("from_size", [*TRIED_ROWS, None])
def test_auto_chooses_the_gpu_from_the_row_count_at_which_it_was_measured_faster(from_size, monkeypatch):
    seconds = lambda device, rows: 1.0 if device == CPU else (0.5 if from_size and rows >= from_size else 2.0)
    min_rows = find_crossing(seconds)
    monkeypatch.setattr("fallline.run.device.find_min_gpu_rows", lambda: min_rows)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    for rows in TRIED_ROWS:
        assert choose_device("auto", rows) == (GPU if from_size and rows >= from_size else CPU)
    assert choose_device("cpu", 10**9) == CPU
    assert choose_device("cuda", 1) == GPU
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert choose_device("auto", 10**9) == CPU
