"""The studies: one file each; ``shelf`` maps an id to its class."""

from pathlib import Path

from comparing.table import Table
from core import Shelf
from studies._study import Asked, LongStudy, Study

shelf: Shelf[Study] = Shelf(__name__, Study, Path(__file__).parent)

__all__ = ["Asked", "LongStudy", "Study", "Table", "shelf"]
