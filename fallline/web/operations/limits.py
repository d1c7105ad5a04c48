"""What an operator allows at most: below what the lab itself can bear, where many share one machine."""

from __future__ import annotations

from dataclasses import dataclass

from fallline.core import BadInput, bare
from fallline.film import Filming
from fallline.landscapes.formula_grammar import MOST_PARTS
from fallline.scene import Scene
from fallline.scene.scene import MOST_STARTS, MOST_STEPS


@dataclass(frozen=True)
class Limits:
    """Steps and starts of a race, parts of a typed formula, and pixels of all frames of a film together."""

    steps: int = MOST_STEPS
    rows: int = MOST_STARTS
    parts: int = MOST_PARTS
    pixels: int = 10**11

    def __post_init__(self) -> None:
        """Checks that something is left."""
        for name, value in vars(self).items():
            if value < 1:
                raise BadInput(f"--most-{name} {value} must be at least 1.")

    def scene(self, scene: Scene) -> None:
        """Raises BadInput for a race that is more than is allowed here."""
        if scene.steps > self.steps:
            raise BadInput(f"This server allows {self.steps:,} steps; {scene.steps:,} were asked for.")
        if len(scene.rows) > self.rows:
            raise BadInput(f"This server allows {self.rows:,} starts; {len(scene.rows):,} were asked for.")
        count = getattr(bare(scene.landscape).f, "parts", 0)
        if count > self.parts:
            raise BadInput(f"This server allows formulas of {self.parts:,} parts; this one has {count:,}.")

    def film(self, filming: Filming) -> None:
        """Raises BadInput for a film that is more than is allowed here."""
        asked = filming.frames * filming.wide * filming.tall
        if asked > self.pixels:
            raise BadInput(
                f"This server allows films of {self.pixels:,} pixels in all; this one has {asked:,}. Take a smaller or "
                "shorter one, or fewer frames per second."
            )
