"""Any torch optimizer: which classes are allowed, how others are refused, and that instances step as in torch."""

import sys

import numpy as np
import pytest
import torch

from fallline.core import BadInput, Oracle
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf
from fallline.optimizers import torch_classes as classes
from fallline.run import race
from fallline.scene import Scene

REFUSED = {f"torch.optim.{name}" for name in ("LBFGS", "Muon", "SparseAdam")}  # no step by the gradient of a vector
NATIVE = [f"torch.optim.{name}" for name in classes.optimizer_classes("torch.optim")]


@pytest.fixture
def allow_package(monkeypatch):
    monkeypatch.setattr(classes, "allowed_packages", {classes.ALWAYS_ALLOWED_PACKAGE})
    return classes.allow_package


@pytest.mark.parametrize("path", NATIVE)
def test_every_torch_class_steps_as_in_torch_or_is_refused_with_a_reason(path):
    if path in REFUSED:
        with pytest.raises(BadInput, match=r"cannot race down a landscape: .*\.$"):
            shelf["torch"](cls=path)
        return
    optimizer = shelf["torch"](cls=path, lr=0.03)
    landscape = landscapes["booth"]()
    (run,) = race(Scene(landscape, (optimizer,), ((1.0, 1.0),), steps=30))
    x = torch.tensor([1.0, 1.0], dtype=torch.float64, requires_grad=True)
    reference = getattr(torch.optim, path.rpartition(".")[2])([x], lr=0.03)
    for k in range(30):
        np.testing.assert_array_equal(run.x[k, 0], x.detach().numpy())
        reference.zero_grad()
        landscape.f(x).backward()
        reference.step()


def test_the_state_of_an_instance_is_recorded_under_our_readout_names_or_its_own():
    (adam,) = race(Scene.from_link("on=booth&run=torch~lr:0.1&run=adam~lr:0.1&start=1,1&steps=20"))[:1]
    (ours,) = race(Scene.from_link("on=booth&run=adam~lr:0.1&start=1,1&steps=20"))
    np.testing.assert_allclose(adam.x, ours.x, rtol=1e-12)
    for name in ("momentum", "second_moment"):
        np.testing.assert_allclose(adam.readouts[name], ours.readouts[name], rtol=1e-12)
    assert adam.readouts["step"][:, 0, 0].tolist() == list(range(1, 22))


def test_options_reach_the_class_and_the_title_is_its_name():
    optimizer = shelf["torch"](cls="torch.optim.SGD", options="momentum=0.9, nesterov=True")
    assert optimizer.given == {"momentum": 0.9, "nesterov": True}
    assert optimizer.title == "SGD"
    assert shelf["torch"](options="betas=0.8 0.9").given == {"betas": (0.8, 0.9)}


@pytest.mark.parametrize(
    "path",
    [
        "os.system",
        "subprocess.Popen",
        "torch.load",
        "torch.optim",
        "torch.optim.",
        "torch.optim.__init__",
        "torch.optim._adafactor.Adafactor",
        "torch.optim.Optimizer",
        "torch.optim.adam.Tensor",
        "torch.optim.lr_scheduler.StepLR",
        "torch.optimizer.Adam",
        "torch.optim.Adam()",
        "torch.optim.Adam; import os",
        "antigravity.Adam",
        "pytorch_optimizer.Lion",
        "",
    ],
)
@pytest.mark.usefixtures("allow_package")
def test_only_allowed_classes_are_imported(path):
    before = set(sys.modules)
    with pytest.raises(BadInput) as error:
        shelf["torch"](cls=path)
    assert str(error.value).endswith((".", "?"))
    assert "antigravity" not in set(sys.modules) - before


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("eps", "must be a name and a value"),
        ("eps=", "must be a name and a value"),
        ("bets=0.9 0.9", "did you mean 'betas'?"),
        ("lr=3", "lr has a setting of its own"),
        ("eps=__import__('os')", "must be a number"),
        ("eps=1;2", "must be a number"),
        ("betas=0.9", "cannot race down a landscape"),
        ("betas=2 3", "Invalid beta"),
    ],
)
def test_bad_options_are_refused_with_a_message(options, message):
    with pytest.raises(BadInput) as error:
        shelf["torch"](options=options)
    assert message in str(error.value)


def test_only_the_operator_can_allow_a_package(allow_package):
    path = "pytorch_optimizer.Lion"
    with pytest.raises(BadInput, match="--allow-optimizers"):
        shelf["torch"](cls=path)
    with pytest.raises(BadInput, match="No package called 'no_such_thing'"):
        allow_package("no_such_thing")
    allow_package("pytorch_optimizer")
    optimizer, reference = shelf["torch"](cls=path, lr=0.01, options="betas=0.9 0.99"), shelf["lion"](lr=0.01)
    x = torch.tensor([[1.0, 1.0], [-2.0, 0.5]], dtype=torch.float64)
    states, points = [each.init(x) for each in (optimizer, reference)], [x, x]
    for _ in range(20):
        for which, each in enumerate((optimizer, reference)):
            oracle = Oracle(landscapes["booth"](), 2)
            points[which], states[which] = each.step(oracle, points[which], states[which])
    torch.testing.assert_close(*points, rtol=1e-12, atol=0)


def test_the_study_lists_the_result_of_every_class():
    from fallline.studies import shelf as studies

    (table,) = studies["torch_classes"](steps=10).run(Scene.from_link("on=booth"))
    results = {row[0]: row[1:] for row in table.rows}
    assert set(results) >= set(NATIVE)
    assert all(result in ("races", "stays") or (result == "cannot" and why) for result, _, why in results.values())
