"""Races on training tasks: the numbers of each step, shared gradients, rules defined for each tensor, outcomes."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from fallline.core import NUMBER, BadInput, read_item
from fallline.core.optimizer import Optimizer
from fallline.optimizers import shelf as optimizers
from fallline.run.lockstep import Lockstep
from fallline.run.training import SNAPSHOT_COUNT, Training, train
from fallline.run.training_outcome import training_outcomes
from fallline.run.training_record import hold_finite
from fallline.scene.task_scene import TaskScene
from fallline.tasks import read_task

LINK = "on=digits_mlp&run=adabelief~lr:0.01&run=sgd_momentum~lr:0.1&run=nesterov~lr:0.05&steps=25&seeds=2"


@pytest.fixture(scope="module")
def runs():
    return train(TaskScene.from_link(LINK), torch.float64)


def path_of(optimizer: str, seeds: tuple[int, ...], steps: int) -> torch.Tensor:
    """Return the points of one optimizer that runs alone, (steps+1, rows, dim) in float64."""
    alone = Lockstep(
        read_task("digits_mlp"),
        [read_item(optimizers, optimizer)],
        seeds,
        batch_size=64,
        steps=steps,
        dtype=torch.float64,
    )
    return torch.stack([alone.x, *(alone.take_step().next_x for _ in range(steps))])


@pytest.mark.parametrize(
    ("index", "optimizer"), [(0, "adabelief~lr:0.01"), (1, "sgd_momentum~lr:0.1"), (2, "nesterov~lr:0.05")]
)
def test_a_run_does_not_depend_on_the_other_runs_and_seeds_of_its_race(runs, index, optimizer):
    for row, seed in enumerate((0, 1)):
        alone = path_of(optimizer, (seed,), 25)[:, 0]
        assert torch.equal(torch.from_numpy(runs[index].snapshots[:, row]), alone.float())


def test_the_numbers_of_a_step_are_those_of_the_path(runs):
    points = path_of("sgd_momentum~lr:0.1", (0, 1), 25)
    scalars, steps = runs[1].scalars, points[1:] - points[:-1]
    lengths = torch.linalg.vector_norm(steps, dim=-1)
    np.testing.assert_allclose(scalars["step_length"][:-1], lengths, rtol=1e-12)
    np.testing.assert_allclose(
        scalars["update_ratio"][:-1], lengths / torch.linalg.vector_norm(points[:-1], dim=-1), rtol=1e-12
    )
    # The first step of SGD goes exactly down the slope of its batch.
    np.testing.assert_allclose(scalars["cosine"][0], 1, rtol=1e-12)
    np.testing.assert_allclose(scalars["gradient_norm"][0] * 0.1, lengths[0], rtol=1e-12)
    assert (np.abs(scalars["cosine"]) <= 1 + 1e-12).all()


def test_the_evaluations_are_those_of_the_snapshots(runs):
    task, run = read_task("digits_mlp"), runs[0]
    assert run.evaluated_at.tolist() == [0, 10, 20, 25]
    for k, step in enumerate(run.evaluated_at):
        x = torch.from_numpy(run.snapshots[step]).double()
        for name, values in task.evaluate(x, "validation").items():
            np.testing.assert_allclose(run.evaluations[f"validation.{name}"][k], values, rtol=1e-4)
    for name, values in run.final.items():
        np.testing.assert_array_equal(values, run.evaluations[name][-1])


def test_snapshots_are_spread_over_a_long_race():
    run = train(TaskScene.from_link("on=digits_logreg&run=adam&steps=301"))[0]
    assert len(run.kept_at) == SNAPSHOT_COUNT
    assert (run.kept_at[0], run.kept_at[-1], len(run.snapshots)) == (0, 301, SNAPSHOT_COUNT)


def test_quartiles_of_effective_rates_are_those_of_each_part():
    scene = TaskScene.from_link("on=digits_logreg&run=adagrad~lr:0.1&steps=40&seeds=2")
    training = Training(scene, torch.float64)
    run, task = training.finish()[0], scene.task
    assert run.rate_quartiles.shape == (41, 2, len(task.parts), 3)
    assert (np.diff(run.rate_quartiles, axis=-1) >= 0).all()
    # Adagrad's rates fall from step to step for every weight.
    assert (np.diff(run.rate_quartiles, axis=0) <= 0).all()


def test_every_optimizer_trains_or_says_why_not():
    scene = TaskScene.from_link("on=digits_logreg&run=adam&steps=3")
    refused: list[str] = []
    for id in optimizers.classes:
        rule: Optimizer = optimizers[id]()
        try:
            run = train(replace(scene, optimizers=(rule,)))[0]
        except BadInput as problem:
            assert rule.title in str(problem)  # noqa: PT017 - most optimizers raise nothing
            refused.append(id)
            continue
        assert np.isfinite(run.scalars["batch_loss"][0]).all(), id
        numbers = {name for name, kind in rule.readouts.items() if kind == NUMBER}
        assert numbers <= run.scalars.keys(), id
    assert len(refused) <= 1


def test_fromage_steps_by_the_norms_of_each_tensor():
    task, lr = read_task("digits_logreg"), 0.01
    x = task.starts([0])
    moved = Lockstep(task, [optimizers["fromage"](lr=lr)], [0], batch_size=64, steps=1, dtype=torch.float64).take_step()
    tensors = (task.weights(each).values() for each in (x, moved.next_x, moved.gradient))
    for before, after, slope in zip(*tensors, strict=True):
        expected = (before - lr * slope * before.norm() / slope.norm()) / (1 + lr**2) ** 0.5
        torch.testing.assert_close(after, expected)


def test_a_torch_class_gets_the_tensors_of_the_network():
    """Adafactor factorises the squares of a matrix, so its steps on a flat vector would be others."""
    task = read_task("digits_logreg")
    rule = read_item(optimizers, "torch~cls:torch.optim.Adafactor~lr:0.01")
    runs = Lockstep(task, [rule], [0], batch_size=64, steps=2, dtype=torch.float64)
    gradients = [runs.take_step().gradient for _ in range(2)]
    tensors = [each[0].clone().requires_grad_() for each in task.weights(task.starts([0])).values()]
    reference = torch.optim.Adafactor(tensors, lr=0.01)
    for gradient in gradients:
        for tensor, slope in zip(tensors, task.weights(gradient).values(), strict=True):
            tensor.grad = slope[0]
        reference.step()
    for tensor, mine in zip(tensors, task.weights(runs.x).values(), strict=True):
        torch.testing.assert_close(mine[0], tensor.detach())


def test_a_run_that_is_no_longer_finite_diverged_at_that_step_and_harms_no_other():
    scene = TaskScene.from_link("on=digits_mlp&run=gradient_descent~lr:1e30&run=adam~lr:0.01&steps=60")
    wild, adam = train(scene)
    assert 0 < wild.stopped_at[0] < 10
    assert np.isfinite(wild.scalars["batch_loss"]).all()
    assert str(training_outcomes(wild)[0]) == f"diverged at step {wild.stopped_at[0]}"
    assert (adam.stopped_at == -1).all()
    alone = train(replace(scene, optimizers=scene.optimizers[1:]))[0]
    np.testing.assert_array_equal(adam.snapshots, alone.snapshots)


def test_last_finite_values_are_repeated():
    values = np.array([[1.0, 1.0, 1.0], [2.0, np.nan, 2.0], [3.0, np.nan, np.nan]])
    held = hold_finite(values, np.arange(3), np.array([-1, 1, 2]))
    assert held.tolist() == [[1, 1, 1], [2, 1, 2], [3, 1, 2]]


def test_outcomes_say_what_happened():
    scene = TaskScene.from_link("on=digits_mlp&run=adam~lr:0.01&run=adam~lr:0.0001&run=sgd_momentum~lr:30")
    fast, slow, wild = (training_outcomes(run)[0] for run in train(scene))
    assert fast.reached is not None
    assert "reached the target at step" in str(fast)
    assert (slow.reached, slow.diverged) == (None, None)
    assert "not there yet after 300 steps, Accuracy" in str(slow)
    assert wild.diverged is not None


def test_overfitting_is_dated_at_the_lowest_validation_loss():
    run = train(TaskScene.from_link("on=mnist_mlp&run=adam~lr:0.03&steps=500"))[0]
    outcome, losses = training_outcomes(run)[0], run.evaluations["validation.loss"][:, 0]
    assert outcome.overfits == run.evaluated_at[losses.argmin()]
    assert f"overfits from step {outcome.overfits} on" in str(outcome)
