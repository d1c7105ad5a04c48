"""The same numbers on a GPU, collected only where there is one."""

import numpy as np
import pytest
import torch

from fallline.core import gradient
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.programs.compiled import RECORD, TALLY, Order
from fallline.programs.ends import ends_of
from fallline.programs.fast import quick
from fallline.run import race
from fallline.scene import Scene


@pytest.mark.parametrize("id", list(landscapes))
def test_values_and_gradients_agree(id):
    landscape = landscapes[id]()
    low, high = torch.tensor(landscape.view, dtype=torch.float64).T
    x = low + (high - low) * torch.rand(1000, landscape.dim, generator=torch.Generator().manual_seed(0)).double()
    for function in (landscape.f, lambda at: gradient(landscape.f, at)):
        here, there = function(x), function(x.cuda()).cpu()
        assert (here - there).abs().max() <= 1e-12 * here.abs().max()


@pytest.mark.parametrize("id", list(optimizers))
def test_races_agree(id):
    link = f"on=rosenbrock_b1&start=-1.5,2&steps=100&run={id}&device="
    (here,), (there,) = race(Scene.from_link(link + "cpu")), race(Scene.from_link(link + "cuda"))
    assert there.made["device"] == "cuda"
    np.testing.assert_allclose(there.x, here.x, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("id", ["rosenbrock", "ackley", "himmelblau"])
def test_ends_agree(id):
    landscape, optimizer = landscapes[id](), optimizers["adam"](lr=0.05)
    low, high = torch.tensor(landscape.view, dtype=torch.float64).T
    x = low + (high - low) * torch.rand(500, 2, generator=torch.Generator().manual_seed(0)).double()
    here, there = ends_of(landscape, optimizer, x, 200), ends_of(landscape, optimizer, x.cuda(), 200)
    assert there.made["device"] == "cuda"
    for name in ("reached", "first_touch", "diverged"):
        assert np.mean(getattr(here, name) == getattr(there, name)) > 0.99


def test_compiled_chunks_run_there(tmp_path, monkeypatch):
    monkeypatch.setenv("FALLLINE_CACHE", str(tmp_path))
    scene = Scene.from_link("on=rosenbrock&run=adabelief~lr:0.02&steps=100&device=cuda")
    (optimizer,) = scene.optimizers
    for kind in (RECORD, TALLY):
        order = Order.of(kind, scene.landscape, optimizer, "cuda")
        order.make()
        assert not order.objection
    fast = quick(scene, optimizer)
    assert fast.made["path"] == "compiled"
    np.testing.assert_allclose(fast.x, race(scene)[0].x, rtol=1e-9, atol=1e-9)
    starts = torch.rand(1000, 2, device="cuda")
    assert ends_of(scene.landscape, optimizer, starts, 100).made["path"] == "compiled"
