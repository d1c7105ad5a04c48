"""Stub jobs in place of films and reports, and their queues; worker processes run this module."""

import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import psutil

from fallline.core import BadInput
from fallline.web.jobs.job_queue import DEFAULT_LIMIT_S, JobQueue
from fallline.web.jobs.job_store import disk_job_store
from fallline.web.jobs.launchers import ProcessLauncher
from fallline.web.jobs.processes import ProcessId
from fallline.web.jobs.results import ResultFolder
from fallline.web.jobs.runner import run_command


@dataclass(frozen=True)
class Stub:
    """A job that takes ``seconds`` and then writes its name, or fails.

    It raises RuntimeError if ``error`` is 'crash', and BadInput with the template ``error`` if that is not empty; its
    value ``out`` is the path of the file.
    """

    name: str
    kind: str = "film"
    seconds: float = 0.0
    error: str = ""
    link: str = "on=booth"
    suffix: str = ".mp4"

    @property
    def key(self):
        return f"{self.name}{self.suffix}"

    def to_json(self):
        return asdict(self)

    def make(self, out, report):
        report("stub", 0, 10, None)
        if self.error == "crash":
            raise RuntimeError(f"of a stub: {self.link}")
        if self.error:
            raise BadInput(self.error, out=str(out))
        for done in range(10):
            out.write_bytes(self.name.encode())
            time.sleep(self.seconds / 10)
            report("stub", done + 1, 10, None)

    def facts(self, path):
        return {"href": f"/film/{self.key}", "bytes": path.stat().st_size}


@dataclass
class StillLauncher:
    """A launcher that starts nothing; ``process`` stands for the process of each job, None for Celery workers."""

    process: ProcessId | None = None

    @property
    def in_processes(self):
        return self.process is not None

    def start(self, job, limit_s, packages):
        return self.process

    def clean_up(self, run):
        pass


def ended_process():
    """Return the id of a process that has ended."""
    return ProcessId(psutil.Process().pid, psutil.Process().create_time() - 3600)


def stub_queue(folder, limit_s=DEFAULT_LIMIT_S, **parts):
    """Return a queue of stubs without Celery; ``parts`` replace its store, its results or its launcher."""
    launcher = ProcessLauncher(folder, ProcessId.of(psutil.Process().pid), "tests.stub_jobs")
    parts = {"store": disk_job_store(folder), "results": ResultFolder(folder / "results"), "launcher": launcher} | parts
    return JobQueue(**parts, read_job=lambda fields: Stub(**fields), limit_s=limit_s)


if __name__ == "__main__":
    run_command(sys.argv[1:], lambda folder, limit_s: stub_queue(Path(folder), limit_s))
