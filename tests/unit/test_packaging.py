"""The package: versions, requirements, and use from outside the checkout."""

import os
import re
import subprocess
import sys
import tomllib

import platformdirs
import pytest
import yaml

import fallline
from fallline import Scene, landscape, optimizer, race
from fallline.core import BadInput
from fallline.core.locations import CHECKOUT as ROOT
from fallline.core.locations import cache_folder, child_environment
from fallline.core.sources import NUMERICAL_PACKAGES, source_digest
from fallline.programs.compile_key import packages_folder

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
REQUIREMENT_NAME = re.compile(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?")


def package_names(lines):
    return {REQUIREMENT_NAME.match(line).group().lower() for line in lines}


def pinned_lines(name):
    lines = [line.strip() for line in (ROOT / name).read_text().splitlines()]
    return [line for line in lines if line and not line.startswith(("#", "-r"))]


def test_requirements_are_pinned():
    for name in ("requirements.txt", "requirements-dev.txt"):
        assert all("==" in line for line in pinned_lines(name))


def test_pins_and_ranges_are_of_the_same_packages():
    assert package_names(pinned_lines("requirements.txt")) == package_names(PROJECT["dependencies"] + EXTRAS["server"])
    assert package_names(EXTRAS["dask"] + EXTRAS["celery"]) <= package_names(pinned_lines("requirements-dev.txt"))


def test_pins_lie_within_the_ranges():
    from packaging.requirements import Requirement

    ranges = [Requirement(line) for group in (PROJECT["dependencies"], *EXTRAS.values()) for line in group]
    allowed = {each.name.lower(): each.specifier for each in ranges}
    for line in (*pinned_lines("requirements.txt"), *pinned_lines("requirements-dev.txt")):
        pin = Requirement(line)
        if pin.name.lower() in allowed:
            (version,) = (each.version for each in pin.specifier)
            assert version in allowed[pin.name.lower()], line


def test_the_version_is_the_same_everywhere():
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text())
    assert citation["version"] == fallline.__version__
    assert f"## {fallline.__version__} - {citation['date-released']}" in (ROOT / "CHANGELOG.md").read_text()


def test_items_are_made_by_name():
    assert landscape("rosenbrock", b=50.0).b == landscape("rosenbrock~b:50").b == 50.0
    assert landscape("booth", rotate=30.0, log=True) == landscape("booth~rotate:30~log:1")
    assert optimizer("adam~lr:0.03", beta1=0.8) == optimizer("adam", lr=0.03, beta1=0.8)
    for wrong in (lambda: landscape("rosenbrok"), lambda: landscape("booth", b=1.0), lambda: optimizer("adam", rate=1)):
        with pytest.raises(BadInput):
            wrong()


def test_a_race_from_python_equals_the_race_of_its_link():
    scene = Scene(landscape("rosenbrock"), (optimizer("adam", lr=0.03),), ((-1.2, 1.0),), steps=20)
    (run,), (same,) = race(scene), race(Scene.from_link(scene.to_link()))
    assert (run.x == same.x).all()


def test_the_package_lists_its_public_names():
    assert {"Scene", "race", "landscape", "optimizer"} <= set(dir(fallline))
    with pytest.raises(AttributeError, match="no attribute 'rase'"):
        fallline.rase  # noqa: B018


def test_the_digest_is_of_every_source_file_by_name_and_content(tmp_path, monkeypatch):
    assert len(source_digest(*NUMERICAL_PACKAGES)) == 64
    assert source_digest("core", "run") == source_digest("run", "core") != source_digest("core")
    with pytest.raises(ValueError, match="no subpackage"):
        source_digest("cores")
    families, helpers = tmp_path / "families", tmp_path / "helpers"
    for folder, name in ((families, "adam.py"), (helpers, "_shared.py")):
        folder.mkdir()
        (folder / name).write_text("x = 1\n")
    monkeypatch.setattr("fallline.core.sources.source_folders", lambda _: (helpers, families))
    digest = source_digest.__wrapped__
    before = digest("optimizers")
    (families / "adam.py").write_text("x = 2\n")
    assert digest("optimizers") != before
    (families / "adam.py").write_text("x = 1\n")
    assert digest("optimizers") == before
    (families / "adam.py").rename(families / "adan.py")
    assert digest("optimizers") != before


@pytest.mark.slow
def test_a_new_family_folder_is_read(tmp_path):
    """The folder of the test has links to the checkout's families and one new family."""
    families = tmp_path / "landscapes"
    new = families / "mine"
    new.mkdir(parents=True)
    for family in (ROOT / "landscapes").iterdir():
        (families / family.name).symlink_to(family)
    (new / "my_booth.py").write_text((ROOT / "landscapes" / "bowls" / "booth.py").read_text())
    code = f"""
from pathlib import Path
from fallline.core import locations
locations.CHECKOUT = Path({str(tmp_path)!r})
from fallline import landscape
found = landscape("my_booth")
print(found.family, found.fmin, type(found).__module__)
"""
    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path.parent,
        env=child_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.stdout.split() == ["mine", "0.0", "fallline.landscapes.mine.my_booth"], result.stderr


@pytest.mark.slow
@pytest.mark.parametrize("words", [["app.py"], ["-m", "fallline"]], ids=" ".join)
def test_the_command_works_from_any_folder(words, tmp_path):
    command = [sys.executable, str(ROOT / "app.py")] if words == ["app.py"] else [sys.executable, *words]
    env = None if words == ["app.py"] else child_environment()
    out = tmp_path / "run.csv"
    result = subprocess.run(
        [*command, "trace", "on=booth&run=adam&steps=3", "--out", str(out)],
        cwd=tmp_path,
        env=env,
        capture_output=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert out.exists()


def test_the_tests_have_a_cache_of_their_own():
    """Tests neither read nor write the user's cache."""
    assert str(cache_folder()) == os.environ["FALLLINE_CACHE"]
    assert packages_folder().is_relative_to(cache_folder())
    assert not cache_folder().is_relative_to(platformdirs.user_cache_path())


def test_serving_without_the_servers_packages_is_refused_with_a_message():
    code = "import sys; sys.modules['dash'] = None; from fallline.cli.main import main; sys.exit(main(['serve']))"
    result = subprocess.run(
        [sys.executable, "-c", code], env=child_environment(), capture_output=True, text=True, check=False
    )
    assert result.returncode == 2
    assert (
        result.stderr.strip()
        == "This command needs dash; install the server's packages: pip install 'fallline[server]'."
    )
