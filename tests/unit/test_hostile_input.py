"""Hostile input: in links, bodies of requests and files of others, whatever is wrong ends in one sentence."""

import json
import random
from contextlib import suppress

import pytest

from fallline.core import BadInput, ItemSetting, Setting, Shelf, settings_of
from fallline.film import FigureOptions, FilmOptions
from fallline.scene import Scene
from fallline.view import View, parse_link
from tests.application import make_application

MANY_DIGITS = "9" * 5000
NUMBER_TEXTS = (
    *("", "0", "-1", "1", "007", "0" * 5000 + "1", MANY_DIGITS, f"-{MANY_DIGITS}", "1" + "0" * 400, "1" + "0" * 18),
    *("1e400", "-1e400", "1e308", "1e-400", "1." + "0" * 5000, "inf", "-inf", "+inf", "nan", "NaN", "Infinity"),
    *("٣", "１２", "²", "½", "1_000", "0x10", "1e", "--1", "1 ", "5\u200b", "\0", "1\n", "true", "None", "[1]"),
)
NUMBER_VALUES = (10**400, -(10**400), 2**63, -(2**63), 10**20, 1e308, float("inf"), float("nan"), True, None)
OWNERS = (
    Scene,
    View,
    FilmOptions,
    FigureOptions,
    *(cls for shelf in Shelf.by_kind.values() for cls in shelf.classes.values()),
)
SETTINGS = [(owner.__name__, each) for owner in OWNERS for each in settings_of(owner)]
NUMBER_SETTINGS = [(owner, each) for owner, each in SETTINGS if not isinstance(each, ItemSetting)]


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return make_application(tmp_path_factory.mktemp("server")).test_client()


def assert_refused(answer, status=400):
    """Check that the answer is a sentence of a length that a reader can take in."""
    assert answer.status_code == status, answer.data[:300]
    problem = answer.json["problem"]
    assert problem.endswith((".", "?"))
    assert len(problem) < 1000


@pytest.mark.parametrize("text", NUMBER_TEXTS, ids=range(len(NUMBER_TEXTS)))
def test_every_setting_reads_or_refuses_every_text(text):
    messages = [""]
    for owner, setting in NUMBER_SETTINGS:
        try:
            value = setting.read(owner, text)
            setting.check(owner, value)
        except BadInput as problem:
            messages.append(str(problem))
        else:
            assert setting.read(owner, setting.write(value)) == value
    assert max(map(len, messages)) < 500


@pytest.mark.parametrize("value", NUMBER_VALUES, ids=range(len(NUMBER_VALUES)))
def test_every_setting_takes_or_refuses_every_number(value):
    messages = [""]
    for owner, setting in NUMBER_SETTINGS:
        try:
            setting.check(owner, value)
        except BadInput as problem:
            messages.append(str(problem))
    assert max(map(len, messages)) < 500


def test_a_whole_number_may_be_as_large_as_its_setting_allows():
    seed = 2**63 - 1
    assert Scene.from_link(f"on=sphere&seed={seed}").seed == Scene.from_link(f"on=sphere&seed=000{seed}").seed == seed
    with pytest.raises(BadInput, match=rf"9\.22e\+18 must be at least 0 and at most {seed}"):
        Scene.from_link(f"on=sphere&seed={seed + 1}")
    unbounded = Setting("whole", 1, "a count", name="count")
    assert unbounded.read("it", "-12") == -12
    with pytest.raises(BadInput, match="at most 19 digits"):
        unbounded.read("it", MANY_DIGITS)


@pytest.mark.parametrize("seed", range(4))
def test_links_of_random_words_are_read_or_refused(seed):
    """No landscape is a formula here, since that would search for minima."""
    rng = random.Random(seed)
    texts = [text.replace("%", "%25") for text in NUMBER_TEXTS]
    parts = (
        "on=sphere",
        "run=adam",
        "steps=5",
        "&",
        "=",
        "~",
        ":",
        "(",
        ")",
        "%",
        "%00",
        "lr",
        "v=1",
        "\ufeff",
        "&amp;",
    )
    for _ in range(300):
        link = "&".join("".join(rng.choices((*parts, *texts), k=rng.randint(1, 4))) for _ in range(rng.randint(1, 4)))
        with suppress(BadInput):
            assert parse_link(f"on=sphere&{link}").scene.landscape.id == "sphere"


