"""Limits of a server: they are read before anything is computed, and computations end when their time is over."""

import resource
import sys
import time
from contextlib import suppress
from urllib.parse import quote

import numpy as np
import pytest
import torch
from application import make_application

from fallline.analysis import learning_rates, line_search, measures
from fallline.analysis.critical_points import find_critical_points
from fallline.analysis.measures import compute_measures, estimate_measures
from fallline.core import BadInput
from fallline.core.deadline import OutOfTime, time_limit
from fallline.landscapes import minima_search, read_landscape
from fallline.landscapes import shelf as landscapes
from fallline.lessons import lessons
from fallline.optimizers import shelf as optimizers
from fallline.programs.ends import compute_ends
from fallline.run.racing import race_uncached
from fallline.scene import Scene
from fallline.scene import scene as scene_module
from fallline.scene.examples import examples
from fallline.scene.link_words import MAX_LINK_LENGTH, read_words
from fallline.view import read_link
from fallline.web.jobs.films import FilmJob
from fallline.web.jobs.reports import ReportJob
from fallline.web.operations.limits import CLASS_SECONDS, Limits
from fallline.web.state.answers import answer_race_request

RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes
GENEROUS_S = 10.0  # for what takes milliseconds: a guard against work that should not be done
LONG_FORMULA = "+".join(f"(x-{k})^2*(y-{k})^2" for k in range(40))  # of 479 parts
SHOWN = "on=booth&run=adam&steps=20"
COSTLY_LINKS = [
    "on=sphere~dim:1000&run=shampoo&steps=2000",
    "on=sphere~dim:1000&run=newton&steps=1&around=cloud~count:1999",
    "on=sphere&run=torch&steps=2000&around=cloud~count:249",
    "on=rosenbrock~dim:1000&run=newton&steps=300",
    f"{SHOWN}&before={quote('on=sphere&run=torch&steps=2000&around=cloud~count:249')}",
    "on=sphere&run=torch&rates=tuned&steps=20000",
]


@pytest.fixture
def client(tmp_path):
    return make_application(tmp_path, limits=Limits(seconds=CLASS_SECONDS)).test_client()


@pytest.fixture
def nothing_computed(monkeypatch):
    """Fail the test where runs are computed or minima are searched."""

    def fail(*_args, **_keywords):
        raise AssertionError("This was to be refused before anything is computed.")

    monkeypatch.setattr("fallline.run.stepper.EagerStepper.take", fail)
    monkeypatch.setattr("fallline.landscapes.minima_search.find_low_points", fail)
    monkeypatch.setattr("fallline.analysis.line_search._find_in_part", fail)


def event_of(id, value):
    return [{"changes": [{"id": id, "value": value}]}]


def formula_event(text):
    return event_of({"type": "setting", "of": "landscape", "name": "f"}, text)


def ask_race(link, events=(), limits=None):
    request = {"link": link, "shown": SHOWN, "theme": "light", "events": list(events)}
    return answer_race_request(request, limits or Limits(seconds=CLASS_SECONDS)).answer


@pytest.mark.usefixtures("nothing_computed")
@pytest.mark.parametrize("link", COSTLY_LINKS)
def test_a_costly_race_is_refused_by_every_route_before_anything_is_computed(client, link):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for path in ("/race.csv", "/mapped", "/page", "/figure.png", "/rates"):
        answer = client.get(path, query_string={"link": link})
        assert answer.status_code == 400, path
        assert "this server allows" in answer.get_json()["problem"]
    basins = client.get("/basins", query_string={"link": link, "across": 32, "first": 0})
    sweep = client.get("/sweep", query_string={"link": link, "across": "lr", "up": "lr", "count": 5, "done": 0})
    paths = client.post("/paths", json={"link": link, "start": [1, 2]})
    assert (basins.status_code, sweep.status_code, paths.status_code) == (400, 400, 400)
    assert "this server allows" in ask_race(link)["notice"]
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * RSS_UNIT < 200e6


@pytest.mark.usefixtures("nothing_computed")
@pytest.mark.parametrize("kind", [FilmJob, ReportJob])
@pytest.mark.parametrize("link", [*COSTLY_LINKS[:4], f"on={quote(LONG_FORMULA)}&run=adam&run=lbfgs"])
def test_a_costly_film_or_report_is_refused_before_it_is_queued(kind, link):
    request = {"link": link, "visitor": "abc", "options": {}, "suffix": ".mp4"}
    with pytest.raises(BadInput, match="server allows"):
        kind.from_request(request, Limits(seconds=CLASS_SECONDS, parts=100))


@pytest.mark.usefixtures("nothing_computed")
def test_a_line_of_a_map_and_a_file_of_numbers_are_bounded_too(client):
    line = {"link": "on=sphere&run=torch&steps=50000", "across": 1024, "first": 0}
    assert client.get("/basins", query_string=line).status_code == 400
    for suffix in ("csv", "json", "npz"):
        answer = client.get(
            f"/race.{suffix}", query_string={"link": "on=sphere&run=adam&steps=50000&around=ring~count:9"}
        )
        assert answer.status_code == 400


