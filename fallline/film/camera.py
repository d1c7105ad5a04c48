"""A perspective camera that projects as Plotly's does, and the test of which points the surface hides from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from fallline.core import Box
from fallline.film.canvas import Rect
from fallline.picture.sight import RAY_SAMPLE_COUNT, is_visible
from fallline.picture.surface import Surface
from fallline.picture.viewpoint import CENTRE, Eye
from fallline.view import View

FIELD_OF_VIEW = np.pi / 4  # vertical, in radians
MANY_POINTS_RAY_SAMPLE_COUNT = 14  # samples along a line of sight for more than MANY_POINT_COUNT points
MANY_POINT_COUNT = 20_000
ORBIT_ANGLES = tuple(np.linspace(0, 2 * np.pi, 24, endpoint=False).tolist())  # radians
LABEL_MARGINS = (44, 14, 44, 48)  # around the box, for the labels of its axes: left, top, right, bottom


@dataclass(frozen=True)
class Camera:
    """A camera at ``eye`` (3,) that looks at ``centre`` (3,), with the height axis upwards in its image.

    Both are in Plotly's scene units: the origin is the middle of the surface's box, whose sides are ``surface.sides``
    long. The image is enlarged ``zoom`` times around the middle of ``rect``, then shifted by ``shift`` picture units.
    """

    eye: np.ndarray
    centre: np.ndarray
    surface: Surface
    rect: Rect
    zoom: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)

    @classmethod
    def from_view(cls, view: View, surface: Surface, rect: Rect, standard_eye: Eye, *, orbits: bool) -> Camera:
        """Return a camera at the view's position, or else at ``standard_eye``, zoomed so that the box fills ``rect``.

        With ``orbits``, that zoom fits the surface's box from every angle of an orbit. A camera that the view sets is
        not zoomed.
        """
        camera = cls(np.array(view.camera or standard_eye), np.array(CENTRE), surface, rect)
        return camera if view.camera else camera._fit_box(ORBIT_ANGLES if orbits else (0.0,))

    def rotate(self, angle: float) -> Camera:
        """Return the camera rotated about the vertical axis by ``angle`` radians, counterclockwise seen from above."""
        (x, y, z), cos, sin = self.eye, np.cos(angle), np.sin(angle)
        return replace(self, eye=np.array([x * cos - y * sin, x * sin + y * cos, z]))

    def _fit_box(self, angles: tuple[float, ...]) -> Camera:
        """Return the camera zoomed and shifted so that the box just fits into ``rect`` at each of the angles (radians).

        Around the box, LABEL_MARGINS stay free.
        """
        corners = np.array(list(product(*self.surface.box)))
        projected = np.concatenate([self.rotate(angle).project(corners) for angle in angles])
        low, high = projected.min(0), projected.max(0)
        target_rect = self.rect.inset(*LABEL_MARGINS)
        zoom = min(target_rect.width / (high[0] - low[0]), target_rect.height / (high[1] - low[1]))
        middle = np.array([self.rect.left + self.rect.width / 2, self.rect.top + self.rect.height / 2])
        target = np.array([target_rect.left + target_rect.width / 2, target_rect.top + target_rect.height / 2])
        shift = target - middle - ((low + high) / 2 - middle) * zoom
        return replace(self, zoom=zoom, shift=tuple(shift.tolist()))

    def project(self, points: np.ndarray) -> np.ndarray:
        """Return the positions (..., 2), in picture units, of points (..., 3): two plane coordinates and the height."""
        relative = (self._to_side_units(points) - self.eye) @ self._axes().T
        depth = np.maximum(relative[..., 2], 1e-3)  # points behind the eye land far outside, on their own side
        scale = self.zoom * self.rect.height / 2 / np.tan(FIELD_OF_VIEW / 2) / depth
        middle = (self.rect.left + self.rect.width / 2, self.rect.top + self.rect.height / 2)
        x = middle[0] + self.shift[0] + relative[..., 0] * scale
        y = middle[1] + self.shift[1] - relative[..., 1] * scale
        return np.stack((x, y), -1)

    def is_visible(self, points: np.ndarray) -> np.ndarray:
        """Return for each of the points (n, 3), plane coordinates and height, whether it is visible; bool (n,)."""
        samples = RAY_SAMPLE_COUNT if len(points) <= MANY_POINT_COUNT else MANY_POINTS_RAY_SAMPLE_COUNT
        return is_visible(self.surface, self.eye, points, samples)

    def facet_order(self) -> tuple[np.ndarray, np.ndarray]:
        """Return the indices of the rows of facets (along y) and those of the columns (along x), as a pair of arrays.

        Facets are the cells of the surface's grid; each array is ordered from far to near, as seen from the eye.
        """
        box = np.array(self.surface.box[:2])
        eye = box[:, 0] + (self.eye[:2] / self.surface.sides[:2] + 0.5) * (box[:, 1] - box[:, 0])
        columns, rows = ((each[:-1] + each[1:]) / 2 for each in (self.surface.x, self.surface.y))
        return np.argsort(-np.abs(rows - eye[1]), kind="stable"), np.argsort(-np.abs(columns - eye[0]), kind="stable")

    def _to_side_units(self, points: np.ndarray) -> np.ndarray:
        box = np.array(self.surface.box)
        return ((points - box[:, 0]) / (box[:, 1] - box[:, 0]) - 0.5) * self.surface.sides

    def _axes(self) -> np.ndarray:
        """Return the directions to the right, up and away from the eye, as the rows of a (3, 3) array."""
        away = (self.centre - self.eye) / np.linalg.norm(self.centre - self.eye)
        right = np.cross(away, (0.0, 0.0, 1.0))
        right = right / np.linalg.norm(right) if np.linalg.norm(right) > 1e-9 else np.array([1.0, 0.0, 0.0])
        return np.stack((right, np.cross(right, away), away))


def is_in_plot_range(points: np.ndarray, box: Box) -> np.ndarray:
    """Return for each of the points (..., 2 or 3) whether its x and y lie in the box, edges included; bool (...)."""
    low, high = np.array(box[:2]).T
    return ((points[..., :2] >= low) & (points[..., :2] <= high)).all(-1)
