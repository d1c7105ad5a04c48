"""Classes on the server, stored on disk and in Redis: presenting, following, predictions, and refused requests."""

import json
import time

import pytest

from fallline.core import BadInput
from fallline.lessons import (
    CHOICE_ANSWER,
    NUMBER_ANSWER,
    PLACE_ANSWER,
    RUN_ANSWER,
    compute_question_result,
    find_question,
    lessons,
)
from fallline.view import read_link
from fallline.web.classroom import classes as classroom
from fallline.web.classroom.classes import Classes, NoClassError, NotPresenterError
from fallline.web.classroom.routes import KEY_HEADER
from fallline.web.operations.security import MAX_BODY_BYTES
from fallline.web.operations.store import DiskStore, RedisStore
from tests.application import make_application

LINK = "on=booth&run=adam&steps=50"
STUDENT = "abcdef0123456789"
QUESTIONS = {
    page.question.kind: f"{id},{number}"
    for id, lesson in lessons.items()
    for number, page in enumerate(lesson.pages, 1)
    if page.question
}
PLACE_WITHOUT_QUESTION = next(
    f"{id},{number}"
    for id, lesson in lessons.items()
    for number, page in enumerate(lesson.pages, 1)
    if not page.question
)
INVALID_GUESSES = {
    PLACE_ANSWER: [[1.0], [1.0, "x"], [1.0, float("nan")], "1,2", None, {}],
    RUN_ANSWER: [99, -1, "x", None, [0], True],
    CHOICE_ANSWER: ["<script>alert(1)</script>", "", None, 1, [], {}],
    NUMBER_ANSWER: ["12", float("inf"), None, True, [1], "<b>"],
}


@pytest.fixture(params=["disk", "redis"])
def store(request, tmp_path):
    if request.param == "disk":
        return DiskStore(tmp_path / "shared")
    shared = RedisStore(request.getfixturevalue("redis_url"))
    shared.redis.flushdb()
    return shared


@pytest.fixture
def classes(store):
    return Classes(store)


@pytest.fixture
def client(tmp_path):
    return make_application(tmp_path).test_client()


def shown_state(**changes):
    return {"link": LINK, "t": 10, "playing": False, "speed": 30.0, **changes}


def correct_answer(kind):
    page, question = find_question(QUESTIONS[kind])
    found = compute_question_result(page.link, question)
    return found["place"] if kind == PLACE_ANSWER else found


def test_followers_receive_each_state_of_the_presenter_once(classes):
    new_class = classes.create()
    code, key = new_class["code"], new_class["key"]
    assert classes.read_state(code)["link"] is None
    version = classes.show(code, key, shown_state())
    found = classes.read_state(code, -1, STUDENT)
    assert read_link(found["link"])[0] == read_link(LINK)[0]
    assert (found["t"], found["playing"], found["speed"], found["version"]) == (10, False, 30.0, version)
    assert 0 <= found["age"] < 5
    assert classes.read_state(code, version) is None
    assert classes.show(code, key, shown_state(t=11)) > version
    assert classes.read_state(code, version)["t"] == 11
    assert classes.count_students(code, key) == 1


def test_a_class_is_shared_between_server_processes(store):
    one, other = Classes(store), Classes(store)
    new_class = one.create()
    other.show(new_class["code"], new_class["key"], shown_state())
    assert one.read_state(new_class["code"])["t"] == 10


def test_the_presenters_key_and_an_existing_code_are_required(classes):
    new_class = classes.create()
    other = classes.create()
    for key in (None, "", "x", other["key"], new_class["key"] + "x"):
        for act in (
            lambda key=key: classes.show(new_class["code"], key, shown_state()),
            lambda key=key: classes.end(new_class["code"], key),
            lambda key=key: classes.count_students(new_class["code"], key),
            lambda key=key: classes.read_guesses(new_class["code"], key, QUESTIONS[RUN_ANSWER]),
        ):
            with pytest.raises(NotPresenterError, match="presenter"):
                act()
    for code in ("AAAAA", "", "../..", "A" * 5000, new_class["code"].lower(), new_class["code"] + "A", "class:x"):
        with pytest.raises(NoClassError, match="no class"):
            classes.read_state(code)
    assert classes.read_state(new_class["code"])["version"] == 0


