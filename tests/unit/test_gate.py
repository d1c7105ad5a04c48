"""The gate of computing requests: refusals, waiting, time limits, rate limits, and requests that need no computing."""

import threading
import time
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from flask import Flask

from fallline.core.deadline import check_time, time_limit
from fallline.web.api import downloads, lessons, maps, page_data
from fallline.web.operations import gate as gate_module
from fallline.web.operations.limits import Limits
from fallline.web.operations.response_cache import ResponseCache
from fallline.web.operations.security import SecuritySettings
from tests.application import make_application, make_gate

LINK = "on=booth&run=adam&steps=5"
QUERY = f"link={quote(LINK, safe='')}"
RACE = {"link": LINK, "shown": "", "theme": "light", "events": []}
# Of each route that computes, a request by its endpoint.
COMPUTING = {
    "shown_race": ("POST", "/race", RACE),
    "race": ("GET", f"/race.csv?{QUERY}", None),
    "figure": ("GET", f"/figure.png?{QUERY}", None),
    "page": ("GET", f"/page?{QUERY}", None),
    "film_frame": ("GET", f"/film-frame.png?{QUERY}&suffix=.mp4", None),
    "exports": ("GET", f"/exports?{QUERY}", None),
    "scripts": ("GET", f"/scripts?{QUERY}", None),
    "mapped": ("GET", f"/mapped?{QUERY}", None),
    "axes": ("GET", f"/axes?{QUERY}", None),
    "basins": ("GET", f"/basins?{QUERY}&across=8&first=0", None),
    "sweep": ("GET", f"/sweep?{QUERY}&across=lr&up=eps&count=4&done=0", None),
    "rates": ("GET", f"/rates?{QUERY}", None),
    "paths": ("POST", "/paths", {"link": LINK, "start": [1, 2]}),
    "formula": ("GET", "/formula?f=x", None),
    "code": ("GET", "/code?link=http://localhost/", None),
    "job": ("POST", "/jobs/film", {"link": LINK, "visitor": "1", "suffix": ".none", "options": {}}),
    # Computed once:
    "landscapes": ("GET", "/landscapes", None),
    "picture": ("GET", "/picture/landscape/booth", None),
    "happened": ("GET", "/happened?place=momentum,1", None),
}
# Of each other route, an address that answers with one of these statuses.
SHORT = {
    "health": "/health",
    "now": "/class/ABCDE/now",
    "guesses": "/class/ABCDE/guesses",
    "here": "/class/ABCDE/here",
    "words": "/words.js",
    "lessons": "/lessons",
    "lesson": "/lesson/momentum",
    "examples": "/examples",
    "speed": "/speed",
    "intervals": "/intervals?of=5&hits=1",
    "job_status": "/jobs/film/nothing.mp4?visitor=1",
    "film": "/film/nothing.mp4/fallline-booth-adam.mp4",
    "report": "/report/nothing.zip/fallline-booth-adam-report.zip",
    "report_page": "/report/nothing.zip/page",
    "/": "/",
    "/<path:path>": "/another",
    "plotly": "/plotly",
    "static": "/assets/base.css",
}


@pytest.fixture(autouse=True)
def _without_results_of_other_tests(monkeypatch):
    for module, name in ((page_data, "_landscape_cards"), (page_data, "_thumbnails"), (lessons, "_results")):
        monkeypatch.setattr(module, name, {})


def ask(server, method, address, body=None, **environment):
    with server.test_client().open(address, method=method, json=body, environ_overrides=environment) as answer:
        answer.get_data()
        return answer


@contextmanager
def slow_requests(server, monkeypatch, count=1):
    """Let ``count`` requests compute or wait, until the block ends; their statuses are then in the yielded list."""
    is_over, begun, statuses = threading.Event(), threading.Event(), []

    def wait(_):
        begun.set()
        assert is_over.wait(30)
        return "a script"

    monkeypatch.setattr(downloads, "generate_lab_script", wait)
    visits = [
        threading.Thread(target=lambda: statuses.append(ask(server, "GET", f"/scripts?{QUERY}").status_code))
        for _ in range(count)
    ]
    for each in visits:
        each.start()
    assert begun.wait(20)
    time.sleep(0.3)  # so that all others wait
    yield statuses
    is_over.set()
    for each in visits:
        each.join(20)


def test_routes_that_compute_are_refused_when_all_places_are_taken_and_all_others_are_answered(tmp_path, monkeypatch):
    server = make_application(tmp_path, cache=ResponseCache, requests=3)
    gets = {rule.endpoint for rule in server.url_map.iter_rules() if rule.methods & {"GET", "POST"}}
    dash = {each for each in gets if each.startswith(("/_", "_dash"))}
    posts_of_classes = {"begin", "show", "guess"}
    assert gets - dash - posts_of_classes == {*COMPUTING, *SHORT}  # a new route is of one kind or the other
    with slow_requests(server, monkeypatch, 3) as statuses:
        for method, address, body in COMPUTING.values():
            answer = ask(server, method, address, body)
            assert answer.status_code == 503, address
            assert int(answer.headers["Retry-After"]) >= 1
            assert answer.get_json()["problem"].endswith(".")
        for address in SHORT.values():
            assert ask(server, "GET", address).status_code in (200, 400, 404), address
        for body in ({}, {"link": LINK}):
            assert ask(server, "POST", "/class", body).status_code == 200
    assert statuses == [200] * 3
    for name in ("shown_race", "axes", "happened"):  # each in another way behind the gate
        assert ask(server, *COMPUTING[name]).status_code in (200, 400), name


