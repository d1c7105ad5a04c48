"""Conversion to a structure of arrays, as for compilation: same numbers for every landscape and optimizer."""

import pytest
import torch
from optimizer_helpers import PLATEAU, SHARED_OPTIONS
from torch.func import functionalize
from torch.fx.experimental.proxy_tensor import make_fx

from fallline.core import Oracle
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.programs.structure_of_arrays import CellInterpreter, ConversionError, make_cells

ROWS = 97
NOT_CONVERTIBLE = {"newton", "nelder_mead", "shampoo"}  # need eigenvalues or sorting; all others must convert


def compute_both_ways(landscape, optimizer):
    """Return pairs (converted, expected) of the results of one step."""
    low, high = torch.tensor(landscape.domain, dtype=torch.float64).T
    x = low + (high - low) * torch.rand(
        ROWS, landscape.dim, dtype=torch.float64, generator=torch.Generator().manual_seed(1)
    )
    state = optimizer.initial_state(x)

    def step(x, *values):
        oracle = Oracle(landscape, ROWS)
        next_x, next_state = optimizer.advance(oracle, x, dict(zip(state, values, strict=True)))
        return [next_x, landscape.f(x), *next_state.values()]

    inputs = [x, *(value.clone() for value in state.values())]
    with torch.no_grad():
        traced = make_fx(functionalize(make_fx(step)(*inputs), remove="mutations"))(*inputs)
        traced.graph.eliminate_dead_code()
        cells = [make_cells(list(each.reshape(ROWS, -1).unbind(1)), (1, *each.shape[1:])) for each in inputs]
        converted = CellInterpreter(traced, ROWS).run(*cells)
        expected_results = traced(*inputs)
    return [
        (torch.stack([entry.expand(ROWS) for entry in found.flat], dim=1).reshape(expected.shape), expected)
        for found, expected in zip(converted, expected_results, strict=True)
    ]


@pytest.mark.parametrize("id", landscapes.classes)
def test_a_landscape_is_converted_without_changing_its_numbers(id):
    for found, expected in compute_both_ways(landscapes[id](), optimizers["gradient_descent"]()):
        torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-12, equal_nan=True)


@pytest.mark.parametrize("id", [id for id in optimizers if not optimizers.class_of(id).one_instance_per_row])
def test_an_optimizer_is_converted_without_changing_its_numbers(id):
    landscape = landscapes["rosenbrock"]()
    if id in NOT_CONVERTIBLE:
        with pytest.raises(ConversionError):
            compute_both_ways(landscape, optimizers[id]())
        return
    for found, expected in compute_both_ways(landscape, optimizers[id]()):
        torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-12, equal_nan=True)


@pytest.mark.parametrize("options", [*SHARED_OPTIONS, PLATEAU, {"decay": "fixed"}], ids=str)
@pytest.mark.parametrize("id", ["adam", "gradient_descent"])
def test_settings_around_a_rule_are_converted_without_changing_its_numbers(id, options):
    for found, expected in compute_both_ways(landscapes["rosenbrock"](), optimizers[id](**options)):
        torch.testing.assert_close(found, expected, rtol=1e-9, atol=1e-12, equal_nan=True)
