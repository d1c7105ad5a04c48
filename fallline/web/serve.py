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
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask

from fallline.core import BadInput
from fallline.core.locations import cache_folder
from fallline.core.threads import use_one_thread
from fallline.programs.background_compiler import BackgroundCompiler
from fallline.run.racing import add_shared_cache, run_cache
from fallline.web.api.maps import basin_cache
from fallline.web.application import Services, make_app
from fallline.web.classroom.classes import Classes
from fallline.web.http_server import MAX_PENDING_CONNECTIONS, HttpServer, HttpSettings
from fallline.web.jobs.backends import job_queue
from fallline.web.operations.hosts import Hosts, known_hosts
from fallline.web.operations.limits import CLASS_SECONDS, Limits
from fallline.web.operations.logs import add_request_log, use_json_logs
from fallline.web.operations.memory import divide_caches
from fallline.web.operations.response_cache import ResponseCache
from fallline.web.operations.security import SecuritySettings
from fallline.web.operations.server_folder import server_folder
from fallline.web.operations.shared_runs import SharedRuns
from fallline.web.operations.store import REDIS_VARIABLE, DiskStore, RedisStore, Store, StoreError
from fallline.web.state.answers import compute_opening_race

PORT_COUNT = 2**16
# Of a class. A process computes one answer at a time, and a connection stays with its process, even a busy one.
PROCESSES_PER_CORE = 2
MAX_CLOSING_S = 5.0  # of a single process, for requests under way


@dataclass(frozen=True)
class ServerOptions:
    """The options of ``fallline serve``.

    ``threads`` are per process, ``workers`` the number of processes. ``compiles`` allows compiling in the background.
    ``for_class`` serves a class. ``hosts`` are those that requests may name. Raises BadInput if a number is out of
    range.
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
    hosts: Hosts = field(default_factory=Hosts)

    def __post_init__(self) -> None:
        """Raise BadInput if a number is out of range."""
        if not 0 < self.port < PORT_COUNT:
            raise BadInput(f"--port {self.port} must be a port from 1 to {PORT_COUNT - 1}, such as 8050.")
        for name in ("threads", "workers"):
            if getattr(self, name) < 1:
                raise BadInput(f"--{name} {getattr(self, name)} must be at least 1, such as 16.")

    @property
    def address(self) -> str:
        """The URL for a browser on this machine."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{'localhost' if self.host in ('127.0.0.1', '0.0.0.0', '::') else host}:{self.port}/"

    @property
    def shared_address(self) -> str:
        """The URL on the local network, without a final slash; '' if the server listens only on this machine."""
        return f"http://{_local_address()}:{self.port}" if self.host == "0.0.0.0" else ""


def read_server_options(arguments: argparse.Namespace) -> ServerOptions:
    """Return the server options that parsed command-line arguments ask for.

    With --class, unless set otherwise: all network interfaces, and PROCESSES_PER_CORE processes per core (at least two
    cores counted). Raises BadInput if an option is wrong.
    """
    host = arguments.host or ("0.0.0.0" if arguments.for_class else "127.0.0.1")
    workers = arguments.workers or (PROCESSES_PER_CORE * max(2, os.cpu_count() or 2) if arguments.for_class else 1)
    keywords = {"open_browser": arguments.open, "compiles": arguments.compiles, "for_class": arguments.for_class}
    security = _given_arguments(arguments, per_minute="per_minute", proxies="proxies")
    keywords["security"] = SecuritySettings(**security, counter_storage=_counter_storage())
    given = _given_arguments(arguments, **{name: f"most_{name}" for name in vars(Limits())})
    keywords["limits"] = Limits(**({"seconds": CLASS_SECONDS} if arguments.for_class else {}) | given)
    keywords["hosts"] = known_hosts(host, arguments.allowed_hosts)
    return ServerOptions(host, arguments.port, arguments.threads, workers, **keywords)


