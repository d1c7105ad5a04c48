"""A class's server as it is started: several processes, one of which may die; answers computed once; a clean end."""

import gzip
import json
import re
import signal
import threading
import time

import psutil
import pytest
from flask import Flask, request

from fallline.core import BadInput
from fallline.film import Filming
from fallline.web.operations import response_cache as remembering
from fallline.web.operations.limits import Limits
from fallline.web.operations.response_cache import Computed, ResponseCache
from fallline.web.operations.security import Guarding
from fallline.web.operations.store import DiskStore
from tests.application import application
from tests.processes import ask, class_served, free_port, wait_for

BACK = 5.0  # seconds


def question(link):
    return {"link": link, "shown": "", "theme": "light", "turns": []}


def test_a_killed_process_costs_no_class_and_no_answer(tmp_path):
    with class_served(tmp_path) as (address, master, log):
        begun = json.loads(ask(f"{address}/class", {})[1])
        shown = {"link": "on=booth&run=adam&steps=50", "t": 7, "speed": 30}
        key = {"X-Presenter-Key": begun["key"]}
        assert ask(f"{address}/class/{begun['code']}", shown, **key)[0] == 200
        before = json.loads(ask(f"{address}/race", question(shown["link"]))[1])
        assert len(master.children()) >= 2
        for how in (signal.SIGKILL, signal.SIGTERM, signal.SIGABRT):  # dead, asked to end, taken for stuck
            worker = master.children()[0]
            worker.send_signal(how)
            wait_for(lambda pid=worker.pid: pid not in [each.pid for each in master.children()], BACK)
            wait_for(lambda: ask(f"{address}/health")[0] == 200, BACK)
        assert json.loads(ask(f"{address}/class/{begun['code']}/now")[1])["t"] == 7
        assert json.loads(ask(f"{address}/race", question(shown["link"]))[1]) == before
        fresh = json.loads(ask(f"{address}/race", question("on=beale&run=adam&steps=50"))[1])
        assert "beale" in fresh["race"]["link"]  # what processes share has not gone with one
        family = [master, *master.children(recursive=True)]
        master.terminate()
        assert psutil.wait_procs(family, timeout=20)[1] == []
        said = log.read_text()
    assert re.search(r"On the local network: http://[\d.]+:\d+/", said)
    assert "█" in said  # the code to scan
    lines = [json.loads(line) for line in said.splitlines() if line.startswith('{"at"')]
    assert any(line.get("asks") == "begin" and line["status"] == 200 and line["ms"] >= 0 for line in lines)
    assert begun["code"] not in said  # who reads the log cannot join
    assert "booth" not in said


def test_whoever_asks_beside_the_first_visitor_is_answered_too(tmp_path):
    seen = application(tmp_path / "seen").test_client().get("/").get_data(as_text=True)
    scripts = re.findall(r'src="(/_dash-component-suites/[^"?]+)', seen)
    assert len(scripts) > 5
    fresh = application(tmp_path / "fresh")
    for script in scripts:
        with fresh.test_request_context(script):
            assert fresh.dispatch_request().status_code == 200, script  # nothing is left to a first question


def test_what_many_ask_at_one_moment_is_computed_once(tmp_path):
    made, answers = [], []
    server = Flask("asked")
    processes = [ResponseCache(DiskStore(tmp_path / "shared"), tmp_path / "locks") for _ in range(3)]

    def compute():
        made.append(request.path)
        time.sleep(0.4)
        return Computed(json.dumps({"answer": len(made)}).encode(), keep=True)

    @server.route("/<int:number>/<asked>")
    def view(number, asked):
        return processes[number].answer(asked, compute)

    def visit(number):
        answers.append(server.test_client().get(f"/{number % 3}/booth").get_json())

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(30)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [{"answer": 1}] * 30
    assert len(made) == 1
    packed = server.test_client().get("/0/booth", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data)) == {"answer": 1}
    assert server.test_client().get("/0/beale").get_json() == {"answer": 2}


def test_a_failure_is_not_kept_and_too_many_are_told_to_come_again(tmp_path, monkeypatch):
    monkeypatch.setattr(remembering, "ROOM", 1)
    server, held, keep = Flask("asked"), threading.Event(), [False]
    cache, made = ResponseCache(DiskStore(tmp_path / "shared"), tmp_path / "locks"), []

    def compute():
        held.wait(10)
        made.append(1)
        return Computed(b"{}", keep=keep[0])

    server.add_url_rule("/<asked>", "view", lambda asked: cache.answer(asked, compute))
    first = []
    thread = threading.Thread(target=lambda: first.append(server.test_client().get("/booth")))
    thread.start()
    time.sleep(0.3)
    busy = server.test_client().get("/beale")
    assert (busy.status_code, busy.headers["Retry-After"]) == (503, "2")
    assert busy.get_json()["problem"].endswith(".")
    held.set()
    thread.join()
    assert first[0].status_code == 200
    for expected in (2, 3, 3):
        keep[0] = expected > 2
        assert server.test_client().get("/booth").status_code == 200
        assert len(made) == expected


