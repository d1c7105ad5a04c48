"""What is about to be needed is compiled in the background, the newest first, and ends with the server."""

import sys
import time

import psutil
import pytest

import fallline.programs.warmer
from fallline.programs.compiled import RECORD
from fallline.programs.warmer import MOST_WAITING, Warmer
from fallline.scene import Scene

SLEEP = "import sys, time; time.sleep(float(sys.argv[1]))"


@pytest.fixture
def told(tmp_path, monkeypatch):
    """Orders are noted instead of compiled; each takes as long as ``told.takes`` says."""
    monkeypatch.setenv("FALLLINE_CACHE", str(tmp_path))
    orders = []

    def command(order):
        orders.append(order)
        return [sys.executable, "-c", SLEEP, str(orders_take[0])]

    orders_take = [0.05]
    monkeypatch.setattr(fallline.programs.warmer, "command", command)
    monkeypatch.setattr(fallline.programs.warmer, "lacks", str)
    return orders, orders_take


def asks(warmer, *links):
    for link in links:
        scene = Scene.from_link(link)
        warmer.ask(RECORD, scene.landscape, scene.optimizers)


def until(holds):
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def names(orders):
    return [order.landscape.id for order in orders]


@pytest.mark.slow
def test_the_newest_is_next_and_none_is_made_twice(told):
    orders, takes = told
    takes[0] = 1.0
    warmer = Warmer()
    asks(warmer, "on=booth&run=adam")
    until(lambda: orders)
    takes[0] = 0.05
    asks(warmer, "on=beale&run=adam", "on=matyas&run=adam", "on=beale&run=adam~lr:0.5", "on=sphere~dim:50&run=adam")
    until(lambda: len(orders) == 3)
    time.sleep(0.3)
    warmer.stop()
    assert names(orders) == ["booth", "beale", "matyas"]


def test_more_than_can_wait_are_forgotten(told):
    orders, takes = told
    takes[0] = 30.0
    warmer = Warmer()
    asks(warmer, "on=booth&run=adam")
    until(lambda: orders)
    asks(warmer, *(f"on=quadratic~condition:{condition}&run=adam" for condition in range(2, MOST_WAITING + 9)))
    assert len(warmer._waiting) == MOST_WAITING
    warmer.stop()


def _has_ended(process):
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_stopping_ends_what_is_being_compiled(told):
    orders, takes = told
    takes[0] = 60.0
    warmer = Warmer()
    asks(warmer, "on=booth&run=adam")
    until(lambda: warmer._process)
    process = psutil.Process(warmer._process.pid)
    assert process.nice() > 0 or sys.platform == "win32"
    warmer.stop()
    until(lambda: _has_ended(process))
    asks(warmer, "on=beale&run=adam")
    time.sleep(0.1)
    assert names(orders) == ["booth"]


def test_off_it_takes_nothing(told):
    asks(Warmer(off=True), "on=booth&run=adam")
    time.sleep(0.1)
    assert told[0] == []


def test_without_a_compiler_it_turns_itself_off(told, monkeypatch):
    monkeypatch.setattr(fallline.programs.warmer, "lacks", lambda: "No compiler.")
    warmer = Warmer()
    asks(warmer, "on=booth&run=adam")
    until(lambda: warmer.off)
    assert told[0] == []
