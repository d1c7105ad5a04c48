"""Films for visitors: made one after the other in processes of their own, kept, and served again to whoever asks."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from diskcache import Cache

from core import BadInput
from engine import View, read_link, write_link
from film import Filming
from optimizers._classes import ALWAYS, allowed

ROOT = Path(__file__).parent.parent
MOST_KEPT = 2 * 2**30  # bytes of films; beyond, the oldest go
MOST_WAITING = 12  # films that are made or wait
AT_ONCE = max(1, (os.cpu_count() or 2) // 2)  # films that are made at the same time; the page needs cores too
PATIENT = 19 if os.name == "posix" else getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", 0)
PAUSE = 0.3  # seconds between two looks at the queue, and between two reports
QUEUE = "queue"
UNEXPECTED = "The film met an error that should not be; the server's log has it."
FRAMES = re.compile(r"(\d+)/(\d+)")
log = logging.getLogger(__name__)

Report = Callable[[dict[str, int]], None]


@dataclass(frozen=True)
class Order:
    """A film that was asked for: a link without what a film does not show, how it is filmed, and its suffix."""

    link: str
    filming: Filming
    suffix: str

    @classmethod
    def of(cls, link: str, words: dict[str, str], suffix: str) -> Order:
        """Reads what a visitor asked for; raises BadInput."""
        scene, view = read_link(link)
        seen = dataclasses.replace(view, t=View.t, speed=View.speed, mode=View.mode, theme=View.theme)
        filming = Filming.read(words)
        filming.check(suffix)
        return cls(write_link(scene, seen), filming, suffix)

    @property
    def key(self) -> str:
        """Alike for alike films."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:24] + self.suffix

    def command(self, out: Path) -> list[str]:
        """What makes it, as a person would in a shell."""
        how = self.filming
        size = ["--size", f"{how.wide}x{how.tall}", "--fps", str(how.fps), "--seconds", str(how.seconds)]
        words = ["--layout", how.layout, "--camera", how.camera, "--theme", how.theme, "--pace", how.pace]
        packages = sorted(allowed - {ALWAYS})
        more = ["--allow-optimizers", *packages] if packages else []
        asked = ["film", self.link, "--out", str(out), "--progress", *size, *words, *more]
        return [sys.executable, str(ROOT / "app.py"), *asked]


class Films:
    """The films of one server: a folder, in it a store and a queue."""

    def __init__(self, folder: Path) -> None:
        """``folder`` belongs to the server, and goes when it does."""
        self.growing = folder / "growing"
        self.growing.mkdir()
        self.store = Cache(str(folder / "store"), size_limit=MOST_KEPT)

    def made(self, order: Order, report: Report) -> str:
        """Makes a film, or finds that it was made before; returns its key. Raises BadInput when it cannot be made.

        ``report`` is told {"waiting": how many are before it}, then {"done": frames, "all": frames}.
        """
        if order.key in self.store:
            return order.key
        with self._turn(order.key, report):
            if order.key not in self.store:
                self._make(order, report)
        return order.key

    def path(self, key: str) -> Path:
        """Where a film lies; raises BadInput if there is none."""
        found = self.store.get(key, read=True)
        if found is None:
            raise BadInput("This film is not kept any more; make it again.")
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
        out = self.growing / str(os.getpid()) / f"film{order.suffix}"
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
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        with subprocess.Popen(command, cwd=ROOT, **pipes) as process:
            psutil.Process(process.pid).nice(PATIENT)
            for line in process.stdout:
                if not (count := FRAMES.fullmatch(line.strip())):
                    said.append(line.strip())
                elif time.monotonic() - last > PAUSE:
                    last = time.monotonic()
                    report({"done": int(count[1]), "all": int(count[2])})
        if process.returncode == 2 and said:
            raise BadInput(said[-1].replace(str(out), "The film"))
        if process.returncode != 0:
            log.error("The film of %r failed: %s", order.link, "\n".join(said))
            raise BadInput(UNEXPECTED)

    @contextmanager
    def _turn(self, key: str, report: Report) -> Iterator[None]:
        """Waits in the queue; raises BadInput if it is full."""
        mine = (os.getpid(), time.time_ns(), key)
        with self.store.transact():
            queue = self._living()
            if len(queue) >= MOST_WAITING:
                raise BadInput(f"{len(queue)} films are being made or wait already; try again in a few minutes.")
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


def answer(films: Films, asked: dict[str, Any], report: Report) -> dict[str, Any]:
    """What the page is told of a film that it asked for: where it is, or what is wrong; with the question's number."""
    try:
        order = Order.of(asked["link"], asked["how"], asked["suffix"])
        key = films.made(order, report)
        return {"number": asked["number"], "href": f"/film/{key}", "bytes": films.path(key).stat().st_size}
    except BadInput as problem:
        return {"number": asked["number"], "problem": str(problem)}
    except Exception:
        log.exception("The film of %r could not be made.", asked)
        return {"number": asked["number"], "problem": UNEXPECTED}
