"""The background compiler: the newest request first, each compiled once, and stopped with the server."""

import sys
import time

import psutil
import pytest

import fallline.programs.background_compiler
from fallline.programs.background_compiler import MAX_WAITING, BackgroundCompiler
from fallline.programs.compile_key import RECORD
from fallline.scene import Scene

SLEEP = "import sys, time; time.sleep(float(sys.argv[1]))"


@pytest.fixture
def fake_compiler(tmp_path, monkeypatch):
    """Record compile keys instead of compiling.

    Gives the list of the keys, and a list whose one entry is the seconds that the next ones take.
    """
    monkeypatch.setenv("FALLLINE_CACHE", str(tmp_path))
    keys = []

    def command(key):
        keys.append(key)
        return [sys.executable, "-c", SLEEP, str(duration_s[0])]

    duration_s = [0.05]
    monkeypatch.setattr(fallline.programs.background_compiler, "compile_command", command)
    monkeypatch.setattr(fallline.programs.background_compiler, "missing_compiler_text", str)
    return keys, duration_s


def request(compiler, *links):
    for link in links:
        scene = Scene.from_link(link)
        compiler.request(RECORD, scene.landscape, scene.optimizers)


def wait_until(condition):
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def landscape_ids(keys):
    return [key.landscape.id for key in keys]


@pytest.mark.slow
def test_the_newest_request_is_next_and_none_is_compiled_twice(fake_compiler):
    keys, duration_s = fake_compiler
    duration_s[0] = 1.0
    compiler = BackgroundCompiler()
    request(compiler, "on=booth&run=adam")
    wait_until(lambda: keys)
    duration_s[0] = 0.05
    request(
        compiler, "on=beale&run=adam", "on=matyas&run=adam", "on=beale&run=adam~lr:0.5", "on=sphere~dim:50&run=adam"
    )
    wait_until(lambda: len(keys) == 3)
    time.sleep(0.3)
    compiler.stop()
    assert landscape_ids(keys) == ["booth", "beale", "matyas"]


def test_requests_beyond_the_limit_are_dropped(fake_compiler):
    keys, duration_s = fake_compiler
    duration_s[0] = 30.0
    compiler = BackgroundCompiler()
    request(compiler, "on=booth&run=adam")
    wait_until(lambda: keys)
    request(compiler, *(f"on=quadratic~condition:{condition}&run=adam" for condition in range(2, MAX_WAITING + 9)))
    assert len(compiler._waiting) == MAX_WAITING
    compiler.stop()


def _has_ended(process):
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_stopping_ends_the_running_compilation(fake_compiler):
    keys, duration_s = fake_compiler
    duration_s[0] = 60.0
    compiler = BackgroundCompiler()
    request(compiler, "on=booth&run=adam")
    wait_until(lambda: compiler._process)
    process = psutil.Process(compiler._process.pid)
    assert process.nice() > 0 or sys.platform == "win32"
    compiler.stop()
    wait_until(lambda: _has_ended(process))
    request(compiler, "on=beale&run=adam")
    time.sleep(0.1)
    assert landscape_ids(keys) == ["booth"]


def test_a_disabled_compiler_takes_no_requests(fake_compiler):
    request(BackgroundCompiler(disabled=True), "on=booth&run=adam")
    time.sleep(0.1)
    assert fake_compiler[0] == []


def test_without_a_c_compiler_it_disables_itself(fake_compiler, monkeypatch):
    monkeypatch.setattr(fallline.programs.background_compiler, "missing_compiler_text", lambda: "No compiler.")
    compiler = BackgroundCompiler()
    request(compiler, "on=booth&run=adam")
    wait_until(lambda: compiler.disabled)
    assert fake_compiler[0] == []
