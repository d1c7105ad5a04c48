"""Compiles what a server is about to need: one chunk after the other, in processes of their own that give way."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterable

import psutil

from fallline.core import Landscape, Optimizer
from fallline.core.locations import child_environment, module_command
from fallline.programs.compiled import Order, lacks, package_of
from fallline.scene import Scene

MOST_WAITING = 24  # chunks; of more, those that were asked for first are forgotten
PATIENT = 19 if os.name == "posix" else getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", 0)


class Warmer:
    """A queue whose newest entry is next, worked on in a thread; ``off`` it takes nothing."""

    def __init__(self, *, off: bool = False) -> None:
        """Starts with the first order."""
        self.off = off
        self._waiting: list[Order] = []
        self._tried: set[Order] = set()  # once each: what failed for want of disk, say, would fail again
        self._turn = threading.Condition()
        self._process: subprocess.Popen | None = None
        self._thread: threading.Thread | None = None

    def ask(self, kind: str, landscape: Landscape, optimizers: Iterable[Optimizer], device: str = "cpu") -> None:
        """Has the chunks compiled that are not there yet and can be, and loaded; returns at once."""
        orders = [Order.of(kind, landscape, each, device) for each in optimizers]
        with self._turn:
            if self.off:
                return
            self._waiting = [*(each for each in self._waiting if each not in orders), *orders][-MOST_WAITING:]
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()
            self._turn.notify()

    def stop(self) -> None:
        """Ends whatever is being compiled, and takes no more."""
        with self._turn:
            self.off, self._waiting = True, []
            if self._process:
                _kill(self._process.pid)
            self._turn.notify()

    def _work(self) -> None:
        if lacks():  # asked here, since the compiler's modules take a second to load
            self.stop()
        while order := self._next():
            if order in self._tried or order.objection or package_of(order):
                continue
            self._tried.add(order)
            with self._turn:
                if self.off:
                    return
                self._process = subprocess.Popen(command(order), env=child_environment(), stderr=subprocess.DEVNULL)
            psutil.Process(self._process.pid).nice(PATIENT)
            self._process.wait()
            package_of(order)

    def _next(self) -> Order | None:
        with self._turn:
            self._turn.wait_for(lambda: self._waiting or self.off)
            return None if self.off else self._waiting.pop()


def command(order: Order) -> list[str]:
    """What compiles an order in a process of its own."""
    scene = Scene(order.landscape, (order.optimizer,), (order.landscape.start,), device=order.device)
    return module_command("fallline.programs.compile", order.kind, scene.to_link())


def compile_now(order: Order) -> None:
    """Compiles an order, and waits for it."""
    subprocess.run(command(order), env=child_environment(), stderr=subprocess.DEVNULL, check=False)


def _kill(pid: int) -> None:
    try:
        process = psutil.Process(pid)
        for each in (*process.children(recursive=True), process):
            each.kill()
    except psutil.NoSuchProcess:
        return
