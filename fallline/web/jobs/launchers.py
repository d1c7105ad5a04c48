"""How jobs are started: as processes of this server's machine, or by Celery workers."""

from __future__ import annotations

import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fallline.web.jobs.job_store import QueuedJob
from fallline.web.jobs.processes import WORKER_MODULE, JobCommand, ProcessId, start_process, unfinished_folder
from fallline.web.operations.store import StoreError

if TYPE_CHECKING:
    from celery import Celery

TASK_NAME = "fallline.job"


@dataclass(frozen=True)
class ProcessLauncher:
    """Starts jobs as processes of this machine, which end when ``owner``, the server, ends."""

    folder: Path
    owner: ProcessId
    module: str = WORKER_MODULE
    in_processes = True

    def start(self, job: QueuedJob, limit_s: float, packages: tuple[str, ...]) -> ProcessId:
        """Implement ``Launcher.start``."""
        process = start_process(JobCommand(self.folder, job.run, limit_s, self.owner, packages, self.module))
        id = ProcessId.of(process.pid)
        threading.Thread(target=process.wait, daemon=True).start()  # else it would remain as a zombie process
        return id

    def clean_up(self, run: str) -> None:
        """Implement ``Launcher.clean_up``."""
        shutil.rmtree(unfinished_folder(self.folder) / run, ignore_errors=True)


@dataclass(frozen=True)
class CeleryLauncher:
    """Sends jobs to Celery workers; each kind of job has a Celery queue of its own."""

    celery: Celery
    in_processes = False

    def start(self, job: QueuedJob, limit_s: float, packages: tuple[str, ...]) -> None:
        """Implement ``Launcher.start``."""
        from kombu.exceptions import OperationalError
        from redis.exceptions import RedisError

        try:
            self.celery.send_task(TASK_NAME, [job.run, job.kind, limit_s, packages], queue=job.kind, retry=False)
        except (OperationalError, RedisError, OSError) as problem:
            raise StoreError("The Redis of Celery cannot be written.") from problem

    def clean_up(self, run: str) -> None:
        """Implement ``Launcher.clean_up``: the worker does it."""
