"""Several gunicorn processes behind one socket: a process that dies is replaced, and all end together."""

from __future__ import annotations

import os
import signal
import socket
import threading
from typing import Any

from flask import Flask
from gunicorn import glogging
from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

from fallline.web.http_server import HttpServer, HttpSettings
from fallline.web.operations.logs import JsonFormatter
from fallline.web.state.answers import compute_opening_race

MAX_CLOSING_S = 10  # for requests under way when the server ends


def run_processes(server: Flask, listener: socket.socket, workers: int, settings: HttpSettings) -> None:
    """Serve on a bound socket, with this many worker processes, until interrupted."""
    master = os.getpid()
    try:
        GunicornServer(server, listener.detach(), workers, settings).run()
    finally:
        if os.getpid() != master:
            os._exit(0)  # a worker ends here: cleaning up is left to the master


class GunicornServer(BaseApplication):
    """Gunicorn's application; it is loaded before the processes are forked, so that they share its memory."""

    def __init__(self, server: Flask, descriptor: int, workers: int, settings: HttpSettings) -> None:
        """Configure gunicorn; ``descriptor`` is the file descriptor of the bound socket."""
        self.server, self.http_settings = server, settings
        self._settings = {
            "bind": f"fd://{descriptor}",
            "workers": workers,
            "worker_class": WaitressWorker,
            "preload_app": True,
            "graceful_timeout": MAX_CLOSING_S + 2,  # then processes are killed
            "timeout": 60,
            "logger_class": GunicornLogger,
            "control_socket_disable": True,
            "post_worker_init": _warm_up,
        }
        super().__init__()

    def load_config(self) -> None:
        """Set gunicorn's options."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application."""
        return self.server

    def run(self) -> None:
        """Serve until interrupted."""
        Master(self).run()


def _warm_up(worker: Worker) -> None:
    """Compute the opening race in the first process of this machine; the others find it among the shared runs."""
    if worker.age == 1:
        threading.Thread(target=compute_opening_race, daemon=True).start()


class Master(Arbiter):
    """Gunicorn's master process, which ends when its terminal is closed, where gunicorn's own would restart."""

    handle_hup = Arbiter.handle_term

    def init_signals(self) -> None:
        """Handle signals, but no SIGHUP if it was ignored when the server started, as nohup has it."""
        hup = signal.getsignal(signal.SIGHUP)
        super().init_signals()
        if hup == signal.SIG_IGN:
            signal.signal(signal.SIGHUP, signal.SIG_IGN)


class WaitressWorker(Worker):
    """A worker process of gunicorn that serves with waitress."""

    http: HttpServer | None = None

    def init_signals(self) -> None:
        """Handle signals, but no SIGHUP: a closed terminal sends it to the master, too, which ends the workers."""
        super().init_signals()
        signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def run(self) -> None:
        """Serve until the master ends this process, or has ended itself."""
        self.http = HttpServer(self.wsgi, self.sockets[0].sock, self.app.http_settings)
        while self.alive and self.ppid == os.getppid():
            self.notify()  # a process that hangs, and does not, is replaced
            self.http.turn()
        self.http.finish(MAX_CLOSING_S)

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Begin to end this process, after requests under way."""
        super().handle_exit(sig, frame)
        if self.http:
            self.http.wake()


class GunicornLogger(glogging.Logger):
    """Gunicorn's logger, with its error log written as JSON lines by JsonFormatter."""

    def setup(self, cfg: Any) -> None:
        """Configure the handlers as gunicorn does, and set their format."""
        super().setup(cfg)
        for handler in self.error_log.handlers:
            handler.setFormatter(JsonFormatter())
