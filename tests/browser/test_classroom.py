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
from fallline.web.classroom.classes import (
    ClassEndedError,
    Classes,
    NoClassError,
    NotPresenterError,
    TooManyClassesError,
)
from fallline.web.classroom.routes import KEY_HEADER
from fallline.web.operations.limits import Limits
from fallline.web.operations.security import MAX_BODY_BYTES
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
    PLACE_ANSWER: [[1.0], [1.0, "x"], [1.0, float("nan")], [True, 1.0], [10**400, 1], "1,2", None, {}],
    RUN_ANSWER: [99, -1, 10**400, 0.0, "x", "٣", "9" * 5000, None, [0], True, False],
    CHOICE_ANSWER: ["<script>alert(1)</script>", "", None, 1, [], {}],
    NUMBER_ANSWER: ["12", float("inf"), float("nan"), 10**400, -(10**400), None, True, [1], "<b>"],
}
INVALID_SHOWN = {
    "link": ["on=nothing", "on=<script>", None, 5, True, ["on=booth"], {"on": "booth"}],
    "t": [51, -1, 0.5, 10**400, float("inf"), float("nan"), True, "10", None, [1]],
    "speed": [0, -1, 1e9, 10**400, float("nan"), float("inf"), True, "30", None, {}],
    "playing": [0, 1, "false", [], {}],
}


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
    for code in ("AAAAAA", "", "../..", "A" * 5000, new_class["code"].lower(), new_class["code"] + "A", "class:x"):
        with pytest.raises(NoClassError, match="no class"):
            classes.read_state(code)
    assert classes.read_state(new_class["code"])["version"] == 0


def test_an_ended_class_is_known_for_a_while_but_holds_nothing(classes, store):
    new_class = classes.create()
    code, key = new_class["code"], new_class["key"]
    classes.show(code, key, shown_state())
    classes.read_state(code, -1, STUDENT)
    classes.end(code, key)
    for act in (
        lambda: classes.read_state(code),
        lambda: classes.show(code, key, shown_state()),
        lambda: classes.count_students(code, key),
        lambda: classes.add_guess(code, STUDENT, QUESTIONS[RUN_ANSWER], 0),
        lambda: classes.end(code, key),
    ):
        with pytest.raises(ClassEndedError, match="has ended"):
            act()
    assert store.get_fields(f"students:{code}") == {}
    assert b"booth" not in store.get(f"class:{code}")


def test_classes_expire_and_those_that_show_nothing_do_so_soon(store, monkeypatch):
    monkeypatch.setattr(classroom, "UNUSED_EXPIRY_S", 0.4)
    monkeypatch.setattr(classroom, "ENDED_EXPIRY_S", 0.4)
    classes = Classes(store)
    unused, used, ended = classes.create(), classes.create(), classes.create()
    classes.show(used["code"], used["key"], shown_state())
    classes.end(ended["code"], ended["key"])
    monkeypatch.setattr(classroom, "EXPIRY_S", 0.4)
    expired = classes.create()
    classes.show(expired["code"], expired["key"], shown_state())
    time.sleep(0.6)
    for each in (unused, ended, expired):
        with pytest.raises(NoClassError):
            classes.read_state(each["code"])
    assert classes.read_state(used["code"])["t"] == 10


def test_a_server_has_a_bounded_number_of_classes_and_idle_ones_make_room(store, monkeypatch):
    monkeypatch.setattr(classroom, "MAX_CLASSES", 3)
    monkeypatch.setattr(classroom, "UNUSED_EXPIRY_S", 0.4)
    classes = Classes(store)
    first, second, _ = made = [classes.create() for _ in range(3)]
    for each in made[:2]:
        classes.show(each["code"], each["key"], shown_state())
    with pytest.raises(TooManyClassesError, match="3 classes"):
        classes.create()
    time.sleep(0.6)
    third = classes.create()  # in place of the one that has shown nothing
    classes.show(third["code"], third["key"], shown_state())
    with pytest.raises(TooManyClassesError):
        classes.create()
    classes.end(first["code"], first["key"])
    classes.create()
    assert classes.read_state(second["code"])["t"] == 10
    later = store.now() + classroom.IDLE_TIMEOUT_S + 1
    monkeypatch.setattr(type(store), "now", lambda _: later)
    classes.show(third["code"], third["key"], shown_state(t=11))
    classes.create()
    assert classes.read_state(third["code"])["t"] == 11
    with pytest.raises(NoClassError):
        classes.read_state(second["code"])


