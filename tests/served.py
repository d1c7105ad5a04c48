"""The application as the tests ask it, without a server around it, and a class's server as it is started."""

import os
import subprocess
import sys
import time
from contextlib import contextmanager

import psutil
import requests
from dash import DiskcacheManager

from engine.warmer import Warmer
from tests.conftest import ROOT, free_port
from ui.application import Parts, make_app
from ui.classroom import Classes
from ui.errands import Errands
from ui.guards import Guarding
from ui.jobs import Working
from ui.limits import Limits
from ui.store import DiskStore


def application(folder, *, errands=None, remembered=None, guarding=None, limits=None, address=""):
    """A whole application whose files lie in a folder; what is not given is as in a lab for one person."""
    work = errands or Errands(folder)
    store = DiskStore(folder / "shared")
    parts = Parts(
        work=Working(work, DiskcacheManager(work.store), elsewhere=False),
        warmer=Warmer(off=True),
        classes=Classes(store),
        remembered=remembered and remembered(store, folder / "locks"),
        guarding=guarding or Guarding(),
        address=address,
        limits=limits or Limits(),
    )
    return make_app(parts).server


@contextmanager
def class_served(tmp_path, *words, **environment):
    """The address, the process and the log of a class's server whose cache is the test's own."""
    port, log = free_port(), tmp_path / "log"
    command = [sys.executable, "-u", "app.py", "serve", "--class", "--port", str(port), "--no-open", "--no-compile"]
    home = {"XDG_CACHE_HOME": str(tmp_path), "HOME": str(tmp_path), **environment}
    with (
        log.open("w") as written,
        subprocess.Popen(
            [*command, *words], cwd=ROOT, stdout=written, stderr=subprocess.STDOUT, env=os.environ | home
        ) as process,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(lambda: ask(f"{address}/health")[0] == 200, 40)
            yield address, psutil.Process(process.pid), log
        finally:
            process.terminate()
            process.wait(20)


def ask(address, body=None, **headers):
    """The status and the content, 0 where nobody answers."""
    try:
        found = requests.request("GET" if body is None else "POST", address, json=body, headers=headers, timeout=30)
    except requests.RequestException:
        return 0, b""
    return found.status_code, found.content


def wait_for(holds, seconds):
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.1)