WRONG_QUESTIONS = (
    *(("/race.csv", {"link": f"on=sphere&{words}"}) for words in (
        f"seed={MANY_DIGITS}", f"steps=1{'0' * 400}", f"run=lbfgs~memory:{MANY_DIGITS}", f"run=adam~lr:{MANY_DIGITS}",
        f"start=1,{MANY_DIGITS}", f"t={MANY_DIGITS}", "tol=1e400", "noise=nan", "start=inf,1",
    )),
    ("/race.csv", {"link": f"on=sphere~dim:{MANY_DIGITS}"}),
    ("/figure.png", {"link": "on=sphere", "dpi": MANY_DIGITS}),
    ("/figure.png", {"link": "on=sphere", "size": f"{MANY_DIGITS}x{MANY_DIGITS}"}),
    ("/intervals", {"of": "5", "hits": MANY_DIGITS}),
    ("/intervals", {"of": MANY_DIGITS, "hits": "1"}),
    ("/intervals", {"of": "9", "hits": "²"}),
    ("/intervals", {"of": "9", "hits": "1,x"}),
    ("/intervals", {"of": "٣", "hits": "1"}),
    ("/intervals", {"of": "9", "hits": ",".join("1" * 2000)}),
    ("/code", {"link": "http://["}),
    ("/code", {"link": "http://[::1"}),
    ("/basins", {"link": "on=sphere", "across": "٣", "first": "0"}),
    ("/picture/landscape/%00", {}),
    ("/lesson/%00", {}),
    ("/happened", {"place": f"momentum,{MANY_DIGITS}"}),
)  # fmt: skip


@pytest.mark.parametrize(("path", "arguments"), WRONG_QUESTIONS, ids=range(len(WRONG_QUESTIONS)))
def test_hostile_arguments_are_refused_with_a_sentence(client, path, arguments):
    assert_refused(client.get(path, query_string=arguments))


NUMBERS_THAT_JSON_LACKS = ("Infinity", "-Infinity", "NaN", "1e400", "-1e400", "1" + "0" * 400, MANY_DIGITS)
BODIES = {
    "/race": '{"link": "on=sphere&steps=5", "shown": "", "theme": "light", "events": [%s]}',
    "/paths": '{"link": "on=sphere&steps=5", "start": [1, %s]}',
    "/jobs/film": '{"link": "on=sphere&steps=5", "visitor": "me", "options": {"fps": %s}}',
    "/class": "%s",
}
DEEP_JSON = ("[" * 100_000, '{"a":' * 100_000, "[" * 5000 + "]" * 5000)


@pytest.mark.parametrize("path", BODIES)
def test_bodies_that_are_no_json_are_refused_with_a_sentence(client, path):
    for part in (*NUMBERS_THAT_JSON_LACKS, *DEEP_JSON, '"\\ud800"'):
        assert_refused(client.post(path, data=BODIES[path] % part, content_type="application/json"))


@pytest.mark.parametrize("body", ["{}", "[", "[1]", '{"output": "rail.children", "inputs": 5}'])
def test_the_page_has_no_callbacks_that_the_server_computes(client, body):
    answer = client.post("/_dash-update-component", data=body, content_type="application/json")
    assert_refused(answer, 404)


@pytest.mark.parametrize("path", ["no/file.js", "dash/no.js", "os/path.py", "dash/../../secret"])
def test_unknown_files_of_dash_are_not_found(client, path):
    assert_refused(client.get(f"/_dash-component-suites/{path}"), 404)


