"""What pictures are drawn with: lines, areas, balls and words on any of matplotlib's renderers, so that a film's frame,
a PNG, an SVG and a PDF come from the same strokes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import Bbox, IdentityTransform

from fallline.film.letters import FACES, ascent, cover, grown, wide_of
from fallline.picture.outlines import outline

SAME = IdentityTransform()
HALO = 1.6  # how far the paper's colour reaches around letters
CAPITAL = 0.73  # of the type's size: how high a capital or a digit stands
DASHES = {"solid": None, "dash": (6, 4), "dot": (1.6, 3.4), "dashdot": (6, 3, 1.6, 3), "longdash": (11, 4)}
DASHES["longdashdot"] = (11, 3, 1.6, 3)


@dataclass(frozen=True)
class Frame:
    """A rectangle of a picture: its left and upper edge, its width and height, in the picture's units."""

    left: float
    top: float
    wide: float
    tall: float

    @property
    def right(self) -> float:
        """The right edge."""
        return self.left + self.wide

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return self.top + self.tall

    def within(self, left: float, top: float, right: float, bottom: float) -> Frame:
        """What is left inside of margins."""
        return Frame(self.left + left, self.top + top, self.wide - left - right, self.tall - top - bottom)


class Pen:
    """Draws on one renderer. Places are (x, y) in the picture's units, y downwards; ``scale`` pixels make a unit."""

    def __init__(self, renderer: RendererBase, tall: float, scale: float) -> None:
        """``tall`` is the picture's height in units."""
        self.renderer, self.tall, self.scale = renderer, tall, scale
        self.gc: GraphicsContextBase = renderer.new_gc()
        self.gc.set_antialiased(True)
        self.gc.set_capstyle("butt")
        self.gc.set_joinstyle("round")

    @contextmanager
    def inside(self, frame: Frame):  # noqa: ANN201 - a context manager that gives nothing
        """Cuts off what lies outside of a frame."""
        (left, low), (right, high) = self._pixels(np.array([(frame.left, frame.bottom), (frame.right, frame.top)]))
        self.gc.set_clip_rectangle(Bbox([[left, low], [right, high]]))
        try:
            yield
        finally:
            self.gc.set_clip_rectangle(None)

    def line(
        self, points: np.ndarray, colour: str, width: float, alpha: float = 1.0, dashes: Sequence[float] | None = None
    ) -> None:
        """One line through (n, 2) places; NaN lifts the pen; dashes in units."""
        if len(points) < 2:
            return
        self._stroke(colour, width, alpha)
        if dashes:
            self.gc.set_dashes(0, [each * self.scale for each in dashes])
        self.renderer.draw_path(self.gc, Path(self._pixels(points)), SAME)
        self.gc.set_dashes(0, None)

    def trail(self, points: np.ndarray, colour: str, casing: str, width: float) -> None:
        """A line that stands out on any ground: a casing in the paper's colour, then the colour."""
        self.line(points, casing, width + 2, 0.75)
        self.line(points, colour, width)

    def area(self, outline: np.ndarray, colour: str, alpha: float = 1.0, codes: np.ndarray | None = None) -> None:
        """A filled polygon (n, 2), or several with matplotlib's codes."""
        self._stroke(colour, 0, alpha)
        path = Path(self._pixels(outline), codes, closed=codes is None and len(outline) > 2)
        self.renderer.draw_path(self.gc, path, SAME, (*to_rgb(colour), alpha))

    def box(self, frame: Frame, colour: str, alpha: float = 1.0) -> None:
        """A filled rectangle."""
        left, top, right, bottom = frame.left, frame.top, frame.right, frame.bottom
        corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        self.area(np.array(corners), colour, alpha)

    def ball(self, shape: str, colour: str, casing: str, places: np.ndarray, radius: float, alpha: float = 1.0) -> None:
        """A run's mark at each of (n, 2) places, with a casing, so that it stands out on any ground."""
        corners = outline(shape) * radius
        edge = np.concatenate((corners, corners[:1]))
        for place in places:
            self.line(place + edge, casing, 3, alpha)
        for place in places:
            self.area(place + edge, colour, alpha)

    def facets(self, corners: np.ndarray, colours: np.ndarray) -> None:
        """Filled polygons (n, corners, 2), back to front; ``colours`` (n, corners, 3), of which each has the mean."""
        for polygon, colour in zip(self._pixels(corners), colours.mean(1).tolist(), strict=True):
            self.gc.set_foreground(tuple(colour), isRGBA=True)
            self.gc.set_alpha(1.0)
            self.gc.set_linewidth(0.4)  # so that no seams show
            path = Path(np.concatenate((polygon, polygon[:1])), closed=True)
            self.renderer.draw_path(self.gc, path, SAME, (*colour, 1.0))

    def words(
        self,
        at: tuple[float, float],
        text: str,
        size: float,
        colour: str,
        *,
        align: str = "left",
        bold: bool = False,
        halo: str | None = None,
        turn: float = 0.0,
        alpha: float = 1.0,
    ) -> None:
        """A line of text whose capitals are centred on a place; ``align`` left, right or middle; turned by degrees."""
        font = FontProperties(fname=str(FACES[bold]), size=size * self.scale)
        wide = wide_of(text, size, bold=bold)
        back = {"left": 0.0, "middle": wide / 2, "right": wide}[align]
        along, across = np.cos(np.radians(turn)), -np.sin(np.radians(turn))  # y runs downwards
        x = at[0] - back * along - across * CAPITAL / 2 * size
        y = at[1] - back * across + along * CAPITAL / 2 * size
        if halo:
            for dx, dy in ((-1, -1), (1, -1), (-1, 1), (1, 1), (0, 1.4), (0, -1.4), (1.4, 0), (-1.4, 0)):
                self._write((x + dx, y + dy), text, font, halo, turn, alpha)
        self._write((x, y), text, font, colour, turn, alpha)

    def count(
        self,
        at: tuple[float, float],
        text: str,
        size: float,
        colour: str,
        *,
        align: str = "left",
        bold: bool = False,
        halo: str | None = None,
    ) -> None:
        """As ``words``, upright and opaque, for what changes from step to step."""
        self.words(at, text, size, colour, align=align, bold=bold, halo=halo)

    def _write(self, at: tuple, text: str, font: FontProperties, colour: str, turn: float, alpha: float) -> None:
        self._stroke(colour, 1, alpha)
        ((x, y),) = self._pixels(np.array([at]))
        y = self.tall * self.scale - y if self.renderer.flipy() else y
        self.renderer.draw_text(self.gc, x, y, text, font, turn)

    def _stroke(self, colour: str, width: float, alpha: float) -> None:
        self.gc.set_foreground(to_rgb(colour), isRGBA=True)
        self.gc.set_linewidth(width * self.scale)
        self.gc.set_alpha(alpha)

    def _pixels(self, places: np.ndarray) -> np.ndarray:
        """Units with y downwards to the renderer's pixels with y upwards."""
        return np.stack((places[..., 0], self.tall - places[..., 1]), -1) * self.scale


