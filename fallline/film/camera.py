"""The camera that Plotly's scenes have, and what the surface hides from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from fallline.core import Box
from fallline.film.pen import Frame
from fallline.picture.surface import CENTRE, STANDARD_EYE, Surface
from fallline.view import View

FIELD = np.pi / 4  # how much the camera sees from bottom to top, radians
LOOKS, FEW_LOOKS = 64, 14  # samples along a line of sight; of so many points that it would take long, few
MANY = 20_000  # points beyond which few are taken
TURNS = tuple(np.linspace(0, 2 * np.pi, 24, endpoint=False).tolist())
ROOM = (84, 12, 44, 56)  # around the box, for what is written along its edges: left, top, right, bottom
LIFT = 0.012  # a point counts as hidden only if the surface is this much above its line of sight


@dataclass(frozen=True)
class Camera:
    """Looks from ``eye`` at ``centre``, the height upwards; both in the units of the surface's sides.

    What it sees is enlarged ``zoom`` times around the frame's middle, and moved by ``shift``.
    """

    eye: np.ndarray
    centre: np.ndarray
    surface: Surface
    frame: Frame
    zoom: float = 1.0
    shift: tuple[float, float] = (0.0, 0.0)

    @classmethod
    def of(cls, view: View, surface: Surface, frame: Frame, *, round_it: bool) -> Camera:
        """As the page has it where the view says so; else from the standard side, as near as the frame has room for.

        There is room from everywhere if the camera is to go ``round_it``.
        """
        camera = cls(np.array(view.camera or STANDARD_EYE), np.array(CENTRE), surface, frame)
        return camera if view.camera else camera._fitted(TURNS if round_it else (0.0,))

    def turned(self, turn: float) -> Camera:
        """Gone round the surface by an angle (radians)."""
        (x, y, z), cos, sin = self.eye, np.cos(turn), np.sin(turn)
        return replace(self, eye=np.array([x * cos - y * sin, x * sin + y * cos, z]))

    def _fitted(self, turns: tuple[float, ...]) -> Camera:
        """Enlarged and moved so that the box just fits in, from each of the turns."""
        corners = np.array(list(product(*self.surface.box)))
        seen = np.concatenate([self.turned(turn).placed(corners) for turn in turns])
        low, high = seen.min(0), seen.max(0)
        room = self.frame.within(*ROOM)
        zoom = min(room.wide / (high[0] - low[0]), room.tall / (high[1] - low[1]))
        middle = np.array([self.frame.left + self.frame.wide / 2, self.frame.top + self.frame.tall / 2])
        target = np.array([room.left + room.wide / 2, room.top + room.tall / 2])
        shift = target - middle - ((low + high) / 2 - middle) * zoom
        return replace(self, zoom=zoom, shift=tuple(shift.tolist()))

    def placed(self, points: np.ndarray) -> np.ndarray:
        """Points (..., 3) of the landscape's x, y and height as places (..., 2) of the picture."""
        seen = (self._world(points) - self.eye) @ self._axes().T
        away = np.maximum(seen[..., 2], 1e-3)  # what is behind the eye is far outside of the frame, on its own side
        scale = self.zoom * self.frame.tall / 2 / np.tan(FIELD / 2) / away
        middle = (self.frame.left + self.frame.wide / 2, self.frame.top + self.frame.tall / 2)
        x = middle[0] + self.shift[0] + seen[..., 0] * scale
        y = middle[1] + self.shift[1] - seen[..., 1] * scale
        return np.stack((x, y), -1)

    def sees(self, points: np.ndarray) -> np.ndarray:
        """Whether each of the points (n, 3) is in sight: no sample of its line of sight may lie under the surface."""
        box = np.array(self.surface.box)
        eye = box[:, 0] + (self.eye / self.surface.sides + 0.5) * (box[:, 1] - box[:, 0])
        lift = LIFT * (box[2, 1] - box[2, 0])
        looks = LOOKS if len(points) <= MANY else FEW_LOOKS
        hidden, open_ended = np.zeros(len(points), dtype=bool), np.ones(len(points), dtype=bool)
        for share in (np.arange(1, looks + 1) / looks) ** 1.5:
            at = points + share * (eye - points)
            inside = ((at[:, :2] >= box[:2, 0]) & (at[:, :2] <= box[:2, 1])).all(-1) & (at[:, 2] <= box[2, 1])
            open_ended &= inside  # once out of the box, nothing stands in the way any more
            if not open_ended.any():
                break
            hidden[open_ended] |= ground(self.surface, at[open_ended]) > at[open_ended, 2] + lift
        return ~hidden

    def order(self) -> tuple[np.ndarray, np.ndarray]:
        """The grid's rows and columns of facets from far to near, so that what is near is painted last."""
        box = np.array(self.surface.box[:2])
        eye = box[:, 0] + (self.eye[:2] / self.surface.sides[:2] + 0.5) * (box[:, 1] - box[:, 0])
        columns, rows = ((each[:-1] + each[1:]) / 2 for each in (self.surface.x, self.surface.y))
        return np.argsort(-np.abs(rows - eye[1]), kind="stable"), np.argsort(-np.abs(columns - eye[0]), kind="stable")

    def _world(self, points: np.ndarray) -> np.ndarray:
        box = np.array(self.surface.box)
        return ((points - box[:, 0]) / (box[:, 1] - box[:, 0]) - 0.5) * self.surface.sides

    def _axes(self) -> np.ndarray:
        """The picture's directions to the right, up and away from the eye, as rows."""
        away = (self.centre - self.eye) / np.linalg.norm(self.centre - self.eye)
        right = np.cross(away, (0.0, 0.0, 1.0))
        right = right / np.linalg.norm(right) if np.linalg.norm(right) > 1e-9 else np.array([1.0, 0.0, 0.0])
        return np.stack((right, np.cross(right, away), away))


def within(points: np.ndarray, box: Box) -> np.ndarray:
    """Whether each of (..., 2 or 3) points lies over the drawn part of the plane."""
    low, high = np.array(box[:2]).T
    return ((points[..., :2] >= low) & (points[..., :2] <= high)).all(-1)


def ground(surface: Surface, places: np.ndarray) -> np.ndarray:
    """The surface's height at (n, 2 or 3) places, between its grid points; beyond the edge as at the edge."""
    rows, columns = surface.drawn.shape
    (x0, x1), (y0, y1), _ = surface.box
    u = np.clip((places[:, 0] - x0) / (x1 - x0), 0, 1) * (columns - 1)
    v = np.clip((places[:, 1] - y0) / (y1 - y0), 0, 1) * (rows - 1)
    i, j = np.minimum(u.astype(int), columns - 2), np.minimum(v.astype(int), rows - 2)
    a, b = u - i, v - j
    z = surface.drawn
    low = (1 - a) * z[j, i] + a * z[j, i + 1]
    high = (1 - a) * z[j + 1, i] + a * z[j + 1, i + 1]
    return (1 - b) * low + b * high
