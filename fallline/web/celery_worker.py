"""The Celery application of ``celery --app fallline.web.celery_worker worker``, whose task makes a film or a report."""

from __future__ import annotations

import os
import subprocess

from fallline.core import BadInput
from fallline.web.jobs.backends import FOLDER_VARIABLE, celery_app, job_queue
from fallline.web.jobs.job import lost_sentence, overtime_sentence
from fallline.web.jobs.job_queue import OVERTIME_S
from fallline.web.jobs.launchers import TASK_NAME
from fallline.web.jobs.processes import JobCommand, ProcessId, start_process
from fallline.web.operations.server_folder import server_folder

if FOLDER_VARIABLE not in os.environ:
    raise BadInput(f"A worker needs {FOLDER_VARIABLE}, and the Redis of the server, as the server has them.")
celery = celery_app()


@celery.task(name=TASK_NAME)
def job(run: str, kind: str, limit_s: float, packages: list[str]) -> None:
    """Make the film or report of a run in a process of its own; its link may name classes of the ``packages``.

    If the process dies or does not end in time, the visitors are told.
    """
    with server_folder() as folder:
        queue, owner = job_queue(folder, limit_s), ProcessId.of(os.getpid())
        queue.store.beat_worker(kind)
        process = start_process(JobCommand(folder, run, limit_s, owner, tuple(packages)))
        id, failure = ProcessId.of(process.pid), lost_sentence(kind)
        try:
            process.wait(limit_s + OVERTIME_S)
        except subprocess.TimeoutExpired:
            failure = overtime_sentence(kind, limit_s)
        finally:
            id.end()
        queue.fail(run, failure)  # unless it is finished
        queue.store.beat_worker(kind)
