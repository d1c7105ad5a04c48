"""Fall Line: races of optimizers down loss landscapes with known minima, every step with its numbers."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from fallline.version import __version__

if TYPE_CHECKING:
    from fallline.run import Trajectory, race
    from fallline.scene import Scene
    from fallline.shortcuts import landscape, optimizer

_LAZY_EXPORTS = {  # name -> module, imported at first use, so that `import fallline` is fast
    "Scene": "fallline.scene",
    "Trajectory": "fallline.run",
    "landscape": "fallline.shortcuts",
    "optimizer": "fallline.shortcuts",
    "race": "fallline.run",
}
__all__ = ["Scene", "Trajectory", "__version__", "landscape", "optimizer", "race"]


def __getattr__(name: str) -> Any:
    if name not in _LAZY_EXPORTS:
        raise AttributeError(f"module 'fallline' has no attribute '{name}'")
    return getattr(import_module(_LAZY_EXPORTS[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *_LAZY_EXPORTS])
