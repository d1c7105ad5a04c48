"""The panels of the page: one file each; ``shelf`` maps an id to its class."""

from pathlib import Path

from core import Shelf
from panels._panel import BELOW, BOARD, VIEWS, Panel, packed

shelf: Shelf[Panel] = Shelf(__name__, Panel, Path(__file__).parent)

__all__ = ["BELOW", "BOARD", "VIEWS", "Panel", "packed", "shelf"]
