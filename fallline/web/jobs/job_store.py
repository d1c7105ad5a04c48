"""The queue of jobs, their values and their progress, as JSON in a store that servers and workers share."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock

from fallline.core import Sentence
from fallline.core.sentence import from_json, to_json
from fallline.web.jobs.processes import ProcessId
from fallline.web.operations.store import DiskStore, RedisStore, Store, StoreError, store_errors

JOB_EXPIRY_S = 24 * 3600.0  # of everything that is stored for a job, after it was last written
HEARTBEAT_EXPIRY_S = 30.0  # a job that a Celery worker makes counts as lost so long after its last heartbeat
WORKER_EXPIRY_S = 120.0  # after the last heartbeat of a worker, jobs that none has taken count as lost
LOCK_TIMEOUT_S = 5.0
LOCK_EXPIRY_S = 60.0  # of the lock in Redis, if the process that holds it dies
QUEUE_KEY = "job-queue"
LOCK_FAILURE = "The queue of jobs cannot be locked"


@dataclass(frozen=True)
class QueuedJob:
    """A job in the queue, and the visitors who wait for it.

    ``run`` is a unique id of this attempt to make it. Times are in seconds since the epoch, by the store's clock:
    ``last_request_at`` of the last status request, ``started_at`` of the start of its process or of sending it to a
    Celery worker, ``taken_at`` when that process took the job, ``finished_at`` when the file was complete; None until
    then. ``process`` is its process on the server's machine, None before its start and with Celery.
    """

    key: str
    kind: str
    run: str
    last_request_at: float
    visitors: tuple[str, ...] = ()
    started_at: float | None = None
    taken_at: float | None = None
    finished_at: float | None = None
    process: ProcessId | None = None

    @classmethod
    def from_json(cls, fields: dict[str, Any]) -> QueuedJob:
        """Return the job of the values that ``asdict`` returned, read back from JSON."""
        process = fields["process"] and ProcessId(*fields["process"])
        return cls(**{**fields, "visitors": tuple(fields["visitors"]), "process": process})


class JobStore:
    """What servers and workers share of the jobs. All methods raise StoreError if it cannot be read or written."""

    def __init__(self, store: Store, make_lock: Callable[[], Any]) -> None:
        """Use a store; ``make_lock`` returns a lock of all its users, with the methods ``acquire`` and ``release``."""
        self._store = store
        self._make_lock = make_lock

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep all other users from the queue during this block."""
        lock = self._make_lock()
        with store_errors(LOCK_FAILURE):
            if not lock.acquire():
                raise StoreError(f"The queue of jobs was locked for {LOCK_TIMEOUT_S:g} s.")
        try:
            yield
        finally:
            with store_errors(LOCK_FAILURE):
                lock.release()

    def now(self) -> float:
        """Return the time in seconds since the epoch, by the store's clock."""
        return self._store.now()

    def read_queue(self) -> list[QueuedJob]:
        """Return the jobs that run or wait, oldest first."""
        return [QueuedJob.from_json(fields) for fields in self._read(QUEUE_KEY) or []]

    def write_queue(self, queue: list[QueuedJob]) -> None:
        """Store the queue."""
        self._write(QUEUE_KEY, [asdict(each) for each in queue])

    def read_job(self, key: str) -> dict[str, Any] | None:
        """Return the values of a job, None if they are not kept."""
        return self._read(f"job:{key}")

    def write_job(self, key: str, fields: dict[str, Any]) -> None:
        """Store the values of a job."""
        self._write(f"job:{key}", fields)

    def read_progress(self, run: str) -> dict[str, Any]:
        """Return the progress of a run as the fields of a JobStatus, {} if it has none yet."""
        progress = self._read(f"job-progress:{run}") or {}
        return {**progress, "stage": from_json(progress["stage"])} if progress else {}

    def write_progress(self, run: str, progress: dict[str, Any]) -> None:
        """Store the progress of a run: its ``stage`` and other fields of a JobStatus."""
        self._write(f"job-progress:{run}", {**progress, "stage": to_json(progress["stage"])})

    def read_failure(self, key: str) -> str | None:
        """Return the sentence on why a job failed, None if it has not failed."""
        failure = self._read(f"job-failure:{key}")
        return None if failure is None else from_json(failure)

    def write_failure(self, key: str, sentence: Sentence) -> None:
        """Store the sentence on why a job failed."""
        self._write(f"job-failure:{key}", to_json(sentence))

    def delete_failure(self, key: str) -> None:
        """Forget why a job failed, since it is made again."""
        self._store.delete(f"job-failure:{key}")

    def beat(self, run: str) -> None:
        """Note that the process of a run is alive."""
        self._write(f"job-heartbeat:{run}", 1, HEARTBEAT_EXPIRY_S)

    def beat_worker(self, kind: str) -> None:
        """Note that a Celery worker of a kind of job is at work."""
        self._write(f"job-heartbeat:{kind}", 1, WORKER_EXPIRY_S)

    def is_beating(self, name: str) -> bool:
        """Whether the last heartbeat of a run, or of the workers of a kind of job, has not expired."""
        return self._read(f"job-heartbeat:{name}") is not None

    def _read(self, key: str) -> Any:
        stored = self._store.get(key)
        return None if stored is None else json.loads(stored)

    def _write(self, key: str, value: Any, expiry_s: float = JOB_EXPIRY_S) -> None:
        self._store.set(key, json.dumps(value).encode(), expiry_s)


def disk_job_store(folder: Path) -> JobStore:
    """Return the store of a server without Celery, in a folder of this machine. Raises StoreError if that fails."""
    store = DiskStore(folder / "queue")
    return JobStore(store, lambda: FileLock(folder / "queue.lock", timeout=LOCK_TIMEOUT_S))


def redis_job_store(url: str) -> JobStore:
    """Return the store of servers and Celery workers in Redis.

    Raises StoreError if Redis does not answer, and ValueError if the URL is malformed.
    """
    store = RedisStore(url)
    return JobStore(
        store,
        lambda: store.redis.lock("fallline:job-lock", timeout=LOCK_EXPIRY_S, blocking_timeout=LOCK_TIMEOUT_S),
    )
