"""View, the frozen dataclass of everything about how a scene is shown."""

from __future__ import annotations

import math
from dataclasses import dataclass

from fallline.analysis.plot_plane import FIRST_TWO, parse_axes
from fallline.core import BadInput, Box, Landscape, choice, flag, integer, real, settings_of, subset, text, write_number
from fallline.scene.scene import MAX_RUNS
from fallline.view.colour_scales import COLOUR_SCALES
from fallline.view.page_parts import PAGE_PARTS

MIN_CAMERA_DISTANCE, MAX_CAMERA_DISTANCE = 0.1, 100  # in Plotly's units
MAX_PREVIOUS_WORDS_LENGTH = 100_000  # characters of ``before``
LAB, EMBED, PRESENT = "lab", "embed", "present"  # modes of the page
AUTO, MAP, SURFACE, BOTH = "auto", "map", "surface", "both"  # what the stage shows large
STEP_ARROWS = ("gradient", "momentum", "step", "ideal", "scale")


@dataclass(frozen=True)
class View:
    """How a scene is shown; changing it recomputes no number of the race.

    For landscapes of more than two dimensions ``plane`` is the plot plane: two coordinates such as '1,3', 'points'
    (through start, end and minimum) or 'principal' (along the runs' two principal directions). ``box`` is the plot
    range in that plane, or that of the one variable, () for the landscape's own view; ``camera`` is the camera's
    position around the surface in Plotly's units, () for the standard one; ``t`` is the step shown, -1 to play from 0.
    ``before`` holds the link words in which the previous race differs, UNCHANGED if none do, or '' if no previous race
    is drawn; see ``fallline.scene.previous_race``.
    """

    t: int = integer(-1, -1, 5000, at_least=-1, help="the step under the clock; -1 plays from the start")
    speed: float = real(60.0, 1.0, 960.0, log=True, at_least=0.1, at_most=1e5, help="steps shown per second")
    height: str = choice("auto", ("auto", "linear", "log", "rank"), help="the scale of heights")
    colours: str = choice(
        "terrain", tuple(COLOUR_SCALES), help="the terrain's colours; all can be told apart by everybody"
    )
    theme: str = choice("auto", ("auto", "light", "dark"), help="light or dark page")
    rates: str = choice("own", ("own", "tuned", "same", "defaults"), help="how the learning rates were chosen")
    plane: str = text(
        FIRST_TWO, max_length=20, help="what is drawn of more than two dimensions: two coordinates, or a plane"
    )
    critical_points: bool = flag(False, help="mark minima, saddles and maxima on the map")
    field: bool = flag(False, help="draw which way is down, all over the map; the arrows' lengths mean nothing")
    stage: str = choice(
        AUTO,
        (AUTO, MAP, SURFACE, BOTH),
        help="what is large: the map, the 3D surface, or both side by side; auto has the map on a narrow page and "
        "inside a step",
    )
    selected: int = integer(
        1, 1, MAX_RUNS, at_least=1, at_most=MAX_RUNS, help="the run whose step is explained, counted from 1"
    )
    inside: tuple[str, ...] = subset(STEP_ARROWS, help="the arrows of a step that are drawn")
    before: str = text(
        "", max_length=MAX_PREVIOUS_WORDS_LENGTH, help="what was different in the race that is drawn faintly"
    )
    lesson: str = text("", max_length=60, help="the lesson that stands beside the race, and its page, as in momentum,2")
    mode: str = choice(LAB, (LAB, EMBED, PRESENT), help="the whole lab, a part for other pages, or for a projector")
    hide: tuple[str, ...] = subset(tuple(PAGE_PARTS), help="parts of the page that are left out")
    box: Box = ()
    camera: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        """Check the settings, the box and the camera; raises BadInput."""
        for setting in settings_of(View):
            setting.check("view", getattr(self, setting.name))
        if any(not (math.isfinite(low) and math.isfinite(high) and low < high) for low, high in self.box):
            raise BadInput(
                "box must be x-low,x-high,y-low,y-high with each low below its high, such as box=-3,3,-3,3; for a "
                "function of one variable low,high."
            )
        if self.camera and (
            len(self.camera) != 3 or not MIN_CAMERA_DISTANCE <= math.hypot(*self.camera) <= MAX_CAMERA_DISTANCE
        ):
            raise BadInput(
                "camera must be three numbers, {low} to {high} away, such as camera=1.4,-1.4,1.1.",
                low=str(MIN_CAMERA_DISTANCE),
                high=str(MAX_CAMERA_DISTANCE),
            )

    def check_for(self, landscape: Landscape) -> None:
        """Check that the landscape has the plotted coordinates, and the plot range as many sides; raises BadInput."""
        self.plot_axes(landscape)
        if not self.box or len(self.box) == min(landscape.dim, 2):
            return
        edges = ",".join(write_number(edge) for side in self.box for edge in side)
        values = {"box": edges, "landscape": landscape.id}
        if landscape.dim == 1:
            raise BadInput(
                "box={box} is a plot range of two coordinates; {landscape} has one variable, so low,high would be "
                "right.",
                **values,
            )
        raise BadInput(
            "box={box} is a plot range of one variable; {landscape} is drawn over two coordinates, so "
            "x-low,x-high,y-low,y-high would be right.",
            **values,
        )

    def plot_axes(self, landscape: Landscape) -> tuple[int, ...]:
        """Return the two plotted coordinates, counted from 0; () for a plane that is not spanned by coordinates.

        Raises BadInput if the landscape lacks such coordinates.
        """
        return parse_axes(landscape, self.plane)

    def shows_panel(self, panel: str, *, below: bool) -> bool:
        """Return whether the page has a panel (a key of PAGE_PARTS); those ``below`` the map not in the mode EMBED."""
        return panel not in self.hide and not (below and self.mode == EMBED)

    def drawn_box(self, landscape: Landscape) -> Box:
        """Return the box that bounds ideal steps: the landscape's plot range, or ``box`` if given, if dim is 2."""
        return landscape.view if landscape.dim > 2 or not self.box else self.box

    def height_scale(self, landscape: Landscape) -> str:
        """Return the scale of heights: 'linear', 'log' or 'rank'."""
        return landscape.height if self.height == "auto" else self.height

    def selected_index(self, run_count: int) -> int:
        """Return the index, from 0, of the selected run of a race, the last one if the race has fewer runs."""
        return min(self.selected, run_count) - 1