def test_every_example_and_every_lesson_fits_a_class():
    limits = Limits(seconds=CLASS_SECONDS)
    links = [each.link for each in examples.values()]
    links += [page.link for lesson in lessons.values() for page in lesson.pages]
    for link in links:
        limits.check_link(link)
        scene, view = read_link(link)
        limits.check_scene(scene, view)
        limits.check_numbers(scene)


@pytest.mark.parametrize("id", list(landscapes.classes))
def test_every_landscape_fits_a_class_with_the_default_race(id):
    scene, view = read_link(f"on={id}")
    Limits(seconds=CLASS_SECONDS).check_scene(scene, view)


@pytest.mark.parametrize(
    "link",
    [
        "on=sphere~dim:1000&run=adam&steps=500",
        "on=rosenbrock&run=newton&around=ring~count:300&steps=100",
        "on=rosenbrock~dim:50&run=shampoo&run=newton&run=lbfgs&steps=200",
        "on=rosenbrock&run=torch&run=torch~cls:torch.optim.Adagrad&around=cloud~count:100&steps=100",
        "on=rosenbrock&rates=tuned&steps=1000",
    ],
)
def test_usual_races_fit_a_class(link):
    scene, view = read_link(link)
    Limits(seconds=CLASS_SECONDS).check_scene(scene, view)


@pytest.mark.parametrize("count", [9, 100, 190])
@pytest.mark.parametrize("before", [False, True])
def test_runs_are_counted_before_one_is_made(monkeypatch, count, before):
    runs = "&".join(["run=torch"] * count)
    link = f"{SHOWN}&before={quote(runs)}" if before else f"on=rosenbrock&{runs}"
    read_item = scene_module.read_item
    made = []
    monkeypatch.setattr(scene_module, "read_item", lambda *args: made.append(1) or read_item(*args))
    with pytest.raises(BadInput, match=f"{count} runs were asked for"):
        read_link(link, required=("before",))
    assert len(made) <= before  # the race itself has one run


@pytest.mark.parametrize(
    "word", ["run=torch~cls:torch.optim.Adam", "run=torch", "on=x", "a=1", "ab", "a%3D1", "utm_a=1"]
)
def test_a_link_of_very_many_words_is_refused_at_once(client, word):
    link = f"on=sphere&{'&'.join([word] * (490_000 // (len(word) + 1)))}"
    begun = time.perf_counter()
    with pytest.raises(BadInput):
        read_words(link)
    assert client.post("/race", json={"link": link, "shown": SHOWN, "theme": "light", "events": []}).get_json()[
        "notice"
    ]
    assert client.get("/mapped", query_string={"link": link}).status_code == 400
    assert time.perf_counter() - begun < GENEROUS_S


HOSTILE_TEXTS = {
    "spaces": "on=a{}b", "tab": "on=a{}b", "new line": "on=x{}y", "%3a": "on=+{}(", "+": "on={}%3a(", "%25": "x{}3d1",
    "a.": "{}?on=sphere", "!?": "{}x", "&amp;": "{}", ")(": "[a](on={}x", "f(x ": "{}=2", "start=1,1&": "{}on=sphere",
    "(": "{}on=sphere", "é": "on={}", "~scale:1": "on=sphere{}", "25": "x%{}3d1", "w": "{}=", "#": "{}", ".": "{}a1",
}  # fmt: skip