SLIDER = {"type": "slider", "of": "run-0", "name": "lr"}
WRONG_CHANGES = (
    (5, 1),
    (None, None),
    ({}, 1),
    ({"type": "press"}, 1),
    ({"type": ["press"]}, 1),
    ({"type": "press", "does": "remove", "run": -1}, 1),
    ({"type": "press", "does": "double", "run": 10**30}, 1),
    ({"type": "press", "does": ["double"], "run": 0}, 1),
    ({"type": "start", "axis": 7}, "1"),
    ({"type": "start", "axis": -1}, "1"),
    ({"type": "start", "axis": 0}, None),
    ({"type": "start", "axis": 0}, [1]),
    ({"type": "plane", "part": "up"}, 3),
    ({"type": "plane", "part": "down"}, "1"),
    ({**SLIDER, "of": "run-x"}, 1),
    ({**SLIDER, "of": "window"}, 1),
    ({**SLIDER, "name": "__class__"}, 1),
    ({**SLIDER, "name": ["lr"]}, 1),
    (SLIDER, None),
    (SLIDER, "1"),
    (SLIDER, 1e308),
    (SLIDER, -1),
    ({**SLIDER, "of": "scene", "name": "device"}, 1),
    ({**SLIDER, "of": "landscape", "name": "dim/real"}, 1),
    ("picked", 1),
    ("picked", {"place": [1]}),
    ("picked", {"place": ["a", "b"]}),
    ("picked", {"place": [1, 2, 3]}),
    ("cell", {"run": 9, "values": {}}),
    ("cell", {"run": 0, "values": {"__class__": "1"}}),
    ("cell", {"run": 0, "values": {"lr": 1}}),
    ("example", 5),
    ("lesson", {}),
    ("link", None),
)


@pytest.mark.parametrize(("id", "value"), WRONG_CHANGES, ids=range(len(WRONG_CHANGES)))
def test_changes_that_no_control_makes_are_refused_and_not_logged(client, caplog, id, value):
    link = "v=1&on=sphere&run=adam~lr:0.001&start=1,1&steps=5"
    events = [{"changes": [{"id": id, "value": value}]}]
    answer = client.post("/race", json={"link": link, "shown": link, "theme": "light", "events": events})
    assert answer.status_code == 200
    assert answer.json["race"] is None
    assert answer.json["notice"].endswith((".", "?"))
    assert "unexpected" not in answer.json["notice"]
    assert not caplog.records


def test_random_changes_of_controls_never_meet_an_unexpected_error(client, caplog):
    rng = random.Random(0)
    link = "v=1&on=sphere&run=adam~lr:0.001&run=lookahead&start=1,1&steps=5"
    values = (
        None,
        True,
        0,
        1,
        -1,
        2.5,
        1e300,
        10**30,
        "",
        "1",
        "x",
        "adam",
        "[]",
        [],
        [1],
        {},
        {"place": [1, 2]},
        MANY_DIGITS,
    )
    ids = ("picked", "cell", "landscape", "example", "rates", "comparing", "add", "height", "t", "hide", "nothing")
    for _ in range(150):
        id = rng.choice(ids)
        if rng.random() < 0.7:
            id = {
                "type": rng.choice(("setting", "slider", "start", "plane", "press")),
                "of": rng.choice(("scene", "view", "landscape", "run-0", "run-1", "run-7")),
                "name": rng.choice(
                    ("lr", "steps", "dim", "inner/lr", "around/count", "around", "schedule", "lr/real", "__class__")
                ),
                "axis": rng.choice((0, 1, 5, "0")),
                "part": rng.choice(("kind", "up", "right")),
                "does": rng.choice(("double", "seed", "widen", "remove")),
                "run": rng.choice((0, 1, 9)),
            }
        event = {"changes": [{"id": id, "value": rng.choice(values)}]}
        answer = client.post("/race", json={"link": link, "shown": link, "theme": "light", "events": [event]})
        assert answer.status_code == 200, event
        assert not caplog.records, json.dumps(event)[:500]
