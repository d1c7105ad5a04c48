"""The server: killed processes, cached answers, rate limits, proxies, compression, the operator's limits."""

import gzip
import json
import re
import signal
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

import psutil
import pytest
import requests
from flask import Flask, request

from fallline.core import BadInput
from fallline.film import FilmOptions
from fallline.web.operations import response_cache
from fallline.web.operations.limits import Limits
from fallline.web.operations.response_cache import JsonAnswer, ResponseCache
from fallline.web.operations.security import SecuritySettings
from fallline.web.operations.store import DiskStore
from tests.application import make_application, make_gate
from tests.processes import fetch, free_port, run_class_server, wait_for

MAX_RECOVERY_S = 5.0


def race_request(link):
    return {"link": link, "shown": "", "theme": "light", "events": []}


def test_classes_and_answers_survive_a_killed_process(tmp_path):
    with run_class_server(tmp_path) as (address, master, log):
        new_class = json.loads(fetch(f"{address}/class", {})[1])
        shown = {"link": "on=booth&run=adam&steps=50", "t": 7, "speed": 30}
        key = {"X-Presenter-Key": new_class["key"]}
        assert fetch(f"{address}/class/{new_class['code']}", shown, **key)[0] == 200
        first_answer = json.loads(fetch(f"{address}/race", race_request(shown["link"]))[1])
        assert len(master.children()) >= 2
        for how in (signal.SIGKILL, signal.SIGTERM, signal.SIGABRT):  # killed, terminated, as if it hung
            worker = master.children()[0]
            worker.send_signal(how)
            wait_for(lambda pid=worker.pid: pid not in [each.pid for each in master.children()], MAX_RECOVERY_S)
            wait_for(lambda: fetch(f"{address}/health")[0] == 200, MAX_RECOVERY_S)
        assert json.loads(fetch(f"{address}/class/{new_class['code']}/now")[1])["t"] == 7
        assert json.loads(fetch(f"{address}/race", race_request(shown["link"]))[1]) == first_answer
        fresh = json.loads(fetch(f"{address}/race", race_request("on=beale&run=adam&steps=50"))[1])
        assert "beale" in fresh["race"]["link"]  # shared state is not lost with a process
        family = [master, *master.children(recursive=True)]
        master.terminate()
        assert psutil.wait_procs(family, timeout=20)[1] == []
        log_text = log.read_text()
    assert re.search(r"On the local network: http://[\d.]+:\d+/", log_text)
    assert "█" in log_text  # the QR code
    lines = [json.loads(line) for line in log_text.splitlines() if line.startswith('{"at"')]
    assert any(line.get("asks") == "begin" and line["status"] == 200 and line["ms"] >= 0 for line in lines)
    assert new_class["code"] not in log_text  # a reader of the log cannot join the class
    assert "booth" not in log_text


def test_eight_slow_races_of_a_process_leave_threads_for_a_class_and_a_ninth_is_told_to_come_again(tmp_path):
    def run_race(number):
        link = f"on=rosenbrock&run=lbfgs&steps=1500&start=1,{number}"
        return requests.post(f"{address}/race", json=race_request(link), timeout=60)

    with run_class_server(tmp_path, "--workers", "1") as (address, _, _), ThreadPoolExecutor(9) as clients:
        new_class = json.loads(fetch(f"{address}/class", {})[1])
        key = {"X-Presenter-Key": new_class["key"]}
        fetch(f"{address}/class/{new_class['code']}", {"link": "on=booth", "t": 7, "speed": 30}, **key)
        asked = [clients.submit(run_race, number) for number in range(9)]
        refused = next(as_completed(asked)).result()  # the first answer, since a race takes seconds
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
        began = time.monotonic()
        for path in ("/health", f"/class/{new_class['code']}/now"):
            assert fetch(f"{address}{path}")[0] == 200
        assert time.monotonic() - began < 5
        statuses = [each.result().status_code for each in asked]
        assert set(statuses) == {200, 503}  # 503 also for a race that has waited for too long


def test_scripts_are_served_even_before_the_first_page_request(tmp_path):
    page = make_application(tmp_path / "first").test_client().get("/").get_data(as_text=True)
    scripts = re.findall(r'src="(/_dash-component-suites/[^"?]+)', page)
    assert len(scripts) > 5
    fresh = make_application(tmp_path / "fresh")
    for script in scripts:
        with fresh.test_request_context(script):
            assert fresh.dispatch_request().status_code == 200, script  # nothing is left to a first question


def test_simultaneous_equal_requests_are_computed_once(tmp_path):
    computed, answers = [], []
    server = Flask("test")
    processes = [ResponseCache(DiskStore(tmp_path / "shared"), tmp_path / "locks") for _ in range(3)]
    gates = [make_gate(server, requests=10) for _ in processes]

    def compute():
        computed.append(request.path)
        time.sleep(0.4)
        return JsonAnswer(json.dumps({"answer": len(computed)}).encode(), is_cacheable=True)

    @server.route("/<int:number>/<key>")
    def view(number, key):
        return processes[number].respond(key, compute, gates[number])

    def visit(number):
        answers.append(server.test_client().get(f"/{number % 3}/booth").get_json())

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{"answer": 1}] * 30
    assert len(computed) == 1
    packed = server.test_client().get("/0/booth", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data)) == {"answer": 1}
    assert server.test_client().get("/0/beale").get_json() == {"answer": 2}


