"""Refusals: the server says each in the reader's language, with the values of the English sentence."""

import ast
from types import SimpleNamespace
from unittest.mock import Mock

import pytest

from fallline.cli import messages
from fallline.core import BadInput, Sentence
from fallline.core.locations import PACKAGE, families_folder
from fallline.lessons import RUN_ANSWER, lessons
from fallline.web.classroom import classes as classroom
from fallline.web.classroom.routes import KEY_HEADER
from fallline.web.i18n import LOCALES, languages
from fallline.web.jobs import job_queue
from fallline.web.jobs.runner import run_job
from fallline.web.operations import gate
from fallline.web.operations.gate import BUSY_TEXT
from fallline.web.operations.limits import Limits
from fallline.web.operations.response_cache import ResponseCache
from fallline.web.operations.security import MAX_BODY_BYTES, SecuritySettings
from fallline.web.operations.store import DiskStore, StoreError
from tests.application import make_application
from tests.cases.refusals import ADDRESSES, BODIES, CHANGES, FILM, FORMULAS, LINKS, RACE, STUDENT
from tests.expected_translations import assert_translated
from tests.stub_jobs import StillLauncher, Stub, ended_process, stub_queue

RUN_PLACE = next(
    f"{id},{number}"
    for id, lesson in lessons.items()
    for number, page in enumerate(lesson.pages, 1)
    if page.question and page.question.kind == RUN_ANSWER
)
CODES = sorted(path.stem for path in LOCALES.glob("*.po"))
LIMITS = Limits(steps=50, rows=20, parts=20, pixels=10**6)
FALLBACK_TEXT = "One setting in the link is invalid; showing the default race."


def ask(client, method, address, code, **words):
    """Return the sentence of the answer to a request in a language."""
    answer = client.open(address, method=method, headers={"Accept-Language": code, **words.pop("headers", {})}, **words)
    assert answer.is_json, (address, answer.status_code)
    return answer.json.get("problem") or answer.json.get("notice") or answer.json.get("remark")


def assert_refused_in_every_language(client, method, address, **words):
    english = ask(client, method, address, "en", **words)
    assert english
    for code in CODES:
        assert_translated(english, ask(client, method, address, code, **words), code)
    return english


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return make_application(tmp_path_factory.mktemp("lab"), limits=LIMITS).test_client()


@pytest.fixture(scope="module")
def presented(client):
    return client.post("/class", json={}).json


def race_request(link, shown=RACE, changes=()):
    events = [{"number": 1, "changes": list(changes)}] if changes else []
    return {"link": link, "shown": shown, "theme": "light", "events": events}


def with_words(link):
    """Return RACE with the words of ``link`` in place of its own that have the same key."""
    keys = {word.partition("=")[0] for word in link.split("&")}
    kept = [word for word in RACE.split("&") if word.partition("=")[0] not in keys]
    return "&".join([*kept, link])


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link[:40])
def test_a_wrong_link_is_refused_in_the_readers_language(client, link):
    assert_refused_in_every_language(client, "POST", "/race", json=race_request(with_words(link)))


@pytest.mark.parametrize("name", ["steps", "starts", "parts"])
def test_the_limits_of_a_server_are_said_in_the_readers_language(client, name):
    link = {"steps": "steps=60", "starts": "around=grid~across:9", "parts": f"on=formula~f:{'+'.join(['x*y'] * 20)}"}[
        name
    ]
    assert name in assert_refused_in_every_language(client, "POST", "/race", json=race_request(with_words(link)))


@pytest.mark.parametrize("code", CODES)
def test_without_a_race_on_show_the_opening_race_and_a_sentence_on_it_are_sent(client, code):
    english, shown = (
        client.post("/race", json=race_request("on=beal", ""), headers={"Accept-Language": each}).json
        for each in ("en", code)
    )
    fallback = languages()[code].words[FALLBACK_TEXT]
    assert shown["race"]["link"] == english["race"]["link"]
    assert english["notice"].endswith(f" {FALLBACK_TEXT}")
    assert shown["notice"].endswith(f" {fallback}")
    reasons = (
        text.removesuffix(f" {end}") for text, end in ((english["notice"], FALLBACK_TEXT), (shown["notice"], fallback))
    )
    assert_translated(*reasons, code)


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize(("words", "number"), [("foo", 1), ("foo, bar", 2)])
def test_ignored_words_of_a_link_are_named_in_the_readers_language(client, code, words, number):
    link = f"{RACE}&{words.replace(', ', '=1&')}=1"
    headers = {"Accept-Language": code}
    remark = client.post("/race", json=race_request(link), headers=headers).json["remark"]
    own = languages()[code]
    forms = own.plurals["The link has a word that means nothing here and is ignored: {words}."]
    assert remark == forms[own.category(number)].format(words=words)


