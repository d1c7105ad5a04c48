"""Real servers for the tests, started as their users would, and how they are asked."""

import os
import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import psutil
import requests

from fallline.core.locations import CHECKOUT as ROOT

APP = str(ROOT / "app.py")


@contextmanager
def serving(*words, **environment):
    """The address of a real server."""
    command = [sys.executable, "-u", APP, "serve", "--port", str(free_port()), "--no-open", *words]
    pipes = {"stdout": subprocess.PIPE, "text": True, "env": os.environ | environment}
    with subprocess.Popen(command, **pipes) as process:
        said = process.stdout.readline()
        try:
            yield re.search(r"http://\S+", said).group()
        finally:
            process.terminate()


@contextmanager
def class_served(tmp_path, *words, **environment):
    """The address, the process and the log of a class's server whose cache is the test's own."""
    port, log = free_port(), tmp_path / "log"
    command = [sys.executable, "-u", APP, "serve", "--class", "--port", str(port), "--no-open", "--no-compile"]
    home = {"FALLLINE_CACHE": str(tmp_path), "HOME": str(tmp_path), **environment}
    pipes = {"stderr": subprocess.STDOUT, "env": os.environ | home}
    with log.open("w") as written, subprocess.Popen([*command, *words], stdout=written, **pipes) as process:
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
    """Waits until something holds; fails after so many seconds."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.1)


def free_port():
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
