"""The studies: one file each; ``shelf`` maps an id to its class."""

from fallline.compare.table import Table
from fallline.core import Shelf
from fallline.core.locations import PACKAGE
from fallline.studies._study import Asked, LongStudy, Study

shelf: Shelf[Study] = Shelf(__name__, Study, PACKAGE / "studies")

__all__ = ["Asked", "LongStudy", "Study", "Table", "shelf"]
