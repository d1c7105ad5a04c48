"""Figures of a race at one step for papers and slides, as PNG, SVG or PDF, drawn as a film's frame is."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure as MplFigure
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from fallline.core import BadInput, choice, integer, real
from fallline.core.writing import file_suffix, write_atomically
from fallline.film.canvas import Canvas, PixelCanvas, Rect
from fallline.film.drawn_race import DrawnRace
from fallline.film.options import RenderOptions
from fallline.film.picture import CURVE_PARTS, NUMBERS, PART_NAMES, PLANE, SPACE, VIEW_PARTS, Picture, view_parts
from fallline.picture import Look
from fallline.picture.notes import write_race_notes
from fallline.scene import Scene
from fallline.view import View

PNG, SVG, PDF = ".png", ".svg", ".pdf"
FIGURE_SUFFIXES = (PNG, SVG, PDF)
ALL, CURVE_PAIR = "all", "curves"
# The parts that each value of the setting ``part`` shows.
PARTS_BY_CHOICE = {
    ALL: PART_NAMES,
    PLANE: (PLANE,),
    SPACE: (SPACE,),
    CURVE_PAIR: CURVE_PARTS,
    **{each: (each,) for each in CURVE_PARTS},
    NUMBERS: (NUMBERS,),
}
LIGHT, DARK, PRINT = "light", "dark", "print"
MM_PER_INCH, POINTS_PER_INCH = 25.4, 72
PICTURE_UNIT_MM = 0.13  # length of a picture unit, so that the smallest font has 5 points
MAX_PIXELS = 60_000_000


@dataclass(frozen=True)
class FigureOptions(RenderOptions):
    """The options of a figure: part of the page, size in millimetres, pixels per inch, and style.

    Raises BadInput if one is invalid.
    """

    what = "figure"
    unit = "millimetres"

    part: str = choice(ALL, tuple(PARTS_BY_CHOICE), help="which part of the page, or all")
    wide: float = real(180.0, 40.0, 400.0, at_least=20.0, at_most=2000.0, help="the figure's width in millimetres")
    tall: float = real(105.0, 30.0, 400.0, at_least=20.0, at_most=2000.0, help="the figure's height in millimetres")
    dpi: int = integer(300, 72, 600, at_least=30, at_most=1200, help="pixels per inch of a png")
    style: str = choice(LIGHT, (LIGHT, DARK, PRINT), help="light, dark, or grey on white without title and caption")

    @property
    def size(self) -> tuple[int, int]:
        """The pair (width, height) of a PNG in pixels."""
        return round(self.wide / MM_PER_INCH * self.dpi), round(self.tall / MM_PER_INCH * self.dpi)

    def check(self, suffix: str) -> None:
        """Raise BadInput if the suffix is not one of FIGURE_SUFFIXES, or a PNG would have more than MAX_PIXELS."""
        if suffix not in FIGURE_SUFFIXES:
            raise BadInput(
                "A figure must end in {suffixes}; '{suffix}' is none of them.",
                suffixes=", ".join(FIGURE_SUFFIXES),
                suffix=suffix or "nothing",
            )
        if suffix == PNG and self.size[0] * self.size[1] > MAX_PIXELS:
            raise BadInput(
                "{wide} x {tall} mm at {dpi} dpi are {count} pixels; at most {most} are drawn, so take fewer, or "
                "a pdf.",
                wide=f"{self.wide:g}",
                tall=f"{self.tall:g}",
                dpi=self.dpi,
                count=self.size[0] * self.size[1],
                most=MAX_PIXELS,
            )


def write_figure(path: Path, scene: Scene, view: View, options: FigureOptions) -> tuple[str, ...]:
    """Write a figure of a race to a .png, .svg or .pdf file; return the names of the parts that had no room in it.

    It shows step ``view.t``, the last one if that is negative. Raises BadInput if it cannot be drawn or written.
    """
    picture, content = render_figure(file_suffix(path), scene, view, options)
    write_atomically(path, content)
    return picture.layout.left_out


def render_figure(suffix: str, scene: Scene, view: View, options: FigureOptions) -> tuple[Picture, bytes]:
    """Return (picture, content) of a figure of a race: its laid out parts, and the bytes of its file.

    ``suffix`` is one of FIGURE_SUFFIXES. Raises BadInput if the options do not fit the suffix or leave nothing to draw.
    """
    options.check(suffix)
    is_print = options.style == PRINT
    look = Look(DARK if options.style == DARK else LIGHT, "grey" if is_print else view.colours)
    rect = Rect(0, 0, options.wide / PICTURE_UNIT_MM, options.tall / PICTURE_UNIT_MM)
    legend_only = is_print or options.part != ALL
    chosen = PARTS_BY_CHOICE[options.part]
    views = view_parts(scene.landscape, tuple(each for each in chosen if each in VIEW_PARTS), f"part={options.part}")
    parts = tuple(each for each in chosen if each in views or each not in VIEW_PARTS)
    parts = tuple(each for each in parts if options.part != ALL or each not in view.hide)
    if not parts:
        raise BadInput("hide leaves no part of the page to be drawn; hide fewer parts.")
    race = DrawnRace.from_scene(scene, view, look)
    picture = Picture(race, rect, parts, legend_only=legend_only)
    step = scene.steps if view.t < 0 else view.t
    notes = "\n".join(write_race_notes(scene, race.runs, replace(view, t=step)))
    if suffix == PNG:
        return picture, _render_png(picture, step, options, notes)
    return picture, _render_vectors(suffix, picture, step, options, notes)


def _render_png(picture: Picture, step: int, options: FigureOptions, notes: str) -> bytes:
    width, height = options.size
    canvas = PixelCanvas(width, height, width / picture.rect.width)
    _draw(picture, canvas, step)
    metadata = PngInfo()
    metadata.add_itxt("Title", picture.race.scene.landscape.title)
    metadata.add_itxt("Description", notes)
    file = io.BytesIO()
    Image.fromarray(canvas.pixels[..., :3]).save(file, "PNG", dpi=(options.dpi, options.dpi), pnginfo=metadata)
    return file.getvalue()


def _render_vectors(suffix: str, picture: Picture, step: int, options: FigureOptions, notes: str) -> bytes:
    title, file = picture.race.scene.landscape.title, io.BytesIO()
    metadata: dict[str, Any] = {"Title": title, "Date": None, "Description": notes}
    if suffix == PDF:
        metadata = {"Title": title, "CreationDate": None, "Subject": notes}
    # These settings make the file the same on every machine and at every call.
    with mpl.rc_context({"svg.fonttype": "path", "pdf.fonttype": 42, "svg.hashsalt": "fall line"}):
        # savefig imports the backend for the suffix only now, so films need not load it.
        sheet = MplFigure(figsize=(options.wide / MM_PER_INCH, options.tall / MM_PER_INCH), frameon=False)
        sheet.add_artist(
            _PictureArtist(picture, step, options.wide / MM_PER_INCH * POINTS_PER_INCH / picture.rect.width)
        )
        sheet.savefig(file, format=suffix[1:], metadata=metadata)
    return file.getvalue()


class _PictureArtist(Artist):
    """A matplotlib artist that draws a picture at one step."""

    def __init__(self, picture: Picture, step: int, scale: float) -> None:
        super().__init__()
        self.picture, self.step, self.scale = picture, step, scale

    def draw(self, renderer: RendererBase) -> None:
        _draw(self.picture, Canvas(renderer, self.picture.rect.height, self.scale), self.step)


def _draw(picture: Picture, canvas: Canvas, step: int) -> None:
    picture.draw_static(canvas)
    picture.draw_step(canvas, step)
