"""A traced function taken apart into columns: every number of a point becomes a vector over the rows.

A tensor (rows, dim) is stored row by row, so that arithmetic on one coordinate strides over the others, and a compiler
makes poor loops of it. Taken apart, the whole function is arithmetic on vectors of one length, which fuses into a
single loop. Only the shapes are dealt with here; every number is computed by the operation that was traced.
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

Cells = np.ndarray  # of objects: each a vector (rows,), or (1,) where all rows share the number


class NoColumns(Exception):
    """The function does something that cannot be said of columns one by one."""


class Columns(Interpreter):
    """Runs a traced function on cells: a tensor's axis of ``rows`` entries is 1 here, all its other axes stay."""

    def __init__(self, traced: GraphModule, rows: int, *, quick: bool = False) -> None:
        """``rows`` is how many rows the function was traced with, a number that no other axis has.

        ``quick``: to divide by what all rows share is to multiply by its inverse, which rounds once more.
        """
        super().__init__(traced)
        self.rows, self.quick = rows, quick

    def get_attr(self, target: Target, args: tuple, kwargs: dict) -> Any:
        """A constant of the function."""
        value = super().get_attr(target, args, kwargs)
        return value if not isinstance(value, torch.Tensor) else self._constant(value)

    def run_node(self, n: Node) -> Any:
        """Remembers which node is being run."""
        self.node = n
        return super().run_node(n)

    def zero(self) -> torch.Tensor:
        """A zero of the kind that the node which is being run gives."""
        value = self.node.meta["val"]
        return torch.zeros(1, dtype=value.dtype, device=value.device)

    def call_function(self, target: Any, args: tuple, kwargs: dict) -> Any:
        """One operation: by its own rule, or number by number where it is pointwise."""
        if target is operator.getitem:
            return args[0][args[1]]
        if not isinstance(target, torch._ops.OpOverload) or target._schema.is_mutable:  # noqa: SLF001 - no public way
            raise NoColumns(f"{target} is no pure operation.")
        rule = RULES.get(target._schema.name.partition("::")[2])  # noqa: SLF001
        if rule:
            return rule(self, target, *args, **kwargs)
        if not any(isinstance(each, np.ndarray) for each in args):  # such as a range
            return self._constant(target(*args, **kwargs))
        if torch.Tag.pointwise in target.tags:
            quick = self.quick and target is torch.ops.aten.div.Tensor
            return pointwise(_divided if quick else target, args, kwargs)
        raise NoColumns(f"{target} has no rule.")

    def shape(self, size: Sequence[int]) -> list[int]:
        """The cells' shape for a tensor's."""
        return [1 if length == self.rows else length for length in size]

    def same(self, size: Sequence[int], value: Any) -> Cells:
        """The same entry in all cells of a tensor of that size."""
        cells = np.empty(self.shape(size), dtype=object)
        cells.fill(value)
        return cells

    def _constant(self, value: torch.Tensor) -> Cells:
        if self.rows in value.shape:
            raise NoColumns("A constant has rows.")
        return cells_of(list(value.reshape(-1).split(1)) if value.dim() else [value], value.shape)


def cells_of(entries: list[Any], shape: tuple[int, ...]) -> Cells:
    """A list in the order of memory as cells of a shape."""
    cells = np.empty(len(entries), dtype=object)
    for place, entry in enumerate(entries):
        cells[place] = entry
    return cells.reshape(shape)


def pointwise(target: Callable, args: tuple, kwargs: dict) -> Cells:
    """An operation number by number, cells of unlike shapes being repeated as tensors would be."""
    shape = np.broadcast_shapes(*(each.shape for each in args if isinstance(each, np.ndarray)))
    spread = [np.broadcast_to(each, shape) if isinstance(each, np.ndarray) else each for each in args]
    out = np.empty(shape, dtype=object)
    for place in np.ndindex(*shape):
        out[place] = target(*(each[place] if isinstance(each, np.ndarray) else each for each in spread), **kwargs)
    return out


