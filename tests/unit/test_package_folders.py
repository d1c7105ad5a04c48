"""The folders of compiled code: only this user's are read, damaged ones are deleted, and nothing else ever is."""

import json
import os
import sys
import time

import pytest
import torch

import fallline.programs.background_compiler
from fallline.programs import package_folders
from fallline.programs.background_compiler import BackgroundCompiler, compile_and_wait
from fallline.programs.compile_key import RECORD, TALLY, CompileKey, load_package
from fallline.programs.ends import compute_ends
from fallline.programs.fast import compute_fast
from fallline.programs.layout import Layout
from fallline.programs.package_folders import (
    CHECKSUM_FILE,
    MAX_STORED_PACKAGES,
    REFUSAL_FILE,
    new_package,
    packages_folder,
    read_package,
)
from fallline.programs.packages import CODE, LAYOUT, TooLarge
from fallline.programs.structure_of_arrays import ConversionError
from fallline.scene import Scene
from fallline.web.operations.store import DiskStore

LINK = "on=booth&run=adam&steps=20"
NAME = "0123456789abcdef01234567"
VALID_LAYOUT = Layout(8, 8, ("settings",), (), ()).to_json()


class FakePackage:
    """Stands for a loaded package; keeps the code that it was loaded from."""

    def __init__(self, folder):
        self.code = (folder / CODE).read_text()


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """An empty cache folder."""
    monkeypatch.setenv("FALLLINE_CACHE", str(tmp_path))
    package_folders._warn_of_strangers.cache_clear()
    return tmp_path


@pytest.fixture
def fake_packages(monkeypatch):
    monkeypatch.setattr(package_folders, "Package", FakePackage)


def make_key(kind=RECORD):
    scene = Scene.from_link(LINK)
    return CompileKey.for_optimizer(kind, scene.landscape, scene.optimizers[0])


def write_package(folder, code="code", layout="{}"):
    with new_package(folder) as unfinished:
        (unfinished / CODE).write_text(code)
        (unfinished / LAYOUT).write_text(layout)


def truncate(file):
    file.write_bytes(file.read_bytes()[:-1])


def change_a_byte(file):
    content = file.read_bytes()
    file.write_bytes(bytes([content[0] ^ 1]) + content[1:])


def append(file):
    file.write_bytes(file.read_bytes() + b"\0")


def empty(file):
    file.write_bytes(b"")


def delete(file):
    file.unlink()


@pytest.mark.usefixtures("fake_packages")
@pytest.mark.parametrize("damage", [truncate, change_a_byte, append, empty, delete])
@pytest.mark.parametrize("name", [CODE, LAYOUT, CHECKSUM_FILE])
def test_a_damaged_package_is_deleted_and_may_be_compiled_again(caplog, name, damage):
    folder = packages_folder() / NAME
    write_package(folder)
    assert read_package(folder).code == "code"
    damage(folder / name)
    assert read_package(folder) is None
    assert not folder.exists()
    assert "deleted" in caplog.text
    write_package(folder, "new code")
    assert read_package(folder).code == "new code"


@pytest.mark.parametrize("layout", ["{}", "[]", "", "{", json.dumps({"rows": 8, "length": 8}), VALID_LAYOUT])
def test_a_package_that_cannot_be_loaded_is_deleted_and_answers_are_computed_without_it(layout):
    keys = make_key(RECORD), make_key(TALLY)
    for key in keys:
        write_package(key.folder, "no code", layout)
    scene = Scene.from_link(LINK)
    run = compute_fast(scene, scene.optimizers[0])
    ends = compute_ends(scene.landscape, scene.optimizers[0], torch.zeros(3, 2, dtype=torch.float32), scene.steps)
    assert (run.provenance["path"], ends.provenance["path"]) == ("eager", "eager")
    assert not any(key.folder.exists() for key in keys)


@pytest.mark.usefixtures("fake_packages")
def test_the_oldest_packages_are_deleted_and_nothing_else(cache):
    store = DiskStore(cache / "fallline-class-8050")
    store.set("class:ABCDE", b"{}", 3600)
    others = [cache / name for name in ("their folder", NAME, "growing-old", "compiled", f"compiled/{NAME}")]
    inside = [packages_folder() / name for name in ("notes", f"{NAME}x", NAME.upper())]
    write_package(packages_folder() / NAME)
    kept = packages_folder() / f"{NAME[:-1]}f"
    write_package(kept)
    (kept / "their file").write_text("kept")
    for folder in (*others, *inside):
        folder.mkdir(parents=True, mode=0o700)
        (folder / LAYOUT).write_text("theirs")
    (packages_folder() / NAME[::-1]).symlink_to(others[0])
    for path in (*others, *inside, kept, packages_folder() / NAME):
        os.utime(path, (1, 1))
    for index in range(MAX_STORED_PACKAGES + 1):
        folder = packages_folder() / f"{index:024x}"
        folder.mkdir(0o700, exist_ok=True)
        (folder / REFUSAL_FILE).write_text("no rule")
        os.utime(folder, (1000 + index, 1000 + index))
    write_package(packages_folder() / ("f" * 24))
    remaining = [path.name for path in packages_folder().iterdir() if (path / REFUSAL_FILE).exists()]
    assert sorted(remaining) == [f"{index:024x}" for index in range(2, MAX_STORED_PACKAGES + 1)]
    assert not (packages_folder() / NAME).exists()
    assert all((folder / LAYOUT).read_text() == "theirs" for folder in (*others, *inside))
    assert [each.name for each in kept.iterdir()] == ["their file"]
    assert DiskStore(cache / "fallline-class-8050").get("class:ABCDE") == b"{}"


