"""Where films and reports are made: by processes of this server, or by Celery workers that share a folder with it.

The server finds the latter where FALLLINE_JOBS names the folder and REDIS_URL the Redis by which both talk; a worker is
started with both by ``celery --app fallline.web.celery_worker worker``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from fallline.core import BadInput
from fallline.web.jobs.job_queue import JobQueue, Order
from fallline.web.operations.store import REDIS

if TYPE_CHECKING:
    from celery import Celery

FOLDER = "FALLLINE_JOBS"
TASK = "fallline.job"
KINDS = ("film", "report")  # of work: each has a Celery queue of its own


def job_queue(folder: Path) -> JobQueue:
    """By Celery where it is configured, else by processes of this server, whose files then lie in ``folder``."""
    shared = os.environ.get(FOLDER)
    if not shared:
        return JobQueue(folder)
    celery = celery_app()

    def send(order: Order, allowed: list[str]) -> None:
        celery.send_task(TASK, [order.key, allowed], queue=order.what)

    return JobQueue(Path(shared), send)


def celery_app() -> Celery:
    """What server and workers talk by; raises BadInput where that is not configured."""
    try:
        from celery import Celery
        from kombu import Queue
    except ImportError:
        raise BadInput(f"{FOLDER} is set, but Celery is not installed; pip install celery, or unset it.") from None
    url = os.environ.get(REDIS)
    if not url:
        raise BadInput(f"{FOLDER} is set, so {REDIS} must name the Redis by which server and workers talk.")
    app = Celery("fallline", broker=url, broker_connection_retry_on_startup=True)
    # One at a time is taken from the broker, and no answer is sent: how far work is stands in the folder's store.
    app.conf.update(task_queues=[Queue(kind) for kind in KINDS], task_ignore_result=True, worker_prefetch_multiplier=1)
    return app
