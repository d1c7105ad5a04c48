"""Files of others for ``trace --from``: whatever is wrong in one ends in exit code 2 and one sentence."""

import csv
import io
import json
import random
import tracemalloc
import zipfile
from contextlib import suppress

import numpy as np
import pytest

from fallline.cli import main as app
from fallline.compare.report import read_manifest_plan
from fallline.core import BadInput
from fallline.files import npz_file
from fallline.files.race_reader import read_race, read_race_link
from fallline.files.replay import replay
from fallline.files.traces import JSON, NPZ, SUFFIXES, encode_race
from fallline.run import race
from fallline.scene import Scene
from tests.unit.plans import SMALL

LINK = "on=sphere&run=adam&steps=4&start=1,1"
MEGABYTE = 2**20


@pytest.fixture(scope="module")
def contents():
    scene = Scene.from_link(LINK)
    return {suffix: encode_race(suffix, scene, race(scene), scene.landscape.view) for suffix in SUFFIXES}


@pytest.fixture
def replay_content(tmp_path, capsys):
    """Return a function that replays a content in the shell, and returns the exit code and what stands on stderr."""

    def run(suffix, content):
        path, out = tmp_path / f"run{suffix}", tmp_path / "out.csv"
        path.write_bytes(content)
        out.unlink(missing_ok=True)
        code = app.main(["trace", "--from", str(path), "--out", str(out)])
        assert out.exists() == (code != 2)
        return code, capsys.readouterr().err

    return run


def assert_refused(result, words=""):
    code, text = result
    assert code == 2
    assert text.endswith("\n")
    assert text.count("\n") == 1
    assert "cannot be read as a race" in text
    assert words in text
    assert len(text) < 1000


def change(value, *path):
    """Return a function that replaces the value at a path in the JSON of a race."""

    def apply(head):
        *outer, last = path
        inner = head
        for key in outer:
            inner = inner[key]
        inner[last] = value
        return head

    return apply


RUN = ("trajectories", 0)
WRONG_HEADS = (
    *(lambda _, value=value: value for value in (None, 5, "text", [], {}, [[]])),
    *(change(value, "scene") for value in (None, [], "text", {}, {"link": None})),
    *(change(value, "scene", "link") for value in (None, 5, ["on=sphere"], {}, "on=nothing", "x" * 10**6)),
    *(change(value, "trajectories") for value in (None, 5, {}, [], [None], [5], [{}], [[]])),
    *(change(value, *RUN, "made") for value in (None, [1], 5, {"torch": []})),
    *(change(value, *RUN, "calls") for value in (None, [1], 5, {"grad": None}, {"grad": {}}, {"grad": [1]})),
    *(change(value, *RUN, "readouts") for value in (None, [1], 5, {"m": [[[None]]]}, {"m": "text"})),
    *(change(value, *RUN, "x") for value in (None, 5, "text", [], [[[1, 2]]], [1, [2]], {}, [[["a", "b"]]] * 5)),
    *(change(value, *RUN, "f") for value in ([[None]], [[1, 2]] * 5, [[[1]]] * 5)),
    *(change(value, *RUN, "stopped_at") for value in ([2**70], [1.5], [None], [], [[-1]], ["-1"], -1)),
)


@pytest.mark.parametrize("wrong", WRONG_HEADS, ids=range(len(WRONG_HEADS)))
def test_json_of_another_structure_is_refused(wrong, contents, replay_content):
    content = json.dumps(wrong(json.loads(contents[JSON]))).encode()
    assert_refused(replay_content(JSON, content))


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0",
        bytes(range(256)) * 10,
        b"[" * 200_000,
        b'{"scene": ' * 100_000,
        b"\xff\xfe{\0}\0",
        b"PK\x05\x06" + bytes(18),
    ],
    ids=("empty", "zero", "binary", "deep list", "deep dict", "UTF-16", "empty zip"),
)
def test_files_of_other_kinds_are_refused(suffix, content, replay_content):
    assert_refused(replay_content(suffix, content))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_no_regular_file_is_refused(suffix, tmp_path, capsys):
    path = tmp_path / f"run{suffix}"
    path.mkdir()
    (tmp_path / f"loop{suffix}").symlink_to(tmp_path / f"loop{suffix}")
    (tmp_path / f"endless{suffix}").symlink_to("/dev/zero")
    for name in ("run", "loop", "endless", "nothing"):
        assert_refused((app.main(["trace", "--from", str(tmp_path / f"{name}{suffix}")]), capsys.readouterr().err))


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_behind_a_symbolic_link_is_read(suffix, contents, tmp_path):
    (tmp_path / "real").write_bytes(contents[suffix])
    (tmp_path / f"run{suffix}").symlink_to(tmp_path / "real")
    assert replay(tmp_path / f"run{suffix}").differences == ()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_damaged_files_are_refused_or_differ(suffix, contents, replay_content):
    rng, codes = random.Random(0), []
    for _ in range(25):
        damaged = bytearray(contents[suffix])
        for _ in range(rng.choice((1, 1, 5))):
            damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        if rng.random() < 0.2:
            del damaged[rng.randrange(len(damaged)) :]
        code, text = replay_content(suffix, bytes(damaged))
        codes.append(code)
        if code == 2:
            assert_refused((code, text))
    assert 2 in codes