class FilmPen(Pen):
    """A pen for frames, where the same is drawn hundreds of times: text from a store of letters, smooth facets."""

    renderer: RendererAgg

    def __init__(self, wide: int, tall: int, scale: float) -> None:
        """``wide`` and ``tall`` are the frame's pixels."""
        super().__init__(RendererAgg(wide, tall, 72), tall / scale, scale)
        self.pixels = np.asarray(self.renderer.buffer_rgba())

    def facets(self, corners: np.ndarray, colours: np.ndarray) -> None:
        """The same, shaded from corner to corner."""
        places = self._pixels(corners)
        shades = np.concatenate((colours, np.ones((*colours.shape[:2], 1))), -1)
        halves = [[0, 1, 2], [0, 2, 3]]
        triangles, tints = (each[:, halves].reshape(-1, 3, each.shape[-1]) for each in (places, shades))
        self.gc.set_alpha(1.0)
        self.renderer.draw_gouraud_triangles(self.gc, triangles, tints, SAME)

    def count(
        self,
        at: tuple[float, float],
        text: str,
        size: float,
        colour: str,
        *,
        align: str = "left",
        bold: bool = False,
        halo: str | None = None,
    ) -> None:
        """As ``words``, from letters that are drawn once."""
        pixels = round(size * self.scale, 2)
        mask = cover(text, pixels, bold)
        back = {"left": 0.0, "middle": mask.shape[1] / 2, "right": mask.shape[1]}[align]
        left = round(at[0] * self.scale - back)
        top = round((at[1] + CAPITAL / 2 * size) * self.scale) - ascent(pixels, bold)
        if halo:
            reach = max(round(HALO * self.scale), 1)
            self._lay(grown(mask, reach), left - reach, top - reach, halo)
        self._lay(mask, left, top, colour)

    def _lay(self, mask: np.ndarray, left: int, top: int, colour: str) -> None:
        """Lays a colour where a mask (tall, wide) covers, 0 to 1."""
        mask = mask[max(-top, 0) :, max(-left, 0) :, None]
        part = self.pixels[max(top, 0) :, max(left, 0) :, :3][: mask.shape[0], : mask.shape[1]]
        mask = mask[: part.shape[0], : part.shape[1]]
        part[...] = part + (np.array(to_rgb(colour)) * 255 - part) * mask
