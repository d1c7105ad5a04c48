"""How a class is served: simulated students open the page and a lesson, then change the race every few seconds.

Run: python -m benchmarks.classroom [students] [seconds]. The server is the real one, `serve --class`, and is asked by
real HTTP from the same machine, so that both share its cores. Each student asks from an address of its own (127.0.1.x),
as in a class. Half of the changes come from common links, half are the student's own. Meanwhile a presenter's step is
timed until all followers have it, and one server process is killed.
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

OPENING, EVERY = 10.0, 5.0  # seconds within which all come, and between two changes
FOLLOWERS, POLLED = 30, 0.5  # of the presenter, and how often their pages ask
PARTS = re.compile(r'(?:src|href)="(/(?:assets|_dash-component-suites|plotly-)[^"]+)"')
LINK = re.compile(rb'"link":("v=1&[^"]*")')  # of the race in an answer
START = re.compile(r"start=[^&]+")


@contextmanager
def served(*words: str) -> Iterator[tuple[str, int]]:
    """The address of a class's server, and its process's id."""
    command = module_command(
        "fallline",
        "serve",
        "--class",
        "--port",
        "8777",
        "--no-open",
        "--no-compile",
        *words,
    )
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    with (  # an empty cache: nothing is remembered of an earlier class
        tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as empty,
        subprocess.Popen(command, env=child_environment() | {"FALLLINE_CACHE": empty}, **pipes) as process,
    ):
        said = process.stdout.readline()
        try:
            yield re.search(r"http://\S+", said).group(), process.pid
        finally:
            process.terminate()


class Student:
    """One browser's questions."""

    def __init__(self, number: int, address: str, times: dict[str, list[float]], lost: list[str]) -> None:
        """``times`` collects seconds by kind of question, ``lost`` what went wrong."""
        self.luck = random.Random(number)  # noqa: S311 - a simulation
        self.address, self.times, self.lost = address.rstrip("/"), times, lost
        source = (f"127.0.{1 + number // 250}.{1 + number % 250}", 0)
        self.session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(local_addr=source, limit=6), timeout=aiohttp.ClientTimeout(30)
        )

    async def ask(self, kind: str, path: str, body: dict | None = None) -> bytes:
        """One question; what is busy or lost is asked again, as the page does, and the wait counts."""
        began = time.perf_counter()
        for wait in (0.3, 0.7, 1.5, 3.0, 5.0, 0.0):
            with suppress(aiohttp.ClientError, asyncio.TimeoutError):
                how = {"json": body} if body is not None else {}
                async with self.session.request(
                    "POST" if body is not None else "GET", self.address + path, **how
                ) as found:
                    content = await found.read()
                    if found.status < 400:
                        self.times[kind].append(time.perf_counter() - began)
                        return content
            await asyncio.sleep(wait)
        self.lost.append(f"{kind} {path[:60]}")
        return b"{}"

    async def open(self, lesson: str) -> None:
        """The page with all its parts, and a lesson's first page."""
        page = (await self.ask("page", "/")).decode()
        await asyncio.gather(*(self.ask("part", each) for each in PARTS.findall(page)))
        for path in ("/_dash-layout", "/_dash-dependencies"):
            await self.ask("part", path)
        await self.ask("lesson", f"/lesson/{lesson}")
        await self.change(lessons[lesson].pages[0].link)

    async def change(self, link: str) -> None:
        """The race of a link, with the controls that belong to it."""
        body = {"link": link, "shown": "", "theme": "light", "turns": []}
        content = await self.ask("race", "/race", body)
        # Read without unpacking it all, since a simulated class shares the server's cores.
        found = LINK.search(content)
        if not found or read_link(json.loads(found[1]))[0] != read_link(link)[0]:
            self.lost.append(f"not the race of {link}")

    async def live(self, lesson: str, until: float) -> None:
        """Opens, then changes the race every EVERY seconds: a common link, or one from a start of its own."""
        await asyncio.sleep(self.luck.uniform(0, OPENING))
        await self.open(lesson)
        common = [page.link for page in lessons[lesson].pages]
        while (left := until - time.perf_counter()) > 0:
            await asyncio.sleep(min(left, EVERY * self.luck.uniform(0.8, 1.2)))
            link = self.luck.choice(common)
            if self.luck.random() < 0.5:
                own = f"start={self.luck.uniform(-3, 3):.4f},{self.luck.uniform(-2, 2):.4f}"
                link = START.sub(own, link)
            await self.change(link)
        await self.session.close()


