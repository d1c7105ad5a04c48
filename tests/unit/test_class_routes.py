"""Routes of classes under abuse: wrong codes, floods of classes, malformed requests, and a store that fails."""

import json

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from limits import parse

from fallline.lessons import lessons
from fallline.web.classroom import classes as classroom
from fallline.web.classroom.classes import Classes
from fallline.web.classroom.codes import CODE_LENGTH, CODE_LETTERS, is_code, random_code
from fallline.web.classroom.routes import KEY_HEADER
from fallline.web.operations.security import CLASS_RATE, SecuritySettings
from fallline.web.operations.store import DiskStore, StoreError
from tests.application import make_application
from tests.processes import free_port

SHOWN = {"link": "on=booth&run=adam&steps=50", "t": 10, "playing": False, "speed": 30.0}
PLACES = [f"{id},{n}" for id, lesson in lessons.items() for n, page in enumerate(lesson.pages, 1) if page.question]
STUDENT = "abcdef0123456789"
ROUTES = [
    ("GET", "/now"),
    ("POST", ""),
    ("DELETE", ""),
    ("POST", "/guess"),
    ("GET", "/guesses"),
    ("GET", "/here"),
]  # all that take a code
BODIES = {("POST", ""): SHOWN, ("POST", "/guess"): {"student": STUDENT, "place": PLACES[0], "value": 0}}
WRONG_CODES = 70  # more than one address may try in a minute
ELSEWHERE = {"REMOTE_ADDR": "192.0.2.7"}
NUMBER_TEXTS = ["Infinity", "-Infinity", "NaN", "1e999", "9" * 400, "9" * 5000, "-0.0", "1e-999", "0.5"]
DEEP_TEXT = "[" * 100_000


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return make_application(tmp_path_factory.mktemp("lab")).test_client()


@pytest.fixture
def own_client(tmp_path):
    """A client of a server whose rate limits no other test has counted."""
    return make_application(tmp_path).test_client()


@pytest.fixture(scope="module")
def presented(client):
    return client.post("/class", json={}).json


def ask(client, method, path, *, code, key="", body=None, **options):
    headers = {KEY_HEADER: key} if key else {}
    return client.open(f"/class/{code}{path}", method=method, json=body, headers=headers, **options)


def assert_refused(answer, *statuses):
    assert answer.status_code in (statuses or (400,)), answer.get_data(as_text=True)[:300]
    assert answer.is_json
    assert answer.json["problem"][-1] in ".?'"
    assert len(answer.json["problem"]) < 600


def test_codes_are_long_and_without_letters_that_look_alike():
    codes = {random_code() for _ in range(200)}
    assert len(codes) == 200
    assert all(is_code(code) for code in codes)
    assert len(CODE_LETTERS) ** CODE_LENGTH > 5e8
    assert not set("IL1O0") & set(CODE_LETTERS)
    assert not any(map(is_code, ["", "ABCDE", "abcdef", "ABCDEF\n", "ABC DEF", "ABCDEFGH", "ABCDE0"]))


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_wrong_codes_are_limited_on_every_route_and_the_right_one_is_never_refused(own_client, method, path):
    new_class = own_client.post("/class", json={}).json
    code, key = new_class["code"], new_class["key"]
    body = BODIES.get((method, path))
    answers = [ask(own_client, method, path, code=random_code(), key=key, body=body) for _ in range(WRONG_CODES)]
    assert answers[0].status_code == 404
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0
    assert_refused(answers[-1], 429)
    assert_refused(ask(own_client, "GET", "/now", code=random_code()), 429)  # all routes count together
    assert ask(own_client, "GET", "/now", code=code).status_code == 200
    assert ask(own_client, "GET", "/here", code=code, key=key).status_code == 200
    assert ask(own_client, "POST", "", code=code, key=key, body=SHOWN).status_code == 200
    assert ask(own_client, "GET", "/now", code=random_code(), environ_base=ELSEWHERE).status_code == 404


