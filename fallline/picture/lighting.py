"""The light on a surface in space: a key light from the upper left of the standard picture, and a weak fill."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from fallline.picture.colour_scale import interpolate_colours
from fallline.picture.surface import Surface
from fallline.picture.terrain_image import spread_colours

AMBIENT, KEY, FILL = 0.5, 0.62, 0.12  # intensities
KEY_ELEVATION, FILL_ELEVATION = np.radians(40.0), np.radians(25.0)
KEY_TURN, FILL_TURN = np.radians(-115.0), np.radians(70.0)  # azimuths from the camera's direction; negative: left
SKIRT_BRIGHTNESS = 0.9  # of the skirt's colours, relative to a lit surface
SKIRT_AMBIENT, SKIRT_KEY = 0.68, 0.4  # intensities on the skirt, whose walls face away from the light
LEVEL_LINE_SHADE = 0.5  # share of black in the lines of equal height, the rest is the terrain's lowest colour
FLOOR_STRENGTH = 0.5  # share of the terrain's colours on the floor; the rest is the page's background


def key_direction(eye: np.ndarray) -> np.ndarray:
    """Return the unit vector (3,) towards the key light for the standard camera at ``eye``, in scene units."""
    return _direction(eye, KEY_TURN, KEY_ELEVATION)


def brightness(surface: Surface, eye: np.ndarray) -> np.ndarray:
    """Return the brightness (n, n) of the surface at each grid point, 0 to 1, if the standard camera is at ``eye``."""
    normal = _normals(surface)
    key = np.maximum(normal @ key_direction(eye), 0)
    fill = np.maximum(normal @ _direction(eye, FILL_TURN, FILL_ELEVATION), 0)
    return np.minimum(AMBIENT + KEY * key + FILL * fill, 1.0)


def wall_brightness(normal: np.ndarray, eye: np.ndarray) -> float:
    """Return the brightness of a wall of the skirt with a horizontal unit vector ``normal`` (3,) pointing outwards."""
    return SKIRT_BRIGHTNESS * min(SKIRT_AMBIENT + SKIRT_KEY * max(float(normal @ key_direction(eye)), 0.0), 1.0)


def level_line_colour(terrain: tuple[str, ...]) -> str:
    """Return the hex colour of lines of equal height on a terrain in these colours."""
    return mix_colours(terrain[0], "#000000", LEVEL_LINE_SHADE)


def surface_terrain(surface: Surface, terrain: tuple[str, ...]) -> tuple[str, ...]:
    """Return the terrain's hex colours of even heights of the surface, spread as on the map."""
    return tuple(map(to_hex, spread_colours(surface.heights, surface.range, terrain)))


def height_colours(surface: Surface, heights: np.ndarray, terrain: tuple[str, ...]) -> np.ndarray:
    """Return the terrain's colours (..., 3), RGB from 0 to 1, of heights (...); NaN stays NaN."""
    low, high = surface.range.low, surface.range.high
    return interpolate_colours(terrain, np.clip((heights - low) / (high - low or 1.0), 0, 1))


def mix_colours(colour: str, other: str, share: float) -> str:
    """Return the hex colour of two mixed ones: ``share``, 0 to 1, of the other one and the rest of the first."""
    return to_hex(interpolate_colours((colour, other), np.array(share)))


def to_hex(colour: np.ndarray) -> str:
    """Return a colour (3,), RGB from 0 to 1, as a hex string."""
    return "#" + "".join(f"{round(255 * channel):02x}" for channel in colour.tolist())


def _direction(eye: np.ndarray, turn: float, elevation: float) -> np.ndarray:
    azimuth = np.arctan2(eye[1], eye[0]) + turn
    level = np.cos(elevation)
    return np.array([level * np.cos(azimuth), level * np.sin(azimuth), np.sin(elevation)])


def _normals(surface: Surface) -> np.ndarray:
    """Return the unit normals (n, n, 3) of the surface, upwards, in scene units."""
    spans = [high - low for low, high in surface.box]
    width_scale, depth_scale, height_scale = (side / span for side, span in zip(surface.sides, spans, strict=True))
    heights = _fill_holes(np.minimum(surface.heights, surface.box[2][1])) * height_scale
    slope_y, slope_x = np.gradient(heights, surface.y * depth_scale, surface.x * width_scale)
    normal = np.stack((-slope_x, -slope_y, np.ones_like(slope_x)), -1)
    return normal / np.linalg.norm(normal, axis=-1, keepdims=True)


def _fill_holes(heights: np.ndarray) -> np.ndarray:
    """Return heights (n, n) with each NaN replaced by the nearest height, so that slopes beside a hole are finite."""
    holes = np.isnan(heights)
    if not holes.any():
        return heights
    nearest = ndimage.distance_transform_edt(holes, return_distances=False, return_indices=True)
    return heights[tuple(nearest)]
