"""The data of a race that pictures draw: the paths of its runs in the plot plane, and their marks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fallline.analysis.plot_plane import PlotPlane, find_plane
from fallline.picture import Look, Runs, runs_with_marks
from fallline.picture.arrows import StepArrows
from fallline.picture.heights import picture_points
from fallline.run import Trajectory, race, settle_minima
from fallline.scene import Scene
from fallline.scene.previous_race import read_previous_scene
from fallline.view import View

# With more starts than these, trails are thinner: first thin and translucent, then thinner still.
MAX_BOLD_STARTS = 8
MAX_THIN_STARTS = 40


@dataclass(frozen=True)
class DrawnRun:
    """One run as it is drawn, in a ``colour`` '#rrggbb' and with a marker of a ``shape`` (see ``marker_outline``).

    ``width`` of its trail and ``radius`` of its marker are in picture units. ``paths`` (starts, steps+1, 3) are the
    plane coordinates and the height, from each start, at each step; in one variable they are the variable and twice the
    height. A run with ``is_ghost`` is one of the previous
    race, drawn faintly for comparison.
    """

    name: str
    colour: str
    shape: str
    width: float
    radius: float
    paths: np.ndarray
    trajectory: Trajectory
    is_ghost: bool = False

    @property
    def has_many_starts(self) -> bool:
        """Whether there are so many starts that trails are drawn translucent."""
        return len(self.paths) > MAX_BOLD_STARTS


@dataclass(frozen=True)
class DrawnRace:
    """The data of a picture of a race: its ``scene``, and its ``runs`` projected to the plot ``plane``.

    ``drawn_runs`` are the runs as they are drawn, in the order of ``runs``; ``ghosts`` are the runs of the previous
    race, empty unless the view shows it; ``step_arrows`` are the arrows of the selected run.
    """

    scene: Scene
    view: View
    look: Look
    runs: Runs
    plane: PlotPlane
    drawn_runs: tuple[DrawnRun, ...]
    ghosts: tuple[DrawnRun, ...]
    step_arrows: StepArrows

    @classmethod
    def from_scene(cls, scene: Scene, view: View, look: Look) -> DrawnRace:
        """Return the data of a picture of a scene's race, which is run, as is the previous race if the view shows it.

        ``look`` gives the colours.
        """
        scene = settle_minima(scene)
        runs = race(scene)
        plane = find_plane(scene, runs, view.plane, view.box)
        earlier = read_previous_scene(scene, view.before)
        ghosts = _make_drawn_runs(scene, race(earlier), plane, view, look, is_ghost=True) if earlier else ()
        drawn_runs = _make_drawn_runs(scene, runs, plane, view, look)
        step_arrows = StepArrows.from_runs((runs[view.selected_index(len(runs))],), plane, view)
        return cls(scene, view, look, runs, plane, drawn_runs, ghosts, step_arrows)

    @property
    def selected_run(self) -> DrawnRun:
        """The selected run, of which ``step_arrows`` are."""
        return self.drawn_runs[self.view.selected_index(len(self.drawn_runs))]

    @property
    def start(self) -> np.ndarray:
        """The place of the scene's first start, (3,): plane coordinates and height, as in ``DrawnRun.paths``."""
        return self.drawn_runs[0].paths[0, 0]


def _make_drawn_runs(
    scene: Scene, runs: Runs, plane: PlotPlane, view: View, look: Look, *, is_ghost: bool = False
) -> tuple[DrawnRun, ...]:
    scale = view.height_scale(scene.landscape)
    drawn_runs = []
    for index, run, mark in runs_with_marks(runs):
        paths = picture_points(scene.landscape, plane, scale, run.x, run.f).transpose(1, 0, 2)
        width, radius = _line_width_and_radius(index, len(runs), len(scene.rows))
        drawn_runs.append(DrawnRun(mark.name, look.colour(mark), mark.shape, width, radius, paths, run, is_ghost))
    return tuple(drawn_runs)


def _line_width_and_radius(index: int, run_count: int, starts: int) -> tuple[float, float]:
    """Return the trail's width and the marker's radius, in picture units, of run number ``index``.

    The first run's are largest, so that no run covers another; with many starts both are smaller.
    """
    share = index / (run_count - 1) if run_count > 1 else 0.0
    width = 1.9 + (2.8 * (1 - share) if run_count > 1 else 0.8)
    radius = 9.5 - 3 * share
    if starts > MAX_BOLD_STARTS:
        return (0.9 if starts > MAX_THIN_STARTS else 1.4), radius / 2
    return width, radius
