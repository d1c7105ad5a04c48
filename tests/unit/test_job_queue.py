"""Films and reports for visitors: made by workers, in lanes, followed by whoever waits, cancelled, never half kept."""

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
from fallline.web.jobs.job_queue import MOST_WAITING, JobQueue
from tests.application import application
from tests.orders import Stub
from tests.processes import wait_for

LINK = "on=booth&start=1,-2&steps=60&run=adam~lr:0.1&run=sgd_momentum~lr:0.005"
QUICK = {"wide": 320, "tall": 180, "fps": 5, "seconds": 1}
PATIENCE = 60  # s
DONE = ("made", "failed")


@pytest.fixture
def jobs(tmp_path, monkeypatch):
    queue = JobQueue(tmp_path)
    yield queue
    monkeypatch.undo()
    queue.stop()


@pytest.fixture
def parked():
    """A process that does nothing, in place of a worker."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as process:
        yield process.pid
        process.kill()


def followed(jobs, order, visitor="me"):
    """Every state from the first to the last."""
    states = [jobs.ask(order, visitor)]
    deadline = time.monotonic() + PATIENCE
    while states[-1]["state"] not in DONE:
        assert time.monotonic() < deadline, states[-1]
        time.sleep(0.05)
        states.append(jobs.status(order.key, order.what, visitor))
    return states


def begun(jobs, order, visitor="me"):
    """Asks, and waits until work goes on."""
    jobs.ask(order, visitor)
    wait_for(lambda: jobs.status(order.key, order.what, visitor)["state"] == "making", PATIENCE)


def worker_of(jobs, order):
    return next(each.process for each in jobs.store[job_queue.QUEUE] if each.key == order.key)


def test_what_was_made_is_kept_and_every_state_on_the_way_is_told(jobs):
    order = Stub("one", seconds=1.0)
    states = followed(jobs, order)
    assert states[0]["state"] == "starting"  # at once
    assert {each["state"] for each in states} == {"starting", "making", "made"}
    far = [each["done"] for each in states if each["state"] == "making"]
    assert all(one <= other for one, other in pairwise(far))
    assert (states[-1]["href"], states[-1]["bytes"]) == ("/film/one.mp4", 3)
    assert jobs.path(order.key).read_bytes() == b"one"
    assert [each["state"] for each in followed(jobs, order)] == ["made"]
    assert jobs.store[job_queue.QUEUE] == []
    assert list(jobs.growing.iterdir()) == []


def test_films_do_not_wait_behind_reports_but_behind_films(jobs):
    report, first, second = Stub("r", "report", 60.0, suffix=".zip"), Stub("a", seconds=1.0), Stub("b")
    begun(jobs, report)
    begun(jobs, first)
    assert jobs.ask(second, "you") == {"key": second.key, "state": "waiting", "waiting": 1}
    assert followed(jobs, second, "you")[-1]["state"] == "made"
    assert jobs.status(first.key, "film", "me")["state"] == "made"  # though it did not ask in the meantime
    assert jobs.status(report.key, "report", "me")["state"] == "making"


def test_who_asks_for_the_same_waits_for_the_same_and_cancels_for_nobody_else(jobs):
    order = Stub("long", seconds=60.0)
    begun(jobs, order)
    pid = worker_of(jobs, order)
    assert jobs.ask(order, "you")["state"] == "making"
    assert len(jobs.store[job_queue.QUEUE]) == 1
    jobs.cancel(order.key, "film", "me")
    assert jobs.status(order.key, "film", "you")["state"] == "making"
    jobs.cancel(order.key, "film", "you")
    wait_for(lambda: not job_queue._alive(pid), 10)
    assert jobs.store[job_queue.QUEUE] == []
    assert jobs.status(order.key, "film", "you")["state"] == "failed"
    assert list((jobs.growing / str(pid)).iterdir()) == []  # only where it would have been
    assert followed(jobs, Stub("next"))[-1]["state"] == "made"
    assert list(jobs.growing.iterdir()) == []


def test_a_worker_that_is_killed_is_said_and_the_next_has_its_turn(jobs):
    order, other = Stub("long", seconds=60.0), Stub("other")
    begun(jobs, order)
    assert jobs.ask(other, "you")["state"] == "waiting"
    psutil.Process(worker_of(jobs, order)).kill()
    wait_for(lambda: jobs.status(order.key, "film", "me")["state"] == "failed", 10)
    assert "ended before it was done" in jobs.status(order.key, "film", "me")["problem"]
    assert followed(jobs, other, "you")[-1]["state"] == "made"
    assert followed(jobs, Stub("long", seconds=0.1))[-1]["state"] == "made"  # asked for again, it is tried again


@pytest.mark.parametrize(
    ("says", "said"), [("{out} is too hot.", "The film is too hot."), ("crash", "the server's log has it")]
)
def test_what_is_wrong_reaches_the_visitor(jobs, says, said):
    last = followed(jobs, Stub("bad", says=says))[-1]
    assert last["state"] == "failed"
    assert said in last["problem"]


def test_a_full_disk_is_said_and_keeps_no_half_file(jobs, monkeypatch, parked):
    order, whole = Stub("full"), type(jobs.store).set
    monkeypatch.setattr(JobQueue, "_begin", lambda *_: parked)
    jobs.ask(order, "me")

    def full(store, key, value, *more, **words):
        if key == order.key:
            raise OSError(errno.ENOSPC, "No space left on device")
        return whole(store, key, value, *more, **words)

    monkeypatch.setattr(type(jobs.store), "set", full)
    jobs.carry_out(order.key)
    told = jobs.status(order.key, "film", "me")
    assert "disk may be full" in told["problem"]
    assert list(jobs.growing.iterdir()) == []
    monkeypatch.setattr(type(jobs.store), "set", whole)
    jobs.ask(order, "me")
    jobs.carry_out(order.key)
    assert jobs.status(order.key, "film", "me")["state"] == "made"

    def broken(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(type(jobs.store), "transact", broken)
    with pytest.raises(BadInput, match="disk may be full"):
        jobs.ask(Stub("later"), "me")


def test_the_queue_is_bounded_and_forgets_who_does_not_ask(jobs, monkeypatch, parked):
    monkeypatch.setattr(JobQueue, "_begin", lambda *_: parked)
    for number in range(MOST_WAITING):
        jobs.ask(Stub(str(number)), "me")
    with pytest.raises(BadInput, match="try again in a few minutes"):
        jobs.ask(Stub("more"), "me")
    monkeypatch.setattr(job_queue, "ABSENT", 0.5)
    time.sleep(0.6)
    assert jobs.ask(Stub("more"), "me")["state"] == "waiting"
    assert [each.key for each in jobs.store[job_queue.QUEUE]] == ["0.mp4", "more.mp4"]


def test_a_server_that_ends_ends_its_work_and_nothing_else(jobs):
    order = Stub("long", seconds=60.0)
    begun(jobs, order)
    pid = worker_of(jobs, order)
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    jobs.stop()
    wait_for(lambda: not job_queue._alive(pid), 10)
    assert other.poll() is None
    other.kill()
    other.wait()


@pytest.fixture
def client(jobs, tmp_path):
    return application(tmp_path / "app", jobs=jobs).test_client()


def asked(client, kind, **words):
    return client.post(f"/jobs/{kind}", json={"link": LINK, "how": QUICK, "visitor": "1", "suffix": ".mp4"} | words)


def done(client, kind, **words):
    """What the server says in the end of what was asked for."""
    told = asked(client, kind, **words).json
    deadline = time.monotonic() + 4 * PATIENCE
    while told["state"] not in DONE:
        assert time.monotonic() < deadline, told
        time.sleep(0.2)
        told = client.get(f"/jobs/{kind}/{told['key']}?visitor=1").json
    return told


@pytest.mark.slow
def test_a_film_can_be_watched_in_parts_and_saved_and_is_made_once(client):
    told = done(client, "film")
    assert told["bytes"] > 1000, told
    part = client.get(told["href"], headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.data), part.mimetype) == (206, 100, "video/mp4")
    saved = client.get(f"{told['href']}?download")
    assert saved.headers["Content-Disposition"].startswith("attachment; filename=fall-line-")
    assert len(saved.data) == told["bytes"]
    part.close()
    saved.close()
    again = asked(client, "film", link=f"{LINK}&t=30&speed=120").json  # a film does not show these
    assert (again["state"], again["href"]) == ("made", told["href"])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"link": "on=nope"}, "No landscape called 'nope'"),
        ({"suffix": ".avi"}, "must end in"),
        ({"how": {"wide": 321, "tall": 181}}, "must be even"),
        ({"how": {"seconds": 0}}, "at least 1"),
        ({"how": {"sound": "on"}}, "no setting called 'sound'"),
        ({"how": {"fps": "many"}}, "is not a number"),
        ({"how": 3}, "is asked for with a link"),
        ({"visitor": None}, "is asked for with a link"),
    ],
)
def test_a_film_that_cannot_be_made_is_refused_in_a_sentence(client, words, says):
    told = asked(client, "film", **words)
    malformed = says.startswith("is asked")
    assert (told.status_code, told.json.get("state")) == ((400, None) if malformed else (200, "failed"))
    assert says in told.json["problem"]


def test_work_that_there_is_not_is_said(client):
    assert client.post("/jobs/novel", json={}).status_code in (404, 405)
    told = client.get("/jobs/film/nothing.mp4?visitor=1").json
    assert told["state"] == "failed"
    assert "make it again" in told["problem"]
    assert client.delete("/jobs/film/nothing.mp4?visitor=1").status_code == 204


def test_a_folder_for_each_queue_is_made(tmp_path):
    assert JobQueue(Path(tmp_path) / "deep" / "down").growing.is_dir()
