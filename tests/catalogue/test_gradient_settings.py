"""Clipping, maximize and schedules that follow f, compared with torch over the whole catalogue."""

import dataclasses

import numpy as np
import pytest
import torch
from optimizer_helpers import Bowl, Trough, equal_bits, iterate_states, make_or_none, random_starts

from fallline.analysis.diagnosis import diagnose
from fallline.analysis.learning_rates import find_best_learning_rate
from fallline.core import BadInput, GradientOptimizer, ScheduledOptimizer
from fallline.optimizers import shelf
from fallline.run import race
from fallline.scene import Scene
from fallline.schedules import shelf as schedules

STEPS, LR = 200, 0.05
GRADIENT_IDS = [id for id in shelf.classes if issubclass(shelf.class_of(id), GradientOptimizer)]
TORCH_IDS = ("gradient_descent", "sgd_momentum", "adam", "adamw", "rmsprop", "adagrad", "adadelta", "nadam", "radam")
TORCH_IDS += ("adamax", "nesterov", "rprop")


@pytest.fixture(autouse=True)
def _float64_default():
    """Make float64 the default dtype, in which torch's own optimizers keep some of their scalars."""
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(torch.float32)


def follow_torch(reference, landscape, *, change=None, scheduler=None):
    """Return the path (steps+1, dim) of a torch optimizer and its learning rates; ``change`` acts on each gradient."""
    x = reference.param_groups[0]["params"][0]
    path, rates = [x.detach().clone()], []
    for _ in range(STEPS):
        reference.zero_grad()
        loss = landscape.f(x).sum()
        loss.backward()
        if change:
            change(x)
        rates.append(reference.param_groups[0]["lr"])
        reference.step()
        if scheduler:
            scheduler.step(loss.item())
        path.append(x.detach().clone())
    return torch.cat(path).numpy(), np.array(rates)


def run_path(optimizer, landscape):
    start = torch.tensor([landscape.start], dtype=torch.float64)
    return torch.cat([x for x, _ in iterate_states(optimizer, landscape, start, STEPS)]).numpy()


def torch_reference(optimizer, landscape):
    return optimizer.reference(torch.tensor([landscape.start], dtype=torch.float64, requires_grad=True))


CLIPS = {
    "norm": lambda at: lambda x: torch.nn.utils.clip_grad_norm_([x], at),
    "value": lambda at: lambda x: torch.nn.utils.clip_grad_value_([x], at),
}


# Clipping


@pytest.mark.parametrize("clip", list(CLIPS))
@pytest.mark.parametrize("id", TORCH_IDS)
def test_clipping_before_weight_decay_is_that_of_torch(id, clip):
    """The first gradients are clipped, the last ones are not, and decay is added to what is left."""
    landscape, decay = Trough(), {} if id == "rprop" else {"weight_decay": 0.05}
    optimizer = shelf[id](lr=LR, clip=clip, clip_at=2.0, **decay)
    expected, _ = follow_torch(torch_reference(optimizer, landscape), landscape, change=CLIPS[clip](2.0))
    np.testing.assert_allclose(run_path(optimizer, landscape), expected, rtol=1e-9, atol=1e-11)


@pytest.mark.parametrize("clip", list(CLIPS))
@pytest.mark.parametrize("id", GRADIENT_IDS)
def test_the_trajectory_holds_the_whole_gradient_and_the_readouts_the_clipped_one(id, clip):
    scene = Scene.from_link(f"on=rosenbrock&run={id}~clip:{clip}~clip_at:3&start=-1,1&start=0.9,0.8&steps=25&noise=0.1")
    (run,) = race(scene)
    clipped = torch.from_numpy(run.seen.copy())
    for gradient in clipped.reshape(-1, 2):
        parameter = torch.zeros(2, dtype=torch.float64, requires_grad=True)
        parameter.grad = gradient.clone()
        CLIPS[clip](3.0)(parameter)
        gradient[:] = parameter.grad
    np.testing.assert_allclose(run.readouts["clipped_gradient"], clipped, rtol=1e-12)
    share = np.linalg.norm(clipped, axis=-1) / np.linalg.norm(run.seen, axis=-1)
    np.testing.assert_allclose(run.readouts["clip_factor"][..., 0], share, rtol=1e-12)


