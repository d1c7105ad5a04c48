"""Which hosts a request may name, and which requests of other sites' pages are answered."""

import ipaddress
import socket

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fallline.core import BadInput
from fallline.web.operations.hosts import Hosts, known_hosts
from tests.application import make_application

OWN = Hosts()
PUBLIC = known_hosts("0.0.0.0", [])
LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)
NAMES = st.lists(LABELS, min_size=1, max_size=4).map(".".join)
PORTS = st.sampled_from(["", ":80", ":8050", ":65535"])
RACE = {"link": "on=booth&run=adam&steps=3", "shown": "", "theme": "light", "events": []}


def is_ip(text):
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    return make_application(tmp_path_factory.mktemp("lab")).test_client()


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "localhost.", "127.0.0.1", "127.8.8.8", "[::1]"])
@pytest.mark.parametrize("port", ["", ":8050"])
def test_a_lab_of_ones_own_is_addressed_as_localhost(host, port):
    assert OWN.allow(host + port)
    assert PUBLIC.allow(host + port)


@given(name=NAMES.filter(lambda name: name != "localhost" and not is_ip(name)), port=PORTS)
def test_other_names_are_refused_unless_they_are_allowed(name, port):
    own_names = {socket.gethostname().lower(), f"{socket.gethostname().lower().partition('.')[0]}.local"}
    assert not OWN.allow(name + port)
    assert PUBLIC.allow(name + port) == (name in own_names)
    for listening in ("127.0.0.1", "::1", "localhost", "0.0.0.0"):
        allowing = known_hosts(listening, ["first.example", name.upper()])
        assert allowing.allow(name + port)
        assert allowing.allow(f"{name}.{port}")  # the same name, fully qualified
        assert not allowing.allow(f"evil.{name}{port}")
        assert not allowing.allow(f"{name}.evil.example{port}")


@given(address=st.ip_addresses(), port=PORTS)
def test_ip_addresses_are_allowed_on_a_network(address, port):
    host = f"{address}" if address.version == 4 else f"[{address}]"
    assert PUBLIC.allow(host + port)
    assert known_hosts("192.0.2.1", []).allow(host + port)
    assert OWN.allow(host + port) == address.is_loopback


@given(text=st.text(max_size=30))
def test_any_host_header_is_read(text):
    assert OWN.allow(text) in {True, False}
    for hosts in (OWN, PUBLIC):
        assert not hosts.allow(f"localhost, {text}")
        assert not hosts.allow(f"localhost/{text}")
        assert not hosts.allow(f"{text}@localhost")


@pytest.mark.parametrize(
    "name", ["", "http://lab.example", "lab.example:8050", "lab example", "a..b", "*.example", "x" * 300]
)
def test_what_is_no_host_name_cannot_be_allowed(name):
    with pytest.raises(BadInput, match="must be a host name"):
        known_hosts("127.0.0.1", [name])


@pytest.mark.parametrize("path", ["/", "/health", "/race.csv", "/assets/main.js", "/class/ABC/now", "/nothing"])
def test_a_request_for_another_host_is_refused_everywhere(client, path):
    answer = client.get(path, headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "--allow-host" in answer.get_json()["problem"]
    answer = client.post(path, headers={"Host": "evil.example:8050"}, json={})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("method", "path", "headers", "is_answered"),
    [
        ("GET", "/", {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, True),
        ("GET", "/?on=booth&mode=embed", {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, True),
        ("GET", "/?on=booth", {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe"}, False),
        ("GET", "/", {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, False),
        ("POST", "/", {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, False),
        ("GET", "/race.csv?link=on%3Dbooth", {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image"}, False),
        ("GET", "/race.csv?link=on%3Dbooth", {"Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}, False),
        ("GET", "/race.csv?link=on%3Dbooth&mode=embed", {"Sec-Fetch-Mode": "navigate"}, False),
        ("GET", "/assets/main.js", {"Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "script"}, False),
        ("POST", "/class", {"Sec-Fetch-Mode": "no-cors"}, False),
        ("POST", "/race", {"Sec-Fetch-Mode": "cors"}, False),
    ],
)
def test_other_sites_may_link_to_the_page_and_embed_it_and_nothing_else(client, method, path, headers, is_answered):
    for site in ("cross-site", "same-origin", "none"):
        with client.open(path, method=method, headers={"Sec-Fetch-Site": site, **headers}) as answer:
            assert (answer.status_code != 403) is (is_answered or site != "cross-site"), site


@pytest.mark.parametrize("method", ["POST", "DELETE"])
@pytest.mark.parametrize(
    ("headers", "is_answered"),
    [
        ({}, True),
        ({"Origin": "http://localhost"}, True),
        ({"Origin": "https://localhost"}, True),  # a proxy may end TLS
        ({"Origin": "http://localhost:3000"}, False),
        ({"Origin": "http://evil.example"}, False),
        ({"Origin": "http://localhost.evil.example"}, False),
        ({"Origin": "null"}, False),
        ({"Origin": "null", "Content-Type": "application/json"}, True),
        ({"Origin": "http://evil.example", "Content-Type": "application/json"}, False),
        ({"Origin": "http://evil.example", "Sec-Fetch-Site": "same-site"}, False),
        ({"Origin": "http://other.example", "Sec-Fetch-Site": "same-origin"}, True),  # a proxy may change the Host
    ],
)
def test_a_change_needs_an_origin_of_this_server_if_the_client_names_one(client, method, headers, is_answered):
    status = client.open("/jobs/film/none", method=method, data="{}", headers=headers).status_code
    assert (status != 403) is is_answered


def test_clients_that_name_no_site_are_answered(client):
    assert client.get("/race.csv", query_string={"link": "on=booth&run=adam&steps=3"}).status_code == 200
    assert client.post("/race", json=RACE).status_code == 200


def test_the_host_that_a_proxy_names_must_be_allowed(tmp_path):
    from fallline.web.operations.security import SecuritySettings

    hosts = known_hosts("127.0.0.1", ["lab.example.org"])
    client = make_application(tmp_path, security=SecuritySettings(proxies=1), hosts=hosts).test_client()
    for name, status in (("lab.example.org", 200), ("lab.example.org:8443", 200), ("evil.example", 400)):
        assert client.get("/health", headers={"X-Forwarded-Host": name}).status_code == status
