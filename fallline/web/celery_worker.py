"""What ``celery --app fallline.web.celery_worker worker`` reads: the one task, which makes a film or a report."""

from __future__ import annotations

import os
from pathlib import Path

from fallline.core import BadInput
from fallline.core.threads import small_matrices
from fallline.web.jobs.backends import FOLDER, TASK, celery_app
from fallline.web.jobs.worker import carry_out
from fallline.web.operations.store import REDIS

if FOLDER not in os.environ or REDIS not in os.environ:
    raise BadInput(f"A worker needs {FOLDER} and {REDIS}, as the server has them.")
small_matrices()
celery = celery_app()


@celery.task(name=TASK)
def job(key: str, allowed: list[str]) -> None:
    """Makes what the queue has under a key."""
    carry_out(Path(os.environ[FOLDER]), key, allowed)
