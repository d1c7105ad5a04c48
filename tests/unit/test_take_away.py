"""What leaves the page, asked of the server itself: figures, numbers, scripts, a page that travels, and films."""

import multiprocessing
import os
import re
import subprocess
import sys
import time
from itertools import pairwise

import pytest

from fallline.core import BadInput
from fallline.files.scripts import lab_code, torch_code
from fallline.film.encode import FORMATS
from fallline.film.still import SUFFIXES
from fallline.view.link import read_link
from fallline.web.jobs import job_queue as making
from fallline.web.jobs.films import Film, answer
from fallline.web.jobs.job_queue import Errands
from fallline.web.operations.limits import Limits
from fallline.web.pages.standalone import LARGEST, travelling
from tests.application import application

LINK = "on=booth&start=1,-2&steps=60&run=adam~lr:0.1&run=sgd_momentum~lr:0.005"
QUICK = {"wide": 320, "tall": 180, "fps": 5, "seconds": 1}


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return application(tmp_path_factory.mktemp("films")).test_client()


@pytest.fixture
def films(tmp_path):
    return Errands(tmp_path)


def unheard(_told):
    """Who asks for a film, and does not listen."""


def order(link=LINK, suffix=".mp4", **how):
    return Film.of(link, QUICK | how, suffix)


@pytest.mark.slow
@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_figure_comes_as_a_file(client, suffix):
    found = client.get(f"/figure{suffix}", query_string={"link": LINK, "part": "plane", "dpi": 40})
    assert found.status_code == 200
    assert f"filename=booth-plane{suffix}" in found.headers["Content-Disposition"]
    assert found.data.startswith({".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}[suffix])


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("/figure.jpg?link=", "must end in"),
        ("/figure.png?link=on=nope", "No landscape called 'nope'"),
        (f"/figure.png?link={LINK.replace('&', '%26')}&dpi=1", "at least 30"),
        (f"/figure.png?link={LINK.replace('&', '%26')}&colour=1", "no setting called 'colour'"),
        ("/page?link=on=nope", "No landscape called 'nope'"),
        ("/scripts?link=on=nope", "No landscape called 'nope'"),
        ("/film/nothing.mp4", "make it again"),
    ],
)
def test_what_cannot_be_taken_away_is_said(client, asked, says):
    found = client.get(asked)
    assert found.status_code == 400
    assert says in found.json["problem"]
    assert found.json["problem"].endswith(".")


def test_scripts_are_those_of_the_race_or_say_why_there_is_none(client):
    told = client.get("/scripts", query_string={"link": LINK}).json
    scene, _ = read_link(LINK)
    assert (told["lab"]["code"], told["torch"]["code"]) == (lab_code(scene), torch_code(scene))
    told = client.get("/scripts", query_string={"link": f"{LINK}&run=adabelief"}).json
    assert "AdaBelief" in told["torch"]["problem"]
    assert "adabelief" in told["lab"]["code"]


def test_every_setting_of_film_and_figure_is_declared_to_the_page(client):
    told = client.get("/exports").json
    assert tuple(told["film"]["suffixes"]) == FORMATS
    assert tuple(told["figure"]["suffixes"]) == SUFFIXES
    for kind in told.values():
        assert all(setting["means"] for setting in kind["settings"])


def test_a_page_that_travels_asks_nobody_and_is_small():
    made = travelling(*read_link(LINK), theme="dark")
    text = made.content.decode()
    assert not made.left_out
    assert len(made.content) < LARGEST
    assert 'data-theme="dark"' in text
    assert not re.findall(r"(?:src|href)\s*=\s*[\"'](?!#)", text)
    assert "momentum 0.9" in text


@pytest.mark.slow
def test_too_many_trails_are_thinned_and_that_is_said():
    scene, view = read_link("on=himmelblau&run=adam~lr:0.05&run=adabelief&steps=300&around=grid~across:25")
    made = travelling(scene, view, theme="light")
    assert len(made.content) <= LARGEST
    (said,) = made.left_out
    kept = int(re.search(r"([\d,]+) are drawn", said)[1].replace(",", ""))
    assert 0 < kept < len(scene.rows)
    assert said in made.content.decode()


@pytest.mark.slow
def test_a_race_that_is_too_long_for_a_page_loses_lines_of_its_table_and_is_refused_then(monkeypatch):
    link = "on=booth&run=adam&run=adabelief&steps=1000"
    whole = travelling(*read_link(link), theme="light")
    monkeypatch.setattr("fallline.web.pages.standalone.LARGEST", len(whole.content) - 1000)
    shorter = travelling(*read_link(link), theme="light")
    assert len(shorter.content) < len(whole.content)
    assert "table is cut to its first" in shorter.left_out[0]
    monkeypatch.setattr("fallline.web.pages.standalone.LARGEST", 1_000_000)
    with pytest.raises(BadInput, match="take fewer steps or optimizers"):
        travelling(*read_link(link), theme="light")


