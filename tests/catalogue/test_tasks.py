"""The contract of training tasks, over the whole catalogue: each is held against its network in plain torch.nn."""

import dataclasses

import numpy as np
import pytest
import torch

from fallline.core import LOSS, SPLITS, TEST, TRAIN, VALIDATION, Samples, hessian_vector_product, value_and_gradient
from fallline.run.batches import Batches
from fallline.run.lockstep import Lockstep
from fallline.run.training import train
from fallline.run.training_outcome import training_outcomes
from fallline.scene.task_scene import TaskScene
from fallline.tasks import shelf
from fallline.tasks._digits import DIGITS
from fallline.tasks._mnist import MNIST
from fallline.tasks._moby import MOBY_DICK

BATCH_SIZE = 6
every_task = pytest.mark.parametrize("task", [cls() for cls in shelf.classes.values()], ids=list(shelf.classes))


def batch_of(task, rows, dtype=torch.float64, size=BATCH_SIZE) -> Samples:
    """Return a batch that differs between the rows."""
    samples = task.samples(TRAIN, dtype, "cpu")
    return samples.take(Batches(np.arange(rows), len(samples), size).at_step(0))


def loaded_module(task, point):
    """Return the task's torch.nn module with the weights of a point (dim,)."""
    module = task.module().to(point.dtype)
    tensors = {name: each[0].clone() for name, each in task.weights(point[None]).items()}
    module.load_state_dict(tensors, strict=False)
    assert tensors.keys() == dict(module.named_parameters()).keys()
    return module


def reference_loss(task, module, samples):
    """Return torch's loss of a module on samples; the penalty of a task is half its decay times the squares."""
    logits, targets = module(samples.inputs), samples.targets
    loss = torch.nn.functional.cross_entropy(logits.reshape(-1, logits.shape[-1]), targets.reshape(-1))
    decay = getattr(task, "decay", 0.0)
    return loss + decay / 2 * sum((each**2).sum() for each in module.parameters())


@every_task
@pytest.mark.parametrize(("dtype", "rtol"), [(torch.float64, 1e-9), (torch.float32, 2e-3)])
def test_loss_and_gradient_are_those_of_torch_nn(task, dtype, rtol):
    x, batch = task.starts([0, 1]).to(dtype), batch_of(task, 2, dtype)
    losses, gradients = value_and_gradient(lambda x: task.loss(x, batch), x)
    for row in range(2):
        module = loaded_module(task, x[row])
        loss = reference_loss(task, module, Samples(batch.inputs[row], batch.targets[row]))
        loss.backward()
        torch.testing.assert_close(losses[row], loss.detach(), rtol=rtol, atol=0)
        expected = torch.cat([each.grad.flatten() for each in module.parameters()])
        scale = expected.abs().max()
        torch.testing.assert_close(gradients[row] / scale, expected / scale, rtol=0, atol=rtol)


@every_task
def test_the_gradient_is_that_of_finite_differences(task):
    x, batch = task.starts([3]), batch_of(task, 1)
    (gradient,) = value_and_gradient(lambda x: task.loss(x, batch), x)[1]
    generator = torch.Generator().manual_seed(0)
    for _ in range(3):
        direction = torch.randn(task.dim, generator=generator, dtype=torch.float64)
        h = 1e-6 / direction.norm()
        slope = (task.loss(x + h * direction, batch) - task.loss(x - h * direction, batch)) / (2 * h)
        torch.testing.assert_close(slope[0], gradient @ direction, rtol=1e-4, atol=1e-7)


@every_task
def test_the_loss_has_a_symmetric_hessian(task):
    x, batch = task.starts([0]), batch_of(task, 1)
    generator = torch.Generator().manual_seed(1)
    one, other = torch.randn(2, 1, task.dim, generator=generator, dtype=torch.float64)
    products = [hessian_vector_product(lambda x: task.loss(x, batch), x, v) for v in (one, other)]
    assert products[0].abs().max() > 0
    torch.testing.assert_close((products[0] * other).sum(), (products[1] * one).sum(), rtol=1e-7, atol=1e-10)


