"""Conversion of a traced function to a structure of arrays: each coordinate of a point becomes a vector over the rows.

A tensor (rows, dim) is stored row by row, so a loop over one coordinate strides over the others, which compilers
optimize badly. As a structure of arrays the whole function is arithmetic on vectors of one length and fuses into a
single loop. Only shapes are converted here; every number is computed by the operation that was traced.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from torch.fx import GraphModule, Interpreter, Node
from torch.fx.node import Target

Cells = np.ndarray  # an array of tensors: each is a vector (rows,), or (1,) if all rows share the number


class ConversionError(Exception):
    """The error for a function that cannot be converted to a structure of arrays or compiled."""


class CellInterpreter(Interpreter):
    """An interpreter that runs a traced function on cells: the axis of the rows has length 1, the others stay."""

    def __init__(self, traced: GraphModule, rows: int, *, approximate_division: bool = False) -> None:
        """``rows`` is the number of rows with which the function was traced, a size that no other axis has.

        With ``approximate_division``, division by a number that all rows share is multiplication by its reciprocal,
        which is faster and rounds once more.
        """
        super().__init__(traced)
        self.rows, self.approximate_division = rows, approximate_division

    def get_attr(self, target: Target, args: tuple, kwargs: dict) -> Any:
        """Return a constant of the function, as cells if it is a tensor."""
        value = super().get_attr(target, args, kwargs)
        return value if not isinstance(value, torch.Tensor) else self._constant(value)

    def run_node(self, n: Node) -> Any:
        """Run one node; the rules read it from ``node``."""
        self.node = n
        return super().run_node(n)

    def zero(self) -> torch.Tensor:
        """Return a zero (1,) of the dtype and device of the current node's result."""
        value = self.node.meta["val"]
        return torch.zeros(1, dtype=value.dtype, device=value.device)

    def call_function(self, target: Any, args: tuple, kwargs: dict) -> Any:
        """Run one operation: by its rule in RULES, or cell by cell if it is pointwise. Raises ConversionError."""
        if target is operator.getitem:
            return args[0][args[1]]
        if not isinstance(target, torch._ops.OpOverload) or target._schema.is_mutable:  # noqa: SLF001 - no public way
            raise ConversionError(f"{target} is not a pure operation.")
        rule = RULES.get(target._schema.name.partition("::")[2])  # noqa: SLF001
        if rule:
            return rule(self, target, *args, **kwargs)
        if not any(isinstance(each, np.ndarray) for each in args):
            return self._constant(target(*args, **kwargs))  # such as arange, which has no tensor argument
        if torch.Tag.pointwise in target.tags:
            approximate = self.approximate_division and target is torch.ops.aten.div.Tensor
            return apply_pointwise(_divide_approximately if approximate else target, args, kwargs)
        raise ConversionError(f"{target} has no rule.")

    def cell_shape(self, size: Sequence[int]) -> list[int]:
        """Return the shape of the cells of a tensor of shape ``size``."""
        return [1 if length == self.rows else length for length in size]

    def fill(self, size: Sequence[int], value: Any) -> Cells:
        """Return ``Cells`` of shape ``cell_shape(size)``, each holding the same ``value``, a tensor (rows,) or (1,)."""
        cells = np.empty(self.cell_shape(size), dtype=object)
        cells.fill(value)
        return cells

    def _constant(self, value: torch.Tensor) -> Cells:
        if self.rows in value.shape:
            raise ConversionError("A constant of the function has one entry per row.")
        return make_cells(list(value.reshape(-1).split(1)) if value.dim() else [value], value.shape)


def make_cells(entries: list[Any], shape: tuple[int, ...]) -> Cells:
    """Return entries, in row-major order, as cells of a shape."""
    cells = np.empty(len(entries), dtype=object)
    for index, entry in enumerate(entries):
        cells[index] = entry
    return cells.reshape(shape)


def apply_pointwise(target: Callable, args: tuple, kwargs: dict) -> Cells:
    """Apply an operation cell by cell, with the shapes of the cells broadcast."""
    shape = np.broadcast_shapes(*(each.shape for each in args if isinstance(each, np.ndarray)))
    spread = [np.broadcast_to(each, shape) if isinstance(each, np.ndarray) else each for each in args]
    out = np.empty(shape, dtype=object)
    for index in np.ndindex(*shape):
        out[index] = target(*(each[index] if isinstance(each, np.ndarray) else each for each in spread), **kwargs)
    return out


def _divide_approximately(numerator: torch.Tensor, denominator: Any) -> torch.Tensor:
    shared = isinstance(denominator, torch.Tensor) and denominator.numel() <= 1 and denominator.is_floating_point()
    return numerator * denominator.reciprocal() if shared else numerator / denominator


