"""Learning rates of training tasks, tuned on the validation samples."""

import numpy as np
import pytest
import torch

from fallline.analysis import task_rates
from fallline.analysis.task_rates import FIRST_TUNING_SEED, TRIED_RATES, try_rates, tune_task_rates
from fallline.core import LOSS, replace_at_path
from fallline.run.lockstep import Lockstep
from fallline.scene.task_scene import TaskScene

LINK = "on=digits_logreg&run=adam&run=sgd_momentum&run=backtracking&steps=60&seeds=3&seed=7"


@pytest.fixture(scope="module")
def trials():
    return try_rates(TaskScene.from_link(LINK))


def test_each_rate_is_tried_as_if_it_ran_alone(trials):
    trial, scene = trials[0], TaskScene.from_link(LINK)
    for rate in (TRIED_RATES[3], TRIED_RATES[6]):
        rule = replace_at_path(trial.optimizer, "lr", rate)
        seeds = [FIRST_TUNING_SEED, FIRST_TUNING_SEED + 1]
        alone = Lockstep(scene.task, [rule], seeds, batch_size=64, steps=60)
        for _ in range(60):
            alone.take_step()
        loss = scene.task.evaluate(alone.x, "validation")[LOSS].mean().item()
        assert trial.losses[trial.rates.index(rate)] == pytest.approx(loss, rel=1e-4)


def test_the_best_rate_lies_between_others(trials):
    for trial in trials:
        assert min(trial.rates) < trial.best < max(trial.rates)


def test_the_tuned_race_has_the_best_rates_and_leaves_others_as_they_are(trials):
    scene = TaskScene.from_link(LINK)
    tuned = tune_task_rates(scene)
    assert [each.lr for each in tuned.optimizers[:2]] == [trial.best for trial in trials]
    assert tuned.optimizers[2] == scene.optimizers[2]
    assert (tuned.seeds, tuned.seed) == (3, 7)


def test_the_samples_of_the_test_split_are_not_read(monkeypatch):
    task_rates._try_rates.cache_clear()
    scene = TaskScene.from_link("on=digits_logreg&run=adam&steps=5")
    read = type(scene.task).samples
    names = []

    def spy(self, split, dtype, device):
        names.append(split)
        return read(self, split, dtype, device)

    monkeypatch.setattr(type(scene.task), "samples", spy)
    try_rates(scene)
    assert set(names) == {"train", "validation"}


def test_a_rate_that_diverges_is_never_the_best():
    trial = task_rates.RateTrial(TaskScene.from_link(LINK).optimizers[0], (0.1, 1.0), (np.inf, 2.0))
    assert trial.best == 1.0
    assert task_rates.RateTrial(trial.optimizer, (0.1,), (np.inf,)).best is None
    assert torch.isfinite(torch.tensor(trial.losses[1]))
