"""Films for visitors: what is asked for, and what the page is told."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from fallline.core.locations import module_command
from fallline.film import Filming
from fallline.optimizers.torch_classes import ALWAYS, allowed
from fallline.view import View, read_link, write_link
from fallline.web.jobs.job_queue import Errands, Report, answered
from fallline.web.operations.limits import Limits


@dataclass(frozen=True)
class Film:
    """A film that was asked for: a link without what a film does not show, how it is filmed, and its suffix."""

    link: str
    filming: Filming
    suffix: str
    what: ClassVar[str] = "film"

    @classmethod
    def of(cls, link: str, words: dict[str, str], suffix: str) -> Film:
        """Reads what a visitor asked for; raises BadInput."""
        scene, view = read_link(link)
        seen = dataclasses.replace(
            view, t=View.t, speed=View.speed, mode=View.mode, theme=View.theme, lesson=View.lesson
        )
        filming = Filming.read(words)
        filming.check(suffix)
        return cls(write_link(scene, seen), filming, suffix)

    @property
    def key(self) -> str:
        """Alike for alike films."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:24] + self.suffix

    def command(self, out: Path) -> list[str]:
        """What makes it, as a person would in a shell."""
        how = self.filming
        size = ["--size", f"{how.wide}x{how.tall}", "--fps", str(how.fps), "--seconds", str(how.seconds)]
        words = ["--layout", how.layout, "--camera", how.camera, "--theme", how.theme, "--pace", how.pace]
        asked = ["film", self.link, "--out", str(out), "--progress", *size, *words, *allowing()]
        return module_command("fallline", *asked)


def allowing() -> list[str]:
    """The words of a command that allow it what this server allows."""
    packages = sorted(allowed - {ALWAYS})
    return ["--allow-optimizers", *packages] if packages else []


def answer(errands: Errands, limits: Limits, asked: dict[str, Any], report: Report) -> dict[str, Any]:
    """What the page is told of a film that it asked for: where it is, or what is wrong."""

    def do() -> dict[str, Any]:
        film = Film.of(asked["link"], asked["how"], asked["suffix"])
        limits.scene(read_link(film.link)[0])
        limits.film(film.filming)
        key = errands.made(film, report)
        return {"href": f"/film/{key}", "bytes": errands.path(key).stat().st_size}

    return answered(Film.what, asked, do)