@pytest.mark.parametrize("id", GRADIENT_IDS)
def test_clipping_costs_no_call_and_adds_readouts_only_where_it_is_on(id):
    link = f"on=sphere&run={id}~clip:norm~clip_at:0.1&run={id}&start=1,0.5&start=0.9,0.8&steps=25&noise=0.1"
    clipped, plain = race(Scene.from_link(link))
    assert "clip_factor" in clipped.readouts
    assert "clip_factor" not in plain.readouts
    assert all(np.array_equal(clipped.calls[kind], plain.calls[kind]) for kind in plain.calls)


@pytest.mark.parametrize("id", GRADIENT_IDS)
def test_a_limit_that_no_gradient_reaches_leaves_the_run_as_it_is(id):
    x = random_starts(Bowl(), 3)
    for clip in CLIPS:
        *_, (plain, _) = iterate_states(shelf[id](), Bowl(), x, 20)
        *_, (clipped, _) = iterate_states(shelf[id](clip=clip, clip_at=1e9), Bowl(), x, 20)
        assert equal_bits(plain, clipped)


def test_a_gradient_of_zero_is_not_changed_and_one_that_is_not_finite_stays_so():
    for clip in CLIPS:
        optimizer = shelf["adam"](clip=clip, clip_at=1.0)
        clipped, factor = optimizer.clip_gradient(torch.tensor([[0.0, 0.0], [np.nan, 1.0]], dtype=torch.float64))
        assert clipped[0].tolist() == [0.0, 0.0]
        assert factor[0].item() == 1.0
        assert clipped[1, 0].isnan()


# Maximize


