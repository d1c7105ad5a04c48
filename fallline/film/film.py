"""Films of races: the step that each frame shows, and the rendering of the frames to a file."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import IO

import numpy as np

from fallline.core import BadInput, Landscape, choice, integer, real
from fallline.core.writing import file_suffix, write_atomically
from fallline.film.canvas import PixelCanvas, Rect
from fallline.film.drawn_race import DrawnRace
from fallline.film.encode import EVEN_SIZE_SUFFIXES, FILM_SUFFIXES, GIF, MAX_GIF_FPS, encode
from fallline.film.options import RenderOptions
from fallline.film.picture import (
    BOTH_VIEWS,
    LAYOUTS,
    PART_NAMES,
    SPACE,
    VIEW_PARTS,
    Picture,
    pixels_per_unit,
    view_parts,
)
from fallline.film.result_card import ResultCard
from fallline.picture import Look
from fallline.picture.notes import write_race_notes
from fallline.scene import Scene
from fallline.view import View

STILL_CAMERA, ORBITING_CAMERA = "still", "orbit"
EASED_PACE, EVEN_PACE = "eased", "even"
EASED_START_SPEED = 0.3  # speed at the start of an eased film, relative to the even pace
STILL_START_SHARE, STILL_END_SHARE, MAX_CARD_SHARE = (
    0.05,
    0.07,
    0.2,
)  # shares of the film's frames: still start, still end, result table
MAX_CARD_S = 4.0
MIN_SIDE_PX, MAX_SIDE_PX = 160, 4096
MAX_FRAMES = 20_000
PALETTE_FRAME_COUNT = 24  # approximate number of frames from which a GIF's colours are chosen

ReportFrames = Callable[[int, int], None]  # called with the number of frames drawn and of all frames


@dataclass(frozen=True)
class FilmOptions(RenderOptions):
    """The options of a film. Raises BadInput if one is invalid, or there are more than MAX_FRAMES frames."""

    what = "film"
    unit = "pixels"

    wide: int = integer(
        1920, MIN_SIDE_PX, MAX_SIDE_PX, at_least=MIN_SIDE_PX, at_most=MAX_SIDE_PX, help="the film's width in pixels"
    )
    tall: int = integer(
        1080, MIN_SIDE_PX, MAX_SIDE_PX, at_least=MIN_SIDE_PX, at_most=MAX_SIDE_PX, help="the film's height in pixels"
    )
    fps: int = integer(30, 5, 60, at_least=1, at_most=60, help="frames per second")
    seconds: float = real(12.0, 2.0, 60.0, at_least=1.0, at_most=600.0, help="how long the film is")
    layout: str = choice(BOTH_VIEWS, LAYOUTS, help="both views, the surface alone, or the map alone")
    camera: str = choice(
        STILL_CAMERA, (STILL_CAMERA, ORBITING_CAMERA), help="whether the camera rests, or goes once round the surface"
    )
    theme: str = choice("light", ("light", "dark"), help="light or dark")
    pace: str = choice(EASED_PACE, (EASED_PACE, EVEN_PACE), help="slow at the start and faster later, or even")

    def __post_init__(self) -> None:
        """Check every setting and the number of frames. Raises BadInput."""
        super().__post_init__()
        if self.frame_count > MAX_FRAMES:
            raise BadInput(
                "{seconds} seconds at {fps} frames per second are {count} frames; at most {most} are drawn, so take "
                "fewer of either.",
                seconds=f"{self.seconds:g}",
                fps=self.fps,
                count=self.frame_count,
                most=MAX_FRAMES,
            )

    @property
    def frame_count(self) -> int:
        """The number of frames of the film, at least 1."""
        return max(round(self.seconds * self.fps), 1)

    def views(self, landscape: Landscape) -> tuple[str, ...]:
        """Return those of VIEW_PARTS that the film shows. Raises BadInput for the surface of one variable alone."""
        chosen = tuple(each for each in VIEW_PARTS if self.layout in (BOTH_VIEWS, each))
        return view_parts(landscape, chosen, f"layout={self.layout}")

    def check(self, suffix: str) -> None:
        """Raise BadInput if the options do not fit the suffix.

        That is so if it is not one of FILM_SUFFIXES, needs an even width and height in pixels, or is GIF and cannot
        show so many frames per second.
        """
        if suffix not in FILM_SUFFIXES:
            raise BadInput(
                "A film must end in {suffixes}; '{suffix}' is none of them.",
                suffixes=", ".join(FILM_SUFFIXES),
                suffix=suffix or "nothing",
            )
        if suffix in EVEN_SIZE_SUFFIXES and (self.wide % 2 or self.tall % 2):
            raise BadInput(
                "{size}: width and height of a film in {format} must be even, such as {even}.",
                size=f"{self.wide}x{self.tall}",
                format=suffix[1:],
                even=f"{self.wide + self.wide % 2}x{self.tall + self.tall % 2}",
            )
        if suffix == GIF and self.fps > MAX_GIF_FPS:
            raise BadInput(
                "A gif with {fps} frames per second would play too slowly, since browsers show a frame of a gif for at "
                "least 1/{most} s; take at most {most} frames per second, or an mp4.",
                fps=self.fps,
                most=MAX_GIF_FPS,
            )


def write_film(
    path: Path, scene: Scene, view: View, options: FilmOptions, progress: ReportFrames | None = None
) -> tuple[str, ...]:
    """Render a film of a race to a .mp4, .webm or .gif file; return the names of the parts that had no room in it.

    The file is written completely or not at all: frames go to a temporary file without a name first. ``progress`` is
    called after each frame with (frames drawn, all frames). Raises BadInput if the film cannot be rendered or written.
    """
    suffix = file_suffix(path)
    options.check(suffix)
    try:
        if path.is_dir():
            raise IsADirectoryError(0, "It is a folder")
        with tempfile.TemporaryFile(dir=path.parent) as temporary:
            film = FilmRenderer(scene, view, options)
            film.record(temporary, suffix, progress)
            temporary.seek(0)
            write_atomically(path, temporary)
    except OSError as problem:
        raise BadInput(
            "{path} cannot be written ({reason}); choose a folder that is there and has room.",
            path=str(path),
            reason=_reason_text(problem),
        ) from None
    return film.picture.layout.left_out


class FilmRenderer:
    """A film of a race, rendered frame by frame."""

    def __init__(self, scene: Scene, view: View, options: FilmOptions) -> None:
        """Run the race, if it is not cached, and lay out and draw the parts that do not change.

        Raises BadInput if ``view.hide`` leaves no part to be filmed, or in one variable if only the surface is.
        """
        self.options = options
        self.race = DrawnRace.from_scene(scene, replace(view, t=View.t), Look(options.theme, view.colours))
        self.canvas = PixelCanvas(options.wide, options.tall, pixels_per_unit(options.wide, options.tall))
        rect = Rect(0, 0, options.wide / self.canvas.scale, options.tall / self.canvas.scale)
        shown = (*options.views(scene.landscape), *(each for each in PART_NAMES if each not in VIEW_PARTS))
        parts = tuple(each for each in PART_NAMES if each in shown and each not in view.hide)
        if not parts:
            raise BadInput("hide leaves no part of the page to be filmed; hide fewer parts.")
        self.is_orbiting = options.camera == ORBITING_CAMERA and SPACE in parts
        self.picture = Picture(self.race, rect, parts, orbits=self.is_orbiting)
        self.picture.draw_static(self.canvas, leave_out=SPACE if self.is_orbiting else "")
        self.background = self.canvas.pixels.copy()

    def record(self, file: IO[bytes], suffix: str, progress: ReportFrames | None) -> None:
        """Encode the film into an open binary file, in the format of ``suffix``, one of FILM_SUFFIXES.

        ``progress`` is called after each frame. Raises OSError if the file cannot be written.
        """
        size = (self.options.wide, self.options.tall)
        count = self.options.frame_count
        sampled = range(0, count, max(count // PALETTE_FRAME_COUNT, 1)) if suffix == GIF else ()
        palette_frames = (self.render_frame(index) for index in sampled)
        notes = "\n".join(write_race_notes(self.race.scene, self.race.runs, self.race.view))
        encode(file, suffix, self._frames(progress), size, self.options.fps, notes, palette_frames)

    def _frames(self, progress: ReportFrames | None) -> Iterator[np.ndarray | None]:
        """Yield the pixels (height, width, 4) of each frame; None for a frame that is equal to the previous one."""
        previous = None
        for index in range(self.options.frame_count):
            key = self._frame_key(index)
            yield None if key == previous else self.render_frame(index)
            previous = key
            if progress:
                progress(index + 1, self.options.frame_count)

    def _frame_key(self, index: int) -> tuple:
        """Return a key of frame number ``index``; frames with equal keys have equal pixels."""
        if index >= self.options.frame_count - self._card_frame_count():
            return ("card",)
        step, share = self.step_and_orbit(index)
        return (step, share) if self.is_orbiting else (step,)

    def render_frame(self, index: int) -> np.ndarray:
        """Return the pixels (height, width, 4), RGBA uint8, of frame number ``index``, from 0.

        The array may be overwritten by the next call.
        """
        if index >= self.options.frame_count - self._card_frame_count():
            return self.card_pixels
        self._draw(*self.step_and_orbit(index))
        return self.canvas.pixels

    @cached_property
    def card_pixels(self) -> np.ndarray:
        """The pixels (height, width, 4), RGBA uint8, of the frames at the end that show the result table."""
        self._draw(*self.step_and_orbit(self.options.frame_count - 1))
        ResultCard(self.race, self.picture.rect).draw_static(self.canvas)
        return self.canvas.pixels.copy()

    def render_step(self, step: int) -> np.ndarray:
        """Return the pixels, as ``render_frame`` does, of the first frame that shows ``step`` or a later one."""
        last = self.options.frame_count - self._card_frame_count()
        shown = (index for index in range(last) if self.step_and_orbit(index)[0] >= step)
        return self.render_frame(next(shown, max(last - 1, 0)))

    def _draw(self, step: int, share: float) -> None:
        self.canvas.pixels[...] = self.background
        if self.is_orbiting and (space := self.picture.space) is not None:
            space.rotate_camera(2 * math.pi * share)
            space.draw_static(self.canvas)
        self.picture.draw_step(self.canvas, step)

    def step_and_orbit(self, index: int) -> tuple[int, float]:
        """Return (step, share): the step that frame ``index`` shows, and the completed share, 0 to 1, of the orbit."""
        frames = self.options.frame_count
        first, last = (
            round(STILL_START_SHARE * frames),
            frames - self._card_frame_count() - round(STILL_END_SHARE * frames),
        )
        share = min(max((index - first) / max(last - 1 - first, 1), 0.0), 1.0)
        eased_share = (
            EASED_START_SPEED * share + (1 - EASED_START_SPEED) * share * share
            if self.options.pace == EASED_PACE
            else share
        )
        orbit = min(index / max(frames - self._card_frame_count(), 1), 1.0)
        return round(eased_share * self.race.scene.steps), orbit

    def _card_frame_count(self) -> int:
        """Return the number of frames that show the result table."""
        return round(min(MAX_CARD_SHARE * self.options.frame_count, MAX_CARD_S * self.options.fps))


def _reason_text(problem: OSError) -> str:
    return problem.strerror or str(problem)
