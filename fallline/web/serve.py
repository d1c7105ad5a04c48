"""The web server: waitress for one person, gunicorn with several processes for a class."""

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
from fallline.core.threads import use_one_thread
from fallline.programs.background_compiler import BackgroundCompiler
from fallline.run.racing import add_shared_cache
from fallline.web.application import Services, make_app
from fallline.web.classroom.classes import Classes
from fallline.web.jobs.backends import job_queue
from fallline.web.operations.limits import Limits
from fallline.web.operations.response_cache import ResponseCache
from fallline.web.operations.security import SecuritySettings
from fallline.web.operations.store import REDIS_VARIABLE, DiskStore, RedisStore, Store
from fallline.web.state.answers import compute_opening_race

PORT_COUNT = 2**16
# Of a class. A process computes one answer at a time, and a connection stays with its process, even a busy one.
PROCESSES_PER_CORE = 2
MAX_PENDING_CONNECTIONS = 512
SHARED_CACHE_BYTES = 512 * 2**20  # of runs, for all processes of a class together


@dataclass(frozen=True)
class ServerOptions:
    """The options of ``fallline serve``.

    ``threads`` are per process, ``workers`` the number of processes. ``compiles`` allows compiling in the background.
    ``for_class`` serves a class. Raises BadInput if a number is out of range.
    """

    host: str
    port: int
    threads: int
    workers: int = 1
    open_browser: bool = False
    compiles: bool = True
    for_class: bool = False
    security: SecuritySettings = field(default_factory=SecuritySettings)
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        """Raise BadInput if a number is out of range."""
        if not 0 < self.port < PORT_COUNT:
            raise BadInput(f"--port {self.port} must be a port from 1 to {PORT_COUNT - 1}, such as 8050.")
        for name in ("threads", "workers"):
            if getattr(self, name) < 1:
                raise BadInput(f"--{name} {getattr(self, name)} must be at least 1, such as 8.")

    @property
    def address(self) -> str:
        """The URL for a browser on this machine."""
        return f"http://{'localhost' if self.host in ('127.0.0.1', '0.0.0.0') else self.host}:{self.port}/"

    @property
    def shared_address(self) -> str:
        """The URL on the local network, without a final slash; '' if the server listens only on this machine."""
        return f"http://{_local_address()}:{self.port}" if self.host == "0.0.0.0" else ""


def read_server_options(arguments: argparse.Namespace) -> ServerOptions:
    """Return the server options that parsed command-line arguments ask for.

    With --class, unless set otherwise: all network interfaces, and PROCESSES_PER_CORE processes per core (at least two
    cores counted). Raises BadInput if a number is out of range.
    """
    host = arguments.host or ("0.0.0.0" if arguments.for_class else "127.0.0.1")
    workers = arguments.workers or (PROCESSES_PER_CORE * max(2, os.cpu_count() or 2) if arguments.for_class else 1)
    keywords = {"open_browser": arguments.open, "compiles": arguments.compiles, "for_class": arguments.for_class}
    security = _given_arguments(arguments, per_minute="per_minute", proxies="proxies")
    keywords["security"] = SecuritySettings(**security, counter_storage=_counter_storage())
    keywords["limits"] = Limits(**_given_arguments(arguments, **{name: f"most_{name}" for name in vars(Limits())}))
    return ServerOptions(host, arguments.port, arguments.threads, workers, **keywords)


def _given_arguments(arguments: argparse.Namespace, **arguments_by_name: str) -> dict[str, int]:
    """Return the values of the arguments that were given, by the keywords of ``arguments_by_name``."""
    values = {name: getattr(arguments, argument) for name, argument in arguments_by_name.items()}
    return {name: value for name, value in values.items() if value is not None}


def _counter_storage() -> str:
    """Return the URL of the storage of the rate limits' counters."""
    return os.environ.get(REDIS_VARIABLE, SecuritySettings.counter_storage)


def serve(options: ServerOptions) -> None:
    """Serve until interrupted. Raises BadInput if the address cannot be used."""
    use_one_thread()  # requests already run in parallel
    with (
        TemporaryDirectory(prefix="fallline-", ignore_cleanup_errors=True) as folder,
        _bound_socket(options) as listener,
    ):
        jobs, compiler = job_queue(Path(folder)), BackgroundCompiler(disabled=not options.compiles)
        store = _store(options, Path(folder))
        if options.for_class:
            add_shared_cache(Cache(str(Path(folder) / "runs"), size_limit=SHARED_CACHE_BYTES, sqlite_synchronous=0))
        services = Services(
            jobs=jobs,
            compiler=compiler,
            classes=Classes(store),
            cache=ResponseCache(store, Path(folder) / "locks") if options.for_class else None,
            security=options.security,
            address=options.shared_address,
            limits=options.limits,
        )
        app = make_app(services)
        _print_addresses(options)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that the ``finally`` below ends the jobs
        try:
            if options.for_class and sys.platform != "win32":
                from fallline.web.processes import run_processes

                run_processes(app.server, listener, options.workers, options.threads)
            else:
                threading.Thread(target=compute_opening_race, daemon=True).start()
                waitress.create_server(app.server, sockets=[listener], threads=options.threads).run()
        except KeyboardInterrupt:
            print("Stopped.")
        finally:
            jobs.stop()
            compiler.stop()


@contextmanager
def _bound_socket(options: ServerOptions) -> Iterator[socket.socket]:
    """Bind the socket, before anything else is set up, so that a bad address is reported at once.

    Raises BadInput if the address cannot be used.
    """
    family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((options.host, options.port))
        listener.listen(MAX_PENDING_CONNECTIONS)  # connections during the setup wait instead of being refused
    except (OSError, OverflowError) as problem:
        listener.close()
        raise BadInput(
            f"Cannot serve on {options.host} port {options.port} ({problem}); try another, such as --port "
            f"{options.port + 1}."
        ) from None
    with listener:
        yield listener


def _store(options: ServerOptions, folder: Path) -> Store:
    """Return the store that processes share: Redis if the environment variable REDIS_URL is set, else a folder.

    A class's folder is in the cache folder, so that classes survive a restart. Raises BadInput if Redis cannot be used.
    """
    if url := os.environ.get(REDIS_VARIABLE):
        from redis.exceptions import RedisError

        try:
            return RedisStore(url)
        except (RedisError, ValueError) as problem:
            raise BadInput(
                f"{REDIS_VARIABLE}={url} cannot be used: {problem}. Start Redis there, or unset it."
            ) from None
    if not options.for_class:
        return DiskStore(folder / "shared")
    return DiskStore(cache_folder() / f"class-{options.port}")


def _print_addresses(options: ServerOptions) -> None:
    print(f"Fall Line is at {options.address}", flush=True)
    if options.shared_address:
        print(f"On the local network: {options.shared_address}/", flush=True)
    if options.for_class and options.shared_address:
        import segno

        segno.make(options.shared_address, error="m").terminal(compact=True)
        print("Press Class on the page to begin one; students scan the code or open the address.", flush=True)
    if options.open_browser and _has_screen():
        webbrowser.open(options.address)


def _local_address() -> str:
    """Return this machine's IP address on the local network, without sending a packet; 'localhost' if it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
            return probe.getsockname()[0]
        except OSError:
            return "localhost"


def _has_screen() -> bool:
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
