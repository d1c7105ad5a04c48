"""The picture of a race: its parts, and their layout in any size."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from fallline.core import BadInput, Landscape
from fallline.film.canvas import Canvas, Rect
from fallline.film.captions import Caption, Header
from fallline.film.contour_map import ContourMap
from fallline.film.curve_plot import CurvePlot
from fallline.film.drawn_race import DrawnRace
from fallline.film.graph_plot import GraphPlot
from fallline.film.number_table import NumberTable
from fallline.film.surface_plot import SurfacePlot
from fallline.picture.curves import TITLES, gap_curves, step_size_curves

BOTH_VIEWS, SPACE, PLANE = "both", "space", "plane"
LAYOUTS = (BOTH_VIEWS, SPACE, PLANE)
VIEW_PARTS = (PLANE, SPACE)
CURVE_PARTS = ("loss", "step_size")
NUMBERS = "numbers"
PART_NAMES = (*VIEW_PARTS, *CURVE_PARTS, NUMBERS)
STANDARD_PIXEL_COUNT = 1920 * 1080  # in a picture of so many pixels, a unit is one pixel
MIN_PIXELS_PER_UNIT = 0.6  # with less, text could not be read
MARGIN, GAP = 28, 18  # units, around the parts and between them
MIN_FULL_HEIGHT, MIN_FULL_WIDTH = 760, 860  # units; a smaller picture has no number table and no caption
MIN_CURVES_HEIGHT = 420  # units; with less height below the header, a small picture has no curves
VIEWS_HEIGHT_SHARE = 0.69  # of the height, for the views above the curves and numbers
SIDE_BY_SIDE_RATIO = 1.2  # width over height above which parts are laid out side by side


def pixels_per_unit(width: int, height: int) -> float:
    """Return the number of pixels per picture unit of a picture of ``width`` x ``height`` pixels.

    It is less for smaller pictures, so their text is smaller, but at least MIN_PIXELS_PER_UNIT.
    """
    return max(math.sqrt(width * height / STANDARD_PIXEL_COUNT), MIN_PIXELS_PER_UNIT)


@dataclass(frozen=True)
class Layout:
    """The layout of a picture: ``rects`` by the name of the part, and the names of the parts that have no room.

    The names are PART_NAMES, 'header' and 'caption'.
    """

    rects: dict[str, Rect]
    left_out: tuple[str, ...]


class Part(Protocol):
    """A part of a picture. A part that changes from step to step also has a method ``draw_step(canvas, t)``."""

    def draw_static(self, canvas: Canvas) -> None:
        """Draw what does not change with the step."""


class Picture:
    """A picture of a race: ``draw_static`` draws what does not change with the step, then ``draw_step`` the rest."""

    def __init__(
        self, race: DrawnRace, rect: Rect, parts: tuple[str, ...], *, legend_only: bool = False, orbits: bool = False
    ) -> None:
        """Lay out some of PART_NAMES in ``rect``, in picture units.

        ``legend_only`` leaves out title and caption, as papers have their own; ``orbits`` makes room for a camera that
        orbits the surface.
        """
        self.race, self.rect = race, rect
        self.layout = lay_out(race, rect, parts, legend_only=legend_only)
        small = is_small(rect)
        makers: dict[str, Callable[[Rect], Part]] = {
            PLANE: lambda rect: GraphPlot(race, rect) if race.plane.is_line else ContourMap(race, rect),
            SPACE: lambda rect: SurfacePlot(race, rect, orbits=orbits),
            "loss": lambda rect: CurvePlot(race, TITLES["loss"], gap_curves(race.runs), rect),
            "step_size": lambda rect: CurvePlot(
                race, TITLES["step_size"], step_size_curves(race.scene, race.runs, race.view), rect
            ),
            NUMBERS: lambda rect: NumberTable(race, rect),
            "header": lambda rect: Header(race, rect, legend_only=legend_only, small=small),
            "caption": lambda rect: Caption(race, rect),
        }
        self.parts = {name: makers[name](rect) for name, rect in self.layout.rects.items()}

    @property
    def space(self) -> SurfacePlot | None:
        """The picture's plot of the surface; None if the picture has none."""
        found = self.parts.get(SPACE)
        return found if isinstance(found, SurfacePlot) else None

    def draw_static(self, canvas: Canvas, leave_out: str = "") -> None:
        """Draw the background, and what does not change with the step in every part except that named ``leave_out``."""
        canvas.fill_rect(self.rect, self.race.look.page_colours.background)
        for name, part in self.parts.items():
            if name != leave_out:
                part.draw_static(canvas)

    def draw_step(self, canvas: Canvas, t: int) -> None:
        """Draw, in every part, what shows step t."""
        for part in self.parts.values():
            if hasattr(part, "draw_step"):
                part.draw_step(canvas, t)