def test_ended_and_expired_classes_are_deleted(store, monkeypatch):
    monkeypatch.setattr(classroom, "EXPIRY_S", 0.4)
    classes = Classes(store)
    new_class = classes.create()
    classes.end(new_class["code"], new_class["key"])
    with pytest.raises(NoClassError):
        classes.read_state(new_class["code"])
    expired = classes.create()
    time.sleep(0.6)
    with pytest.raises(NoClassError):
        classes.read_state(expired["code"])


@pytest.mark.parametrize("kind", QUESTIONS)
def test_guesses_are_counted_once_per_student_and_free_text_is_refused(classes, kind):
    new_class = classes.create()
    code, place = new_class["code"], QUESTIONS[kind]
    value = correct_answer(kind)
    for student in (STUDENT, STUDENT, "another0"):
        classes.add_guess(code, student, place, value)
    for wrong in INVALID_GUESSES[kind]:
        with pytest.raises(BadInput, match="no answer"):
            classes.add_guess(code, "third000", place, wrong)
    guesses = classes.read_guesses(code, new_class["key"], place)
    assert guesses["kind"] == kind
    assert guesses["values"] == [pytest.approx(value) if kind in (PLACE_ANSWER, NUMBER_ANSWER) else value] * 2
    with pytest.raises(BadInput, match="asks nothing"):
        classes.add_guess(code, STUDENT, PLACE_WITHOUT_QUESTION, value)
    with pytest.raises(BadInput, match="No lesson"):
        classes.add_guess(code, STUDENT, "nothing,1", value)


def test_a_full_class_and_invalid_student_ids_are_refused(store, monkeypatch):
    monkeypatch.setattr(classroom, "MAX_STUDENTS", 3)
    classes = Classes(store)
    code = classes.create()["code"]
    for student in range(3):
        classes.read_state(code, -1, f"student{student}")
    with pytest.raises(BadInput, match="full"):
        classes.read_state(code, -1, "student3")
    classes.read_state(code, -1, "student0")
    for wrong in ("<script>", "A" * 99, "a b c d e f", "UPPERCASE"):
        with pytest.raises(BadInput, match="small letters"):
            classes.read_state(code, -1, wrong)


def test_students_who_left_are_not_counted(classes, monkeypatch):
    new_class = classes.create()
    classes.read_state(new_class["code"], -1, STUDENT)
    assert classes.count_students(new_class["code"], new_class["key"]) == 1
    monkeypatch.setattr(classroom, "PRESENCE_TIMEOUT_S", -1.0)
    assert classes.count_students(new_class["code"], new_class["key"]) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"link": "on=nothing"},
        {"link": "on=<script>"},
        {"t": 51},
        {"t": -1},
        {"t": "x"},
        {"speed": 0},
        {"speed": float("nan")},
        {"speed": 1e9},
        {"t": None},
    ],
)
def test_an_invalid_state_is_not_shown_to_a_class(classes, wrong):
    new_class = classes.create()
    with pytest.raises(BadInput, match=r"\.$|\?$"):
        classes.show(new_class["code"], new_class["key"], shown_state(**wrong))
    assert classes.read_state(new_class["code"])["link"] is None


