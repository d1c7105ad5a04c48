"""Films for visitors: what is asked for, and how it is made."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from fallline.film import Filming, film
from fallline.view import View, read_link, write_link
from fallline.web.jobs.job_queue import Report
from fallline.web.messages import JobQuestion
from fallline.web.operations.limits import Limits


@dataclass(frozen=True)
class Film:
    """A film that was asked for: a link without what a film does not show, how it is filmed, and its suffix."""

    link: str
    filming: Filming
    suffix: str
    what: ClassVar[str] = "film"

    @classmethod
    def of(cls, asked: JobQuestion, limits: Limits) -> Film:
        """Reads what a visitor asked for; raises BadInput."""
        scene, view = read_link(asked["link"])
        limits.scene(scene)
        seen = dataclasses.replace(
            view, t=View.t, speed=View.speed, mode=View.mode, theme=View.theme, lesson=View.lesson
        )
        suffix = asked.get("suffix", "")
        filming = Filming.read(asked["how"])
        filming.check(suffix)
        limits.film(filming)
        return cls(write_link(scene, seen), filming, suffix)

    @property
    def key(self) -> str:
        """The same for films that come out the same."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:24] + self.suffix

    def make(self, out: Path, report: Report) -> None:
        """Computes the race, and draws the frames; raises BadInput."""
        report("race", 0, 1, None)
        film(out, *read_link(self.link), self.filming, lambda done, whole: report("", done, whole, None))

    def facts(self, path: Path) -> dict[str, Any]:
        """Where the film is, and how large."""
        return {"href": f"/film/{self.key}", "bytes": path.stat().st_size}
