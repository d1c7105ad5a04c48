"""Tables of cases that hold Python and the browser to one another: each says what is given and what must come out.

``python -m tests.cases.tables`` writes them from Python; tests/unit/test_shared_cases.py holds Python to them, and
tests/js/shared_cases.test.js the browser.
"""
