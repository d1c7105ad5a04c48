"""Packages: chunks compiled to machine code and stored in a folder each.

A chunk is traced, converted to a structure of arrays (``fallline.programs.structure_of_arrays``) and compiled by
torch's ahead-of-time compiler.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch
from torch.func import functionalize
from torch.fx import GraphModule, Node
from torch.fx.experimental.proxy_tensor import make_fx

from fallline.programs.layout import EntryLayout, Layout
from fallline.programs.structure_of_arrays import CellInterpreter, Cells, ConversionError, make_cells
from fallline.run.chunks import PER_ROW_INPUTS, Carry, Chunk, Tensors

CODE, LAYOUT = "code.pt2", "layout.json"  # files of a package's folder
TRACE_ROWS = 97  # rows with which a chunk is traced: a size that no other axis of its tensors has
MAX_OPERATIONS = 3_000  # of a chunk; the compiler takes some 25 s for as many
MAX_FUSED_OPERATIONS = 1_000_000  # that the compiler may put into one loop: in effect no limit


class TooLarge(ConversionError):
    """The error for a chunk with too many operations to compile; a chunk of fewer steps may have few enough."""


class Package:
    """A compiled chunk that is loaded."""

    def __init__(self, folder: Path) -> None:
        """Load the files that ``compile_chunk`` wrote to ``folder``."""
        self.layout = Layout.from_json((folder / LAYOUT).read_text())
        loaded = torch._inductor.aoti_load_package(str(folder / CODE))  # noqa: SLF001 - torch's name for it
        # ``loaded`` itself checks its arguments on each call, which takes longer than a chunk runs.
        self._run = loaded.loader.boxed_run
        self._packs = tuple(self.layout.packs())

    def run(self, inputs: Tensors, packs: Tensors) -> tuple[Tensors, list[torch.Tensor]]:
        """Run the chunk and return the new packs, and its packed outputs: a list of one tensor, or empty."""
        out = self._run([*(inputs[name] for name in self.layout.inputs), *(packs[name] for name in self._packs)])
        return dict(zip(self._packs, out, strict=False)), [out[-1]] if self.layout.outputs else []


def compile_chunk(
    chunk: Chunk, inputs: Tensors, start: Carry, needed: Iterable[str], rows: int, length: int, folder: Path
) -> None:
    """Compile a chunk of ``length`` steps for ``rows`` rows and write the package to ``folder``.

    ``inputs`` and ``start`` are examples with TRACE_ROWS rows on the device; the points of ``start`` must all differ.
    ``needed`` names the entries of the tally that are carried even if no output depends on them. Raises
    ConversionError if the chunk cannot be compiled, TooLarge if one of fewer steps may be.
    """
    try:
        program, layout = _convert(chunk, inputs, start, needed, rows, length)
    except torch.OutOfMemoryError:
        raise
    except (RuntimeError, TypeError) as problem:
        raise ConversionError(str(problem)) from problem
    _compile_program(program, folder / CODE, exact=start.x.dtype == torch.float64)
    (folder / LAYOUT).write_text(layout.to_json())


def _compile_program(program: torch.export.ExportedProgram, path: Path, *, exact: bool) -> None:
    """Compile a program to the file ``path``. Raises ConversionError for an operation that cannot be compiled.

    Other errors, such as those of a full disk or of a C++ compiler that was killed, say nothing about the program.
    """
    from torch._inductor.exc import InductorError, OperatorIssue  # here, since the import takes seconds

    try:
        with _compiler_settings(exact=exact):
            torch._inductor.aoti_compile_and_package(program, package_path=str(path))  # noqa: SLF001
    except (InductorError, OperatorIssue) as problem:
        if isinstance(problem, OperatorIssue) or isinstance(problem.inner_exception, OperatorIssue):
            raise ConversionError(str(problem)) from problem
        raise


def _convert(
    chunk: Chunk, inputs: Tensors, start: Carry, needed: Iterable[str], rows: int, length: int
) -> tuple[torch.export.ExportedProgram, Layout]:
    """Return a chunk as a program of packed tensors for ``rows`` rows, and its layout."""
    inputs, carry = ({name: value.clone() for name, value in each.items()} for each in (inputs, start.to_tensors()))
    traced, names, outputs = _trace(chunk, inputs, carry)
    _check_size(traced)
    carried = _find_needed(traced, list(inputs), names, {f"tally.{name}" for name in needed})
    exact = carry["x"].dtype == torch.float64
    # Exact chunks have few rows, for which shared entries save nothing.
    shared = set() if exact else {name for name in carried if _is_same_in_all_rows(carry[name])}
    while True:
        cell_chunk = _CellChunk(traced, list(inputs), carry, names, outputs, shared)
        not_shareable = cell_chunk.find_not_shareable(inputs, carried)
        if not not_shareable:
            break
        shared -= not_shareable
    layout = cell_chunk.layout(inputs, carried, rows, length)
    with torch.no_grad():
        resized = {
            name: torch.cat([value[:1]] * rows) if name in PER_ROW_INPUTS else value for name, value in inputs.items()
        }
        example = [*resized.values(), *layout.pack(carry).values()]
        converted = make_fx(cell_chunk.packed_function(layout))(*example)
    converted.graph.eliminate_dead_code()
    _check_size(converted)
    return torch.export.export(_Module(converted), tuple(example)), layout


def _check_size(traced: GraphModule) -> None:
    if len(traced.graph.nodes) > MAX_OPERATIONS:
        raise TooLarge(f"{len(traced.graph.nodes):,} operations are too many to compile.")


class _Module(torch.nn.Module):
    """A traced function as a module, the form in which ``torch.export`` takes it."""

    def __init__(self, traced: GraphModule) -> None:
        super().__init__()
        self.traced = traced

    def forward(self, *tensors: torch.Tensor) -> Any:
        return self.traced(*tensors)


@contextmanager
def _compiler_settings(*, exact: bool) -> Iterator[None]:
    """Set the compiler to put all operations into one loop.

    If ``exact``, it uses one thread and rounds every product before it is added, as eager torch does; else the number
    of threads of the process, and fused multiply-add.
    """
    from torch._inductor import config

    changes: dict[str, Any] = {
        "max_fusion_size": MAX_FUSED_OPERATIONS,
        "realize_reads_threshold": 1,
        "cpp.dynamic_threads": not exact,
    }
    changes |= {"cpp.threads": 1} if exact else {"cpp.enable_floating_point_contract_flag": "fast"}
    with config.patch(changes):
        yield


def _trace(chunk: Chunk, inputs: Tensors, carry: Tensors) -> tuple[GraphModule, list[str], dict[str, Any]]:
    """Trace the chunk to a graph of pure operations; returns it, the carry's names, and an example of the outputs."""
    names, outputs = list(carry), {}

    def flat_chunk(*tensors: torch.Tensor) -> list[torch.Tensor]:
        by_name = dict(zip([*inputs, *names], tensors, strict=True))
        old_carry = Carry.from_tensors({name: by_name[name] for name in names})
        new_carry, new_outputs = chunk({name: by_name[name] for name in inputs}, old_carry)
        carried = new_carry.to_tensors()
        outputs.update(new_outputs)
        return [
            *(carried[name] for name in names),
            *(value.to(carried["x"].dtype) for value in new_outputs.values()),
        ]

    example = [*inputs.values(), *carry.values()]
    with torch.no_grad():
        traced = make_fx(flat_chunk)(*example)
        traced = make_fx(functionalize(traced, remove="mutations"))(*example)
    traced.graph.eliminate_dead_code()
    traced.recompile()
    return traced, names, outputs


