"""The server: the Dash application behind waitress."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import webbrowser
from pathlib import Path
from tempfile import TemporaryDirectory

import plotly
import torch
import waitress
from dash import Dash, DiskcacheManager
from flask import Response, send_file

from core import BadInput
from engine.warmer import Warmer
from ui.answers import answer_questions
from ui.callbacks import connect, warm
from ui.errands import Errands
from ui.lessons import answer_lessons
from ui.maps import answer_maps
from ui.page import layout
from ui.take_away import take_away
from ui.travel import ASSETS, PLOTLY

PORTS = 2**16
YEAR = 365 * 24 * 3600


def make_app(errands: Errands, warmer: Warmer) -> Dash:
    """The application; everything it needs is served from this machine."""
    app = Dash(
        "fallline",
        title="Fall Line",
        update_title=None,
        assets_folder=str(ASSETS),
        serve_locally=True,
        suppress_callback_exceptions=True,
        background_callback_manager=DiskcacheManager(errands.store),
    )
    app.layout = layout()
    app.index_string = app.index_string.replace("<html>", '<html lang="en">').replace(
        "{%css%}", f'{{%css%}}<script src="{_plotly_path()}" async></script>'
    )
    app.server.add_url_rule(_plotly_path(), "plotly", _send_plotly)
    answer_questions(app, warmer)
    take_away(app, errands)
    answer_maps(app, warmer)
    answer_lessons(app)
    connect(app, warmer)
    return app


def _plotly_path() -> str:
    """Where the page finds Plotly; the version is in the name, so that a browser may keep it for good."""
    return f"/plotly-{plotly.__version__}.min.js"


def _send_plotly() -> Response:
    return send_file(PLOTLY, mimetype="text/javascript", max_age=YEAR)


def serve(host: str, port: int, threads: int, *, open_browser: bool, compiles: bool) -> None:
    """Serves until interrupted; raises BadInput when the address cannot be used."""
    if not 0 < port < PORTS:
        raise BadInput(f"--port {port} must be a port from 1 to {PORTS - 1}, such as 8050.")
    if threads < 1:
        raise BadInput(f"--threads {threads} must be at least 1, such as 8.")
    torch.set_num_threads(1)  # requests run side by side; torch's own threads would wait for each other busily
    with TemporaryDirectory(prefix="fallline-", ignore_cleanup_errors=True) as folder:
        _serve(Errands(Path(folder)), Warmer(off=not compiles), host, port, threads, open_browser=open_browser)


def _serve(errands: Errands, warmer: Warmer, host: str, port: int, threads: int, *, open_browser: bool) -> None:
    app = make_app(errands, warmer)
    try:
        server = waitress.create_server(app.server, host=host, port=port, threads=threads)
    except (OSError, ValueError) as problem:
        raise BadInput(
            f"Cannot serve on {host} port {port} ({problem}); try another, such as --port {port + 1}."
        ) from None
    address = f"http://{'localhost' if host in ('127.0.0.1', '0.0.0.0') else host}:{port}/"
    print(f"Fall Line is at {address}", flush=True)
    if host == "0.0.0.0":
        print(f"On the local network: http://{_own_address()}:{port}/", flush=True)
    threading.Thread(target=warm, daemon=True).start()
    if open_browser and _has_screen():
        webbrowser.open(address)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that errands end with the server, however it ends
    try:
        server.run()
    except KeyboardInterrupt:
        print("Stopped.")
    finally:
        errands.stop()
        warmer.stop()


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
