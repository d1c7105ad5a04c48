"""Thumbnails of landscapes and of examples, for the galleries."""

from __future__ import annotations

import io

import numpy as np
from contourpy import contour_generator
from PIL import Image, ImageColor, ImageDraw

from fallline.analysis.plot_plane import PlotPlane, find_plane, minima_in_plane
from fallline.core import Box, Landscape
from fallline.landscapes import shelf as landscapes
from fallline.picture import Look, runs_with_marks
from fallline.picture.colour_scale import interpolate_colours
from fallline.picture.graph import build_graph, minima_on_graph
from fallline.picture.heights import HeightRange, evaluate_grid, height_transform, picture_points
from fallline.picture.levels import lines_at_height
from fallline.picture.terrain_image import terrain_pixels
from fallline.run import race
from fallline.run.racing import compute_path
from fallline.scene import Scene
from fallline.scene.examples import find_example_link
from fallline.view import View, read_link

WIDTH_PX, HEIGHT_PX = 168, 112
OVERSAMPLING = 3  # thumbnails are drawn larger by this factor and downsampled, for smooth lines
GRID_SIZE = 141  # points per axis
LEVELS = (0.15, 0.35, 0.55, 0.75, 0.9)  # of the level lines, as positions in the colour scale
LEVEL_OPACITY = 90  # of 255
MAX_LINE_LENGTH = 40  # of all level lines, in widths of the picture; a picture with more has none
PLATEAU_BINS, PLATEAU_SHARE = 64, 0.85  # bins of heights, and the share of a picture in one bin that makes a plateau
MAX_MINIMA = 12  # of a landscape with more, none is marked
MINIMUM_RADIUS = 8  # pixels of a thumbnail


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
    shares = np.clip((rows - graph.range.low) / (graph.range.high - graph.range.low or 1), 0, 1)
    pixels = np.round(255 * interpolate_colours(look.terrain, np.broadcast_to(shares, (size[1], size[0]))))
    pixels[~(rows <= curve)] = ImageColor.getrgb(look.page_colours.background)
    picture = Image.fromarray(pixels.astype(np.uint8))
    pen = ImageDraw.Draw(picture)
    for part in graph.parts:
        points = np.stack((graph.x[part], graph.heights[part]), -1)
        line = np.clip(_to_pixels(points, graph.box, size), -10 * size[0], 10 * size[0])
        pen.line([tuple(each) for each in line.tolist()], fill=look.page_colours.foreground, width=2 * OVERSAMPLING)
    _draw_minima(pen, _to_pixels(minima_on_graph(graph, plane), graph.box, size), look)
    return picture


def _draw_map(scene: Scene, view: View, plane: PlotPlane, theme: str) -> Image.Image:
    """Return the map with level lines and minima, OVERSAMPLING times as large as a thumbnail.

    Heights are ranks, so that the picture of every landscape uses all colours, except beside a plateau.
    """
    look = Look(theme, view.colours)
    x, y, f = evaluate_grid(scene.landscape, plane, GRID_SIZE)
    kind = view.height_scale(scene.landscape) if _has_plateau(f) else "rank"
    heights = height_transform(scene.landscape, plane, kind).to_height(f)
    shown = HeightRange(float(np.nanmin(heights)), float(np.nanmax(heights)))
    size = (OVERSAMPLING * WIDTH_PX, OVERSAMPLING * HEIGHT_PX)
    picture = Image.new("RGB", size, look.page_colours.background)
    terrain = Image.fromarray(terrain_pixels(x, y, heights, shown, look.terrain)).resize(size, Image.Resampling.BICUBIC)
    picture.paste(terrain, mask=terrain)
    pen = ImageDraw.Draw(picture, "RGBA")
    generator = contour_generator(x, y, np.ma.masked_invalid(heights))
    ink = (*ImageColor.getrgb(look.page_colours.foreground), LEVEL_OPACITY)
    levels = [lines_at_height(generator, shown.low + level * (shown.high - shown.low)) for level in LEVELS]
    lines = [_to_pixels(line, plane.plot_range, size) for each in levels for line in each]
    length = sum(float(np.linalg.norm(np.diff(line, axis=0), axis=-1).sum()) for line in lines)
    for line in lines if length < MAX_LINE_LENGTH * size[0] else []:
        pen.line([tuple(each) for each in line.tolist()], fill=ink, width=OVERSAMPLING, joint="curve")
    minima = minima_in_plane(plane, scene.landscape)
    if len(minima) <= MAX_MINIMA:
        _draw_minima(pen, _to_pixels(np.reshape(minima, (-1, 2)), plane.plot_range, size), look)
    return picture


def _has_plateau(f: np.ndarray) -> bool:
    """Return whether much of a picture has almost the same value, which is not near the lowest."""
    counts, _ = np.histogram(f[np.isfinite(f)], PLATEAU_BINS)
    return bool(counts[PLATEAU_BINS // 8 :].max() > PLATEAU_SHARE * counts.sum())


def _draw_minima(pen: ImageDraw.ImageDraw, places: np.ndarray, look: Look) -> None:
    """Draw a bullseye at each of the places (n, 2) in an oversampled picture."""
    colours, unit = look.page_colours, OVERSAMPLING * MINIMUM_RADIUS
    for centre in places.tolist():
        pen.circle(centre, unit, fill=colours.background)
        pen.circle(centre, 0.7 * unit, outline=colours.minimum, width=round(0.25 * unit))
        pen.circle(centre, 0.25 * unit, fill=colours.minimum)


def _to_png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.resize((WIDTH_PX, HEIGHT_PX), Image.Resampling.LANCZOS).save(buffer, "PNG")
    return buffer.getvalue()