def test_what_killed_compilations_left_is_deleted_after_a_while():
    write_package(packages_folder() / NAME)
    old, new = (packages_folder() / f"growing-{name}" for name in ("old", "new"))
    for folder in (old, new):
        folder.mkdir(0o700)
        (folder / "code.pt2.part").write_text("half")
    os.utime(old, (1, 1))
    write_package(packages_folder() / NAME[::-1])
    assert not old.exists()
    assert new.exists()


def open_to_others(folder):
    folder.chmod(0o755)


def link_elsewhere(path):
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


@pytest.mark.usefixtures("fake_packages")
@pytest.mark.parametrize("place", ["root", "package", CODE, LAYOUT, CHECKSUM_FILE])
@pytest.mark.parametrize("change", [open_to_others, link_elsewhere])
def test_compiled_code_that_others_could_have_written_is_not_loaded_and_stays(caplog, place, change):
    folder = packages_folder() / NAME
    write_package(folder)
    change({"root": folder.parent, "package": folder}.get(place, folder / place))
    is_loaded = place not in ("root", "package") and change is open_to_others  # the folder of such a file is private
    assert [read_package(folder) is not None for _ in range(2)] == [is_loaded] * 2
    assert caplog.text.count("No compiled code is loaded") == (0 if is_loaded else 1)
    assert (folder / CODE).exists()


@pytest.mark.usefixtures("fake_packages")
def test_compiled_code_of_another_user_is_not_loaded(monkeypatch, caplog):
    key = make_key()
    write_package(key.folder)
    (key.folder / REFUSAL_FILE).write_text("theirs")
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    assert load_package(key) is None
    assert key.refusal == ""
    assert caplog.text.count("No compiled code is loaded") == 1
    with pytest.raises(PermissionError):
        key.compile()


@pytest.mark.parametrize(
    ("problem", "is_refusal"),
    [
        (ConversionError("no rule"), True),
        (TooLarge("too many"), True),
        (OSError(28, "No space left on device"), False),
        (RuntimeError("C++ compile error: g++: fatal error: Killed signal terminated program cc1plus"), False),
        (MemoryError(), False),
        (KeyboardInterrupt(), False),
    ],
)
def test_only_what_a_chunk_is_made_of_is_a_lasting_refusal(monkeypatch, problem, is_refusal):
    def fail(*_):
        raise problem

    key = make_key()
    monkeypatch.setattr(CompileKey, "_compile_steps", fail)
    if is_refusal:
        key.compile()
        assert str(problem) in key.refusal
    else:
        with pytest.raises(type(problem)):
            key.compile()
        assert key.refusal == ""
        assert list(packages_folder().iterdir()) == []


COMPILERS = {
    "killed": "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
    "failed": "raise OSError(28, 'No space left on device')",
}


@pytest.mark.parametrize("kind", COMPILERS)
def test_a_failed_compilation_is_tried_again_later_and_logged(monkeypatch, caplog, kind):
    module, started = fallline.programs.background_compiler, []

    def command(key):
        started.append(key)
        return [sys.executable, "-c", COMPILERS[kind]]

    monkeypatch.setattr(module, "compile_command", command)
    monkeypatch.setattr(module, "missing_compiler_text", str)
    key = make_key()
    for _ in range(3):
        compile_and_wait(key)
    compiler = BackgroundCompiler()
    compiler.request(RECORD, key.landscape, [key.optimizer])
    time.sleep(0.2)
    compiler.stop()
    assert len(started) == 1
    assert ("No space left" in caplog.text) == (kind == "failed")
    assert key.refusal == ""
    module._failed.expire(time.monotonic() + module.RETRY_S + 1)
    compile_and_wait(key)
    assert len(started) == 2


def test_a_folder_that_cannot_be_written_stops_no_compiler_thread(monkeypatch, caplog, cache):
    module = fallline.programs.background_compiler
    monkeypatch.setattr(module, "missing_compiler_text", str)
    monkeypatch.setattr(module, "compile_command", lambda _: pytest.fail("nothing can be written"))
    (cache / packages_folder().name).write_text("a file in place of the folder")
    key, compiler = make_key(), BackgroundCompiler()
    for kind in (RECORD, TALLY):
        compiler.request(kind, key.landscape, [key.optimizer])
    end = time.monotonic() + 20
    while caplog.text.count("is not compiled") < 2 and time.monotonic() < end:
        time.sleep(0.01)
    assert compiler._thread.is_alive()
    compiler.stop()
    assert caplog.text.count("is not compiled") == 2
