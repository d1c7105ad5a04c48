"""Measurements, each a script: python -m benchmarks.NAME. They print figures; no test depends on them."""
