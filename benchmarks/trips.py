"""Calls between the package's modules for a change on the page, a film and a report.

Run: python -m benchmarks.trips. Prints a Markdown table, which is in docs/data-flow.md: for each task (a trip through
the program) how often each module is entered. An entry is a call of a function from another module of the package;
private functions, properties and other methods without arguments are not counted.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import CodeType, FrameType, SimpleNamespace
from typing import Any, Self

from fallline.cli.main import main as command
from fallline.web.jobs.backends import job_queue
from fallline.web.jobs.films import FilmJob
from fallline.web.jobs.processes import ProcessId
from fallline.web.jobs.reports import ReportJob
from fallline.web.jobs.runner import run_job
from fallline.web.messages import JobRequest
from fallline.web.operations.limits import Limits
from fallline.web.race_messages import RaceRequest
from fallline.web.state.answers import answer_race_request

PACKAGE = "fallline."
# Packages whose entries are counted. The numerical packages are left out: cached results do not enter them.
COUNTED_PACKAGES = ("cli", "charts", "film", "panels", "picture", "scene", "studies", "view", "web")
LINK = "on=beale&run=adam~lr:0.05&run=adabelief~lr:0.05&start=1,1&steps=100"
FILM_OPTIONS = {"wide": "320", "tall": "180", "fps": "5", "seconds": "1"}


class EntryCounter:
    """A context manager that counts entries by module, in the order of the first entry of each."""

    def __init__(self) -> None:
        """Create a counter without entries."""
        self.entries: Counter[str] = Counter()

    def __enter__(self) -> Self:
        """Begin to count."""
        sys.setprofile(self._count_call)
        return self

    def __exit__(self, *_: object) -> None:
        """Stop counting."""
        sys.setprofile(None)

    def _count_call(self, frame: FrameType, event: str, _: Any) -> None:
        module = frame.f_globals.get("__name__", "")
        if event != "call" or not module.startswith(PACKAGE) or _is_private_or_property(frame.f_code):
            return
        caller = frame.f_back
        while caller is not None and not caller.f_globals.get("__name__", "").startswith(PACKAGE):
            caller = caller.f_back
        if module != (caller and caller.f_globals["__name__"]) and module.split(".")[1] in COUNTED_PACKAGES:
            self.entries[module.removeprefix(PACKAGE)] += 1


def _is_private_or_property(code: CodeType) -> bool:
    return code.co_name.startswith(("_", "<")) or (code.co_qualname.count(".") == 1 and code.co_argcount == 1)


def change_setting() -> Counter[str]:
    """Count the entries for a changed learning rate on the page, from the request to the response."""
    first_request: RaceRequest = {"link": LINK, "shown": "", "theme": "light", "events": []}
    race = answer_race_request(first_request).answer["race"]
    assert race is not None  # noqa: S101 - the link is good
    change: Any = {"id": {"type": "setting", "of": "run-0", "name": "lr"}, "value": "0.07"}
    request: RaceRequest = {**first_request, "link": race["link"], "shown": race["link"]}
    request["events"] = [{"number": 1, "changes": [change]}]
    with EntryCounter() as counter:
        answer_race_request(request)
    return counter.entries


def make_film_by_command() -> Counter[str]:
    """Count the entries for a film made by the command line."""
    with tempfile.TemporaryDirectory() as folder, EntryCounter() as counter:
        command(
            ["film", LINK, "--out", str(Path(folder) / "film.mp4"), "--size", "320x180", "--fps", "5", "--seconds", "1"]
        )
    return counter.entries


def make_film_on_page() -> Counter[str]:
    """Count the entries for a film requested on the page: the request and the job."""
    body: JobRequest = {"link": LINK, "options": FILM_OPTIONS, "suffix": ".mp4", "visitor": "1"}
    return _run_job(lambda: FilmJob.from_request(body, Limits()))


def make_report() -> Counter[str]:
    """Count the entries for a report requested on the page: the request and the job."""
    return _run_job(lambda: ReportJob.from_request({"link": LINK, "options": {}, "visitor": "1"}, Limits()))


def _run_job(create_job: Callable[[], Any]) -> Counter[str]:
    with tempfile.TemporaryDirectory() as folder:
        this_process = ProcessId.of(os.getpid())  # it runs the job
        launcher: Any = SimpleNamespace(in_processes=True, start=lambda *_: this_process)
        jobs = replace(job_queue(Path(folder)), launcher=launcher)
        with EntryCounter() as counter:
            job = jobs.submit(create_job(), "1")
            run_job(jobs, jobs.store.read_queue()[0].run, Path(folder))
            jobs.status(job["key"], "1")
    return counter.entries


TRIPS = {
    "click": change_setting,
    "film, shell": make_film_by_command,
    "film, page": make_film_on_page,
    "report": make_report,
}


def main() -> None:
    """Print the table of entries."""
    found = {name: run() for name, run in TRIPS.items()}
    modules = list(dict.fromkeys(module for entries in found.values() for module in entries))
    print(f"| module | {' | '.join(found)} |", f"|---|{'---|' * len(found)}", sep="\n")
    for module in modules:
        print(f"| {module} | {' | '.join(str(entries[module] or '') for entries in found.values())} |")


if __name__ == "__main__":
    main()
