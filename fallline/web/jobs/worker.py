"""The process of one job: ``python -m fallline.web.jobs.worker FOLDER KEY [ALLOWED PACKAGES]``."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil

from fallline.core.threads import limit_blas_threads
from fallline.optimizers.torch_classes import allow_package
from fallline.web.jobs.job_queue import LOW_PRIORITY, JobQueue


def run_job(folder: Path, key: str, allowed: list[str]) -> None:
    """Run the job that the queue in ``folder`` has under ``key``; its link may name classes of ``allowed`` packages."""
    for package in allowed:
        allow_package(package)
    JobQueue(folder).run_job(key)


if __name__ == "__main__":
    psutil.Process().nice(LOW_PRIORITY)
    limit_blas_threads()
    run_job(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
