"""Figures for papers and slides: a race at one step, as pixels or as vectors, drawn as a film's frame is."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure as Canvas
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from fallline.core import BadInput, choice, integer, real
from fallline.core.writing import write_whole
from fallline.film.actors import Cast
from fallline.film.options import Asked
from fallline.film.pen import FilmPen, Frame, Pen
from fallline.film.picture import CURVES, NUMBERS, PARTS, PLANE, SPACE, Picture
from fallline.picture import Look
from fallline.picture.notes import notes
from fallline.scene import Scene
from fallline.view import View

PNG, SVG, PDF = ".png", ".svg", ".pdf"
SUFFIXES = (PNG, SVG, PDF)
ALL, CURVE_PAIR = "all", "curves"
SHOWN = {
    ALL: PARTS,
    PLANE: (PLANE,),
    SPACE: (SPACE,),
    CURVE_PAIR: CURVES,
    **{each: (each,) for each in CURVES},
    NUMBERS: (NUMBERS,),
}
LIGHT, DARK, PRINT = "light", "dark", "print"
INCH, POINT = 25.4, 72  # millimetres, and points, of an inch
UNIT = 0.13  # millimetres of a picture's unit, so that the smallest type is 5 points high
MOST_PIXELS = 60_000_000


@dataclass(frozen=True)
class Drawing(Asked):
    """How a figure is drawn. Raises BadInput when that cannot be done."""

    what = "figure"

    part: str = choice(ALL, tuple(SHOWN), help="which part of the page, or all")
    wide: float = real(180.0, 40.0, 400.0, at_least=20.0, at_most=2000.0, help="the figure's width in millimetres")
    tall: float = real(105.0, 30.0, 400.0, at_least=20.0, at_most=2000.0, help="the figure's height in millimetres")
    dpi: int = integer(300, 72, 600, at_least=30, at_most=1200, help="pixels per inch of a png")
    style: str = choice(LIGHT, (LIGHT, DARK, PRINT), help="light, dark, or grey on white without title and caption")

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in pixels."""
        return round(self.wide / INCH * self.dpi), round(self.tall / INCH * self.dpi)

    def check(self, suffix: str) -> None:
        """Raises BadInput unless there can be such a figure in a file that ends so."""
        if suffix not in SUFFIXES:
            raise BadInput(f"A figure must end in {', '.join(SUFFIXES)}; '{suffix or 'nothing'}' is none of them.")
        if suffix == PNG and self.size[0] * self.size[1] > MOST_PIXELS:
            raise BadInput(
                f"{self.wide:g} x {self.tall:g} mm at {self.dpi} dpi are {self.size[0] * self.size[1]:,} pixels; at "
                f"most {MOST_PIXELS:,} are drawn, so take fewer, or a pdf."
            )


def figure(path: Path, scene: Scene, view: View, drawing: Drawing) -> tuple[str, ...]:
    """Draws a race at the view's step (its end for -1) as .png, .svg or .pdf; returns the parts that had no room.

    Raises BadInput when it cannot be drawn or written.
    """
    picture, content = drawn(path.suffix, scene, view, drawing)
    write_whole(path, content)
    return picture.layout.left_out


def drawn(suffix: str, scene: Scene, view: View, drawing: Drawing) -> tuple[Picture, bytes]:
    """What is drawn, and what stands in its file."""
    drawing.check(suffix)
    plain = drawing.style == PRINT
    look = Look(DARK if drawing.style == DARK else LIGHT, "grey" if plain else view.colours)
    cast = Cast.of(scene, view, look)
    whole = Frame(0, 0, drawing.wide / UNIT, drawing.tall / UNIT)
    bare = plain or drawing.part != ALL
    parts = tuple(each for each in SHOWN[drawing.part] if drawing.part != ALL or each not in view.hide)
    if not parts:
        raise BadInput("hide leaves no part of the page to be drawn; hide fewer parts.")
    picture = Picture(cast, whole, parts, bare=bare)
    step = scene.steps if view.t < 0 else view.t
    words = "\n".join(notes(scene, cast.runs, replace(view, t=step)))
    if suffix == PNG:
        return picture, _pixels(picture, step, drawing, words)
    return picture, _vectors(suffix, picture, step, drawing, words)


def _pixels(picture: Picture, step: int, drawing: Drawing, words: str) -> bytes:
    wide, tall = drawing.size
    pen = FilmPen(wide, tall, wide / picture.whole.wide)
    _draw(picture, pen, step)
    facts = PngInfo()
    facts.add_itxt("Title", picture.cast.scene.landscape.title)
    facts.add_itxt("Description", words)
    file = io.BytesIO()
    Image.fromarray(pen.pixels[..., :3]).save(file, "PNG", dpi=(drawing.dpi, drawing.dpi), pnginfo=facts)
    return file.getvalue()


def _vectors(suffix: str, picture: Picture, step: int, drawing: Drawing, words: str) -> bytes:
    title, file = picture.cast.scene.landscape.title, io.BytesIO()
    facts: dict[str, Any] = {"Title": title, "Date": None, "Description": words}
    if suffix == PDF:
        facts = {"Title": title, "CreationDate": None, "Subject": words}
    # Alike on every machine, and each time.
    with mpl.rc_context({"svg.fonttype": "path", "pdf.fonttype": 42, "svg.hashsalt": "fall line"}):
        # By its suffix matplotlib finds what draws it, so films need not wait for that to be imported.
        canvas = Canvas(figsize=(drawing.wide / INCH, drawing.tall / INCH), frameon=False)
        canvas.add_artist(_Drawn(picture, step, drawing.wide / INCH * POINT / picture.whole.wide))
        canvas.savefig(file, format=suffix[1:], metadata=facts)
    return file.getvalue()


class _Drawn(Artist):
    """A picture as matplotlib's figures hold it."""

    def __init__(self, picture: Picture, step: int, scale: float) -> None:
        super().__init__()
        self.picture, self.step, self.scale = picture, step, scale

    def draw(self, renderer: RendererBase) -> None:
        _draw(self.picture, Pen(renderer, self.picture.whole.tall, self.scale), self.step)


def _draw(picture: Picture, pen: Pen, step: int) -> None:
    picture.paint(pen)
    picture.draw(pen, step)
