"""The page's one question: turns become a link, the link its race; each link is read once, and bad ones are said."""

import json

import pytest

import fallline.scene.words
import fallline.view.link
from fallline.view import read_link
from fallline.web.operations.limits import Limits
from fallline.web.state.answers import answered
from tests.application import application

LINK = "on=booth&run=adam~lr:0.05&run=sgd_momentum~lr:0.002&start=1,1&steps=40"


def question(link=LINK, shown="", turns=()):
    turns = [{"number": number, "changes": changes} for number, changes in enumerate(turns, start=1)]
    return {"link": link, "shown": shown, "theme": "light", "turns": turns}


def setting(of, name, value):
    return {"id": {"type": "setting", "of": of, "name": name}, "value": value}


@pytest.fixture(scope="module")
def shown():
    return answered(question()).answer["race"]["link"]


def test_a_link_is_read_once_for_each_question(monkeypatch, shown):
    read, plain = [], fallline.scene.words.read_words
    monkeypatch.setattr(fallline.view.link, "read_words", lambda link: read.append(link) or plain(link))
    answered(question(shown, shown, [[setting("run-0", "lr", "0.07")], [setting("scene", "steps", "30")]]))
    assert read == [shown]


def test_turns_are_taken_in_order_and_a_bad_one_changes_nothing_else(shown):
    turns = [[setting("run-0", "lr", "0.07")], [setting("run-0", "lr", "high")], [setting("scene", "steps", "30")]]
    answer = answered(question(shown, shown, turns)).answer
    assert "'high' is not a number" in answer["notice"]
    scene, view = read_link(answer["race"]["link"])
    assert (scene.optimizers[0].lr, scene.steps, view.t) == (0.07, 30, -1)
    assert answer["race"]["edited"]
    assert answer["race"]["controls"]["rail"]["props"]["data-link"] == answer["race"]["link"]


def test_what_changes_nothing_brings_no_race(shown):
    assert answered(question(shown, shown, [[setting("run-0", "lr", "0.05")]])).answer == {"race": None, "notice": None}
    refused = answered(question(shown, shown, [[setting("run-0", "lr", "high")]])).answer
    assert refused["race"] is None
    assert refused["notice"]


def test_a_turn_may_be_of_a_link_that_was_opened_and_is_not_on_show_yet(shown):
    other = f"{LINK}&seed=3"
    answer = answered(question(other, shown, [[setting("run-0", "lr", "high")]])).answer
    assert read_link(answer["race"]["link"])[0].seed == 3  # the turn is refused, and the link comes all the same
    assert not answer["race"]["edited"]


def test_a_link_that_cannot_be_shown_leaves_what_is_on_show_or_gives_way_to_the_opening_race(shown):
    kept = answered(question("on=nothing", shown)).answer
    assert kept["race"] is None
    assert "No landscape called 'nothing'" in kept["notice"]
    instead = answered(question("on=nothing")).answer
    assert "the opening race is shown" in instead["notice"]
    assert instead["race"]["shared"]["landscape"] == "Log-compressed Beale"


def test_an_operators_limits_hold_for_turns_too(shown):
    answer = answered(question(shown, shown, [[setting("scene", "steps", "60")]]), Limits(steps=50)).answer
    assert answer["race"] is None
    assert "50 steps" in answer["notice"]


def test_an_error_of_ours_is_said_and_logged(shown, caplog):
    answer = answered(question(shown, shown, [[{"id": "nothing", "value": 1}]])).answer
    assert answer["race"] is None
    assert answer["notice"]
    broken = answered(question(shown, shown, [[{"id": {"type": "press"}, "value": 1}]])).answer
    assert "the server's log has it" in broken["notice"]
    assert caplog.records


@pytest.mark.parametrize(
    "asked",
    [
        None,
        [],
        {"link": LINK},
        {**question(), "theme": "blue"},
        {**question(), "turns": "all"},
        {**question(), "turns": [{"number": 1}]},
        {**question(), "turns": [{"number": 1, "changes": [{"value": 3}]}]},
        {**question(), "link": 3},
    ],
)
def test_a_question_that_makes_no_sense_is_refused_in_words(tmp_path, asked):
    found = application(tmp_path).test_client().post("/race", data=json.dumps(asked), content_type="application/json")
    assert found.status_code == 400
    assert "A race is asked for with json" in found.json["problem"]
