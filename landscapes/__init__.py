"""The landscapes: one file each, in a folder that is its family; ``shelf`` maps an id to its class."""

from pathlib import Path

from core import Landscape, Shelf

shelf: Shelf[Landscape] = Shelf(__name__, Landscape, Path(__file__).parent)
