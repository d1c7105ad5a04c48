"""Keys of compiled chunks: one per kind, landscape and optimizer, whatever the numbers; kept on disk as packages."""

from __future__ import annotations

import hashlib
import os
import platform
import shutil
import sys
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path
from threading import Lock

import torch
from cachetools import LRUCache

from fallline.core import (
    AdaptiveSchedule,
    Landscape,
    Optimizer,
    Schedule,
    replace_unchecked,
    setting_at_path,
    write_item,
)
from fallline.core.number_settings import get_numbers, number_paths, replace_numbers
from fallline.core.sources import source_digest
from fallline.landscapes import write_landscape
from fallline.programs.package_folders import REFUSAL_FILE, new_package, packages_folder, read_package, read_refusal
from fallline.programs.packages import TRACE_ROWS, Package, TooLarge, compile_chunk
from fallline.programs.structure_of_arrays import ConversionError
from fallline.run.chunks import (
    TALLY_ENTRIES,
    Carry,
    initial_chunk_tally,
    make_record_chunk,
    make_tally_chunk,
    make_walk_chunk,
)

# The kinds of chunks of ``fallline.run.chunks``: every step, only how rows end (in float32), only the path.
RECORD, TALLY, WALK = "record", "tally", "walk"
CHUNK_SHAPES = {
    RECORD: (8, 8),
    TALLY: (32_768, 10),
    WALK: (1024, 8),
}  # rows and steps; measured, benchmarks/race.py, map.py
GPU_ROWS = {TALLY: 1_048_576}  # rows instead of those above; an estimate of what fills a GPU, not measured
DTYPES = {RECORD: torch.float64, TALLY: torch.float32, WALK: torch.float64}
MAX_DIM = 6  # number of coordinates beyond which a chunk has too many operations to compile
SOURCE_FOLDERS = (
    "core",
    "schedules",
    "landscapes",
    "optimizers",
    "run",
    "programs",
)  # whose code compiled code contains
NO_COMPILER_TEXT = "No C++ compiler was found: trails follow the hand more slowly and maps take longer. g++ would help."
MAX_LOADED_PACKAGES = 64


@dataclass(frozen=True)
class CompileKey:
    """What identifies a compiled chunk; the chunk itself may not be compiled yet.

    ``kind`` says what the chunk computes: RECORD every step, TALLY only how rows end, WALK only the path.
    ``optimizer`` has default numbers and no schedule but an adaptive one, since one chunk serves all others.
    """

    kind: str
    landscape: Landscape
    optimizer: Optimizer
    device: str = "cpu"

    @classmethod
    @lru_cache(1024)
    def for_optimizer(cls, kind: str, landscape: Landscape, optimizer: Optimizer, device: str = "cpu") -> CompileKey:
        """Return the key of the chunk that serves this optimizer, whatever its numbers and schedules."""
        return cls(kind, landscape, _with_default_numbers(optimizer), device)

    @property
    def refusal(self) -> str:
        """Why the chunk cannot be compiled; '' if nothing is known against it."""
        if self.optimizer.one_instance_per_row:
            return f"{self.optimizer.title} runs code of others"
        if self.landscape.dim > MAX_DIM:
            return f"more than {MAX_DIM} coordinates are not compiled"
        return read_refusal(self.folder)

    @property
    def folder(self) -> Path:
        """The folder that holds the package, or would if the chunk were compiled."""
        return packages_folder() / self.digest

    @cached_property
    def digest(self) -> str:
        """A hash of the key, of the code from which the chunk is compiled, and of the machine."""
        facts = (self.kind, write_landscape(self.landscape), write_item(self.optimizer), self.device)
        return hashlib.sha256(repr((*facts, _build_fingerprint(self.device))).encode()).hexdigest()[:24]

    def compile(self) -> None:
        """Compile the chunk in this process; its folder appears when it is complete.

        The reason for which a chunk cannot be compiled is written to the folder, so that it is not tried again. Other
        errors, such as those of a full disk, leave no folder.
        """
        with new_package(self.folder) as folder:
            try:
                self._compile(folder)
            except ConversionError as problem:
                (folder / REFUSAL_FILE).write_text(" ".join(str(problem).split())[:500])

    def _compile(self, folder: Path) -> None:
        """Compile as many steps as CHUNK_SHAPES says, or half of them, a quarter ... if the chunk is too large."""
        self.landscape.fmin  # noqa: B018 - computed and cached here, so that it is a constant in the trace
        length = CHUNK_SHAPES[self.kind][1]
        while True:
            try:
                return self._compile_steps(folder, length)
            except TooLarge:
                if length == 1:
                    raise
                length //= 2

    def _compile_steps(self, folder: Path, length: int) -> None:
        rows = CHUNK_SHAPES[self.kind][0]
        if self.device == "cuda":
            rows = GPU_ROWS.get(self.kind, rows)
        x = _random_points(self.landscape).to(DTYPES[self.kind]).to(self.device)
        numbers = get_numbers(self.optimizer, number_paths(self.optimizer))
        inputs = {"settings": torch.tensor([numbers] * length, dtype=torch.float64, device=self.device)}
        chunk, tally = make_record_chunk(self.landscape, self.optimizer, length), None
        if self.kind == WALK:
            chunk = make_walk_chunk(self.landscape, self.optimizer, length)
            inputs = {"row_settings": torch.tensor([numbers] * TRACE_ROWS, dtype=torch.float64, device=self.device)}
        if self.kind == TALLY:
            chunk = make_tally_chunk(self.landscape, self.optimizer, length)
            tally = initial_chunk_tally(x, x[:, 0])
            step = torch.zeros((), dtype=torch.int32, device=self.device)
            inputs |= {"first": step, "last": step, "limits": x.new_zeros(TRACE_ROWS)}
        needed = TALLY_ENTRIES if tally else ()
        compile_chunk(chunk, inputs, Carry.initial(self.optimizer, x, tally), needed, rows, length, folder)


