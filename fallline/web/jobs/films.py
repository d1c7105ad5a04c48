"""Jobs that make films."""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

from fallline.core import Sentence
from fallline.files.names import race_file_name
from fallline.film import FilmOptions, write_film
from fallline.view import PICTURE_WORDS, View, read_link, write_link
from fallline.web.jobs.job import ProgressReport
from fallline.web.messages import JobRequest
from fallline.web.operations.limits import Limits


@dataclass(frozen=True)
class FilmJob:
    """A film of a link, with its options and the suffix of its file.

    The link is without the parts of a view that do not change a film.
    """

    link: str
    filming: FilmOptions
    suffix: str
    kind: ClassVar[str] = "film"

    @classmethod
    def from_request(cls, job_request: JobRequest, limits: Limits) -> FilmJob:
        """Return the job of a visitor's request. Raises BadInput if it is wrong or exceeds ``limits``."""
        limits.check_link(job_request["link"])
        scene, view = read_link(job_request["link"], PICTURE_WORDS)
        limits.check_scene(scene, view)
        film_view = dataclasses.replace(
            view, t=View.t, speed=View.speed, mode=View.mode, theme=View.theme, lesson=View.lesson
        )
        suffix = job_request.get("suffix", "").lower()
        filming = FilmOptions.read(job_request["options"])
        filming.check(suffix)
        filming.views(scene.landscape)
        limits.check_film(filming)
        return cls(write_link(scene, film_view), filming, suffix)

    @property
    def key(self) -> str:
        """The film's key in the queue's store, equal for equal films; it ends in the suffix."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:24] + self.suffix

    def to_json(self) -> dict[str, Any]:
        """Return the values, as JSON has them, of which ``from_json`` returns an equal job."""
        return {
            "kind": self.kind,
            "link": self.link,
            "filming": dataclasses.asdict(self.filming),
            "suffix": self.suffix,
        }

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> FilmJob:
        """Return the job of the values that ``to_json`` returned."""
        return cls(fields["link"], FilmOptions(**fields["filming"]), fields["suffix"])

    def make(self, out: Path, report: ProgressReport) -> None:
        """Compute the race and write its film to ``out``. Raises BadInput if that fails."""
        report(Sentence("Computing the race"), 0, 1, None)
        write_film(out, *read_link(self.link), self.filming, lambda done, whole: report("", done, whole, None))

    def facts(self, path: Path) -> dict[str, Any]:
        """Return the URL (``href``), which ends in a readable name, and the size in bytes (``bytes``) of the film.

        Its file is at ``path``.
        """
        size = f"{self.filming.wide}x{self.filming.tall}"
        name = race_file_name(read_link(self.link)[0], self.suffix, size)
        return {"href": f"/film/{self.key}/{name}", "bytes": path.stat().st_size}
