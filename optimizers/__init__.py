"""The optimizers: one file each, in a folder that is its family; ``shelf`` maps an id to its class."""

from pathlib import Path

import schedules  # noqa: F401 - optimizers have settings that hold one
from core import Optimizer, Shelf

shelf: Shelf[Optimizer] = Shelf(__name__, Optimizer, Path(__file__).parent)
