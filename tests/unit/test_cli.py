"""The command line: a link gives the numbers of its race; bad input gives one sentence on stderr and exit code 2."""

import json

import numpy as np
import pytest

from fallline.cli import main as app
from fallline.landscapes import shelf as landscapes
from fallline.optimizers import shelf as optimizers
from fallline.run import race
from fallline.scene import Scene
from fallline.scene.examples import examples


def test_list_prints_every_item_with_its_source_and_settings_as_json(capsys):
    for kind, shelf in (("landscapes", landscapes), ("optimizers", optimizers)):
        assert app.main(["list", kind, "--json"]) == 0
        entries = json.loads(capsys.readouterr().out)
        assert [entry["id"] for entry in entries] == list(shelf)
        for entry in entries:
            assert entry["source"]
            for setting in entry["settings"]:
                assert {"name", "default", "means"} <= set(setting)
    assert app.main(["list", "landscapes"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(landscapes)


def test_listed_minima_are_exact(capsys):
    app.main(["list", "landscapes", "--json"])
    for entry in json.loads(capsys.readouterr().out):
        item = landscapes[entry["id"]]()
        assert [tuple(point) for point in entry["minima"]] == [tuple(point) for point in item.listed_minima]
        assert entry["fmin"] == item.fmin


def test_list_examples_gives_id_title_and_link(capsys):
    app.main(["list", "examples", "--json"])
    entries = json.loads(capsys.readouterr().out)
    assert {entry["id"]: entry["link"] for entry in entries} == {id: each.link for id, each in examples.items()}
    assert all(entry["title"] for entry in entries)


@pytest.mark.slow
def test_trace_gives_the_numbers_of_the_race_for_a_link_and_for_an_example(capsys, tmp_path):
    path = tmp_path / "run.json"
    for link in ("on=rosenbrock&steps=25", "/?on=rosenbrock&steps=25", "@beale2"):
        assert app.main(["trace", link, "--out", str(path)]) == 0
        capsys.readouterr()
        written = json.loads(path.read_text())
        expanded_link = examples[link[1:]].link if link.startswith("@") else link
        for entry, run in zip(written["trajectories"], race(Scene.from_link(expanded_link)), strict=True):
            np.testing.assert_array_equal(np.array(entry["x"]), run.x)
    assert app.main(["trace", "steps=5"]) == 0
    assert json.loads(capsys.readouterr().out)["scene"]["steps"] == 5


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["trace", "run=adm"], "adam"),
        (["trace", "@beal2"], "beale2"),
        (["trace", "steps=5", "--out", "run.txt"], ".json"),
        (["trace", "steps=5", "--out", "no/such/folder/run.json"], "folder"),
        (["study", "video"], "videos"),
        (["study", "videos", "--out", "README.md"], "folder"),
        (["serve", "--threads", "0", "--no-open"], "threads"),
        (["serve", "--port", "99999", "--no-open"], "65535"),
        (["serve", "--port", "x"], "--port x must be a whole number"),
        (["serve", "--threads"], "expected one argument"),
        (["trce", "steps=5"], "did you mean 'trace'?"),
        (["list", "landscape"], "did you mean 'landscapes'?"),
        (["trace", "steps=5", "--frmo", "x"], "--frmo"),
        (["trace", "rosenbrok"], "rosenbrock"),
        (["trace", "run.json"], "name of a file"),
        (["trace", "--from", "no-such.json"], "no-such.json"),
        (["trace", "on=booth&step=200"], "steps"),
        (["trace", "on=booth&box=1,2,3"], "box"),
        (["study", "basins~across:4", "himmelblu"], "himmelblau"),
        (["film", "on=booth&t=abc", "--out", "a.mp4"], "view.t"),
        (["film", "on=booth", "--out", "a.mp4", "--fps", "abc"], "fps"),
        (["figure", "on=booth&box=1,2", "--out", "a.png"], "box"),
        (["trace", "booth", "--allow-optimizers", "no_such_module"], "no_such_module"),
    ],
)
def test_bad_input_prints_one_sentence_and_exits_with_code_2(capsys, arguments, text):
    assert app.main(arguments) == 2
    output = capsys.readouterr()
    assert not output.out
    assert text in output.err
    assert len(output.err.strip().splitlines()) == 1
    assert output.err.strip().endswith((".", "?"))


@pytest.mark.parametrize(
    ("argument", "link"),
    [
        ("himmelblau", "on=himmelblau"),
        ("beale1", examples["beale1"].link),
        ("x^2+y^2", "on=formula~f:x^2%2By^2"),
        ("<https://lab.example.org/?on=booth&amp;steps=60>", "on=booth&steps=60"),
    ],
)
def test_a_word_alone_and_a_pasted_link_are_the_race_that_was_meant(capsys, argument, link):
    assert app.main(["trace", argument]) == 0
    output = capsys.readouterr()
    assert not output.err
    assert Scene.from_link(json.loads(output.out)["scene"]["link"]) == Scene.from_link(link)


def test_remarks_on_a_link_are_printed_to_stderr(capsys):
    assert app.main(["trace", "on=booth&steps=60&theme=purple&utm_source=x"]) == 0
    output = capsys.readouterr()
    assert Scene.from_link(json.loads(output.out)["scene"]["link"]) == Scene.from_link("on=booth&steps=60")
    assert [line.split()[0] for line in output.err.splitlines()] == ["The", "theme=purple"]


def test_a_study_prints_and_writes_its_tables(capsys, tmp_path, monkeypatch):
    from fallline.studies.videos import Videos

    monkeypatch.setattr(Videos, "find_first_near", lambda _study, _scene, which: 7 if which else None)
    assert app.main(["study", "videos", "--out", str(tmp_path / "out")]) == 0
    printed = capsys.readouterr().out
    rows = (tmp_path / "out" / "videos.csv").read_text().splitlines()
    assert rows[0] == "video,clip's steps,SGD with momentum,Adam,AdaBelief"
    assert rows[1] == "beale2,500,7,7,>50000"
    assert len(rows) == 1 + sum(example.group == "videos" for example in examples.values())
    assert "beale2" in printed
