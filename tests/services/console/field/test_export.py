"""`export`: the bundle at the console, and its upload to a real TLS server from MicroPython."""

import json
import os
import shutil
import ssl
import subprocess
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from firmware.core.refusal import Refusal
from firmware.services.console.field import export
from tests.services.console.field.parts import Parts, Typist
from tests.services.link.cloud.refused_certificates import REFUSED
from tests.services.link.cloud.scripted_broker import MICROPYTHON, PATIENCE_S, ROOT

_PKI = ROOT / "tests/services/pki"
_DEVICE = ROOT / "tests/services/console/field/device_export.py"
_WATCHDOG_MS = 10_000


@pytest.fixture
def parts():
    return Parts()


# --- at the console ------------------------------------------------------------------------------


def test_it_prints_one_json_object_in_pieces(parts):
    typist = Typist(parts)
    answer = typist.plays(export.run(parts, []))
    assert json.loads(typist.said)["versions"]["chip"]
    assert answer["lines"] == ("",) and typist.asked == []


def test_it_may_be_printed_while_charging_and_disturbs_nothing(parts):
    parts.charge()
    typist = Typist(parts)
    typist.plays(export.run(parts, []))
    assert json.loads(typist.said)["state"]["charging"] is True
    assert parts.rig.board.coil and parts.held == [] and parts.watched_ms == []


@pytest.mark.parametrize(
    "words",
    [
        ["http://example.org/x"],
        ["ftp://example.org/x"],
        ["example.org"],
        ["https://"],
        ["https:///x"],
        ["https://ann:w0rd@example.org/x"],
        ["https://example.org?x"],
        ["https://example.org:/x:y/", "more"],
        ["https://example.org:port/x"],
        ["https://a/", "https://b/"],
    ],
)
def test_only_an_https_address_is_taken_and_none_is_repeated(parts, words):
    with pytest.raises(Refusal) as refusal:
        export.run(parts, words)
    assert "w0rd" not in str(refusal.value)
    assert parts.held == []


def test_without_a_clock_nothing_is_sent():
    parts = Parts(epoch=None)
    with pytest.raises(Refusal, match="the clock is not set"):
        export.run(parts, ["https://example.org/x"])


def test_given_up_before_it_is_sent_the_hold_is_given_back(parts):
    dialogue = export.run(parts, ["https://example.org/x"])
    next(dialogue)
    assert parts.held == [True]
    dialogue.close()
    assert parts.held == [True, False] and parts.watched_ms == []


# --- to a server ---------------------------------------------------------------------------------


class _Server(ThreadingHTTPServer):
    """HTTPS on a free port; `posts`: (path, headers, body) each. `answers`: status and headers."""

    daemon_threads = True

    def __init__(self, certificate):
        super().__init__(("127.0.0.1", 0), _Handler)
        self.posts = []
        self.answers = 200, {}
        self.silent = False
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(_PKI / f"{certificate}.pem")
        # The handshake belongs to the connection's own thread.
        self.socket = context.wrap_socket(
            self.socket, server_side=True, do_handshake_on_connect=False
        )

    @property
    def url(self):
        return f"https://localhost:{self.server_port}/bundles/garage?token=t0ken"

    # A charger that refuses the certificate breaks the handshake off.
    def handle_error(self, request, client_address):
        pass


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posts.append((self.path, dict(self.headers), body))
        if self.server.silent:
            return
        status, headers = self.server.answers
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_):
        pass


@pytest.fixture
def serve():
    """Starts a server that shows the named certificate."""
    servers = []

    def serve(certificate="good"):
        server = _Server(certificate)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        servers.append(server)
        return server

    yield serve
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def uploads(tmp_path):
    """Runs the export on MicroPython; what it told, as one dict. `ca`: the file it trusts."""

    def uploads(url, ca="ca.der", **order):
        (tmp_path / "data").mkdir(exist_ok=True)
        if ca is not None:
            shutil.copy(_PKI / ca, tmp_path / "data/ca.der")
        text = json.dumps({"url": url, **order})
        run = subprocess.run(
            [MICROPYTHON, "-X", "heapsize=400k", _DEVICE]
            + [text[start : start + 200] for start in range(0, len(text), 200)],
            cwd=tmp_path,
            env={"MICROPYPATH": os.pathsep.join((str(ROOT), str(ROOT / "lib"), ".frozen"))},
            capture_output=True,
            text=True,
            timeout=3 * PATIENCE_S,
        )
        assert run.returncode == 0, run.stdout + run.stderr
        told = {}
        for line in run.stdout.splitlines():
            told.update(json.loads(line))
        return told

    return uploads


