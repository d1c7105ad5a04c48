"""Thumbnails of landscapes and of examples, for the galleries."""

from __future__ import annotations

import io
from functools import lru_cache

import numpy as np
from PIL import Image, ImageColor, ImageDraw

from fallline.analysis.plot_plane import PlotPlane, find_plane
from fallline.core import Landscape
from fallline.landscapes import shelf as landscapes
from fallline.picture import Look, runs_with_marks
from fallline.picture.heights import evaluate_grid, height_transform
from fallline.run import race
from fallline.run.racing import compute_path
from fallline.scene import Scene
from fallline.scene.examples import find_link
from fallline.view import View, read_link

WIDTH_PX, HEIGHT_PX = 168, 112
OVERSAMPLING = 3  # thumbnails are drawn larger by this factor and downsampled, for smooth lines
GRID_SIZE = 112  # points per axis
BAND_COUNT = 14  # of colours
MIN_MEDIAN_HEIGHT = 0.12  # as a share of the map's height; a flatter map is drawn with logarithmic heights


@lru_cache(maxsize=512)
def render_landscape_png(id: str, theme: str) -> bytes:
    """Return the map of a landscape as PNG, WIDTH_PX times HEIGHT_PX, in the ``theme`` 'light' or 'dark'.

    Raises BadInput if there is no such landscape.
    """
    return _to_png(_draw_map(*_default_scene(landscapes[id]()), theme))


@lru_cache(maxsize=128)
def render_example_png(id: str, theme: str) -> bytes:
    """Return the map of an example with its trails as PNG, WIDTH_PX times HEIGHT_PX.

    ``theme`` is 'light' or 'dark'. Raises BadInput if there is no such example.
    """
    scene, view = read_link(find_link(f"@{id}"))
    runs = tuple(compute_path(scene, each) for each in scene.optimizers)
    plane = find_plane(scene, runs, view.plane, view.box)
    picture, look = _draw_map(scene, view, plane, theme), Look(theme)
    pen = ImageDraw.Draw(picture)
    (x0, x1), (y0, y1) = plane.plot_range
    for _, run, mark in reversed(list(runs_with_marks(runs))):
        projected = plane.project(run.x)
        pixels = np.stack(
            (
                (projected[..., 0] - x0) / (x1 - x0) * picture.width,
                (y1 - projected[..., 1]) / (y1 - y0) * picture.height,
            ),
            -1,
        )
        limit = 10 * picture.width  # far outside the picture, but within the range of Pillow's coordinates
        for row in range(run.rows):
            points = [tuple(each) for each in np.clip(pixels[:, row], -limit, limit).tolist()]
            for colour, width in (
                (look.page_colours.background, 4 * OVERSAMPLING),
                (look.colour(mark), 2 * OVERSAMPLING),
            ):
                pen.line(points, fill=colour, width=width, joint="curve")
    return _to_png(picture)


def _default_scene(landscape: Landscape) -> tuple[Scene, View, PlotPlane]:
    """Return the scene of a landscape alone, with the default view and plot plane."""
    scene = Scene.from_link("run=adam&steps=1")
    scene = Scene(landscape, scene.optimizers[:1], (landscape.start,), steps=1)
    return scene, View(), find_plane(scene, race(scene))


def _draw_map(scene: Scene, view: View, plane: PlotPlane, theme: str) -> Image.Image:
    """Return the map in bands of colour, OVERSAMPLING times as large as a thumbnail."""
    f = evaluate_grid(scene.landscape, plane, GRID_SIZE)[2]
    heights = _normalize(height_transform(scene.landscape, plane, view.height_scale(scene.landscape)).to_height(f))
    if np.median(heights) < MIN_MEDIAN_HEIGHT:
        heights = _normalize(height_transform(scene.landscape, plane, "log").to_height(f))
    heights = np.floor(heights * BAND_COUNT) / BAND_COUNT
    colours = np.array([ImageColor.getrgb(each) for each in Look(theme).terrain])
    stops = np.linspace(0, 1, len(colours))
    pixels = np.stack([np.interp(heights, stops, channel) for channel in colours.T], -1)[::-1]
    return Image.fromarray(pixels.astype(np.uint8)).resize(
        (OVERSAMPLING * WIDTH_PX, OVERSAMPLING * HEIGHT_PX), Image.Resampling.BICUBIC
    )


def _normalize(heights: np.ndarray) -> np.ndarray:
    """Return heights scaled to 0 (lowest) to 1 (highest)."""
    return (heights - heights.min()) / (np.ptp(heights) or 1.0)


def _to_png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.resize((WIDTH_PX, HEIGHT_PX), Image.Resampling.LANCZOS).save(buffer, "PNG")
    return buffer.getvalue()
