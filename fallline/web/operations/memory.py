"""The memory that the caches of a server's processes may fill, all together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import psutil

from fallline.core.byte_cache import ByteCache

CACHE_SHARE = 1 / 8  # of the memory, for the caches of all processes
CONTAINER_LIMITS = ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes")  # cgroups 2 and 1


def machine_memory() -> int:
    """Return the memory of this machine in bytes, or of the container if it is limited to less."""
    limits = (Path(each) for each in CONTAINER_LIMITS)
    texts = [each.read_text().strip() for each in limits if each.is_file()]
    return min([psutil.virtual_memory().total, *(int(each) for each in texts if each.isdecimal())])


def divide_caches(processes: int, caches: Sequence[ByteCache]) -> None:
    """Resize the caches, which each of ``processes`` has, so that all together fit into CACHE_SHARE of the memory.

    They keep their sizes relative to each other, and none becomes larger than it is.
    """
    own_share = CACHE_SHARE * machine_memory() / processes
    factor = min(1.0, own_share / sum(each.max_bytes for each in caches))
    for each in caches:
        each.resize(int(factor * each.max_bytes))
