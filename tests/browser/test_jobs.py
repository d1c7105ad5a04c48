"""Films by Celery: a real Redis, a real worker, a class's server, and a visitor who asks for one."""

import json
import subprocess
import sys
import time
from contextlib import contextmanager

from fallline.core.locations import child_environment
from fallline.film.encode import FORMATS
from fallline.web.jobs.job_queue import JobQueue
from tests.processes import ask, class_served, free_port

WORKER = [
    "-m",
    "celery",
    "--app",
    "fallline.web.celery_worker",
    "worker",
    "--concurrency",
    "1",
    "--loglevel",
    "warning",
]
HOW = {"wide": "320", "tall": "180", "fps": "10", "seconds": "1"}


def test_a_film_is_made_by_a_worker_and_fetched_from_the_server(tmp_path, redis_url):
    shared = tmp_path / "jobs"
    where = {"REDIS_URL": redis_url, "FALLLINE_JOBS": str(shared)}
    question = {"link": "on=booth&run=adam&steps=30", "how": HOW, "suffix": next(iter(FORMATS)), "visitor": "1"}
    with working(where) as worker, class_served(tmp_path, **where) as (address, _, _):
        told = json.loads(ask(f"{address}/jobs/film", question)[1])
        deadline = time.monotonic() + 120
        while told["state"] not in ("made", "failed"):
            assert time.monotonic() < deadline, told
            time.sleep(0.3)
            told = json.loads(ask(f"{address}/jobs/film/{told['key']}?visitor=1")[1])
        assert told["state"] == "made", told
        status, film = ask(f"{address}{told['href']}")[:2]
        assert status == 200
        assert len(film) == told["bytes"] > 0
        assert JobQueue(shared).path(told["key"]).stat().st_size == told["bytes"]
        assert worker.poll() is None


@contextmanager
def working(where):
    """A worker with its own environment, which ends with the test whatever happens."""
    with subprocess.Popen([sys.executable, *WORKER], env=child_environment() | where) as worker:
        try:
            yield worker
        finally:
            worker.terminate()
            worker.wait(30)


def test_celery_without_a_redis_is_said(refused, monkeypatch, tmp_path_factory):
    monkeypatch.setenv("FALLLINE_JOBS", str(tmp_path_factory.mktemp("jobs")))
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert "REDIS_URL must name" in refused("serve", "--port", str(free_port()))
