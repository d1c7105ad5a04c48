"""How a picture looks: theme, terrain colours, font size; and the marks that tell its runs apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fallline.picture.palette import PAGE_COLOURS, Mark, PageColours, assign_marks
from fallline.run import Trajectory
from fallline.view import View
from fallline.view.colour_scales import COLOUR_SCALES
from fallline.view.view import PRESENT

Runs = tuple[Trajectory, ...]

LARGE_FONT_PX = 20  # font size for a projector


@dataclass(frozen=True)
class Look:
    """How a picture looks: ``theme`` 'light' or 'dark', the terrain's colour scale, ``large`` type for a projector."""

    theme: str
    colours: str = View.colours
    large: bool = False

    @classmethod
    def from_view(cls, view: View, theme: str) -> Look:
        """Return the look of a view; ``theme``, 'light' or 'dark', is used where the view's theme is 'auto'."""
        return cls(theme if view.theme == "auto" else view.theme, view.colours, view.mode == PRESENT)

    @property
    def page_colours(self) -> PageColours:
        """The colours of background, text and lines."""
        return PAGE_COLOURS[self.theme]

    @property
    def terrain(self) -> tuple[str, ...]:
        """The terrain's colours as hex strings, from low to high values."""
        return COLOUR_SCALES[self.colours][self.theme]

    def colour(self, mark: Mark) -> str:
        """Return the colour of a run's mark in this theme, as a hex string."""
        return getattr(mark, self.theme)


def runs_with_marks(runs: Runs) -> Iterator[tuple[int, Trajectory, Mark]]:
    """Yield (index, run, mark) for each run; the mark holds the run's name."""
    return zip(range(len(runs)), runs, assign_marks([run.optimizer for run in runs]), strict=True)