def view_parts(landscape: Landscape, chosen: tuple[str, ...], asked: str) -> tuple[str, ...]:
    """Return the views among ``chosen`` (some of VIEW_PARTS) that a landscape has: in one variable only the curve.

    Raises BadInput if only the surface is chosen in one variable; ``asked`` is how, such as 'layout=space'.
    """
    if landscape.dim > 1:
        return chosen
    if chosen == (SPACE,):
        raise BadInput(
            "{asked}: {landscape} has one variable, so there is no surface; take {instead}, which draws its curve.",
            asked=asked,
            landscape=landscape.id,
            instead=asked.replace(SPACE, PLANE),
        )
    return tuple(each for each in chosen if each != SPACE)


def is_small(rect: Rect) -> bool:
    """Return whether a picture of this rectangle is too small for the number table, the caption and large headings."""
    return rect.height < MIN_FULL_HEIGHT or rect.width < MIN_FULL_WIDTH


def lay_out(race: DrawnRace, rect: Rect, parts: tuple[str, ...], *, legend_only: bool = False) -> Layout:
    """Return the layout of ``parts`` (some of PART_NAMES), the header and the caption in ``rect``, in picture units.

    With ``legend_only`` there is no caption.
    """
    small = is_small(rect)
    plain = small or legend_only
    width = rect.width - 2 * MARGIN
    header_height = Header.measure_height(race, width, legend_only=legend_only, small=small)
    caption_height = 0.0 if plain else Caption.measure_height(race, width)
    body = rect.inset(
        MARGIN, MARGIN / 2 + header_height + 6, MARGIN, caption_height + (MARGIN / 2 if plain else MARGIN)
    )
    views = [each for each in VIEW_PARTS if each in parts]
    below = [each for each in (NUMBERS, *CURVE_PARTS) if each in parts]
    if views and small:
        below = [each for each in below if each != NUMBERS and body.height > MIN_CURVES_HEIGHT]
    rects = {"header": Rect(MARGIN, MARGIN / 2, width, header_height)}
    rects |= (_lay_out_side_by_side if rect.width > SIDE_BY_SIDE_RATIO * rect.height else _lay_out_stacked)(
        body, views, below, len(race.drawn_runs)
    )
    if not plain:
        rects["caption"] = Rect(MARGIN, rect.bottom - caption_height - MARGIN / 2, width, caption_height)
    missing = tuple(each for each in parts if each not in rects) + (("caption",) if small and not legend_only else ())
    return Layout(rects, missing)


def _lay_out_side_by_side(body: Rect, views: list[str], below: list[str], runs: int) -> dict[str, Rect]:
    if len(views) == 1 and below:
        width = min(body.width * 0.62, body.height * 1.4)
        left, right = _split_into_columns(body, [width, body.width - width])
        return {views[0]: left, **dict(zip(below, _split_into_rows(right, _relative_widths(below, runs)), strict=True))}
    if not views or not below:
        return dict(
            zip([*views, *below], _split_into_columns(body, _relative_widths([*views, *below], runs)), strict=True)
        )
    upper, lower = _split_into_rows(body, [VIEWS_HEIGHT_SHARE, 1 - VIEWS_HEIGHT_SHARE])
    return {
        **dict(zip(views, _split_into_columns(upper, _view_widths(upper, views)), strict=True)),
        **dict(zip(below, _split_into_columns(lower, _relative_widths(below, runs)), strict=True)),
    }


def _view_widths(rect: Rect, views: list[str]) -> list[float]:
    """Return the relative widths of the views: the map gets little more width than height, at most half of it all."""
    return [min(1.1 * rect.height, rect.width / 2) if each == PLANE else rect.width / 2 for each in views]


def _lay_out_stacked(body: Rect, views: list[str], below: list[str], runs: int) -> dict[str, Rect]:
    is_tall = body.height > 1.25 * body.width
    curves = [each for each in below if each != NUMBERS]
    bands = [[each] for each in views] if is_tall else [views] if views else []
    weights = [1.0 if is_tall else 1.6] * len(bands)
    for band, weight in ((curves, 0.6), ([NUMBERS] if NUMBERS in below else [], 0.75)):
        if band:
            bands.append(band)
            weights.append(weight)
    rects: dict[str, Rect] = {}
    for band, rect in zip(bands, _split_into_rows(body, weights), strict=True):
        rects |= dict(zip(band, _split_into_columns(rect, _relative_widths(band, runs)), strict=True))
    return rects


def _relative_widths(parts: list[str], runs: int) -> list[float]:
    """Return the relative widths of parts beside each other, in their order; the number table's grows with ``runs``."""
    return [1.3 + 0.16 * max(runs - 3, 0) if each == NUMBERS else 1.0 for each in parts]


def _split_into_columns(rect: Rect, weights: list[float]) -> list[Rect]:
    room = rect.width - GAP * (len(weights) - 1)
    rects, left = [], rect.left
    for weight in weights:
        width = room * weight / sum(weights)
        rects.append(Rect(left, rect.top, width, rect.height))
        left += width + GAP
    return rects


def _split_into_rows(rect: Rect, weights: list[float]) -> list[Rect]:
    transposed = _split_into_columns(Rect(rect.top, rect.left, rect.height, rect.width), weights)
    return [Rect(each.top, each.left, each.height, each.width) for each in transposed]
