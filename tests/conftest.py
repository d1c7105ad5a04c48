"""Shared by all tests: an own cache folder, one thread per process, and the option --sample.

No large package is imported here, so that unit tests start quickly.
"""

import os
import shutil
import sys
import tempfile

import pytest

CACHE = "FALLLINE_CACHE"
OWNER = "FALLLINE_TESTS_OWN_CACHE"  # the id of the process that created the folder, and deletes it

# Set before any import that reads them; processes that tests start inherit them.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"))
if OWNER not in os.environ:  # the first process of this run; the others inherit the folder
    os.environ[OWNER] = str(os.getpid())
    os.environ[CACHE] = tempfile.mkdtemp(prefix="fallline-tests-")


def pytest_addoption(parser):
    parser.addoption("--sample", type=int, help="run at most this many parameter sets of each test function")


def pytest_collection_modifyitems(config, items):
    """Keep an evenly spaced sample of each function's parameter sets, and report how many were deselected."""
    max_sets = config.getoption("--sample")
    if max_sets is None:
        return
    functions = {}
    for item in items:
        functions.setdefault((item.path, getattr(item, "originalname", item.name)), []).append(item)
    kept = []
    for sets in functions.values():
        stride = max(1, -(-len(sets) // max_sets))
        kept += sets[stride // 2 :: stride]
    left_out = set(items) - set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


def pytest_unconfigure():
    if os.environ.get(OWNER) == str(os.getpid()):
        shutil.rmtree(os.environ[CACHE], ignore_errors=True)


@pytest.fixture(autouse=True)
def restore_default_dtype():
    """Make float32 torch's default dtype again: exported scripts, which some tests run, change it."""
    yield
    if torch := sys.modules.get("torch"):
        torch.set_default_dtype(torch.float32)


@pytest.fixture
def run_refused_command(tmp_path, monkeypatch, capsys):
    """Return a function that runs a command which must fail, and returns its message: one sentence.

    It also asserts the exit status 2, and that the command leaves no files.
    """
    from fallline.cli.main import main

    def run(*arguments):
        monkeypatch.chdir(tmp_path)
        assert main(list(arguments)) == 2
        message = capsys.readouterr().err.strip()
        assert message.endswith(".")
        assert "\n" not in message
        assert list(tmp_path.iterdir()) == []
        return message

    return run
