"""The catalogue of studies, one file each; ``shelf`` maps an id to its class."""

from fallline.compare.table import Table
from fallline.core import Shelf
from fallline.core.locations import PACKAGE
from fallline.studies._study import LongStudy, Study, StudyRequest

shelf: Shelf[Study] = Shelf(__name__, Study, PACKAGE / "studies")

__all__ = ["LongStudy", "Study", "StudyRequest", "Table", "shelf"]
