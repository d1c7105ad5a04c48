"""What a study is: it measures, and hands out tables."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass

from comparing.table import Table
from core import Item
from engine import Scene


@dataclass(frozen=True)
class Study(Item, ABC):
    """A measurement with a name; its settings are fields, like those of every item."""

    @abstractmethod
    def run(self, scene: Scene) -> list[Table]:
        """The tables for a scene."""