@pytest.mark.parametrize(("link", "change"), [each[1:] for each in CHANGES], ids=[each[0] for each in CHANGES])
def test_a_wrong_change_of_a_control_is_refused_in_the_readers_language(client, link, change):
    assert_refused_in_every_language(client, "POST", "/race", json=race_request(link, link, [change]))


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: formula[:20])
def test_a_wrong_formula_is_refused_in_the_readers_language(client, formula):
    assert_refused_in_every_language(client, "GET", "/formula", query_string={"f": formula})


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_cannot_be_sent_is_refused_in_the_readers_language(client, presented, address):
    full_address = address.format(race=RACE.replace("&", "%26"), code=presented["code"])
    assert_refused_in_every_language(client, "GET", full_address, headers={KEY_HEADER: presented["key"]})


@pytest.mark.parametrize(("address", "body"), BODIES, ids=[f"{address} {str(body)[-40:]}" for address, body in BODIES])
def test_a_wrong_request_is_refused_in_the_readers_language(client, presented, address, body):
    headers = {KEY_HEADER: presented["key"]}
    assert_refused_in_every_language(client, "POST", address.format(**presented), json=body, headers=headers)


def test_a_class_is_kept_from_others_and_within_its_size(client, presented, monkeypatch):
    address = f"/class/{presented['code']}"
    shown = {"link": RACE, "t": 1, "speed": 1}
    assert_refused_in_every_language(client, "POST", address, json=shown, headers={KEY_HEADER: "x"})
    monkeypatch.setattr(classroom, "MAX_STUDENTS", 0)
    guess = {"student": STUDENT, "place": RUN_PLACE, "value": 0}
    assert_refused_in_every_language(client, "POST", f"{address}/guess", json=guess)
    monkeypatch.setattr(classroom, "MAX_CLASSES", 0)
    assert_refused_in_every_language(client, "POST", "/class", json={})


def test_a_class_that_ended_or_cannot_be_read_says_so_in_the_readers_language(client, monkeypatch):
    ended = client.post("/class", json={}).json
    address = f"/class/{ended['code']}"
    client.delete(address, headers={KEY_HEADER: ended["key"]})
    assert ended["code"] in assert_refused_in_every_language(client, "GET", f"{address}/now")
    monkeypatch.setattr(DiskStore, "get", Mock(side_effect=StoreError))
    assert_refused_in_every_language(client, "GET", f"{address}/now")


def test_a_race_without_a_plain_torch_script_says_why_in_the_readers_language(client):
    link = {"link": "on=booth&run=adabelief&steps=5"}
    english = client.get("/scripts", query_string=link).json["torch"]["problem"]
    for code in CODES:
        own = client.get("/scripts", query_string=link, headers={"Accept-Language": code}).json["torch"]["problem"]
        assert_translated(english, own, code)


@pytest.mark.parametrize("error", ["{out} is too hot.", "crash"])
def test_the_failure_of_a_job_is_kept_and_said_to_each_visitor_in_their_language(tmp_path, error):
    jobs, job = stub_queue(tmp_path / "jobs", launcher=StillLauncher()), Stub("bad", error=error)
    client = make_application(tmp_path, jobs=jobs).test_client()
    jobs.submit(job, "1")
    run_job(jobs, jobs.store.read_queue()[0].run, tmp_path)
    texts = {code: ask(client, "GET", f"/jobs/film/{job.key}?visitor=1", code) for code in ("en", *CODES)}
    assert str(tmp_path) not in "".join(texts.values())
    if error == "crash":
        for code in CODES:
            assert_translated(texts["en"], texts[code], code)
    else:  # the template of the stub is no message, but the value is one
        assert texts == {code: f"{languages()[code].words.get('The film', 'The film')} is too hot." for code in texts}


