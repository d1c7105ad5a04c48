"""The server: for one person behind waitress, for a class behind gunicorn with several processes."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import waitress
from diskcache import Cache

from fallline.core import BadInput
from fallline.core.locations import cache_folder
from fallline.core.threads import alone
from fallline.programs.warmer import Warmer
from fallline.run.racing import share
from fallline.web.application import Parts, make_app
from fallline.web.classroom.classes import Classes
from fallline.web.jobs.backends import job_queue
from fallline.web.operations.limits import Limits
from fallline.web.operations.response_cache import ResponseCache
from fallline.web.operations.security import Guarding
from fallline.web.operations.store import REDIS, DiskStore, RedisStore, Store
from fallline.web.state.answers import warm

PORTS = 2**16
PER_CORE = 2  # processes of a class, each of which computes for one at a time: students stay with theirs, busy or not
WAITING = 512  # visitors at the door
MOST_SHARED = 512 * 2**20  # bytes of runs that a class's processes keep together


@dataclass(frozen=True)
class Serving:
    """What an operator sets: where, by how many threads of how many processes, whether a browser is opened and code
    compiled in the background, what is guarded against, and what is allowed at most. ``for_class`` serves a class."""

    host: str
    port: int
    threads: int
    workers: int = 1
    open_browser: bool = False
    compiles: bool = True
    for_class: bool = False
    guarding: Guarding = field(default_factory=Guarding)
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        """Checks the numbers."""
        if not 0 < self.port < PORTS:
            raise BadInput(f"--port {self.port} must be a port from 1 to {PORTS - 1}, such as 8050.")
        for name in ("threads", "workers"):
            if getattr(self, name) < 1:
                raise BadInput(f"--{name} {getattr(self, name)} must be at least 1, such as 8.")

    @property
    def address(self) -> str:
        """Where this machine's own browser finds it."""
        return f"http://{'localhost' if self.host in ('127.0.0.1', '0.0.0.0') else self.host}:{self.port}/"

    @property
    def shared_address(self) -> str:
        """Where others on the local network find it; '' if they cannot."""
        return f"http://{_own_address()}:{self.port}" if self.host == "0.0.0.0" else ""


def serving_of(asked: argparse.Namespace) -> Serving:
    """What the shell's words ask for; a class is served to the local network by two processes for each core."""
    host = asked.host or ("0.0.0.0" if asked.for_class else "127.0.0.1")
    workers = asked.workers or (PER_CORE * max(2, os.cpu_count() or 2) if asked.for_class else 1)
    how = {"open_browser": asked.open, "compiles": asked.compiles, "for_class": asked.for_class}
    how["guarding"] = Guarding(**_given(asked, per_minute="per_minute", proxies="proxies"), counts=_counts())
    how["limits"] = Limits(**_given(asked, **{name: f"most_{name}" for name in vars(Limits())}))
    return Serving(host, asked.port, asked.threads, workers, **how)


def _given(asked: argparse.Namespace, **words: str) -> dict[str, int]:
    """What was said of some words, by other names; what was not keeps its default."""
    return {name: value for name, word in words.items() if (value := getattr(asked, word)) is not None}


def _counts() -> str:
    """Where askers are counted."""
    return os.environ.get(REDIS, Guarding.counts)


def serve(serving: Serving) -> None:
    """Serves until interrupted; raises BadInput when the address cannot be used."""
    alone()  # requests run side by side
    with TemporaryDirectory(prefix="fallline-", ignore_cleanup_errors=True) as folder, _listening(serving) as listener:
        jobs, warmer = job_queue(Path(folder)), Warmer(off=not serving.compiles)
        store = _store(serving, Path(folder))
        if serving.for_class:
            share(Cache(str(Path(folder) / "runs"), size_limit=MOST_SHARED, sqlite_synchronous=0))
        parts = Parts(
            jobs=jobs,
            warmer=warmer,
            classes=Classes(store),
            cache=ResponseCache(store, Path(folder) / "locks") if serving.for_class else None,
            guarding=serving.guarding,
            address=serving.shared_address,
            limits=serving.limits,
        )
        app = make_app(parts)
        _say(serving)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that jobs end with the server in any case
        try:
            if serving.for_class and sys.platform != "win32":
                from fallline.web.processes import run

                run(app.server, listener, serving.workers, serving.threads)
            else:
                threading.Thread(target=warm, daemon=True).start()
                waitress.create_server(app.server, sockets=[listener], threads=serving.threads).run()
        except KeyboardInterrupt:
            print("Stopped.")
        finally:
            jobs.stop()
            warmer.stop()


@contextmanager
def _listening(serving: Serving) -> Iterator[socket.socket]:
    """The socket, before anything else is set up, so that an address that cannot be used is said at once."""
    family = socket.AF_INET6 if ":" in serving.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((serving.host, serving.port))
        listener.listen(WAITING)  # whoever comes before all is set up waits, and is not turned away
    except (OSError, OverflowError) as problem:
        listener.close()
        raise BadInput(
            f"Cannot serve on {serving.host} port {serving.port} ({problem}); try another, such as --port "
            f"{serving.port + 1}."
        ) from None
    with listener:
        yield listener


def _store(serving: Serving, folder: Path) -> Store:
    """What processes share: Redis where it is named, else a folder; a class outlives a restart of its server."""
    if url := os.environ.get(REDIS):
        from redis.exceptions import RedisError

        try:
            return RedisStore(url)
        except (RedisError, ValueError) as problem:
            raise BadInput(f"{REDIS}={url} cannot be used: {problem}. Start Redis there, or unset it.") from None
    if not serving.for_class:
        return DiskStore(folder / "shared")
    return DiskStore(cache_folder() / f"class-{serving.port}")


def _say(serving: Serving) -> None:
    print(f"Fall Line is at {serving.address}", flush=True)
    if serving.shared_address:
        print(f"On the local network: {serving.shared_address}/", flush=True)
    if serving.for_class and serving.shared_address:
        import segno

        segno.make(serving.shared_address, error="m").terminal(compact=True)
        print("Press Class on the page to begin one; students scan the code or open the address.", flush=True)
    if serving.open_browser and _has_screen():
        webbrowser.open(serving.address)


def _own_address() -> str:
    """The machine's address on the local network; no packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return "localhost"


def _has_screen() -> bool:
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
