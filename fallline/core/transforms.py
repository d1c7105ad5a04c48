"""Transforms of any landscape: turned, moved, scaled, under a logarithm, rippled; the minima follow."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import torch

from fallline.core.landscape import Box, Landscape
from fallline.core.minima import Point
from fallline.core.settings import flag, real, settings_of

RIPPLES = 20  # waves of the ripple across the widest side of the view


@dataclass(frozen=True)
class Transformed(Landscape):
    """A landscape seen through transforms. (Fall Line, 2026)

    With u the point turned and moved back, g = f(u) - f*, it is scale * f(u), or scale * log(1 + g). The ripple adds
    ripple * |g| * sin^2, which is never negative and 0 where f = f*, so it moves no minimum; nor does anything else
    here, since turning and moving keep distances and the logarithm and a factor keep the order. ``domain`` and
    ``view`` are the upright boxes around the turned ones; ``inside`` asks about the turned domain itself.
    """

    inner: Landscape
    rotate: float = real(0.0, -90.0, 90.0, help="degrees by which each pair of coordinates is turned, about the centre")
    shift_x: float = real(0.0, -10.0, 10.0, help="how far x is moved, and every second coordinate after it")
    shift_y: float = real(0.0, -10.0, 10.0, help="how far y is moved, and every second coordinate after it")
    scale: float = real(1.0, 1e-3, 1e3, log=True, help="factor on the whole function")
    log: bool = flag(False, help="f becomes log(1 + f - f*), which presses peaks flat")
    ripple: float = real(0.0, 0.0, 5.0, at_least=0.0, help="added waves, as a share of f - f*; none at the minima")

    def __post_init__(self) -> None:
        """Takes every fact over from the inner landscape, moved where it is a place."""
        object.__setattr__(self, "id", self.inner.id)
        super().__post_init__()
        inner = self.inner
        facts = {name: getattr(inner, name) for name in ("family", "title", "formula", "at_minima", "traits", "proved")}
        facts |= {"says": inner.says, "source": inner.source}
        facts |= {"lower_outside": inner.lower_outside, "height": "linear" if self.log is True else inner.height}
        facts |= {"domain": self._around(inner.domain), "view": self._around(inner.view)}
        facts["start"] = self._moved(inner.start)
        for name, value in facts.items():
            object.__setattr__(self, name, value)

    def f(self, x: torch.Tensor) -> torch.Tensor:
        """See the class."""
        at = self.back(x)
        value = self.inner.f(at)
        if in_force(self.ripple):
            wide = max(high - low for low, high in self.inner.view)
            wave = torch.sin(RIPPLES * math.pi / wide * (at - self._centre(x)))
            value = value + self.ripple * (value - self.inner.fmin).abs() * (wave * wave).mean(-1)
        if self.log:
            value = torch.log1p(value - self.inner.fmin)
        return self.scale * value if in_force(self.scale - 1) else value

    def minima(self) -> list[Point]:
        """The inner landscape's minimizers, turned and moved (the first of them, where they are too many to list)."""
        return [self._moved(point) for point in self.inner.listed]

    @property
    def count(self) -> int:
        """As many as the inner landscape has."""
        return self.inner.count

    @cached_property
    def fmin(self) -> float:
        """The inner minimum value, transformed."""
        return self.scale * (0.0 if self.log else self.inner.fmin)

    def nearest_minimum(self, x: torch.Tensor) -> torch.Tensor:
        """Turning and moving keep distances, so the inner landscape knows."""
        return self.forth(self.inner.nearest_minimum(self.back(x)))

    def inside(self, x: torch.Tensor) -> torch.Tensor:
        """Whether each point lies in the turned domain."""
        return self.inner.inside(self.back(x))

    def settings(self) -> dict[str, Any]:
        """The inner landscape's settings, and the transforms."""
        return {**self.inner.settings(), **super().settings()}

    def _centre(self, x: torch.Tensor) -> torch.Tensor:
        low, high = torch.tensor(self.inner.domain, dtype=x.dtype, device=x.device).T
        return (low + high) / 2

    def _shift(self, x: torch.Tensor) -> torch.Tensor:
        steps = torch.stack([torch.as_tensor(each, dtype=x.dtype) for each in (self.shift_x, self.shift_y)], -1)
        return steps.to(x.device)[..., torch.arange(self.inner.dim) % 2]

    def back(self, x: torch.Tensor) -> torch.Tensor:
        """From a point of this landscape to the point of the inner one: (..., dim) -> (..., dim)."""
        if in_force(self.shift_x) or in_force(self.shift_y):
            x = x - self._shift(x)
        if not in_force(self.rotate):
            return x
        centre = self._centre(x)
        return centre + _turned(x - centre, self.rotate)

    def forth(self, u: torch.Tensor) -> torch.Tensor:
        """The inverse of ``back``."""
        if in_force(self.rotate):
            centre = self._centre(u)
            u = centre + _turned(u - centre, -self.rotate)
        return u + self._shift(u) if in_force(self.shift_x) or in_force(self.shift_y) else u

    def _moved(self, point: Point) -> Point:
        plain = all(not isinstance(each, torch.Tensor) for each in (self.rotate, self.shift_x, self.shift_y))
        return tuple(self.forth(torch.tensor(point, dtype=torch.float64)).tolist()) if plain else point

    def _around(self, box: Box) -> Box:
        """The upright box around a turned and moved one."""
        low, high = (torch.tensor(self._moved(edge)) for edge in zip(*box, strict=True))
        if not in_force(self.rotate) or isinstance(self.rotate, torch.Tensor):
            return tuple(zip(low.tolist(), high.tolist(), strict=True))
        half = torch.tensor([(edge[1] - edge[0]) / 2 for edge in box], dtype=torch.float64)
        pairs = half[: len(half) // 2 * 2].reshape(-1, 2)
        cos, sin = abs(math.cos(math.radians(self.rotate))), abs(math.sin(math.radians(self.rotate)))
        reach = torch.cat(((cos * pairs + sin * pairs.flip(-1)).flatten(), half[len(half) // 2 * 2 :]))
        middle = torch.tensor(self._moved(tuple((edge[0] + edge[1]) / 2 for edge in box)), dtype=torch.float64)
        return tuple(zip((middle - reach).tolist(), (middle + reach).tolist(), strict=True))


def in_force(value: float | torch.Tensor) -> bool:
    """Whether a transform does anything; one that differs from row to row always counts."""
    return isinstance(value, torch.Tensor) or value != 0


def bare(landscape: Landscape) -> Landscape:
    """The landscape without its transforms."""
    return landscape.inner if isinstance(landscape, Transformed) else landscape


def changed(landscape: Landscape, **values: Any) -> Landscape:
    """The landscape with some of its settings changed, its own or transforms; raises BadInput."""
    wraps = {each.name: getattr(landscape, each.name, each.default) for each in TRANSFORMS}
    wraps |= {name: value for name, value in values.items() if name in wraps}
    own = {name: value for name, value in values.items() if name not in wraps}
    inner = dataclasses.replace(bare(landscape), **own)
    plain = all(
        not isinstance(value, torch.Tensor) and value == each.default
        for each, value in zip(TRANSFORMS, wraps.values(), strict=True)
    )
    return inner if plain else Transformed(inner, **wraps)


def _turned(x: torch.Tensor, degrees: float | torch.Tensor) -> torch.Tensor:
    """Coordinates 1 and 2, 3 and 4, ... of ``x`` (..., dim) turned by -``degrees``; a last odd one stays."""
    angle = torch.deg2rad(torch.as_tensor(degrees, dtype=x.dtype, device=x.device))[..., None]
    cos, sin = torch.cos(angle), torch.sin(angle)
    paired = x.shape[-1] // 2 * 2
    even, odd = x[..., 0:paired:2], x[..., 1:paired:2]
    turned = torch.stack((cos * even + sin * odd, cos * odd - sin * even), -1).flatten(-2)
    return torch.cat((turned, x[..., paired:]), -1)


TRANSFORMS = settings_of(Transformed)
