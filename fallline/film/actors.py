"""What moves in a picture: where each run is at each step, and how it is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from fallline.analysis.plot_plane import Slice, plane_of
from fallline.picture import Look, Runs, marked
from fallline.picture.arrows import Inside
from fallline.picture.heights import height
from fallline.run import Trajectory, race
from fallline.scene import Scene
from fallline.scene.before import race_before
from fallline.view import View

MANY = 8  # starts beyond which trails are thin and see-through
CROWD = 40  # starts beyond which they are thinner still


@dataclass(frozen=True)
class Actor:
    """One run as it is drawn: its mark, and where every row is seen and at which height, (rows, steps+1, 3)."""

    name: str
    colour: str
    shape: str
    width: float
    radius: float
    paths: np.ndarray
    run: Trajectory
    ghost: bool = False

    @property
    def many(self) -> bool:
        """Whether there are so many starts that each is drawn lightly."""
        return len(self.paths) > MANY


@dataclass(frozen=True)
class Cast:
    """Everything that a picture of a race draws from."""

    scene: Scene
    view: View
    look: Look
    runs: Runs
    plane: Slice
    actors: tuple[Actor, ...]
    ghosts: tuple[Actor, ...]
    inside: Inside

    @classmethod
    def of(cls, scene: Scene, view: View, look: Look) -> Cast:
        """The race of a scene, and the one that the view sets beside it."""
        runs = race(scene)
        plane = plane_of(scene, runs, view.plane, view.box)
        earlier = race_before(scene, view.before)
        ghosts = _actors(scene, race(earlier), plane, view, look, ghost=True) if earlier else ()
        actors = _actors(scene, runs, plane, view, look)
        return cls(scene, view, look, runs, plane, actors, ghosts, Inside.of(runs, plane, view))

    @property
    def start(self) -> np.ndarray:
        """Where the chosen start is seen."""
        return self.plane.seen(np.array(self.scene.starts[0]))


def _actors(
    scene: Scene, runs: Runs, plane: Slice, view: View, look: Look, *, ghost: bool = False
) -> tuple[Actor, ...]:
    transform = height(scene.landscape, plane, view.height_of(scene.landscape))
    actors = []
    for which, run, mark in marked(runs):
        paths = np.concatenate((plane.seen(run.x), transform.of(run.f)[..., None]), -1).transpose(1, 0, 2)
        width, radius = _weight(which, len(runs), len(scene.rows))
        actors.append(Actor(mark.name, look.colour(mark), mark.shape, width, radius, paths, run, ghost))
    return tuple(actors)


def _weight(which: int, many: int, starts: int) -> tuple[float, float]:
    """Width of the trail and radius of the ball: the first run's are largest, so that none covers another."""
    last = which / (many - 1) if many > 1 else 0.0
    width = 1.9 + (2.8 * (1 - last) if many > 1 else 0.8)
    radius = 9.5 - 3 * last
    if starts > MANY:
        return (0.9 if starts > CROWD else 1.4), radius / 2
    return width, radius