def _find_needed(traced: GraphModule, inputs: list[str], names: list[str], needed: set[str]) -> list[str]:
    """Return the entries of the carry on which ``needed`` entries or outputs depend, in this chunk or a later one."""
    placeholders = (node for node in traced.graph.nodes if node.op == "placeholder")
    nodes = dict(zip([*inputs, *names], placeholders, strict=True))
    (output,) = (node for node in traced.graph.nodes if node.op == "output")
    results = output.args[0]
    result_of = dict(zip(names, results, strict=False))
    found, todo = set(needed), [*results[len(names) :], *(result_of[name] for name in needed)]
    visited: set[Node] = set()
    while todo:
        node = todo.pop()
        if node in visited:
            continue
        visited.add(node)
        todo += node.all_input_nodes
        for name in names:
            if nodes[name] is node and name not in found:
                found.add(name)
                todo.append(result_of[name])
    return [name for name in names if name in found]


def _is_same_in_all_rows(entry: torch.Tensor) -> bool:
    return bool((entry == entry[:1]).all())


class _CellChunk:
    """A traced chunk that runs on cells, with the entries of the carry that all rows share."""

    def __init__(
        self,
        traced: GraphModule,
        inputs: list[str],
        carry: Tensors,
        names: list[str],
        outputs: Tensors,
        shared: set[str],
    ) -> None:
        """``carry`` and ``outputs`` are examples of the tensors, ``names`` those of the carry in order."""
        self.approximate_division = carry["x"].dtype == torch.float32
        self.traced, self.inputs, self.carry, self.names = traced, inputs, carry, names
        self.outputs, self.shared = outputs, shared

    def run(self, inputs: list[Any], carry: dict[str, Cells]) -> tuple[dict[str, Cells], list[Cells]]:
        """Run the chunk on cells; returns the new carry and the outputs. Missing entries of the carry are zeros."""
        cells = [_input_cells(*each) for each in zip(self.inputs, inputs, strict=True)]
        for name in self.names:
            entry = self.carry[name]
            zero = torch.zeros(1, dtype=entry.dtype, device=entry.device)
            cells.append(carry.get(name, make_cells([zero] * math.prod(entry.shape[1:]), (1, *entry.shape[1:]))))
        out = CellInterpreter(self.traced, TRACE_ROWS, approximate_division=self.approximate_division).run(*cells)
        return dict(zip(self.names, out, strict=False)), out[len(self.names) :]

    def find_not_shareable(self, inputs: Tensors, carried: list[str]) -> set[str]:
        """Return the entries that are taken as shared, but have a value for each row after the chunk."""
        carry = {}
        for name in carried:
            entry = self.carry[name]
            parts = entry.reshape(TRACE_ROWS, -1).unbind(1)
            carry[name] = make_cells(
                [part[:1] if name in self.shared else part for part in parts], (1, *entry.shape[1:])
            )
        with torch.no_grad():
            new_carry, _ = self.run(list(inputs.values()), carry)
        return {name for name in self.shared if any(entry.numel() > 1 for entry in new_carry[name].flat)}

    def layout(self, inputs: Tensors, carried: list[str], rows: int, length: int) -> Layout:
        """Return the layout of a package that carries the entries ``carried``."""
        carry = [
            _make_entry(name, self.carry[name].shape[1:], self.carry[name].dtype, name in self.shared)
            for name in carried
        ]
        outputs = [
            _make_entry(name, (len(value), *value.shape[2:]), value.dtype, False)
            for name, value in self.outputs.items()
        ]
        return Layout(rows, length, tuple(inputs), tuple(carry), tuple(outputs))

    def packed_function(self, layout: Layout) -> Any:
        """Return the chunk as a function of tensors: inputs and packs in, new packs and packed outputs out."""

        def function(*tensors: torch.Tensor) -> list[torch.Tensor]:
            inputs, packs = tensors[: len(layout.inputs)], tensors[len(layout.inputs) :]
            carry = {}
            for pack, entries in zip(packs, layout.packs().values(), strict=True):
                parts = list(pack.split(1) if entries[0].shared else pack.unbind(0))
                for entry in entries:
                    carry[entry.name] = make_cells(parts[: entry.size], (1, *entry.shape))
                    parts = parts[entry.size :]
            new_carry, outputs = self.run(list(inputs), carry)
            new_packs = [
                _stack_cells([new_carry[each.name] for each in entries], None if entries[0].shared else layout.rows)
                for entries in layout.packs().values()
            ]
            return [*new_packs, _stack_cells(outputs, layout.rows)] if outputs else new_packs

        return function


def _make_entry(name: str, shape: Any, dtype: torch.dtype, shared: bool) -> EntryLayout:
    return EntryLayout(name, tuple(shape), str(dtype).removeprefix("torch."), shared)


def _input_cells(name: str, tensor: torch.Tensor) -> Cells:
    """Return an input as cells: one cell per vector over the rows of PER_ROW_INPUTS, one per number of others."""
    if name in PER_ROW_INPUTS:
        return make_cells(list(tensor.unbind(1)) if tensor.dim() > 1 else [tensor], (1, *tensor.shape[1:]))
    return make_cells(list(tensor.reshape(-1).unbind()) if tensor.numel() else [], tuple(tensor.shape))


def _stack_cells(cells: list[Cells], rows: int | None) -> torch.Tensor:
    """Return the entries of all cells as (n, rows), or as (n,) if ``rows`` is None."""
    entries = [entry for each in cells for entry in each.flat]
    if rows:
        return torch.stack([entry.expand(rows) for entry in entries])
    return torch.cat([entry.expand(1) for entry in entries])
