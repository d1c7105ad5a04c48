"""How learning rates change over a race: one file each; ``shelf`` maps an id to its class."""

from pathlib import Path

from core import Schedule, Shelf

shelf: Shelf[Schedule] = Shelf(__name__, Schedule, Path(__file__).parent)
