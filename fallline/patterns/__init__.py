"""The start patterns, one file each; ``shelf`` maps an id to its class."""

from fallline.core import Shelf, StartPattern
from fallline.core.locations import PACKAGE

shelf: Shelf[StartPattern] = Shelf(__name__, StartPattern, PACKAGE / "patterns", kind="pattern")
