"""Compiles one chunk in a process of its own: ``python -m engine.compile KIND LINK``, the link with one run."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def main(kind: str, link: str) -> None:
    """Everything that the compiler leaves beside the package goes with its folder."""
    with tempfile.TemporaryDirectory(prefix="fallline-compile-") as folder:
        os.environ["TORCHINDUCTOR_CACHE_DIR"] = str(Path(folder))
        from engine.compiled import Order
        from engine.scene import Scene
        from engine.threads import alone

        alone()
        scene = Scene.from_link(link)
        (optimizer,) = scene.optimizers
        Order.of(kind, scene.landscape, optimizer, scene.placed_on()).make()


if __name__ == "__main__":
    main(*sys.argv[1:])
