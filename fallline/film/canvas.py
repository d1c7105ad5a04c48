"""Drawing of lines, polygons, markers and text on any matplotlib renderer.

A film's frame, a PNG, an SVG and a PDF are drawn by the same calls.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgb
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import Bbox, IdentityTransform
from PIL import Image

from fallline.film.fonts import FONT_FILES, dilate_mask, font_ascent, text_mask, text_width
from fallline.picture.outlines import marker_outline

IDENTITY_TRANSFORM = IdentityTransform()
HALO_WIDTH = 1.6  # width of the halo around text, in picture units
CAPITAL_HEIGHT_SHARE = 0.73  # height of a capital or a digit, as a share of the font size
# Dash and gap lengths in picture units, by the name of a dash pattern (as Plotly names them).
DASH_PATTERNS = {"solid": None, "dash": (6, 4), "dot": (1.6, 3.4), "dashdot": (6, 3, 1.6, 3), "longdash": (11, 4)}
DASH_PATTERNS["longdashdot"] = (11, 3, 1.6, 3)


@dataclass(frozen=True)
class Rect:
    """A rectangle of a picture: left and top edge, width and height, in picture units; y points downwards."""

    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """The x of the right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> float:
        """The y of the bottom edge."""
        return self.top + self.height

    def inset(self, left: float, top: float, right: float, bottom: float) -> Rect:
        """Return the rectangle without margins of these widths, in picture units, at its four sides."""
        return Rect(self.left + left, self.top + top, self.width - left - right, self.height - top - bottom)