def test_a_class_can_be_created_shown_followed_and_ended_over_http(client):
    new_class = client.post("/class").get_json()
    code, head = new_class["code"], {KEY_HEADER: new_class["key"]}
    assert client.post(f"/class/{code}", json=shown_state(), headers=head).status_code == 200
    now = client.get(f"/class/{code}/now?student={STUDENT}")
    assert now.get_json()["t"] == 10
    assert client.get(f"/class/{code}/now?seen={now.get_json()['version']}").status_code == 204
    place = QUESTIONS[NUMBER_ANSWER]
    guess = {"student": STUDENT, "place": place, "value": 3}
    assert client.post(f"/class/{code}/guess", json=guess).status_code == 200
    guesses = client.get(f"/class/{code}/guesses?place={place}", headers=head).get_json()
    assert guesses == {"kind": NUMBER_ANSWER, "studentCount": 1, "values": [3.0]}
    assert client.delete(f"/class/{code}", headers=head).status_code == 200
    assert client.get(f"/class/{code}/now").status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("get", "/class/AAAAA/now", None, 404),
        ("post", "/class/AAAAA", {"link": LINK}, 404),
        ("post", "/class/{code}", {"link": LINK, "t": 0, "speed": 1}, 403),
        ("delete", "/class/{code}", None, 403),
        ("get", "/class/{code}/guesses?place=momentum,1", None, 403),
        ("post", "/class/{code}/guess", [], 400),
        ("post", "/class/{code}/guess", {"student": STUDENT, "place": "../x", "value": 1}, 400),
        ("get", "/class/{code}/now?seen=<script>", None, 400),
        ("get", "/assets/../app.py", None, 404),
        ("get", "/assets/%2e%2e/app.py", None, 404),
        ("get", "/film/..%2f..%2fetc%2fpasswd", None, 404),
        ("get", "/film/../../etc/passwd", None, 404),
        ("get", "/report/nothing/page", None, 400),
        ("get", "/lesson/..%2fREADME", None, 404),
        ("get", "/happened?place=<script>", None, 400),
        ("get", "/formula?f=%3Cscript%3Ealert(1)%3C/script%3E", None, 200),
        ("post", "/lessons", {}, 405),
    ],
)
def test_malicious_requests_are_refused_with_json_and_without_internals(client, method, path, body, status):
    code = client.post("/class").get_json()["code"]
    answer = getattr(client, method)(path.format(code=code), **({"json": body} if body is not None else {}))
    if answer.mimetype == "text/html":  # any unknown address leads to the page itself
        assert "passwd" not in answer.get_data(as_text=True)
        assert "argparse" not in answer.get_data(as_text=True)
        return
    assert answer.status_code == status
    assert answer.mimetype == "application/json"
    assert "Traceback" not in answer.get_data(as_text=True)


def test_an_oversized_body_and_too_many_requests_are_refused(client):
    code = client.post("/class").get_json()["code"]
    large = client.post(f"/class/{code}/guess", data="x" * (MAX_BODY_BYTES + 1), content_type="application/json")
    assert (large.status_code, large.mimetype) == (413, "application/json")
    assert "too long" in large.get_json()["problem"]
    answers = [client.get(f"/class/AAAA{letter}/now").status_code for letter in classroom.CODE_LETTERS * 3]
    assert answers[0] == 404
    assert answers[-1] == 429  # codes cannot be guessed by trying
    assert client.get(f"/class/{code}/now").status_code == 429  # not even an existing code, until the minute is over
    elsewhere = client.get(f"/class/{code}/now", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 200


def test_every_answer_has_the_security_headers(client):
    for path in ("/", "/lessons", "/class/AAAAA/now", "/assets/main.js", "/?mode=embed"):
        answer = client.get(path)
        policy = dict(rule.strip().split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split(";"))
        assert "unsafe-inline" not in policy["script-src"]
        assert "unsafe-eval" not in policy["script-src"]
        assert policy["object-src"] == "'none'"
        assert policy.get("frame-ancestors") == (None if "embed" in path else "'self'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        answer.close()


def test_only_an_id_and_the_predictions_of_a_student_are_stored(classes, store):
    new_class = classes.create()
    classes.add_guess(new_class["code"], STUDENT, QUESTIONS[NUMBER_ANSWER], 5)
    tables = [
        store.get_fields(f"students:{new_class['code']}"),
        store.get_fields(f"guesses:{new_class['code']}:{QUESTIONS[NUMBER_ANSWER]}"),
    ]
    assert [list(table) for table in tables] == [[STUDENT], [STUDENT]]
    assert json.loads(tables[1][STUDENT]) == 5