def write_npz(members, **options):
    """Return a zip file with (name, content) members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", **options) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return buffer.getvalue()


def npy(array, *, allow_pickle=False):
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, allow_pickle=allow_pickle)
    return buffer.getvalue()


def members_of(content, **replaced):
    """Return the (name, content) members of an .npz file, some of them replaced by the name of the array."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name.removesuffix(".npy"): archive.read(name) for name in archive.namelist()}
    return [(f"{name}.npy", each) for name, each in {**members, **replaced}.items()]


WRONG_MEMBERS = {
    "object": npy(np.array([{}], dtype=object), allow_pickle=True),
    "text": npy(np.full((5, 1, 2), "1.0")),
    "shape": npy(np.zeros((5, 1, 3))),
    "empty": b"",
    "short": npy(np.zeros((5, 1, 2)))[:-1],
    "long": npy(np.zeros((5, 1, 2))) + b"\0",
    "no npy": b"nothing of the kind",
    "code": npy(np.zeros((5, 1, 2))).replace(b"(5, 1, 2)", b"exit(333)"),
    "negative": npy(np.zeros((5, 1, 2))).replace(b"(5, 1, 2)", b"(5,-1,-2)"),
    "huge": npy(np.zeros((5, 1, 2))).replace(b"(5, 1, 2), }    ", b"(5, 1, 20000),}"),
}


@pytest.mark.parametrize("kind", WRONG_MEMBERS)
@pytest.mark.parametrize("name", ["head", "0.x"])
def test_an_npz_file_with_another_array_is_refused(kind, name, contents, replay_content):
    members = members_of(contents[NPZ], **{name: WRONG_MEMBERS[kind]})
    assert_refused(replay_content(NPZ, write_npz(members)))


def test_encrypted_and_unknown_members_are_refused(contents, replay_content):
    for place, flag in ((6, 1), (8, 99)):  # in a member's header: its flags, its method of compression
        content = bytearray(contents[NPZ])
        for signature, offset in ((b"PK\x03\x04", place), (b"PK\x01\x02", place + 2)):
            content[content.find(signature) + offset] |= flag
        assert_refused(replay_content(NPZ, bytes(content)), "encrypted" if flag == 1 else "")


def test_a_member_that_unpacks_to_much_is_refused_before_it_is_unpacked(contents, tmp_path):
    path = tmp_path / "run.npz"
    zeros = npy(np.zeros((5, 1, MEGABYTE)))  # 40 MB
    text = npy(np.array("x" * 10 * MEGABYTE))  # 40 MB
    bombs = ({"0.x": zeros}, {"0.readouts.more": zeros}, {"head": zeros}, {"0.x": text})
    for replaced in bombs:
        path.write_bytes(write_npz(members_of(contents[NPZ], **replaced), compression=zipfile.ZIP_DEFLATED))
        assert path.stat().st_size < MEGABYTE
        tracemalloc.start()
        with pytest.raises(BadInput, match="cannot be read as a race"):
            read_race(path)
        assert tracemalloc.get_traced_memory()[1] < 8 * MEGABYTE
        tracemalloc.stop()


def test_the_sizes_that_members_declare_are_limited_in_all(contents, tmp_path, monkeypatch):
    path = tmp_path / "run.npz"
    path.write_bytes(contents[NPZ])
    monkeypatch.setattr(npz_file, "MAX_FILE_BYTES", len(contents[NPZ]))
    with pytest.raises(BadInput, match=r"it unpacks to .* bytes; at most"):
        read_race_link(path)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_file_that_is_too_large_is_not_read(suffix, tmp_path, capsys):
    path = tmp_path / f"run{suffix}"
    with path.open("wb") as file:
        file.truncate(3 * 2**30)  # without blocks on the disk
    assert_refused((app.main(["trace", "--from", str(path)]), capsys.readouterr().err), "3,221,225,472 bytes")


@pytest.mark.parametrize("cell", ["", "5", "null", "[" * 100_000, '{"a": 1}', '"on=nothing"', "nonsense", "9" * 5000])
def test_a_csv_file_with_another_link_is_refused(cell, contents, replay_content):
    rows = list(csv.reader(contents[".csv"].decode().splitlines()))
    rows[1][rows[0].index("about.link")] = cell
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    assert_refused(replay_content(".csv", text.getvalue().encode()))


def test_a_csv_file_with_a_cell_longer_than_python_reads_by_default_is_replayed(contents, tmp_path):
    path = tmp_path / "run.csv"
    path.write_bytes(contents[".csv"])
    csv.field_size_limit(20)
    assert replay(path).differences == ()
    assert csv.field_size_limit() > 20


WRONG_VALUES = (None, 5, -1, 1.5, "text", [], [None], [5], [[]], {}, 10**400, True)


def test_a_wrong_manifest_of_a_report_is_refused(tmp_path):
    path = tmp_path / "manifest.json"
    plan = SMALL.to_dict()
    texts = [
        "",
        "[" * 100_000,
        *map(json.dumps, WRONG_VALUES),
        *(json.dumps({"plan": value}) for value in WRONG_VALUES),
    ]
    for text in texts:
        path.write_text(text)
        with pytest.raises(BadInput, match="is no manifest of a report"):
            read_manifest_plan(path)
    for name in plan:
        for value in WRONG_VALUES:
            path.write_text(json.dumps({"plan": {**plan, name: value}}))
            with suppress(BadInput):
                read_manifest_plan(path)
