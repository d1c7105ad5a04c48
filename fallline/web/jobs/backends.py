"""The two ways of running jobs: in processes of this server, or in Celery workers that share a folder with it.

Celery is used if FALLLINE_JOBS names the folder; REDIS_URL then names the Redis server that serves as its broker. A
worker is started, with both variables, by ``celery --app fallline.web.celery_worker worker``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from fallline.core import BadInput
from fallline.web.jobs.job_queue import Job, JobQueue
from fallline.web.operations.store import REDIS_VARIABLE

if TYPE_CHECKING:
    from celery import Celery

FOLDER_VARIABLE = "FALLLINE_JOBS"  # environment variable with the folder that server and workers share
TASK_NAME = "fallline.job"
KINDS = ("film", "report")  # of jobs: each has a Celery queue of its own


def job_queue(folder: Path) -> JobQueue:
    """Return the queue of jobs, which uses Celery if it is configured, else processes of this server and ``folder``."""
    shared_folder = os.environ.get(FOLDER_VARIABLE)
    if not shared_folder:
        return JobQueue(folder)
    celery = celery_app()

    def send(job: Job, allowed: list[str]) -> None:
        celery.send_task(TASK_NAME, [job.key, allowed], queue=job.kind)

    return JobQueue(Path(shared_folder), send)


def celery_app() -> Celery:
    """Return the Celery application of server and workers. Raises BadInput if it is not installed or configured."""
    try:
        from celery import Celery
        from kombu import Queue
    except ImportError:
        raise BadInput(
            f"{FOLDER_VARIABLE} is set, but Celery is not installed; pip install celery, or unset it."
        ) from None
    url = os.environ.get(REDIS_VARIABLE)
    if not url:
        raise BadInput(
            f"{FOLDER_VARIABLE} is set, so {REDIS_VARIABLE} must name the Redis by which server and workers talk."
        )
    app = Celery("fallline", broker=url, broker_connection_retry_on_startup=True)
    # A worker takes one job at a time from the broker, and sends no result: the progress is in the folder's store.
    app.conf.update(task_queues=[Queue(kind) for kind in KINDS], task_ignore_result=True, worker_prefetch_multiplier=1)
    return app