def _divided(above: torch.Tensor, below: Any) -> torch.Tensor:
    whole = not isinstance(below, torch.Tensor) or below.numel() > 1 or not below.is_floating_point()
    return above / below if whole else above * below.reciprocal()


def _cells(value: Any) -> Cells:
    """A single entry, which numpy hands out bare, as cells again."""
    return value if isinstance(value, np.ndarray) else cells_of([value], ())


def _slice(
    run: Columns, _: Any, cells: Cells, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1
) -> Cells:
    if cells.shape[dim] == 1 and not start:
        return cells
    return cells[_along(cells, dim, slice(start, end, step))]


def _along(cells: Cells, dim: int, part: Any) -> tuple:
    place: list[Any] = [slice(None)] * cells.ndim
    place[dim] = part
    return tuple(place)


def _put(cells: Cells, source: Cells, dim: int, part: Any) -> Cells:
    out = cells.copy()
    out[_along(cells, dim, part)] = source
    return out


def _slice_scatter(
    run: Columns,
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
    return _put(cells, source, dim, slice(start, end, step))


def _expand(run: Columns, _: Any, cells: Cells, size: list[int], **__: Any) -> Cells:
    size = run.shape(size)
    missing = len(size) - cells.ndim
    return np.broadcast_to(cells, [cells.shape[axis - missing] if n == -1 else n for axis, n in enumerate(size)])


def _to_copy(run: Columns, target: Any, cells: Cells, dtype: torch.dtype | None = None, **_: Any) -> Cells:
    return cells if dtype is None else pointwise(target, (cells,), {"dtype": dtype})


def _full(
    run: Columns, _: Any, size: list[int], value: Any, dtype: torch.dtype | None = None, device: Any = None, **__: Any
) -> Cells:
    return run.same(size, torch.full([1] if size else [], value, dtype=dtype, device=device))


def _like(value: Any) -> Callable:
    def rule(run: Columns, _: Any, cells: Cells, *given: Any, dtype: torch.dtype | None = None, **__: Any) -> Cells:
        entry = torch.full_like(cells.reshape(-1)[0], *(given or (value,)), dtype=dtype)
        return run.same(cells.shape, entry)

    return rule


def _reduced(join: Callable, before: Callable = lambda entry: entry, after: Callable = lambda entry: entry) -> Callable:
    """A rule that folds axes other than the rows, in order."""

    def rule(run: Columns, _: Any, cells: Cells, dims: Any = None, keep: bool = False, **__: Any) -> Cells:
        dims = range(cells.ndim) if dims is None else [dims] if isinstance(dims, int) else dims
        gone = sorted({dim % cells.ndim for dim in dims})
        rest = [dim for dim in range(cells.ndim) if dim not in gone]
        lines = np.transpose(cells, [*rest, *gone]).reshape([*(cells.shape[dim] for dim in rest), -1])
        out = np.empty(lines.shape[:-1], dtype=object)
        for place in np.ndindex(*out.shape):
            out[place] = after(functools.reduce(join, map(before, lines[place])))
        return out.reshape([1 if dim in gone else n for dim, n in enumerate(cells.shape)]) if keep else out

    return rule


def _running(join: Callable) -> Callable:
    """A rule that folds along one axis and keeps every partial result."""

    def rule(run: Columns, _: Any, cells: Cells, dim: int, **__: Any) -> Cells:
        parts = list(np.moveaxis(cells, dim, 0))
        for at in range(1, len(parts)):
            parts[at] = pointwise(join, (_cells(parts[at - 1]), _cells(parts[at])), {})
        return np.stack(parts, axis=dim)

    return rule


def _norm(
    run: Columns, target: Any, cells: Cells, order: float = 2, dims: Any = None, keep: bool = False, **_: Any
) -> Cells:
    if order == float("inf"):
        return _reduced(torch.maximum, torch.abs)(run, target, cells, dims, keep)
    powers: dict[float, tuple[Callable, Callable]]
    powers = {2: (lambda entry: entry * entry, torch.sqrt), 1: (torch.abs, lambda entry: entry)}
    if order not in powers:
        raise NoColumns(f"A norm of order {order} has no rule.")
    return _reduced(torch.add, *powers[order])(run, target, cells, dims, keep)


def _product(run: Columns, _: Any, left: Cells, right: Cells) -> Cells:
    """A product of matrices, or of stacks of them."""
    terms = pointwise(torch.mul, (left[..., :, :, None], right[..., None, :, :]), {})
    return _reduced(torch.add)(run, None, terms, [-2])


RULES: dict[str, Callable] = {
    "select": lambda run, _, cells, dim, index: _cells(np.take(cells, index, axis=dim)),
    "slice": _slice,
    "select_scatter": lambda run, _, cells, source, dim, index: _put(cells, source, dim, index),
    "slice_scatter": _slice_scatter,
    "select_backward": lambda run, _, cells, size, dim, index: _put(run.same(size, run.zero()), cells, dim, index),
    "slice_backward": lambda run, _, cells, size, *part: _slice_scatter(
        run, _, run.same(size, run.zero()), cells, *part
    ),
    "unsqueeze": lambda run, _, cells, dim: np.expand_dims(cells, dim),
    "squeeze": lambda run, _, cells, dim: _cells(np.squeeze(cells, axis=tuple(dim) if isinstance(dim, list) else dim)),
    "expand": _expand,
    "permute": lambda run, _, cells, dims: np.transpose(cells, dims),
    "transpose": lambda run, _, cells, one, other: np.swapaxes(cells, one, other),
    "t": lambda run, _, cells: cells.T,
    "view": lambda run, _, cells, size: cells.reshape(run.shape(size)),
    "_unsafe_view": lambda run, _, cells, size: cells.reshape(run.shape(size)),
    "reshape": lambda run, _, cells, size: cells.reshape(run.shape(size)),
    "clone": lambda run, _, cells, **__: cells,
    "alias": lambda run, _, cells: cells,
    "detach": lambda run, _, cells: cells,
    "lift_fresh_copy": lambda run, _, cells: cells,
    "_to_copy": _to_copy,
    "cat": lambda run, _, parts, dim=0: np.concatenate(parts, axis=dim),
    "stack": lambda run, _, parts, dim=0: np.stack(parts, axis=dim),
    "unbind": lambda run, _, cells, dim=0: [_cells(each) for each in np.moveaxis(cells, dim, 0)],
    "split": lambda run, _, cells, size, dim=0: np.split(cells, range(size, cells.shape[dim], size), axis=dim),
    "repeat": lambda run, _, cells, times: np.tile(cells, times),
    "flip": lambda run, _, cells, dims: np.flip(cells, dims),
    "roll": lambda run, _, cells, by, dims: np.roll(cells, by, dims),
    "diagonal": lambda run, _, cells, offset=0, one=0, other=1: np.diagonal(cells, offset, one, other),
    "full": _full,
    "zeros": lambda run, target, size, **kind: _full(run, target, size, 0, **kind),
    "ones": lambda run, target, size, **kind: _full(run, target, size, 1, **kind),
    "new_zeros": lambda run, _, cells, size, **__: run.same(size, run.zero()),
    "scalar_tensor": lambda run, target, value, **kind: cells_of([target(value, **kind)], ()),
    "full_like": _like(None),
    "ones_like": _like(1),
    "zeros_like": _like(0),
    "sum": _reduced(torch.add),
    "prod": _reduced(torch.mul),
    "amax": _reduced(torch.maximum),
    "amin": _reduced(torch.minimum),
    "all": _reduced(torch.logical_and),
    "any": _reduced(torch.logical_or),
    "cumsum": _running(torch.add),
    "cumprod": _running(torch.mul),
    "cummax": lambda run, target, cells, dim: [_running(torch.maximum)(run, target, cells, dim), None],
    "linalg_vector_norm": _norm,
    "mm": _product,
    "bmm": _product,
}