def test_times_are_by_the_clock_that_servers_share(store, monkeypatch):
    now = store.now()
    monkeypatch.setattr(type(store), "now", lambda _: now)
    one, other = Classes(store), Classes(store)
    new_class = one.create()
    one.show(new_class["code"], new_class["key"], shown_state())
    now += 7
    assert other.read_state(new_class["code"], -1, STUDENT)["age"] == 7
    assert other.count_students(new_class["code"], new_class["key"]) == 1
    now += classroom.PRESENCE_TIMEOUT_S + 1
    assert one.count_students(new_class["code"], new_class["key"]) == 0


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


def test_everybody_follows_a_full_class_and_as_many_as_it_holds_are_counted(store, monkeypatch):
    monkeypatch.setattr(classroom, "MAX_STUDENTS", 3)
    now = store.now()
    monkeypatch.setattr(type(store), "now", lambda _: now)
    classes, place = Classes(store), QUESTIONS[NUMBER_ANSWER]
    new_class = classes.create()
    code, key = new_class["code"], new_class["key"]
    classes.show(code, key, shown_state())
    for student in range(5):
        assert classes.read_state(code, -1, f"student{student}")["t"] == 10
    assert classes.count_students(code, key) == 3
    for student in ("student0", "student1", "student4"):  # an uncounted student's prediction counts while there is room
        classes.add_guess(code, student, place, 5)
    with pytest.raises(BadInput, match="3 predictions are counted"):
        classes.add_guess(code, "student2", place, 5)
    classes.add_guess(code, "student4", place, 6)
    assert sorted(classes.read_guesses(code, key, place)["values"]) == [5, 5, 6]
    now += classroom.PRESENCE_TIMEOUT_S + 1
    classes.read_state(code, -1, "student3")  # takes the place of an absent one
    assert classes.count_students(code, key) == 1
    assert list(store.get_fields(f"students:{code}")) == ["student3"]


def test_invalid_student_ids_are_refused(classes):
    code = classes.create()["code"]
    for wrong in ("<script>", "A" * 99, "a b c d e f", "UPPERCASE", "12345678\n"):
        with pytest.raises(BadInput, match="small letters"):
            classes.read_state(code, -1, wrong)


def test_students_who_left_are_not_counted(classes, monkeypatch):
    new_class = classes.create()
    classes.read_state(new_class["code"], -1, STUDENT)
    assert classes.count_students(new_class["code"], new_class["key"]) == 1
    monkeypatch.setattr(classroom, "PRESENCE_TIMEOUT_S", -1.0)
    assert classes.count_students(new_class["code"], new_class["key"]) == 0


@pytest.mark.parametrize("name", INVALID_SHOWN)
def test_an_invalid_state_is_not_shown_to_a_class(classes, name):
    new_class = classes.create()
    for wrong in INVALID_SHOWN[name]:
        with pytest.raises(BadInput, match=r"\.$|\?$") as refusal:
            classes.show(new_class["code"], new_class["key"], shown_state(**{name: wrong}))
        assert len(str(refusal.value)) < 300
    assert classes.read_state(new_class["code"])["link"] is None


def test_a_race_over_the_servers_limits_is_not_shown_to_a_class(store):
    classes = Classes(store, Limits(steps=40))
    new_class = classes.create()
    with pytest.raises(BadInput, match="40 steps"):
        classes.show(new_class["code"], new_class["key"], shown_state())


def test_a_class_can_be_created_shown_followed_and_ended_over_http(client):
    new_class = client.post("/class", json={}).get_json()
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
    assert client.get(f"/class/{code}/now").status_code == 410


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("get", "/class/AAAAAA/now", None, 404),
        ("post", "/class/AAAAAA", {"link": LINK}, 404),
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
    code = client.post("/class", json={}).get_json()["code"]
    answer = getattr(client, method)(path.format(code=code), **({"json": body} if body is not None else {}))
    if answer.mimetype == "text/html":  # any unknown address leads to the page itself
        assert "passwd" not in answer.get_data(as_text=True)
        assert "argparse" not in answer.get_data(as_text=True)
        return
    assert answer.status_code == status
    assert answer.mimetype == "application/json"
    assert "Traceback" not in answer.get_data(as_text=True)


def test_an_oversized_body_is_refused(client):
    code = client.post("/class", json={}).get_json()["code"]
    large = client.post(f"/class/{code}/guess", data="x" * (MAX_BODY_BYTES + 1), content_type="application/json")
    assert (large.status_code, large.mimetype) == (413, "application/json")
    assert "too long" in large.get_json()["problem"]


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
