"""A queue of jobs (films and reports) for visitors: a process makes each, and the result is kept for later requests.

The queue is a list in a store that all server processes share. Each kind of job waits only for jobs of its kind, so
that films do not wait for reports. A waiting job is started by a status request of a visitor who waits for it; while
there are no such requests, later jobs pass it, and in the end it is dropped.
"""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Protocol

import diskcache
import psutil
from diskcache import Cache

from fallline.core import BadInput, Sentence
from fallline.core.locations import child_environment, module_command
from fallline.optimizers.torch_classes import ALWAYS_ALLOWED_PACKAGE, allowed_packages
from fallline.web.messages import JobStatus

MAX_STORE_BYTES = 2 * 2**30  # of results; beyond it, the oldest are deleted
MAX_JOBS = 12  # that run or wait
MAX_RUNNING_PER_KIND = 1  # the page needs cores too
FOLLOWED_TIMEOUT_S = 20.0  # after the last status request, others pass a waiting job
ABANDONMENT_TIMEOUT_S = 150.0  # after the last status request, a waiting job is dropped; hidden pages ask once a minute
LOST_TIMEOUT_S = 300.0  # after its last progress, a job of a Celery worker counts as lost
LOW_PRIORITY = 19 if os.name == "posix" else getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", 0)
PROGRESS_EXPIRY_S = 3600.0  # of the progress or the failure of a job
PREPARING_STAGE = Sentence("Preparing")  # before the job itself reports
MAX_JOB_LOOKUPS, JOB_LOOKUP_INTERVAL_S = 20, 0.1  # of a worker for its job
PROGRESS_INTERVAL_S = 0.25  # between two writes of the progress
QUEUE_KEY = "jobs"  # in the store
CELERY_PROCESS = 0  # in place of the id of a process
TITLES = {"film": Sentence("The film"), "report": Sentence("The report")}  # by kind of job
log = logging.getLogger(__name__)

# A function of the stage, the number of parts done, their total, and the seconds left (None if unknown).
ProgressReport = Callable[[str, int, int, float | None], None]


class Cancelled(Exception):
    """All visitors have cancelled the job."""


class Job(Protocol):
    """A film or a report to be made."""

    @property
    def kind(self) -> str:
        """The kind of job, 'film' or 'report'."""

    @property
    def link(self) -> str:
        """The link of the race."""

    @property
    def suffix(self) -> str:
        """The suffix of the job's file, such as '.mp4'."""

    @property
    def key(self) -> str:
        """The key of the job's result, equal for jobs with equal results; the key ends in the suffix."""

    def make(self, out: Path, report: ProgressReport) -> None:
        """Write the file ``out``, and call ``report`` with the progress. Raises BadInput if that fails."""

    def facts(self, path: Path) -> dict[str, Any]:
        """Return the part of a JobStatus that describes the finished file at ``path``, such as its 'href'."""


@dataclass(frozen=True)
class QueuedJob:
    """A job in the queue, and the visitors who wait for it.

    ``queued_at`` is in ns and ``last_request_at``, the time of the last status request, in seconds since the epoch.
    ``process`` is the id of its process, None before it is started, CELERY_PROCESS once it is sent to a Celery worker.
    """

    job: Job
    visitors: frozenset[str]
    queued_at: int
    last_request_at: float
    process: int | None = None

    @property
    def key(self) -> str:
        """The job's key."""
        return self.job.key

    @property
    def is_followed(self) -> bool:
        """Whether the job is started, or a visitor has asked for its status of late."""
        return self.process is not None or time.time() - self.last_request_at < FOLLOWED_TIMEOUT_S


