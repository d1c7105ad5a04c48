"""Benchmarks, each a script run by ``python -m benchmarks.NAME``. They print measurements, which no test asserts."""
