"""Long studies from the command line: progress, interruption at any time, and a page if plotly is installed."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from fallline.charts.report_files import produce_report, zip_folder
from fallline.cli.link_argument import read_race
from fallline.compare.pool import Pool
from fallline.compare.report import PAGE_FILE, read_manifest_plan
from fallline.core import BadInput, read_item, write_item
from fallline.core.writing import file_suffix
from fallline.landscapes import write_landscape
from fallline.optimizers import shelf
from fallline.run.device import GPU
from fallline.studies import LongStudy, StudyRequest

ZIP_SUFFIX = ".zip"
INTERRUPTED_CODE = 130  # the shell's exit code after Ctrl-C
MIN_PRINT_INTERVAL_S = 1.0  # between two reports of progress


def run_long_study(study: LongStudy, arguments: argparse.Namespace) -> int:
    """Run a long study into ``arguments.out``, a folder or .zip file; return the exit code, 130 if interrupted, else 0.

    Raises BadInput if the arguments do not fit the study.
    """
    if arguments.out is None:
        raise BadInput(f"{study.id} writes its runs to a folder; name one with --out.")
    if arguments.workers < 1:
        raise BadInput(f"--workers {arguments.workers} must be at least 1.")
    if not study.accepts_entrants and (arguments.link or arguments.optimizers or arguments.landscapes):
        raise BadInput(f"{study.id} has its own optimizers and landscapes; omit the link, or run the study report.")
    if file_suffix(arguments.out) != ZIP_SUFFIX:
        return _run_in_folder(arguments.out, study, arguments)
    if arguments.resume:
        raise BadInput(f"A .zip file such as {arguments.out.name} cannot be resumed; --resume needs a folder.")
    with TemporaryDirectory() as folder:
        code = _run_in_folder(Path(folder), study, arguments)
        if not code:
            zip_folder(Path(folder), arguments.out)
    return code


def _run_in_folder(folder: Path, study: LongStudy, arguments: argparse.Namespace) -> int:
    progress = ProgressPrinter(on_separate_lines=arguments.progress)
    pool, device = Pool(arguments.workers, arguments.scheduler), _device(arguments)
    if arguments.source:
        request = StudyRequest(
            (), (), folder, pool, progress.report, arguments.resume, device, read_manifest_plan(arguments.source)
        )
    else:
        request = StudyRequest(*_entrants(arguments), folder, pool, progress.report, arguments.resume, device)
    try:
        result = produce_report(study, request)
    except KeyboardInterrupt:
        progress.end()
        is_kept = file_suffix(arguments.out) != ZIP_SUFFIX
        hint = " What is done is kept; the same command with --resume goes on." if is_kept else ""
        print(f"Stopped: {progress.latest}.{hint}")
        return INTERRUPTED_CODE
    progress.end()
    note = f"The page is {PAGE_FILE} in {arguments.out}, next to the tables and all runs."
    if not (folder / PAGE_FILE).exists():
        note = f"The tables are in {arguments.out}; with plotly installed, --resume also writes the page."
    print(result.text(), note, sep="\n")
    return 0


def _entrants(arguments: argparse.Namespace) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids of optimizers and landscapes from --optimizers and --landscapes, else from the link."""
    optimizers: tuple[str, ...] = ()
    landscapes: tuple[str, ...] = ()
    if arguments.link or not (arguments.optimizers and arguments.landscapes):
        scene, _ = read_race(arguments.link)
        optimizers = tuple(dict.fromkeys(map(write_item, scene.optimizers)))
        landscapes = (write_landscape(scene.landscape),)
    if arguments.optimizers:
        optimizers = tuple(write_item(read_item(shelf, word)) for word in _split_ids(arguments.optimizers))
    if arguments.landscapes:
        landscapes = tuple(_split_ids(arguments.landscapes))
    return optimizers, landscapes


def _split_ids(text: str) -> list[str]:
    """Split at commas; an item whose text contains a comma, such as a typed formula, has to be given by the link."""
    return [word for word in (each.strip() for each in text.split(",")) if word]


def _device(arguments: argparse.Namespace) -> str:
    import torch

    if arguments.device == GPU and not torch.cuda.is_available():
        raise BadInput("--device cuda: torch finds no GPU here; use cpu.")
    return arguments.device


@dataclass
class ProgressPrinter:
    """A printer of a study's progress: on stderr, in one line of a terminal that is overwritten.

    With ``on_separate_lines``, lines stage|done/total|seconds left on stdout instead. ``latest`` is the progress in
    words, ``printed_at`` the time of the last print in seconds (time.monotonic).
    """

    on_separate_lines: bool
    latest: str = "nothing is done yet"
    printed_at: float = field(default=0.0, repr=False)

    def report(self, stage: str, done: int, total: int, seconds_left: float) -> None:
        """Print progress, at most once every MIN_PRINT_INTERVAL_S except for the last job; it is a ReportProgress."""
        self.latest = f"{stage}, {done} of {total} done"
        now = time.monotonic()
        if now - self.printed_at < MIN_PRINT_INTERVAL_S and done < total:
            return
        self.printed_at = now
        if self.on_separate_lines:
            print(f"{stage}|{done}/{total}|{seconds_left:.0f}", flush=True)
        elif sys.stderr.isatty():
            print(f"\r\033[K{self.latest}, {format_duration(seconds_left)} left", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Print a line break after the line that is overwritten, if there is one."""
        if not self.on_separate_lines and sys.stderr.isatty():
            print(file=sys.stderr)


def format_duration(seconds: float) -> str:
    """Return a duration as text in whole seconds, or from 100 seconds in whole minutes: '42 s', '5 min'."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
