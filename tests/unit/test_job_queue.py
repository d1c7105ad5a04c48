"""Jobs of visitors: one lane per kind, progress for every visitor that waits, cancelling, and complete files only."""

import errno
import os
import socket
import subprocess
import sys
import time
from dataclasses import replace
from itertools import pairwise

import pytest

from fallline.core import BadInput
from fallline.film import FilmOptions
from fallline.web.jobs import job_queue, runner
from fallline.web.jobs.backends import job_queue as make_job_queue
from fallline.web.jobs.films import FilmJob
from fallline.web.jobs.job_queue import MAX_JOBS, MAX_VISITORS
from fallline.web.jobs.kinds import read_job
from fallline.web.jobs.processes import ProcessId
from fallline.web.jobs.reports import ReportJob
from fallline.web.jobs.results import ResultFolder
from fallline.web.jobs.runner import run_job
from tests.processes import wait_for
from tests.stub_jobs import StillLauncher, Stub, ended_process, stub_queue

LINK = "on=booth&start=1,-2&steps=60&run=adam~lr:0.1&run=sgd_momentum~lr:0.005"
TIMEOUT_S = 60
FINAL_STATES = ("made", "failed")


@pytest.fixture
def jobs(tmp_path, monkeypatch):
    queue = stub_queue(tmp_path)
    yield queue
    monkeypatch.undo()
    queue.stop()


@pytest.fixture
def idle_process():
    """A process that does nothing, in place of a worker."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as process:
        yield ProcessId.of(process.pid)
        process.kill()


@pytest.fixture
def still_jobs(tmp_path, idle_process):
    """A queue whose jobs are started, but run only in ``run``."""
    return stub_queue(tmp_path, launcher=StillLauncher(idle_process))


def run(jobs, job, folder):
    """Run a queued job in this process."""
    run_job(jobs, queued(jobs, job).run, folder)


def queued(jobs, job):
    return next(each for each in jobs.store.read_queue() if each.key == job.key)


def follow(jobs, job, visitor="me"):
    """Submit a job and return its states from the first to the last."""
    states = [jobs.submit(job, visitor)]
    deadline = time.monotonic() + TIMEOUT_S
    while states[-1]["state"] not in FINAL_STATES:
        assert time.monotonic() < deadline, states[-1]
        time.sleep(0.05)
        states.append(jobs.status(job.key, visitor))
    return states


def start(jobs, job, visitor="me"):
    """Submit a job and wait until a worker computes it; return the worker's process."""
    jobs.submit(job, visitor)
    wait_for(lambda: jobs.status(job.key, visitor)["state"] == "making", TIMEOUT_S)
    return queued(jobs, job).process


def unfinished_files(folder):
    return [path for path in (folder / "unfinished").rglob("*") if path.is_file()]


def test_a_finished_file_is_stored_and_every_state_is_reported(jobs, tmp_path):
    job = Stub("one", seconds=1.0)
    states = follow(jobs, job)
    assert states[0]["state"] == "starting"
    assert {each["state"] for each in states} == {"starting", "making", "made"}
    progress = [each["done"] for each in states if each["state"] == "making"]
    assert all(one <= other for one, other in pairwise(progress))
    assert (states[-1]["href"], states[-1]["bytes"]) == ("/film/one.mp4", 3)
    assert jobs.path(job.key).read_bytes() == b"one"
    assert [each["state"] for each in follow(jobs, job)] == ["made"]
    assert jobs.store.read_queue() == []
    assert unfinished_files(tmp_path) == []


def test_films_wait_for_films_and_not_for_reports(jobs):
    report, first, second = Stub("r", "report", 60.0, suffix=".zip"), Stub("a", seconds=1.0), Stub("b")
    start(jobs, report)
    start(jobs, first)
    assert jobs.submit(second, "you") == {"key": second.key, "state": "waiting", "jobsAhead": 1}
    assert follow(jobs, second, "you")[-1]["state"] == "made"
    assert jobs.status(first.key, "me")["state"] == "made"  # although its visitor sent no request in the meantime
    assert jobs.status(report.key, "me")["state"] == "making"


def test_visitors_share_a_job_which_ends_when_all_have_cancelled_it(jobs, tmp_path):
    job = Stub("long", seconds=60.0)
    process = start(jobs, job)
    assert jobs.submit(job, "you")["state"] == "making"
    assert len(jobs.store.read_queue()) == 1
    jobs.cancel(job.key, "me")
    assert jobs.status(job.key, "you")["state"] == "making"
    wait_for(lambda: unfinished_files(tmp_path), 10)
    jobs.cancel(job.key, "you")
    assert unfinished_files(tmp_path) == []
    wait_for(lambda: not process.find(), 10)
    assert jobs.store.read_queue() == []
    assert jobs.status(job.key, "you")["state"] == "failed"
    assert follow(jobs, Stub("next"))[-1]["state"] == "made"