_loaded: LRUCache = LRUCache(MAX_LOADED_PACKAGES)
_loading = Lock()


def load_package(key: CompileKey) -> Package | None:
    """Return the compiled chunk, or None if it has not been compiled, or cannot be loaded."""
    folder = key.folder
    with _loading:
        package = _loaded.get(folder)
        if package is None and (package := read_package(folder)) is not None:
            _loaded[folder] = package
        return package


@cache
def missing_compiler_text() -> str:
    """Return a sentence that no C++ compiler was found on this machine, or '' if there is one.

    The compiler is the one that torch uses. Torch is not asked for it, since that imports torch's compiler, which fails
    if two threads do it at the same time.
    """
    default = {"win32": "cl", "darwin": "clang++"}.get(sys.platform, "g++")
    return "" if shutil.which(os.environ.get("CXX", default)) else NO_COMPILER_TEXT


def _with_default_numbers(optimizer: Optimizer) -> Optimizer:
    """Return the optimizer with every number at its default, and without schedules that do not follow f."""
    paths = number_paths(optimizer)
    defaults = [setting_at_path(optimizer, path).default for path in paths]
    return _without_schedules(replace_numbers(optimizer, paths, defaults))


def _without_schedules(optimizer: Optimizer) -> Optimizer:
    for name, value in optimizer.settings().items():
        if isinstance(value, Schedule) and not isinstance(value, AdaptiveSchedule):
            optimizer = replace_unchecked(optimizer, name, None)
        elif isinstance(value, Optimizer):
            optimizer = replace_unchecked(optimizer, name, _without_schedules(value))
    return optimizer


@lru_cache
def _build_fingerprint(device: str) -> str:
    """Return what compiled code depends on besides its key: the project's sources, torch and the machine."""
    chip = torch.cuda.get_device_name() if device == "cuda" else torch.backends.cpu.get_cpu_capability()
    return f"{source_digest(*SOURCE_FOLDERS)} {torch.__version__} {platform.machine()} {platform.processor()} {chip}"


def _random_points(landscape: Landscape) -> torch.Tensor:
    """Return TRACE_ROWS points of the domain, all different, (TRACE_ROWS, dim)."""
    low, high = torch.tensor(landscape.domain, dtype=torch.float64).T
    generator = torch.Generator().manual_seed(0)
    return low + (high - low) * torch.rand(TRACE_ROWS, landscape.dim, generator=generator, dtype=torch.float64)
