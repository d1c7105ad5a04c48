"""The panels of the page (figures and tables), one per module; ``shelf`` maps the id of a panel to its class."""

from fallline.core import Shelf
from fallline.core.locations import PACKAGE
from fallline.panels._panel import BELOW_PLACE, BOARD_PLACE, VIEWS_PLACE, PackedArray, Panel, base_layout, pack_array

shelf: Shelf[Panel] = Shelf(__name__, Panel, PACKAGE / "panels")

__all__ = ["BELOW_PLACE", "BOARD_PLACE", "VIEWS_PLACE", "PackedArray", "Panel", "base_layout", "pack_array", "shelf"]
