"""What the process of a job does: it makes the file, reports the progress, and ends itself when it should."""

from __future__ import annotations

import logging
import os
import shutil
import threading
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from fallline.core import BadInput, Sentence
from fallline.core.threads import limit_blas_threads
from fallline.optimizers.torch_classes import allow_package
from fallline.web.jobs.job import TITLES, Job, crash_sentence, disk_sentence, overtime_sentence, size_sentence
from fallline.web.jobs.job_queue import JobQueue
from fallline.web.jobs.processes import LOW_PRIORITY, JobCommand, ProcessId, end_children, unfinished_folder
from fallline.web.operations.store import StoreError

PREPARING_STAGE = Sentence("Preparing")  # before the job itself reports
PROGRESS_INTERVAL_S = 0.25  # between two writes of the progress
WATCH_INTERVAL_S = 1.0
log = logging.getLogger(__name__)


def run_command(arguments: list[str], make_queue: Callable[[Path, float], JobQueue]) -> None:
    """Make the file of a run in this process, which was started for it; ``arguments`` are those of a JobCommand.

    ``make_queue`` opens the queue of the command's folder and limit.
    """
    command = JobCommand.from_arguments(arguments)
    psutil.Process().nice(LOW_PRIORITY)
    limit_blas_threads()
    for package in command.packages:
        allow_package(package)
    queue, folder = make_queue(command.folder, command.limit_s), unfinished_folder(command.folder)
    watch = Watch(queue, command.run, folder, command.owner)
    run_job(queue, command.run, folder, watch.start)
    watch.stop()


def run_job(queue: JobQueue, run: str, folder: Path, watch: Callable[[Job], None] = lambda _: None) -> None:
    """Make the file of a run in a subfolder of ``folder``, and store it or the failure.

    ``watch`` is called with the job before it is made. Nothing is done if the run is cancelled or taken by another
    process.
    """
    job = queue.take(run)
    if job is None:
        return
    watch(job)
    try:
        _make(queue, job, run, folder / run)
        queue.finish(run)
    except BadInput as problem:
        sentence = problem.sentence
    except (OSError, StoreError) as problem:
        _log_failure(job, problem)
        sentence = disk_sentence(job.kind)
    except Exception as problem:  # noqa: BLE001 - whatever it is, the visitor and the log are told
        _log_failure(job, problem)
        sentence = crash_sentence(job.kind)
    else:
        return
    queue.fail(run, sentence)


def _make(queue: JobQueue, job: Job, run: str, folder: Path) -> None:
    out, written_at = folder / f"{job.kind}{job.suffix}", 0.0
    folder.mkdir(parents=True)

    def report(stage: str, done: int, total: int, seconds_left: float | None = None) -> None:
        nonlocal written_at
        if time.monotonic() - written_at < PROGRESS_INTERVAL_S and 0 < done < total:
            return
        written_at = time.monotonic()
        progress = {"stage": stage, "done": done, "total": total}
        queue.store.write_progress(
            run, progress if seconds_left is None else {**progress, "secondsLeft": round(seconds_left)}
        )

    try:
        report(PREPARING_STAGE, 0, 0)
        job.make(out, report)
        queue.results.add(job.key, out, run)
    except BadInput as problem:  # without the server's path in the message to the visitor
        title = TITLES[job.kind]
        raise problem.with_values(lambda value: title if str(value).startswith(str(folder)) else value) from None
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _log_failure(job: Job, problem: Exception) -> None:
    """Log where an error occurred, without its message, which may hold a part of the visitor's link."""
    frames = "".join(traceback.format_tb(problem.__traceback__))
    log.error("The %s %s could not be made: %s at\n%s", job.kind, job.key, type(problem).__name__, frames)


@dataclass
class Watch:
    """Ends this process when its job is cancelled, takes too long or grows too large, or when its owner has ended.

    ``owner`` is the server or the task of a Celery worker that started this process; unfinished files are in
    ``folder``.
    """

    queue: JobQueue
    run: str
    folder: Path
    owner: ProcessId
    _stopped: threading.Event = field(default_factory=threading.Event)

    def start(self, job: Job) -> None:
        """Start watching in a thread; the time of the job counts from now."""
        threading.Thread(target=self._watch, args=(job.kind, time.monotonic()), daemon=True).start()

    def stop(self) -> None:
        """Stop watching, since the job is done."""
        self._stopped.set()

    def _watch(self, kind: str, began: float) -> None:
        while not self._stopped.wait(WATCH_INTERVAL_S):
            sentence = None
            if time.monotonic() - began > self.queue.limit_s:
                sentence = overtime_sentence(kind, self.queue.limit_s)
            elif _folder_bytes(self.folder / self.run) > self.queue.results.max_bytes:
                sentence = size_sentence(kind, self.queue.results.max_bytes)
            if sentence or not self.owner.find() or not self._is_wanted(kind):
                self._end_process(sentence)

    def _is_wanted(self, kind: str) -> bool:
        """Send a heartbeat, and return whether the queue has the run; True if the store does not answer."""
        try:
            self.queue.store.beat(self.run)
            self.queue.store.beat_worker(kind)
            return any(each.run == self.run for each in self.queue.store.read_queue())
        except StoreError:
            return True

    def _end_process(self, sentence: Sentence | None) -> None:
        end_children(psutil.Process())
        if sentence:
            with suppress(StoreError):
                self.queue.fail(self.run, sentence)
        shutil.rmtree(self.folder / self.run, ignore_errors=True)
        os._exit(1)


def _folder_bytes(folder: Path) -> int:
    """Return the sum of the sizes of all files in a folder, 0 if there is none."""
    total = 0
    for path in folder.rglob("*"):
        with suppress(OSError):  # it has been deleted since
            total += path.stat().st_size
    return total