def test_answers_are_kept_for_this_code_and_none_that_has_a_notice(tmp_path, monkeypatch):
    server = application(tmp_path, cache=ResponseCache)
    client, kept = server.test_client(), DiskStore(tmp_path / "shared").cache

    def asked(link, shown=""):
        before = {key for key in kept if key.startswith("answer:")}
        assert client.post("/race", json={**question(link), "shown": shown}).status_code == 200
        return {key for key in kept if key.startswith("answer:")} - before

    assert len(asked("on=booth&steps=5")) == 1
    assert not asked("on=booth&steps=5")
    assert not asked("on=booth&steps=5", shown="on=beale")  # whatever is on show
    assert not asked("on=nothing")
    monkeypatch.setattr(remembering, "_code", lambda: "another")
    assert len(asked("on=booth&steps=5")) == 1


def test_a_flood_of_races_from_one_address_is_slowed_down_and_others_are_not(tmp_path):
    server = application(tmp_path, cache=ResponseCache, guarding=Guarding(per_minute=5))
    client = server.test_client()
    codes = [client.post("/race", json=question("on=booth&steps=5")).status_code for _ in range(7)]
    assert codes == [200] * 5 + [429] * 2
    other = client.post("/race", json=question("on=booth&steps=5"), environ_base={"REMOTE_ADDR": "192.0.2.9"})
    assert other.status_code == 200


def test_behind_a_proxy_its_word_on_the_address_is_taken_and_else_not(tmp_path):
    for proxies, codes in ((0, [200, 429]), (1, [200, 200])):
        (tmp_path / str(proxies)).mkdir()
        guarding = Guarding(per_minute=1, proxies=proxies)
        client = application(tmp_path / str(proxies), cache=ResponseCache, guarding=guarding).test_client()
        asked = [
            client.post("/race", json=question("on=booth&steps=5"), headers={"X-Forwarded-For": each})
            for each in ("192.0.2.1", "192.0.2.2")
        ]
        assert [each.status_code for each in asked] == codes


def test_scripts_and_styles_come_compressed_and_say_so(tmp_path):
    client = application(tmp_path).test_client()
    for path in ("/assets/main.js", "/assets/style.css", "/lesson/momentum"):
        plain = client.get(path)
        packed = client.get(path, headers={"Accept-Encoding": "gzip"})
        assert packed.headers["Content-Encoding"] == "gzip"
        assert "Content-Encoding" not in plain.headers
        assert gzip.decompress(packed.data) == plain.data
        plain.close()
        packed.close()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--port", "0"), "must be a port"),
        (("--class", "--workers", "-1"), "must be at least 1"),
        (("--threads", "0"), "must be at least 1"),
        (("--host", "192.0.2.1"), "Cannot serve on 192.0.2.1"),
    ],
)
def test_what_cannot_be_served_is_said(refused, words, said):
    assert said in refused("serve", *words)


def test_a_redis_that_is_not_there_is_said(refused, monkeypatch):
    monkeypatch.setenv("REDIS_URL", f"redis://127.0.0.1:{free_port()}/0")
    assert "cannot be used" in refused("serve", "--port", str(free_port()))


@pytest.mark.parametrize(
    ("limits", "link", "said"),
    [
        (Limits(steps=100), "on=booth&steps=101", "100 steps"),
        (Limits(rows=10), "on=booth&steps=5&around=ring~count:10", "10 starts"),
        (Limits(parts=5), "on=formula~f:(1-x)^2 + 100(y-x^2)^2&run=adam", "5 parts"),
    ],
)
def test_an_operators_limits_hold_wherever_a_link_is_asked_with(tmp_path, limits, link, said):
    client = application(tmp_path, limits=limits).test_client()
    shown = client.post("/race", json=question(link)).get_json()
    assert said in shown["notice"]
    for path in ("/race.csv", "/mapped", "/page", "/scripts"):
        answer = client.get(path, query_string={"link": link})
        assert answer.status_code == 400
        assert said in answer.get_json()["problem"]
    assert client.get("/mapped", query_string={"link": "on=booth&run=adam&steps=5"}).status_code == 200


def test_an_operators_limit_on_films_is_said():
    limits = Limits(pixels=1_000_000)
    with pytest.raises(BadInput, match="1,000,000 pixels"):
        limits.film(Filming.read({"wide": "640", "tall": "360", "seconds": "10"}))
    limits.film(Filming.read({"wide": "320", "tall": "180", "seconds": "1", "fps": "10"}))
