"""What the logs of a server hold, and what they must not: links, bodies, class codes, passwords, clients' addresses."""

import json
import logging
from contextlib import contextmanager

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fallline.web.operations.logs import JsonFormatter, add_request_log, format_trace, use_json_logs
from fallline.web.state import answers

SECRETS = ("on=booth&run=secret", "CODE-OF-A-CLASS", "redis://user:password@host", "203.0.113.9")


@contextmanager
def json_logs(capsys):
    """Use JSON logs; yield a function that reads the lines logged so far."""
    loggers = [logging.getLogger(), logging.getLogger("waitress"), logging.getLogger("fallline")]
    before = [(each.handlers, each.filters, each.level) for each in loggers]
    for each in loggers:
        each.handlers, each.filters = [], []
    use_json_logs()
    try:
        yield lambda: [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    finally:
        for each, (handlers, filters, level) in zip(loggers, before, strict=True):
            each.handlers, each.filters = handlers, filters
            each.setLevel(level)


def fail_with(text):
    """Raise an error with a cause and a context, all of which quote ``text``."""
    try:
        try:
            raise KeyError(text)  # noqa: TRY301 - so that errors are nested
        except KeyError as problem:
            raise ValueError(f"no such {text}") from problem
    except ValueError:
        raise RuntimeError(text, {"body": text})  # noqa: B904 - the context counts


@given(text=st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\n"), min_size=12).map("§{}§".format))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_a_trace_says_where_and_which_errors_but_not_what_they_quote(text):
    with pytest.raises(RuntimeError) as caught:
        fail_with(text)
    trace = format_trace(caught.value)
    assert text not in trace
    assert trace.index("KeyError") < trace.index("ValueError") < trace.index("RuntimeError")
    assert "in fail_with" in trace


def test_an_unexpected_error_in_a_view_is_logged_without_its_request(capsys):
    server = Flask("fallline")

    @server.route("/class/<code>/now", methods=["GET", "POST"])
    def now(code):
        fail_with(code)

    path = f"/class/{SECRETS[1]}/now"
    headers = {"Referer": f"http://localhost/?{SECRETS[0]}"}
    with json_logs(capsys) as log_lines:
        use_json_logs(server)
        add_request_log(server)
        answer = server.test_client().post(path, data=SECRETS[0], query_string={"link": SECRETS[0]}, headers=headers)
        assert answer.status_code == 500
        error, line = log_lines()
    assert error["level"] == "error"
    assert "fail_with" in error["trace"]
    assert {"asks": "now", "status": 500, "method": "POST"}.items() <= line.items()
    for secret in (*SECRETS, "127.0.0.1"):
        assert secret not in json.dumps([error, line])


@pytest.mark.parametrize(
    "message",
    [
        "Exception while serving /class/CODE-OF-A-CLASS/now",
        "Client disconnected while serving /class/CODE-OF-A-CLASS/now\nCODE-OF-A-CLASS",
        "Exception when servicing <Connection connected 203.0.113.9:4 at 0x7f>",
        "uncaptured python exception, closing channel <Connection connected 203.0.113.9:4 at 0x7f> (x:CODE-OF-A-CLASS)",
    ],
)
def test_what_waitress_logs_of_a_request_is_removed(capsys, message):
    with json_logs(capsys) as log_lines:
        try:
            fail_with(SECRETS[0])
        except RuntimeError:
            logging.getLogger("waitress").exception(message)
        logging.getLogger("waitress").warning("%s of %s", "2", "a limit")
        first, second = log_lines()
    assert first["says"].split()[0] == message.split()[0]
    assert second["says"] == "2 of a limit"
    for secret in SECRETS:
        assert secret not in json.dumps(first)


def test_a_race_that_fails_unexpectedly_is_logged_without_its_link(capsys, monkeypatch):
    monkeypatch.setattr(answers, "race", lambda scene: fail_with(str(scene)))
    request = {"link": "on=booth&run=adam&steps=3", "shown": "on=booth", "theme": "light", "events": []}
    with json_logs(capsys) as log_lines:
        assert "the server's log has it" in answers.answer_race_request(request).answer["notice"]
        (line,) = log_lines()
    assert "fail_with" in line["trace"]
    assert "booth" not in json.dumps(line)


def test_lines_are_json_whatever_they_say():
    record = logging.LogRecord("fallline", logging.WARNING, "file", 1, 'a "quoted"\nline: %s', ("é\u2028",), None)
    line = JsonFormatter().format(record)
    assert "\n" not in line
    assert json.loads(line)["says"] == 'a "quoted"\nline: é\u2028'