class Canvas:
    """A drawing surface on a matplotlib renderer.

    All positions and sizes are in picture units, with y pointing downwards; one unit is ``scale`` pixels.
    """

    def __init__(self, renderer: RendererBase, height: float, scale: float) -> None:
        """Set up drawing on ``renderer`` for a picture of ``height`` picture units, ``scale`` pixels each."""
        self.renderer, self.height, self.scale = renderer, height, scale
        self.gc: GraphicsContextBase = renderer.new_gc()
        self.gc.set_antialiased(True)
        self.gc.set_capstyle("butt")
        self.gc.set_joinstyle("round")

    @contextmanager
    def clip_to(self, rect: Rect):  # noqa: ANN201 - a context manager that yields nothing
        """Clip everything drawn in the ``with`` block to a rectangle; afterwards nothing is clipped."""
        (left, low), (right, high) = self._to_pixels(np.array([(rect.left, rect.bottom), (rect.right, rect.top)]))
        self.gc.set_clip_rectangle(Bbox([[left, low], [right, high]]))
        try:
            yield
        finally:
            self.gc.set_clip_rectangle(None)

    def draw_line(
        self, points: np.ndarray, colour: str, width: float, alpha: float = 1.0, dashes: Sequence[float] | None = None
    ) -> None:
        """Draw a line through points (n, 2), with a gap at NaN; fewer than two points draw nothing.

        ``width`` and ``dashes`` (lengths of dash, gap, ...; None for a solid line) are in picture units; ``alpha`` is 0
        (clear) to 1 (opaque).
        """
        if len(points) < 2:
            return
        self._set_stroke(colour, width, alpha)
        if dashes:
            self.gc.set_dashes(0, [each * self.scale for each in dashes])
        self.renderer.draw_path(self.gc, Path(self._to_pixels(points)), IDENTITY_TRANSFORM)
        self.gc.set_dashes(0, None)

    def draw_trail(self, points: np.ndarray, colour: str, casing: str, width: float) -> None:
        """Draw a line through points (n, 2) over a wider one of colour ``casing``, to stand out on any background."""
        self.draw_line(points, casing, width + 2, 0.75)
        self.draw_line(points, colour, width)

    def fill_polygon(
        self, outline: np.ndarray, colour: str, alpha: float = 1.0, codes: np.ndarray | None = None
    ) -> None:
        """Fill a polygon with corners ``outline`` (n, 2), or several polygons that path ``codes`` (n,) separate.

        ``codes`` are those of matplotlib.path.Path; ``alpha`` is 0 (clear) to 1 (opaque).
        """
        self._set_stroke(colour, 0, alpha)
        path = Path(self._to_pixels(outline), codes, closed=codes is None and len(outline) > 2)
        self.renderer.draw_path(self.gc, path, IDENTITY_TRANSFORM, (*to_rgb(colour), alpha))

    def fill_rect(self, rect: Rect, colour: str, alpha: float = 1.0) -> None:
        """Fill a rectangle, in picture units, with a colour such as '#ff0000'; ``alpha`` is 0 (clear) to 1 (opaque)."""
        left, top, right, bottom = rect.left, rect.top, rect.right, rect.bottom
        corners = [(left, top), (right, top), (right, bottom), (left, bottom), (left, top)]
        self.fill_polygon(np.array(corners), colour, alpha)

    def draw_markers(
        self, shape: str, colour: str, casing: str, points: np.ndarray, radius: float, alpha: float = 1.0
    ) -> None:
        """Draw a run's marker at each of the points (n, 2), over an outline of colour ``casing``.

        ``shape`` is a name that ``marker_outline`` takes; ``radius`` is in picture units.
        """
        corners = marker_outline(shape) * radius
        edge = np.concatenate((corners, corners[:1]))
        for point in points:
            self.draw_line(point + edge, casing, 3, alpha)
        for point in points:
            self.fill_polygon(point + edge, colour, alpha)

    def draw_image(self, pixels: np.ndarray, rect: Rect) -> None:
        """Draw an image, ``pixels`` (height, width, 4), RGBA uint8 with the top row first, in a rectangle."""
        ((left, low), (right, high)) = self._to_pixels(np.array([(rect.left, rect.bottom), (rect.right, rect.top)]))
        factor = self.renderer.get_image_magnification()  # pixels of an image per unit of the renderer
        size = (max(round((right - left) * factor), 1), max(round((high - low) * factor), 1))
        resized = np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC))
        self.gc.set_alpha(1.0)
        self.renderer.draw_image(self.gc, round(left), round(low), resized[::-1].copy())

    def draw_facets(self, corners: np.ndarray, colours: np.ndarray) -> None:
        """Fill polygons, ``corners`` (n, k, 2), in this order, each with the mean of its ``colours`` (n, k, 3).

        Colours are RGB from 0 to 1.
        """
        for polygon, colour in zip(self._to_pixels(corners), colours.mean(1).tolist(), strict=True):
            self.gc.set_foreground(tuple(colour), isRGBA=True)
            self.gc.set_alpha(1.0)
            self.gc.set_linewidth(0.4)  # covers the seams between polygons
            path = Path(np.concatenate((polygon, polygon[:1])), closed=True)
            self.renderer.draw_path(self.gc, path, IDENTITY_TRANSFORM, (*colour, 1.0))

    def draw_text(
        self,
        position: tuple[float, float],
        text: str,
        size: float,
        colour: str,
        *,
        align: str = "left",
        bold: bool = False,
        halo: str | None = None,
        angle: float = 0.0,
        alpha: float = 1.0,
    ) -> None:
        """Draw one line of text at ``position``, with its capitals vertically centred there.

        ``align`` (left, middle or right) is the part of the line that lies at x. ``position`` and the font size
        ``size`` are in picture units; ``halo`` is the colour of an outline; ``angle`` rotates the text about
        ``position``, in degrees counterclockwise.
        """
        font = FontProperties(fname=str(FONT_FILES[bold]), size=size * self.scale)
        width = text_width(text, size, bold=bold)
        back = {"left": 0.0, "middle": width / 2, "right": width}[align]
        cos, sin = np.cos(np.radians(angle)), -np.sin(np.radians(angle))  # y points downwards
        x = position[0] - back * cos - sin * CAPITAL_HEIGHT_SHARE / 2 * size
        y = position[1] - back * sin + cos * CAPITAL_HEIGHT_SHARE / 2 * size
        if halo:
            for dx, dy in ((-1, -1), (1, -1), (-1, 1), (1, 1), (0, 1.4), (0, -1.4), (1.4, 0), (-1.4, 0)):
                self._draw_text_once((x + dx, y + dy), text, font, halo, angle, alpha)
        self._draw_text_once((x, y), text, font, colour, angle, alpha)

    def draw_cached_text(
        self,
        position: tuple[float, float],
        text: str,
        size: float,
        colour: str,
        *,
        align: str = "left",
        bold: bool = False,
        halo: str | None = None,
    ) -> None:
        """Draw horizontal, opaque text that changes from step to step; its parameters are those of ``draw_text``.

        PixelCanvas overrides this method to draw from cached masks of the letters.
        """
        self.draw_text(position, text, size, colour, align=align, bold=bold, halo=halo)

    def _draw_text_once(
        self, position: tuple, text: str, font: FontProperties, colour: str, angle: float, alpha: float
    ) -> None:
        self._set_stroke(colour, 1, alpha)
        ((x, y),) = self._to_pixels(np.array([position]))
        y = self.height * self.scale - y if self.renderer.flipy() else y
        with _unhinted_text():
            self.renderer.draw_text(self.gc, x, y, text, font, angle)

    def _set_stroke(self, colour: str, width: float, alpha: float) -> None:
        self.gc.set_foreground(to_rgb(colour), isRGBA=True)
        self.gc.set_linewidth(width * self.scale)
        self.gc.set_alpha(alpha)

    def _to_pixels(self, points: np.ndarray) -> np.ndarray:
        """Return points (..., 2) in picture units, y downwards, as the renderer's pixels (..., 2), y upwards."""
        return np.stack((points[..., 0], self.height - points[..., 1]), -1) * self.scale


