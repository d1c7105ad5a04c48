"""Where everything stands that a compiled chunk takes and gives.

What is carried travels in packs, one per type of number: ``columns`` (n, rows) holds what every row has for itself,
``shared`` (n,) what is the same in all rows, such as a count of steps.
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
class Place:
    """Where an entry stands: its shape without rows, its type, and whether all rows share it."""

    name: str
    tail: tuple[int, ...]
    dtype: str
    shared: bool = False

    @property
    def width(self) -> int:
        """How many columns it takes."""
        return math.prod(self.tail)

    @property
    def pack(self) -> str:
        """The pack that it is in."""
        return f"{'shared' if self.shared else 'columns'}.{self.dtype}"


@dataclass(frozen=True)
class Layout:
    """What a package takes and gives: ``rows`` at a time, ``length`` steps at a time."""

    rows: int
    length: int
    given: tuple[str, ...]
    carried: tuple[Place, ...]
    made: tuple[Place, ...]

    @classmethod
    def read(cls, text: str) -> Layout:
        """Back from json."""
        facts = json.loads(text)
        places = {
            part: tuple(Place(**{**each, "tail": tuple(each["tail"])}) for each in facts[part])
            for part in ("carried", "made")
        }
        return cls(facts["rows"], facts["length"], tuple(facts["given"]), **places)

    def write(self) -> str:
        """As json."""
        return json.dumps(asdict(self))

    def packs(self) -> dict[str, list[Place]]:
        """The places of what is carried, by pack, in order."""
        packs: dict[str, list[Place]] = {}
        for place in self.carried:
            packs.setdefault(place.pack, []).append(place)
        return packs

    def packed(self, carried: Tensors) -> Tensors:
        """Entries (rows, ...) as packs; rows that lack are filled with the last one."""
        return {
            name: torch.cat([_packed(carried[each.name], each, self.rows) for each in places])
            for name, places in self.packs().items()
        }

    def opened(self, packs: Mapping[str, Any]) -> dict[str, Any]:
        """Packs as entries (rows, ...), or (1, ...) where all rows share them."""
        entries: dict[str, Any] = {}
        for name, places in self.packs().items():
            parts = packs[name].split([each.width for each in places])
            entries |= {
                each.name: part.reshape(each.tail)[None] if each.shared else _rows_first(part, each)
                for each, part in zip(places, parts, strict=True)
            }
        return entries

    def opened_made(self, made: torch.Tensor) -> Tensors:
        """What some chunks made, in one type of number (chunks, columns, rows), as entries (steps, rows, ...)."""
        parts = made.split([each.width for each in self.made], dim=1)
        return {
            each.name: part.reshape(-1, *each.tail[1:], self.rows).movedim(-1, 1).to(getattr(torch, each.dtype))
            for each, part in zip(self.made, parts, strict=True)
        }


def _packed(entry: torch.Tensor, place: Place, rows: int) -> torch.Tensor:
    """(rows, ...) -> (width, rows), or (width,) of the first row where all share it."""
    if place.shared:
        return entry[0].reshape(-1)
    entry = entry[:rows]
    lacking = rows - len(entry)
    whole = torch.cat((entry, entry[-1:].expand(lacking, *entry.shape[1:]))) if lacking else entry
    return whole.reshape(rows, -1).T.contiguous()


def _rows_first(part: torch.Tensor, place: Place) -> torch.Tensor:
    return part.reshape(*place.tail, part.shape[-1]).movedim(-1, 0)
