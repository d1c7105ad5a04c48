"""Fall Line: races of optimizers down loss landscapes with known minima, every step with its numbers."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fallline.version import __version__

if TYPE_CHECKING:
    from fallline.run import Trajectory, race
    from fallline.scene import Scene
    from fallline.shortcuts import landscape, optimizer

_HOMES = {  # loaded when first used, so that `import fallline` costs nothing
    "Scene": "fallline.scene",
    "Trajectory": "fallline.run",
    "landscape": "fallline.shortcuts",
    "optimizer": "fallline.shortcuts",
    "race": "fallline.run",
}
__all__ = ["Scene", "Trajectory", "__version__", "landscape", "optimizer", "race"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'fallline' has no attribute '{name}'")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_HOMES])
