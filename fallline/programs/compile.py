"""Compiles one chunk in a new process: ``python -m fallline.programs.compile KIND LINK``, the link with one run."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def main(kind: str, link: str) -> None:
    """Everything that the compiler leaves beside the package goes with its folder."""
    with tempfile.TemporaryDirectory(prefix="fallline-compile-") as folder:
        os.environ["TORCHINDUCTOR_CACHE_DIR"] = str(Path(folder))
        from fallline.core.threads import alone
        from fallline.programs.compiled import Order
        from fallline.run.device import placed_on
        from fallline.scene.scene import Scene

        alone()
        scene = Scene.from_link(link)
        (optimizer,) = scene.optimizers
        Order.of(kind, scene.landscape, optimizer, placed_on(scene)).make()


if __name__ == "__main__":
    main(*sys.argv[1:])
