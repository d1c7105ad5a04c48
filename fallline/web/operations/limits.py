"""Limits of a server: an operator may set them lower than those of the lab, where many visitors share a machine."""

from __future__ import annotations

from dataclasses import dataclass

from fallline.core import BadInput, strip_transforms
from fallline.film import FilmOptions
from fallline.landscapes.formula_grammar import MAX_PARTS
from fallline.scene import Scene
from fallline.scene.scene import MAX_STARTS, MAX_STEPS


@dataclass(frozen=True)
class Limits:
    """The maxima of a server, which its options set.

    ``steps`` and ``rows`` (starts) are of a race, ``parts`` are of a typed formula, ``pixels`` are of all
    frames of a film together. Raises BadInput if one is below 1.
    """

    steps: int = MAX_STEPS
    rows: int = MAX_STARTS
    parts: int = MAX_PARTS
    pixels: int = 10**11

    def __post_init__(self) -> None:
        """Raise BadInput if a limit is below 1."""
        for name, value in vars(self).items():
            if value < 1:
                raise BadInput("--most-{name} {value} must be at least 1.", name=name, value=value)

    def check_scene(self, scene: Scene) -> None:
        """Raise BadInput if a race exceeds the limits."""
        if scene.steps > self.steps:
            raise BadInput(
                "This server allows {limit} steps; {count} were asked for.",
                limit=f"{self.steps:,}",
                count=f"{scene.steps:,}",
            )
        if len(scene.rows) > self.rows:
            raise BadInput(
                "This server allows {limit} starts; {count} were asked for.",
                limit=f"{self.rows:,}",
                count=f"{len(scene.rows):,}",
            )
        count = getattr(strip_transforms(scene.landscape).f, "part_count", 0)
        if count > self.parts:
            raise BadInput(
                "This server allows formulas of {limit} parts; this one has {count}.",
                limit=f"{self.parts:,}",
                count=f"{count:,}",
            )

    def check_film(self, filming: FilmOptions) -> None:
        """Raise BadInput if a film exceeds the limit of pixels."""
        pixels = filming.frame_count * filming.wide * filming.tall
        if pixels > self.pixels:
            raise BadInput(
                "This server allows films of {limit} pixels in all; this one has {count}. Take a smaller or shorter "
                "one, or fewer frames per second.",
                limit=f"{self.pixels:,}",
                count=f"{pixels:,}",
            )
