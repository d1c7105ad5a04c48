"""Computations that Python and the browser share, compared with the tables in tests/cases."""

import numpy as np
import pytest

from tests.cases.tables import TABLES, read_table


def assert_close(found, expected, where):
    """Assert that floats are equal up to rounding and all other values exactly."""
    if isinstance(expected, dict):
        assert found.keys() == expected.keys(), where
        for name, each in expected.items():
            assert_close(found[name], each, f"{where}.{name}")
    elif isinstance(expected, list | tuple):
        assert len(found) == len(expected), where
        for index, (one, other) in enumerate(zip(found, expected, strict=True)):
            assert_close(one, other, f"{where}[{index}]")
    elif isinstance(expected, float):
        np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12, err_msg=where)
    else:
        assert found == expected, where


@pytest.mark.parametrize("name", list(TABLES))
def test_python_gives_the_values_of_the_table(name):
    assert_close(TABLES[name](), read_table(name), name)
