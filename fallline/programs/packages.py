"""Chunks as machine code: traced, taken apart into columns, compiled once per pair, and kept on disk."""

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

from fallline.programs.layout import Layout, Place
from fallline.programs.structure_of_arrays import Cells, Columns, NoColumns, cells_of
from fallline.run.chunks import BY_ROW, Carried, Chunk, Tensors

CODE, LAYOUT = "code.pt2", "layout.json"
TRACED = 97  # rows with which a chunk is traced: a number that no other axis has
MOST_NODES = 3_000  # operations of a chunk; the compiler takes some 25 s for as many
FUSED = 1_000_000  # operations that may become one loop


class TooLarge(NoColumns):
    """So many steps at a time take too long to compile."""


class Package:
    """A compiled chunk."""

    def __init__(self, folder: Path) -> None:
        """Loads what ``compile_chunk`` left in ``folder``."""
        self.layout = Layout.read((folder / LAYOUT).read_text())
        loaded = torch._inductor.aoti_load_package(str(folder / CODE))  # noqa: SLF001 - torch's name for it
        # Called as it is, the model looks its arguments over for longer than it runs.
        self._run = loaded.loader.boxed_run
        self._packs = tuple(self.layout.packs())

    def run(self, given: Tensors, packs: Tensors) -> tuple[Tensors, list[torch.Tensor]]:
        """One chunk on: new packs, and what was made, one tensor or none."""
        out = self._run([*(given[name] for name in self.layout.given), *(packs[name] for name in self._packs)])
        return dict(zip(self._packs, out, strict=False)), [out[-1]] if self.layout.made else []


def compile_chunk(
    chunk: Chunk, given: Tensors, start: Carried, wanted: Iterable[str], rows: int, length: int, folder: Path
) -> None:
    """Compiles a chunk of ``length`` steps for ``rows`` rows into ``folder``; raises NoColumns where it cannot be,
    TooLarge where fewer steps might be.

    ``given`` and ``start`` are examples of TRACED rows on the device; the latter must be of as many unlike points.
    ``wanted`` names what of the verdict must be kept whether or not anything made depends on it.
    """
    given, carried = ({name: value.clone() for name, value in each.items()} for each in (given, start.flat()))
    traced, names, made = _traced(chunk, given, carried)
    _check_size(traced)
    kept = _alive(traced, list(given), names, {f"judged.{name}" for name in wanted})
    exact = carried["x"].dtype == torch.float64
    shared = set() if exact else {name for name in kept if _alike(carried[name])}  # few rows, nothing to share
    while True:
        columns = _Columns(traced, list(given), carried, names, made, shared)
        spoilt = columns.spoilt(given, kept)
        if not spoilt:
            break
        shared -= spoilt
    layout = columns.layout(given, kept, rows, length)
    with torch.no_grad():
        wide = {name: torch.cat([value[:1]] * rows) if name in BY_ROW else value for name, value in given.items()}
        example = [*wide.values(), *layout.packed(carried).values()]
        whole = make_fx(columns.packed(layout))(*example)
    whole.graph.eliminate_dead_code()
    _check_size(whole)
    program = torch.export.export(_Module(whole), tuple(example))
    with _settings(exact=exact):
        torch._inductor.aoti_compile_and_package(program, package_path=str(folder / CODE))  # noqa: SLF001
    (folder / LAYOUT).write_text(layout.write())


def _check_size(traced: GraphModule) -> None:
    if len(traced.graph.nodes) > MOST_NODES:
        raise TooLarge(f"{len(traced.graph.nodes):,} operations are too many to compile.")


class _Module(torch.nn.Module):
    """A traced function as torch's exporter takes it."""

    def __init__(self, traced: GraphModule) -> None:
        super().__init__()
        self.traced = traced

    def forward(self, *tensors: torch.Tensor) -> Any:
        return self.traced(*tensors)


@contextmanager
def _settings(*, exact: bool) -> Iterator[None]:
    """How the compiler is set: one loop for all; where it must be ``exact``, which is where rows are few, one thread,
    and every product rounded before it is added; else threads as the process has them."""
    from torch._inductor import config

    changes: dict[str, Any] = {"max_fusion_size": FUSED, "realize_reads_threshold": 1, "cpp.dynamic_threads": not exact}
    changes |= {"cpp.threads": 1} if exact else {"cpp.enable_floating_point_contract_flag": "fast"}
    with config.patch(changes):
        yield


def _traced(chunk: Chunk, given: Tensors, carried: Tensors) -> tuple[GraphModule, list[str], dict[str, Any]]:
    """The chunk as a graph of pure operations; the names of what is carried; an example of what is made."""
    names, made = list(carried), {}

    def flat(*tensors: torch.Tensor) -> list[torch.Tensor]:
        inside = dict(zip([*given, *names], tensors, strict=True))
        on, makes = chunk({name: inside[name] for name in given}, Carried.named({name: inside[name] for name in names}))
        carries = on.flat()
        made.update(makes)
        return [*(carries[name] for name in names), *(value.to(carries["x"].dtype) for value in makes.values())]

    example = [*given.values(), *carried.values()]
    with torch.no_grad():
        traced = make_fx(flat)(*example)
        traced = make_fx(functionalize(traced, remove="mutations"))(*example)
    traced.graph.eliminate_dead_code()
    traced.recompile()
    return traced, names, made


