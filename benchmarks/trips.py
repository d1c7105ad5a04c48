"""Which modules a trip through the program enters, and how often: a click on the page, a film, a report.

Run: python -m benchmarks.trips. An entry is a call of a function from another module of the package; what a value says
of itself (comparisons, hashes, properties) and what a call does inside of its own module is none. docs/data-flow.md has
what this prints.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, Self

from fallline.cli.main import main as command
from fallline.web.jobs.films import Film
from fallline.web.jobs.job_queue import JobQueue
from fallline.web.jobs.reports import Reported
from fallline.web.messages import RaceQuestion
from fallline.web.operations.limits import Limits
from fallline.web.state.answers import answered

PACKAGE = "fallline."
# What a trip passes through; below lie the numbers themselves, which are not asked for where they are known already.
ROOMS = ("cli", "charts", "film", "panels", "picture", "scene", "studies", "view", "web")
LINK = "on=beale&run=adam~lr:0.05&run=adabelief~lr:0.05&start=1,1&steps=100"
HOW = {"wide": "320", "tall": "180", "fps": "5", "seconds": "1"}


class Trip:
    """Counts entries while it is open, by module, in the order of the first of each."""

    def __init__(self) -> None:
        """Nothing is counted yet."""
        self.entries: Counter[str] = Counter()

    def __enter__(self) -> Self:
        """Begins to count."""
        sys.setprofile(self._saw)
        return self

    def __exit__(self, *_: object) -> None:
        """Counts no more."""
        sys.setprofile(None)

    def _saw(self, frame: FrameType, event: str, _: Any) -> None:
        module = frame.f_globals.get("__name__", "")
        if event != "call" or not module.startswith(PACKAGE) or _is_of_a_value(frame.f_code):
            return
        caller = frame.f_back
        while caller is not None and not caller.f_globals.get("__name__", "").startswith(PACKAGE):
            caller = caller.f_back
        if module != (caller and caller.f_globals["__name__"]) and module.split(".")[1] in ROOMS:
            self.entries[module.removeprefix(PACKAGE)] += 1


def _is_of_a_value(code: CodeType) -> bool:
    return code.co_name.startswith(("_", "<")) or (code.co_qualname.count(".") == 1 and code.co_argcount == 1)


def click() -> Counter[str]:
    """A learning rate turned on the page, from the question to its answer."""
    opened: RaceQuestion = {"link": LINK, "shown": "", "theme": "light", "turns": []}
    race = answered(opened).answer["race"]
    assert race is not None  # noqa: S101 - the link is good
    change: Any = {"id": {"type": "setting", "of": "run-0", "name": "lr"}, "value": "0.07"}
    turned: RaceQuestion = {**opened, "link": race["link"], "shown": race["link"]}
    turned["turns"] = [{"number": 1, "changes": [change]}]
    with Trip() as trip:
        answered(turned)
    return trip.entries


def film_from_the_shell() -> Counter[str]:
    """A film by the command line."""
    with tempfile.TemporaryDirectory() as folder, Trip() as trip:
        command(
            ["film", LINK, "--out", str(Path(folder) / "film.mp4"), "--size", "320x180", "--fps", "5", "--seconds", "1"]
        )
    return trip.entries


def film_from_the_page() -> Counter[str]:
    """A film asked for on the page: the question, and the worker's part."""
    return _of_a_job(lambda: Film.of({"link": LINK, "how": HOW, "suffix": ".mp4", "visitor": "1"}, Limits()))


def report() -> Counter[str]:
    """A report asked for on the page: the question, and the worker's part."""
    return _of_a_job(lambda: Reported.of({"link": LINK, "how": {}, "visitor": "1"}, Limits()))


def _of_a_job(order: Callable[[], Any]) -> Counter[str]:
    with tempfile.TemporaryDirectory() as folder:
        jobs = JobQueue(Path(folder), lambda *_: None)  # nobody is sent: this process works itself
        with Trip() as trip:
            told = jobs.ask(order(), "1")
            jobs.carry_out(told["key"])
            jobs.status(told["key"], "film", "1")
    return trip.entries


TRIPS = {"click": click, "film, shell": film_from_the_shell, "film, page": film_from_the_page, "report": report}


def main() -> None:
    """Prints a table: modules, and how often each trip enters them."""
    found = {name: trip() for name, trip in TRIPS.items()}
    modules = list(dict.fromkeys(module for entries in found.values() for module in entries))
    print(f"| module | {' | '.join(found)} |", f"|---|{'---|' * len(found)}", sep="\n")
    for module in modules:
        print(f"| {module} | {' | '.join(str(entries[module] or '') for entries in found.values())} |")


if __name__ == "__main__":
    main()
