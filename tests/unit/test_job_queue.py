"""Jobs of visitors: one lane per kind, progress for every visitor that waits, cancelling, and complete files only."""

import errno
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from fallline.core import BadInput
from fallline.web.jobs import job_queue
from fallline.web.jobs.job_queue import MAX_JOBS, JobQueue
from tests.application import make_application
from tests.processes import wait_for
from tests.stub_jobs import Stub

LINK = "on=booth&start=1,-2&steps=60&run=adam~lr:0.1&run=sgd_momentum~lr:0.005"
QUICK_STUDY = {"wide": 320, "tall": 180, "fps": 5, "seconds": 1}
TIMEOUT_S = 60
FINAL_STATES = ("made", "failed")


@pytest.fixture
def jobs(tmp_path, monkeypatch):
    queue = JobQueue(tmp_path)
    yield queue
    monkeypatch.undo()
    queue.stop()


@pytest.fixture
def idle_process():
    """The id of a process that does nothing, in place of a worker."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as process:
        yield process.pid
        process.kill()


def follow(jobs, job, visitor="me"):
    """Submit a job and return its states from the first to the last."""
    states = [jobs.submit(job, visitor)]
    deadline = time.monotonic() + TIMEOUT_S
    while states[-1]["state"] not in FINAL_STATES:
        assert time.monotonic() < deadline, states[-1]
        time.sleep(0.05)
        states.append(jobs.status(job.key, job.kind, visitor))
    return states


def start(jobs, job, visitor="me"):
    """Submit a job and wait until a worker computes it."""
    jobs.submit(job, visitor)
    wait_for(lambda: jobs.status(job.key, job.kind, visitor)["state"] == "making", TIMEOUT_S)


def worker_of(jobs, job):
    return next(each.process for each in jobs.store[job_queue.QUEUE_KEY] if each.key == job.key)


def test_a_finished_file_is_stored_and_every_state_is_reported(jobs):
    job = Stub("one", seconds=1.0)
    states = follow(jobs, job)
    assert states[0]["state"] == "starting"
    assert {each["state"] for each in states} == {"starting", "making", "made"}
    progress = [each["done"] for each in states if each["state"] == "making"]
    assert all(one <= other for one, other in pairwise(progress))
    assert (states[-1]["href"], states[-1]["bytes"]) == ("/film/one.mp4", 3)
    assert jobs.path(job.key).read_bytes() == b"one"
    assert [each["state"] for each in follow(jobs, job)] == ["made"]
    assert jobs.store[job_queue.QUEUE_KEY] == []
    assert list(jobs.partial_folder.iterdir()) == []


def test_films_wait_for_films_and_not_for_reports(jobs):
    report, first, second = Stub("r", "report", 60.0, suffix=".zip"), Stub("a", seconds=1.0), Stub("b")
    start(jobs, report)
    start(jobs, first)
    assert jobs.submit(second, "you") == {"key": second.key, "state": "waiting", "jobsAhead": 1}
    assert follow(jobs, second, "you")[-1]["state"] == "made"
    assert (
        jobs.status(first.key, "film", "me")["state"] == "made"
    )  # although its visitor sent no request in the meantime
    assert jobs.status(report.key, "report", "me")["state"] == "making"


def test_visitors_share_a_job_which_ends_when_all_have_cancelled_it(jobs):
    job = Stub("long", seconds=60.0)
    start(jobs, job)
    pid = worker_of(jobs, job)
    assert jobs.submit(job, "you")["state"] == "making"
    assert len(jobs.store[job_queue.QUEUE_KEY]) == 1
    jobs.cancel(job.key, "film", "me")
    assert jobs.status(job.key, "film", "you")["state"] == "making"
    jobs.cancel(job.key, "film", "you")
    wait_for(lambda: not job_queue._is_alive(pid), 10)
    assert jobs.store[job_queue.QUEUE_KEY] == []
    assert jobs.status(job.key, "film", "you")["state"] == "failed"
    assert list((jobs.partial_folder / str(pid)).iterdir()) == []  # the partial file is removed
    assert follow(jobs, Stub("next"))[-1]["state"] == "made"
    assert list(jobs.partial_folder.iterdir()) == []


def test_a_killed_worker_is_reported_and_the_next_job_runs(jobs):
    job, other = Stub("long", seconds=60.0), Stub("other")
    start(jobs, job)
    assert jobs.submit(other, "you")["state"] == "waiting"
    psutil.Process(worker_of(jobs, job)).kill()
    wait_for(lambda: jobs.status(job.key, "film", "me")["state"] == "failed", 10)
    assert "ended before it was done" in jobs.status(job.key, "film", "me")["problem"]
    assert follow(jobs, other, "you")[-1]["state"] == "made"
    assert follow(jobs, Stub("long", seconds=0.1))[-1]["state"] == "made"  # a new request tries it again


@pytest.mark.parametrize(
    ("error", "message"), [("{out} is too hot.", "The film is too hot."), ("crash", "the server's log has it")]
)
def test_an_error_of_the_worker_is_reported_to_the_visitor(jobs, error, message):
    last = follow(jobs, Stub("bad", error=error))[-1]
    assert last["state"] == "failed"
    assert message in last["problem"]


def test_a_full_disk_is_reported_and_leaves_no_partial_file(jobs, monkeypatch, idle_process):
    job, original_set = Stub("full"), type(jobs.store).set
    monkeypatch.setattr(JobQueue, "_start_job", lambda *_: idle_process)
    jobs.submit(job, "me")

    def disk_full(store, key, value, *more, **words):
        if key == job.key:
            raise OSError(errno.ENOSPC, "No space left on device")
        return original_set(store, key, value, *more, **words)

    monkeypatch.setattr(type(jobs.store), "set", disk_full)
    jobs.run_job(job.key)
    status = jobs.status(job.key, "film", "me")
    assert "disk may be full" in status["problem"]
    assert list(jobs.partial_folder.iterdir()) == []
    monkeypatch.setattr(type(jobs.store), "set", original_set)
    jobs.submit(job, "me")
    jobs.run_job(job.key)
    assert jobs.status(job.key, "film", "me")["state"] == "made"

    def broken(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(type(jobs.store), "transact", broken)
    with pytest.raises(BadInput, match="disk may be full"):
        jobs.submit(Stub("later"), "me")


def test_the_queue_is_bounded_and_drops_jobs_that_no_visitor_follows(jobs, monkeypatch, idle_process):
    monkeypatch.setattr(JobQueue, "_start_job", lambda *_: idle_process)
    for number in range(MAX_JOBS):
        jobs.submit(Stub(str(number)), "me")
    with pytest.raises(BadInput, match="try again in a few minutes"):
        jobs.submit(Stub("more"), "me")
    monkeypatch.setattr(job_queue, "ABANDONMENT_TIMEOUT_S", 0.5)
    time.sleep(0.6)
    assert jobs.submit(Stub("more"), "me")["state"] == "waiting"
    assert [each.key for each in jobs.store[job_queue.QUEUE_KEY]] == ["0.mp4", "more.mp4"]


def test_a_job_that_no_visitor_follows_is_passed_but_keeps_its_place(jobs, monkeypatch, idle_process):
    monkeypatch.setattr(JobQueue, "_start_job", lambda *_: idle_process)
    monkeypatch.setattr(job_queue, "_kill", lambda _: None)
    running, hidden, later = Stub("running"), Stub("hidden"), Stub("later")
    for job in (running, hidden):
        jobs.submit(job, job.name)
    monkeypatch.setattr(job_queue, "FOLLOWED_TIMEOUT_S", 0.2)
    time.sleep(0.3)  # as if the page of the second job were in a hidden tab
    assert jobs.submit(later, "later")["jobsAhead"] == 1
    jobs.cancel(running.key, "film", "running")
    assert jobs.status(later.key, "film", "later")["state"] == "starting"
    # One runs at a time, also when the other visitor asks again.
    assert jobs.status(hidden.key, "film", "hidden") == {"key": hidden.key, "state": "waiting", "jobsAhead": 1}
    jobs.cancel(later.key, "film", "later")
    assert jobs.status(hidden.key, "film", "hidden")["state"] == "starting"


def test_a_job_says_what_is_done_from_the_moment_its_process_works_on_it(jobs, monkeypatch, idle_process):
    monkeypatch.setattr(JobQueue, "_start_job", lambda *_: idle_process)
    seen = []
    monkeypatch.setattr(Stub, "make", lambda *_: seen.append(jobs.status("one.mp4", "film", "me")))
    assert jobs.submit(Stub("one"), "me")["state"] == "starting"
    jobs.run_job("one.mp4")
    (status,) = seen  # before the job itself has reported anything
    assert status["state"] == "making"
    assert status["stage"]


def test_a_job_that_is_sent_to_a_worker_waits_until_the_worker_makes_it(tmp_path, monkeypatch):
    sent, states = [], []
    jobs = JobQueue(tmp_path, lambda job, _: sent.append(job))
    first, second = Stub("a"), Stub("b")
    assert jobs.submit(first, "me")["state"] == "starting"
    assert jobs.submit(second, "you") == {"key": second.key, "state": "waiting", "jobsAhead": 1}
    assert sent == [first, second]
    assert jobs.status(second.key, "film", "you")["state"] == "waiting"

    def make(_, out, __):
        states.append(jobs.status(second.key, "film", "you")["state"])
        out.write_bytes(b"film")

    monkeypatch.setattr(Stub, "make", make)
    jobs.run_job(second.key)  # as another worker does, before the first job has begun
    assert states == ["making"]
    assert jobs.status(second.key, "film", "you")["state"] == "made"


def test_stopping_the_queue_ends_its_workers_and_no_other_process(jobs):
    job = Stub("long", seconds=60.0)
    start(jobs, job)
    pid = worker_of(jobs, job)
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    jobs.stop()
    wait_for(lambda: not job_queue._is_alive(pid), 10)
    assert other.poll() is None
    other.kill()
    other.wait()


@pytest.fixture
def client(jobs, tmp_path):
    return make_application(tmp_path / "app", jobs=jobs).test_client()


def request_job(client, kind, **words):
    return client.post(
        f"/jobs/{kind}", json={"link": LINK, "options": QUICK_STUDY, "visitor": "1", "suffix": ".mp4"} | words
    )


def final_status(client, kind, **words):
    """Request a job and return its last status."""
    status = request_job(client, kind, **words).json
    deadline = time.monotonic() + 4 * TIMEOUT_S
    while status["state"] not in FINAL_STATES:
        assert time.monotonic() < deadline, status
        time.sleep(0.2)
        status = client.get(f"/jobs/{kind}/{status['key']}?visitor=1").json
    return status


@pytest.mark.slow
def test_a_film_is_served_in_ranges_and_as_a_download_and_is_made_once(client):
    status = final_status(client, "film")
    assert status["bytes"] > 1000, status
    part = client.get(status["href"], headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.data), part.mimetype) == (206, 100, "video/mp4")
    saved = client.get(f"{status['href']}?download")
    assert saved.headers["Content-Disposition"].startswith("attachment; filename=fallline-booth-")
    assert len(saved.data) == status["bytes"]
    part.close()
    saved.close()
    again = request_job(client, "film", link=f"{LINK}&t=30&speed=120").json  # a film depends on neither
    assert (again["state"], again["href"]) == ("made", status["href"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"link": "on=nope"}, "No landscape called 'nope'"),
        ({"suffix": ".avi"}, "must end in"),
        ({"options": {"wide": 321, "tall": 181}}, "must be even"),
        ({"options": {"seconds": 0}}, "at least 1"),
        ({"options": {"sound": "on"}}, "no setting called 'sound'"),
        ({"options": {"fps": "many"}}, "is not a number"),
        ({"options": 3}, "must have the texts 'link'"),
        ({"visitor": None}, "must have the texts 'link'"),
    ],
)
def test_a_film_that_cannot_be_made_is_refused_with_a_message(client, words, message):
    status = request_job(client, "film", **words)
    malformed = message.startswith("must have the texts")
    assert (status.status_code, status.json.get("state")) == ((400, None) if malformed else (200, "failed"))
    assert message in status.json["problem"]


def test_an_unknown_job_is_reported(client):
    assert client.post("/jobs/novel", json={}).status_code in (404, 405)
    status = client.get("/jobs/film/nothing.mp4?visitor=1").json
    assert status["state"] == "failed"
    assert "make it again" in status["problem"]
    assert client.delete("/jobs/film/nothing.mp4?visitor=1").status_code == 204


def test_a_queue_creates_its_folder(tmp_path):
    assert JobQueue(Path(tmp_path) / "deep" / "down").partial_folder.is_dir()