def _alive(traced: GraphModule, given: list[str], names: list[str], wanted: set[str]) -> list[str]:
    """What must be carried: what is wanted or made depends on it, at once or a few chunks on."""
    inputs = dict(zip([*given, *names], (n for n in traced.graph.nodes if n.op == "placeholder"), strict=True))
    (output,) = (node for node in traced.graph.nodes if node.op == "output")
    results = output.args[0]
    by_name = dict(zip(names, results, strict=False))
    needs, todo = set(wanted), [*results[len(names) :], *(by_name[name] for name in wanted)]
    seen: set[Node] = set()
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        todo += node.all_input_nodes
        for name in names:
            if inputs[name] is node and name not in needs:
                needs.add(name)
                todo.append(by_name[name])
    return [name for name in names if name in needs]


def _alike(entry: torch.Tensor) -> bool:
    return bool((entry == entry[:1]).all())


class _Columns:
    """A traced chunk on cells, where some of what is carried is shared by all rows."""

    def __init__(
        self, traced: GraphModule, given: list[str], carried: Tensors, names: list[str], made: Tensors, shared: set[str]
    ) -> None:
        self.quick = carried["x"].dtype == torch.float32
        self.traced, self.given, self.carried, self.names, self.made, self.shared = (
            traced,
            given,
            carried,
            names,
            made,
            shared,
        )

    def run(self, given: list[Any], carried: dict[str, Cells]) -> tuple[dict[str, Cells], list[Cells]]:
        cells = [_given_cells(*each) for each in zip(self.given, given, strict=True)]
        for name in self.names:
            entry = self.carried[name]
            lost = torch.zeros(1, dtype=entry.dtype, device=entry.device)  # nothing that is kept depends on it
            cells.append(carried.get(name, cells_of([lost] * math.prod(entry.shape[1:]), (1, *entry.shape[1:]))))
        out = Columns(self.traced, TRACED, quick=self.quick).run(*cells)
        return dict(zip(self.names, out, strict=False)), out[len(self.names) :]

    def spoilt(self, given: Tensors, kept: list[str]) -> set[str]:
        """What was taken as shared, but comes out with a value for each row."""
        inside = {}
        for name in kept:
            entry = self.carried[name]
            parts = entry.reshape(TRACED, -1).unbind(1)
            inside[name] = cells_of(
                [part[:1] if name in self.shared else part for part in parts], (1, *entry.shape[1:])
            )
        with torch.no_grad():
            carries, _ = self.run(list(given.values()), inside)
        return {name for name in self.shared if any(entry.numel() > 1 for entry in carries[name].flat)}

    def layout(self, given: Tensors, kept: list[str], rows: int, length: int) -> Layout:
        places = [
            _place(name, self.carried[name].shape[1:], self.carried[name].dtype, name in self.shared) for name in kept
        ]
        made = [_place(name, (len(value), *value.shape[2:]), value.dtype, False) for name, value in self.made.items()]
        return Layout(rows, length, tuple(given), tuple(places), tuple(made))

    def packed(self, layout: Layout) -> Any:
        """The whole chunk from packs to packs."""

        def function(*tensors: torch.Tensor) -> list[torch.Tensor]:
            given, packs = tensors[: len(layout.given)], tensors[len(layout.given) :]
            inside = {}
            for pack, places in zip(packs, layout.packs().values(), strict=True):
                parts = list(pack.split(1) if places[0].shared else pack.unbind(0))
                for place in places:
                    inside[place.name] = cells_of(parts[: place.width], (1, *place.tail))
                    parts = parts[place.width :]
            carries, makes = self.run(list(given), inside)
            packed = [
                _stacked([carries[each.name] for each in places], None if places[0].shared else layout.rows)
                for places in layout.packs().values()
            ]
            return [*packed, _stacked(makes, layout.rows)] if makes else packed

        return function


def _place(name: str, tail: Any, dtype: torch.dtype, shared: bool) -> Place:
    return Place(name, tuple(tail), str(dtype).removeprefix("torch."), shared)


def _given_cells(name: str, tensor: torch.Tensor) -> Cells:
    """What is given: a vector over the rows is one cell, numbers are taken one by one."""
    if name in BY_ROW:
        return cells_of(list(tensor.unbind(1)) if tensor.dim() > 1 else [tensor], (1, *tensor.shape[1:]))
    return cells_of(list(tensor.reshape(-1).unbind()) if tensor.numel() else [], tuple(tensor.shape))


def _stacked(cells: list[Cells], rows: int | None) -> torch.Tensor:
    entries = [entry for each in cells for entry in each.flat]
    return (
        torch.stack([entry.expand(rows) for entry in entries])
        if rows
        else torch.cat([entry.expand(1) for entry in entries])
    )