def _given_arguments(arguments: argparse.Namespace, **arguments_by_name: str) -> dict[str, int]:
    """Return the values of the arguments that were given, by the keywords of ``arguments_by_name``."""
    values = {name: getattr(arguments, argument) for name, argument in arguments_by_name.items()}
    return {name: value for name, value in values.items() if value is not None}


def _counter_storage() -> str:
    """Return the URL of the storage of the rate limits' counters."""
    url = os.environ.get(REDIS_VARIABLE, SecuritySettings.counter_storage)
    return f"redis+{url}" if url.startswith("unix:") else url  # as the library of the rate limits writes it


def serve(options: ServerOptions) -> None:
    """Serve until interrupted. Raises BadInput if the address cannot be used, or nothing can be written."""
    use_one_thread()  # requests already run in parallel
    _end_by_signals()
    try:
        with server_folder() as folder, _bound_socket(options) as listener:
            _serve(options, folder, listener)
    except KeyboardInterrupt:
        with suppress(OSError):  # the terminal may be closed
            print("Stopped.")


def _serve(options: ServerOptions, folder: Path, listener: socket.socket) -> None:
    jobs, compiler = job_queue(folder, 60.0 * options.limits.minutes), BackgroundCompiler(disabled=not options.compiles)
    store = _store(options, folder)
    if options.for_class:
        add_shared_cache(SharedRuns(folder / "runs"))
    has_processes = options.for_class and sys.platform != "win32"
    divide_caches(options.workers if has_processes else 1, (run_cache, basin_cache))
    services = Services(
        jobs=jobs,
        compiler=compiler,
        classes=Classes(store, options.limits),
        cache=ResponseCache(store, folder / "locks") if options.for_class else None,
        security=options.security,
        address=options.shared_address,
        limits=options.limits,
        computing_requests=max(1, options.threads // 2),
        hosts=options.hosts,
    )
    server = make_app(services).server
    if options.for_class or options.hosts.is_public:
        use_json_logs(server)
    _print_addresses(options)
    try:
        _answer_requests(server, listener, options)
    finally:
        jobs.stop()
        compiler.stop()


def _answer_requests(server: Flask, listener: socket.socket, options: ServerOptions) -> None:
    """Answer requests until interrupted: for a class in several processes, where the system has them."""
    settings = HttpSettings(options.threads, trusts_proxy=options.security.proxies > 0)
    if options.for_class:
        add_request_log(server)
    if options.for_class and sys.platform != "win32":
        from fallline.web.processes import run_processes

        run_processes(server, listener, options.workers, settings)
        return
    threading.Thread(target=compute_opening_race, daemon=True).start()
    http = HttpServer(server, listener, settings)
    try:
        while True:
            http.turn()
    finally:
        http.finish(MAX_CLOSING_S)


def _end_by_signals() -> None:
    """Let SIGTERM, and SIGHUP of a closed terminal, end the server as Ctrl+C does; nohup has SIGHUP ignored."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, _interrupt)


def _interrupt(number: int, frame: object) -> None:  # noqa: ARG001 - as signal calls it
    signal.signal(number, signal.SIG_IGN)  # a second one would interrupt the end
    raise KeyboardInterrupt


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

    A class's folder is in the cache folder, so that classes survive a restart. Raises BadInput if the store cannot be
    used.
    """
    if url := os.environ.get(REDIS_VARIABLE):
        try:
            return RedisStore(url)
        except (StoreError, ValueError):  # whose text may hold the password of the URL
            raise BadInput(f"The Redis server of {REDIS_VARIABLE} cannot be used. Start it, or unset it.") from None
    own = folder / "shared" if not options.for_class else cache_folder() / f"fallline-class-{options.port}"
    try:
        return DiskStore(own)
    except StoreError as problem:
        raise BadInput(
            f"{problem}. The folder {own} must be writable, and this user's alone; delete it if it is damaged, or set "
            "FALLLINE_CACHE to another folder."
        ) from None


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
