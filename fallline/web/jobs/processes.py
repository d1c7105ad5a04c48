"""The processes of jobs: how they are started, recognised and ended."""

from __future__ import annotations

import os
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import psutil

from fallline.core.locations import child_environment, module_command

WORKER_MODULE = "fallline.web.jobs.worker"
LOW_PRIORITY = 19 if os.name == "posix" else getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", 0)
START_TOLERANCE_S = 2.0  # two processes may read the start of a third one differently, after the clock was set


class ProcessId(NamedTuple):
    """The id of a process of this machine, and its start in seconds since the epoch, since ids are used again."""

    pid: int
    started: float

    @classmethod
    def of(cls, pid: int) -> ProcessId:
        """Return the id of the process that has this pid now. Raises psutil.Error if there is none."""
        return cls(pid, psutil.Process(pid).create_time())

    def find(self) -> psutil.Process | None:
        """Return the process, None if it has ended; another process with the same pid is not returned."""
        with suppress(psutil.Error):
            process = psutil.Process(self.pid)
            if abs(process.create_time() - self.started) < START_TOLERANCE_S:
                return process if process.status() != psutil.STATUS_ZOMBIE else None
        return None

    def end(self) -> None:
        """End the process and its children at once."""
        if process := self.find():
            end_children(process)
            with suppress(psutil.Error):
                process.kill()

    def to_text(self) -> str:
        """Return the text that ``from_text`` reads."""
        return f"{self.pid}:{self.started!r}"

    @classmethod
    def from_text(cls, text: str) -> ProcessId:
        """Return the id of a text that ``to_text`` has written."""
        pid, _, started = text.partition(":")
        return cls(int(pid), float(started))


def end_children(process: psutil.Process) -> None:
    """End the children of a process, and theirs, at once."""
    with suppress(psutil.Error):
        for child in process.children(recursive=True):
            with suppress(psutil.Error):
                child.kill()


@dataclass(frozen=True)
class JobCommand:
    """What the process of a job is told.

    ``folder`` is on this machine, for the queue of a server without Celery and for unfinished files. ``run`` is the
    queue's id of this run of the job, which may take ``limit_s`` seconds. The process ends when ``owner`` has ended.
    Links may name classes of the ``packages``. ``module`` is the module that runs.
    """

    folder: Path
    run: str
    limit_s: float
    owner: ProcessId
    packages: tuple[str, ...] = ()
    module: str = WORKER_MODULE

    def to_arguments(self) -> list[str]:
        """Return the command-line arguments that ``from_arguments`` reads."""
        return [str(self.folder), self.run, repr(self.limit_s), self.owner.to_text(), *self.packages]

    @classmethod
    def from_arguments(cls, arguments: list[str]) -> JobCommand:
        """Return the command of arguments that ``to_arguments`` has written."""
        folder, run, limit_s, owner, *packages = arguments
        return cls(Path(folder), run, float(limit_s), ProcessId.from_text(owner), tuple(packages))


def start_process(command: JobCommand) -> subprocess.Popen:
    """Start the process of a job: a new interpreter, which inherits no socket and no file but the two outputs."""
    arguments = module_command(command.module, *command.to_arguments())
    return subprocess.Popen(arguments, env=child_environment(), stdin=subprocess.DEVNULL, close_fds=True)


def unfinished_folder(folder: Path) -> Path:
    """Return the folder of files that are not complete yet, in the ``folder`` of a JobCommand."""
    return folder / "unfinished"
