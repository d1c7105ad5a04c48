"""Jobs by Celery, with a real Redis, a real worker and a real server: a film is requested, made and downloaded."""

import json
import subprocess
import sys
import time
from contextlib import contextmanager

from fallline.core.locations import child_environment
from fallline.film.encode import FILM_SUFFIXES
from fallline.web.jobs.job_queue import JobQueue
from tests.processes import fetch, free_port, run_class_server

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
FILM_OPTIONS = {"wide": "320", "tall": "180", "fps": "10", "seconds": "1"}


def test_a_film_is_made_by_a_worker_and_downloaded_from_the_server(tmp_path, redis_url):
    shared = tmp_path / "jobs"
    environment = {"REDIS_URL": redis_url, "FALLLINE_JOBS": str(shared)}
    body = {
        "link": "on=booth&run=adam&steps=30",
        "options": FILM_OPTIONS,
        "suffix": next(iter(FILM_SUFFIXES)),
        "visitor": "1",
    }
    with run_worker(environment) as worker, run_class_server(tmp_path, **environment) as (address, _, _):
        status = json.loads(fetch(f"{address}/jobs/film", body)[1])
        deadline = time.monotonic() + 120
        while status["state"] not in ("made", "failed"):
            assert time.monotonic() < deadline, status
            time.sleep(0.3)
            status = json.loads(fetch(f"{address}/jobs/film/{status['key']}?visitor=1")[1])
        assert status["state"] == "made", status
        http_status, film = fetch(f"{address}{status['href']}")[:2]
        assert http_status == 200
        assert len(film) == status["bytes"] > 0
        assert JobQueue(shared).path(status["key"]).stat().st_size == status["bytes"]
        assert worker.poll() is None


@contextmanager
def run_worker(environment):
    """Run a Celery worker with these environment variables until the block ends."""
    with subprocess.Popen([sys.executable, *WORKER], env=child_environment() | environment) as worker:
        try:
            yield worker
        finally:
            worker.terminate()
            worker.wait(30)


def test_celery_without_a_redis_url_is_refused_with_a_clear_message(run_refused_command, monkeypatch, tmp_path_factory):
    monkeypatch.setenv("FALLLINE_JOBS", str(tmp_path_factory.mktemp("jobs")))
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert "REDIS_URL must name" in run_refused_command("serve", "--port", str(free_port()))
