"""Compiled chunks give the reference's numbers, serve every setting, and are kept whole or not at all."""

import os
import subprocess
import sys

import numpy as np
import pytest
import torch
from filelock import FileLock

from fallline.core import with_value
from fallline.core.locations import child_environment
from fallline.optimizers import shelf as optimizers
from fallline.programs.compiled import LACKS_COMPILER, RECORD, REFUSED, TALLY, Order, home, lacks, package_of
from fallline.programs.ends import ends_of
from fallline.programs.fast import quick
from fallline.programs.warmer import command
from fallline.run import race
from fallline.run.racing import path
from fallline.scene import Scene

ALIKE = 1e-9
STEPS = 100
# One around another that walks plainly, in three dimensions, and one that searches along lines and counts values.
GROUND, RULE = "on=rosenbrock~dim:3", "lookahead~inner:(adabelief~{})"
PAIRS = [f"{GROUND}&run={RULE.format('lr:0.02')}", "on=beale~rotate:30&start=1,1&run=backtracking"]


@pytest.fixture
def compiled(tmp_path_factory, monkeypatch):
    """Has chunks compiled, each once, into a folder that all processes of this run of the tests share."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "compiled"
    monkeypatch.setenv("FALLLINE_CACHE", str(shared))

    def make(kind, scene):
        if lacks():
            return None  # then everything runs uncompiled, which is what the tests hold it to
        order = Order.of(kind, scene.landscape, scene.optimizers[0])
        with FileLock(f"{shared}.lock"):
            if not order.folder.exists():
                subprocess.run(command(order), env=child_environment(), check=True, capture_output=True)
        assert not order.objection
        return package_of(order)

    return make


@pytest.mark.slow
@pytest.mark.parametrize("link", PAIRS)
def test_compiled_code_gives_the_references_numbers(compiled, link):
    scene = Scene.from_link(f"{link}&steps={STEPS}")
    compiled(RECORD, scene)
    (plain,), fast = race(scene), quick(scene, scene.optimizers[0])
    assert (plain.made["path"], fast.made["path"]) == ("eager", by())
    for name in ("x", "f", "grad", "seen", "step"):
        assert_alike(getattr(fast, name), getattr(plain, name))
    assert fast.readouts.keys() == plain.readouts.keys() or lacks()
    for name, values in fast.readouts.items():
        assert_alike(values, plain.readouts[name])
    for kind, counts in plain.calls.items():
        assert np.array_equal(fast.calls[kind], counts)


@pytest.mark.slow
@pytest.mark.parametrize("words", ["steps=7", "steps=333&around=ring~radius:1~count:21", "tol=0.5&start=0.1,0.2,0.3"])
@pytest.mark.parametrize("run", ["lr:0.03~beta1:0.5~eps:1e-3", "lr:0.05~schedule:(cosine~to:0.01)"])
def test_one_compilation_serves_every_number_schedule_start_and_length(compiled, run, words):
    compiled(RECORD, Scene.from_link(PAIRS[0]))
    scene = Scene.from_link(f"{GROUND}&run={RULE.format(run)}&{words}")
    plain, fast = path(scene, scene.optimizers[0]), quick(scene, scene.optimizers[0])
    assert fast.made["path"] == by()
    assert fast.x.shape == plain.x.shape
    assert_alike(fast.x[:STEPS], plain.x[:STEPS])


@pytest.mark.slow
def test_compiled_ends_are_those_of_the_same_chunk_uncompiled(compiled):
    scene = Scene.from_link("on=himmelblau&run=adam~lr:0.1&steps=203")
    package = compiled(TALLY, scene)
    low, high = torch.tensor(scene.landscape.view).T
    dice = torch.Generator().manual_seed(3)
    starts = low + (high - low) * torch.rand(package.layout.rows + 5 if package else 500, 2, generator=dice)
    asked = (scene.landscape, scene.optimizers[0], starts, scene.steps)
    fast, plain = ends_of(*asked), ends_of(*asked, eager=True)
    assert (fast.made["path"], plain.made["path"]) == (by(), "eager")
    for name in ("reached", "first_touch", "diverged", "stalled"):
        assert np.mean(getattr(fast, name) == getattr(plain, name)) > 0.99
    near = np.linalg.norm(fast.x - plain.x, axis=1) < 1e-3
    assert near.mean() > 0.999


def test_a_noisy_race_is_not_made_by_compiled_code(monkeypatch):
    monkeypatch.setattr(
        sys.modules["fallline.programs.fast"], "recorded", lambda *_: pytest.fail("compiled code knows no noise")
    )
    scene = Scene.from_link("on=rosenbrock&run=adabelief&noise=0.1&steps=5")
    assert quick(scene, scene.optimizers[0]).made["path"] == "eager"


@pytest.mark.slow
def test_what_cannot_be_compiled_is_refused_once_and_runs_as_ever(tmp_path, monkeypatch):
    monkeypatch.setenv("FALLLINE_CACHE", str(tmp_path))
    scene = Scene.from_link("on=rosenbrock&run=newton&steps=5")
    order = Order.of(RECORD, scene.landscape, scene.optimizers[0])
    assert not order.objection
    subprocess.run(command(order), env=child_environment(), check=True, capture_output=True)
    assert "rule" in order.objection
    assert [each.name for each in order.folder.iterdir()] == [REFUSED]
    assert package_of(order) is None
    assert quick(scene, scene.optimizers[0]).made["path"] == "eager"


@pytest.mark.parametrize("link", ["run=torch~cls:torch.optim.Adam", "on=sphere~dim:50&run=adam"])
def test_what_is_known_to_be_no_use_is_not_tried(link):
    scene = Scene.from_link(link)
    assert Order.of(RECORD, scene.landscape, scene.optimizers[0]).objection


def test_a_compilation_that_is_broken_off_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("FALLLINE_CACHE", str(tmp_path))
    scene = Scene.from_link(PAIRS[0])
    order = Order.of(RECORD, scene.landscape, scene.optimizers[0])

    def broken_off(_, folder):
        (folder / "code.pt2").write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(Order, "_compile", broken_off)
    with pytest.raises(KeyboardInterrupt):
        order.make()
    assert list(home().iterdir()) == []


@pytest.mark.parametrize("id", optimizers.classes)
def test_an_order_is_the_same_whatever_the_numbers_and_another_for_other_words(id):
    optimizer = optimizers[id]()
    landscape = Scene.from_link("on=booth").landscape
    order = Order.of(RECORD, landscape, optimizer)
    if optimizer.rate_path:
        other = with_value(optimizer, optimizer.rate_path, 0.0123)
        assert Order.of(RECORD, landscape, other).folder == order.folder
    assert Order.of(TALLY, landscape, optimizer).folder != order.folder


def test_without_a_compiler_a_sentence_says_so(monkeypatch):
    monkeypatch.setenv("CXX", "/nowhere/no-compiler")
    monkeypatch.setattr("torch._inductor.config.cpp.cxx", ("/nowhere/no-compiler",))
    lacks.cache_clear()
    try:
        assert lacks() == LACKS_COMPILER
    finally:
        monkeypatch.undo()
        lacks.cache_clear()


def by():
    """By what a race is made here when it may be compiled."""
    return "eager" if lacks() else "compiled"


def assert_alike(values, expected):
    """Equal to ALIKE, as a share of the largest entry; NaN where NaN is expected."""
    largest = np.nanmax(np.abs(expected), initial=1e-300)
    assert np.array_equal(np.isnan(values), np.isnan(expected))
    assert np.nanmax(np.abs(values - expected), initial=0.0) <= ALIKE * largest
