"""The panels of the page: one file each; ``shelf`` maps an id to its class."""

from fallline.core import Shelf
from fallline.core.locations import PACKAGE
from fallline.panels._panel import BELOW, BOARD, VIEWS, Packed, Panel, base_layout, packed

shelf: Shelf[Panel] = Shelf(__name__, Panel, PACKAGE / "panels")

__all__ = ["BELOW", "BOARD", "VIEWS", "Packed", "Panel", "base_layout", "packed", "shelf"]
