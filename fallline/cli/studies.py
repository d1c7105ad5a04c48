"""A long study as the shell asks for it: with progress, an end at any time, and a page where it can be drawn."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from fallline.charts.report_files import complete, pack
from fallline.compare.pool import Pool
from fallline.compare.report import PAGE, read_manifest
from fallline.core import BadInput, read_item, write_item
from fallline.landscapes import write_landscape
from fallline.optimizers import shelf
from fallline.run.device import GPU
from fallline.scene import Scene
from fallline.scene.examples import link_of
from fallline.studies import Asked, LongStudy

ZIP = ".zip"
INTERRUPTED = 130  # the shell's code for what was ended from the keyboard
OFTEN = 1.0  # seconds between two lines of progress


def carry_out(study: LongStudy, words: argparse.Namespace) -> int:
    """The study as asked for, into a folder, or all of it into a .zip; 130 if it was interrupted. Raises BadInput."""
    if words.out is None:
        raise BadInput(f"{study.id} keeps its runs in a folder; name one with --out.")
    if words.workers < 1:
        raise BadInput(f"--workers {words.workers} must be at least 1.")
    if not study.chooses and (words.link or words.optimizers or words.landscapes):
        raise BadInput(f"{study.id} brings its own optimizers and landscapes; leave the link, or take study report.")
    if words.out.suffix != ZIP:
        return _into(words.out, study, words)
    if words.resume:
        raise BadInput(f"{words.out.name} cannot be gone on with; take a folder for --resume.")
    with TemporaryDirectory() as folder:
        code = _into(Path(folder), study, words)
        if not code:
            pack(Path(folder), words.out)
    return code


def _into(folder: Path, study: LongStudy, words: argparse.Namespace) -> int:
    progress = Progress(lines=words.progress)
    pool, device = Pool(words.workers, words.scheduler), _device(words)
    if words.source:
        asked = Asked((), (), folder, pool, progress.say, words.resume, device, read_manifest(words.source))
    else:
        asked = Asked(*_entrants(words), folder, pool, progress.say, words.resume, device)
    try:
        found = complete(study, asked)
    except KeyboardInterrupt:
        progress.end()
        kept = "" if words.out.suffix == ZIP else " What is done is kept; the same command with --resume goes on."
        print(f"Stopped: {progress.last}.{kept}")
        return INTERRUPTED
    progress.end()
    drawn = f"The page is {PAGE} in {words.out}; the tables and every run lie beside it."
    if not (folder / PAGE).exists():
        drawn = f"The tables are in {words.out}; with plotly installed, --resume draws the page, too."
    print(found.text(), drawn, sep="\n")
    return 0


def _entrants(words: argparse.Namespace) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Optimizers and landscapes by name, else those of the link."""
    optimizers: tuple[str, ...] = ()
    landscapes: tuple[str, ...] = ()
    if words.link or not (words.optimizers and words.landscapes):
        scene = Scene.from_link(link_of(words.link))
        optimizers = tuple(dict.fromkeys(map(write_item, scene.optimizers)))
        landscapes = (write_landscape(scene.landscape),)
    if words.optimizers:
        optimizers = tuple(write_item(read_item(shelf, word)) for word in _parted(words.optimizers))
    if words.landscapes:
        landscapes = tuple(_parted(words.landscapes))
    return optimizers, landscapes


def _parted(listed: str) -> list[str]:
    """Words with commas between them; what has a comma in it, such as a typed formula, stands in a link."""
    return [word for word in (each.strip() for each in listed.split(",")) if word]


def _device(words: argparse.Namespace) -> str:
    import torch

    if words.device == GPU and not torch.cuda.is_available():
        raise BadInput("--device cuda: torch finds no GPU here; take cpu.")
    return words.device


@dataclass
class Progress:
    """Tells how far a study is, on one line that is written over, or on ``lines`` of their own for a program."""

    lines: bool
    last: str = "nothing is done yet"
    told: float = field(default=0.0, repr=False)

    def say(self, stage: str, done: int, whole: int, left: float) -> None:
        """A report of the pool."""
        self.last = f"{stage}, {done} of {whole} done"
        now = time.monotonic()
        if now - self.told < OFTEN and done < whole:
            return
        self.told = now
        if self.lines:
            print(f"{stage}|{done}/{whole}|{left:.0f}", flush=True)
        elif sys.stderr.isatty():
            print(f"\r\033[K{self.last}, {spoken(left)} left", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leaves the line as it is."""
        if not self.lines and sys.stderr.isatty():
            print(file=sys.stderr)


def spoken(seconds: float) -> str:
    """A time that is left, roughly."""
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
