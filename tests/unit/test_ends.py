"""Where very many runs end is what the reference says of each, in whatever parts they are run."""

from dataclasses import dataclass

import numpy as np
import pytest
import torch

import fallline.programs.ends
from fallline.core import Optimizer, flag, integer, with_value
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.programs.ends import FEWEST, ends_of
from fallline.run.device import CPU, GPU, SIZES, crossing, placed
from fallline.run.judge import NEVER
from fallline.run.racing import judged, run_rows
from tests.catalogue.optimizer_walks import Bowl

ROWS = 60
HAPPENED = ("reached", "first_touch", "diverged", "stalled")
# Asking elsewhere than at x; smooth; with many minima; at a kink; lower outside the domain; on a plateau; diverging.
RACES = [("beale", "backtracking", 0), ("booth", "schedule_free_sgd", 0.3), ("himmelblau", "lbfgs", 0)]
RACES += [("rosenbrock", "adabelief", 0.05), ("rastrigin", "sgd_momentum", 1e-3), ("bukin_6", "gradient_descent", 0.1)]
RACES += [("mccormick", "adam", 0.3), ("easom", "gradient_descent", 0.01), ("beale", "gradient_descent", 0.3)]


def scattered(landscape, rows=ROWS):
    low, high = torch.tensor(landscape.view, dtype=torch.float64).T
    return low + (high - low) * torch.rand(
        rows, landscape.dim, dtype=torch.float64, generator=torch.Generator().manual_seed(2)
    )


def made(landscape_id, optimizer_id, rate):
    return landscapes[landscape_id](), optimizers[optimizer_id](**({"lr": rate} if rate else {}))


@pytest.mark.slow
@pytest.mark.parametrize("race", RACES)
@pytest.mark.parametrize(("steps", "tol"), [(40, 0.0), (350, 0.0), (350, 0.5)])
def test_the_ends_are_the_references(race, steps, tol):
    landscape, optimizer = made(*race)
    x = scattered(landscape)
    found = ends_of(landscape, optimizer, x, steps, tol)
    run = judged(run_rows(landscape, optimizer, tuple(map(tuple, x.tolist())), steps), tol)
    for name in HAPPENED:
        expected = [getattr(end, name) for end in run.outcome]
        assert getattr(found, name).tolist() == [-1 if at is None else at for at in expected], name
    assert np.array_equal(found.x, run.x[-1])
    assert np.array_equal(found.gap, run.gap[-1])
    assert np.allclose(found.tol, [end.tol for end in run.outcome], rtol=1e-15)


@dataclass(frozen=True)
class Rest(Optimizer):
    """Walks along x, rests for a while, goes on. (stub, 2026)"""

    for_steps: int = integer(100, 1, 200, help="how long it rests")
    far_off: bool = flag(False, help="it rests away from the minimum")

    readouts = {}

    def init(self, x):
        return {"count": torch.zeros_like(x[:, :1])}

    def step(self, oracle, x, state):
        oracle.grad(x)
        count = state["count"]
        rests = (count >= 10) & (count < 10 + self.for_steps)
        after = torch.where(rests, 3.0 * self.far_off + 0 * x, 3.0 + 0.001 * count + 0 * x)
        return after, {"count": count + 1}


@pytest.mark.parametrize("for_steps", range(97, 105))
@pytest.mark.parametrize("far_off", [False, True])
@pytest.mark.parametrize("steps", [105, 108, 111, 112, 160])
def test_what_lasts_just_long_enough_counts_as_in_the_reference(for_steps, far_off, steps):
    optimizer = Rest(for_steps, far_off)
    start = torch.tensor([[2.0, 1.0]], dtype=torch.float64)
    found = ends_of(Bowl(), optimizer, start, steps)
    (expected,) = judged(run_rows(Bowl(), optimizer, ((2.0, 1.0),), steps), 0.0).outcome
    for name in HAPPENED:
        at = getattr(expected, name)
        assert getattr(found, name).tolist() == [-1 if at is None else at], name


def test_settings_may_be_columns():
    landscape, optimizer = made("booth", "adam", 0.1)
    rates = [0.01, 0.1, 1.0]
    x = scattered(landscape, 1).repeat(len(rates), 1)
    together = ends_of(
        landscape, with_value(optimizer, "lr", torch.tensor(rates, dtype=torch.float64)[:, None]), x, 200
    )
    for row, rate in enumerate(rates):
        alone = ends_of(landscape, with_value(optimizer, "lr", rate), x[:1], 200)
        assert np.array_equal(together.x[row], alone.x[0])
        assert together.part(slice(row, row + 1)).reached == alone.reached


