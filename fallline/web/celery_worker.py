"""The Celery application of ``celery --app fallline.web.celery_worker worker``, whose task makes a film or a report."""

from __future__ import annotations

import os
from pathlib import Path

from fallline.core import BadInput
from fallline.core.threads import limit_blas_threads
from fallline.web.jobs.backends import FOLDER_VARIABLE, TASK_NAME, celery_app
from fallline.web.jobs.worker import run_job
from fallline.web.operations.store import REDIS_VARIABLE

if FOLDER_VARIABLE not in os.environ or REDIS_VARIABLE not in os.environ:
    raise BadInput(f"A worker needs {FOLDER_VARIABLE} and {REDIS_VARIABLE}, as the server has them.")
limit_blas_threads()
celery = celery_app()


@celery.task(name=TASK_NAME)
def job(key: str, allowed: list[str]) -> None:
    """Make the film or report that the queue has under ``key``; its link may name classes of ``allowed`` packages."""
    run_job(Path(os.environ[FOLDER_VARIABLE]), key, allowed)
