"""Long work by Celery: films and reports are made by workers of their own, which share Redis and a folder with it.

The server finds them where FALLLINE_JOBS names the folder and REDIS_URL the Redis; a worker is started with both by
``celery --app fallline.web.celery_worker worker --concurrency 1``.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dash import CeleryManager, DiskcacheManager

from fallline.core import BadInput
from fallline.web.jobs.job_queue import Errands
from fallline.web.operations.store import REDIS

if TYPE_CHECKING:
    from celery import Celery

FOLDER = "FALLLINE_JOBS"
FORGOTTEN = 3600  # seconds after which a result that nobody fetched is dropped


@dataclass(frozen=True)
class Working:
    """Where long work is done: ``errands`` holds what was made, ``manager`` has Dash give it to whoever does it;
    ``elsewhere`` if that is not this server and its children."""

    errands: Errands
    manager: Any
    elsewhere: bool


def working(folder: Path) -> Working:
    """By Celery where it is configured, else by processes of this server, whose files then lie in ``folder``."""
    shared = os.environ.get(FOLDER)
    if not shared:
        errands = Errands(folder)
        return Working(errands, DiskcacheManager(errands.store), elsewhere=False)
    return Working(Errands(Path(shared)), CeleryManager(_celery()), elsewhere=True)


def _celery() -> Celery:
    try:
        from celery import Celery
    except ImportError:
        raise BadInput(f"{FOLDER} is set, but Celery is not installed; pip install celery, or unset it.") from None
    url = os.environ.get(REDIS)
    if not url:
        raise BadInput(f"{FOLDER} is set, so {REDIS} must name the Redis by which server and workers talk.")
    patient = {"broker_connection_retry_on_startup": True}
    return Celery("fallline", broker=url, backend=url, result_expires=FORGOTTEN, **patient)