def test_a_failure_is_not_cached_and_too_many_requests_are_told_to_retry(tmp_path):
    server, released, keep = Flask("test"), threading.Event(), [False]
    cache, computed = ResponseCache(DiskStore(tmp_path / "shared"), tmp_path / "locks"), []

    def compute():
        released.wait(10)
        computed.append(1)
        return JsonAnswer(b"{}", is_cacheable=keep[0])

    gate = make_gate(server, requests=1)
    server.add_url_rule("/<key>", "view", lambda key: cache.respond(key, compute, gate))
    first = []
    thread = threading.Thread(target=lambda: first.append(server.test_client().get("/booth")))
    thread.start()
    time.sleep(0.3)
    busy = server.test_client().get("/beale")
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "1")
    assert busy.get_json()["problem"].endswith(".")
    released.set()
    thread.join()
    assert first[0].status_code == 200
    for expected in (2, 3, 3):
        keep[0] = expected > 2
        assert server.test_client().get("/booth").status_code == 200
        assert len(computed) == expected


def test_answers_are_cached_per_version_of_the_code_unless_they_have_a_notice(tmp_path, monkeypatch):
    server = make_application(tmp_path, cache=ResponseCache)
    client, cache = server.test_client(), DiskStore(tmp_path / "shared").cache

    def new_cache_keys(link, shown=""):
        previous_keys = {key for key in cache if key.startswith("answer:")}
        assert client.post("/race", json={**race_request(link), "shown": shown}).status_code == 200
        return {key for key in cache if key.startswith("answer:")} - previous_keys

    assert len(new_cache_keys("on=booth&steps=5")) == 1
    assert not new_cache_keys("on=booth&steps=5")
    assert not new_cache_keys("on=booth&steps=5", shown="on=beale")  # the shown race does not matter
    assert not new_cache_keys("on=nothing")
    monkeypatch.setattr(response_cache, "_code_digest", lambda: "another")
    assert len(new_cache_keys("on=booth&steps=5")) == 1


def test_too_many_races_from_one_address_are_refused_and_other_addresses_are_served(tmp_path):
    server = make_application(tmp_path, cache=ResponseCache, security=SecuritySettings(per_minute=5))
    client = server.test_client()
    codes = [client.post("/race", json=race_request("on=booth&steps=5")).status_code for _ in range(7)]
    assert codes == [200] * 5 + [429] * 2
    other = client.post("/race", json=race_request("on=booth&steps=5"), environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert other.status_code == 200


def test_the_forwarded_address_is_trusted_only_behind_a_configured_proxy(tmp_path):
    for proxies, codes in ((0, [200, 429]), (1, [200, 200])):
        (tmp_path / str(proxies)).mkdir()
        security = SecuritySettings(per_minute=1, proxies=proxies)
        client = make_application(tmp_path / str(proxies), cache=ResponseCache, security=security).test_client()
        answers = [
            client.post("/race", json=race_request("on=booth&steps=5"), headers={"X-Forwarded-For": each})
            for each in ("192.0.2.1", "192.0.2.2")
        ]
        assert [each.status_code for each in answers] == codes


def test_scripts_and_styles_are_compressed_if_the_browser_accepts_it(tmp_path):
    client = make_application(tmp_path).test_client()
    for path in ("/assets/main.js", "/assets/base.css", "/lesson/momentum"):
        plain = client.get(path)
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert gzip.decompress(packed.data) == plain.data
        plain.close()
        packed.close()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--port", "0"), "must be a port"),
        (("--class", "--workers", "-1"), "must be at least 1"),
        (("--threads", "0"), "must be at least 1"),
        (("--host", "192.0.2.1"), "Cannot serve on 192.0.2.1"),
    ],
)
def test_invalid_options_of_serve_are_refused_with_a_clear_message(run_refused_command, arguments, message):
    assert message in run_refused_command("serve", *arguments)


def test_an_unreachable_redis_is_reported(run_refused_command, monkeypatch):
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{free_port()}/0")
    assert "cannot be used" in run_refused_command("serve", "--port", str(free_port()))


@pytest.mark.parametrize(
    ("limits", "link", "message"),
    [
        (Limits(steps=100), "on=booth&steps=101", "100 steps"),
        (Limits(rows=10), "on=booth&steps=5&around=ring~count:10", "10 starts"),
        (Limits(parts=5), "on=formula~f:(1-x)^2 + 100(y-x^2)^2&run=adam", "5 parts"),
    ],
)
def test_the_operators_limits_hold_for_every_route_that_takes_a_link(tmp_path, limits, link, message):
    client = make_application(tmp_path, limits=limits).test_client()
    shown = client.post("/race", json=race_request(link)).get_json()
    assert message in shown["notice"]
    for path in ("/race.csv", "/mapped", "/page", "/scripts"):
        answer = client.get(path, query_string={"link": link})
        assert answer.status_code == 400
        assert message in answer.get_json()["problem"]
    assert client.get("/mapped", query_string={"link": "on=booth&run=adam&steps=5"}).status_code == 200


def test_the_operators_limit_on_films_is_reported():
    limits = Limits(pixels=1_000_000)
    with pytest.raises(BadInput, match="1,000,000 pixels"):
        limits.check_film(FilmOptions.read({"wide": "640", "tall": "360", "seconds": "10"}))
    limits.check_film(FilmOptions.read({"wide": "320", "tall": "180", "seconds": "1", "fps": "10"}))
