"""The routes of films and reports: jobs are requested, polled, cancelled and refused, and finished files are served."""

import time

import pytest

from fallline.web.jobs.backends import job_queue as make_job_queue
from fallline.web.jobs.job_store import JobStore
from fallline.web.operations.store import StoreError
from tests.application import make_application

LINK = "on=booth&start=1,-2&steps=60&run=adam~lr:0.1&run=sgd_momentum~lr:0.005"
FILM_OPTIONS = {"wide": 320, "tall": 180, "fps": 5, "seconds": 1}
TIMEOUT_S = 240
FINAL_STATES = ("made", "failed")


@pytest.fixture
def client(tmp_path):
    jobs = make_job_queue(tmp_path / "jobs")
    yield make_application(tmp_path / "app", jobs=jobs).test_client()
    jobs.stop()


def request_job(client, kind, **words):
    return client.post(
        f"/jobs/{kind}", json={"link": LINK, "options": FILM_OPTIONS, "visitor": "1", "suffix": ".mp4"} | words
    )


def final_status(client, kind, **words):
    """Request a job and return its last status."""
    status = request_job(client, kind, **words).json
    deadline = time.monotonic() + TIMEOUT_S
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
        ({"visitor": "x" * 100_000}, "longer than 64 characters"),
        ({"suffix": 7}, "must have the texts 'link'"),
        ({"options": {"wide": [320]}}, "is not a number"),
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


@pytest.mark.parametrize("method", ["post", "get", "delete"])
def test_a_store_that_cannot_be_used_is_said_with_a_time_to_try_again(client, monkeypatch, method):
    def broken(*_):
        raise StoreError("of a test")

    key = request_job(client, "film").json["key"]
    with monkeypatch.context() as patched:
        patched.setattr(JobStore, "_read", broken)
        address = f"/jobs/film/{key}?visitor=1"
        answer = request_job(client, "film") if method == "post" else client.open(address, method=method)
        assert answer.status_code == 503
        assert "try again" in answer.json["problem"]
        assert int(answer.headers["Retry-After"]) > 0
    client.delete(f"/jobs/film/{key}?visitor=1")
