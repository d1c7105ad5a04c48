"""Waitress under clients that are slow, idle, large or gone, with an application that answers at once."""

import http.client
import json
import re
import socket
import threading
import time
from contextlib import contextmanager, suppress

import pytest
from waitress.buffers import TempfileBasedBuffer

from fallline.web import http_server
from fallline.web.http_server import HttpServer, HttpSettings
from fallline.web.operations.security import MAX_BODY_BYTES, MAX_HEADER_BYTES

TIMEOUT_S = 20.0  # guards against a hang only
LARGE = b"x" * 5_000_000  # more than the system's buffers of two sockets hold
SHORT = b"GET /short HTTP/1.1\r\nHost: localhost\r\n\r\n"


def application(environ, start_response):
    if environ["PATH_INFO"] == "/wait":
        environ["test.events"].wait(TIMEOUT_S)
    if environ["PATH_INFO"] == "/stream":
        start_response("200 OK", [])
        return iter([LARGE] * 5)
    texts = {
        "/large": LARGE,
        "/length": str(len(environ["wsgi.input"].read())).encode(),
        "/headers": json.dumps({key: text for key, text in environ.items() if isinstance(text, str)}).encode(),
    }
    body = texts.get(environ["PATH_INFO"], b"short")
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@contextmanager
def run_http_server(*, threads=2, trusts_proxy=False, wsgi=application):
    """Serve in a thread; yield a function that ends it and one that opens a connection to it."""
    listener = socket.create_server(("127.0.0.1", 0))
    address = listener.getsockname()
    server, ended, connections = HttpServer(wsgi, listener, HttpSettings(threads, trusts_proxy)), threading.Event(), []

    def serve():
        while not ended.is_set():
            server.turn()
        server.finish(5.0)

    def connect(receive_buffer=None):
        client = socket.socket()
        connections.append(client)
        if receive_buffer:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        client.settimeout(TIMEOUT_S)
        client.connect(address)
        return client

    def end():
        ended.set()
        server.wake()
        thread.join()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield end, connect
    finally:
        if thread.is_alive():
            end()
        for each in connections:
            each.close()
        listener.close()


def read_response(client):
    """Return the status and the body of a response."""
    response = http.client.HTTPResponse(client)
    response.begin()
    return response.status, response.read()


def ask(client, data=SHORT):
    client.sendall(data)
    return read_response(client)


def is_closed(client):
    """Wait until the server has sent all and closed the connection."""
    try:
        while client.recv(2**20):
            pass
    except ConnectionResetError:
        pass
    except TimeoutError:
        return False
    return True


@pytest.fixture
def no_body_files(monkeypatch):
    """Let a test fail whose server writes a body to a file."""

    def fail(_):
        pytest.fail("A body was written to a file.")

    monkeypatch.setattr(TempfileBasedBuffer, "newfile", fail)


def test_half_open_connections_and_slow_readers_hold_no_thread():
    with run_http_server(threads=2) as (_, connect):
        for beginning in (b"", b"G", SHORT[:30], b"POST /length HTTP/1.1\r\nContent-Length: 9\r\n\r\n123"):
            for _ in range(10):
                connect().sendall(beginning)
        for _ in range(40):
            connect(receive_buffer=4096).sendall(SHORT.replace(b"/short", b"/large"))
        for _ in range(3):
            connect(receive_buffer=4096).sendall(SHORT.replace(b"/short", b"/stream"))
        for _ in range(5):
            assert ask(connect()) == (200, b"short")


@pytest.mark.usefixtures("no_body_files")
@pytest.mark.parametrize("header", ["Content-Length: 2000000", "Content-Length: 1000001\r\nExpect: 100-continue"])
def test_a_body_that_is_too_long_is_refused_before_it_is_sent(header):
    with run_http_server() as (_, connect):
        client = connect()
        status, body = ask(client, f"POST /length HTTP/1.1\r\nHost: localhost\r\n{header}\r\n\r\n".encode())
        assert status == 413
        assert f"{MAX_BODY_BYTES:,}" in json.loads(body)["problem"]
        assert is_closed(client)


@pytest.mark.usefixtures("no_body_files")
@pytest.mark.parametrize("chunk", [1000, 65536, 3_000_000])
def test_an_endless_chunked_body_is_refused_and_not_kept(chunk):
    with run_http_server() as (_, connect):
        client = connect()
        client.sendall(b"POST /length HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n")
        sent = 0
        with suppress(ConnectionError):  # once the server does not read on
            while sent < 8 * MAX_BODY_BYTES:
                client.sendall(b"%x\r\n%s\r\n" % (chunk, b"x" * chunk))
                sent += chunk
        assert sent < 8 * MAX_BODY_BYTES
        assert read_response(client)[0] == 413


@pytest.mark.usefixtures("no_body_files")
@pytest.mark.parametrize("length", [0, 1, MAX_BODY_BYTES])
def test_bodies_within_the_limit_are_read_and_not_written_to_files(length):
    with run_http_server() as (_, connect):
        head = f"POST /length HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n".encode()
        assert ask(connect(), head + b"x" * length) == (200, str(length).encode())


