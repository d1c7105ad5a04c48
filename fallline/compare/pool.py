"""A pool that runs jobs in this process, in several processes, or on a Dask cluster."""

from __future__ import annotations

import multiprocessing
import platform
import time
from collections.abc import Callable, Hashable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fallline.compare.job import Job, job_source_digest, run_job
from fallline.core import BadInput
from fallline.core.threads import use_one_thread
from fallline.core.writing import make_folder, write_atomically
from fallline.version import __version__

MAX_WORKER_DEATHS = 5  # deaths of worker processes after which the run fails
SCHEDULER_TIMEOUT_S = 10

ReportProgress = Callable[[str, int, int, float], None]  # stage, jobs done, jobs in total, seconds left


def ignore_progress(stage: str, done: int, total: int, seconds_left: float) -> None:
    """Do nothing; the default ReportProgress."""


@dataclass(frozen=True)
class Pool:
    """The processes that run jobs: on this machine, or the workers of a Dask cluster.

    ``workers`` is the number of processes on this machine, 1 for this process alone. ``scheduler`` is the address of
    the Dask scheduler, '' for none.
    """

    workers: int = 1
    scheduler: str = ""

    def run_jobs(
        self, jobs: list[Job], folder: Path, stage: str, report_progress: ReportProgress = ignore_progress
    ) -> None:
        """Run the jobs whose files are not in the folder yet, and write their files there.

        ``report_progress`` is called with ``stage``, the name of this part of the work, before the first and after each
        job. Each file is written as soon as its job is done, so an interrupted run can be resumed. Raises BadInput if
        the workers keep dying or the Dask cluster is not usable.
        """
        missing = {job.path: job for job in jobs if not (folder / job.path).exists()}
        done, began = len(jobs) - len(missing), time.monotonic()
        computed = 0
        report_progress(stage, done, len(jobs), 0.0)
        for job, text in self._compute_jobs(list(missing.values())):
            make_folder((folder / job.path).parent)
            write_atomically(folder / job.path, text.encode())
            computed, done = computed + 1, done + 1
            report_progress(stage, done, len(jobs), (time.monotonic() - began) / computed * (len(jobs) - done))

    def _compute_jobs(self, jobs: list[Job]) -> Iterator[tuple[Job, str]]:
        if not jobs:
            return iter(())
        if self.scheduler:
            return _run_on_dask(jobs, self.scheduler)
        if self.workers > 1:
            return _run_in_processes(jobs, min(self.workers, len(jobs)))
        return ((job, run_job(job)) for job in jobs)


def _run_in_processes(jobs: list[Job], workers: int) -> Iterator[tuple[Job, str]]:
    """Yield each job and its csv text, computed by ``workers`` processes.

    If a process dies, its executor breaks; the jobs that are not done go to a new one.
    """
    context = multiprocessing.get_context("spawn")
    for _ in range(MAX_WORKER_DEATHS):
        done = set()
        pool = ProcessPoolExecutor(workers, mp_context=context, initializer=use_one_thread)
        try:
            futures = {pool.submit(run_job, job): job for job in jobs}
            for future in as_completed(futures):
                text = future.result()
                done.add(futures[future].path)
                yield futures[future], text
        except BrokenProcessPool:
            jobs = [job for job in jobs if job.path not in done]
        else:
            return
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
            _terminate_workers(pool)
    raise BadInput(
        "Workers died {count} times, perhaps for want of memory; try fewer --workers, then --resume.",
        count=MAX_WORKER_DEATHS,
    )


def _terminate_workers(pool: ProcessPoolExecutor) -> None:
    """Terminate the worker processes without waiting for jobs that still run."""
    for process in list((pool._processes or {}).values()):  # noqa: SLF001 - there is no public way to end a worker
        with suppress(OSError):
            process.terminate()


def _run_on_dask(jobs: list[Job], address: str) -> Iterator[tuple[Job, str]]:
    """Yield each job and its csv text; the scheduler repeats the jobs of a worker that dies."""
    try:
        from distributed import Client
        from distributed import as_completed as as_completed_by_dask
    except ImportError:
        raise BadInput("--scheduler needs dask.distributed: pip install distributed.") from None
    try:
        client = Client(address, timeout=SCHEDULER_TIMEOUT_S, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise BadInput(
            "No Dask scheduler answers at {address} ({problem}); start one, such as with dask scheduler.",
            address=address,
            problem=str(problem),
        ) from None
    with client, client.as_current():
        _check_workers(client)
        futures = client.map(
            _run_checked_job, jobs, [job_source_digest()] * len(jobs), pure=False, retries=MAX_WORKER_DEATHS
        )
        by_key: dict[Hashable, Job] = dict(zip((future.key for future in futures), jobs, strict=True))
        try:
            yield from _gather(as_completed_by_dask(futures, with_results=True), by_key)
        finally:
            client.cancel(futures)


def _check_workers(client: Any) -> None:
    """Raise BadInput if a worker cannot import this package or has another version of its sources."""
    for worker, worker_digest in client.run(job_source_digest, on_error="return").items():
        if isinstance(
            worker_digest, Exception
        ):  # the worker could not unpickle the function, because the package is missing there
            raise BadInput(
                "The worker {worker} lacks a module ({problem}); install fallline {version} where it runs.",
                worker=str(worker),
                problem=str(worker_digest),
                version=__version__,
            )
        _check_sources(worker_digest, job_source_digest(), worker)


def _check_sources(worker_digest: str, own_digest: str, worker: str) -> None:
    if worker_digest != own_digest:
        raise BadInput(
            "The worker {worker} has other sources of fallline than this process, so its numbers do not mix with "
            "those made here; install the same version there (here it is {version}, sources {digest}).",
            worker=worker,
            version=__version__,
            digest=own_digest[:12],
        )


def _run_checked_job(job: Job, own_digest: str) -> str:
    """Run a job on a Dask worker that may have joined after ``_check_workers``; raises BadInput."""
    _check_sources(job_source_digest(), own_digest, f"on {platform.node()}")
    return run_job(job)


def _gather(results: Iterable, by_key: dict[Hashable, Job]) -> Iterator[tuple[Job, str]]:
    for future, text in results:
        yield by_key[future.key], text
        future.release()