def _as_cells(value: Any) -> Cells:
    """Return a single entry, which numpy returns without its array, as cells of shape ()."""
    return value if isinstance(value, np.ndarray) else make_cells([value], ())


def _slice(
    interp: CellInterpreter,
    _: Any,
    cells: Cells,
    dim: int = 0,
    start: int | None = None,
    end: int | None = None,
    step: int = 1,
) -> Cells:
    if cells.shape[dim] == 1 and not start:
        return cells
    return cells[_index_along(cells, dim, slice(start, end, step))]


def _index_along(cells: Cells, dim: int, part: Any) -> tuple:
    """Return the index of ``part`` along the axis ``dim``."""
    index: list[Any] = [slice(None)] * cells.ndim
    index[dim] = part
    return tuple(index)


def _scatter(cells: Cells, source: Cells, dim: int, part: Any) -> Cells:
    """Return a copy of the cells with ``source`` at ``part`` along the axis ``dim``."""
    out = cells.copy()
    out[_index_along(cells, dim, part)] = source
    return out


def _slice_scatter(
    interp: CellInterpreter,
    _: Any,
    cells: Cells,
    source: Cells,
    dim: int = 0,
    start: int | None = None,
    end: int | None = None,
    step: int = 1,
) -> Cells:
    if cells.shape[dim] == 1 and not start:
        return source
    return _scatter(cells, source, dim, slice(start, end, step))


def _expand(interp: CellInterpreter, _: Any, cells: Cells, size: list[int], **__: Any) -> Cells:
    size = interp.cell_shape(size)
    missing = len(size) - cells.ndim
    return np.broadcast_to(cells, [cells.shape[axis - missing] if n == -1 else n for axis, n in enumerate(size)])


def _to_copy(interp: CellInterpreter, target: Any, cells: Cells, dtype: torch.dtype | None = None, **_: Any) -> Cells:
    return cells if dtype is None else apply_pointwise(target, (cells,), {"dtype": dtype})


def _full(
    interp: CellInterpreter,
    _: Any,
    size: list[int],
    value: Any,
    dtype: torch.dtype | None = None,
    device: Any = None,
    **__: Any,
) -> Cells:
    return interp.fill(size, torch.full([1] if size else [], value, dtype=dtype, device=device))


def _full_like_rule(value: Any) -> Callable:
    """Return a rule that fills cells with ``value``, or with the operation's own argument if it has one."""

    def rule(
        interp: CellInterpreter, _: Any, cells: Cells, *value_given: Any, dtype: torch.dtype | None = None, **__: Any
    ) -> Cells:
        entry = torch.full_like(cells.reshape(-1)[0], *(value_given or (value,)), dtype=dtype)
        return interp.fill(cells.shape, entry)

    return rule


def _reduction_rule(
    combine: Callable, prepare: Callable = lambda entry: entry, finish: Callable = lambda entry: entry
) -> Callable:
    """Return a rule that folds all entries along the given axes with ``combine``, in order.

    ``prepare`` is applied to each entry before, ``finish`` to each result.
    """

    def rule(interp: CellInterpreter, _: Any, cells: Cells, dims: Any = None, keep: bool = False, **__: Any) -> Cells:
        dims = range(cells.ndim) if dims is None else [dims] if isinstance(dims, int) else dims
        reduced = sorted({dim % cells.ndim for dim in dims})
        kept = [dim for dim in range(cells.ndim) if dim not in reduced]
        lines = np.transpose(cells, [*kept, *reduced]).reshape([*(cells.shape[dim] for dim in kept), -1])
        out = np.empty(lines.shape[:-1], dtype=object)
        for index in np.ndindex(*out.shape):
            out[index] = finish(functools.reduce(combine, map(prepare, lines[index])))
        return out.reshape([1 if dim in reduced else n for dim, n in enumerate(cells.shape)]) if keep else out

    return rule


def _cumulative_rule(combine: Callable) -> Callable:
    """Return a rule that folds along one axis with ``combine`` and keeps all partial results."""

    def rule(interp: CellInterpreter, _: Any, cells: Cells, dim: int, **__: Any) -> Cells:
        parts = list(np.moveaxis(cells, dim, 0))
        for k in range(1, len(parts)):
            parts[k] = apply_pointwise(combine, (_as_cells(parts[k - 1]), _as_cells(parts[k])), {})
        return np.stack(parts, axis=dim)

    return rule


