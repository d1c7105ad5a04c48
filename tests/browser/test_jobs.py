"""Jobs by Celery, with a real Redis, a real worker and a real server: a film is requested, made and downloaded."""

import json
import subprocess
import sys
import time
from contextlib import contextmanager

import psutil
import pytest
import redis
import requests

from fallline.core.locations import child_environment
from fallline.film.encode import FILM_SUFFIXES
from fallline.web.jobs.backends import job_queue
from fallline.web.jobs.job_queue import MAX_JOBS
from fallline.web.operations.limits import Limits
from tests.application import make_application
from tests.processes import fetch, free_port, run_class_server, run_redis, wait_for

WORKER = ["-m", "celery", "--app", "fallline.web.celery_worker", "worker", "--concurrency", "1"]
SMALL_FILM = {"wide": "320", "tall": "180", "fps": "10", "seconds": "1"}
LONG_FILM = {"wide": "1280", "tall": "720", "fps": "60", "seconds": "300"}
TIMEOUT_S = 120


def film_request(**words):
    suffix = next(iter(FILM_SUFFIXES))
    return {"link": "on=booth&run=adam&steps=30", "options": SMALL_FILM, "suffix": suffix, "visitor": "1"} | words


def follow(address, body, *states):
    """Request a film and return its status as soon as it has ended or has one of these states."""
    status = json.loads(fetch(f"{address}/jobs/film", body)[1])
    return wait_for_state(address, status["key"], "made", "failed", *states) if status["key"] else status


def wait_for_state(address, key, *states):
    deadline = time.monotonic() + TIMEOUT_S
    while True:
        status = json.loads(fetch(f"{address}/jobs/film/{key}?visitor=1")[1])
        if status["state"] in states:
            return status
        assert time.monotonic() < deadline, status
        time.sleep(0.3)


def test_a_film_is_made_by_a_worker_and_downloaded_and_the_death_of_its_process_is_said(
    tmp_path, redis_url, monkeypatch
):
    shared, log = tmp_path / "jobs", tmp_path / "worker log"
    environment = {"REDIS_URL": redis_url, "FALLLINE_JOBS": str(shared)}
    with (
        run_class_server(tmp_path, "--workers", "1", **environment) as (address, _, server_log),
        run_worker(environment, log) as worker,
    ):
        long = follow(address, film_request(options=LONG_FILM), "making")
        assert long["state"] == "making", long
        for process in job_processes(worker):
            process.kill()
        lost = wait_for_state(address, long["key"], "failed")
        assert "ended before it was done" in lost["problem"]
        again = follow(address, film_request(options=LONG_FILM), "making")
        assert again["state"] == "making", again
        requests.delete(f"{address}/jobs/film/{long['key']}?visitor=1", timeout=30)
        wait_for(lambda: job_processes(worker) == [], 20)  # a cancelled job is ended, also far from the server
        status = follow(address, film_request())
        assert status["state"] == "made", status
        http_status, film = fetch(f"{address}{status['href']}")[:2]
        assert http_status == 200
        assert len(film) == status["bytes"] > 0
        monkeypatch.setenv("FALLLINE_JOBS", str(shared))
        monkeypatch.setenv("REDIS_URL", redis_url)
        assert job_queue(tmp_path).path(status["key"]).stat().st_size == status["bytes"]
        assert [path.name for path in shared.rglob("*") if path.is_file()] == [status["key"]]
        assert worker.poll() is None
    assert "booth" not in log.read_text() + server_log.read_text()


def job_processes(worker):
    """Return the processes of jobs that a Celery worker has started."""
    found = []
    for process in psutil.Process(worker.pid).children(recursive=True):
        try:
            found += [process] if "fallline.web.jobs.worker" in process.cmdline() else []
        except psutil.NoSuchProcess:
            continue
    return found


@contextmanager
def run_worker(environment, log):
    """Run a Celery worker with these environment variables, and its output in a file, until the block ends."""
    with (
        log.open("w") as output,
        subprocess.Popen(
            [sys.executable, *WORKER, "--loglevel", "info"],
            env=child_environment() | environment,
            stdout=output,
            stderr=output,
        ) as worker,
    ):
        try:
            yield worker
        finally:
            worker.terminate()
            worker.wait(30)


