"""The same numbers on a GPU, collected only where there is one."""

import numpy as np
import pytest
import torch

from core import gradient
from engine import Scene, race
from landscapes import shelf as landscapes
from optimizers import shelf as optimizers


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
