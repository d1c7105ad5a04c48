"""Who carries the work out: this process, several of them, or the machines of a Dask cluster."""

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

from fallline.compare.work import Job, carry_out, sources
from fallline.core import BadInput
from fallline.core.threads import alone
from fallline.core.writing import make_folder, write_whole
from fallline.version import __version__

MOST_BROKEN = 5  # times that a worker may die before the work is given up
NO_DASK = "--scheduler needs dask.distributed: pip install distributed."
PATIENCE = 10  # seconds in which a scheduler must answer

Report = Callable[[str, int, int, float], None]


def silent(stage: str, done: int, whole: int, left: float) -> None:
    """A report to nobody."""


@dataclass(frozen=True)
class Pool:
    """``workers`` processes, or whoever works for the Dask ``scheduler``, if there is one."""

    workers: int = 1
    scheduler: str = ""

    def do(self, jobs: list[Job], folder: Path, stage: str, report: Report = silent) -> None:
        """Writes each job's file into the folder unless it is there; what was done is kept, however this ends.

        ``report`` is told the stage, how many jobs are done, of how many, and the seconds that are left.
        """
        left = {job.path: job for job in jobs if not (folder / job.path).exists()}
        done, began = len(jobs) - len(left), time.monotonic()
        fresh = 0
        report(stage, done, len(jobs), 0.0)
        for job, text in self._made(list(left.values())):
            make_folder((folder / job.path).parent)
            write_whole(folder / job.path, text.encode())
            fresh, done = fresh + 1, done + 1
            report(stage, done, len(jobs), (time.monotonic() - began) / fresh * (len(jobs) - done))

    def _made(self, jobs: list[Job]) -> Iterator[tuple[Job, str]]:
        if not jobs:
            return iter(())
        if self.scheduler:
            return _by_dask(jobs, self.scheduler)
        if self.workers > 1:
            return _by_processes(jobs, min(self.workers, len(jobs)))
        return ((job, carry_out(job)) for job in jobs)


def _by_processes(jobs: list[Job], workers: int) -> Iterator[tuple[Job, str]]:
    """A worker that dies takes its pool with it; what is not done by then goes to a new one."""
    context = multiprocessing.get_context("spawn")
    for _ in range(MOST_BROKEN):
        done = set()
        pool = ProcessPoolExecutor(workers, mp_context=context, initializer=alone)
        try:
            futures = {pool.submit(carry_out, job): job for job in jobs}
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
            _end(pool)
    raise BadInput(f"Workers died {MOST_BROKEN} times, perhaps for want of memory; try fewer --workers, then --resume.")


def _end(pool: ProcessPoolExecutor) -> None:
    """Does not wait for work that nobody wants any more."""
    for process in list((pool._processes or {}).values()):  # noqa: SLF001 - there is no public way to end a worker
        with suppress(OSError):
            process.terminate()


def _by_dask(jobs: list[Job], address: str) -> Iterator[tuple[Job, str]]:
    """Work of a worker that dies is given to another by the scheduler."""
    try:
        from distributed import Client
        from distributed import as_completed as completed
    except ImportError:
        raise BadInput(NO_DASK) from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as problem:
        raise BadInput(
            f"No Dask scheduler answers at {address} ({problem}); start one, such as with dask scheduler."
        ) from None
    with client, client.as_current():
        _check_workers(client)
        futures = client.map(_carry_out_alike, jobs, [sources()] * len(jobs), pure=False, retries=MOST_BROKEN)
        by_key: dict[Hashable, Job] = dict(zip((future.key for future in futures), jobs, strict=True))
        try:
            yield from _gathered(completed(futures, with_results=True), by_key)
        finally:
            client.cancel(futures)


def _check_workers(client: Any) -> None:
    """Raises BadInput if a worker cannot import this package, or has other sources of it."""
    for worker, theirs in client.run(sources, on_error="return").items():
        if isinstance(theirs, Exception):  # it could not even read the question
            raise BadInput(
                f"The worker {worker} lacks a module ({theirs}); install fallline {__version__} where it runs."
            )
        _check_sources(theirs, sources(), worker)


def _check_sources(theirs: str, ours: str, worker: str) -> None:
    if theirs != ours:
        raise BadInput(
            f"The worker {worker} has other sources of fallline than this process, so its numbers do not mix with "
            f"those made here; install the same version there (here it is {__version__}, sources {ours[:12]})."
        )


def _carry_out_alike(job: Job, ours: str) -> str:
    """Carries out a job on a worker, which may have joined after the others were checked; raises BadInput."""
    _check_sources(sources(), ours, f"on {platform.node()}")
    return carry_out(job)


def _gathered(results: Iterable, by_key: dict[Hashable, Job]) -> Iterator[tuple[Job, str]]:
    for future, text in results:
        yield by_key[future.key], text
        future.release()