@pytest.mark.parametrize(
    "problem",
    [torch.OutOfMemoryError("CUDA out of memory."), RuntimeError("DefaultCPUAllocator: can't allocate memory")],
)
def test_too_little_memory_makes_smaller_parts_and_is_said(monkeypatch, problem):
    landscape, optimizer = made("booth", "adam", 0.1)
    x, whole = scattered(landscape, 300), []
    expected = ends_of(landscape, optimizer, x, 30)
    plain = fallline.programs.ends._eager

    def scarce(*asked):
        run = plain(*asked)

        def few(rule, rows, limits):
            if len(rows) > 100:
                raise problem
            whole.append(len(rows))
            return run(rule, rows, limits)

        return few

    monkeypatch.setattr(fallline.programs.ends, "_eager", scarce)
    monkeypatch.setattr(fallline.programs.ends, "AT_ONCE", 256)
    found = ends_of(landscape, optimizer, x, 30)
    assert "memory" in found.made["note"]
    assert max(whole) <= 100
    assert np.array_equal(found.x, expected.x)
    assert "note" not in expected.made


def test_a_package_that_has_no_memory_gives_way_to_smaller_parts(monkeypatch):
    landscape, optimizer = made("booth", "adam", 0.1)
    x = scattered(landscape, 300).float()
    expected = ends_of(landscape, optimizer, x, 30)

    class Large:
        class layout:  # noqa: N801 - as Package has it
            rows, length = 256, 10

    def scarce(*_):
        def run(*_):
            raise torch.OutOfMemoryError("CUDA out of memory.")

        return run

    monkeypatch.setattr(fallline.programs.ends, "package_of", lambda _: Large)
    monkeypatch.setattr(fallline.programs.ends, "_compiled", scarce)
    found = ends_of(landscape, optimizer, x, 30)
    assert found.made["path"] == "eager"
    assert "memory" in found.made["note"]
    assert np.array_equal(found.x, expected.x)


def test_where_even_few_do_not_fit_it_is_an_error(monkeypatch):
    landscape, optimizer = made("booth", "adam", 0.1)

    def broken(*_):
        raise RuntimeError("can't allocate memory")

    monkeypatch.setattr(fallline.programs.ends, "_eager", lambda *_: broken)
    with pytest.raises(MemoryError):
        ends_of(landscape, optimizer, scattered(landscape, 2 * FEWEST), 5)


def test_other_errors_are_not_taken_for_lack_of_memory(monkeypatch):
    landscape, optimizer = made("booth", "adam", 0.1)

    def broken(*_):
        raise RuntimeError("something else")

    monkeypatch.setattr(fallline.programs.ends, "_eager", lambda *_: broken)
    with pytest.raises(RuntimeError, match="something else"):
        ends_of(landscape, optimizer, scattered(landscape, 2 * FEWEST), 5)


def test_the_work_tells_how_far_it_is_and_can_be_ended(monkeypatch):
    monkeypatch.setattr(fallline.programs.ends, "AT_ONCE", 50)
    landscape, optimizer = made("booth", "adam", 0.1)
    told = []
    ends_of(landscape, optimizer, scattered(landscape, 120), 3, report=told.append)
    assert told == [50, 100, 120]

    def stop(_):
        raise InterruptedError

    with pytest.raises(InterruptedError):
        ends_of(landscape, optimizer, scattered(landscape, 120), 3, report=stop)


def test_never_is_no_step():
    landscape, optimizer = made("rosenbrock", "gradient_descent", 1e-6)
    found = ends_of(landscape, optimizer, scattered(landscape), 10)
    assert all(getattr(found, name).max() < NEVER for name in HAPPENED)


@pytest.mark.parametrize("from_size", [*SIZES, None])
def test_auto_takes_the_gpu_from_where_it_was_measured_to_be_faster(from_size, monkeypatch):
    seconds = lambda device, rows: 1.0 if device == CPU else (0.5 if from_size and rows >= from_size else 2.0)
    least = crossing(seconds)
    monkeypatch.setattr("fallline.run.device.faster_from", lambda: least)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    for rows in SIZES:
        assert placed("auto", rows) == (GPU if from_size and rows >= from_size else CPU)
    assert placed("cpu", 10**9) == CPU
    assert placed("cuda", 1) == GPU
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert placed("auto", 10**9) == CPU
