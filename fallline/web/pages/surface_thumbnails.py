"""Pictures of landscapes' surfaces, seen from above at a slant, for the choice of a landscape."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageColor, ImageDraw

from fallline.landscapes import shelf as landscapes
from fallline.picture import Look
from fallline.picture.hillshade import hillshade
from fallline.picture.surface import Surface, build_surface
from fallline.view import View
from fallline.web.pages import thumbnails
from fallline.web.pages.thumbnails import _default_scene

WIDTH_PX, HEIGHT_PX = 600, 400
OVERSAMPLING = 2  # the picture is drawn larger by this factor and downsampled, for smooth edges
MIN_MEDIAN_HEIGHT = 0.12  # as a share of the surface's height; a flatter one is drawn with logarithmic heights
AZIMUTH, ELEVATION = np.radians(-58), np.radians(40)  # of the eye: from x to y, and above the horizon
HEIGHT_SIDE = 0.5  # of the surface, as a share of its longer horizontal side
MARGIN = 0.04  # around the surface, as a share of the picture
DARKEST = 0.62  # factor of a colour in the shade; in the light it is 2 - DARKEST


def render_surface_png(id: str, theme: str) -> bytes:
    """Return the surface of a landscape as PNG, WIDTH_PX times HEIGHT_PX, in the ``theme`` 'light' or 'dark'.

    A landscape of one variable has no surface: its thumbnail is returned. Raises BadInput if there is no such
    landscape.
    """
    scene, view, plane = _default_scene(landscapes[id]())
    if plane.is_line:
        return thumbnails.render_landscape_png(id, theme)
    surface, look = build_surface(scene, plane, view), Look(theme)
    if np.nanmedian(_height_shares(surface)) < MIN_MEDIAN_HEIGHT:
        surface = build_surface(scene, plane, View(height="log"))
    size = (OVERSAMPLING * WIDTH_PX, OVERSAMPLING * HEIGHT_PX)
    picture = Image.new("RGB", size, look.page_colours.background)
    pen = ImageDraw.Draw(picture)
    pixels, distances = _project(surface, size)
    colours = _shade(surface, look)
    tiles = np.stack((pixels[:-1, :-1], pixels[:-1, 1:], pixels[1:, 1:], pixels[1:, :-1]), -2)
    known = np.isfinite(tiles).all((-2, -1))
    order = np.argsort(-distances[:-1, :-1][known])  # the nearest ones are drawn last
    for tile, colour in zip(tiles[known][order].tolist(), colours[known][order].tolist(), strict=True):
        pen.polygon([tuple(each) for each in tile], fill=tuple(colour), outline=tuple(colour))
    buffer = io.BytesIO()
    picture.resize((WIDTH_PX, HEIGHT_PX), Image.Resampling.LANCZOS).save(buffer, "PNG")
    return buffer.getvalue()


def _height_shares(surface: Surface) -> np.ndarray:
    """Return the heights (rows, columns) as shares of the shown range, from 0 to 1; NaN stays."""
    low, high = surface.range.low, surface.range.high
    return (np.clip(surface.heights, low, high) - low) / (high - low or 1.0)


def _project(surface: Surface, size: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """Return the pixels (rows, columns, 2) of a surface's points in a picture of ``size``, and their distances.

    The projection is parallel, and fills the picture but for MARGIN.
    """
    width, depth, _ = surface.sides
    x, y = np.meshgrid(
        np.linspace(-width / 2, width / 2, len(surface.x)), np.linspace(-depth / 2, depth / 2, len(surface.y))
    )
    right = -x * np.sin(AZIMUTH) + y * np.cos(AZIMUTH)
    distance = -(x * np.cos(AZIMUTH) + y * np.sin(AZIMUTH))
    above = HEIGHT_SIDE * _height_shares(surface) * np.cos(ELEVATION) + distance * np.sin(ELEVATION)
    points = np.stack((right, -above), -1)
    least, most = np.nanmin(points, (0, 1)), np.nanmax(points, (0, 1))
    scale = (1 - 2 * MARGIN) * (np.array(size) / (most - least)).min()
    return (points - (least + most) / 2) * scale + np.array(size) / 2, distance


def _shade(surface: Surface, look: Look) -> np.ndarray:
    """Return the colours (rows - 1, columns - 1, 3) of the tiles between a surface's points, from 0 to 255."""
    share = np.nan_to_num(_height_shares(surface))
    stops = np.array([ImageColor.getrgb(each) for each in look.terrain], float)
    places = np.linspace(0, 1, len(stops))
    colours = np.stack([np.interp(share, places, channel) for channel in stops.T], -1)
    light = DARKEST + 2 * (1 - DARKEST) * hillshade(share, surface.x, surface.y)
    return np.clip(colours * light[..., None], 0, 255).astype(int)[:-1, :-1]
