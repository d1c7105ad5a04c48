"""The layout of a compiled chunk's inputs, carry and outputs.

The carry is passed in packs, one per dtype: ``per_row.<dtype>`` (n, rows) for entries that differ from row to row, and
``shared.<dtype>`` (n,) for those that are the same in all rows, such as a count of steps.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import torch

from fallline.run.chunks import Tensors


@dataclass(frozen=True)
class EntryLayout:
    """One entry: its shape without the rows, its dtype, and whether all rows share it."""

    name: str
    shape: tuple[int, ...]
    dtype: str
    shared: bool = False

    @property
    def size(self) -> int:
        """The number of vectors over the rows that the entry takes in a pack."""
        return math.prod(self.shape)

    @property
    def pack(self) -> str:
        """The name of the entry's pack, such as ``per_row.float64``."""
        return f"{'shared' if self.shared else 'per_row'}.{self.dtype}"


@dataclass(frozen=True)
class Layout:
    """The inputs, carry and outputs of a package for ``rows`` rows and ``length`` steps at a time."""

    rows: int
    length: int
    inputs: tuple[str, ...]
    carry: tuple[EntryLayout, ...]
    outputs: tuple[EntryLayout, ...]

    @classmethod
    def from_json(cls, text: str) -> Layout:
        """Return the layout that ``to_json`` wrote."""
        facts = json.loads(text)
        entries = {
            part: tuple(EntryLayout(**{**each, "shape": tuple(each["shape"])}) for each in facts[part])
            for part in ("carry", "outputs")
        }
        return cls(facts["rows"], facts["length"], tuple(facts["inputs"]), **entries)

    def to_json(self) -> str:
        """Return the layout as JSON."""
        return json.dumps(asdict(self))

    def packs(self) -> dict[str, list[EntryLayout]]:
        """Return the entries of the carry by pack, in order."""
        packs: dict[str, list[EntryLayout]] = {}
        for entry in self.carry:
            packs.setdefault(entry.pack, []).append(entry)
        return packs

    def pack(self, carry: Tensors) -> Tensors:
        """Return the carry's tensors (n, ...) as packs; if n is less than ``rows``, the last row is repeated."""
        return {
            name: torch.cat([_pack_entry(carry[entry.name], entry, self.rows) for entry in entries])
            for name, entries in self.packs().items()
        }

    def unpack(self, packs: Mapping[str, Any]) -> dict[str, Any]:
        """Return packs as tensors (rows, ...) by name, or (1, ...) if all rows share them."""
        tensors: dict[str, Any] = {}
        for name, entries in self.packs().items():
            parts = packs[name].split([entry.size for entry in entries])
            tensors |= {
                entry.name: part.reshape(entry.shape)[None] if entry.shared else _move_rows_first(part, entry)
                for entry, part in zip(entries, parts, strict=True)
            }
        return tensors

    def unpack_outputs(self, outputs: torch.Tensor) -> Tensors:
        """Return the outputs of several chunks (chunks, n, rows), of one dtype, as tensors (steps, rows, ...)."""
        parts = outputs.split([entry.size for entry in self.outputs], dim=1)
        return {
            entry.name: part.reshape(-1, *entry.shape[1:], self.rows).movedim(-1, 1).to(getattr(torch, entry.dtype))
            for entry, part in zip(self.outputs, parts, strict=True)
        }


def _pack_entry(tensor: torch.Tensor, entry: EntryLayout, rows: int) -> torch.Tensor:
    """Return a tensor (n, ...) as (size, rows), or, if all rows share it, the first row as (size,)."""
    if entry.shared:
        return tensor[0].reshape(-1)
    tensor = tensor[:rows]
    missing = rows - len(tensor)
    padded = torch.cat((tensor, tensor[-1:].expand(missing, *tensor.shape[1:]))) if missing else tensor
    return padded.reshape(rows, -1).T.contiguous()


def _move_rows_first(part: torch.Tensor, entry: EntryLayout) -> torch.Tensor:
    return part.reshape(*entry.shape, part.shape[-1]).movedim(-1, 0)
