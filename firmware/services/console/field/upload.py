"""`export <url>`: posts the diagnostics bundle with the pinned urequests, over verified TLS.

An upload holds up the whole charger for as long as it takes: urequests waits for the network. So
it is refused while the contactor is closed, nothing can close meanwhile, and the watchdog is given
more time.
"""

import gc
import socket
import sys

from micropython import const

from firmware.core.evse import OUTPUTS, STEADY
from firmware.services.supervisor import WATCHDOG_MS

_TURN_MS = const(20)  # of the console, for each `yield None`
_STEADY_WITHIN_MS = const(6_000)  # an offer is withdrawn at once; a car is woken for 4 s
_SILENCE_MAX_S = const(20)

# Names 21 s, the connection 19 s, TLS 3 s, and a server that thinks for its 20 s, twice over.
_UPLOAD_MAX_MS = const(120_000)

_NOT_OPEN = "a charge does not end: unplug the car, then export again"


def uploaded(parts, url):
    """A generator; tells what became of it. `url`: checked by the caller."""
    parts.hold_for_service(True)
    try:
        body = yield from _body(parts)
        yield "Sending {} bytes; the charger stands still meanwhile.\n".format(len(body))
        yield from _steady(parts.charger)
        if parts.charger.session.closed or parts.charger.offered_ma:
            return {"ok": False, "error": _NOT_OPEN}
        parts.watch_for(_UPLOAD_MAX_MS)
        try:
            return _posted(url, body)
        finally:
            parts.watch_for(WATCHDOG_MS)
    finally:
        parts.hold_for_service(False)


def _body(parts):
    from firmware.services.console.field import bundle

    body = bytearray()
    try:
        for piece in bundle.pieces(parts):
            body.extend(piece.encode())
            yield None
    finally:
        bundle.drop()
    return body


# No car may be left with an offer, or with a wake-up, that nobody looks after.
def _steady(charger):
    for _ in range(_STEADY_WITHIN_MS // _TURN_MS):
        yield None
        if OUTPUTS[charger.evse.state][0] == STEADY:
            return


def _posted(url, body):
    network = _OneConnection()
    gc.collect()
    try:
        status = _post(url, body, network)
    # urequests raises whatever it trips over: an answer cut short is an IndexError.
    except Exception as error:
        return {"ok": False, "error": _in_words(error, network)}
    finally:
        network.close()
        sys.modules.pop("urequests", None)
        gc.collect()
    if 200 <= status < 300:
        return {"ok": True, "status": status, "bytes": len(body)}
    return {"ok": False, "status": status, "error": _status_in_words(status)}


# Its own connection would wait for ever, and follow a redirect to anywhere.
def _post(url, body, network):
    import urequests

    urequests.usocket = network
    headers = {"Content-Type": "application/json"}
    response = urequests.post(url, data=body, headers=headers, parse_headers=False)
    status = response.status_code
    response.close()
    return status


class _OneConnection:
    """What urequests takes for its socket module: a single connection that does not wait for
    ever. A second one would be a redirect's, which may lead out of TLS."""

    SOCK_STREAM = socket.SOCK_STREAM

    def __init__(self):
        self.found = self.redirected = False
        self._sock = None

    def getaddrinfo(self, host, port, family, kind):
        if self._sock is not None:
            self.redirected = True
            raise OSError("redirected")
        addresses = socket.getaddrinfo(host, port, family, kind)
        self.found = True
        return addresses

    def socket(self, *kind):
        self._sock = socket.socket(*kind)
        self._sock.settimeout(_SILENCE_MAX_S)
        return self._sock

    def close(self):
        if self._sock is not None:
            self._sock.close()


def _in_words(error, network):
    if network.redirected:
        return "the server sends elsewhere, which is not followed: use the final address"
    if isinstance(error, MemoryError):
        return "not enough memory for it: reboot, or use: make diag"
    if isinstance(error, ImportError):
        return "lib/urequests is missing on this board: run make flash"
    if not network.found:
        return "the server is not found: check its name, the Wi-Fi and the network's DNS"
    told = " ".join(str(error.args[-1]).split()) if error.args else ""
    if isinstance(error, OSError):
        return _network_in_words(error, told)
    if isinstance(error, ValueError) and "certificate" in told:
        return "TLS refused, nothing was sent: " + told
    return "the server's answer was cut short or is not HTTP"


# What lib/ussl.py raises has no number, and says what to do.
def _network_in_words(error, told):
    if not error.args or type(error.args[0]) is not int:
        return told
    if told.startswith("MBEDTLS"):
        return "TLS failed: " + told
    return "no connection, or it broke off (error {}): check port and Wi-Fi".format(told)


def _status_in_words(status):
    if status in (401, 403):
        return "the server does not let this charger in: is the address the whole one?"
    if status == 404:
        return "the server knows no such address"
    if status == 413:
        return "the server takes no bundle of this size"
    if status >= 500:
        return "the server has trouble of its own: try again later"
    return "the server did not take it"
