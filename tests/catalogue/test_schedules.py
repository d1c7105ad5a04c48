"""Schedules: each against torch's own, in force on the clock, and one optimizer's schedule no other's business."""

import numpy as np
import pytest
import torch

from fallline.core import BadInput, Paced, settings_of
from fallline.optimizers import shelf as optimizers
from fallline.run import race
from fallline.scene import Scene
from fallline.schedules import shelf
from fallline.view.link import write_link

STEPS, RATE = 120, 0.5
OFTEN = [pytest.param(id, values, id=f"{id}-{values}") for id in shelf for values in ({}, {"warmup": 7}, {"to": 0.2})]


@pytest.mark.filterwarnings("ignore:.*epoch parameter.*")
@pytest.mark.parametrize(("id", "values"), OFTEN)
def test_every_schedule_is_torchs(id, values):
    names = {each.name for each in settings_of(shelf[id])}
    schedule = shelf[id](**{name: value for name, value in values.items() if name in names})
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=RATE)
    scheduler = schedule.reference(optimizer, STEPS)
    for k in range(STEPS):
        assert RATE * schedule.factor(k, STEPS) == pytest.approx(optimizer.param_groups[0]["lr"], rel=1e-9, abs=1e-12)
        optimizer.step()
        if k < STEPS - 1:
            scheduler.step()


@pytest.mark.parametrize("id", list(shelf))
def test_a_schedule_stays_where_it_ends_and_never_leaves_0_to_1(id):
    factors = [shelf[id]().factor(k, STEPS) for k in range(STEPS + 500)]
    assert all(0 <= factor <= 1 + 1e-12 for factor in factors)
    assert max(factors) == pytest.approx(1, abs=0.05)


@pytest.mark.parametrize("id", [id for id in optimizers if issubclass(optimizers.class_of(id), Paced)])
def test_the_rate_in_force_is_a_readout_and_moves_the_run(id):
    plain = Scene.from_link(f"on=booth&run={id}~lr:0.001&start=1,1&steps=40")
    (constant,) = race(plain)
    assert (constant.readouts["learning_rate"] == 0.001).all()
    (falling,) = race(Scene.from_link(f"on=booth&run={id}~lr:0.001~schedule:(linear~to:0.5)&start=1,1&steps=40"))
    np.testing.assert_allclose(falling.readouts["learning_rate"][:, 0, 0], np.linspace(0.001, 0.0005, 41), rtol=1e-12)
    assert (falling.x[:2] == constant.x[:2]).all()
    assert not (falling.x[2:] == constant.x[2:]).all()


def test_a_schedule_travels_in_the_link_and_serves_an_optimizer_inside():
    link = "v=1&on=booth&run=lookahead~inner:(adam~lr:0.1~schedule:(cosine~to:0.5))&start=1,1&steps=40"
    scene = Scene.from_link(link)
    assert write_link(scene) == link
    (run,) = race(scene)
    np.testing.assert_allclose(run.readouts["learning_rate"][[0, 20, 40], 0, 0], [0.1, 0.075, 0.05])
    (plain,) = race(Scene.from_link(link.replace("~schedule:(cosine~to:0.5)", "")))
    assert not (plain.x == run.x).all()


@pytest.mark.parametrize("id", list(optimizers))
def test_whatever_may_stand_in_lookahead_races_and_the_others_are_refused_in_words(id):
    setting = next(each for each in settings_of(optimizers.class_of("lookahead")) if each.name == "inner")
    link = f"on=booth&run=lookahead~inner:({id})&start=1,1&steps=12"
    if id in setting.choices():
        (run,) = race(Scene.from_link(link))
        assert np.isfinite(run.x).all()
        assert not (run.x[-1] == run.x[0]).all()
    else:
        with pytest.raises(BadInput, match=rf"lookahead\.inner cannot be {id}: .*\."):
            Scene.from_link(link)