@pytest.mark.parametrize("part", HOSTILE_TEXTS)
def test_a_link_of_any_text_is_read_in_time_that_grows_with_its_length(part):
    """At the longest length, where time that grows with the square of the length would be minutes."""
    sign = {"spaces": " ", "tab": "\t ", "new line": "\r \n"}.get(part, part)
    text = HOSTILE_TEXTS[part].format(sign * ((MAX_LINK_LENGTH - 50) // len(sign)))
    begun = time.perf_counter()
    with suppress(BadInput):
        read_words(text, required=())
    assert time.perf_counter() - begun < GENEROUS_S


@pytest.mark.usefixtures("nothing_computed")
@pytest.mark.parametrize(
    "link",
    [
        f"on={quote(LONG_FORMULA)}",
        f"on=formula~f:({quote(LONG_FORMULA)})~rotate:30&run=adam",
        f"{SHOWN}&before={quote('on=' + quote(LONG_FORMULA, safe=''), safe='')}",
        quote(LONG_FORMULA),
    ],
)
def test_parts_of_a_formula_are_counted_before_its_minima_are_searched(link):
    limits = Limits(parts=5)
    with pytest.raises(BadInput, match="formulas of 5 parts; this one has"):
        limits.check_link(link)
    assert "5 parts" in ask_race(link, limits=limits)["notice"]


@pytest.mark.usefixtures("nothing_computed")
def test_limits_hold_for_typed_formulas_and_links_of_events():
    limits = Limits(parts=5)
    for events in (formula_event(LONG_FORMULA), event_of("link", f"on={quote(LONG_FORMULA)}")):
        answer = ask_race(SHOWN, events, limits)
        assert answer["race"] is None
        assert "5 parts" in answer["notice"]


def test_a_refused_formula_is_refused_again_without_another_search(monkeypatch):
    searches = []
    low_points = minima_search.find_low_points
    monkeypatch.setattr(minima_search, "find_low_points", lambda *args: searches.append(args) or low_points(*args))
    for _ in range(3):
        with pytest.raises(BadInput, match="falls without bound") as caught:
            read_landscape("log(x^2 + y^2 + 0*3.14159)~box:-3,3")
        assert caught.value.__traceback__ is not None
        if len(searches) > 1:
            break
    assert len(searches) == 1


def test_a_search_that_ran_out_of_time_is_not_remembered():
    text = "sin(3*x)*y + x^2 + y^2 + 0*2.71828~box:-3,3"
    with pytest.raises(OutOfTime), time_limit(-1):
        read_landscape(text)
    assert read_landscape(text).minima_count


def out_of_time_cases():
    scene = Scene.from_link("on=rosenbrock~dim:3&steps=30&run=newton&run=adam&run=torch&run=lbfgs")
    (run, *_) = race_uncached(scene)
    starts = torch.tensor(scene.starts, dtype=torch.float64)
    tuned = Scene.from_link("on=rosenbrock&steps=31&run=adam")
    return {
        "race": lambda: race_uncached(scene),
        "rates": lambda: learning_rates.tune_learning_rates(tuned),
        "regime": lambda: learning_rates.actual_regime(tuned, "tuned"),
        "measures": lambda: measures._compute(run, scene.landscape.view),
        "ends": lambda: compute_ends(scene.landscape, optimizers["adam"](), starts, 30),
        "critical points": lambda: find_critical_points(read_landscape("rosenbrock~rotate:33"), ((-2, 2),) * 2),
        "minima": lambda: read_landscape("x^2 + y^4 + 0*1.61803"),
    }


@pytest.mark.parametrize("case", out_of_time_cases())
def test_every_long_computation_ends_with_a_sentence_when_its_time_is_over(case):
    with pytest.raises(OutOfTime, match=r"This took longer than the .* that are allowed here"), time_limit(-1):
        out_of_time_cases()[case]()


def test_a_slow_question_ends_in_time(tmp_path, monkeypatch):
    """The estimate would refuse the race; without it, the time limit ends it."""
    monkeypatch.setattr(Limits, "check_work", lambda *_: None)
    client = make_application(tmp_path, limits=Limits(seconds=1)).test_client()
    begun = time.perf_counter()
    answer = client.get("/race.csv", query_string={"link": "on=sphere~dim:300&run=shampoo&steps=5000"})
    assert answer.status_code == 400
    assert "took longer than the 1 s" in answer.get_json()["problem"]
    assert time.perf_counter() - begun < 3 * GENEROUS_S


@pytest.mark.parametrize("batch", [1, 3, 1000])
def test_rates_are_tuned_in_batches_of_any_size_with_the_same_result(monkeypatch, batch):
    scene = Scene.from_link("on=rosenbrock~dim:4&steps=60&run=sgd_momentum&around=ring~count:2&noise=0.1")
    expected = learning_rates.find_best_learning_rate(scene, scene.optimizers[0])
    monkeypatch.setattr(learning_rates, "_batch_size", lambda _: min(batch, learning_rates.TRIED_COUNT))
    default = learning_rates.use_default_learning_rates(scene)
    assert learning_rates._find_best_cached.__wrapped__(default) == expected


def test_tuning_is_bounded_in_many_dimensions():
    small, large = (Scene.from_link(f"on=sphere~dim:{dim}&run=adam&steps=1000") for dim in (10, 1000))
    larger = Scene.from_link("on=sphere~dim:1000&run=adam&steps=2000")
    assert learning_rates.can_be_tuned(small)
    assert learning_rates.can_be_tuned(large)
    assert not learning_rates.can_be_tuned(larger)
    assert learning_rates.estimate_tuning(large, large.optimizers[0]).megabytes < 1000
    with pytest.raises(BadInput, match="in 1000 dimensions are too many to try 25 learning rates"):
        learning_rates.tune_learning_rates(larger)


@pytest.mark.parametrize("size", [1, 5_000, 10**9])
def test_measures_are_the_same_in_parts_of_any_size(monkeypatch, size):
    scene = Scene.from_link("on=rosenbrock~dim:3&steps=3&run=adam&around=ring~count:2")
    (run,) = race_uncached(scene)
    expected = compute_measures(run, scene.landscape.view)
    for module in (measures, line_search):
        monkeypatch.setattr(module, "MAX_ELEMENTS_AT_ONCE", size)
    again = measures._compute(run, scene.landscape.view)
    for name, values in expected.items():
        assert np.array_equal(values, again[name], equal_nan=True), name


def test_measures_in_many_dimensions_are_more_work():
    few, many = (estimate_measures(landscapes["sphere"](dim=dim), 100) for dim in (20, 1000))
    assert many.seconds > 20 * few.seconds
    assert many.megabytes < 1000


def test_deadlines_nest_and_end():
    with time_limit(100), pytest.raises(OutOfTime), time_limit(-1), time_limit(50):
        race_uncached(Scene.from_link(SHOWN))
    with time_limit(100):
        race_uncached(Scene.from_link(SHOWN))
