"""Links of formulas with one variable that were written for two coordinates, as all links once were."""

from __future__ import annotations

from fallline.core import TRANSFORMS, Point, read_settings
from fallline.landscapes import shelf, spell_formula
from fallline.landscapes.formulas import formula

BOX_EDGES = 4  # numbers in the domain of two coordinates


def name_two_variables(text: str, starts: tuple[Point, ...]) -> str:
    """Return the text of a landscape, for a formula with one variable with a second one if the link needs two.

    It needs two if a start or the formula's domain has two coordinates: ``formula~f:y^2`` becomes
    ``formula~f:y^2~variables:x,y``. Raises BadInput if the text is invalid.
    """
    text = spell_formula(shelf, text)
    id, values = read_settings(shelf, text, TRANSFORMS)
    if "f" not in values or values.get("variables", "").strip() or shelf.class_of(id).id != "formula":
        return text
    has_two = any(len(start) == 2 for start in starts) or len(values.get("box", "").split(",")) == BOX_EDGES
    names = formula(values["f"]).names if has_two else ()
    return f"{text}~variables:{','.join(_add_variable(names[0]))}" if len(names) == 1 else text


def _add_variable(name: str) -> tuple[str, str]:
    """Return the names of two coordinates, one of them ``name``: x and y in this order, x1 and x2, else x second."""
    if name in ("x", "y"):
        return "x", "y"
    return (name, "x2") if name == "x1" else (name, "x")
