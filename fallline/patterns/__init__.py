"""How many starts are laid out around one: one file each; ``shelf`` maps an id to its class."""

from fallline.core import Pattern, Shelf
from fallline.core.locations import PACKAGE

shelf: Shelf[Pattern] = Shelf(__name__, Pattern, PACKAGE / "patterns")
