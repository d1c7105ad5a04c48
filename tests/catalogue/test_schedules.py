"""Learning rate schedules: each agrees with torch's own and changes only the optimizer that has it."""

import numpy as np
import pytest
import torch

from fallline.core import AdaptiveSchedule, BadInput, ScheduledOptimizer, settings_of
from fallline.optimizers import shelf as optimizers
from fallline.run import race
from fallline.scene import Scene
from fallline.schedules import shelf
from fallline.view.link import write_link

STEPS, LR = 120, 0.5
VARIANTS = [
    pytest.param(id, values, id=f"{id}-{values}")
    for id in shelf
    for values in ({}, {"warmup": 7}, {"to": 0.2}, {"period": 9, "growth": 1}, {"period": 4, "growth": 3, "warmup": 5})
    if not issubclass(shelf[id], AdaptiveSchedule)
]


@pytest.mark.filterwarnings("ignore:.*epoch parameter.*")
@pytest.mark.parametrize(("id", "values"), VARIANTS)
def test_every_schedule_agrees_with_torch(id, values):
    names = {each.name for each in settings_of(shelf[id])}
    schedule = shelf[id](**{name: value for name, value in values.items() if name in names})
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=LR)
    scheduler = schedule.reference(optimizer, STEPS)
    for k in range(STEPS):
        assert LR * schedule.factor(k, STEPS) == pytest.approx(optimizer.param_groups[0]["lr"], rel=1e-9, abs=1e-12)
        optimizer.step()
        if k < STEPS - 1:
            scheduler.step()


@pytest.mark.parametrize("id", list(shelf))
def test_the_factor_of_a_schedule_stays_between_0_and_1_also_after_its_end(id):
    factors = [shelf[id]().factor(k, STEPS) for k in range(STEPS + 500)]
    assert all(0 <= factor <= 1 + 1e-12 for factor in factors)
    assert max(factors) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("id", [id for id in optimizers if issubclass(optimizers.class_of(id), ScheduledOptimizer)])
def test_the_scheduled_learning_rate_is_a_readout_and_changes_the_run(id):
    plain = Scene.from_link(f"on=booth&run={id}~lr:0.001&start=1,1&steps=40")
    (constant,) = race(plain)
    assert (constant.readouts["learning_rate"] == 0.001).all()
    (falling,) = race(Scene.from_link(f"on=booth&run={id}~lr:0.001~schedule:(linear~to:0.5)&start=1,1&steps=40"))
    np.testing.assert_allclose(falling.readouts["learning_rate"][:, 0, 0], np.linspace(0.001, 0.0005, 41), rtol=1e-12)
    assert (falling.x[:2] == constant.x[:2]).all()
    assert not (falling.x[2:] == constant.x[2:]).all()


def test_an_inner_optimizer_may_have_a_schedule_and_the_link_keeps_it():
    link = "v=1&on=booth&run=lookahead~inner:(adam~lr:0.1~schedule:(cosine~to:0.5))&start=1,1&steps=40"
    scene = Scene.from_link(link)
    assert write_link(scene) == link
    (run,) = race(scene)
    np.testing.assert_allclose(run.readouts["learning_rate"][[0, 20, 40], 0, 0], [0.1, 0.075, 0.05])
    (plain,) = race(Scene.from_link(link.replace("~schedule:(cosine~to:0.5)", "")))
    assert not (plain.x == run.x).all()


@pytest.mark.parametrize("id", list(optimizers))
def test_lookahead_runs_with_every_allowed_inner_optimizer_and_refuses_the_others(id):
    setting = next(each for each in settings_of(optimizers.class_of("lookahead")) if each.name == "inner")
    link = f"on=booth&run=lookahead~inner:({id})&start=1,1&steps=12"
    if id in setting.choices():
        (run,) = race(Scene.from_link(link))
        assert np.isfinite(run.x).all()
        assert not (run.x[-1] == run.x[0]).all()
    else:
        with pytest.raises(BadInput, match=rf"lookahead\.inner cannot be {id}: .*\."):
            Scene.from_link(link)
