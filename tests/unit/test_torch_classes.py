"""Any torch optimizer: which classes are allowed, how others are refused, and that instances step as in torch."""

import sys

import numpy as np
import pytest
import torch

from fallline.core import BadInput, Oracle, read_item
from fallline.landscapes import read_landscape
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf
from fallline.optimizers import torch_classes as classes
from fallline.optimizers.torch_options import option_defaults, read_options
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
    ("name", "options", "keywords"),
    [
        ("Adam", "betas=(0.9,0.99), maximize=false", {"betas": (0.9, 0.99), "maximize": False}),
        ("Adam", "maximize=TRUE,eps=1e-6,foreach=none", {"maximize": True, "eps": 1e-6, "foreach": None}),
        ("Adam", "betas=[.8, .9], weight_decay=1", {"betas": (0.8, 0.9), "weight_decay": 1}),
        ("SGD", "momentum=0.9, nesterov=1", {"momentum": 0.9, "nesterov": True}),
        ("SGD", "momentum=0.9, dampening=0, maximize=0", {"momentum": 0.9, "dampening": 0, "maximize": False}),
        ("Rprop", "etas=(0.4, 1.1), step_sizes=1e-7 2", {"etas": (0.4, 1.1), "step_sizes": (1e-7, 2)}),
        ("RMSprop", "centered=True,momentum=.5", {"centered": True, "momentum": 0.5}),
    ],
)
def test_options_mean_what_the_same_keywords_mean_in_python(name, options, keywords):
    optimizer = read_item(shelf, f"torch~cls:torch.optim.{name}~lr:0.01~options:{options}")
    landscape = landscapes["booth"]()
    (run,) = race(Scene(landscape, (optimizer,), ((1.0, 1.0),), steps=20))
    x = torch.tensor([1.0, 1.0], dtype=torch.float64, requires_grad=True)
    reference = getattr(torch.optim, name)([x], lr=0.01, **keywords)
    for k in range(20):
        np.testing.assert_array_equal(run.x[k, 0], x.detach().numpy())
        reference.zero_grad()
        landscape.f(x).backward()
        reference.step()


@pytest.mark.parametrize("path", [path for path in NATIVE if path not in REFUSED])
def test_every_default_of_a_class_is_read_from_its_python_text(path):
    cls = classes.find_class(path)
    defaults = {name: value for name, value in option_defaults(cls).items() if not isinstance(value, torch.Tensor)}
    assert read_options(cls, ", ".join(f"{name}={value!r}" for name, value in defaults.items())) == defaults
    for name, value in defaults.items():
        if isinstance(value, bool):
            assert read_options(cls, f"{name}={str(not value).lower()}") == {name: not value}


@pytest.mark.parametrize("path", [path for path in NATIVE if path not in REFUSED])
def test_every_torch_class_races_in_one_dimension(path):
    landscape = read_landscape("formula~f:(x-1)^2")
    (run,) = race(Scene(landscape, (shelf["torch"](cls=path, lr=0.03),), ((0.5,),), steps=10))
    x = torch.tensor([0.5], dtype=torch.float64, requires_grad=True)
    reference = getattr(torch.optim, path.rpartition(".")[2])([x], lr=0.03)
    for k in range(10):
        np.testing.assert_array_equal(run.x[k, 0], x.detach().numpy())
        reference.zero_grad()
        landscape.f(x).backward()
        reference.step()
    if "step" in run.readouts:
        assert run.readouts["step"][:10, 0, 0].tolist() == list(range(1, 11))


def test_a_module_in_the_current_folder_can_be_allowed(allow_package, tmp_path, monkeypatch):
    (tmp_path / "halving_rule.py").write_text(
        "import torch\n"
        "class Halving(torch.optim.Optimizer):\n"
        "    def __init__(self, params, lr=1e-3):\n"
        "        super().__init__(params, {'lr': lr})\n"
        "    @torch.no_grad()\n"
        "    def step(self, closure=None):\n"
        "        for group in self.param_groups:\n"
        "            for p in group['params']:\n"
        "                p.mul_(0.5)\n"
    )
    (tmp_path / "broken_rule.py").write_text("import torch\nraise RuntimeError('half done')\n")
    monkeypatch.setattr(sys, "path", [each for each in sys.path if each not in ("", str(tmp_path))])
    with pytest.raises(BadInput, match="No package called 'halving_rule'"):
        allow_package("halving_rule")
    monkeypatch.chdir(tmp_path)
    for spelling in ("halving_rule", "halving_rule.py", "./halving_rule.py"):
        allow_package(spelling)
    (run,) = race(Scene(landscapes["booth"](), (shelf["torch"](cls="halving_rule.Halving"),), ((4.0, 8.0),), steps=3))
    assert run.x[:, 0].tolist()[:4] == [[4.0, 8.0], [2.0, 4.0], [1.0, 2.0], [0.5, 1.0]]
    allow_package("broken_rule")
    with pytest.raises(BadInput, match=r"broken_rule cannot be imported.*half done\."):
        shelf["torch"](cls="broken_rule.Any")


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
        ("eps={1: 2}", "must be a number"),
        ("eps=" + "(" * 400, "brackets"),
        ("eps=True", "eps=True must be a number, such as 1e-08."),
        ("betas=0.9", "betas=0.9 must be 2 numbers, such as (0.9, 0.999)."),
        ("betas=(0.9, 0.99, 0.999)", "must be 2 numbers"),
        ("betas=(0.9, 0.99", "brackets"),
        ("betas=2 3", "Invalid beta"),
        ("maximize=yes", "maximize=yes must be True or False."),
        ("maximize=2", "must be True or False"),
        ("eps=1e-6, eps=1e-7", "set twice"),
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