def test_a_hundred_pages_of_a_class_that_ends_are_told_so_and_count_as_no_attack(own_client):
    new_class = own_client.post("/class", json={}).json
    code, key = new_class["code"], new_class["key"]
    assert ask(own_client, "DELETE", "", code=code, key=key).status_code == 200
    for number in range(100):
        answer = own_client.get(f"/class/{code}/now?seen=1&student=student{number}")
        assert_refused(answer, 410)
        assert "has ended" in answer.json["problem"]
    assert_refused(ask(own_client, "GET", "/now", code=random_code()), 404)


def test_a_flood_of_classes_is_limited_for_a_short_time_and_not_for_the_servers_own_machine(tmp_path):
    assert parse(CLASS_RATE).get_expiry() <= 60
    client = make_application(tmp_path, address="http://192.0.2.1:8050").test_client()
    statuses = [client.post("/class", json={}, environ_base=ELSEWHERE).status_code for _ in range(40)]
    assert statuses[:20] == [200] * 20
    assert statuses[-1] == 429
    for own_address in ("127.0.0.1", "127.0.0.9", "::1", "192.0.2.1"):
        answers = [client.post("/class", json={}, environ_base={"REMOTE_ADDR": own_address}) for _ in range(40)]
        assert {answer.status_code for answer in answers} == {200}


def test_behind_a_proxy_no_client_is_the_servers_own_machine(tmp_path):
    client = make_application(tmp_path, security=SecuritySettings(proxies=1)).test_client()
    for headers in ({}, {"X-Forwarded-For": "127.0.0.1"}, {"X-Forwarded-For": "198.51.100.3"}):
        statuses = [client.post("/class", json={}, headers=headers).status_code for _ in range(40)]
        assert 429 in statuses


@pytest.mark.parametrize(
    "request_options",
    [
        {},
        {"data": {"a": "b"}},
        {"data": "{}", "content_type": "text/plain"},
        {"data": "{}", "content_type": "application/x-www-form-urlencoded"},
        {"data": "[]", "content_type": "application/json"},
    ],
)
def test_pages_of_other_sites_cannot_create_classes_nor_use_up_their_rate(own_client, request_options):
    for _ in range(40):
        assert_refused(own_client.post("/class", environ_base=ELSEWHERE, **request_options))
    assert own_client.post("/class", json={}, environ_base=ELSEWHERE).status_code == 200


def test_a_server_without_room_for_a_class_says_when_to_ask_again(own_client, monkeypatch):
    monkeypatch.setattr(classroom, "MAX_CLASSES", 0)
    answer = own_client.post("/class", json={})
    assert_refused(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0


def test_the_501st_student_still_follows(own_client):
    new_class = own_client.post("/class", json={}).json
    code, key = new_class["code"], new_class["key"]
    ask(own_client, "POST", "", code=code, key=key, body=SHOWN)
    for number in range(classroom.MAX_STUDENTS + 1):
        answer = own_client.get(f"/class/{code}/now?student=student{number}")
        assert (answer.status_code, answer.json["t"]) == (200, 10)
    assert ask(own_client, "GET", "/here", code=code, key=key).json == {"studentCount": classroom.MAX_STUDENTS}


json_values = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(max_size=30),
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)),
    max_leaves=6,
)
values = st.one_of(
    json_values.map(json.dumps), st.sampled_from([*NUMBER_TEXTS, DEEP_TEXT, '"\\ud800"', '"\\u0000"', ""])
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["link", "t", "speed", "playing"]), value=values)
@example(name="t", value="Infinity")
@example(name="t", value="true")
@example(name="t", value="9" * 400)
@example(name="link", value=DEEP_TEXT)
@example(name="link", value='{"on": "booth"}')
def test_any_value_in_a_presenters_message_is_taken_or_refused_with_a_sentence(client, presented, name, value):
    fields = [f'"{key}": {value if key == name else json.dumps(SHOWN[key])}' for key in SHOWN]
    headers = {KEY_HEADER: presented["key"], "Content-Type": "application/json"}
    answer = client.post(f"/class/{presented['code']}", data=f"{{{', '.join(fields)}}}", headers=headers)
    if answer.status_code != 200:
        assert_refused(answer)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.sampled_from(["student", "place", "value"]), place=st.sampled_from(PLACES), value=values)
