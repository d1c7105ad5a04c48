"""Transforms of any landscape: rotate, shift, scale, compress (log) and ripple. The minima are transformed too."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch

from fallline.core.errors import BadInput
from fallline.core.landscape import Box, Landscape
from fallline.core.minima import Point
from fallline.core.sentence import Sentence
from fallline.core.settings import Setting, flag, real, settings_of

PAIR_TRANSFORMS = ("rotate", "shift_y")  # those that need two coordinates
RIPPLE_WAVES = 20  # across the longest side of the view


@dataclass(frozen=True)
class Transformed(Landscape):
    """A landscape with transforms applied to another one, ``inner``. (Fall Line, 2026)

    With u the point rotated and shifted back and g = f(u) - f*, the value is scale * f(u), or scale * log(1 + g) with
    ``log``. The ripple adds ripple * |g| * sin^2, which is never negative and 0 where f = f*, so it moves no minimum;
    rotations and shifts preserve distances, logarithm and factor preserve order. ``domain`` and ``view`` are the
    axis-aligned boxes around the rotated ones; ``in_domain`` tests the rotated domain itself. Settings may be tensors
    (...), one value per point.
    """

    inner: Landscape
    rotate: float = real(0.0, -90.0, 90.0, help="degrees by which each pair of coordinates is turned, about the centre")
    shift_x: float = real(0.0, -10.0, 10.0, help="how far x is moved, and every second coordinate after it")
    shift_y: float = real(0.0, -10.0, 10.0, help="how far y is moved, and every second coordinate after it")
    scale: float = real(1.0, 1e-3, 1e3, log=True, help="factor on the whole function")
    log: bool = flag(False, help="f becomes log(1 + f - f*), which compresses high values")
    ripple: float = real(0.0, 0.0, 5.0, at_least=0.0, help="added waves, as a share of f - f*; none at the minima")

    def __post_init__(self) -> None:
        """Copy the facts of the inner landscape, with domain, view and start transformed.

        Raises BadInput for a transform that the landscape has too few coordinates for.
        """
        object.__setattr__(self, "id", self.inner.id)
        super().__post_init__()
        possible = applicable_transforms(self.inner)
        for each in TRANSFORMS:
            value = getattr(self, each.name)
            if each not in possible and (isinstance(value, torch.Tensor) or value != each.default):
                raise BadInput(
                    "{setting} needs two coordinates, and this landscape has one; use shift_x, scale, log or ripple.",
                    setting=each.name,
                )
        inner = self.inner
        facts = {name: getattr(inner, name) for name in ("family", "title", "formula", "at_minima", "traits", "proved")}
        facts |= {"description": inner.description, "source": inner.source}
        facts |= {"lower_outside": inner.lower_outside, "height": "linear" if self.log is True else inner.height}
        facts["minima_are_isolated"] = inner.minima_are_isolated
        facts |= {"domain": self._bounding_box(inner.domain), "view": self._bounding_box(inner.view)}
        facts["start"] = self._transform_point(inner.start)
        for name, value in facts.items():
            object.__setattr__(self, name, value)

    def f(self, x: torch.Tensor) -> torch.Tensor:
        """Return the transformed value at each point: x (..., dim) -> (...)."""
        u = self.to_inner(x)
        value = self.inner.f(u)
        if is_active(self.ripple):
            longest_side = max(high - low for low, high in self.inner.view)
            wave = torch.sin(RIPPLE_WAVES * math.pi / longest_side * (u - self._centre(x)))
            value = value + self.ripple * (value - self.inner.fmin).abs() * (wave * wave).mean(-1)
        if self.log:
            value = torch.log1p(value - self.inner.fmin)
        return self.scale * value if is_active(self.scale - 1) else value

    def minima(self) -> list[Point]:
        """Return the transformed minimizers of the inner landscape, at most MAX_LISTED_MINIMA of them."""
        return [self._transform_point(point) for point in self.inner.listed_minima]

    @property
    def minima_count(self) -> int:
        """The number of global minimizers of the inner landscape."""
        return self.inner.minima_count

    @cached_property
    def fmin(self) -> float:
        """The transformed minimum value."""
        return self.scale * (0.0 if self.log else self.inner.fmin)

    def nearest_minimum(self, x: torch.Tensor) -> torch.Tensor:
        """Return the global minimizer nearest to each point: x (..., dim) -> (..., dim).

        The inner landscape finds it, since rotations and shifts preserve distances.
        """
        return self.from_inner(self.inner.nearest_minimum(self.to_inner(x)))

    def in_domain(self, x: torch.Tensor) -> torch.Tensor:
        """Return whether each point lies in the rotated and shifted domain: x (..., dim) -> (...) bool."""
        return self.inner.in_domain(self.to_inner(x))

    def found_how(self) -> Sentence | str:
        """Return how the minima of the inner landscape were found."""
        return self.inner.found_how()

    @property
    def wider_box(self) -> Box | None:
        """The axis-aligned box around the transformed wider box of the inner landscape; None if that has none."""
        return None if self.inner.wider_box is None else self._bounding_box(self.inner.wider_box)

    def with_lower_point(self, point: Point) -> Landscape:
        """Return the landscape with the minima of the inner one searched from ``point``; see Landscape."""
        at = tuple(self.to_inner(torch.tensor(point, dtype=torch.float64)).tolist())
        inner = self.inner.with_lower_point(at)
        return self if inner is self.inner else dataclasses.replace(self, inner=inner)

    def settings(self) -> dict[str, Any]:
        """Return the values of the inner landscape's settings and of the transforms, in one dict by setting name."""
        return {**self.inner.settings(), **super().settings()}

    def _centre(self, x: torch.Tensor) -> torch.Tensor:
        low, high = torch.tensor(self.inner.domain, dtype=x.dtype, device=x.device).T
        return (low + high) / 2

    def _shift(self, x: torch.Tensor) -> torch.Tensor:
        steps = torch.stack([torch.as_tensor(each, dtype=x.dtype) for each in (self.shift_x, self.shift_y)], -1)
        return steps.to(x.device)[..., torch.arange(self.inner.dim) % 2]

    def to_inner(self, x: torch.Tensor) -> torch.Tensor:
        """Map points of this landscape to points of the inner one: (..., dim) -> (..., dim)."""
        if is_active(self.shift_x) or is_active(self.shift_y):
            x = x - self._shift(x)
        if not is_active(self.rotate):
            return x
        centre = self._centre(x)
        return centre + _rotate_pairs(x - centre, self.rotate)

    def from_inner(self, u: torch.Tensor) -> torch.Tensor:
        """Map points of the inner landscape to points of this one: the inverse of ``to_inner``."""
        if is_active(self.rotate):
            centre = self._centre(u)
            u = centre + _rotate_pairs(u - centre, -self.rotate)
        return u + self._shift(u) if is_active(self.shift_x) or is_active(self.shift_y) else u

    def _transform_point(self, point: Point) -> Point:
        constant = all(not isinstance(each, torch.Tensor) for each in (self.rotate, self.shift_x, self.shift_y))
        return tuple(self.from_inner(torch.tensor(point, dtype=torch.float64)).tolist()) if constant else point

    def _bounding_box(self, box: Box) -> Box:
        """Return the axis-aligned box around a rotated and shifted one."""
        low, high = (torch.tensor(self._transform_point(edge)) for edge in zip(*box, strict=True))
        if not is_active(self.rotate) or isinstance(self.rotate, torch.Tensor):
            return tuple(zip(low.tolist(), high.tolist(), strict=True))
        half = torch.tensor([(edge[1] - edge[0]) / 2 for edge in box], dtype=torch.float64)
        pairs = half[: len(half) // 2 * 2].reshape(-1, 2)
        cos, sin = abs(math.cos(math.radians(self.rotate))), abs(math.sin(math.radians(self.rotate)))
        extent = torch.cat(((cos * pairs + sin * pairs.flip(-1)).flatten(), half[len(half) // 2 * 2 :]))
        middle = torch.tensor(
            self._transform_point(tuple((edge[0] + edge[1]) / 2 for edge in box)), dtype=torch.float64
        )
        return tuple(zip((middle - extent).tolist(), (middle + extent).tolist(), strict=True))


def is_active(value: float | torch.Tensor) -> bool:
    """Return whether the value of a transform is not 0, its neutral value; True for every tensor of values."""
    return isinstance(value, torch.Tensor) or value != 0


def applicable_transforms(landscape: Landscape) -> tuple[Setting, ...]:
    """Return the settings of the transforms that a landscape has enough coordinates for."""
    return tuple(each for each in TRANSFORMS if landscape.dim > 1 or each.name not in PAIR_TRANSFORMS)


def strip_transforms(landscape: Landscape) -> Landscape:
    """Return the landscape without its transforms; the landscape itself if it has none."""
    return landscape.inner if isinstance(landscape, Transformed) else landscape


def replace_settings(landscape: Landscape, **values: Any) -> Landscape:
    """Return a landscape with other ``values`` of some settings, the landscape's own or of its transforms.

    It is a Transformed if a transform differs from its default. Raises BadInput for an invalid value.
    """
    transforms = {each.name: getattr(landscape, each.name, each.default) for each in TRANSFORMS}
    transforms |= {name: value for name, value in values.items() if name in transforms}
    own = {name: value for name, value in values.items() if name not in transforms}
    inner = dataclasses.replace(strip_transforms(landscape), **own)
    untransformed = all(
        not isinstance(value, torch.Tensor) and value == each.default
        for each, value in zip(TRANSFORMS, transforms.values(), strict=True)
    )
    return inner if untransformed else Transformed(inner, **transforms)


def _rotate_pairs(x: torch.Tensor, degrees: float | torch.Tensor) -> torch.Tensor:
    """Return ``x`` (..., dim), its coordinates 1 and 2, 3 and 4, ... rotated by -``degrees``; a last odd one stays."""
    angle = torch.deg2rad(torch.as_tensor(degrees, dtype=x.dtype, device=x.device))[..., None]
    cos, sin = torch.cos(angle), torch.sin(angle)
    paired = x.shape[-1] // 2 * 2
    even, odd = x[..., 0:paired:2], x[..., 1:paired:2]
    rotated = torch.stack((cos * even + sin * odd, cos * odd - sin * even), -1).flatten(-2)
    return torch.cat((rotated, x[..., paired:]), -1)


TRANSFORMS = settings_of(Transformed)