def test_a_killed_worker_is_reported_and_the_next_job_runs(jobs):
    job, other = Stub("long", seconds=60.0), Stub("other")
    process = start(jobs, job)
    assert jobs.submit(other, "you")["state"] == "waiting"
    process.find().kill()
    wait_for(lambda: jobs.status(job.key, "me")["state"] == "failed", 10)
    assert "ended before it was done" in jobs.status(job.key, "me")["problem"]
    assert follow(jobs, other, "you")[-1]["state"] == "made"
    assert follow(jobs, Stub("long", seconds=0.1))[-1]["state"] == "made"  # a new request tries it again


@pytest.mark.parametrize(
    ("error", "message"), [("{out} is too hot.", "The film is too hot."), ("crash", "the server's log has it")]
)
def test_an_error_of_the_worker_is_reported_to_the_visitor_and_its_link_is_not_logged(
    still_jobs, tmp_path, caplog, error, message
):
    job = Stub("bad", error=error, link="on=secret")
    still_jobs.submit(job, "me")
    run(still_jobs, job, tmp_path)
    status = still_jobs.status(job.key, "me")
    assert status["state"] == "failed"
    assert message in status["problem"]
    assert "secret" not in caplog.text
    assert ("RuntimeError" in caplog.text and "stub_jobs.py" in caplog.text) == (error == "crash")