@every_task
@pytest.mark.parametrize("dtype", [torch.float32, torch.float64])
def test_rows_are_independent_bit_for_bit(task, dtype):
    x, batch = task.starts(range(5)).to(dtype), batch_of(task, 5, dtype, size=task.batch_size)
    together = value_and_gradient(lambda x: task.loss(x, batch), x)
    for rows in ([2], [0, 4], [4, 1, 3]):
        part = Samples(batch.inputs[rows], batch.targets[rows])
        alone = value_and_gradient(lambda x, part=part: task.loss(x, part), x[rows])
        for mine, all_rows in zip(alone, together, strict=True):
            assert torch.equal(mine, all_rows[rows])


@every_task
def test_an_evaluation_of_a_row_does_not_depend_on_the_other_rows(task):
    x = task.starts(range(10)).float()  # more rows than are evaluated at once
    together = task.evaluate(x, VALIDATION, 300)
    for row in (0, 9):
        for name, value in task.evaluate(x[row : row + 1], VALIDATION, 300).items():
            assert torch.equal(value[0], together[name][row])


@every_task
def test_shared_samples_give_the_loss_of_the_same_samples_in_every_row(task):
    x, samples = task.starts([0, 1]), task.samples(VALIDATION, torch.float64, "cpu").first(7)
    own = Samples(*(torch.stack([each, each]) for each in (samples.inputs, samples.targets)))
    torch.testing.assert_close(task.loss(x, samples.shared()), task.loss(x, own), rtol=1e-12, atol=0)
    evaluated = task.evaluate(x, VALIDATION, 7)
    torch.testing.assert_close(evaluated[LOSS], task.loss(x, own), rtol=1e-10, atol=0)
    assert evaluated.keys() == {LOSS, *task.measures}


@every_task
def test_a_seed_gives_the_weights_of_torchs_initialisation_and_leaves_torchs_random_numbers_alone(task):
    torch.manual_seed(17)
    before = torch.get_rng_state()
    start, other = task.start(5), task.start(6)
    assert torch.equal(torch.get_rng_state(), before)
    torch.set_default_dtype(torch.float64)
    assert torch.equal(task.start(5), start)
    assert torch.get_default_dtype() == torch.float64
    torch.set_default_dtype(torch.float32)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(5)
        parameters = list(task.module().parameters())
    assert torch.equal(start, torch.cat([each.detach().flatten() for each in parameters]).double())
    assert not torch.equal(start, other)
    assert sum(part.size for part in task.parts) == task.dim == len(start)


@every_task
def test_the_splits_are_fixed_and_have_no_sample_in_common(task):
    first, again = ({name: task.split(name) for name in SPLITS} for _ in range(2))
    for name in SPLITS:
        assert torch.equal(first[name].inputs, again[name].inputs)
        assert len(first[name].inputs) == len(first[name].targets) > 0
    rows = {name: {each.numpy().tobytes() for each in first[name].inputs.flatten(1)} for name in SPLITS}
    # Windows of text may repeat: a phrase may occur twice. Its places in the text are held apart by test_text_tasks.
    if task.family != "text":
        assert not rows[TRAIN] & rows[VALIDATION]
        assert not (rows[TRAIN] | rows[VALIDATION]) & rows[TEST]
    assert len(first[TRAIN]) >= task.batch_size


@every_task
def test_uniform_guessing_has_the_stated_loss_and_a_perfect_network_the_best_measures(task):
    samples = task.samples(VALIDATION, torch.float64, "cpu").first(20).shared()
    shape = task.predict(task.weights(task.starts([0])), samples.inputs).shape
    losses = task.sample_losses(torch.zeros(shape, dtype=torch.float64), samples.targets)
    torch.testing.assert_close(losses, torch.full((1, 20), task.uniform_loss, dtype=torch.float64))
    sure = 100 * torch.nn.functional.one_hot(samples.targets, shape[-1]).double()
    assert task.sample_losses(sure, samples.targets).abs().max() < 1e-9
    for name, values in task.measure(sure, samples.targets).items():
        best = 100.0 if task.measures[name].higher_is_better else 0.0
        torch.testing.assert_close(values, torch.full((1, 20), best, dtype=torch.float64), atol=1e-9, rtol=0)


