"""The studies: one file each; ``shelf`` maps an id to its class."""

from pathlib import Path

from core import Shelf
from studies._study import Study, Table

shelf: Shelf[Study] = Shelf(__name__, Study, Path(__file__).parent)

__all__ = ["Study", "Table", "shelf"]
