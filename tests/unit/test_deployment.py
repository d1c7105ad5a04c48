"""Deployment files: accepted by their linter and consistent with the command line."""

import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from fallline.cli import main as app
from fallline.core.locations import CHECKOUT as ROOT

COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())


def commands():
    lines = (ROOT / "Dockerfile").read_text().splitlines()
    yield yaml.safe_load(next(line for line in lines if line.startswith("CMD")).removeprefix("CMD"))
    yield from (each["command"] for each in COMPOSE["services"].values() if each.get("command", [""])[0] == "python")


def test_the_linter_finds_nothing_in_the_dockerfile():
    linter = Path(sys.executable).with_name("hadolint")
    result = subprocess.run(
        [linter, "--failure-threshold", "warning", "Dockerfile"], cwd=ROOT, capture_output=True, check=False
    )
    assert result.returncode == 0, result.stdout


@pytest.mark.parametrize("command", list(commands()), ids=" ".join)
def test_container_commands_are_valid_commands_of_the_shell(command):
    python, _, script = command[:3]
    assert (python, script) == ("python", "app.py")
    options = app.make_parser().parse_args(command[3:])
    assert options.for_class
    assert not options.open


def test_services_depend_on_existing_services_and_files():
    services = COMPOSE["services"]
    for service in services.values():
        assert set(service.get("depends_on", {})) <= set(services)
        for needed in service.get("depends_on", {}):
            assert "healthcheck" in services[needed]
        assert "build" not in service or (ROOT / service["build"] / "Dockerfile").exists()
    copied = [line.split()[1] for line in (ROOT / "Dockerfile").read_text().splitlines() if line.startswith("COPY")]
    assert all((ROOT / path).exists() for path in copied)


def test_the_serving_document_names_every_option_of_the_operator():
    document = (ROOT / "docs" / "serving.md").read_text()
    for option in ("workers", "threads", "per-minute", "proxies", *(f"most-{name}" for name in app.LIMIT_MEANINGS)):
        assert f"`--{option}`" in document
