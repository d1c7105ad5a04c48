"""Results on a GPU equal those on the CPU; collected only on a machine with a GPU."""

import numpy as np
import pytest
import torch

from fallline.core import gradient
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.programs.compile_key import RECORD, TALLY, CompileKey
from fallline.programs.ends import compute_ends
from fallline.programs.fast import compute_fast
from fallline.run import race
from fallline.scene import Scene


@pytest.mark.parametrize("id", list(landscapes))
def test_values_and_gradients_on_the_gpu_agree_with_the_cpu(id):
    landscape = landscapes[id]()
    low, high = torch.tensor(landscape.view, dtype=torch.float64).T
    x = low + (high - low) * torch.rand(1000, landscape.dim, generator=torch.Generator().manual_seed(0)).double()
    for function in (landscape.f, lambda at: gradient(landscape.f, at)):
        on_cpu, on_gpu = function(x), function(x.cuda()).cpu()
        assert (on_cpu - on_gpu).abs().max() <= 1e-12 * on_cpu.abs().max()


@pytest.mark.parametrize("id", list(optimizers))
def test_races_on_the_gpu_agree_with_the_cpu(id):
    link = f"on=rosenbrock_b1&start=-1.5,2&steps=100&run={id}&device="
    (on_cpu,), (on_gpu,) = race(Scene.from_link(link + "cpu")), race(Scene.from_link(link + "cuda"))
    assert on_gpu.provenance["device"] == "cuda"
    np.testing.assert_allclose(on_gpu.x, on_cpu.x, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("id", ["rosenbrock", "ackley", "himmelblau"])
def test_ends_of_runs_on_the_gpu_agree_with_the_cpu(id):
    landscape, optimizer = landscapes[id](), optimizers["adam"](lr=0.05)
    low, high = torch.tensor(landscape.view, dtype=torch.float64).T
    x = low + (high - low) * torch.rand(500, 2, generator=torch.Generator().manual_seed(0)).double()
    on_cpu, on_gpu = compute_ends(landscape, optimizer, x, 200), compute_ends(landscape, optimizer, x.cuda(), 200)
    assert on_gpu.provenance["device"] == "cuda"
    for name in ("reached", "first_touch", "diverged"):
        assert np.mean(getattr(on_cpu, name) == getattr(on_gpu, name)) > 0.99


def test_compiled_chunks_run_on_the_gpu(tmp_path, monkeypatch):
    monkeypatch.setenv("FALLLINE_CACHE", str(tmp_path))
    scene = Scene.from_link("on=rosenbrock&run=adabelief~lr:0.02&steps=100&device=cuda")
    (optimizer,) = scene.optimizers
    for kind in (RECORD, TALLY):
        key = CompileKey.for_optimizer(kind, scene.landscape, optimizer, "cuda")
        key.compile()
        assert not key.refusal
    fast = compute_fast(scene, optimizer)
    assert fast.provenance["path"] == "compiled"
    np.testing.assert_allclose(fast.x, race(scene)[0].x, rtol=1e-9, atol=1e-9)
    starts = torch.rand(1000, 2, device="cuda")
    assert compute_ends(scene.landscape, optimizer, starts, 100).provenance["path"] == "compiled"
