"""Requests of the page for a race: control events change the link, and the answer holds the race of that link."""

import json

import pytest

import fallline.scene.link_words
import fallline.view.link
from fallline.lessons import lessons
from fallline.view import read_link
from fallline.web.operations.limits import Limits
from fallline.web.state import edits
from fallline.web.state.answers import answer_race_request
from tests.application import make_application

LINK = "on=booth&run=adam~lr:0.05&run=sgd_momentum~lr:0.002&start=1,1&steps=40"


def race_request(link=LINK, shown="", events=()):
    events = [{"number": number, "changes": changes} for number, changes in enumerate(events, start=1)]
    return {"link": link, "shown": shown, "theme": "light", "events": events}


def setting_change(of, name, value):
    return {"id": {"type": "setting", "of": of, "name": name}, "value": value}


@pytest.fixture(scope="module")
def shown():
    return answer_race_request(race_request()).answer["race"]["link"]


def test_the_link_is_parsed_once_for_each_request(monkeypatch, shown):
    parsed, original = [], fallline.scene.link_words.read_words
    monkeypatch.setattr(
        fallline.view.link, "read_words", lambda link, *required: parsed.append(link) or original(link, *required)
    )
    answer_race_request(
        race_request(shown, shown, [[setting_change("run-0", "lr", "0.07")], [setting_change("scene", "steps", "30")]])
    )
    assert parsed == [shown]


def test_events_are_applied_in_order_and_a_bad_one_changes_nothing_else(shown):
    events = [
        [setting_change("run-0", "lr", "0.07")],
        [setting_change("run-0", "lr", "high")],
        [setting_change("scene", "steps", "30")],
    ]
    answer = answer_race_request(race_request(shown, shown, events)).answer
    assert "'high' is not a number" in answer["notice"]
    scene, view = read_link(answer["race"]["link"])
    assert (scene.optimizers[0].lr, scene.steps, view.t) == (0.07, 30, -1)
    assert answer["race"]["edited"]
    assert answer["race"]["controls"]["sidebar"]["props"]["data-link"] == answer["race"]["link"]


def test_the_selected_run_of_a_link_is_shown_and_the_page_keeps_it_through_events():
    link = f"{LINK}&selected=2"
    opened = answer_race_request(race_request(link)).answer["race"]
    assert opened["shared"]["selected"] == 1
    assert read_link(opened["link"])[1].selected == 2
    removal = [[{"id": {"type": "press", "does": "remove", "run": 0}, "value": 1}]]
    edited = answer_race_request(race_request(opened["link"], opened["link"], removal)).answer
    assert "selected=" not in edited["race"]["link"]
    assert edited["remark"] is None


def test_events_that_change_nothing_bring_no_race(shown):
    assert answer_race_request(race_request(shown, shown, [[setting_change("run-0", "lr", "0.05")]])).answer == {
        "race": None,
        "notice": None,
        "remark": None,
        "undo": None,
    }
    refused = answer_race_request(race_request(shown, shown, [[setting_change("run-0", "lr", "high")]])).answer
    assert refused["race"] is None
    assert refused["notice"]


def test_events_may_accompany_a_link_that_is_opened_but_not_yet_shown(shown):
    other = f"{LINK}&seed=3"
    answer = answer_race_request(race_request(other, shown, [[setting_change("run-0", "lr", "high")]])).answer
    assert read_link(answer["race"]["link"])[0].seed == 3  # the event is refused, and the link is opened all the same
    assert not answer["race"]["edited"]


def test_a_bad_link_keeps_the_race_shown_or_falls_back_to_the_opening_race(shown):
    kept = answer_race_request(race_request("on=nothing", shown)).answer
    assert kept["race"] is None
    assert "No landscape called 'nothing'" in kept["notice"]
    fallback = answer_race_request(race_request("on=nothing")).answer
    assert "showing the default race" in fallback["notice"]
    assert fallback["race"]["shared"]["landscape"] == "Log-compressed Beale"


@pytest.mark.parametrize("lesson", lessons.values(), ids=lessons.keys())
def test_a_link_with_a_lesson_alone_opens_the_page_with_its_own_race(lesson):
    for number, page in enumerate(lesson.pages, 1):
        place = f"{lesson.id},{number}"
        reading = edits.read_page_link(f"lesson={place}&theme=dark")
        view = reading.view
        assert reading.scene == read_link(page.link)[0]
        assert (view.lesson, view.theme, view.box) == (place, "dark", read_link(page.link)[1].box)


def test_a_link_with_a_lesson_and_a_race_shows_that_race():
    link = f"{LINK}&lesson=adabelief,1"
    reading = edits.read_page_link(link)
    assert (reading.scene, reading.view) == read_link(link)
    assert read_link(answer_race_request(race_request(link)).answer["race"]["link"])[0] == read_link(LINK)[0]
    message = answer_race_request(race_request("lesson=gradient_step,1")).answer["race"]
    assert read_link(message["link"])[0] == read_link(lessons["gradient_step"].pages[0].link)[0]


def test_a_bad_word_of_the_view_never_discards_the_race_and_its_remark_names_it():
    answer = answer_race_request(race_request(f"{LINK}&theme=purple&lesson=nothing,1&utm_source=x")).answer
    assert read_link(answer["race"]["link"])[0] == read_link(LINK)[0]
    assert answer["notice"] is None
    assert all(word in answer["remark"] for word in ("theme=purple", "lesson=nothing,1", "utm_source"))
    assert answer["race"]["linkHasFault"]


def test_the_address_is_kept_only_where_something_in_the_link_is_wrong(shown):
    assert answer_race_request(race_request("on=nothing")).answer["race"]["linkHasFault"]
    for link in (LINK, f"{LINK}&fbclid=x", "booth"):
        assert not answer_race_request(race_request(link)).answer["race"]["linkHasFault"]
    edited = answer_race_request(race_request(shown, shown, [[setting_change("scene", "steps", "30")]])).answer
    assert not edited["race"]["linkHasFault"]


def test_a_landscape_alone_in_the_address_is_opened():
    answer = answer_race_request(race_request("rosenbrock")).answer
    assert answer["race"]["shared"]["landscape"] == "Rosenbrock"
    assert answer["notice"] is answer["remark"] is None


def test_an_operators_limits_hold_for_events_too(shown):
    answer = answer_race_request(
        race_request(shown, shown, [[setting_change("scene", "steps", "60")]]), Limits(steps=50)
    ).answer
    assert answer["race"] is None
    assert "50 steps" in answer["notice"]


def test_an_internal_error_is_reported_and_logged(shown, caplog, monkeypatch):
    answer = answer_race_request(race_request(shown, shown, [[{"id": "nothing", "value": 1}]])).answer
    assert answer["race"] is None
    assert answer["notice"]
    monkeypatch.setattr("fallline.web.state.answers.settle_minima", None)
    broken = answer_race_request(race_request(LINK, shown)).answer
    assert "the server's log has it" in broken["notice"]
    assert caplog.records


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {"link": LINK},
        {**race_request(), "theme": "blue"},
        {**race_request(), "events": "all"},
        {**race_request(), "events": [{"number": 1}]},
        {**race_request(), "events": [{"number": 1, "changes": [{"value": 3}]}]},
        {**race_request(), "link": 3},
    ],
)
def test_an_invalid_request_is_refused_with_a_message(tmp_path, body):
    response = (
        make_application(tmp_path).test_client().post("/race", data=json.dumps(body), content_type="application/json")
    )
    assert response.status_code == 400
    assert "The request for a race must be JSON" in response.json["problem"]