@example(name="value", place=PLACES[0], value="9" * 400)
@example(name="value", place=PLACES[0], value='"' + "9" * 5000 + '"')
@example(name="student", place=PLACES[0], value="12345678")
@example(name="place", place=PLACES[0], value='"adam,' + "9" * 5000 + '"')
def test_any_value_in_a_prediction_is_taken_or_refused_with_a_sentence(client, presented, name, place, value):
    sent = {"student": STUDENT, "place": place, "value": 0}
    fields = [f'"{key}": {value if key == name else json.dumps(sent[key])}' for key in sent]
    headers = {"Content-Type": "application/json"}
    answer = client.post(f"/class/{presented['code']}/guess", data=f"{{{', '.join(fields)}}}", headers=headers)
    if answer.status_code != 200:
        assert_refused(answer)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    argument=st.sampled_from(["seen", "student"]), text=st.one_of(st.text(max_size=40), st.sampled_from(NUMBER_TEXTS))
)
@example(argument="seen", text="9" * 5000)
def test_any_argument_of_a_students_request_is_taken_or_refused_with_a_sentence(client, presented, argument, text):
    answer = client.get(f"/class/{presented['code']}/now", query_string={argument: text})
    if answer.status_code not in (200, 204):
        assert_refused(answer)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_code_of_any_text_is_an_unknown_one(client, method, path):
    for code in ("%00", "A" * 5000, "%F0%9F%98%80", "abcdef", "ABC%20DEF", "class:AAAAAA"):
        answer = client.open(f"/class/{code}{path}", method=method, json={**SHOWN, "student": STUDENT, "place": "a,1"})
        assert answer.status_code in (404, 405, 429), (code, answer.status_code)


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_a_store_that_fails_is_said_in_a_sentence_and_works_again_later(tmp_path, monkeypatch, method, path):
    client = make_application(tmp_path).test_client()
    new_class = client.post("/class", json={}).json
    body = BODIES.get((method, path))
    request = {"code": new_class["code"], "key": new_class["key"], "body": body}
    with monkeypatch.context() as broken:
        broken.setattr(DiskStore, "get", _fail)
        answer = ask(client, method, path, **request)
        assert_refused(answer, 503)
        assert int(answer.headers["Retry-After"]) > 0
        assert "password" not in answer.get_data(as_text=True)
        assert_refused(client.post("/class", json={}), 503)
    query = {"query_string": {"place": PLACES[0]}} if path == "/guesses" else {}
    assert ask(client, method, path, **request, **query).status_code in (200, 400)


def _fail(*_):
    raise StoreError("Redis failed: redis://:password@host is down")


def test_a_slow_link_does_not_hold_up_the_messages_of_other_presenters(tmp_path, monkeypatch):
    from fallline.web.classroom import checks

    monkeypatch.setattr(checks, "MAX_WAIT_S", 0.01)
    client, classes = make_application(tmp_path).test_client(), Classes(DiskStore(tmp_path / "shared"))
    new_class = classes.create()
    request = {"code": new_class["code"], "key": new_class["key"]}
    assert ask(client, "POST", "", **request, body=SHOWN).status_code == 200
    with checks._reading:  # as while another link is read
        assert ask(client, "POST", "", **request, body={**SHOWN, "t": 11}).status_code == 200
        assert_refused(ask(client, "POST", "", **request, body={**SHOWN, "link": "on=beale&run=adam"}), 503)
    assert classes.read_state(new_class["code"])["t"] == 11


def test_wrong_codes_are_limited_while_the_redis_of_the_counters_is_down(tmp_path):
    security = SecuritySettings(counter_storage=f"redis://127.0.0.1:{free_port()}/0")
    client = make_application(tmp_path, security=security).test_client()
    code = client.post("/class", json={}, environ_base=ELSEWHERE).json["code"]
    statuses = [ask(client, "GET", "/now", code=random_code()).status_code for _ in range(WRONG_CODES)]
    assert (statuses[0], statuses[-1]) == (404, 429)
    assert ask(client, "GET", "/now", code=code).status_code == 200
