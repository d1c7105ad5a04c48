"""The optimizers: one file each, in a folder that is its family; ``shelf`` maps an id to its class."""

from pathlib import Path

from core import Optimizer, Shelf

shelf: Shelf[Optimizer] = Shelf(__name__, Optimizer, Path(__file__).parent)
