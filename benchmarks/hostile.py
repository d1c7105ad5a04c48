"""What a server does with questions and clients that would stop it: costly questions, slow clients, a full gate.

Run: python -m benchmarks.hostile. The server is the real one, `serve --class` with one process; it receives requests
from the same machine, so that both share its cores.

Prints for each costly question the status, the seconds until the answer and the growth of the server's memory; the
longest time of a short question while clients send half a request or do not read; and the time of short questions while
slow races compute and wait, with the status of one race more.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack, contextmanager
from urllib.parse import urlencode, urlsplit

import psutil
import requests

from benchmarks.classroom import run_class_server

CLIENTS = 40  # that send half a request, and as many that do not read
SLOW_RACES = 8
SLOW_STEPS = 4000
SHORT_QUESTIONS = 20
MB = 2**20
FIRST_QUESTION = "/race.csv?link=on=sphere%26run=torch%26steps=5"  # after which torch's own optimizers are imported
COSTLY_QUESTIONS = {
    "Shampoo in 1000 dimensions, 2000 steps": ("/race.csv", {"link": "on=sphere~dim:1000&run=shampoo&steps=2000"}),
    "Newton in 1000 dimensions, 2000 starts": (
        "/race.csv",
        {"link": "on=sphere~dim:1000&run=newton&steps=1&around=cloud~count:1999"},
    ),
    "500,000 states as JSON": ("/race.json", {"link": "on=sphere&run=adam&steps=50000&around=cloud~count:9"}),
    "map of 1024 x 1024 starts, torch class": (
        "/basins",
        {"link": "on=sphere&run=torch&steps=50000", "across": 1024, "first": 0},
    ),
    "rates of 8 runs of 50,000 steps": ("/rates", {"link": "on=sphere&steps=50000" + "&run=adam" * 8}),
    "100 torch classes": ("/race.csv", {"link": "on=sphere" + "&run=torch" * 100}),
    "page of 8 runs of 50,000 steps": ("/page", {"link": "on=sphere&steps=50000" + "&run=adam" * 8}),
}


def ask_costly_questions(address: str, server: psutil.Process) -> Iterator[str]:
    """Ask each costly question and yield a line on its answer."""
    for name, (path, query) in COSTLY_QUESTIONS.items():
        before, begin = server.memory_info().rss, time.perf_counter()
        status = requests.get(f"{address}{path}?{urlencode(query)}", timeout=600).status_code
        seconds, grown = time.perf_counter() - begin, (server.memory_info().rss - before) / MB
        yield f"  {name:42} status {status}, {seconds:6.2f} s, {grown:+6.0f} MiB"


@contextmanager
def hold_connections(address: str) -> Iterator[None]:
    """Hold CLIENTS connections with half a request, and as many whose clients do not read their response."""
    script = re.search(r'/plotly-[^"]+', requests.get(address, timeout=60).text)[0].encode()
    parts, half = urlsplit(address), b"GET /health HTTP/1.1\r\nHost: local"
    with ExitStack() as held:
        for request in (half, b"GET " + script + b" HTTP/1.1\r\nHost: localhost\r\n\r\n"):
            for _ in range(CLIENTS):
                client = held.enter_context(socket.socket())
                client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
                client.connect((parts.hostname, parts.port))
                client.sendall(request)
        yield


def time_short_questions(ask: Callable[[], requests.Response]) -> float:
    """Return the longest time of SHORT_QUESTIONS questions in ms."""
    times = []
    for _ in range(SHORT_QUESTIONS):
        begin = time.perf_counter()
        ask().raise_for_status()
        times.append(time.perf_counter() - begin)
        time.sleep(0.05)
    return 1000 * max(times)


def fill_gate(address: str, ask_short: Callable[[], requests.Response]) -> str:
    """Request SLOW_RACES races and one more, and return a line on the refused one and on short questions meanwhile."""

    def request_race(number: int) -> int:
        link = f"on=rosenbrock&run=lbfgs&steps={SLOW_STEPS}&start=1,{number}"
        body = {"link": link, "shown": "", "theme": "light", "events": []}
        return requests.post(f"{address}/race", json=body, timeout=600).status_code

    with ThreadPoolExecutor(SLOW_RACES + 1) as clients:
        begin = time.perf_counter()
        races = [clients.submit(request_race, number) for number in range(SLOW_RACES + 1)]
        first = next(as_completed(races))
        refused_ms = 1000 * (time.perf_counter() - begin)
        short_ms = time_short_questions(ask_short)
    return (
        f"{SLOW_RACES} slow races and one more: the first answer is {first.result()} after {refused_ms:.0f} ms; "
        f"a class is answered within {short_ms:.0f} ms"
    )


def main() -> None:
    """Run all measurements and print them."""
    with run_class_server("--workers", "1") as (shown_address, pid):
        address = shown_address.rstrip("/")
        code = requests.post(f"{address}/class", json={}, timeout=60).json()["code"]
        (server,) = psutil.Process(pid).children()
        requests.get(f"{address}{FIRST_QUESTION}", timeout=60).raise_for_status()
        print("costly questions:")
        for line in ask_costly_questions(address, server):
            print(line, flush=True)
        with hold_connections(address):
            held_ms = time_short_questions(lambda: requests.get(f"{address}/health", timeout=60))
        print(f"{2 * CLIENTS} clients that stall: /health within {held_ms:.0f} ms")
        print(fill_gate(address, lambda: requests.get(f"{address}/class/{code}/now", timeout=60)))


if __name__ == "__main__":
    main()