@dataclass
class JobQueue:
    """The jobs of a server, in a ``folder`` with the store of results and the queue.

    The folder is a temporary one of the server, or shared with Celery workers. ``send`` sends a job to such a worker,
    with the packages whose classes links may name; without it, processes of this machine run the jobs.
    """

    folder: Path
    send: Callable[[Job, list[str]], None] | None = None
    store: Cache = field(init=False)

    def __post_init__(self) -> None:
        """Create the folder and open the store."""
        self.partial_folder.mkdir(parents=True, exist_ok=True)
        self.store = Cache(str(self.folder / "store"), size_limit=MAX_STORE_BYTES)

    @property
    def partial_folder(self) -> Path:
        """The folder of files that are not complete yet."""
        return self.folder / "growing"

    def submit(self, job: Job, visitor: str) -> JobStatus:
        """Add a job to the queue, unless its result is kept or it is queued already, and return the job's status.

        Raises BadInput if the queue is full or cannot be written.
        """
        with self._locked(job.kind):
            queue = self._prune_queue()
            queued = next((each for each in queue if each.key == job.key), None)
            if job.key not in self.store and queued is None:
                if len(queue) >= MAX_JOBS:
                    raise BadInput(
                        "{count} films and reports are being made or wait already; try again in a few minutes.",
                        count=len(queue),
                    )
                self.store.delete(_progress_key(job.key))
                self.store[_job_key(job.key)] = job
                self.store[QUEUE_KEY] = [*queue, QueuedJob(job, frozenset(), time.time_ns(), time.time())]
            return self._status(job, visitor)

    def status(self, key: str, kind: str, visitor: str) -> JobStatus:
        """Return the status of a job for a waiting visitor, and start the job if it is next.

        The state is 'failed', with a ``problem``, in English, if the job failed or is not kept any more. Raises
        BadInput if the queue cannot be written.
        """
        with self._locked(kind):
            job = self.store.get(_job_key(key))
            if job is not None and (key in self.store or any(each.key == key for each in self._prune_queue())):
                return self._status(job, visitor)
            progress = self.store.get(_progress_key(key), {})
            return {"key": key, "state": "failed", "problem": progress.get("problem", _expired().sentence)}

    def cancel(self, key: str, kind: str, visitor: str) -> None:
        """Remove a visitor from a job; without visitors the job leaves the queue, and its process is ended.

        Raises BadInput if the queue cannot be written.
        """
        with self._locked(kind):
            queue = self._prune_queue()
            self.store[QUEUE_KEY] = [
                replace(each, visitors=each.visitors - {visitor}) if each.key == key else each
                for each in queue
                if each.key != key or each.visitors - {visitor}
            ]
            for each in queue:
                if each.key == key and not each.visitors - {visitor} and each.process:
                    _kill(each.process)

    def path(self, key: str) -> Path:
        """Return the path of a job's result. Raises BadInput if there is none."""
        found = self.store.get(key, read=True)
        if found is None:
            raise _expired()
        with found:
            return Path(found.name)

    def stop(self) -> None:
        """End the processes of all jobs, but none of the server's other child processes, such as a browser."""
        for each in self._prune_queue():
            if each.process:
                _kill(each.process)

    def run_job(self, key: str) -> None:
        """Run a job in this process, which is a worker's, and store its result or its failure."""
        for _ in range(MAX_JOB_LOOKUPS):  # the process that started this one may not have written the queue yet
            job = next((each.job for each in self.store.get(QUEUE_KEY, []) if each.key == key), None)
            if job is not None:
                break
            time.sleep(JOB_LOOKUP_INTERVAL_S)
        if job is None or key in self.store:
            return
        try:
            self._make(job)
        except Cancelled:
            return
        except BadInput as problem:
            sentence = problem.sentence
        except (OSError, sqlite3.Error, diskcache.Timeout):
            log.exception("The %s of %r could not be kept.", job.kind, job.link)
            sentence = _cannot_write(job.kind).sentence
        except Exception:
            log.exception("The %s of %r could not be made.", job.kind, job.link)
            sentence = Sentence("{what} met an unexpected error; the server's log has it.", what=TITLES[job.kind])
        else:
            return
        self.store.set(_progress_key(key), {"problem": sentence}, expire=PROGRESS_EXPIRY_S)
        with self.store.transact():
            self.store[QUEUE_KEY] = [each for each in self.store.get(QUEUE_KEY, []) if each.key != key]

    def _make(self, job: Job) -> None:
        for leftover in self.partial_folder.iterdir():  # of a job that was cancelled just before its end
            if not _is_alive(int(leftover.name)):
                shutil.rmtree(leftover, ignore_errors=True)
        out = self.partial_folder / str(os.getpid()) / f"{job.kind}{job.suffix}"
        out.parent.mkdir()
        written_at = 0.0

        def report(stage: str, done: int, total: int, seconds_left: float | None = None) -> None:
            nonlocal written_at
            if time.monotonic() - written_at < PROGRESS_INTERVAL_S and 0 < done < total:
                return
            written_at = time.monotonic()
            if not any(each.key == job.key for each in self.store.get(QUEUE_KEY, [])):
                raise Cancelled
            progress = {"stage": stage, "done": done, "total": total, "at": time.time()}
            progress |= {} if seconds_left is None else {"secondsLeft": round(seconds_left)}
            self.store.set(_progress_key(job.key), progress, expire=PROGRESS_EXPIRY_S)

        try:
            report(PREPARING_STAGE, 0, 0)
            job.make(out, report)
            with out.open("rb") as content:
                self.store.set(job.key, content, read=True)
        except BadInput as problem:  # without the server's path in the message to the visitor
            title, folder = TITLES[job.kind], str(out.parent)
            raise problem.with_values(lambda value: title if str(value).startswith(folder) else value) from None
        finally:
            shutil.rmtree(out.parent, ignore_errors=True)

    @contextmanager
    def _locked(self, kind: str) -> Iterator[None]:
        """Lock the store for other processes. Raises BadInput if it cannot be written."""
        try:
            with self.store.transact():
                yield
        except (OSError, sqlite3.Error, diskcache.Timeout):
            log.exception("The queue cannot be written.")
            raise _cannot_write(kind) from None

    def _status(self, job: Job, visitor: str) -> JobStatus:
        if job.key in self.store:
            self.store[QUEUE_KEY] = self._prune_queue()
            return {"key": job.key, "state": "made", **job.facts(self.path(job.key))}  # type: ignore[typeddict-item]
        queue = self._prune_queue()
        position = next(i for i, each in enumerate(queue) if each.key == job.key)
        queued = replace(queue[position], visitors=queue[position].visitors | {visitor}, last_request_at=time.time())
        jobs_ahead = _count_jobs_ahead(queue, position)
        if queued.process is None and (jobs_ahead < MAX_RUNNING_PER_KIND or self.send):
            queued = replace(queued, process=self._start_job(job))
        self.store[QUEUE_KEY] = [*queue[:position], queued, *queue[position + 1 :]]
        progress = {name: value for name, value in self.store.get(_progress_key(job.key), {}).items() if name != "at"}
        if progress:
            return {"key": job.key, "state": "making", **progress}
        if queued.process is None or (queued.process == CELERY_PROCESS and jobs_ahead):
            return {"key": job.key, "state": "waiting", "jobsAhead": jobs_ahead}
        return {"key": job.key, "state": "starting"}

    def _start_job(self, job: Job) -> int:
        """Start a process for a job and return its id, or send the job to a Celery worker and return CELERY_PROCESS."""
        packages = sorted(allowed_packages - {ALWAYS_ALLOWED_PACKAGE})
        if self.send:
            self.send(job, packages)
            return CELERY_PROCESS
        command = module_command("fallline.web.jobs.worker", str(self.folder), job.key, *packages)
        process = subprocess.Popen(command, env=child_environment())
        threading.Thread(target=process.wait, daemon=True).start()  # else it would remain as a zombie process
        return process.pid

    def _prune_queue(self) -> list[QueuedJob]:
        """Return the queue without finished jobs, abandoned jobs and lost jobs; store the failure of lost jobs."""
        kept = []
        for each in self.store.get(QUEUE_KEY, []):
            if each.key in self.store:
                continue
            if each.process is None:
                if time.time() - each.last_request_at < ABANDONMENT_TIMEOUT_S:
                    kept.append(each)
            elif self._is_running(each):
                kept.append(each)
            elif "problem" not in self.store.get(_progress_key(each.key), {}):
                failure = {"problem": _lost(each.job.kind)}
                self.store.set(_progress_key(each.key), failure, expire=PROGRESS_EXPIRY_S)
        return kept

    def _is_running(self, job: QueuedJob) -> bool:
        if job.process:
            return _is_alive(job.process)
        latest_start = job.queued_at / 1e9 + PROGRESS_EXPIRY_S  # of a job that a Celery worker has not started yet
        return time.time() - self.store.get(_progress_key(job.key), {}).get("at", latest_start) < LOST_TIMEOUT_S


