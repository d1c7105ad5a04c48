"""How a picture looks: its theme, its colours, the size of its type; and by what its runs are told apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fallline.picture.palette import GROUNDS, Ground, Mark, marks
from fallline.run import Trajectory
from fallline.view import View
from fallline.view.terrains import TERRAINS
from fallline.view.view import PRESENT

Runs = tuple[Trajectory, ...]

LARGE = 20  # px, of type for the back row


@dataclass(frozen=True)
class Look:
    """The page's theme as it is, 'light' or 'dark', never 'auto'; the terrain's colours; type for the back row."""

    theme: str
    colours: str = View.colours
    large: bool = False

    @classmethod
    def of(cls, view: View, theme: str) -> Look:
        """How a view looks on a page whose reader prefers ``theme``."""
        return cls(theme if view.theme == "auto" else view.theme, view.colours, view.mode == PRESENT)

    @property
    def ground(self) -> Ground:
        """The colours of the page."""
        return GROUNDS[self.theme]

    @property
    def terrain(self) -> tuple[str, ...]:
        """The terrain's colours, low to high."""
        return TERRAINS[self.colours][self.theme]

    def colour(self, mark: Mark) -> str:
        """The colour of a run's mark on this page."""
        return getattr(mark, self.theme)


def marked(runs: Runs) -> Iterator[tuple[int, Trajectory, Mark]]:
    """Each run with its place and its mark, which has its name."""
    return zip(range(len(runs)), runs, marks([run.optimizer for run in runs]), strict=True)
