"""Every landscape and every optimizer, taken apart into columns, gives the same numbers, or says why it cannot be."""

import pytest
import torch
from torch.func import functionalize
from torch.fx.experimental.proxy_tensor import make_fx

from fallline.core import Oracle
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.programs.structure_of_arrays import Columns, NoColumns, cells_of

ROWS = 97
NOT_YET = {"newton", "nelder_mead", "shampoo"}  # they need an eigenvalue or an order; all others must come apart


def in_columns(landscape, optimizer):
    """One step's results, as they are and taken apart."""
    low, high = torch.tensor(landscape.domain, dtype=torch.float64).T
    x = low + (high - low) * torch.rand(
        ROWS, landscape.dim, dtype=torch.float64, generator=torch.Generator().manual_seed(1)
    )
    state = optimizer.init(x)

    def step(x, *values):
        oracle = Oracle(landscape, ROWS)
        after, new = optimizer.step(oracle, x, dict(zip(state, values, strict=True)))
        return [after, landscape.f(x), *new.values()]

    given = [x, *(value.clone() for value in state.values())]
    with torch.no_grad():
        traced = make_fx(functionalize(make_fx(step)(*given), remove="mutations"))(*given)
        traced.graph.eliminate_dead_code()
        cells = [cells_of(list(each.reshape(ROWS, -1).unbind(1)), (1, *each.shape[1:])) for each in given]
        apart = Columns(traced, ROWS).run(*cells)
        whole = traced(*given)
    return [
        (torch.stack([entry.expand(ROWS) for entry in found.flat], dim=1).reshape(expected.shape), expected)
        for found, expected in zip(apart, whole, strict=True)
    ]


@pytest.mark.parametrize("id", landscapes.classes)
def test_a_landscape_comes_apart(id):
    for found, expected in in_columns(landscapes[id](), optimizers["gradient_descent"]()):
        torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-12, equal_nan=True)


@pytest.mark.parametrize("id", [id for id in optimizers if not optimizers.class_of(id).by_instances])
def test_an_optimizer_comes_apart(id):
    landscape = landscapes["rosenbrock"]()
    if id in NOT_YET:
        with pytest.raises(NoColumns):
            in_columns(landscape, optimizers[id]())
        return
    for found, expected in in_columns(landscape, optimizers[id]()):
        torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-12, equal_nan=True)