@pytest.fixture
def jobs_redis(tmp_path_factory):
    """The client of a Redis for jobs alone, which refuses values when it is full, as that of compose.yaml does."""
    with run_redis(tmp_path_factory.mktemp("redis of jobs")) as url:
        client = redis.Redis.from_url(url)
        client.config_set("maxmemory-policy", "noeviction")
        yield client
        client.close()


@pytest.fixture
def client(tmp_path, redis_url, jobs_redis, monkeypatch):
    """A client of a server with Celery, but no worker."""
    port = jobs_redis.connection_pool.connection_kwargs["port"]
    redis.Redis.from_url(redis_url).flushdb()  # of what other tests have left
    monkeypatch.setenv("REDIS_URL", redis_url)
    monkeypatch.setenv("FALLLINE_JOBS", str(tmp_path / "jobs"))
    monkeypatch.setenv("FALLLINE_JOBS_REDIS_URL", f"redis://127.0.0.1:{port}/0")
    limits = Limits(steps=100, pixels=10**9)
    return make_application(tmp_path, jobs=job_queue(tmp_path / "own"), limits=limits).test_client()


def redis_texts(client):
    """Return the texts of all values in a Redis, and of all elements of its lists and tables."""
    for key in client.scan_iter():
        kind = client.type(key)
        if kind == b"list":
            yield from client.lrange(key, 0, -1)
        elif kind == b"string" and not key.endswith(b"lock"):
            yield client.get(key)


def test_jobs_are_checked_and_counted_before_they_are_sent_and_stored_as_json(client, jobs_redis, redis_url, tmp_path):
    large = film_request(options={"wide": "3840", "tall": "2160", "seconds": "100"})
    for body in (large, film_request(link="on=booth&run=adam&steps=101"), film_request(link="on=booth&run=nothing")):
        assert client.post("/jobs/film", json=body).json["state"] == "failed"
    assert list(jobs_redis.scan_iter()) == []
    states = [
        client.post("/jobs/film", json=film_request(link=f"on=booth&run=adam&steps={count}")).json
        for count in range(10, 30)
    ]
    assert [status["state"] != "failed" for status in states] == [True] * MAX_JOBS + [False] * (20 - MAX_JOBS)
    assert "try again in a few minutes" in states[-1]["problem"]
    assert jobs_redis.llen("film") == MAX_JOBS
    assert all(len(message) < 2000 for message in jobs_redis.lrange("film", 0, -1))
    assert all(json.loads(text) is not None for text in redis_texts(jobs_redis))
    assert [path for path in (tmp_path / "jobs").rglob("*") if path.is_file()] == []  # no database on the share
    assert not any(b"job" in key for key in redis.Redis.from_url(redis_url).scan_iter())


def test_a_full_redis_of_jobs_refuses_films_while_classes_go_on(client, jobs_redis):
    jobs_redis.config_set("maxmemory", 1)
    refused = client.post("/jobs/film", json=film_request())
    assert (refused.status_code, "try again" in refused.json["problem"]) == (503, True)
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get("/health").status_code == 200
    assert client.post("/class", json={}).status_code == 200
    jobs_redis.config_set("maxmemory", 0)
    assert client.post("/jobs/film", json=film_request()).json["state"] == "starting"


def test_celery_without_a_redis_url_is_refused_with_a_clear_message(run_refused_command, monkeypatch, tmp_path_factory):
    monkeypatch.setenv("FALLLINE_JOBS", str(tmp_path_factory.mktemp("jobs")))
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert "REDIS_URL must name" in run_refused_command("serve", "--port", str(free_port()))


def test_a_redis_of_jobs_that_does_not_answer_is_refused_without_its_password(
    run_refused_command, monkeypatch, tmp_path_factory
):
    monkeypatch.setenv("FALLLINE_JOBS", str(tmp_path_factory.mktemp("jobs")))
    monkeypatch.setenv("FALLLINE_JOBS_REDIS_URL", f"redis://:secret@127.0.0.1:{free_port()}/0")
    message = run_refused_command("serve", "--port", str(free_port()))
    assert "FALLLINE_JOBS_REDIS_URL" in message
    assert "secret" not in message
