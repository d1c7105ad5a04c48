"""What a contributor must know: settings, catalogue, Landscape, Optimizer, Oracle."""

from core.catalogue import CatalogueError, Item, Shelf
from core.errors import BadInput, unknown
from core.landscape import BOUNDARY, CUSP, DIM, KINK, SMOOTH, Box, Landscape, dimensions, scalable
from core.minima import LISTED, Lattice, Point
from core.optimizer import LEARNING_RATE, MATRIX, NUMBER, POINT, SCALE, VECTOR, Optimizer, State
from core.oracle import Oracle, gradient, hessian, hessian_times
from core.settings import (
    CHOICE,
    FLAG,
    TEXT,
    WHOLE,
    Setting,
    choice,
    flag,
    number,
    setting_named,
    settings_of,
    text,
    whole,
    write_number,
)
from core.transforms import TRANSFORMS, Transformed, bare, changed

__all__ = [
    "BOUNDARY",
    "CHOICE",
    "CUSP",
    "DIM",
    "FLAG",
    "KINK",
    "LEARNING_RATE",
    "LISTED",
    "MATRIX",
    "NUMBER",
    "POINT",
    "SCALE",
    "SMOOTH",
    "TEXT",
    "TRANSFORMS",
    "VECTOR",
    "WHOLE",
    "BadInput",
    "Box",
    "CatalogueError",
    "Item",
    "Landscape",
    "Lattice",
    "Optimizer",
    "Oracle",
    "Point",
    "Setting",
    "Shelf",
    "State",
    "Transformed",
    "bare",
    "changed",
    "choice",
    "dimensions",
    "flag",
    "gradient",
    "hessian",
    "hessian_times",
    "number",
    "scalable",
    "setting_named",
    "settings_of",
    "text",
    "unknown",
    "whole",
    "write_number",
]
