"""How a scene is viewed: a plain frozen value, which a link spells beside the scene."""

from __future__ import annotations

import math
from dataclasses import dataclass

from fallline.analysis.plot_plane import FIRST_TWO, axes_of
from fallline.core import BadInput, Box, Landscape, choice, flag, integer, real, settings_of, text, words
from fallline.view.parts import PARTS
from fallline.view.terrains import TERRAINS

NEAREST, FARTHEST = 0.1, 100  # of the camera, in Plotly's units
LONGEST_BEFORE = 100_000
LAB, EMBED, PRESENT = "lab", "embed", "present"
LAYERS = ("gradient", "momentum", "step", "ideal", "scale")


@dataclass(frozen=True)
class View:
    """How a scene is looked at; changing it recomputes no number of the race.

    ``plane`` is what is drawn of more than two dimensions: two coordinates ('1,3'), 'points' (the plane through start,
    end and minimum) or 'principal' (along the runs' two principal directions); ``box`` is the part of the plane that is
    drawn, () for the landscape's own view; ``camera`` the eye's position around the surface in Plotly's units, () for
    the standard one; ``t`` the step under the clock, -1 to play from 0. ``before`` holds the words of the link that
    were different before the last change, if that race is to be drawn too; UNCHANGED while nothing has been changed.
    """

    t: int = integer(-1, -1, 5000, at_least=-1, help="the step under the clock; -1 plays from the start")
    speed: float = real(60.0, 1.0, 960.0, log=True, at_least=0.1, at_most=1e5, help="steps shown per second")
    height: str = choice("auto", ("auto", "linear", "log", "rank"), help="the scale of heights")
    colours: str = choice("slate", tuple(TERRAINS), help="the terrain's colours; all can be told apart by everybody")
    theme: str = choice("auto", ("auto", "light", "dark"), help="light or dark page")
    rates: str = choice("own", ("own", "tuned", "same", "defaults"), help="how the learning rates were chosen")
    plane: str = text(
        FIRST_TWO, longest=20, help="what is drawn of more than two dimensions: two coordinates, or a plane"
    )
    critical_points: bool = flag(False, help="mark minima, saddles and maxima on the map")
    field: bool = flag(False, help="draw which way is down, all over the map; the arrows' lengths mean nothing")
    inside: tuple[str, ...] = words(LAYERS, help="the arrows of a step that are drawn")
    before: str = text("", longest=LONGEST_BEFORE, help="what was different in the race that is drawn faintly")
    lesson: str = text("", longest=60, help="the lesson that stands beside the race, and its page, as in momentum,2")
    mode: str = choice(LAB, (LAB, EMBED, PRESENT), help="the whole lab, a part for other pages, or for a projector")
    hide: tuple[str, ...] = words(tuple(PARTS), help="parts of the page that are left out")
    box: Box = ()
    camera: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Checks every word."""
        for setting in settings_of(View):
            setting.check("view", getattr(self, setting.name))
        if any(not (math.isfinite(low) and math.isfinite(high) and low < high) for low, high in self.box):
            raise BadInput("box must be x-low,x-high,y-low,y-high with each low below its high, such as box=-3,3,-3,3.")
        if self.camera and (len(self.camera) != 3 or not NEAREST <= math.hypot(*self.camera) <= FARTHEST):
            raise BadInput(f"camera must be three numbers, {NEAREST} to {FARTHEST} away, such as camera=1.4,-1.4,1.1.")

    def axes_of(self, landscape: Landscape) -> tuple[int, ...]:
        """The two coordinates that are drawn, from 0; () for another plane. Raises BadInput if there are none such."""
        return axes_of(landscape, self.plane)

    def shows(self, panel: str, *, below: bool) -> bool:
        """Whether a panel is on the page; those ``below`` the others belong to the whole lab only."""
        return panel not in self.hide and not (below and self.mode != LAB)

    def reach_of(self, landscape: Landscape) -> Box:
        """The box in all coordinates at whose edge an ideal step is cut off: what is drawn, if all of it is."""
        return landscape.view if landscape.dim > 2 or not self.box else self.box

    def height_of(self, landscape: Landscape) -> str:
        """'linear', 'log' or 'rank'."""
        return landscape.height if self.height == "auto" else self.height
