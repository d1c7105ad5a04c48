"""Real servers under clients that hold connections, other sites' pages, closed terminals and kills."""

import json
import os
import re
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

import psutil
import pytest

from fallline.web.operations.server_folder import LOCK_NAME, PREFIX, STARTING_S
from tests.processes import APP, fetch, free_port, run_class_server, wait_for

FILM = {
    "visitor": "a visitor",
    "link": "on=rosenbrock&run=adam&steps=2000",
    "suffix": ".mp4",
    "options": {"seconds": "300", "size": "640x360"},
}
MAX_ANSWER_S = 10.0  # guards against a hang only


def connect(address, data, receive_buffer=4096):
    parts, client = urlsplit(address), socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    client.settimeout(MAX_ANSWER_S)
    client.connect((parts.hostname, parts.port))
    client.sendall(data)
    return client


def test_a_class_is_answered_while_others_hold_connections_and_logs_hold_nothing_of_them(tmp_path):
    plotly = b"GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n"
    with run_class_server(tmp_path, "--workers", "2") as (address, master, log), ExitStack() as held:
        script = re.search(r'/plotly-[^"]+', fetch(address)[1].decode()).group().encode()
        for data in (b"GET /health HTTP/1.1\r\nHost: local", plotly % script):
            for _ in range(40):
                held.enter_context(connect(address, data))
        for _ in range(5):
            started = time.monotonic()
            assert fetch(f"{address}/health")[0] == 200
            assert time.monotonic() - started < MAX_ANSWER_S
        secrets = {"link": "on=secret_landscape", "code": "SECRETCODE", "header": "secret.example"}
        fetch(f"{address}/race.csv?link={secrets['link']}", Referer=f"http://{secrets['header']}/")
        fetch(f"{address}/class/{secrets['code']}/now")
        assert fetch(f"{address}/health", Host=secrets["header"])[0] == 400
        assert fetch(f"{address}/race.csv?link=on=booth", **{"Sec-Fetch-Site": "cross-site"})[0] == 403
        for header in (b"Content-Length: 2000000", b"Transfer-Encoding: chunked\r\n\r\n1E8480\r\n" + b"x" * 1_500_000):
            body = b"POST /race HTTP/1.1\r\nHost: localhost\r\n" + header + b"\r\n\r\n"
            assert held.enter_context(connect(address, body)).recv(12) == b"HTTP/1.1 413"
        for process in master.children():
            assert not [each for each in process.open_files() if "wsgi" in each.path]
        text = log.read_text()
        lines = [json.loads(line) for line in text.splitlines() if line.startswith("{")]
        assert {"health", "race"} <= {line.get("asks") for line in lines}
        assert {403, 400} <= {line.get("status") for line in lines}
        for secret in secrets.values():
            assert secret not in text


@contextmanager
def run_in_terminal(tmp_path, *arguments):
    """Run a server in a terminal of its own; yield its address, its process and a function that closes the terminal."""
    terminal, inside = os.openpty()
    port = free_port()
    command = [sys.executable, "-u", APP, "serve", "--port", str(port), "--no-open", "--no-compile", *arguments]
    folders = {"FALLLINE_CACHE": str(tmp_path / "cache"), "TMPDIR": str(tmp_path), "OMP_NUM_THREADS": "1"}
    closing = threading.Event()

    def read_until_closing():
        while not closing.wait(0.1):
            while select.select([terminal], [], [], 0)[0]:
                os.read(terminal, 4096)
        os.close(terminal)  # here, since it stays open while a thread reads it

    # Signals that these tests were started to ignore, as by nohup, would stay ignored.
    heed = "signal.signal(signal.SIGHUP, signal.SIG_DFL)"
    login = f"import os, signal, sys; {heed}; os.login_tty({inside}); os.execv(sys.argv[1], sys.argv[1:])"
    process = subprocess.Popen([sys.executable, "-c", login, *command], pass_fds=[inside], env=os.environ | folders)
    os.close(inside)
    threading.Thread(target=read_until_closing, daemon=True).start()
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(lambda: fetch(f"{address}/health")[0] == 200, 60)
        yield address, psutil.Process(process.pid), closing.set
    finally:
        process.kill()
        process.wait(20)


@pytest.mark.parametrize("arguments", [(), ("--class", "--workers", "2")])
def test_closing_the_terminal_ends_the_server_and_its_films(tmp_path, arguments):
    with run_in_terminal(tmp_path, *arguments) as (address, server, close):
        status, answer = fetch(f"{address}/jobs/film", FILM)
        assert status == 200, answer
        key = json.loads(answer)["key"]
        wait_for(lambda: json.loads(fetch(f"{address}/jobs/film/{key}")[1])["state"] == "making", 60)
        family = [server, *server.children(recursive=True)]
        assert len(family) > 1
        close()
        assert psutil.wait_procs(family, timeout=40)[1] == []
        assert list(tmp_path.glob(f"{PREFIX}*")) == []


def test_nohup_keeps_a_server_and_a_later_one_sweeps_what_a_killed_one_left(tmp_path):
    folders = {"FALLLINE_CACHE": str(tmp_path / "cache"), "TMPDIR": str(tmp_path)}

    @contextmanager
    def run():
        port = free_port()
        command = ["nohup", sys.executable, APP, "serve", "--port", str(port), "--no-open", "--no-compile", "--class"]
        pipes = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
        process = subprocess.Popen([*command, "--workers", "1"], env=os.environ | folders, **pipes)
        address = f"http://127.0.0.1:{port}"
        try:
            wait_for(lambda: fetch(f"{address}/health")[0] == 200, 60)
            yield address, psutil.Process(process.pid)
        finally:
            process.terminate()
            process.wait(40)

    with run() as (address, server):
        workers = server.children()
        for each in (server, *workers):
            each.send_signal(signal.SIGHUP)
        time.sleep(1.5)
        assert fetch(f"{address}/health")[0] == 200
        assert server.children() == workers
        (left,) = tmp_path.glob(f"{PREFIX}*")
        server.kill()
        assert psutil.wait_procs([server, *workers], timeout=20)[1] == []  # workers do not outlive their master
    old = time.time() - STARTING_S - 1
    os.utime(left / LOCK_NAME, (old, old))
    with run():
        assert not left.exists()
        assert len(list(tmp_path.glob(f"{PREFIX}*"))) == 1


@contextmanager
def other_site(page):
    """Serve an HTML page at another site; yield its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as site:
        threading.Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{site.server_port}/"
        site.shutdown()


def test_a_page_of_another_site_embeds_a_race_and_gets_nothing_else(server, browser):
    embedded, numbers = f"{server}?on=booth&run=adam&steps=5&mode=embed", f"{server}race.csv?link=on%3Dbooth"
    page_text = f'<iframe src="{embedded}"></iframe><a id="page" href="{server}"></a><a id="file" href="{numbers}"></a>'
    statuses, context = {}, browser.new_context()
    page = context.new_page()
    page.on("response", lambda response: statuses.setdefault(response.url, response.status))
    with other_site(page_text) as address:
        with page.expect_response(f"{server}race", timeout=60_000):
            page.goto(address)  # at 127.0.0.1, which is not the site localhost
        own = {url: status for url, status in statuses.items() if url.startswith(server)}
        assert {embedded, f"{server}race"} <= set(own)
        assert set(own.values()) == {200}  # of the page and of all that it loads
        for link, status in (("#file", 403), ("#page", 200)):
            page.goto(address)
            with page.expect_navigation(wait_until="commit") as navigation:
                page.evaluate(f"document.querySelector('{link}').click()")
            assert navigation.value.status == status, link
    context.close()