@pytest.mark.slow
def test_a_film_is_made_once_and_served_again(films):
    told = []
    key = films.made(order(), told.append)
    assert films.path(key).stat().st_size > 1000
    done = [each["done"] for each in told if "done" in each]
    assert all(one <= other for one, other in pairwise(done))
    again = []
    assert films.made(order(f"{LINK}&t=30&speed=120"), again.append) == key  # a film does not show these
    assert not again
    assert list(films.growing.iterdir()) == []


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"link": "on=nope"}, "No landscape called 'nope'"),
        ({"suffix": ".avi"}, "must end in"),
        ({"how": {"wide": 321, "tall": 181}}, "must be even"),
        ({"how": {"seconds": 0}}, "at least 1"),
        ({"how": {"sound": "on"}}, "no setting called 'sound'"),
        ({"how": {"fps": "many"}}, "is not a number"),
    ],
)
def test_a_film_that_cannot_be_made_is_answered_in_a_sentence(films, asked, says):
    told = answer(films, Limits(), {"link": LINK, "how": QUICK, "suffix": ".mp4", "number": 7} | asked, print)
    assert told["number"] == 7
    assert says in told["problem"]


@pytest.mark.parametrize(
    ("does", "says"), [("echo Too hot.; exit 2", "Too hot."), ("echo Traceback; exit 1", "the server's log has it")]
)
def test_what_the_film_itself_says_reaches_the_visitor(films, monkeypatch, does, says):
    monkeypatch.setattr(Film, "command", lambda *_: ["sh", "-c", does])
    with pytest.raises(BadInput, match=re.escape(says)):
        films.made(order(), unheard)


@pytest.mark.slow
def test_the_queue_is_bounded_and_forgets_the_dead(films):
    mine = os.getpid()
    films.store[making.QUEUE] = [(mine, number, f"film {number}") for number in range(making.MOST_WAITING)]
    with pytest.raises(BadInput, match="try again in a few minutes"):
        films.made(order(), print)
    gone = multiprocessing.get_context("spawn").Process(target=print)
    gone.start()
    gone.join()
    films.store[making.QUEUE] = [(gone.pid, number, f"film {number}") for number in range(making.MOST_WAITING)]
    assert films.made(order(), unheard)
    assert films.store[making.QUEUE] == []


@pytest.mark.slow
def test_who_comes_later_waits_and_is_told(films):
    mine, told = os.getpid(), []
    films.store[making.QUEUE] = [(mine, 1, "another") for _ in range(making.AT_ONCE)]

    def report(news):
        told.append(news)
        films.store[making.QUEUE] = [each for each in films.store[making.QUEUE] if each[2] != "another"]

    assert films.made(order(), report)
    assert told[0] == {"waiting": making.AT_ONCE}


@pytest.mark.slow
def test_a_film_can_be_watched_in_parts_and_saved(films, tmp_path):
    key = films.made(order(), unheard)
    asked = application(tmp_path, errands=films).test_client()
    part = asked.get(f"/film/{key}", headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.data), part.mimetype) == (206, 100, "video/mp4")
    saved = asked.get(f"/film/{key}?download")
    assert saved.headers["Content-Disposition"].startswith("attachment; filename=fall-line-")
    assert len(saved.data) == films.path(key).stat().st_size
    part.close()
    saved.close()


@pytest.mark.slow
def test_a_film_that_is_cancelled_leaves_nothing(films):
    spawn = multiprocessing.get_context("fork")
    child = spawn.Process(
        target=films.made, args=(order(seconds=60, wide=1280, tall=720, fps=30, camera="orbit"), print)
    )
    child.start()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not making.psutil.Process(child.pid).children():
        time.sleep(0.05)
    time.sleep(4)  # it is drawing by now
    for process in making.psutil.Process(child.pid).children(recursive=True):
        process.kill()
    child.kill()
    child.join()
    (left,) = films.growing.iterdir()  # only where it would have been
    assert list(left.iterdir()) == []
    (left / ".film.mp4.half").mkdir()  # as of one that is killed while its file is put in its place
    assert films.made(order(), unheard)  # and the next one has its turn
    assert list(films.growing.iterdir()) == []


def test_a_server_that_ends_ends_its_films_and_nothing_else(films):
    fork = multiprocessing.get_context("fork")
    making_one = fork.Process(
        target=films.made, args=(order(seconds=60, wide=1280, tall=720, fps=30, camera="orbit"), print)
    )
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    making_one.start()
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not making.psutil.Process(making_one.pid).children():
        time.sleep(0.05)
    films.stop()
    making_one.join(10)
    assert making_one.exitcode is not None
    assert other.poll() is None
    other.kill()
    other.wait()
