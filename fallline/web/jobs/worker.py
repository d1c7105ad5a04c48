"""The process of one job: ``python -m fallline.web.jobs.worker`` with the arguments of a JobCommand."""

from __future__ import annotations

import sys

from fallline.web.jobs.backends import job_queue
from fallline.web.jobs.runner import run_command

if __name__ == "__main__":
    run_command(sys.argv[1:], job_queue)
