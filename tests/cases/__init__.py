"""Tables of test cases, inputs and expected outputs, for functions that exist both in Python and in JavaScript.

``python -m tests.cases.tables`` writes them with the Python functions. tests/unit/test_shared_cases.py tests the Python
functions with them, tests/js/shared_cases.test.js those of the browser.
"""
