"""The learning-rate schedules, one file each; ``shelf`` maps an id to its class."""

from fallline.core import Schedule, Shelf
from fallline.core.locations import PACKAGE

shelf: Shelf[Schedule] = Shelf(__name__, Schedule, PACKAGE / "schedules")