def _norm(
    interp: CellInterpreter, target: Any, cells: Cells, order: float = 2, dims: Any = None, keep: bool = False, **_: Any
) -> Cells:
    if order == float("inf"):
        return _reduction_rule(torch.maximum, torch.abs)(interp, target, cells, dims, keep)
    powers: dict[float, tuple[Callable, Callable]]
    powers = {2: (lambda entry: entry * entry, torch.sqrt), 1: (torch.abs, lambda entry: entry)}
    if order not in powers:
        raise ConversionError(f"A norm of order {order} has no rule.")
    return _reduction_rule(torch.add, *powers[order])(interp, target, cells, dims, keep)


def _matrix_product(interp: CellInterpreter, _: Any, left: Cells, right: Cells) -> Cells:
    """Return the product of two matrices, or of two batches of matrices."""
    terms = apply_pointwise(torch.mul, (left[..., :, :, None], right[..., None, :, :]), {})
    return _reduction_rule(torch.add)(interp, None, terms, [-2])


# By the name of an aten operation: ``rule(interpreter, operation, *arguments)`` on cells.
RULES: dict[str, Callable] = {
    "select": lambda interp, _, cells, dim, index: _as_cells(np.take(cells, index, axis=dim)),
    "slice": _slice,
    "select_scatter": lambda interp, _, cells, source, dim, index: _scatter(cells, source, dim, index),
    "slice_scatter": _slice_scatter,
    "select_backward": lambda interp, _, cells, size, dim, index: _scatter(
        interp.fill(size, interp.zero()), cells, dim, index
    ),
    "slice_backward": lambda interp, _, cells, size, *part: _slice_scatter(
        interp, _, interp.fill(size, interp.zero()), cells, *part
    ),
    "unsqueeze": lambda interp, _, cells, dim: np.expand_dims(cells, dim),
    "squeeze": lambda interp, _, cells, dim: _as_cells(
        np.squeeze(cells, axis=tuple(dim) if isinstance(dim, list) else dim)
    ),
    "expand": _expand,
    "permute": lambda interp, _, cells, dims: np.transpose(cells, dims),
    "transpose": lambda interp, _, cells, one, other: np.swapaxes(cells, one, other),
    "t": lambda interp, _, cells: cells.T,
    "view": lambda interp, _, cells, size: cells.reshape(interp.cell_shape(size)),
    "_unsafe_view": lambda interp, _, cells, size: cells.reshape(interp.cell_shape(size)),
    "reshape": lambda interp, _, cells, size: cells.reshape(interp.cell_shape(size)),
    "clone": lambda interp, _, cells, **__: cells,
    "alias": lambda interp, _, cells: cells,
    "detach": lambda interp, _, cells: cells,
    "lift_fresh_copy": lambda interp, _, cells: cells,
    "_to_copy": _to_copy,
    "cat": lambda interp, _, parts, dim=0: np.concatenate(parts, axis=dim),
    "stack": lambda interp, _, parts, dim=0: np.stack(parts, axis=dim),
    "unbind": lambda interp, _, cells, dim=0: [_as_cells(each) for each in np.moveaxis(cells, dim, 0)],
    "split": lambda interp, _, cells, size, dim=0: np.split(cells, range(size, cells.shape[dim], size), axis=dim),
    "repeat": lambda interp, _, cells, times: np.tile(cells, times),
    "flip": lambda interp, _, cells, dims: np.flip(cells, dims),
    "roll": lambda interp, _, cells, by, dims: np.roll(cells, by, dims),
    "diagonal": lambda interp, _, cells, offset=0, one=0, other=1: np.diagonal(cells, offset, one, other),
    "full": _full,
    "zeros": lambda interp, target, size, **kind: _full(interp, target, size, 0, **kind),
    "ones": lambda interp, target, size, **kind: _full(interp, target, size, 1, **kind),
    "new_zeros": lambda interp, _, cells, size, **__: interp.fill(size, interp.zero()),
    "scalar_tensor": lambda interp, target, value, **kind: make_cells([target(value, **kind)], ()),
    "full_like": _full_like_rule(None),
    "ones_like": _full_like_rule(1),
    "zeros_like": _full_like_rule(0),
    "sum": _reduction_rule(torch.add),
    "prod": _reduction_rule(torch.mul),
    "amax": _reduction_rule(torch.maximum),
    "amin": _reduction_rule(torch.minimum),
    "all": _reduction_rule(torch.logical_and),
    "any": _reduction_rule(torch.logical_or),
    "cumsum": _cumulative_rule(torch.add),
    "cumprod": _cumulative_rule(torch.mul),
    "cummax": lambda interp, target, cells, dim: [_cumulative_rule(torch.maximum)(interp, target, cells, dim), None],
    "linalg_vector_norm": _norm,
    "mm": _matrix_product,
    "bmm": _matrix_product,
}