# Whatever became of it, the charger is as it was.
def _left_nothing_behind(told):
    assert told["held"] == [True, False] and told["loaded"] == []
    assert told["watched_ms"][-1] == _WATCHDOG_MS and told["watched_ms"][0] > 60_000


def test_the_bundle_arrives_whole_as_json(serve, uploads):
    server = serve()
    told = uploads(server.url)
    assert told["answer"]["ok"] and told["answer"]["status"] == 200
    ((path, headers, body),) = server.posts
    assert path == "/bundles/garage?token=t0ken"
    assert headers["Content-Type"] == "application/json"
    bundle = json.loads(body)
    assert len(body) == told["answer"]["bytes"] > 6_000
    assert len(bundle["log"]) >= 60 and bundle["versions"]["interpreter"] == "micropython"
    _left_nothing_behind(told)


@pytest.mark.parametrize(("certificate", "reason"), REFUSED)
def test_any_other_certificate_is_refused_and_nothing_sent(serve, uploads, certificate, reason):
    server = serve(certificate)
    told = uploads(server.url)
    assert not told["answer"]["ok"]
    assert told["answer"]["error"].startswith("TLS refused, nothing was sent: ")
    assert reason in told["answer"]["error"]
    assert server.posts == []
    _left_nothing_behind(told)


def test_without_the_authoritys_certificate_nothing_is_sent_and_it_says_what_to_do(serve, uploads):
    server = serve()
    told = uploads(server.url, ca=None)
    assert "data/ca.der" in told["answer"]["error"] and "openssl" in told["answer"]["error"]
    assert server.posts == []


def test_while_charging_it_is_refused_and_nothing_sent(serve, uploads):
    server = serve()
    told = uploads(server.url, charging=True)
    assert "not while charging" in told["refused"]
    assert server.posts == [] and told["held"] == [] and told["watched_ms"] == []


@pytest.mark.parametrize(
    ("status", "words"),
    [(403, "does not let"), (404, "no such address"), (413, "of this size"), (503, "later")],
)
def test_a_status_that_is_no_success_is_told(serve, uploads, status, words):
    server = serve()
    server.answers = status, {}
    told = uploads(server.url)
    assert told["answer"]["ok"] is False and told["answer"]["status"] == status
    assert words in told["answer"]["error"]
    _left_nothing_behind(told)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_no_redirect_is_followed(serve, uploads, scheme):
    server, elsewhere = serve(), serve()
    target = f"{scheme}://localhost:{elsewhere.server_port}/"
    server.answers = 307, {"Location": target}
    told = uploads(server.url)
    assert "sends elsewhere" in told["answer"]["error"]
    assert len(server.posts) == 1 and elsewhere.posts == []
    _left_nothing_behind(told)


def test_a_server_that_hangs_up_without_an_answer_is_told(serve, uploads):
    server = serve()
    server.silent = True
    told = uploads(server.url)
    assert "cut short" in told["answer"]["error"]
    _left_nothing_behind(told)


def test_nobody_at_that_port_is_told(uploads):
    told = uploads("https://127.0.0.1:1/x")
    assert "no connection" in told["answer"]["error"]
    _left_nothing_behind(told)


def test_a_name_that_does_not_exist_is_told(uploads):
    told = uploads("https://nowhere.invalid/x")
    assert "not found" in told["answer"]["error"]


def test_i9_the_address_is_in_nothing_that_is_said(serve, uploads):
    server = serve()
    server.answers = 404, {}
    assert "t0ken" not in str(uploads(server.url))
