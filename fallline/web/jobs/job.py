"""What a job is: a film or a report to be made, the function that takes its progress, and the sentences on failures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from fallline.core import BadInput, Sentence

TITLES = {"film": Sentence("The film"), "report": Sentence("The report")}  # by kind of job

# A function of the stage, the number of parts done, their total, and the seconds left (None if unknown).
ProgressReport = Callable[[str, int, int, float | None], None]


class Job(Protocol):
    """A film or a report to be made."""

    @property
    def kind(self) -> str:
        """The kind of job, 'film' or 'report'."""

    @property
    def suffix(self) -> str:
        """The suffix of the job's file, such as '.mp4'."""

    @property
    def key(self) -> str:
        """The key of the job's result, equal for jobs with equal results; the key ends in the suffix."""

    def to_json(self) -> dict[str, Any]:
        """Return the values, as JSON has them, from which the class's ``from_json`` creates an equal job."""

    def make(self, out: Path, report: ProgressReport) -> None:
        """Write the file ``out``, and call ``report`` with the progress. Raises BadInput if that fails."""

    def facts(self, path: Path) -> dict[str, Any]:
        """Return the part of a JobStatus that describes the finished file at ``path``, such as its 'href'."""


def expired_error() -> BadInput:
    """Return the error for a job or a file that is not kept any more."""
    return BadInput("This is not kept any more; make it again.")


def lost_sentence(kind: str) -> Sentence:
    """Return the sentence on a job whose process died."""
    return Sentence(
        "{what} is not finished: its process ended before it was done; try again, or a smaller one.", what=TITLES[kind]
    )


def untaken_sentence(kind: str) -> Sentence:
    """Return the sentence on a job that no Celery worker takes."""
    return Sentence(
        "{what} was not begun, since no worker of this server answers; tell whoever runs it.", what=TITLES[kind]
    )


def overtime_sentence(kind: str, limit_s: float) -> Sentence:
    """Return the sentence on a job that was ended because it took longer than ``limit_s`` seconds."""
    return Sentence(
        "{what} took longer than the {minutes} min that this server allows, and was ended; make a smaller one, or make "
        "it from a shell.",
        what=TITLES[kind],
        minutes=f"{limit_s / 60:g}",
    )


def size_sentence(kind: str, limit_bytes: int) -> Sentence:
    """Return the sentence on a job that was ended because its file is larger than ``limit_bytes``."""
    return Sentence(
        "{what} is larger than the {size} MB that this server keeps, and was ended; make a smaller one, or make it "
        "from a shell.",
        what=TITLES[kind],
        size=f"{limit_bytes / 10**6:,.0f}",
    )


def disk_sentence(kind: str) -> Sentence:
    """Return the sentence on a job whose file cannot be written."""
    return Sentence("{what} cannot be written: the server's disk may be full. Tell whoever runs it.", what=TITLES[kind])


def crash_sentence(kind: str) -> Sentence:
    """Return the sentence on a job that met an error of the lab."""
    return Sentence("{what} met an unexpected error; the server's log has it.", what=TITLES[kind])