def test_an_address_that_is_too_long_is_refused_in_a_sentence():
    with run_http_server() as (_, connect):
        status, body = ask(connect(), b"GET /?" + b"a" * MAX_HEADER_BYTES + b" HTTP/1.1\r\n\r\n")
        assert (status, json.loads(body)["problem"][-1]) == (431, ".")
        assert ask(connect(), b"GET /?" + b"a" * 30_000 + b" HTTP/1.1\r\n\r\n")[0] == 200


@pytest.mark.parametrize("trusts_proxy", [True, False])
def test_forwarded_headers_reach_the_application_only_behind_a_proxy(trusts_proxy):
    names = ("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto")
    lines = "".join(f"{name}: 192.0.2.7\r\n" for name in names)
    with run_http_server(trusts_proxy=trusts_proxy) as (_, connect):
        _, body = ask(connect(), f"GET /headers HTTP/1.1\r\nHost: localhost\r\n{lines}\r\n".encode())
    seen = json.loads(body)
    for name in names:
        assert (f"HTTP_{name.upper().replace('-', '_')}" in seen) is trusts_proxy
    assert seen["REMOTE_ADDR"] == "127.0.0.1"


@pytest.mark.parametrize(
    ("limit", "beginning"),
    [
        ("MAX_IDLE_S", b""),
        ("MAX_IDLE_S", SHORT),  # kept alive after its response
        ("MAX_IDLE_S", SHORT.replace(b"/short", b"/large")),  # which is not read
        ("MAX_RECEIVING_S", SHORT[:20]),
        ("MAX_RECEIVING_S", b"POST /length HTTP/1.1\r\nContent-Length: 9\r\n\r\n123"),
        ("MAX_SENDING_S", SHORT.replace(b"/short", b"/large")),
    ],
)
def test_a_connection_is_closed_only_once_it_is_late(monkeypatch, limit, beginning):
    monkeypatch.setattr(http_server, "TURN_S", 0.1)
    with run_http_server() as (_, connect):
        client = connect(receive_buffer=4096)
        client.sendall(beginning)
        time.sleep(0.5)
        assert ask(connect()) == (200, b"short")
        client.setblocking(False)
        with suppress(BlockingIOError):
            assert client.recv(1) == b"H"  # of HTTP: it is not closed
        client.settimeout(TIMEOUT_S)
        monkeypatch.setattr(http_server, limit, 0.2)
        time.sleep(1.0)
        assert is_closed(client)


def test_a_client_that_goes_on_sending_bytes_is_late_all_the_same(monkeypatch):
    monkeypatch.setattr(http_server, "MAX_RECEIVING_S", 0.5)
    with run_http_server() as (_, connect):
        client = connect()

        def goes_on():
            time.sleep(0.05)
            client.sendall(b"x")
            return True

        with pytest.raises(ConnectionError):
            all(goes_on() for _ in range(200))


def test_idle_connections_beyond_the_limit_give_way_to_new_ones(monkeypatch):
    monkeypatch.setattr(http_server, "MAX_CONNECTIONS", 20)
    monkeypatch.setattr(http_server, "WANTED_FILES", 20 * http_server.FILES_PER_CONNECTION + http_server.OTHER_FILES)
    with run_http_server() as (_, connect):
        idle = [connect() for _ in range(60)]
        for _ in range(5):
            assert ask(connect()) == (200, b"short")
        assert is_closed(idle[0])
        assert ask(idle[-1]) == (200, b"short")


def test_requests_under_way_are_completed_when_the_server_ends():
    released, started = threading.Event(), threading.Event()

    def slow(environ, start_response):
        started.set()
        return application({**environ, "test.events": released}, start_response)

    with run_http_server(wsgi=slow) as (end, connect):
        client, idle = connect(), connect()
        client.sendall(SHORT.replace(b"/short", b"/wait"))
        assert started.wait(TIMEOUT_S)
        threading.Timer(0.5, released.set).start()
        end()
        assert read_response(client) == (200, b"short")
        assert is_closed(idle)
        with pytest.raises(ConnectionError):
            connect()


def test_the_application_is_told_that_a_client_has_gone():
    gone = threading.Event()

    def wait_for_the_end(environ, start_response):
        end = time.monotonic() + TIMEOUT_S
        while time.monotonic() < end and not environ["waitress.client_disconnected"]():
            time.sleep(0.05)
        if environ["waitress.client_disconnected"]():
            gone.set()
        return application(environ, start_response)

    with run_http_server(wsgi=wait_for_the_end) as (_, connect):
        client = connect()
        client.sendall(SHORT)
        time.sleep(0.3)
        assert not gone.is_set()
        client.close()
        assert gone.wait(TIMEOUT_S)


def test_responses_do_not_name_the_version_of_any_software():
    with run_http_server() as (_, connect):
        client = connect()
        client.sendall(SHORT.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        head = b"".join(iter(lambda: client.recv(4096), b""))
    assert not re.search(rb"(?i)waitress|gunicorn|werkzeug|python", head)
