"""Small pictures of landscapes and of examples, to choose from."""

from __future__ import annotations

import io
from functools import lru_cache

import numpy as np
from PIL import Image, ImageColor, ImageDraw

from fallline.analysis.plot_plane import Slice, plane_of
from fallline.core import Landscape
from fallline.landscapes import shelf as landscapes
from fallline.picture import Look, marked
from fallline.picture.heights import grid, height
from fallline.run import race
from fallline.run.racing import path
from fallline.scene import Scene
from fallline.scene.examples import link_of
from fallline.view import View, read_link

WIDE, TALL = 168, 112
FINER = 3  # drawn so many times as large, and then made smaller, so that lines are smooth
ACROSS = 112
BANDS = 14
LOW = 0.12  # where half of a map is lower than this share of its height, only a logarithm shows its shape


@lru_cache(maxsize=512)
def landscape(id: str, theme: str) -> bytes:
    """A landscape's map, as PNG; raises BadInput when there is none of this id."""
    return _png(_ground(*_aimed(landscapes[id]()), theme))


@lru_cache(maxsize=128)
def example(id: str, theme: str) -> bytes:
    """An example's map with its trails, as PNG; raises BadInput when there is none of this id."""
    scene, view = read_link(link_of(f"@{id}"))
    runs = tuple(path(scene, each) for each in scene.optimizers)
    plane = plane_of(scene, runs, view.plane, view.box)
    picture, look = _ground(scene, view, plane, theme), Look(theme)
    pen = ImageDraw.Draw(picture)
    (x0, x1), (y0, y1) = plane.box
    for _, run, mark in reversed(list(marked(runs))):
        seen = plane.seen(run.x)
        places = np.stack(
            ((seen[..., 0] - x0) / (x1 - x0) * picture.width, (y1 - seen[..., 1]) / (y1 - y0) * picture.height), -1
        )
        far = 10 * picture.width  # what is out of sight stays so, at a distance that the library can stand
        for row in range(run.rows):
            points = [tuple(each) for each in np.clip(places[:, row], -far, far).tolist()]
            for colour, width in ((look.ground.paper, 4 * FINER), (look.colour(mark), 2 * FINER)):
                pen.line(points, fill=colour, width=width, joint="curve")
    return _png(picture)


def _aimed(landscape: Landscape) -> tuple[Scene, View, Slice]:
    """A scene of a landscape alone, and the plane that is drawn of it."""
    scene = Scene.from_link("run=adam&steps=1")
    scene = Scene(landscape, scene.optimizers[:1], (landscape.start,), steps=1)
    return scene, View(), plane_of(scene, race(scene))


def _ground(scene: Scene, view: View, plane: Slice, theme: str) -> Image.Image:
    """The map's bands of colour."""
    f = grid(scene.landscape, plane, ACROSS)[2]
    share = _shares(height(scene.landscape, plane, view.height_of(scene.landscape)).of(f))
    if np.median(share) < LOW:
        share = _shares(height(scene.landscape, plane, "log").of(f))
    share = np.floor(share * BANDS) / BANDS
    colours = np.array([ImageColor.getrgb(each) for each in Look(theme).terrain])
    at = np.linspace(0, 1, len(colours))
    pixels = np.stack([np.interp(share, at, channel) for channel in colours.T], -1)[::-1]
    return Image.fromarray(pixels.astype(np.uint8)).resize((FINER * WIDE, FINER * TALL), Image.Resampling.BICUBIC)


def _shares(drawn: np.ndarray) -> np.ndarray:
    """Heights from 0, the lowest, to 1."""
    return (drawn - drawn.min()) / (np.ptp(drawn) or 1.0)


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.resize((WIDE, TALL), Image.Resampling.LANCZOS).save(buffer, "PNG")
    return buffer.getvalue()
