"""Compiled chunks: the numbers of the reference, one compilation for all settings, packages complete or absent."""

import os
import subprocess
import sys

import numpy as np
import pytest
import torch
from filelock import FileLock

from fallline.core import replace_at_path
from fallline.core.locations import child_environment
from fallline.optimizers import shelf as optimizers
from fallline.programs.background_compiler import compile_command
from fallline.programs.compile_key import (
    NO_COMPILER_TEXT,
    RECORD,
    TALLY,
    CompileKey,
    load_package,
    missing_compiler_text,
)
from fallline.programs.ends import compute_ends
from fallline.programs.fast import compute_fast
from fallline.programs.package_folders import REFUSAL_FILE, packages_folder
from fallline.run import race
from fallline.run.racing import compute_path
from fallline.scene import Scene

RTOL = 1e-9
STEPS = 100
# A wrapper around another optimizer in three dimensions, and a line search, which also counts values.
LANDSCAPE, OPTIMIZER = "on=rosenbrock~dim:3", "lookahead~inner:(adabelief~{})"
PAIRS = [f"{LANDSCAPE}&run={OPTIMIZER.format('lr:0.02')}", "on=beale~rotate:30&start=1,1&run=backtracking"]


@pytest.fixture
def compiled(tmp_path_factory, monkeypatch):
    """Compile chunks, each once, into a folder that all processes of this test session share."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "compiled"
    monkeypatch.setenv("FALLLINE_CACHE", str(shared))

    def compile_once(kind, scene):
        if missing_compiler_text():
            return None  # without a compiler everything runs uncompiled, which the tests then check
        key = CompileKey.for_optimizer(kind, scene.landscape, scene.optimizers[0])
        with FileLock(f"{shared}.lock"):
            if not key.folder.exists():
                subprocess.run(compile_command(key), env=child_environment(), check=True, capture_output=True)
        assert not key.refusal
        return load_package(key)

    return compile_once


@pytest.mark.slow
@pytest.mark.parametrize("link", PAIRS)
def test_compiled_code_gives_the_numbers_of_the_reference(compiled, link):
    scene = Scene.from_link(f"{link}&steps={STEPS}")
    compiled(RECORD, scene)
    (reference,), fast = race(scene), compute_fast(scene, scene.optimizers[0])
    assert (reference.provenance["path"], fast.provenance["path"]) == ("eager", expected_path())
    for name in ("x", "f", "grad", "seen", "step"):
        assert_close(getattr(fast, name), getattr(reference, name))
    assert fast.readouts.keys() == reference.readouts.keys() or missing_compiler_text()
    for name, values in fast.readouts.items():
        assert_close(values, reference.readouts[name])
    for kind, counts in reference.calls.items():
        assert np.array_equal(fast.calls[kind], counts)


@pytest.mark.slow
@pytest.mark.parametrize("words", ["steps=7", "steps=333&around=ring~radius:1~count:21", "tol=0.5&start=0.1,0.2,0.3"])
@pytest.mark.parametrize("run", ["lr:0.03~beta1:0.5~eps:1e-3", "lr:0.05~schedule:(cosine~to:0.01)"])
def test_one_compilation_serves_all_numbers_schedules_starts_and_lengths(compiled, run, words):
    compiled(RECORD, Scene.from_link(PAIRS[0]))
    scene = Scene.from_link(f"{LANDSCAPE}&run={OPTIMIZER.format(run)}&{words}")
    reference, fast = compute_path(scene, scene.optimizers[0]), compute_fast(scene, scene.optimizers[0])
    assert fast.provenance["path"] == expected_path()
    assert fast.x.shape == reference.x.shape
    assert_close(fast.x[:STEPS], reference.x[:STEPS])


@pytest.mark.slow
def test_compiled_ends_equal_uncompiled_ends(compiled):
    scene = Scene.from_link("on=himmelblau&run=adam~lr:0.1&steps=203")
    package = compiled(TALLY, scene)
    low, high = torch.tensor(scene.landscape.view).T
    generator = torch.Generator().manual_seed(3)
    starts = low + (high - low) * torch.rand(package.layout.rows + 5 if package else 500, 2, generator=generator)
    arguments = (scene.landscape, scene.optimizers[0], starts, scene.steps)
    fast, reference = compute_ends(*arguments), compute_ends(*arguments, eager=True)
    assert (fast.provenance["path"], reference.provenance["path"]) == (expected_path(), "eager")
    for name in ("reached", "first_touch", "diverged", "stalled"):
        assert np.mean(getattr(fast, name) == getattr(reference, name)) > 0.99
    near = np.linalg.norm(fast.x - reference.x, axis=1) < 1e-3
    assert near.mean() > 0.999


def test_a_race_with_noise_does_not_use_compiled_code(monkeypatch):
    monkeypatch.setattr(
        sys.modules["fallline.programs.fast"], "record_compiled", lambda *_: pytest.fail("compiled code has no noise")
    )
    scene = Scene.from_link("on=rosenbrock&run=adabelief&noise=0.1&steps=5")
    assert compute_fast(scene, scene.optimizers[0]).provenance["path"] == "eager"


@pytest.mark.slow
def test_an_optimizer_that_cannot_be_compiled_is_refused_once_and_runs_uncompiled(tmp_path, monkeypatch):
    monkeypatch.setenv("FALLLINE_CACHE", str(tmp_path))
    scene = Scene.from_link("on=rosenbrock&run=newton&steps=5")
    key = CompileKey.for_optimizer(RECORD, scene.landscape, scene.optimizers[0])
    assert not key.refusal
    subprocess.run(compile_command(key), env=child_environment(), check=True, capture_output=True)
    assert "rule" in key.refusal
    assert [each.name for each in key.folder.iterdir()] == [REFUSAL_FILE]
    assert load_package(key) is None
    assert compute_fast(scene, scene.optimizers[0]).provenance["path"] == "eager"


@pytest.mark.parametrize("link", ["run=torch~cls:torch.optim.Adam", "on=sphere~dim:50&run=adam"])
def test_races_known_to_be_unsuitable_are_not_compiled(link):
    scene = Scene.from_link(link)
    assert CompileKey.for_optimizer(RECORD, scene.landscape, scene.optimizers[0]).refusal


def test_an_interrupted_compilation_leaves_no_files(tmp_path, monkeypatch):
    monkeypatch.setenv("FALLLINE_CACHE", str(tmp_path))
    scene = Scene.from_link(PAIRS[0])
    key = CompileKey.for_optimizer(RECORD, scene.landscape, scene.optimizers[0])

    def interrupted(_, folder):
        (folder / "code.pt2").write_text("half")
        raise KeyboardInterrupt

    monkeypatch.setattr(CompileKey, "_compile", interrupted)
    with pytest.raises(KeyboardInterrupt):
        key.compile()
    assert list(packages_folder().iterdir()) == []


@pytest.mark.parametrize("id", optimizers.classes)
def test_the_compile_key_depends_on_the_kind_of_chunk_and_not_on_numbers(id):
    optimizer = optimizers[id]()
    landscape = Scene.from_link("on=booth").landscape
    key = CompileKey.for_optimizer(RECORD, landscape, optimizer)
    if optimizer.lr_path:
        other = replace_at_path(optimizer, optimizer.lr_path, 0.0123)
        assert CompileKey.for_optimizer(RECORD, landscape, other).folder == key.folder
    assert CompileKey.for_optimizer(TALLY, landscape, optimizer).folder != key.folder


def test_a_missing_compiler_is_reported(monkeypatch):
    monkeypatch.setenv("CXX", "/nowhere/no-compiler")
    monkeypatch.setattr("torch._inductor.config.cpp.cxx", ("/nowhere/no-compiler",))
    missing_compiler_text.cache_clear()
    try:
        assert missing_compiler_text() == NO_COMPILER_TEXT
    finally:
        monkeypatch.undo()
        missing_compiler_text.cache_clear()


def expected_path():
    """Return how this machine computes a race that may be compiled."""
    return "eager" if missing_compiler_text() else "compiled"


def assert_close(values, expected):
    """Assert that values differ by at most RTOL times the largest entry and are NaN in the same places."""
    largest = np.nanmax(np.abs(expected), initial=1e-300)
    assert np.array_equal(np.isnan(values), np.isnan(expected))
    assert np.nanmax(np.abs(values - expected), initial=0.0) <= RTOL * largest
