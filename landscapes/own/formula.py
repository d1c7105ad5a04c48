"""A visitor's own formula."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch

from fallline.core import BOUNDARY, CUSP, KINK, SMOOTH, BadInput, Box, Landscape, gradient, text
from fallline.landscapes.formula_grammar import MAX_LENGTH
from fallline.landscapes.formulas import FormulaText
from fallline.landscapes.formulas import formula as read
from fallline.landscapes.minima_search import FoundMinima, format_box, guess_box, search_minima

STARTS = ((0.15, 0.8), (0.85, 0.25), (0.3, 0.65), (0.7, 0.4), (0.55, 0.9))  # as shares of the domain, taken in turn
OTHERS = 1000
FLAT, STEEPER = 0.1, 2.0  # the slope at 1e-8 of the width from a minimum, as a share of that at 1e-5


@dataclass(frozen=True)
class Formula(Landscape):
    """Whatever you type: x and y, or x1 to xn, with + - * / ^, brackets, and the functions sin cos tan exp log sqrt abs
    min max tanh floor sign pow. The minima are searched for, not proved. (your own, 2026)"""

    f: FormulaText = text(  # given as its text
        "(1-x)^2 + 100*(y-x^2)^2",
        max_length=MAX_LENGTH,
        typeset=True,
        help="the function, such as x^2 + 3y^2 or abs(x) + y^2",
    )
    box: str = text(
        "", max_length=MAX_LENGTH, help="the domain: -5,5 for all coordinates, or low,high for each; empty: guessed"
    )

    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (0.0, 0.0)
    title = "Your own formula"
    formula = "f(x, y)"
    traits = ("typed", "not proved")
    proved = False

    if TYPE_CHECKING:  # no setting
        lows: FoundMinima = field(init=False)

    def __post_init__(self) -> None:
        """Reads the formula, settles the domain, searches for the minima and chooses a start."""
        super().__post_init__()
        function = read(self.f)
        domain = _boxed(self.box, function.dim) if self.box.strip() else guess_box(self.f)
        lows = search_minima(self.f, domain)
        facts = {"f": function, "formula": function.latex(), "domain": domain, "view": domain, "lows": lows}
        for name, value in facts.items():
            object.__setattr__(self, name, value)
        facts = {"lower_outside": lows.lower_outside, "at_minima": self._kind(), "start": self._start()}
        for name, value in facts.items():
            object.__setattr__(self, name, value)

    def minima(self):
        return list(self.lows.points)

    def found_how(self) -> str:
        """What was spent on the search, and which box was searched when it was guessed."""
        lows: FoundMinima = self.lows
        sides = format_box(self.domain)
        return f"{lows.effort}." if self.box.strip() else f"{lows.effort}; the domain {sides} was guessed."

    def _kind(self) -> str:
        """What the slope near the lowest point says it is."""
        x = torch.tensor(self.lows.points[0], dtype=torch.float64)
        low, high = torch.tensor(self.domain, dtype=torch.float64).T
        ways = 2 * torch.quasirandom.SobolEngine(len(x), scramble=True, seed=1).draw(16, dtype=x.dtype) - 1
        near, far = (
            gradient(self.f, x + radius * (high - low) * ways).norm(dim=-1).nan_to_num().max()
            for radius in (1e-8, 1e-5)
        )
        if ((x == low) | (x == high)).any() and near > FLAT * far:
            return BOUNDARY
        return SMOOTH if near <= FLAT * far else CUSP if near > STEEPER * far else KINK

    def _start(self) -> tuple[float, ...]:
        """A place in the domain that has a finite slope, if any has: one of a few, far from the minima, before others.

        Where no place has a finite value, it is the lowest point itself.
        """
        low, high = torch.tensor(self.domain, dtype=torch.float64).T
        others = torch.quasirandom.SobolEngine(len(low), scramble=True, seed=2).draw(OTHERS, dtype=low.dtype)
        shares = torch.cat((torch.tensor(STARTS, dtype=low.dtype)[:, torch.arange(len(low)) % 2], others))
        digits = 4 - math.floor(math.log10((high - low).max()))
        places = (low + (high - low) * shares).round(decimals=digits).clamp(low, high)
        value, slope = self.f(places), gradient(self.f, places).norm(dim=-1)
        away = torch.cdist(places, torch.tensor(self.lows.points, dtype=low.dtype)).amin(1) / (high - low).norm()
        merit = away + 4.0 * value.isfinite() + 2.0 * (slope.isfinite() & (slope > 0))
        merit[: len(STARTS)] += 1.0
        best = merit.argmax()
        return tuple(places[best].tolist()) if value[best].isfinite() else self.lows.points[0]


def _boxed(words: str, dim: int) -> Box:
    """The box that the setting spells, for all coordinates or for each; raises BadInput."""
    try:
        edges = [float(word) for word in words.split(",")]
    except ValueError:
        raise BadInput(f"formula.box = '{words}' must be numbers with commas between them, such as -5,5.") from None
    if len(edges) not in (2, 2 * dim):
        raise BadInput(f"formula.box has {len(edges)} numbers; it needs 2, or {2 * dim} for {dim} coordinates.")
    sides = tuple(zip(edges[::2], edges[1::2], strict=True))
    if any(not (-1e9 <= low < high <= 1e9) for low, high in sides):
        raise BadInput("formula.box must give each low below its high, all within a billion, such as -5,5.")
    return sides if len(sides) == dim else sides * dim
