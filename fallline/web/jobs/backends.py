"""The two ways of running jobs: in processes of this server, or in Celery workers.

Celery is used if FALLLINE_JOBS names the folder in which its workers leave the finished files. The queue is then in
Redis: that of FALLLINE_JOBS_REDIS_URL, else that of REDIS_URL. A worker is started, with the same variables, by
``celery --app fallline.web.celery_worker worker``. Without Celery the queue is in the server's own folder.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from fallline.core import BadInput
from fallline.web.jobs.job_queue import DEFAULT_LIMIT_S, JobQueue
from fallline.web.jobs.job_store import disk_job_store, redis_job_store
from fallline.web.jobs.kinds import JOB_CLASSES, read_job
from fallline.web.jobs.launchers import CeleryLauncher, ProcessLauncher
from fallline.web.jobs.processes import ProcessId
from fallline.web.jobs.results import ResultFolder
from fallline.web.operations.store import REDIS_TIMEOUT_S, REDIS_VARIABLE, StoreError

if TYPE_CHECKING:
    from celery import Celery

FOLDER_VARIABLE = "FALLLINE_JOBS"  # environment variable with the folder of finished files
JOBS_REDIS_VARIABLE = "FALLLINE_JOBS_REDIS_URL"  # with the Redis of the queue and of Celery, else REDIS_URL
BROKER_TIMEOUT_S = 10.0  # of an answer; workers wait in vain for a second at a time
VISIBILITY_TIMEOUT_S = 300.0  # after which a task that a dead worker has fetched and not begun goes to another one


def job_queue(folder: Path, limit_s: float = DEFAULT_LIMIT_S) -> JobQueue:
    """Return the queue of jobs, which uses Celery if it is configured, else processes of this server and ``folder``.

    ``limit_s`` is the time for a job. Raises BadInput if Celery or its Redis cannot be used, StoreError if the folder
    cannot.
    """
    if not (shared_folder := os.environ.get(FOLDER_VARIABLE)):
        launcher = ProcessLauncher(folder, ProcessId.of(os.getpid()))
        return JobQueue(disk_job_store(folder), ResultFolder(folder / "results"), launcher, read_job, limit_s)
    celery = celery_app()
    try:
        store = redis_job_store(jobs_redis_url())
    except (StoreError, ValueError):
        raise BadInput(
            f"The Redis of {JOBS_REDIS_VARIABLE} or {REDIS_VARIABLE} cannot be used for jobs; start it, or unset "
            f"{FOLDER_VARIABLE}."
        ) from None
    return JobQueue(store, ResultFolder(Path(shared_folder) / "results"), CeleryLauncher(celery), read_job, limit_s)


def jobs_redis_url() -> str:
    """Return the URL of the Redis for jobs. Raises BadInput if there is none."""
    url = os.environ.get(JOBS_REDIS_VARIABLE) or os.environ.get(REDIS_VARIABLE)
    if not url:
        raise BadInput(
            f"{FOLDER_VARIABLE} is set, so {JOBS_REDIS_VARIABLE} or {REDIS_VARIABLE} must name the Redis by which "
            "server and workers talk."
        )
    return url


def celery_app() -> Celery:
    """Return the Celery application of server and workers. Raises BadInput if it is not installed or configured."""
    try:
        from celery import Celery
        from kombu import Queue
    except ImportError:
        raise BadInput(
            f"{FOLDER_VARIABLE} is set, but Celery is not installed; pip install celery, or unset it."
        ) from None
    app = Celery("fallline", broker=jobs_redis_url(), broker_connection_retry_on_startup=True)
    # A task is a run's id and numbers. A worker fetches one only when it is free, and sends no result.
    app.conf.update(
        task_queues=[Queue(kind, routing_key=kind) for kind in JOB_CLASSES],
        task_ignore_result=True,
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_disable_prefetch=True,
        broker_transport_options={
            "visibility_timeout": VISIBILITY_TIMEOUT_S,
            "socket_connect_timeout": REDIS_TIMEOUT_S,
            "socket_timeout": BROKER_TIMEOUT_S,
        },
    )
    return app
