"""What Python and the browser both compute is held to shared tables of cases; see tests/cases."""

import numpy as np
import pytest

from tests.cases.tables import TABLES, read


def assert_alike(found, expected, where):
    """Texts, counts and truths are the same, other numbers up to rounding."""
    if isinstance(expected, dict):
        assert found.keys() == expected.keys(), where
        for name, each in expected.items():
            assert_alike(found[name], each, f"{where}.{name}")
    elif isinstance(expected, list | tuple):
        assert len(found) == len(expected), where
        for place, (one, other) in enumerate(zip(found, expected, strict=True)):
            assert_alike(one, other, f"{where}[{place}]")
    elif isinstance(expected, float):
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12, err_msg=where)
    else:
        assert found == expected, where


@pytest.mark.parametrize("name", list(TABLES))
def test_python_gives_what_the_table_says(name):
    assert_alike(TABLES[name](), read(name), name)
