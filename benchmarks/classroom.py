"""Response times of a server for a class of simulated students.

Run: python -m benchmarks.classroom [STUDENTS] [SECONDS]; the defaults are 100 and 180. The students open the page and a
lesson within some seconds, then change the race every few seconds: half of the changes are links that all share, half
have a start of the student's own. The server is the real one, `serve --class`; it receives HTTP requests from the same
machine, so that both share its cores. Each student has its own address (127.0.1.x). Meanwhile a presenter changes the
step every two seconds for following pages, and one server process is killed.

Prints the number of requests without an answer; for each kind of request the count, the median, the 95th percentile and
the longest time; the time until all followers have a step; and the peak memory of all server processes.
"""

from __future__ import annotations

import asyncio
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import aiohttp
import psutil

from fallline.core.locations import child_environment, module_command
from fallline.lessons import lessons
from fallline.view import read_link

ARRIVAL_S = 10.0  # within which all students open the page
CHANGE_INTERVAL_S = 5.0  # between two changes of a student
FOLLOWERS = 30  # pages that follow the presenter
POLL_INTERVAL_S = 0.5  # between two requests of a following page
RETRY_WAITS_S = (0.3, 0.7, 1.5, 3.0, 5.0)  # after failed requests, or up to 50 % more, as on the page
BUSY_STATUSES = (429, 503)  # after which the page asks again without end
RESOURCE = re.compile(r'(?:src|href)="(/(?:assets|_dash-component-suites|plotly-)[^"]+)"')
RACE_LINK = re.compile(rb'"link":("v=1&[^"]*")')  # of the race in an answer
START_IN_LINK = re.compile(r"start=[^&]+")


@contextmanager
def run_class_server(*arguments: str) -> Iterator[tuple[str, int]]:
    """Run a server for a class with an empty cache; yield its address and its process id."""
    command = module_command(
        "fallline",
        "serve",
        "--class",
        "--port",
        "8777",
        "--no-open",
        "--no-compile",
        *arguments,
    )
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with (  # an empty cache, without answers of an earlier class
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as empty,
        subprocess.Popen(command, env=child_environment() | {"FALLLINE_CACHE": empty}, **pipes) as process,
    ):
        first_line = process.stdout.readline()
        try:
            yield re.search(r"http://\S+", first_line).group(), process.pid
        finally:
            process.terminate()


class Student:
    """A simulated student, who sends the requests of one browser."""

    def __init__(self, number: int, address: str, times: dict[str, list[float]], lost: list[str]) -> None:
        """Create a student who appends seconds to ``times`` by kind of request, and failed requests to ``lost``."""
        self.random = random.Random(number)  # noqa: S311 - a simulation
        self.address, self.times, self.lost = address.rstrip("/"), times, lost
        source = (f"127.0.{1 + number // 250}.{1 + number % 250}", 0)
        self.session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(local_addr=source, limit=6), timeout=aiohttp.ClientTimeout(30)
        )

    async def send(self, kind: str, path: str, body: dict | None = None) -> bytes:
        """Send a request and return the content of the answer; a failed request is repeated, and the waits count."""
        begin, tries, options = time.perf_counter(), 0, {} if body is None else {"json": body}
        while tries <= len(RETRY_WAITS_S):
            retry_after = 0.0
            with suppress(aiohttp.ClientError, asyncio.TimeoutError):
                method = "GET" if body is None else "POST"
                async with self.session.request(method, self.address + path, **options) as response:
                    content = await response.read()
                    if response.status < 400:
                        self.times[kind].append(time.perf_counter() - begin)
                        return content
                    retry_after = float(response.headers.get("Retry-After", 0))
                    tries -= response.status in BUSY_STATUSES and tries == len(RETRY_WAITS_S)
            wait = retry_after or RETRY_WAITS_S[min(tries, len(RETRY_WAITS_S) - 1)]
            await asyncio.sleep(wait * self.random.uniform(1, 1.5))
            tries += 1
        self.lost.append(f"{kind} {path[:60]}")
        return b"{}"

    async def open(self, lesson: str) -> None:
        """Load the page with all its resources, and open a lesson's first page."""
        page = (await self.send("page", "/")).decode()
        await asyncio.gather(*(self.send("resource", each) for each in RESOURCE.findall(page)))
        for path in ("/_dash-layout", "/_dash-dependencies"):
            await self.send("resource", path)
        await self.send("lesson", f"/lesson/{lesson}")
        await self.change(lessons[lesson].pages[0].link)

    async def change(self, link: str) -> None:
        """Request the race of a link, with its controls."""
        body = {"link": link, "shown": "", "theme": "light", "events": []}
        content = await self.send("race", "/race", body)
        # The JSON is not parsed, since the simulated class shares the server's cores.
        match = RACE_LINK.search(content)
        if not match or read_link(json.loads(match[1]))[0] != read_link(link)[0]:
            self.lost.append(f"not the race of {link}")

    async def participate(self, lesson: str, until: float) -> None:
        """Open a lesson, then change the race every CHANGE_INTERVAL_S, to a shared link or one with an own start."""
        await asyncio.sleep(self.random.uniform(0, ARRIVAL_S))
        await self.open(lesson)
        shared_links = [page.link for page in lessons[lesson].pages]
        while (left := until - time.perf_counter()) > 0:
            await asyncio.sleep(min(left, CHANGE_INTERVAL_S * self.random.uniform(0.8, 1.2)))
            link = self.random.choice(shared_links)
            if self.random.random() < 0.5:
                own = f"start={self.random.uniform(-3, 3):.4f},{self.random.uniform(-2, 2):.4f}"
                link = START_IN_LINK.sub(own, link)
            await self.change(link)
        await self.session.close()