async def follow(address: str, code: str, number: int, seen: dict[int, list[float]], until: float) -> None:
    """One follower's page: asks again and again, and notes when it learned of each step."""
    version = -1
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(local_addr=(f"127.0.9.{1 + number}", 0))
    ) as session:
        while time.perf_counter() < until:
            await asyncio.sleep(POLLED * random.uniform(0.9, 1.1))  # noqa: S311 - a simulation
            with suppress(aiohttp.ClientError, asyncio.TimeoutError):
                async with session.get(f"{address}class/{code}/now?seen={version}") as found:
                    if found.status == 200:
                        told = await found.json()
                        version = told["version"]
                        if told["link"]:
                            seen[told["t"]].append(time.perf_counter())


async def present(address: str, seconds: float, late: list[float], missed: list[int]) -> None:
    """A presenter's steps, one each two seconds, and how long until the last follower knew."""
    seen: dict[int, list[float]] = defaultdict(list)
    async with aiohttp.ClientSession() as session:
        async with session.post(f"{address}class") as begun:
            room = await begun.json()
        until = time.perf_counter() + seconds
        followers = [asyncio.create_task(follow(address, room["code"], n, seen, until + 3)) for n in range(FOLLOWERS)]
        sent, t = {}, 0
        while time.perf_counter() < until:
            await asyncio.sleep(2)
            t += 1
            body = {"link": "on=booth&run=adam&steps=500", "t": t, "playing": False, "speed": 30}
            with suppress(aiohttp.ClientError, asyncio.TimeoutError):
                head = {"X-Presenter-Key": room["key"]}
                sent[t] = time.perf_counter()
                await (await session.post(f"{address}class/{room['code']}", json=body, headers=head)).read()
        await asyncio.gather(*followers)
    for t, at in sent.items():
        if len(seen[t]) == FOLLOWERS:
            late.append(max(seen[t]) - at)
        else:
            missed.append(t)


async def kill(pid: int, after: float) -> None:
    """Kills one of the server's processes in the middle."""
    await asyncio.sleep(after)
    workers = psutil.Process(pid).children()
    workers[0].kill()


async def watch(pid: int, until: float, peak: list[float]) -> None:
    """The memory of all the server's processes together, shared pages once each (PSS)."""
    while time.perf_counter() < until:
        with suppress(psutil.Error):
            family = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
            peak.append(sum(each.memory_full_info().pss for each in family) / 2**20)
        await asyncio.sleep(2)


async def run(students: int, seconds: float) -> None:
    """Prints what the class met with."""
    times: dict[str, list[float]] = defaultdict(list)
    lost, late, missed, peak = [], [], [], []
    with served() as (address, pid):
        await asyncio.sleep(6)
        until = time.perf_counter() + OPENING + seconds
        lesson = list(lessons)
        everybody = [Student(n, address, times, lost).live(lesson[n % 5], until) for n in range(students)]
        extra = [
            present(address, OPENING + seconds, late, missed),
            kill(pid, OPENING + seconds / 2),
            watch(pid, until, peak),
        ]
        await asyncio.gather(*everybody, *extra)
    print(f"{students} students, {seconds:.0f} s, {len(lost)} questions without an answer {lost[:3]}")
    for kind, values in times.items():
        ordered = sorted(values)
        print(f"  {kind:9} {len(values):6} asked, median {1000 * statistics.median(values):6.0f} ms, 95 % below "
              f"{1000 * ordered[int(0.95 * len(ordered))]:6.0f} ms, at most {1000 * ordered[-1]:6.0f} ms")  # fmt: skip
    print(f"  a presenter's step was on {FOLLOWERS} followers after {statistics.median(late):.2f} s (median), at most "
          f"{max(late):.2f} s; {len(missed)} steps were passed over by one")  # fmt: skip
    print(f"  memory at most {max(peak):.0f} MiB")


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else 100, float(sys.argv[2]) if len(sys.argv) > 2 else 180))