def test_a_full_disk_is_reported_and_leaves_no_partial_file(still_jobs, tmp_path, monkeypatch):
    job, add = Stub("full"), ResultFolder.add
    still_jobs.submit(job, "me")

    def disk_full(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(ResultFolder, "add", disk_full)
    run(still_jobs, job, tmp_path)
    assert "disk may be full" in still_jobs.status(job.key, "me")["problem"]
    assert unfinished_files(tmp_path) == []
    monkeypatch.setattr(ResultFolder, "add", add)
    still_jobs.submit(job, "me")
    run(still_jobs, job, tmp_path)
    assert still_jobs.status(job.key, "me")["state"] == "made"


def test_the_queue_is_bounded_and_drops_jobs_that_no_visitor_follows(still_jobs, monkeypatch):
    for number in range(MAX_JOBS):
        still_jobs.submit(Stub(str(number)), "me")
    with pytest.raises(BadInput, match="try again in a few minutes"):
        still_jobs.submit(Stub("more"), "me")
    monkeypatch.setattr(job_queue, "ABANDONMENT_TIMEOUT_S", 0.5)
    time.sleep(0.6)
    assert still_jobs.submit(Stub("more"), "me")["state"] == "waiting"
    assert [each.key for each in still_jobs.store.read_queue()] == ["0.mp4", "more.mp4"]


def test_a_job_that_no_visitor_follows_is_passed_but_keeps_its_place(still_jobs, monkeypatch):
    monkeypatch.setattr(ProcessId, "end", lambda _: None)
    running, hidden, later = Stub("running"), Stub("hidden"), Stub("later")
    for job in (running, hidden):
        still_jobs.submit(job, job.name)
    monkeypatch.setattr(job_queue, "FOLLOWED_TIMEOUT_S", 0.2)
    time.sleep(0.3)  # as if the page of the second job were in a hidden tab
    assert still_jobs.submit(later, "later")["jobsAhead"] == 1
    still_jobs.cancel(running.key, "running")
    assert still_jobs.status(later.key, "later")["state"] == "starting"
    # One runs at a time, also when the other visitor asks again.
    assert still_jobs.status(hidden.key, "hidden") == {"key": hidden.key, "state": "waiting", "jobsAhead": 1}
    assert still_jobs.status(later.key, "later")["state"] == "starting"  # not waiting: its process runs
    still_jobs.cancel(later.key, "later")
    assert still_jobs.status(hidden.key, "hidden")["state"] == "starting"


def test_a_job_says_what_is_done_from_the_moment_its_process_works_on_it(still_jobs, tmp_path, monkeypatch):
    seen = []
    monkeypatch.setattr(Stub, "make", lambda *_: seen.append(still_jobs.status("one.mp4", "me")))
    assert still_jobs.submit(Stub("one"), "me")["state"] == "starting"
    run(still_jobs, Stub("one"), tmp_path)
    (status,) = seen  # before the job itself has reported anything
    assert status["state"] == "making"
    assert status["stage"] == runner.PREPARING_STAGE


def test_a_job_that_is_sent_to_a_worker_waits_until_the_worker_makes_it(tmp_path, monkeypatch):
    jobs, states = stub_queue(tmp_path, launcher=StillLauncher()), []
    first, second = Stub("a"), Stub("b")
    assert jobs.submit(first, "me")["state"] == "starting"
    assert jobs.submit(second, "you") == {"key": second.key, "state": "waiting", "jobsAhead": 1}
    assert all(each.started_at for each in jobs.store.read_queue())
    assert jobs.status(second.key, "you")["state"] == "waiting"

    def make(_, out, __):
        states.append(jobs.status(second.key, "you")["state"])
        out.write_bytes(b"film")

    monkeypatch.setattr(Stub, "make", make)
    run(jobs, second, tmp_path)  # as another worker does, before the first job has begun
    assert states == ["making"]
    assert jobs.status(second.key, "you")["state"] == "made"


def test_stopping_the_queue_ends_its_workers_and_no_other_process(jobs):
    process = start(jobs, Stub("long", seconds=60.0))
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    jobs.stop()
    wait_for(lambda: not process.find(), 10)
    assert other.poll() is None
    other.kill()
    other.wait()


def test_the_process_of_a_job_inherits_no_socket_so_that_browsers_see_the_end_of_their_connections(jobs):
    with (
        socket.create_server(("127.0.0.1", 0)) as listener,
        socket.create_connection(listener.getsockname()) as browser,
    ):
        served, _ = listener.accept()
        for each in (listener, served):
            each.set_inheritable(True)  # as no server of today does
        process = start(jobs, Stub("long", seconds=60.0))
        assert process.find().net_connections(kind="all") == []
        served.close()
        with browser:
            browser.settimeout(5)
            assert browser.recv(1) == b""
        assert process.find()


def test_a_job_over_its_time_is_ended_with_its_children_and_the_queue_goes_on(tmp_path):
    jobs = stub_queue(tmp_path, limit_s=1.5)
    process = start(jobs, Stub("long", seconds=60.0))
    wait_for(lambda: jobs.status("long.mp4", "me")["state"] == "failed", 20)
    assert "longer than the 0.025 min" in jobs.status("long.mp4", "me")["problem"]
    wait_for(lambda: not process.find(), 10)
    assert unfinished_files(tmp_path) == []
    assert follow(jobs, Stub("next"))[-1]["state"] == "made"


def test_a_process_that_does_not_end_itself_in_time_is_ended(still_jobs, idle_process, monkeypatch):
    still_jobs.submit(Stub("stuck"), "me")
    monkeypatch.setattr(job_queue, "OVERTIME_S", -still_jobs.limit_s)
    assert "longer than" in still_jobs.status("stuck.mp4", "me")["problem"]
    wait_for(lambda: not idle_process.find(), 10)


def test_a_file_that_is_larger_than_all_files_may_be_is_not_made(tmp_path):
    jobs = stub_queue(tmp_path)
    jobs.submit(Stub("other"), "me")  # the worker's own limit is that of its queue, so this process stands for it
    small = replace(jobs, results=ResultFolder(tmp_path / "results", max_bytes=2))
    ended = []
    watch = runner.Watch(small, queued(jobs, Stub("other")).run, tmp_path, ProcessId.of(os.getpid()))
    watch._end_process = lambda sentence: (ended.append(sentence), watch.stop())
    (tmp_path / watch.run).mkdir()
    (tmp_path / watch.run / "film.mp4").write_bytes(b"three")
    watch.start(Stub("other"))
    wait_for(lambda: ended, 10)
    assert "larger than" in ended[0]
    jobs.stop()


def test_a_job_ends_when_its_server_has_ended(tmp_path):
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as server:
        jobs = stub_queue(tmp_path)
        jobs = replace(jobs, launcher=replace(jobs.launcher, owner=ProcessId.of(server.pid)))
        process = start(jobs, Stub("long", seconds=60.0))
        server.kill()
        server.wait()
        wait_for(lambda: not process.find(), 20)


@pytest.mark.parametrize("taken", [False, True])
def test_a_stale_entry_whose_process_id_is_used_again_does_not_keep_the_film_from_being_made(jobs, taken):
    job = Stub("again")
    still = replace(jobs, launcher=StillLauncher(ended_process()))  # this process has its number, but began later
    still.submit(job, "me")
    if taken:
        still.take(queued(still, job).run)
    failed = jobs.status(job.key, "me")
    assert (failed["state"], "try again" in failed["problem"]) == ("failed", True)
    assert follow(jobs, job)[-1]["state"] == "made"


def test_a_job_of_a_worker_that_died_is_reported_and_can_be_made_again(tmp_path):
    jobs, job = stub_queue(tmp_path, launcher=StillLauncher()), Stub("a")
    jobs.submit(job, "me")
    run_id = queued(jobs, job).run
    assert jobs.take(run_id)
    assert jobs.take(run_id) is None  # a second delivery of the same task makes nothing
    assert jobs.status(job.key, "me")["state"] == "starting"
    jobs.store._store.delete(f"job-heartbeat:{run_id}")  # as after its expiry
    assert "ended before it was done" in jobs.status(job.key, "me")["problem"]
    jobs.submit(job, "me")
    run_job(jobs, run_id, tmp_path)  # the worker comes back to life
    assert jobs.status(job.key, "me")["state"] == "starting"
    run(jobs, job, tmp_path)
    assert jobs.status(job.key, "me")["state"] == "made"


def test_a_job_that_no_worker_takes_is_reported(tmp_path, monkeypatch):
    jobs = stub_queue(tmp_path, launcher=StillLauncher())
    jobs.submit(Stub("a"), "me")
    monkeypatch.setattr(job_queue, "WORKER_EXPIRY_S", 0.0)
    jobs.store.beat_worker("film")
    assert jobs.status("a.mp4", "me")["state"] == "starting"
    jobs.store._store.delete("job-heartbeat:film")
    assert "no worker" in jobs.status("a.mp4", "me")["problem"]


def test_a_network_share_may_show_a_finished_file_late(tmp_path):
    jobs, job = stub_queue(tmp_path, launcher=StillLauncher()), Stub("a")
    jobs.submit(job, "me")
    server = replace(jobs, results=ResultFolder(tmp_path / "as the server sees it"))
    run(jobs, job, tmp_path)
    assert server.status(job.key, "me")["state"] == "making"
    server.results.folder.joinpath(job.key).write_bytes(jobs.path(job.key).read_bytes())
    assert server.status(job.key, "me")["state"] == "made"


def test_a_finished_file_that_never_appears_is_reported(tmp_path, monkeypatch):
    jobs, job = stub_queue(tmp_path, launcher=StillLauncher()), Stub("a")
    jobs.submit(job, "me")
    run(jobs, job, tmp_path)
    jobs.path(job.key).unlink()
    monkeypatch.setattr(job_queue, "SHARE_DELAY_S", -1.0)
    assert "try again" in jobs.status(job.key, "me")["problem"]


def test_the_oldest_files_are_deleted_and_never_the_new_one(tmp_path):
    results = ResultFolder(tmp_path / "results", max_bytes=10)
    (results.folder / ".left-over").write_bytes(b"----")  # of a worker that was killed
    os.utime(results.folder / ".left-over", (0, 0))
    for number in range(5):
        source = tmp_path / "source"
        source.write_bytes(b"four")
        results.add(f"{number}.mp4", source, "run")
        os.utime(results.folder / f"{number}.mp4", (number + 1, number + 1))
        assert results.find(f"{number}.mp4")
    assert sorted(path.name for path in results.folder.iterdir()) == ["3.mp4", "4.mp4"]
    source.write_bytes(b"more than ten bytes")
    results.add("large.mp4", source, "run")
    assert [path.name for path in results.folder.iterdir()] == ["large.mp4"]


@pytest.mark.parametrize(
    "key", ["../secret.txt", "..", "", "a/b.mp4", "a.mp4/..", "film.mp4\0", "x" * 200 + ".mp4", ".mp4"]
)
def test_a_key_never_leads_out_of_the_folder_of_results(jobs, key, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    assert jobs.status(key, "me")["state"] == "failed"
    with pytest.raises(BadInput, match="make it again"):
        jobs.path(key)


def test_visitors_of_a_job_are_bounded(still_jobs):
    for number in range(MAX_VISITORS + 5):
        still_jobs.submit(Stub("a"), str(number))
    assert len(queued(still_jobs, Stub("a")).visitors) == MAX_VISITORS
    with pytest.raises(BadInput, match="longer than"):
        still_jobs.submit(Stub("a"), "x" * 1000)


def test_jobs_are_stored_as_json_from_which_equal_jobs_are_read(tmp_path):
    film = FilmJob("on=booth&run=adam", FilmOptions(wide=320, tall=180, seconds=1.7, layout="plane"), ".gif")
    report = ReportJob("on=booth&run=adam&run=sgd", "this", "quick")
    jobs = replace(make_job_queue(tmp_path), launcher=StillLauncher())
    for job in (film, report):
        jobs.submit(job, "me")
        assert read_job(jobs.store.read_job(job.key)) == job
        assert read_job(jobs.store.read_job(job.key)).key == job.key
