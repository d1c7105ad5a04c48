"""A film of a race: which step each frame shows, and the frames one after the other."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import IO

import numpy as np

from fallline.core import BadInput, choice, integer, real
from fallline.core.writing import write_whole
from fallline.film.actors import Cast
from fallline.film.card import Card
from fallline.film.encode import EVEN, FORMATS, GIF, encode
from fallline.film.options import Asked
from fallline.film.pen import FilmPen, Frame
from fallline.film.picture import BOTH, LAYOUTS, PARTS, SPACE, VIEWS, Picture, scale_of
from fallline.picture import Look
from fallline.picture.notes import notes
from fallline.scene import Scene
from fallline.view import View

STILL, ORBIT = "still", "orbit"
EASED, EVEN_PACE = "eased", "even"
SLOW = 0.3  # of the even pace: how fast an eased film begins
FIRST, LAST, CARD = 0.05, 0.07, 0.2  # of the film: how long it rests on the start, on the end, on the result table
LONGEST_CARD = 4.0  # seconds
SMALLEST, LARGEST = 160, 4096  # pixels of a side
MOST_FRAMES = 20_000
SAMPLE = 24  # frames from which a GIF's colours are chosen

Progress = Callable[[int, int], None]  # frames that are done, and all frames


@dataclass(frozen=True)
class Filming(Asked):
    """How a race is filmed. Raises BadInput when that cannot be done."""

    what = "film"

    wide: int = integer(1920, SMALLEST, LARGEST, at_least=SMALLEST, at_most=LARGEST, help="the film's width in pixels")
    tall: int = integer(1080, SMALLEST, LARGEST, at_least=SMALLEST, at_most=LARGEST, help="the film's height in pixels")
    fps: int = integer(30, 5, 60, at_least=1, at_most=60, help="frames per second")
    seconds: float = real(12.0, 2.0, 60.0, at_least=1.0, at_most=600.0, help="how long the film is")
    layout: str = choice(BOTH, LAYOUTS, help="both views, the surface alone, or the map alone")
    camera: str = choice(STILL, (STILL, ORBIT), help="whether the camera rests, or goes once round the surface")
    theme: str = choice("light", ("light", "dark"), help="light or dark")
    pace: str = choice(EASED, (EASED, EVEN_PACE), help="slow at the start and faster later, or even")

    def __post_init__(self) -> None:
        """Checks every setting, and that there are not too many frames."""
        super().__post_init__()
        if self.frames > MOST_FRAMES:
            raise BadInput(
                f"{self.seconds:g} seconds at {self.fps} frames per second are {self.frames:,} frames; at most "
                f"{MOST_FRAMES:,} are drawn, so take fewer of either."
            )

    @property
    def frames(self) -> int:
        """How many frames there are."""
        return max(round(self.seconds * self.fps), 1)

    def check(self, suffix: str) -> None:
        """Raises BadInput unless there can be such a film in a file that ends so."""
        if suffix not in FORMATS:
            raise BadInput(f"A film must end in {', '.join(FORMATS)}; '{suffix or 'nothing'}' is none of them.")
        if suffix in EVEN and (self.wide % 2 or self.tall % 2):
            even = f"{self.wide + self.wide % 2}x{self.tall + self.tall % 2}"
            raise BadInput(
                f"{self.wide}x{self.tall}: width and height of a film in {suffix[1:]} must be even, such as {even}."
            )


def film(path: Path, scene: Scene, view: View, filming: Filming, progress: Progress | None = None) -> tuple[str, ...]:
    """Films a race into a .mp4, .webm or .gif file, whole or not at all; returns the parts that had no room.

    Raises BadInput when it cannot be filmed or written. The film grows in a file without a name, so whatever happens
    on the way, nothing is left behind.
    """
    filming.check(path.suffix)
    try:
        if path.is_dir():
            raise IsADirectoryError(0, "It is a folder")
        with tempfile.TemporaryFile(dir=path.parent) as growing:
            movie = Movie(scene, view, filming)
            movie.record(growing, path.suffix, progress)
            growing.seek(0)
            write_whole(path, growing)
    except OSError as problem:
        raise BadInput(
            f"{path} cannot be written ({_why(problem)}); choose a folder that is there and has room."
        ) from None
    return movie.picture.layout.left_out


class Movie:
    """A race on film: its frames, one after the other."""

    def __init__(self, scene: Scene, view: View, filming: Filming) -> None:
        """Runs the race, if it has not been run, and lays out the picture."""
        self.filming = filming
        self.cast = Cast.of(scene, replace(view, t=View.t), Look(filming.theme, view.colours))
        self.pen = FilmPen(filming.wide, filming.tall, scale_of(filming.wide, filming.tall))
        whole = Frame(0, 0, filming.wide / self.pen.scale, filming.tall / self.pen.scale)
        parts = tuple(
            each for each in PARTS if each not in view.hide and (each not in VIEWS or filming.layout in (BOTH, each))
        )
        if not parts:
            raise BadInput("hide leaves no part of the page to be filmed; hide fewer parts.")
        self.turning = filming.camera == ORBIT and SPACE in parts
        self.picture = Picture(self.cast, whole, parts, round_it=self.turning)
        self.picture.paint(self.pen, leave_out=SPACE if self.turning else "")
        self.ground = self.pen.pixels.copy()

    def record(self, file: IO[bytes], suffix: str, progress: Progress | None) -> None:
        """Writes the film to an open file."""
        size = (self.filming.wide, self.filming.tall)
        every = max(self.filming.frames // SAMPLE, 1)
        sample = (self.frame(each) for each in range(0, self.filming.frames, every)) if suffix == GIF else ()
        words = "\n".join(notes(self.cast.scene, self.cast.runs, self.cast.view))
        encode(file, suffix, self._frames(progress), size, self.filming.fps, words, sample)

    def _frames(self, progress: Progress | None) -> Iterator[np.ndarray | None]:
        """Every frame; None for one that is as the one before."""
        last = None
        for count in range(self.filming.frames):
            now = self._shown(count)
            yield None if now == last else self.frame(count)
            last = now
            if progress:
                progress(count + 1, self.filming.frames)

    def _shown(self, count: int) -> tuple:
        """Alike for frames that look alike."""
        if count >= self.filming.frames - self._card():
            return ("card",)
        step, share = self.moment(count)
        return (step, share) if self.turning else (step,)

    def frame(self, count: int) -> np.ndarray:
        """The pixels (tall, wide, 4) of a frame, until the next is drawn."""
        if count >= self.filming.frames - self._card():
            return self.card
        self._draw(*self.moment(count))
        return self.pen.pixels

    @cached_property
    def card(self) -> np.ndarray:
        """The pixels of the result table."""
        self._draw(*self.moment(self.filming.frames - 1))
        Card(self.cast, self.picture.whole).paint(self.pen)
        return self.pen.pixels.copy()

    def _draw(self, step: int, share: float) -> None:
        self.pen.pixels[...] = self.ground
        if self.turning and (space := self.picture.space) is not None:
            space.look_from(2 * math.pi * share)
            space.paint(self.pen)
        self.picture.draw(self.pen, step)

    def moment(self, count: int) -> tuple[int, float]:
        """The step that a frame shows, and the share of the way that the camera has gone."""
        frames = self.filming.frames
        first, moving = round(FIRST * frames), frames - self._card() - round(LAST * frames)
        share = min(max((count - first) / max(moving - 1 - first, 1), 0.0), 1.0)
        eased = SLOW * share + (1 - SLOW) * share * share if self.filming.pace == EASED else share
        round_it = min(count / max(frames - self._card(), 1), 1.0)
        return round(eased * self.cast.scene.steps), round_it

    def _card(self) -> int:
        """How many frames show the result table."""
        return round(min(CARD * self.filming.frames, LONGEST_CARD * self.filming.fps))


def _why(problem: OSError) -> str:
    return problem.strerror or str(problem)