@pytest.mark.parametrize("id", TORCH_IDS)
def test_maximize_is_that_of_torch(id):
    """Weight decay pulls to 0 in both, and the function is bounded above."""
    landscape = Scene.from_link("on=formula~f:(sin(x)*cos(y)-0.1*x*y)&run=adam&start=0.5,0.7").landscape
    decay = {} if id == "rprop" else {"weight_decay": 0.3}
    optimizer = shelf[id](lr=LR, maximize=True, **decay)
    reference = torch_reference(optimizer, landscape)
    assert reference.defaults["maximize"]
    expected, _ = follow_torch(reference, landscape)
    np.testing.assert_allclose(run_path(optimizer, landscape), expected, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("id", GRADIENT_IDS)
def test_to_maximize_f_is_to_minimize_its_opposite(id):
    @dataclasses.dataclass(frozen=True)
    class Hill(Trough):
        def f(self, x):
            return -super().f(x)

    x = random_starts(Trough(), 3)
    *_, (down, _) = iterate_states(shelf[id](), Trough(), x, 20)
    *_, (up, _) = iterate_states(shelf[id](maximize=True), Hill(), x, 20)
    assert equal_bits(down, up)


def test_a_run_that_climbs_is_said_to_do_as_asked_and_is_not_tuned():
    scene = Scene.from_link("on=sphere&run=adam~lr:0.1~maximize:1&start=1,1&steps=30")
    (run,) = race(scene)
    assert (np.diff(run.f[:, 0]) > 0).all()
    assert str(diagnose(run, 0.0, scene.landscape.view)) == "it climbs, as asked"
    assert run.outcome[0].reached is None
    assert find_best_learning_rate(scene, scene.optimizers[0]) is None
    inside = Scene.from_link("on=sphere&run=lookahead~inner:(adam~lr:0.1~maximize:1)&start=1,1&steps=30")
    assert str(diagnose(race(inside)[0], 0.0, scene.landscape.view)) == "it climbs, as asked"


# Schedules that follow f

PLATEAUS = (
    {},
    {"patience": 0, "by": 0.5},
    {"patience": 3, "cooldown": 4, "by": 0.7},
    {"threshold_mode": "absolute", "threshold": 0.05, "patience": 2},
    {"threshold": 0.1, "patience": 1, "to": 0.01, "by": 0.3},
)


@pytest.mark.parametrize("values", PLATEAUS, ids=str)
@pytest.mark.parametrize("id", TORCH_IDS)
def test_reduction_on_a_plateau_is_that_of_torch(id, values):
    if not issubclass(shelf.class_of(id), ScheduledOptimizer):
        assert make_or_none(shelf.class_of(id)) is not None
        with pytest.raises(BadInput, match="No setting of rprop called 'schedule'"):
            Scene.from_link(f"on=booth&run={id}~schedule:plateau")
        return
    landscape, schedule = Trough(), schedules["plateau"](**values)
    optimizer = shelf[id](lr=0.2, schedule=schedule, clip="norm", clip_at=3.0)
    reference = torch_reference(optimizer, landscape)
    scheduler = schedule.reference(reference, STEPS)
    expected, rates = follow_torch(reference, landscape, change=CLIPS["norm"](3.0), scheduler=scheduler)
    start = torch.tensor([landscape.start], dtype=torch.float64)
    states = list(iterate_states(optimizer, landscape, start, STEPS))
    factors = torch.cat([state["schedule_factor"] for _, state in states])[1:, 0].numpy()
    np.testing.assert_allclose(0.2 * factors, rates, rtol=1e-9)
    np.testing.assert_allclose(torch.cat([x for x, _ in states]).numpy(), expected, rtol=1e-7, atol=1e-9)


def test_a_plateau_is_one_of_the_highest_values_if_f_is_maximized():
    landscape = Scene.from_link("on=formula~f:(sin(3x)*cos(2y)+2)&run=adam&start=0.1,0.9").landscape
    schedule = schedules["plateau"](patience=1, by=0.5, threshold=1e-3)
    optimizer = shelf["gradient_descent"](lr=0.5, maximize=True, schedule=schedule)
    reference = torch_reference(optimizer, landscape)
    _, rates = follow_torch(reference, landscape, scheduler=schedule.reference(reference, STEPS))
    start = torch.tensor([landscape.start], dtype=torch.float64)
    states = list(iterate_states(optimizer, landscape, start, STEPS))
    factors = torch.cat([state["schedule_factor"] for _, state in states])[1:, 0].numpy()
    assert rates[-1] < rates[0]
    np.testing.assert_allclose(0.5 * factors, rates, rtol=1e-9)


def test_each_start_has_a_learning_rate_of_its_own_and_the_readout_shows_it():
    link = "on=rosenbrock&run=adam~lr:0.5~schedule:(plateau~patience:2~by:0.5)&start=-1,1&start=1.1,1.2&steps=60"
    (run,) = race(Scene.from_link(link))
    rates = run.readouts["learning_rate"][..., 0]
    assert (rates[0] == 0.5).all()
    assert (np.diff(rates, axis=0) <= 0).all()
    assert not (rates[:, 0] == rates[:, 1]).all()
    np.testing.assert_allclose(
        run.readouts["effective_rate"] * run.readouts["denominator"], rates[..., None] * np.ones(2), rtol=1e-9
    )
    (plain,) = race(Scene.from_link("on=rosenbrock&run=adam~lr:0.5&start=-1,1&start=1.1,1.2&steps=60"))
    assert {kind: count.tolist() for kind, count in run.calls.items()} == {
        kind: count.tolist() for kind, count in plain.calls.items()
    }


# Where the settings are absent


@pytest.mark.parametrize("setting", ["clip:norm", "maximize:1", "weight_decay:0.1", "schedule:plateau"])
@pytest.mark.parametrize("id", sorted(set(shelf.classes) - set(GRADIENT_IDS)))
def test_a_rule_without_these_settings_refuses_them(id, setting):
    with pytest.raises(BadInput, match=f"No setting of {id} called '{setting.partition(':')[0]}'"):
        Scene.from_link(f"on=booth&run={id}~{setting}")
