"""Which chunks are compiled, where they are kept, and how one is made: once per landscape and optimizer."""

from __future__ import annotations

import hashlib
import platform
import shutil
import tempfile
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from threading import Lock

import torch
from cachetools import LRUCache

from fallline.core import Landscape, Optimizer, Schedule, setting_at, unchecked, write_item
from fallline.core.locations import cache_folder
from fallline.core.numbers import filled, number_paths, numbers_of
from fallline.core.sources import source_digest
from fallline.landscapes import write_landscape
from fallline.programs.packages import LAYOUT, TRACED, Package, TooLarge, compile_chunk
from fallline.programs.structure_of_arrays import NoColumns
from fallline.run.chunks import ENDS, Carried, recording, tallying, untallied, walking

RECORD, TALLY, WALK = "record", "tally", "walk"  # every step noted; only how rows end, in float32; only the way
SHAPES = {
    RECORD: (8, 8),
    TALLY: (32_768, 10),
    WALK: (1024, 8),
}  # rows and steps at a time, both measured (benchmarks/race.py, map.py)
ROWS_ON_GPU = {TALLY: 1_048_576}  # a GPU is idle with fewer; chosen, not measured: no machine with one was at hand
DTYPES = {RECORD: torch.float64, TALLY: torch.float32, WALK: torch.float64}
MOST_COORDINATES = 6  # beyond, taken apart number by number, a chunk is too much to compile
REFUSED = "refused.txt"
SOURCES = ("core", "schedules", "landscapes", "optimizers", "run", "programs")
LACKS_COMPILER = "No C++ compiler was found: trails follow the hand more slowly and maps take longer. g++ would help."
MOST_LOADED = 64
MOST_KEPT = 500  # packages on disk, some 2 MB each


@dataclass(frozen=True)
class Order:
    """A chunk that is compiled, or is to be: whatever the optimizer's numbers and its schedule are."""

    kind: str
    landscape: Landscape
    optimizer: Optimizer
    device: str = "cpu"

    @classmethod
    @lru_cache(1024)
    def of(cls, kind: str, landscape: Landscape, optimizer: Optimizer, device: str = "cpu") -> Order:
        """The order that serves this optimizer."""
        return cls(kind, landscape, _plain(optimizer), device)

    @property
    def objection(self) -> str:
        """Why there is no compiling it; '' where nothing is known against it."""
        if self.optimizer.by_instances:
            return f"{self.optimizer.title} runs code of others"
        if self.landscape.dim > MOST_COORDINATES:
            return f"more than {MOST_COORDINATES} coordinates are not compiled"
        refused = self.folder / REFUSED
        return refused.read_text() if refused.exists() else ""

    @property
    def folder(self) -> Path:
        """Where it is kept."""
        return home() / self.key

    @cached_property
    def key(self) -> str:
        """What it is made of, the code that it comes from, and the machine, in short."""
        words = (self.kind, write_landscape(self.landscape), write_item(self.optimizer), self.device)
        return hashlib.sha256(repr((*words, _place(self.device))).encode()).hexdigest()[:24]

    def make(self) -> None:
        """Compiles it here and now, whole or not at all; what cannot be compiled is noted, and is not tried again."""
        home().mkdir(parents=True, exist_ok=True)
        growing = Path(tempfile.mkdtemp(dir=home(), prefix="growing-"))
        try:
            try:
                self._compile(growing)
            except (NoColumns, RuntimeError, TypeError) as problem:
                (growing / REFUSED).write_text(" ".join(str(problem).split())[:500])
            shutil.rmtree(self.folder, ignore_errors=True)
            growing.rename(self.folder)
            _forget()
        finally:
            shutil.rmtree(growing, ignore_errors=True)

    def _compile(self, folder: Path) -> None:
        """As many steps at a time as SHAPES says, or half, a quarter ... as many where they are too much at once."""
        self.landscape.fmin  # noqa: B018 - a number from here on, which is not traced
        length = SHAPES[self.kind][1]
        while True:
            try:
                return self._compile_steps(folder, length)
            except TooLarge:
                if length == 1:
                    raise
                length //= 2

    def _compile_steps(self, folder: Path, length: int) -> None:
        rows = ROWS_ON_GPU.get(self.kind, SHAPES[self.kind][0]) if self.device == "cuda" else SHAPES[self.kind][0]
        x = _scattered(self.landscape).to(DTYPES[self.kind]).to(self.device)
        numbers = numbers_of(self.optimizer, number_paths(self.optimizer))
        given = {"settings": torch.tensor([numbers] * length, dtype=torch.float64, device=self.device)}
        chunk, judged = recording(self.landscape, self.optimizer, length), None
        if self.kind == WALK:
            chunk = walking(self.landscape, self.optimizer, length)
            given = {"columns": torch.tensor([numbers] * TRACED, dtype=torch.float64, device=self.device)}
        if self.kind == TALLY:
            chunk, judged = tallying(self.landscape, self.optimizer, length), untallied(x, x[:, 0])
            step = torch.zeros((), dtype=torch.int32, device=self.device)
            given |= {"first": step, "last": step, "limits": x.new_zeros(TRACED)}
        wanted = ENDS if judged else ()
        compile_chunk(chunk, given, Carried.start(self.optimizer, x, judged), wanted, rows, length, folder)


_loaded: LRUCache = LRUCache(MOST_LOADED)
_loading = Lock()


def package_of(order: Order) -> Package | None:
    """The compiled chunk, if it is there."""
    folder = order.folder
    with _loading:
        if folder not in _loaded and (folder / LAYOUT).exists():
            _loaded[folder] = Package(folder)
        return _loaded.get(folder)


def home() -> Path:
    """The folder of everything that is compiled."""
    return cache_folder() / "compiled"


def _forget() -> None:
    """Removes what was made longest ago."""
    kept = sorted((each for each in home().iterdir() if each.is_dir()), key=lambda each: each.stat().st_mtime)
    for folder in kept[:-MOST_KEPT]:
        shutil.rmtree(folder, ignore_errors=True)


@cache
def lacks() -> str:
    """What this machine lacks for compiling, in a sentence; '' if nothing."""
    from torch._inductor.cpp_builder import get_cpp_compiler
    from torch._inductor.exc import InvalidCxxCompiler

    try:
        get_cpp_compiler()
    except InvalidCxxCompiler:
        return LACKS_COMPILER
    return ""


def _plain(optimizer: Optimizer) -> Optimizer:
    """The same rule with every number at its default, and at one rate throughout."""
    paths = number_paths(optimizer)
    return _unpaced(filled(optimizer, paths, [setting_at(optimizer, path).default for path in paths]))


def _unpaced(optimizer: Optimizer) -> Optimizer:
    for name, value in optimizer.settings().items():
        if isinstance(value, Schedule):
            optimizer = unchecked(optimizer, name, None)
        elif isinstance(value, Optimizer):
            optimizer = unchecked(optimizer, name, _unpaced(value))
    return optimizer


@lru_cache
def _place(device: str) -> str:
    """What compiled code depends on besides: the machine, torch, and every file that it comes from."""
    chip = torch.cuda.get_device_name() if device == "cuda" else torch.backends.cpu.get_cpu_capability()
    return f"{source_digest(*SOURCES)} {torch.__version__} {platform.machine()} {platform.processor()} {chip}"


def _scattered(landscape: Landscape) -> torch.Tensor:
    """TRACED unlike points of the domain."""
    low, high = torch.tensor(landscape.domain, dtype=torch.float64).T
    dice = torch.Generator().manual_seed(0)
    return low + (high - low) * torch.rand(TRACED, landscape.dim, generator=dice, dtype=torch.float64)
