"""A visitor's own formula."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import torch

from fallline.core import BOUNDARY, CUSP, KINK, SMOOTH, BadInput, Box, Landscape, Point, Sentence, gradient, text
from fallline.core.catalogue import NO_SETTING
from fallline.landscapes.formula_grammar import CONSTANTS, FUNCTIONS, MAX_LENGTH, MAX_VARIABLES
from fallline.landscapes.formulas import FormulaText
from fallline.landscapes.formulas import formula as read
from fallline.landscapes.minima_search import (
    MAX_LISTED,
    FoundMinima,
    format_box,
    guess_box,
    lower_minima,
    search_minima,
    suggest_wider_box,
)
from fallline.landscapes.minimizer_sets import MinimizerSet
from fallline.landscapes.start_choice import choose_start

FLAT, STEEPER = 0.1, 2.0  # the slope at 1e-8 of the width from a minimum, as a share of that at 1e-5


@dataclass(frozen=True)
class Formula(Landscape):
    """Whatever you type: x and y, x1 to xn or other letters, with + - * / ^, brackets, functions such as sin and abs,
    and pieces such as if(x < 0, -x, x^2). The minima are searched for, not proved. (your own, 2026)"""

    f: FormulaText = text(  # given as its text
        "(1-x)^2 + 100*(y-x^2)^2",
        max_length=MAX_LENGTH,
        typeset=True,
        help="the function, such as x^2 + 3y^2 or abs(x) + y^2",
    )
    box: str = text(
        "", max_length=MAX_LENGTH, help="the domain: -5,5 for all coordinates, or low,high for each; empty: guessed"
    )
    variables: str = text(
        "",
        max_length=MAX_LENGTH,
        help="the names of the coordinates in their order, such as x,y; empty: those in the formula",
    )

    domain = ((-5.0, 5.0), (-5.0, 5.0))
    start = (0.0, 0.0)
    title = "Your own formula"
    formula = "f(x, y)"
    traits = ("typed", "not proved")
    proved = False

    lower_point: Point = field(default=(), kw_only=True, metadata={NO_SETTING: True})  # see with_lower_point

    if TYPE_CHECKING:  # no setting
        lows: FoundMinima = field(init=False)

    def __post_init__(self) -> None:
        """Reads the formula, settles the domain, searches for the minima and chooses a start."""
        super().__post_init__()
        function = read(self.f, _read_names(self.variables))
        domain = _boxed(self.box, function.dim) if self.box.strip() else guess_box(function)
        lows = search_minima(function, domain)
        if len(self.lower_point) == function.dim:
            lows = lower_minima(function, domain, lows, self.lower_point)
        facts = {
            "f": function, "formula": function.latex(), "domain": domain, "view": domain, "lows": lows,
            "lower_outside": lows.lower_outside, "minima_are_isolated": lows.kind is MinimizerSet.ISOLATED,
            "start": choose_start(function, domain, lows.points),
        }  # fmt: skip
        for name, value in facts.items():
            object.__setattr__(self, name, value)
        object.__setattr__(self, "at_minima", self._kind())

    def minima(self):
        return list(self.lows.points)

    @cached_property
    def fmin(self) -> float:
        """The lowest value found."""
        return self.lows.value

    @cached_property
    def wider_box(self) -> Box | None:
        """A box around the domain with lower values, None if there are none."""
        return suggest_wider_box(self.f, self.domain, self.fmin) if self.lower_outside else None

    def with_lower_point(self, point: Point) -> Landscape:
        """The formula with its minima searched from ``point`` too; itself if f is not lower there than was found."""
        if not self.f(torch.tensor(point, dtype=torch.float64)).item() < self.lows.value - self.lows.rounding:
            return self
        return replace(self, lower_point=point)

    def found_how(self) -> Sentence:
        """What was spent on the search, what the minima are, and which box was searched when it was guessed."""
        lows: FoundMinima = self.lows
        words = Sentence(
            "Found, not proved: {points} points looked at, {descents} descents polished",
            points=f"{lows.evaluated:,}", descents=lows.descents,
        )  # fmt: skip
        if lows.kind is MinimizerSet.CURVE:
            words = Sentence(
                "{search}; f is lowest along a whole curve: {n} of its points are listed, no distance to it is "
                "measured",
                search=words, n=len(lows.points),
            )  # fmt: skip
        elif lows.kind is MinimizerSet.REGION:
            words = Sentence(
                "{search}; f is lowest in a whole region: {n} of its points are listed, no distance to it is measured",
                search=words, n=len(lows.points),
            )  # fmt: skip
        elif len(lows.points) == MAX_LISTED:
            words = Sentence("{search}; the first {n} are listed", search=words, n=MAX_LISTED)
        if lows.lowered_from is not None:
            found = f"{lows.lowered_from:.6g}"
            words = Sentence("{search}; a run went lower than the search, which found {f}", search=words, f=found)
        if self.box.strip():
            return Sentence("{search}.", search=words)
        return Sentence("{search}; the domain {box} was guessed.", search=words, box=format_box(self.domain))

    def _kind(self) -> str:
        """What the slope near the lowest point says it is."""
        x = torch.tensor(self.lows.points[0], dtype=torch.float64)
        low, high = torch.tensor(self.domain, dtype=torch.float64).T
        ways = 2 * torch.quasirandom.SobolEngine(len(x), scramble=True, seed=1).draw(16, dtype=x.dtype) - 1
        near, far = (
            gradient(self.f, x + radius * (high - low) * ways).norm(dim=-1).nan_to_num().max()
            for radius in (1e-8, 1e-5)
        )
        on_edge = ((x == low) | (x == high)).any() or not self.f(x + 1e-8 * (high - low) * ways).isfinite().all()
        if near <= FLAT * far:
            return SMOOTH
        if near > STEEPER * far:
            return CUSP
        return BOUNDARY if on_edge else KINK


def _read_names(words: str) -> tuple[str, ...]:
    """The names of the coordinates that the setting ``variables`` spells, () if it is empty; raises BadInput."""
    names = tuple(word.strip() for word in words.split(",")) if words.strip() else ()
    for name in names:
        if not name.isidentifier() or name in FUNCTIONS or name in CONSTANTS:
            raise BadInput(
                "formula.variables = '{words}': '{name}' is no variable; names with commas between them, such as x,y, "
                "would be right.",
                words=words, name=name,
            )  # fmt: skip
    if len(set(names)) < len(names) or len(names) > MAX_VARIABLES:
        raise BadInput(
            "formula.variables = '{words}' must name each variable once, {n} at most, such as x,y.",
            words=words, n=MAX_VARIABLES,
        )  # fmt: skip
    return names


def _boxed(words: str, dim: int) -> Box:
    """The box that the setting spells, for all coordinates or for each; raises BadInput."""
    try:
        edges = [float(word) for word in words.split(",")]
    except ValueError:
        raise BadInput(
            "formula.box = '{words}' must be numbers with commas between them, such as -5,5.", words=words
        ) from None
    if len(edges) not in (2, 2 * dim):
        raise BadInput(
            "formula.box has {count} numbers; it needs 2, or {all} for {dim} coordinates.",
            count=len(edges),
            all=2 * dim,
            dim=dim,
        )
    sides = tuple(zip(edges[::2], edges[1::2], strict=True))
    if any(not (-1e9 <= low < high <= 1e9) for low, high in sides):
        raise BadInput("formula.box must give each low below its high, all within a billion, such as -5,5.")
    return sides if len(sides) == dim else sides * dim
