"""Classes: who may drive, what followers are told, what is counted, and what is refused; on disk and in Redis alike."""

import json
import time

import pytest

from fallline.core import BadInput
from fallline.lessons import CHOICE, NUMBER, PLACE, RUN, happened, lessons, question_at
from fallline.view import read_link
from fallline.web.classroom import classes as classroom
from fallline.web.classroom.classes import Classes, NoClassError, NotPresenterError
from fallline.web.classroom.routes import KEY
from fallline.web.operations.security import LARGEST_BODY
from fallline.web.operations.store import DiskStore, RedisStore
from tests.application import application

LINK = "on=booth&run=adam&steps=50"
STUDENT = "abcdef0123456789"
QUESTIONS = {
    page.question.kind: f"{id},{number}"
    for id, lesson in lessons.items()
    for number, page in enumerate(lesson.pages, 1)
    if page.question
}
SILENT = next(
    f"{id},{number}"
    for id, lesson in lessons.items()
    for number, page in enumerate(lesson.pages, 1)
    if not page.question
)
WRONG = {
    PLACE: [[1.0], [1.0, "x"], [1.0, float("nan")], "1,2", None, {}],
    RUN: [99, -1, "x", None, [0], True],
    CHOICE: ["<script>alert(1)</script>", "", None, 1, [], {}],
    NUMBER: ["12", float("inf"), None, True, [1], "<b>"],
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
    return application(tmp_path).test_client()


def shown(**changes):
    return {"link": LINK, "t": 10, "playing": False, "speed": 30.0, **changes}


def answered(kind):
    page, question = question_at(QUESTIONS[kind])
    found = happened(page.link, question)
    return found["place"] if kind == PLACE else found


def test_followers_see_what_the_presenter_shows_and_nothing_twice(classes):
    begun = classes.begin()
    code, key = begun["code"], begun["key"]
    assert classes.seen(code)["link"] is None
    version = classes.show(code, key, shown())
    found = classes.seen(code, -1, STUDENT)
    assert read_link(found["link"])[0] == read_link(LINK)[0]
    assert (found["t"], found["playing"], found["speed"], found["version"]) == (10, False, 30.0, version)
    assert 0 <= found["age"] < 5
    assert classes.seen(code, version) is None
    assert classes.show(code, key, shown(t=11)) > version
    assert classes.seen(code, version)["t"] == 11
    assert classes.here(code, key) == 1


def test_another_process_knows_the_class_too(store):
    one, other = Classes(store), Classes(store)
    begun = one.begin()
    other.show(begun["code"], begun["key"], shown())
    assert one.seen(begun["code"])["t"] == 10


def test_nobody_drives_without_the_key_and_no_code_can_be_made_up(classes):
    begun = classes.begin()
    other = classes.begin()
    for key in (None, "", "x", other["key"], begun["key"] + "x"):
        for act in (
            lambda key=key: classes.show(begun["code"], key, shown()),
            lambda key=key: classes.end(begun["code"], key),
            lambda key=key: classes.here(begun["code"], key),
            lambda key=key: classes.guesses(begun["code"], key, QUESTIONS[RUN]),
        ):
            with pytest.raises(NotPresenterError, match="presenter"):
                act()
    for code in ("AAAAA", "", "../..", "A" * 5000, begun["code"].lower(), begun["code"] + "A", "class:x"):
        with pytest.raises(NoClassError, match="no class"):
            classes.seen(code)
    assert classes.seen(begun["code"])["version"] == 0


def test_a_class_that_is_over_is_gone_and_one_that_is_forgotten_too(store, monkeypatch):
    monkeypatch.setattr(classroom, "EXPIRES", 0.4)
    classes = Classes(store)
    begun = classes.begin()
    classes.end(begun["code"], begun["key"])
    with pytest.raises(NoClassError):
        classes.seen(begun["code"])
    forgotten = classes.begin()
    time.sleep(0.6)
    with pytest.raises(NoClassError):
        classes.seen(forgotten["code"])


@pytest.mark.parametrize("kind", QUESTIONS)
def test_guesses_are_counted_once_for_each_student_and_never_a_text_of_their_own(classes, kind):
    begun = classes.begin()
    code, place = begun["code"], QUESTIONS[kind]
    value = answered(kind)
    for student in (STUDENT, STUDENT, "another0"):
        classes.guess(code, student, place, value)
    for wrong in WRONG[kind]:
        with pytest.raises(BadInput, match="no answer"):
            classes.guess(code, "third000", place, wrong)
    told = classes.guesses(code, begun["key"], place)
    assert told["kind"] == kind
    assert told["values"] == [pytest.approx(value) if kind in (PLACE, NUMBER) else value] * 2
    with pytest.raises(BadInput, match="asks nothing"):
        classes.guess(code, STUDENT, SILENT, value)
    with pytest.raises(BadInput, match="No lesson"):
        classes.guess(code, STUDENT, "nothing,1", value)


def test_a_class_is_full_at_some_point_and_students_are_numbers(store, monkeypatch):
    monkeypatch.setattr(classroom, "MOST_STUDENTS", 3)
    classes = Classes(store)
    code = classes.begin()["code"]
    for student in range(3):
        classes.seen(code, -1, f"student{student}")
    with pytest.raises(BadInput, match="full"):
        classes.seen(code, -1, "student3")
    classes.seen(code, -1, "student0")
    for wrong in ("<script>", "A" * 99, "a b c d e f", "UPPERCASE"):
        with pytest.raises(BadInput, match="small letters"):
            classes.seen(code, -1, wrong)


def test_those_who_left_are_not_counted(classes, monkeypatch):
    begun = classes.begin()
    classes.seen(begun["code"], -1, STUDENT)
    assert classes.here(begun["code"], begun["key"]) == 1
    monkeypatch.setattr(classroom, "HERE", -1.0)
    assert classes.here(begun["code"], begun["key"]) == 0


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
def test_what_is_no_race_is_not_shown_to_a_class(classes, wrong):
    begun = classes.begin()
    with pytest.raises(BadInput, match=r"\.$|\?$"):
        classes.show(begun["code"], begun["key"], shown(**wrong))
    assert classes.seen(begun["code"])["link"] is None


def test_by_http_a_class_is_begun_shown_followed_and_ended(client):
    begun = client.post("/class").get_json()
    code, head = begun["code"], {KEY: begun["key"]}
    assert client.post(f"/class/{code}", json=shown(), headers=head).status_code == 200
    now = client.get(f"/class/{code}/now?student={STUDENT}")
    assert now.get_json()["t"] == 10
    assert client.get(f"/class/{code}/now?seen={now.get_json()['version']}").status_code == 204
    place = QUESTIONS[NUMBER]
    told = {"student": STUDENT, "place": place, "value": 3}
    assert client.post(f"/class/{code}/guess", json=told).status_code == 200
    counted = client.get(f"/class/{code}/guesses?place={place}", headers=head).get_json()
    assert counted == {"kind": NUMBER, "here": 1, "values": [3.0]}
    assert client.delete(f"/class/{code}", headers=head).status_code == 200
    assert client.get(f"/class/{code}/now").status_code == 404


@pytest.mark.parametrize(
    ("how", "path", "body", "status"),
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
def test_what_is_hostile_is_refused_in_a_sentence_and_sent_back_as_no_page(client, how, path, body, status):
    code = client.post("/class").get_json()["code"]
    answer = getattr(client, how)(path.format(code=code), **({"json": body} if body is not None else {}))
    if answer.mimetype == "text/html":  # the page itself, which any unknown address leads to
        assert "passwd" not in answer.get_data(as_text=True)
        assert "argparse" not in answer.get_data(as_text=True)
        return
    assert answer.status_code == status
    assert answer.mimetype == "application/json"
    assert "Traceback" not in answer.get_data(as_text=True)


def test_an_oversized_body_and_a_flood_are_refused_in_a_sentence(client):
    code = client.post("/class").get_json()["code"]
    large = client.post(f"/class/{code}/guess", data="x" * (LARGEST_BODY + 1), content_type="application/json")
    assert (large.status_code, large.mimetype) == (413, "application/json")
    assert "too long" in large.get_json()["problem"]
    answers = [client.get(f"/class/AAAA{letter}/now").status_code for letter in classroom.LETTERS * 3]
    assert answers[0] == 404
    assert answers[-1] == 429  # codes cannot be tried out
    assert client.get(f"/class/{code}/now").status_code == 429  # not even a right one, until the minute is over
    elsewhere = client.get(f"/class/{code}/now", environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 200


def test_every_answer_tells_the_browser_what_never_happens_here(client):
    for path in ("/", "/lessons", "/class/AAAAA/now", "/assets/main.js", "/?mode=embed"):
        answer = client.get(path)
        rules = dict(rule.strip().split(" ", 1) for rule in answer.headers["Content-Security-Policy"].split(";"))
        assert "unsafe-inline" not in rules["script-src"]
        assert "unsafe-eval" not in rules["script-src"]
        assert rules["object-src"] == "'none'"
        assert rules.get("frame-ancestors") == (None if "embed" in path else "'self'")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        answer.close()


def test_nothing_of_a_student_is_kept_but_a_number_and_what_was_predicted(classes, store):
    begun = classes.begin()
    classes.guess(begun["code"], STUDENT, QUESTIONS[NUMBER], 5)
    tables = [
        store.table(f"students:{begun['code']}"),
        store.table(f"guesses:{begun['code']}:{QUESTIONS[NUMBER]}"),
    ]
    assert [list(table) for table in tables] == [[STUDENT], [STUDENT]]
    assert json.loads(tables[1][STUDENT]) == 5
