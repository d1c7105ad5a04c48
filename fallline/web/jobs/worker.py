"""A process that makes one film or report: ``python -m fallline.web.jobs.worker FOLDER KEY [ALLOWED PACKAGES]``."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil

from fallline.core.threads import small_matrices
from fallline.optimizers.torch_classes import allow
from fallline.web.jobs.job_queue import PATIENT, JobQueue


def carry_out(folder: Path, key: str, allowed: list[str]) -> None:
    """Makes what the queue in the folder has under the key, where a link may name classes of ``allowed`` packages."""
    for package in allowed:
        allow(package)
    JobQueue(folder).carry_out(key)


if __name__ == "__main__":
    psutil.Process().nice(PATIENT)
    small_matrices()
    carry_out(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