def test_lost_expired_and_superfluous_jobs_are_said_in_the_readers_language(tmp_path, monkeypatch):
    jobs = stub_queue(tmp_path / "jobs", launcher=StillLauncher(ended_process()))
    client = make_application(tmp_path, jobs=jobs).test_client()
    jobs.submit(Stub("lost", "report", suffix=".zip"), "1")
    assert "not kept" in assert_refused_in_every_language(client, "GET", "/jobs/film/nothing.mp4")
    assert "ended before" in assert_refused_in_every_language(client, "GET", "/jobs/report/lost.zip?visitor=1")
    monkeypatch.setattr(job_queue, "MAX_JOBS", 0)
    assert "try again" in assert_refused_in_every_language(client, "POST", "/jobs/film", json={**FILM, "options": {}})


def test_errors_of_http_are_said_in_the_readers_language(tmp_path):
    security = SecuritySettings(per_minute=1)
    client = make_application(tmp_path, security=security).test_client()
    assert "nothing at this address" in assert_refused_in_every_language(client, "GET", "/assets/nothing.js")
    assert "method" in assert_refused_in_every_language(client, "DELETE", "/race")
    large = {"data": "x" * (MAX_BODY_BYTES + 1), "content_type": "application/json"}
    assert f"{MAX_BODY_BYTES:,}" in assert_refused_in_every_language(client, "POST", "/class/AAAAA/guess", **large)
    client.post("/race", json=race_request("on=beal"))
    assert "Too many" in assert_refused_in_every_language(client, "POST", "/race", json=race_request("on=beal"))


def test_a_busy_server_says_so_in_the_readers_language(tmp_path, monkeypatch):
    monkeypatch.setattr(gate, "BoundedSemaphore", lambda _: SimpleNamespace(acquire=lambda **_: False))
    client = make_application(tmp_path, cache=ResponseCache).test_client()
    english = assert_refused_in_every_language(client, "POST", "/race", json=race_request(RACE))
    assert english == BUSY_TEXT


def test_a_cached_answer_of_one_language_is_not_sent_to_readers_of_another(tmp_path):
    client = make_application(tmp_path, cache=ResponseCache).test_client()
    for _ in range(2):  # the second time from the cache, if refusals were cached
        assert_refused_in_every_language(client, "POST", "/race", json=race_request("on=beal"))


def refusal_calls():
    """Yield (path, call) of every call that makes a refusal or a Sentence, in modules that the page can reach."""
    makers = {"BadInput", "Sentence", "unknown_name_error", *(each.__name__ for each in BadInput.__subclasses__())}
    for folder in (PACKAGE, families_folder("landscapes"), families_folder("optimizers")):
        for path in folder.rglob("*.py"):
            names = makers & set(messages.message_arguments(path))
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in names:
                    yield path, node


def test_every_refusal_that_the_page_can_meet_and_every_sentence_is_made_of_a_literal_template():
    definitions = PACKAGE / "core" / "errors.py"
    calls = [(path, call) for path, call in refusal_calls() if path != definitions]
    assert len(calls) > 100
    for path, call in calls:
        first = call.args[0]
        is_sentence = isinstance(first, ast.Call) and getattr(first.func, "id", "") == "Sentence"
        is_text = isinstance(first, ast.Constant) and isinstance(first.value, str)
        assert is_text or is_sentence or isinstance(first, ast.Attribute | ast.Subscript), (str(path), call.lineno)


def test_every_subclass_of_a_refusal_is_extracted():
    assert {each.__name__ for each in BadInput.__subclasses__()} <= set(messages.MESSAGE_ARGUMENTS)


def test_the_values_of_a_refusal_can_be_replaced():
    problem = BadInput("{path} is too long for {name}.", path="here/x", name=Sentence("the {n} of them", n=3))
    replaced = problem.with_values(lambda value: "It" if value == "here/x" else value)
    assert str(replaced) == "It is too long for the 3 of them."
    assert replaced.sentence.values["name"].values == {"n": 3}
    assert str(BadInput("{n} is a brace.").with_values(str)) == "{n} is a brace."