async def follow(address: str, code: str, number: int, seen: dict[int, list[float]], until: float) -> None:
    """Poll the class as a follower's page does, and append to ``seen`` when each step was received."""
    version = -1
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(local_addr=(f"127.0.9.{1 + number}", 0))
    ) as session:
        while time.perf_counter() < until:
            await asyncio.sleep(POLL_INTERVAL_S * random.uniform(0.9, 1.1))  # noqa: S311 - a simulation
            with suppress(aiohttp.ClientError, asyncio.TimeoutError):
                async with session.get(f"{address}class/{code}/now?seen={version}") as response:
                    if response.status == 200:
                        state = await response.json()
                        version = state["version"]
                        if state["link"]:
                            seen[state["t"]].append(time.perf_counter())


async def present(address: str, seconds: float, late: list[float], missed: list[int]) -> None:
    """Present a step every two seconds.

    Appends to ``late`` the seconds until the last follower received a step, and to ``missed`` the steps that some
    follower did not receive.
    """
    seen: dict[int, list[float]] = defaultdict(list)
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{address}class", json={}) as response:
            new_class = await response.json()
        until = time.perf_counter() + seconds
        followers = [
            asyncio.create_task(follow(address, new_class["code"], n, seen, until + 3)) for n in range(FOLLOWERS)
        ]
        sent, t = {}, 0
        while time.perf_counter() < until:
            await asyncio.sleep(2)
            t += 1
            body = {"link": "on=booth&run=adam&steps=500", "t": t, "playing": False, "speed": 30}
            with suppress(aiohttp.ClientError, asyncio.TimeoutError):
                head = {"X-Presenter-Key": new_class["key"]}
                sent[t] = time.perf_counter()
                await (await session.post(f"{address}class/{new_class['code']}", json=body, headers=head)).read()
        await asyncio.gather(*followers)
    for t, at in sent.items():
        if len(seen[t]) == FOLLOWERS:
            late.append(max(seen[t]) - at)
        else:
            missed.append(t)


async def kill_worker(pid: int, delay_s: float) -> None:
    """Kill one of the server's processes after ``delay_s``."""
    await asyncio.sleep(delay_s)
    workers = psutil.Process(pid).children()
    workers[0].kill()


async def record_memory(pid: int, until: float, memory: list[float]) -> None:
    """Append to ``memory`` the MiB used by all the server's processes, shared pages counted once (PSS)."""
    while time.perf_counter() < until:
        with suppress(psutil.Error):
            processes = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
            memory.append(sum(each.memory_full_info().pss for each in processes) / 2**20)
        await asyncio.sleep(2)


async def run(students: int, seconds: float) -> None:
    """Simulate a class and print the measurements."""
    times: dict[str, list[float]] = defaultdict(list)
    lost, late, missed, memory = [], [], [], []
    with run_class_server() as (address, pid):
        await asyncio.sleep(6)
        until = time.perf_counter() + ARRIVAL_S + seconds
        lesson = list(lessons)
        tasks = [Student(n, address, times, lost).participate(lesson[n % 5], until) for n in range(students)]
        extra = [
            present(address, ARRIVAL_S + seconds, late, missed),
            kill_worker(pid, ARRIVAL_S + seconds / 2),
            record_memory(pid, until, memory),
        ]
        await asyncio.gather(*tasks, *extra)
    print(f"{students} students, {seconds:.0f} s, {len(lost)} requests without an answer {lost[:3]}")
    for kind, values in times.items():
        ordered = sorted(values)
        print(
            f"  {kind:9} {len(values):6} requests, median {1000 * statistics.median(values):6.0f} ms, 95 % below "
            f"{1000 * ordered[int(0.95 * len(ordered))]:6.0f} ms, at most {1000 * ordered[-1]:6.0f} ms"
        )
    print(
        f"  a presenter's step was received by all {FOLLOWERS} followers after {statistics.median(late):.2f} s "
        f"(median), at most {max(late):.2f} s; {len(missed)} steps were missed by a follower"
    )
    print(f"  peak memory {max(memory):.0f} MiB")


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else 100, float(sys.argv[2]) if len(sys.argv) > 2 else 180))
