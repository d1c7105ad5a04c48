"""Background compilation of the chunks that a server will need: one at a time, in subprocesses of low priority."""

from __future__ import annotations

import logging
import os
import subprocess
import threading
from collections.abc import Iterable
from pathlib import Path

import psutil
from cachetools import TTLCache

from fallline.core import Landscape, Optimizer
from fallline.core.locations import child_environment, module_command
from fallline.programs.compile_key import CompileKey, load_package, missing_compiler_text
from fallline.programs.package_folders import compiling_lock
from fallline.scene import Scene

MAX_WAITING = 24  # chunks in the queue; beyond, the oldest requests are dropped
LOW_PRIORITY = 19 if os.name == "posix" else getattr(psutil, "BELOW_NORMAL_PRIORITY_CLASS", 0)  # for Process.nice
RETRY_S = 3600.0  # after a failure that says nothing about the chunk, such as a full disk
_failed: TTLCache[Path, bool] = TTLCache(1000, RETRY_S)  # folders of chunks whose compilation failed in this process
_failed_lock = threading.Lock()
log = logging.getLogger(__name__)


class BackgroundCompiler:
    """A queue of chunks, newest first, that a thread compiles; if ``disabled``, requests are ignored."""

    def __init__(self, *, disabled: bool = False) -> None:
        """Make an empty queue without a thread; the first request starts the thread."""
        self.disabled = disabled
        self._waiting: list[CompileKey] = []
        self._condition = threading.Condition()
        self._process: subprocess.Popen | None = None
        self._thread: threading.Thread | None = None

    def request(self, kind: str, landscape: Landscape, optimizers: Iterable[Optimizer], device: str = "cpu") -> None:
        """Queue the chunks of these optimizers; returns at once. Those that exist already are only loaded."""
        keys = [CompileKey.for_optimizer(kind, landscape, each, device) for each in optimizers]
        with self._condition:
            if self.disabled:
                return
            self._waiting = [*(each for each in self._waiting if each not in keys), *keys][-MAX_WAITING:]
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, daemon=True)
                self._thread.start()
            self._condition.notify()

    def stop(self) -> None:
        """End the current compilation, clear the queue and ignore further requests."""
        with self._condition:
            self.disabled, self._waiting = True, []
            if self._process:
                _kill(self._process.pid)
            self._condition.notify()

    def _work(self) -> None:
        if missing_compiler_text():
            self.stop()
        while key := self._next():
            try:
                self._compile(key)
            except OSError as problem:
                _note_failure(key, str(problem))

    def _compile(self, key: CompileKey) -> None:
        """Compile a chunk, unless it exists, once no other process of this user compiles in the background."""
        if not _is_needed(key):
            return
        with compiling_lock():
            with self._condition:
                if self.disabled or not _is_needed(key):  # another process has compiled it in the meantime
                    return
                self._process = _start_compilation(key)
            psutil.Process(self._process.pid).nice(LOW_PRIORITY)
            _, output = self._process.communicate()
            if not self.disabled:
                _check_result(key, output)

    def _next(self) -> CompileKey | None:
        """Wait for a request and return its key; None after ``stop``."""
        with self._condition:
            self._condition.wait_for(lambda: self._waiting or self.disabled)
            return None if self.disabled else self._waiting.pop()


def compile_command(key: CompileKey) -> list[str]:
    """Return the command line, as a list of arguments, that compiles the chunk of a key in a new process."""
    scene = Scene(key.landscape, (key.optimizer,), (key.landscape.start,), device=key.device)
    return module_command("fallline.programs.compile", key.kind, scene.to_link())


def compile_and_wait(key: CompileKey) -> None:
    """Compile a chunk in a new process and wait for it, unless that failed within RETRY_S."""
    if _is_needed(key):
        _, output = _start_compilation(key).communicate()
        _check_result(key, output)


def _is_needed(key: CompileKey) -> bool:
    with _failed_lock:
        has_failed = key.folder in _failed
    return not (has_failed or key.refusal or load_package(key))


def _start_compilation(key: CompileKey) -> subprocess.Popen:
    return subprocess.Popen(
        compile_command(key), env=child_environment(), stderr=subprocess.PIPE, text=True, errors="replace"
    )


def _check_result(key: CompileKey, output: str) -> None:
    """Load the package of a compilation that has ended; note the failure if it left neither that nor a refusal."""
    if not key.refusal and load_package(key) is None:
        _note_failure(key, output.strip().rpartition("\n")[2] or "its process was ended")


def _note_failure(key: CompileKey, problem: str) -> None:
    with _failed_lock:
        _failed[key.folder] = True
    log.warning("A step of %s is not compiled, and next tried in an hour: %s", key.optimizer.title, problem[:500])


def _kill(pid: int) -> None:
    """Kill a process and its descendants."""
    try:
        process = psutil.Process(pid)
        for each in (*process.children(recursive=True), process):
            each.kill()
    except psutil.NoSuchProcess:
        return