class PixelCanvas(Canvas):
    """A canvas for a film's frames: an RGBA pixel array, text from cached letters, smoothly shaded facets."""

    renderer: RendererAgg

    def __init__(self, width: int, height: int, scale: float) -> None:
        """Make a frame of ``width`` x ``height`` pixels, with ``scale`` pixels per picture unit.

        Its attribute ``pixels`` (height, width, 4), RGBA uint8, shows what has been drawn, without a copy.
        """
        super().__init__(RendererAgg(width, height, 72), height / scale, scale)
        self.pixels = np.asarray(self.renderer.buffer_rgba())

    def draw_facets(self, corners: np.ndarray, colours: np.ndarray) -> None:
        """Fill quadrilaterals, ``corners`` (n, 4, 2), in this order, shaded between the ``colours`` of their corners.

        ``colours`` (n, 4, 3) are RGB from 0 to 1.
        """
        points = self._to_pixels(corners)
        shades = np.concatenate((colours, np.ones((*colours.shape[:2], 1))), -1)
        triangle_corners = [[0, 1, 2], [0, 2, 3]]
        triangles, triangle_colours = (
            each[:, triangle_corners].reshape(-1, 3, each.shape[-1]) for each in (points, shades)
        )
        self.gc.set_alpha(1.0)
        self.renderer.draw_gouraud_triangles(self.gc, triangles, triangle_colours, IDENTITY_TRANSFORM)

    def draw_cached_text(
        self,
        position: tuple[float, float],
        text: str,
        size: float,
        colour: str,
        *,
        align: str = "left",
        bold: bool = False,
        halo: str | None = None,
    ) -> None:
        """Draw horizontal, opaque text from cached masks of its letters; the parameters are those of ``draw_text``."""
        pixels = round(size * self.scale, 2)
        mask = text_mask(text, pixels, bold)
        back = {"left": 0.0, "middle": mask.shape[1] / 2, "right": mask.shape[1]}[align]
        left = round(position[0] * self.scale - back)
        top = round((position[1] + CAPITAL_HEIGHT_SHARE / 2 * size) * self.scale) - font_ascent(pixels, bold)
        if halo:
            radius = max(round(HALO_WIDTH * self.scale), 1)
            self._blend(dilate_mask(mask, radius), left - radius, top - radius, halo)
        self._blend(mask, left, top, colour)

    def _blend(self, mask: np.ndarray, left: int, top: int, colour: str) -> None:
        """Blend a colour into the pixels by a mask (height, width), 0 to 1, whose upper left pixel is (left, top)."""
        mask = mask[max(-top, 0) :, max(-left, 0) :, None]
        part = self.pixels[max(top, 0) :, max(left, 0) :, :3][: mask.shape[0], : mask.shape[1]]
        mask = mask[: part.shape[0], : part.shape[1]]
        part[...] = part + (np.array(to_rgb(colour)) * 255 - part) * mask


@contextmanager
def _unhinted_text():  # noqa: ANN202 - a context manager that yields nothing
    """Draw text in the ``with`` block without hinting.

    Hinting rounds the widths of letters to pixels, so that a line of small text would be up to 9 % wider than
    ``text_width``. ``matplotlib.rc_context`` does the same, but takes over a millisecond.
    """
    hinting = mpl.rcParams["text.hinting"]
    mpl.rcParams["text.hinting"] = "none"
    try:
        yield
    finally:
        mpl.rcParams["text.hinting"] = hinting