def _expired() -> BadInput:
    return BadInput("This is not kept any more; make it again.")


def _cannot_write(kind: str) -> BadInput:
    return BadInput("{what} cannot be written: the server's disk may be full. Tell whoever runs it.", what=TITLES[kind])


def _lost(kind: str) -> Sentence:
    return Sentence(
        "{what} is not finished: its process ended before it was done; try again, or a smaller one.", what=TITLES[kind]
    )


def _count_jobs_ahead(queue: list[QueuedJob], position: int) -> int:
    """Return the number of other jobs of the same kind that are started, or come earlier and are followed."""
    kind = queue[position].job.kind
    before = [each for each in queue[:position] if each.is_followed]
    after = [each for each in queue[position + 1 :] if each.process is not None]
    return sum(each.job.kind == kind for each in (*before, *after))


def _job_key(key: str) -> str:
    """Return the key of a job in the store."""
    return f"job:{key}"


def _progress_key(key: str) -> str:
    """Return the key of a job's progress or failure in the store."""
    return f"progress:{key}"


def _is_alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _kill(pid: int) -> None:
    """End a process and its children at once."""
    with suppress(psutil.NoSuchProcess):
        for process in (*psutil.Process(pid).children(recursive=True), psutil.Process(pid)):
            with suppress(psutil.NoSuchProcess):
                process.kill()
