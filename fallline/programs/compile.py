"""Compile one chunk in a new process: ``python -m fallline.programs.compile KIND LINK``, where LINK has one run."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from fallline.core.threads import use_one_thread
from fallline.programs.compile_key import CompileKey
from fallline.programs.package_folders import temporary_folder
from fallline.run.device import choose_scene_device
from fallline.scene.scene import Scene


def main(kind: str, link: str) -> None:
    """Compile the chunk of ``kind`` (RECORD, TALLY or WALK) for the landscape and the only optimizer of a link.

    The compiler's own cache is put into a temporary folder, so that only the package remains.
    """
    with temporary_folder(Path(tempfile.gettempdir()), "fallline-compile-") as folder:
        os.environ["TORCHINDUCTOR_CACHE_DIR"] = str(folder)
        use_one_thread()
        scene = Scene.from_link(link)
        (optimizer,) = scene.optimizers
        CompileKey.for_optimizer(kind, scene.landscape, optimizer, choose_scene_device(scene)).compile()


if __name__ == "__main__":
    main(*sys.argv[1:])
