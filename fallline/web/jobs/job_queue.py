"""Long work for visitors: each piece by a process of its own, kept, and served again to whoever asks.

The queue is a list in a store that all server processes share. There is a lane for each kind of work, so that films do
not wait behind reports. A job that waits is begun by the question of whoever waits for it; if nobody asks, it is
dropped.
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

from fallline.core import BadInput
from fallline.core.locations import child_environment, module_command
from fallline.optimizers.torch_classes import ALWAYS, allowed
from fallline.web.messages import JobStatus

MOST_KEPT = 2 * 2**30  # bytes of what was made; beyond, the oldest goes
MOST_WAITING = 12  # jobs that are done or wait
AT_ONCE = 1  # jobs of one kind that are done at the same time; the page needs cores too
ABSENT = 20.0  # seconds after which a job that waits is dropped, if nobody asked for it
SILENT = 300.0  # seconds after which work elsewhere that says nothing counts as lost
PATIENT = 19 if os.name == "posix" else getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", 0)
REMEMBERED = 3600.0  # seconds for which a failure is
LOOKS, PAUSE, OFTEN = 20, 0.1, 0.25  # of a worker for its order, seconds between them, and between two reports
QUEUE = "queue"
UNEXPECTED = "The {what} met an error that should not be; the server's log has it."
LOST = "The process that made this {what} ended before it was done; try again, or a smaller one."
NO_ROOM = "The server cannot write what belongs to this {what}; its disk may be full. Tell whoever runs it."
GONE = "This is not kept any more; make it again."
log = logging.getLogger(__name__)

Report = Callable[[str, int, int, float | None], None]  # stage, how many parts are done, of how many, seconds left


class Cancelled(Exception):
    """Nobody wants it any more."""


class Order(Protocol):
    """What was asked for: ``what`` in a word, by whose ``link``; the ``key``, which ends in the ``suffix``, is the same
    for what comes out the same."""

    @property
    def what(self) -> str:
        """A word for it: its kind."""

    @property
    def link(self) -> str:
        """The race."""

    @property
    def suffix(self) -> str:
        """What its file ends in."""

    @property
    def key(self) -> str:
        """Its name."""

    def make(self, out: Path, report: Report) -> None:
        """Makes the file; raises BadInput."""

    def facts(self, path: Path) -> dict[str, Any]:
        """What the page is told of the file that was made."""


@dataclass(frozen=True)
class Job:
    """An order in the queue: who waits for it, since when, when one of them last asked, and its process (None: it has
    not been begun, 0: it is done elsewhere)."""

    order: Order
    visitors: frozenset[str]
    since: int
    asked: float
    process: int | None = None

    @property
    def key(self) -> str:
        """The order's."""
        return self.order.key


