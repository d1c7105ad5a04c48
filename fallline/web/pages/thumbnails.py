"""Thumbnails of landscapes and of examples, for the galleries."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageColor, ImageDraw

from fallline.analysis.plot_plane import PlotPlane, find_plane
from fallline.core import Box, Landscape
from fallline.landscapes import shelf as landscapes
from fallline.picture import Look, runs_with_marks
from fallline.picture.graph import build_graph
from fallline.picture.heights import evaluate_grid, height_transform, picture_points
from fallline.run import race
from fallline.run.racing import compute_path
from fallline.scene import Scene
from fallline.scene.examples import find_example_link
from fallline.view import View, read_link

WIDTH_PX, HEIGHT_PX = 168, 112
OVERSAMPLING = 3  # thumbnails are drawn larger by this factor and downsampled, for smooth lines
GRID_SIZE = 112  # points per axis
BAND_COUNT = 14  # of colours
MIN_MEDIAN_HEIGHT = 0.12  # as a share of the map's height; a flatter map is drawn with logarithmic heights


def render_landscape_png(id: str, theme: str) -> bytes:
    """Return the map of a landscape as PNG, WIDTH_PX times HEIGHT_PX, in the ``theme`` 'light' or 'dark'.

    Raises BadInput if there is no such landscape.
    """
    return _to_png(_draw_landscape(*_default_scene(landscapes[id]()), theme))


def render_example_png(id: str, theme: str) -> bytes:
    """Return the map of an example with its trails as PNG, WIDTH_PX times HEIGHT_PX.

    ``theme`` is 'light' or 'dark'. Raises BadInput if there is no such example.
    """
    scene, view = read_link(find_example_link(id))
    runs = tuple(compute_path(scene, each) for each in scene.optimizers)
    plane = find_plane(scene, runs, view.plane, view.box)
    picture, look = _draw_landscape(scene, view, plane, theme), Look(theme)
    pen = ImageDraw.Draw(picture)
    box = build_graph(scene, plane, view).box if plane.is_line else plane.plot_range
    kind = view.height_scale(scene.landscape)
    for _, run, mark in reversed(list(runs_with_marks(runs))):
        places = picture_points(scene.landscape, plane, kind, run.x, run.f)
        pixels = _to_pixels(places[..., :2], box, picture.size)
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


def _to_pixels(points: np.ndarray, box: Box, size: tuple[int, int]) -> np.ndarray:
    """Return the pixels (..., 2) of points (..., 2) in a picture of ``size`` (width, height) that shows ``box``."""
    (x0, x1), (y0, y1) = box
    shares = np.stack(((points[..., 0] - x0) / (x1 - x0), (y1 - points[..., 1]) / (y1 - y0)), -1)
    return shares * np.array(size)


def _draw_landscape(scene: Scene, view: View, plane: PlotPlane, theme: str) -> Image.Image:
    """Return the map, or the curve of a landscape of one variable, OVERSAMPLING times as large as a thumbnail."""
    return (_draw_curve if plane.is_line else _draw_map)(scene, view, plane, theme)


def _draw_curve(scene: Scene, view: View, plane: PlotPlane, theme: str) -> Image.Image:
    """Return the curve with the area below it in the terrain's colours, on the page's background."""
    graph, look = build_graph(scene, plane, view), Look(theme)
    size = (OVERSAMPLING * WIDTH_PX, OVERSAMPLING * HEIGHT_PX)
    across = np.linspace(*graph.box[0], size[0])
    curve = np.interp(across, graph.x, graph.heights)
    rows = np.linspace(*graph.box[1][::-1], size[1])[:, None]
    area = np.where(
        rows <= curve, np.clip((rows - graph.range.low) / (graph.range.high - graph.range.low or 1), 0, 1), np.nan
    )
    picture = _colour(area, look)
    pen = ImageDraw.Draw(picture)
    for part in graph.parts:
        points = np.stack((graph.x[part], graph.heights[part]), -1)
        line = np.clip(_to_pixels(points, graph.box, size), -10 * size[0], 10 * size[0])
        pen.line([tuple(each) for each in line.tolist()], fill=look.page_colours.foreground, width=2 * OVERSAMPLING)
    return picture


def _colour(heights: np.ndarray, look: Look) -> Image.Image:
    """Return heights from 0 to 1, (rows, columns), in bands of the terrain's colours; the background where NaN."""
    heights = np.floor(heights * BAND_COUNT) / BAND_COUNT
    colours = np.array([ImageColor.getrgb(each) for each in look.terrain])
    stops = np.linspace(0, 1, len(colours))
    pixels = np.stack([np.interp(heights, stops, channel) for channel in colours.T], -1)
    pixels[np.isnan(heights)] = ImageColor.getrgb(look.page_colours.background)
    return Image.fromarray(pixels.astype(np.uint8))


def _draw_map(scene: Scene, view: View, plane: PlotPlane, theme: str) -> Image.Image:
    """Return the map in bands of colour, OVERSAMPLING times as large as a thumbnail."""
    f = evaluate_grid(scene.landscape, plane, GRID_SIZE)[2]
    heights = _normalize(height_transform(scene.landscape, plane, view.height_scale(scene.landscape)).to_height(f))
    if np.nanmedian(heights) < MIN_MEDIAN_HEIGHT:
        heights = _normalize(height_transform(scene.landscape, plane, "log").to_height(f))
    return _colour(heights[::-1], Look(theme)).resize(
        (OVERSAMPLING * WIDTH_PX, OVERSAMPLING * HEIGHT_PX), Image.Resampling.BICUBIC
    )


def _normalize(heights: np.ndarray) -> np.ndarray:
    """Return heights scaled to 0 (lowest) to 1 (highest); NaN stays."""
    low, high = np.nanmin(heights), np.nanmax(heights)
    return (heights - low) / (high - low or 1.0)


def _to_png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.resize((WIDTH_PX, HEIGHT_PX), Image.Resampling.LANCZOS).save(buffer, "PNG")
    return buffer.getvalue()
