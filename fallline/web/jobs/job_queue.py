"""Long work for visitors: done one after the other in processes of their own, kept, and served again to whoever
asks."""

from __future__ import annotations

import logging
import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import psutil
from diskcache import Cache

from fallline.core import BadInput
from fallline.core.locations import child_environment

MOST_KEPT = 2 * 2**30  # bytes of what was made; beyond, the oldest goes
MOST_WAITING = 12  # errands that are done or wait
AT_ONCE = max(1, (os.cpu_count() or 2) // 2)  # errands that are done at the same time; the page needs cores too
PATIENT = 19 if os.name == "posix" else getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", 0)
PAUSE = 0.3  # seconds between two looks at the queue, and between two reports
QUEUE = "queue"
UNEXPECTED = "The {what} met an error that should not be; the server's log has it."
PROGRESS = re.compile(r"(?:(?P<stage>[^|]+)\|)?(?P<done>\d+)/(?P<all>\d+)(?:\|(?P<left>\d+))?")
log = logging.getLogger(__name__)

Report = Callable[[dict[str, Any]], None]


class Order(Protocol):
    """What was asked for: ``what`` in a word, by whose ``link``, and alike ``key``s for what comes out alike."""

    @property
    def what(self) -> str:
        """A word for it."""

    @property
    def link(self) -> str:
        """The race."""

    @property
    def suffix(self) -> str:
        """What its file ends in."""

    @property
    def key(self) -> str:
        """Ends in the suffix."""

    def command(self, out: Path) -> list[str]:
        """What makes it, as a person would in a shell; it prints how far it is as '3/10', or 'stage|3/10|seconds'."""


class Errands:
    """The errands of one server: a folder, in it a store and a queue."""

    def __init__(self, folder: Path) -> None:
        """``folder`` belongs to the server, and goes when it does, or is shared with those who work for it."""
        self.growing = folder / "growing"
        self.growing.mkdir(parents=True, exist_ok=True)
        self.store = Cache(str(folder / "store"), size_limit=MOST_KEPT)

    def made(self, order: Order, report: Report) -> str:
        """Makes what was ordered, or finds that it was made before; returns its key. Raises BadInput when it cannot.

        ``report`` is told {"waiting": how many are before it}, then {"done": parts, "all": parts}, and perhaps the
        "stage" and the seconds that are "left".
        """
        if order.key in self.store:
            return order.key
        with self._turn(order.key, report):
            if order.key not in self.store:
                self._make(order, report)
        return order.key

    def path(self, key: str) -> Path:
        """Where it lies; raises BadInput if it is not there."""
        found = self.store.get(key, read=True)
        if found is None:
            raise BadInput("This is not kept any more; make it again.")
        with found:
            return Path(found.name)

    def stop(self) -> None:
        """Ends whatever is being made or waits; nothing else that the server may have started, such as a browser."""
        for pid, *_ in self._living():
            for process in (*psutil.Process(pid).children(recursive=True), psutil.Process(pid)):
                with suppress(psutil.NoSuchProcess):
                    process.kill()

    def _make(self, order: Order, report: Report) -> None:
        for left in self.growing.iterdir():  # by one that was cancelled in its last moment
            if not _alive(int(left.name)):
                shutil.rmtree(left, ignore_errors=True)
        out = self.growing / str(os.getpid()) / f"{order.what}{order.suffix}"
        out.parent.mkdir()
        try:
            self._run(order, out, report)
            with out.open("rb") as content:
                self.store.set(order.key, content, read=True)
        finally:
            shutil.rmtree(out.parent, ignore_errors=True)

    def _run(self, order: Order, out: Path, report: Report) -> None:
        """The shell's command, while it says how far it is; raises BadInput with what it says where it fails."""
        command, last, said = order.command(out), 0.0, []
        with subprocess.Popen(
            command, env=child_environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:
            psutil.Process(process.pid).nice(PATIENT)
            for line in process.stdout or ():
                if not (found := PROGRESS.fullmatch(line.strip())):
                    said.append(line.strip())
                elif time.monotonic() - last > PAUSE:
                    last = time.monotonic()
                    told = {name: value for name, value in found.groupdict().items() if value is not None}
                    report({name: value if name == "stage" else int(value) for name, value in told.items()})
        if process.returncode == 2 and said:
            raise BadInput(said[-1].replace(str(out), f"The {order.what}"))
        if process.returncode != 0:
            log.error("The %s of %r failed: %s", order.what, order.link, "\n".join(said))
            raise BadInput(UNEXPECTED.format(what=order.what))

    @contextmanager
    def _turn(self, key: str, report: Report) -> Iterator[None]:
        """Waits in the queue; raises BadInput if it is full."""
        mine = (os.getpid(), time.time_ns(), key)
        with self.store.transact():
            queue = self._living()
            if len(queue) >= MOST_WAITING:
                raise BadInput(
                    f"{len(queue)} films and reports are being made or wait already; try again in a few minutes."
                )
            self.store[QUEUE] = [*queue, mine]
        try:
            while (waiting := self._before(mine)) is not None:
                report({"waiting": waiting})
                time.sleep(PAUSE)
            yield
        finally:
            with self.store.transact():
                self.store[QUEUE] = [each for each in self._living() if each != mine]

    def _before(self, mine: tuple) -> int | None:
        """How many are in front; None when it is one's turn."""
        before = [each for each in self._living() if each[1] < mine[1]]
        alike = any(each[2] == mine[2] for each in before)
        return len(before) if alike or len(before) >= AT_ONCE else None

    def _living(self) -> list[tuple]:
        """The queue without those that were cancelled."""
        return [tuple(each) for each in self.store.get(QUEUE, []) if _alive(each[0])]


def _alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def answered(what: str, asked: dict[str, Any], do: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What the page is told of what it asked for, with the question's number: what ``do`` finds, or what is wrong."""
    try:
        return {"number": asked["number"], **do()}
    except BadInput as problem:
        return {"number": asked["number"], "problem": str(problem)}
    except Exception:
        log.exception("The %s of %r could not be made.", what, asked)
        return {"number": asked["number"], "problem": UNEXPECTED.format(what=what)}
