"""The temporary folder of a server: private, deleted at its end, and swept by a later server if it was killed."""

import os
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from fallline.core import BadInput
from fallline.web.operations.server_folder import LOCK_NAME, PREFIX, STARTING_S, remove_abandoned_folders, server_folder

HOLD_A_FOLDER = """
import os, sys
from fallline.web.operations.server_folder import server_folder
with server_folder() as folder:
    (folder / "runs").mkdir()
    if len(sys.argv) > 1 and os.fork() == 0:  # as a process of a class, which ends when its master has ended
        sys.stdin.read()
        os._exit(0)
    print(folder, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    return tmp_path


def age(folder):
    """Let a folder's lock file look older than that of a server that starts."""
    old = time.time() - STARTING_S - 60
    os.utime(folder / LOCK_NAME, (old, old))


def make_folder(parent, name, mode=0o700):
    folder = parent / name
    folder.mkdir(mode)
    folder.chmod(mode)
    (folder / LOCK_NAME).touch()
    age(folder)
    return folder


def test_the_folder_is_private_and_ends_with_the_server(temporary):
    with server_folder() as folder:
        assert folder.parent == temporary
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        age(folder)
        remove_abandoned_folders(temporary)
        assert (folder / LOCK_NAME).exists()
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("arguments", [[], ["fork"]])
def test_the_folder_of_a_killed_server_is_swept_and_that_of_a_living_one_is_not(temporary, arguments):
    command = [sys.executable, "-c", HOLD_A_FOLDER, *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        folder = temporary / Path(process.stdout.readline().strip()).name
        age(folder)
        remove_abandoned_folders(temporary)
        assert (folder / "runs").is_dir()
        process.kill()
        process.wait()
    deadline = time.monotonic() + 20
    while folder.exists() and time.monotonic() < deadline:
        remove_abandoned_folders(temporary)
        time.sleep(0.1)
    assert not folder.exists()


def test_folders_of_others_are_left_alone(temporary):
    kept = [
        make_folder(temporary, "fallline-tests-abc"),
        make_folder(temporary, f"{PREFIX}shared", mode=0o755),  # no server makes such a folder
        temporary / f"{PREFIX}without-lock",
        make_folder(temporary, f"{PREFIX}young"),
    ]
    kept[2].mkdir(0o700)
    (kept[3] / LOCK_NAME).touch()
    target = make_folder(temporary, "target")
    link = temporary / f"{PREFIX}link"
    link.symlink_to(target)
    gone = make_folder(temporary, f"{PREFIX}gone")
    remove_abandoned_folders(temporary)
    assert not gone.exists()
    assert all(each.is_dir() for each in (*kept, target, link))


def test_an_unusable_temporary_folder_is_reported(tmp_path, monkeypatch):
    no_folder = tmp_path / "file"
    no_folder.touch()
    monkeypatch.setattr(tempfile, "tempdir", str(no_folder))
    with pytest.raises(BadInput, match="TMPDIR"), server_folder():
        pass