def test_one_request_computes_at_a_time():
    server, now, most = Flask("test"), [], []

    def view():
        now.append(1)
        most.append(len(now))
        time.sleep(0.05)
        now.pop()
        return "done"

    gate = make_gate(server, requests=6)
    for name in ("one", "another"):
        server.add_url_rule(f"/{name}", name, gate.guard(view))
    visits = [threading.Thread(target=ask, args=(server, "GET", name)) for name in ("/one", "/another") * 3]
    for each in visits:
        each.start()
    for each in visits:
        each.join()
    assert most == [1] * 6


def test_a_place_is_free_again_after_an_answer_an_error_and_a_refusal():
    server = Flask("test")
    gate = make_gate(server, requests=1)
    server.add_url_rule("/<int:number>", "view", gate.guard(lambda number: str(1 // number), is_part=True))
    assert [ask(server, "GET", f"/{number}").status_code for number in (1, 0, 1, 0, 1)] == [200, 500, 200, 500, 200]


@pytest.mark.parametrize("address", [f"/scripts?{QUERY}", f"/race.csv?{QUERY}"])
def test_a_waiting_request_whose_client_has_gone_gives_its_place_to_another(tmp_path, monkeypatch, address):
    server = make_application(tmp_path, requests=2)
    with slow_requests(server, monkeypatch):
        for _ in range(2):  # each finds the place free that the one before has left
            began = time.monotonic()
            gone = ask(server, "GET", address, **{gate_module.DISCONNECTED: lambda: True})
            assert gone.status_code == 503
            assert time.monotonic() - began < gate_module.MAX_WAIT_S / 2


def test_a_request_waits_for_a_limited_time(tmp_path, monkeypatch):
    monkeypatch.setattr(gate_module, "MAX_WAIT_S", 0.1)
    server = make_application(tmp_path, requests=2)
    with slow_requests(server, monkeypatch) as statuses:
        assert ask(server, "GET", f"/scripts?{QUERY}").status_code == 503
    assert statuses == [200]


def test_parts_of_maps_leave_places_for_races(tmp_path, monkeypatch):
    monkeypatch.setattr(gate_module, "MAX_WAIT_S", 4.0)
    server, statuses = make_application(tmp_path, requests=4), {"/axes": [], "/mapped": []}
    with slow_requests(server, monkeypatch, 1):
        visits = [
            threading.Thread(target=lambda: statuses["/axes"].append(ask(server, "GET", f"/axes?{QUERY}").status_code))
            for _ in range(2)
        ]
        for each in visits:
            each.start()
        time.sleep(0.3)
        began = time.monotonic()
        assert ask(server, "GET", f"/axes?{QUERY}").status_code == 503  # at once: the other two have half of the places
        assert time.monotonic() - began < 2
        began = time.monotonic()
        assert ask(server, "POST", "/race", RACE).status_code == 503  # after it has waited in the last place
        assert time.monotonic() - began > 3
        for each in visits:
            each.join()


def test_what_computes_for_too_long_ends_with_a_sentence(tmp_path, monkeypatch):
    def compute_without_end(*_):
        while True:
            check_time()

    monkeypatch.setattr(downloads, "generate_lab_script", compute_without_end)
    monkeypatch.setattr(maps, "run_sweep", compute_without_end)
    server = make_application(tmp_path, limits=Limits(seconds=1))
    for address in (f"/scripts?{QUERY}", f"/sweep?{QUERY}&run=0&across=lr&up=eps&count=5&done=0"):
        began = time.monotonic()
        answer = ask(server, "GET", address)
        assert answer.status_code == 400
        assert "longer than the 1 s" in answer.get_json()["problem"]
        assert time.monotonic() - began < 20


def test_a_race_that_takes_too_long_is_answered_with_the_race_on_show_or_the_opening_race(tmp_path, monkeypatch):
    monkeypatch.setattr(gate_module, "time_limit", lambda _: time_limit(0.0))
    client = make_application(tmp_path, cache=ResponseCache).test_client()
    unseen = {**RACE, "link": "on=himmelblau&run=adam&run=adabelief&steps=77&start=0.5,0.25"}
    for _ in range(2):  # the second time from the cache, if a refusal were cached
        first = client.post("/race", json=unseen).get_json()
        assert "longer than the 0 s" in first["notice"]
        assert first["race"]["linkHasFault"]
        later = client.post("/race", json={**unseen, "shown": "on=booth"}).get_json()
        assert "longer than the 0 s" in later["notice"]
        assert later["race"] is None
    monkeypatch.undo()
    assert client.post("/race", json=unseen).get_json()["notice"] is None


@pytest.mark.parametrize("cache", [None, ResponseCache])
def test_all_routes_that_compute_share_one_rate_limit(tmp_path, cache):
    server = make_application(tmp_path, cache=cache, security=SecuritySettings(per_minute=3))
    statuses = [ask(server, *COMPUTING[name]).status_code for name in ("shown_race", "scripts", "axes", "page")]
    assert statuses == [200, 200, 200, 429]
    for method, address, body in COMPUTING.values():
        assert ask(server, method, address, body).status_code == 429, address
    for address in SHORT.values():
        assert ask(server, "GET", address).status_code != 429, address


def test_a_live_preview_counts_as_a_tenth_of_a_race(tmp_path):
    server = make_application(tmp_path, security=SecuritySettings(per_minute=2))
    statuses = [ask(server, *COMPUTING["paths"]).status_code for _ in range(11)]
    assert statuses == [200] * 11
    assert ask(server, *COMPUTING["shown_race"]).status_code == 429
    assert ask(server, *COMPUTING["paths"], REMOTE_ADDR="192.0.2.7").status_code == 200
