"""What all tests share: a cache folder of their own, arithmetic on one thread, and samples of parametrized tests.

Nothing heavy is imported here, so that a unit test starts at once.
"""

import os
import shutil
import tempfile

import pytest

CACHE = "FALLLINE_CACHE"
OWNER = "FALLLINE_TESTS_OWN_CACHE"

# Set before anything reads them, and inherited by the processes that tests start.
os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1"))
if OWNER not in os.environ:  # the first process of this run; the others inherit the folder
    os.environ[OWNER] = str(os.getpid())
    os.environ[CACHE] = tempfile.mkdtemp(prefix="fallline-tests-")


def pytest_addoption(parser):
    parser.addoption("--sample", type=int, help="run at most so many parameter sets of each test function")


def pytest_collection_modifyitems(config, items):
    """Keeps an even sample of each function's parameter sets; says how many were left out."""
    most = config.getoption("--sample")
    if most is None:
        return
    functions = {}
    for item in items:
        functions.setdefault((item.path, getattr(item, "originalname", item.name)), []).append(item)
    kept = []
    for sets in functions.values():
        stride = max(1, -(-len(sets) // most))
        kept += sets[stride // 2 :: stride]
    left_out = set(items) - set(kept)
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    items[:] = [item for item in items if item not in left_out]


def pytest_unconfigure():
    if os.environ.get(OWNER) == str(os.getpid()):
        shutil.rmtree(os.environ[CACHE], ignore_errors=True)


@pytest.fixture
def refused(tmp_path, monkeypatch, capsys):
    """Runs a command that cannot be: it says one sentence, which is returned, and leaves nothing behind."""
    from fallline.cli.main import main

    def run(*words):
        monkeypatch.chdir(tmp_path)
        assert main(list(words)) == 2
        said = capsys.readouterr().err.strip()
        assert said.endswith(".")
        assert "\n" not in said
        assert list(tmp_path.iterdir()) == []
        return said

    return run