@dataclass
class JobQueue:
    """The work of one server: a ``folder``, in it a store and a queue.

    The folder belongs to the server, and goes when it does, or is shared with those who work for it. ``send`` hands an
    order to a worker elsewhere, which is told what this server allows; without it, work is done by processes of this
    machine.
    """

    folder: Path
    send: Callable[[Order, list[str]], None] | None = None
    store: Cache = field(init=False)

    def __post_init__(self) -> None:
        """Makes the folder."""
        self.growing.mkdir(parents=True, exist_ok=True)
        self.store = Cache(str(self.folder / "store"), size_limit=MOST_KEPT)

    @property
    def growing(self) -> Path:
        """Where files are that are not whole yet."""
        return self.folder / "growing"

    def ask(self, order: Order, visitor: str) -> JobStatus:
        """Has an order made, unless it was made before or is in the queue; raises BadInput if that is full."""
        with self._shared(order.what):
            queue = self._living()
            mine = next((each for each in queue if each.key == order.key), None)
            if order.key not in self.store and mine is None:
                if len(queue) >= MOST_WAITING:
                    raise BadInput(
                        f"{len(queue)} films and reports are being made or wait already; try again in a few minutes."
                    )
                self.store.delete(_told(order.key))
                self.store[_ordered(order.key)] = order
                self.store[QUEUE] = [*queue, Job(order, frozenset(), time.time_ns(), time.time())]
            return self._status(order, visitor)

    def status(self, order_key: str, what: str, visitor: str) -> JobStatus:
        """How far it is, for one who waits for it; begins it where it is its turn."""
        with self._shared(what):
            order = self.store.get(_ordered(order_key))
            if order is not None and (order_key in self.store or any(each.key == order_key for each in self._living())):
                return self._status(order, visitor)
            told = self.store.get(_told(order_key), {})
            return {"key": order_key, "state": "failed", "problem": told.get("problem", GONE)}

    def cancel(self, key: str, what: str, visitor: str) -> None:
        """One visitor does not want it any more; it ends where nobody else does."""
        with self._shared(what):
            queue = self._living()
            self.store[QUEUE] = [
                replace(each, visitors=each.visitors - {visitor}) if each.key == key else each
                for each in queue
                if each.key != key or each.visitors - {visitor}
            ]
            for each in queue:
                if each.key == key and not each.visitors - {visitor} and each.process:
                    _end(each.process)

    def path(self, key: str) -> Path:
        """Where it lies; raises BadInput if it is not there."""
        found = self.store.get(key, read=True)
        if found is None:
            raise BadInput(GONE)
        with found:
            return Path(found.name)

    def stop(self) -> None:
        """Ends whatever is being made here; nothing else that the server may have started, such as a browser."""
        for each in self._living():
            if each.process:
                _end(each.process)

    def carry_out(self, key: str) -> None:
        """Makes what was ordered under a key, in this process, which is the worker's."""
        for _ in range(LOOKS):  # whoever began it may not have written yet that it is in the queue
            order = next((each.order for each in self.store.get(QUEUE, []) if each.key == key), None)
            if order is not None:
                break
            time.sleep(PAUSE)
        if order is None or key in self.store:
            return
        try:
            self._make(order)
        except Cancelled:
            return
        except BadInput as problem:
            said = str(problem)
        except (OSError, sqlite3.Error, diskcache.Timeout):
            log.exception("The %s of %r could not be kept.", order.what, order.link)
            said = NO_ROOM.format(what=order.what)
        except Exception:
            log.exception("The %s of %r could not be made.", order.what, order.link)
            said = UNEXPECTED.format(what=order.what)
        else:
            return
        self.store.set(_told(key), {"problem": said}, expire=REMEMBERED)
        with self.store.transact():
            self.store[QUEUE] = [each for each in self.store.get(QUEUE, []) if each.key != key]

    def _make(self, order: Order) -> None:
        for left in self.growing.iterdir():  # by one that was cancelled in its last moment
            if not _alive(int(left.name)):
                shutil.rmtree(left, ignore_errors=True)
        out = self.growing / str(os.getpid()) / f"{order.what}{order.suffix}"
        out.parent.mkdir()
        told = 0.0

        def report(stage: str, done: int, whole: int, left: float | None = None) -> None:
            nonlocal told
            if time.monotonic() - told < OFTEN and 0 < done < whole:
                return
            told = time.monotonic()
            if not any(each.key == order.key for each in self.store.get(QUEUE, [])):
                raise Cancelled
            far = {"stage": stage, "done": done, "all": whole, "at": time.time()}
            far |= {} if left is None else {"left": round(left)}
            self.store.set(_told(order.key), far, expire=REMEMBERED)

        try:
            order.make(out, report)
            with out.open("rb") as content:
                self.store.set(order.key, content, read=True)
        except BadInput as problem:  # a visitor need not know where it would have been
            raise BadInput(str(problem).replace(str(out), f"The {order.what}")) from None
        finally:
            shutil.rmtree(out.parent, ignore_errors=True)

    @contextmanager
    def _shared(self, what: str) -> Iterator[None]:
        """The store is this process's alone for a moment; raises BadInput where it cannot be written."""
        try:
            with self.store.transact():
                yield
        except (OSError, sqlite3.Error, diskcache.Timeout):
            log.exception("The queue cannot be written.")
            raise BadInput(NO_ROOM.format(what=what)) from None

    def _status(self, order: Order, visitor: str) -> JobStatus:
        if order.key in self.store:
            self.store[QUEUE] = self._living()
            return {"key": order.key, "state": "made", **order.facts(self.path(order.key))}  # type: ignore[typeddict-item]
        queue = self._living()
        place = next(place for place, each in enumerate(queue) if each.key == order.key)
        mine = replace(queue[place], visitors=queue[place].visitors | {visitor}, asked=time.time())
        before = sum(each.order.what == order.what for each in queue[:place])
        if mine.process is None and (before < AT_ONCE or self.send):
            mine = replace(mine, process=self._begin(order))
        self.store[QUEUE] = [*queue[:place], mine, *queue[place + 1 :]]
        if mine.process is None:
            return {"key": order.key, "state": "waiting", "waiting": before}
        told = {name: value for name, value in self.store.get(_told(order.key), {}).items() if name != "at"}
        return {"key": order.key, "state": "making" if told else "starting", **told}

    def _begin(self, order: Order) -> int:
        """Has somebody make it: the process that does, 0 for one elsewhere."""
        more = sorted(allowed - {ALWAYS})
        if self.send:
            self.send(order, more)
            return 0
        command = module_command("fallline.web.jobs.worker", str(self.folder), order.key, *more)
        process = subprocess.Popen(command, env=child_environment())
        threading.Thread(target=process.wait, daemon=True).start()  # else it stays in the list of processes
        return process.pid

    def _living(self) -> list[Job]:
        """The queue without what is done, what ended before it was done, of which a failure is kept, and what nobody
        asks for."""
        living = []
        for each in self.store.get(QUEUE, []):
            if each.key in self.store:
                continue
            if each.process is None:
                if time.time() - each.asked < ABSENT:
                    living.append(each)
            elif self._works(each):
                living.append(each)
            elif "problem" not in self.store.get(_told(each.key), {}):
                self.store.set(_told(each.key), {"problem": LOST.format(what=each.order.what)}, expire=REMEMBERED)
        return living

    def _works(self, job: Job) -> bool:
        if job.process:
            return _alive(job.process)
        return time.time() - self.store.get(_told(job.key), {}).get("at", job.since / 1e9 + REMEMBERED) < SILENT


def _ordered(key: str) -> str:
    """Under which name the store keeps what was ordered."""
    return f"order:{key}"


def _told(key: str) -> str:
    """Under which name the store keeps how far something is, or why it failed."""
    return f"told:{key}"


def _alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _end(pid: int) -> None:
    """Ends a process and its children, at once."""
    with suppress(psutil.NoSuchProcess):
        for process in (*psutil.Process(pid).children(recursive=True), psutil.Process(pid)):
            with suppress(psutil.NoSuchProcess):
                process.kill()
