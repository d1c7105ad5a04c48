"""A queue of jobs (films and reports) for visitors: a process makes each, and the result is kept for later requests.

The queue is a list in a store that all server processes share. Each kind of job waits only for jobs of its kind, so
that films do not wait for reports. A waiting job is started by a status request of a visitor who waits for it; while
there are no such requests, later jobs pass it, and in the end it is dropped.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, cast

from fallline.core import BadInput, Sentence
from fallline.optimizers.torch_classes import ALWAYS_ALLOWED_PACKAGE, allowed_packages
from fallline.web.jobs.job import Job, expired_error, lost_sentence, overtime_sentence, untaken_sentence
from fallline.web.jobs.job_store import WORKER_EXPIRY_S, JobStore, QueuedJob
from fallline.web.jobs.processes import ProcessId
from fallline.web.jobs.results import KEY_PATTERN, ResultFolder
from fallline.web.messages import JobStatus
from fallline.web.operations.limits import Limits
from fallline.web.operations.store import StoreError

MAX_JOBS = 12  # that run or wait
MAX_RUNNING_PER_KIND = 1  # the page needs cores too
MAX_VISITORS = 500  # of a job; the server does not tell more apart
MAX_VISITOR_LENGTH = 64  # characters
FOLLOWED_TIMEOUT_S = 20.0  # after the last status request, others pass a waiting job
ABANDONMENT_TIMEOUT_S = 150.0  # after the last status request, a waiting job is dropped; hidden pages ask once a minute
OVERTIME_S = 60.0  # after its limit, a process that does not end itself is ended
SHARE_DELAY_S = 60.0  # in which a network share shows a finished file to the server
DEFAULT_LIMIT_S = 60.0 * Limits.minutes  # for making a film or a report


class Launcher(Protocol):
    """Starts jobs, in processes of this server or in Celery workers."""

    in_processes: bool  # of this server's machine

    def start(self, job: QueuedJob, limit_s: float, packages: tuple[str, ...]) -> ProcessId | None:
        """Start the process of a job and return its id, or send the job to a Celery worker and return None.

        Raises StoreError if it cannot be sent.
        """

    def clean_up(self, run: str) -> None:
        """Delete what a run that was ended has left on this machine."""


@dataclass(frozen=True)
class JobQueue:
    """The jobs of a server: their queue in a store, their finished files, and how they are started.

    ``read_job`` creates a job from the values of its ``to_json``; ``limit_s`` is the time in which one must be made.
    All methods raise StoreError if the store cannot be read or written.
    """

    store: JobStore
    results: ResultFolder
    launcher: Launcher
    read_job: Callable[[dict[str, Any]], Job]
    limit_s: float = DEFAULT_LIMIT_S

    def submit(self, job: Job, visitor: str) -> JobStatus:
        """Add a job to the queue, unless its result is kept or it is queued already, and return the job's status.

        Raises BadInput if the queue is full.
        """
        _check_visitor(visitor)
        with self.store.locked():
            queue = self._pruned_queue()
            if not self.results.find(job.key) and all(each.key != job.key for each in queue):
                if len(queue) >= MAX_JOBS:
                    raise BadInput(
                        "{count} films and reports are being made or wait already; try again in a few minutes.",
                        count=len(queue),
                    )
                queue.append(QueuedJob(job.key, job.kind, uuid.uuid4().hex, self.store.now()))
            self.store.write_job(job.key, job.to_json())
            self.store.delete_failure(job.key)
            return self._status(job, visitor, queue)

    def status(self, key: str, visitor: str) -> JobStatus:
        """Return the status of a job for a waiting visitor, and start the job if it is next.

        The state is 'failed', with a ``problem``, in English, if the job failed or is not kept any more.
        """
        _check_visitor(visitor)
        failed: JobStatus = {"key": key, "state": "failed", "problem": expired_error().sentence}
        if not KEY_PATTERN.fullmatch(key):
            return failed
        with self.store.locked():
            queue, fields = self._pruned_queue(), self.store.read_job(key)
            if fields and (self.results.find(key) or any(each.key == key for each in queue)):
                return self._status(self.read_job(fields), visitor, queue)
            return {**failed, "problem": self.store.read_failure(key) or failed["problem"]}

    def cancel(self, key: str, visitor: str) -> None:
        """Remove a visitor from a job; without visitors the job leaves the queue, and its process is ended."""
        with self.store.locked():
            queue = [_without_visitor(each, visitor) if each.key == key else each for each in self._pruned_queue()]
            self.store.write_queue([each for each in queue if each.key != key or each.visitors])
        for each in queue:
            if each.key == key and not each.visitors:
                self._end(each)

    def path(self, key: str) -> Path:
        """Return the path of a job's result. Raises BadInput if there is none."""
        found = self.results.find(key)
        if found is None:
            raise expired_error()
        return found

    def stop(self) -> None:
        """End the processes of all jobs, but none of the server's other child processes, such as a browser."""
        if self.launcher.in_processes:
            with suppress(StoreError):  # the processes end themselves when they see that the server has ended
                for each in self.store.read_queue():
                    self._end(each)

    def take(self, run: str) -> Job | None:
        """Return the job of a run for the process that makes it; None if it is cancelled, or taken by another one."""
        with self.store.locked():
            queue = self.store.read_queue()
            found = next((each for each in queue if each.run == run and each.taken_at is None), None)
            if found is None or (fields := self.store.read_job(found.key)) is None:
                return None
            self.store.beat(run)
            self._replace(queue, replace(found, taken_at=self.store.now()))
            return self.read_job(fields)

    def finish(self, run: str) -> None:
        """Note that the file of a run is complete; the job leaves the queue when the server sees the file."""
        with self.store.locked():
            queue = self.store.read_queue()
            for each in queue:
                if each.run == run:
                    self._replace(queue, replace(each, finished_at=self.store.now()))

    def fail(self, run: str, sentence: Sentence) -> None:
        """Store why a run failed, and take its job from the queue; a job that is finished or cancelled stays so."""
        with self.store.locked():
            queue = self.store.read_queue()
            failed = [each for each in queue if each.run == run and each.finished_at is None]
            for each in failed:
                self.store.write_failure(each.key, sentence)
            self.store.write_queue([each for each in queue if each not in failed])

    def _replace(self, queue: list[QueuedJob], job: QueuedJob) -> None:
        self.store.write_queue([job if each.run == job.run else each for each in queue])

    def _end(self, job: QueuedJob) -> None:
        """End the process of a job, if it runs on this machine; that of a Celery worker ends itself."""
        if job.process:
            job.process.end()
            self.launcher.clean_up(job.run)

    def _status(self, job: Job, visitor: str, queue: list[QueuedJob]) -> JobStatus:
        """Return the status of a job that is in the queue or finished, and start it if it is next."""
        if path := self.results.find(job.key):
            return cast("JobStatus", {"key": job.key, "state": "made", **job.facts(path)})
        now, position = self.store.now(), next((i for i, each in enumerate(queue) if each.key == job.key), None)
        if position is None:  # the file was deleted a moment ago
            return {"key": job.key, "state": "failed", "problem": expired_error().sentence}
        jobs_ahead = _count_jobs_ahead(queue, position, now)
        queued = replace(_with_visitor(queue[position], visitor), last_request_at=now)
        if queued.started_at is None and (jobs_ahead < MAX_RUNNING_PER_KIND or not self.launcher.in_processes):
            packages = tuple(sorted(allowed_packages - {ALWAYS_ALLOWED_PACKAGE}))
            process = self.launcher.start(queued, self.limit_s, packages)
            queued = replace(queued, started_at=now, process=process)
        self._replace(queue, queued)
        if progress := self.store.read_progress(queued.run):
            return cast("JobStatus", {"key": job.key, "state": "making", **progress})
        # A process begins as soon as it is started; a Celery worker may have other jobs to make first.
        is_begun = queued.started_at is not None and (self.launcher.in_processes or queued.taken_at is not None)
        if is_begun or (queued.started_at is not None and not jobs_ahead):
            return {"key": job.key, "state": "starting"}
        return {"key": job.key, "state": "waiting", "jobsAhead": jobs_ahead}

    def _pruned_queue(self) -> list[QueuedJob]:
        """Return the queue without finished jobs, abandoned jobs and lost jobs; store the failure of lost jobs."""
        queue, now = self.store.read_queue(), self.store.now()
        kept = []
        for each in queue:
            if self.results.find(each.key):
                continue
            failure = self._failure(each, now)
            if failure:
                self.store.write_failure(each.key, failure)
                self._end(each)
            elif each.process or each.taken_at or now - each.last_request_at < ABANDONMENT_TIMEOUT_S:
                kept.append(each)
        if kept != queue:
            self.store.write_queue(kept)
        return kept

    def _failure(self, job: QueuedJob, now: float) -> Sentence | None:
        """Return why a job that is started will never be finished, None if it may be."""
        if job.started_at is None:
            return None
        if job.finished_at is not None:
            return None if now - job.finished_at < SHARE_DELAY_S else lost_sentence(job.kind)
        if job.process is None and job.taken_at is None:
            is_served = now - job.started_at < WORKER_EXPIRY_S or self.store.is_beating(job.kind)
            return None if is_served else untaken_sentence(job.kind)
        if now - (job.taken_at or job.started_at) > self.limit_s + OVERTIME_S:
            return overtime_sentence(job.kind, self.limit_s)
        is_alive = job.process.find() if job.process else self.store.is_beating(job.run)
        return None if is_alive else lost_sentence(job.kind)


def _check_visitor(visitor: str) -> None:
    if len(visitor) > MAX_VISITOR_LENGTH:
        raise BadInput("The name of a visitor is longer than {most} characters.", most=MAX_VISITOR_LENGTH)


def _with_visitor(job: QueuedJob, visitor: str) -> QueuedJob:
    if visitor in job.visitors or len(job.visitors) >= MAX_VISITORS:
        return job
    return replace(job, visitors=(*job.visitors, visitor))


def _without_visitor(job: QueuedJob, visitor: str) -> QueuedJob:
    return replace(job, visitors=tuple(each for each in job.visitors if each != visitor))


def _count_jobs_ahead(queue: list[QueuedJob], position: int, now: float) -> int:
    """Return the number of other jobs of the same kind that are started, or come earlier and are followed."""
    others = [
        each
        for i, each in enumerate(queue)
        if each.started_at is not None or (i < position and now - each.last_request_at < FOLLOWED_TIMEOUT_S)
    ]
    return sum(each.kind == queue[position].kind for each in others if each is not queue[position])