@every_task
def test_the_facts_of_a_task_are_complete(task):
    assert task.teaches.endswith(".")
    assert task.data_source
    assert task.target.measure in {LOSS, *task.measures}
    assert task.monitor_size > 0
    for part in task.parts:
        assert part.role in ("weight", "bias", "embedding")


@pytest.mark.slow
@every_task
def test_training_reaches_the_target_with_the_listed_setting(task):
    scene = TaskScene.from_link(f"on={task.id}&run={task.target_setting}&seeds=3")
    ends = training_outcomes(train(scene)[0])
    assert all(end.reached is not None for end in ends), [str(end) for end in ends]


PLAIN_OPTIMIZERS = {
    "adam~lr:0.01": lambda parameters: torch.optim.Adam(parameters, lr=0.01),
    "sgd_momentum~lr:0.05": lambda parameters: torch.optim.SGD(parameters, lr=0.05, momentum=0.9),
}


@every_task
@pytest.mark.parametrize("optimizer", PLAIN_OPTIMIZERS)
def test_a_race_is_that_of_a_plain_loop_over_torch_optim(task, optimizer):
    """The batches, the initialisation and the rule are the same, so the weights are too, up to rounding."""
    steps = 8
    scene = dataclasses.replace(TaskScene.from_link(f"on={task.id}&run={optimizer}"), steps=steps)
    run = train(scene, torch.float64)[0]
    samples = task.samples(TRAIN, torch.float64, "cpu")
    batches = Batches(np.array([0]), len(samples), task.batch_size)
    module = loaded_module(task, task.start(0))
    rule = PLAIN_OPTIMIZERS[optimizer](module.parameters())
    losses = []
    for step in range(steps):
        indices = batches.at_step(step)[0]
        rule.zero_grad()
        loss = reference_loss(task, module, Samples(samples.inputs[indices], samples.targets[indices]))
        loss.backward()
        rule.step()
        losses.append(loss.item())
    np.testing.assert_allclose(run.scalars["batch_loss"][:-1, 0], losses, rtol=1e-7)
    end = torch.cat([each.detach().flatten() for each in module.parameters()])
    np.testing.assert_allclose(run.snapshots[-1, 0], end.float(), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("file", [DIGITS, MNIST, MOBY_DICK], ids=lambda file: file.name)
def test_a_damaged_data_file_is_refused(file, tmp_path, monkeypatch):
    content = bytearray(file.read())
    content[len(content) // 2] ^= 1
    (tmp_path / file.name).write_bytes(content)
    monkeypatch.setattr("fallline.tasks._files.TASK_DATA", tmp_path)
    with pytest.raises(ValueError, match=f"{file.name} is damaged"):
        file.read()
    assert file.licence
    assert file.origin


def test_batches_take_each_sample_once_per_epoch_and_depend_on_seed_and_step_alone():
    batches = Batches(np.array([3, 8]), 50, 16)
    epochs = [torch.cat([batches.at_step(3 * epoch + k) for k in range(3)], dim=1) for epoch in range(2)]
    for epoch in epochs:
        for row in epoch.tolist():
            assert len(set(row)) == 48
            assert set(row) <= set(range(50))
    assert not torch.equal(epochs[0], epochs[1])
    assert not torch.equal(epochs[0][0], epochs[0][1])
    assert torch.equal(Batches(np.array([8]), 50, 16).at_step(4), batches.at_step(4)[1:])
    assert torch.equal(batches.select_rows(np.array([1])).at_step(2), batches.at_step(2)[1:])
    whole = Batches(np.array([0, 1]), 50, 50)
    assert torch.equal(whole.at_step(7), torch.arange(50).expand(2, 50))


def test_all_optimizers_of_a_race_see_the_same_batches():
    task = shelf["digits_logreg"]()
    scene = TaskScene.from_link("on=digits_logreg&run=adam~lr:1e-9&run=sgd_momentum~lr:1e-9&seeds=2")
    runs = Lockstep(task, scene.optimizers, (0, 1), batch_size=16, steps=5, dtype=torch.float64)
    for _ in range(5):
        losses = runs.take_step().loss.reshape(2, 2)
        torch.testing.assert_close(losses[0], losses[1], rtol=1e-5, atol=0)
        assert losses[0, 0] != losses[0, 1]
