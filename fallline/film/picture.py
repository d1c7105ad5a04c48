"""A picture of a race: its parts, laid out in any size."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from fallline.film.actors import Cast
from fallline.film.captions import Caption, Header
from fallline.film.curve import Curve
from fallline.film.numbers import Numbers
from fallline.film.pen import Frame, Pen
from fallline.film.plane import Plane
from fallline.film.space import Space
from fallline.picture.curves import TITLES, gaps, step_sizes

BOTH, SPACE, PLANE = "both", "space", "plane"
LAYOUTS = (BOTH, SPACE, PLANE)
VIEWS = (PLANE, SPACE)
CURVES = ("loss", "step_size")
NUMBERS = "numbers"
PARTS = (*VIEWS, *CURVES, NUMBERS)
USUAL = 1920 * 1080  # pixels of a picture in which a unit is a pixel
LEAST = 0.6  # pixels per unit: below, type could not be read
MARGIN, GUTTER = 28, 18
LOW, SLIM = 760, 860  # units: in a picture that is lower or slimmer, numbers and caption have no room
FEWEST = 420  # units: in a body that is lower, curves have none
UPPER = 0.69  # of the body, for the views
SLANT = 1.2  # width over height from which a picture is laid out side by side


def scale_of(wide: int, tall: int) -> float:
    """Pixels per unit of a picture of so many pixels: a smaller picture has smaller type, down to what can be read."""
    return max(math.sqrt(wide * tall / USUAL), LEAST)


@dataclass(frozen=True)
class Layout:
    """Where each part stands; parts for which there is no room are in ``left_out``."""

    frames: dict[str, Frame]
    left_out: tuple[str, ...]


class Part(Protocol):
    """A part of a picture. One that moves also has ``draw(pen, t)``."""

    def paint(self, pen: Pen) -> None:
        """Paints what stands still."""


class Picture:
    """A race at any of its steps: ``paint`` what stands still, then ``draw`` what moves."""

    def __init__(
        self, cast: Cast, whole: Frame, parts: tuple[str, ...], *, bare: bool = False, round_it: bool = False
    ) -> None:
        """``whole`` in units; ``parts`` some of PARTS; ``bare`` without title and caption, as papers have their own;
        ``round_it`` with a camera that will go round the surface."""
        self.cast, self.whole = cast, whole
        self.layout = laid_out(cast, whole, parts, bare=bare)
        makers: dict[str, Callable[[Frame], Part]] = {
            PLANE: lambda frame: Plane(cast, frame),
            SPACE: lambda frame: Space(cast, frame, round_it=round_it),
            "loss": lambda frame: Curve(cast, TITLES["loss"], gaps(cast.runs), frame),
            "step_size": lambda frame: Curve(
                cast, TITLES["step_size"], step_sizes(cast.scene, cast.runs, cast.view), frame
            ),
            NUMBERS: lambda frame: Numbers(cast, frame),
            "header": lambda frame: Header(cast, frame, bare=bare, small=is_small(whole)),
            "caption": lambda frame: Caption(cast, frame),
        }
        self.parts = {name: makers[name](frame) for name, frame in self.layout.frames.items()}

    @property
    def space(self) -> Space | None:
        """The surface, if there is one."""
        found = self.parts.get(SPACE)
        return found if isinstance(found, Space) else None

    def paint(self, pen: Pen, leave_out: str = "") -> None:
        """The paper, and of every part what stands still."""
        pen.box(self.whole, self.cast.look.ground.paper)
        for name, part in self.parts.items():
            if name != leave_out:
                part.paint(pen)

    def draw(self, pen: Pen, t: int) -> None:
        """What moves, at step t."""
        for part in self.parts.values():
            if hasattr(part, "draw"):
                part.draw(pen, t)


def is_small(whole: Frame) -> bool:
    """Whether a picture has no room for numbers and caption, and only for small headings."""
    return whole.tall < LOW or whole.wide < SLIM


def laid_out(cast: Cast, whole: Frame, parts: tuple[str, ...], *, bare: bool = False) -> Layout:
    """The frames of the parts, and of what stands around them."""
    small = is_small(whole)
    plain = small or bare
    wide = whole.wide - 2 * MARGIN
    high = Header.tall(cast, wide, bare=bare, small=small)
    low = 0.0 if plain else Caption.tall(cast, wide)
    body = whole.within(MARGIN, MARGIN / 2 + high + 6, MARGIN, low + (MARGIN / 2 if plain else MARGIN))
    views = [each for each in VIEWS if each in parts]
    below = [each for each in (NUMBERS, *CURVES) if each in parts]
    if views and small:
        below = [each for each in below if each != NUMBERS and body.tall > FEWEST]
    frames = {"header": Frame(MARGIN, MARGIN / 2, wide, high)}
    frames |= (_side_by_side if whole.wide > SLANT * whole.tall else _stacked)(body, views, below, len(cast.actors))
    if not plain:
        frames["caption"] = Frame(MARGIN, whole.bottom - low - MARGIN / 2, wide, low)
    missing = tuple(each for each in parts if each not in frames) + (("caption",) if small and not bare else ())
    return Layout(frames, missing)


def _side_by_side(body: Frame, views: list[str], below: list[str], runs: int) -> dict[str, Frame]:
    if len(views) == 1 and below:
        wide = min(body.wide * 0.62, body.tall * 1.4)
        left, right = _columns(body, [wide, body.wide - wide])
        return {views[0]: left, **dict(zip(below, _rows(right, _weights(below, runs)), strict=True))}
    if not views or not below:
        return dict(zip([*views, *below], _columns(body, _weights([*views, *below], runs)), strict=True))
    upper, lower = _rows(body, [UPPER, 1 - UPPER])
    return {
        **dict(zip(views, _columns(upper, _wide_views(upper, views)), strict=True)),
        **dict(zip(below, _columns(lower, _weights(below, runs)), strict=True)),
    }


def _wide_views(frame: Frame, views: list[str]) -> list[float]:
    """The map needs little more width than height; the surface makes use of the rest."""
    return [min(1.1 * frame.tall, frame.wide / 2) if each == PLANE else frame.wide / 2 for each in views]


def _stacked(body: Frame, views: list[str], below: list[str], runs: int) -> dict[str, Frame]:
    tall = body.tall > 1.25 * body.wide
    curves = [each for each in below if each != NUMBERS]
    bands = [[each] for each in views] if tall else [views] if views else []
    weights = [1.0 if tall else 1.6] * len(bands)
    for band, weight in ((curves, 0.6), ([NUMBERS] if NUMBERS in below else [], 0.75)):
        if band:
            bands.append(band)
            weights.append(weight)
    frames: dict[str, Frame] = {}
    for band, frame in zip(bands, _rows(body, weights), strict=True):
        frames |= dict(zip(band, _columns(frame, _weights(band, runs)), strict=True))
    return frames


def _weights(parts: list[str], runs: int) -> list[float]:
    """How wide parts beside each other are; numbers need more for many runs."""
    return [1.3 + 0.16 * max(runs - 3, 0) if each == NUMBERS else 1.0 for each in parts]


def _columns(frame: Frame, weights: list[float]) -> list[Frame]:
    room = frame.wide - GUTTER * (len(weights) - 1)
    frames, left = [], frame.left
    for weight in weights:
        wide = room * weight / sum(weights)
        frames.append(Frame(left, frame.top, wide, frame.tall))
        left += wide + GUTTER
    return frames


def _rows(frame: Frame, weights: list[float]) -> list[Frame]:
    turned = _columns(Frame(frame.top, frame.left, frame.tall, frame.wide), weights)
    return [Frame(each.top, each.left, each.tall, each.wide) for each in turned]
