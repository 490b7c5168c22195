"""TLS policy, in one place: both ends share a key, or the broker's certificate and host name are
verified, or there is no connection.

MicroPython's own `ssl` verifies nothing unless told to: `ssl.wrap_socket` defaults to CERT_NONE
and `ssl.SSLContext` sets it. Whoever can redirect the charger's packets would then be its server.
The pinned umqtt.simple and urequests import `ussl`, which MicroPython dropped in 1.23: this one.

A pre-shared key is used with AES-GCM and nothing else. The suites that add an ephemeral exchange
would keep what was recorded secret from who learns the key later, at the price of what the key
saves: arithmetic that stops the chip for a second.

Dates are checked against the clock, so it must be set first: until then every certificate is from
the future. There is no way to turn a check off, and no second attempt without one.
"""

import binascii
import io
import select
import ssl
import time

import tls
from micropython import const

CA_PATH = "data/ca.der"

_TO_DER = "openssl x509 -in ca.pem -outform der -out ca.der"
_KEY_TO_DER = "openssl pkey -in key.pem -outform der -out key.der"
_RSA_2048_MAX_BYTES = const(1_300)  # as PKCS#8 it takes 1,219, one of 3,072 bits 1,794
_HEAD_BYTES = const(5)  # of a TLS record, RFC 5246
_APPLICATION_DATA = const(23)  # its type: the handshake is over
_POLL, _CLOSE = const(3), const(4)  # MicroPython's py/stream.h
_PLAIN_PSK = ["TLS-PSK-WITH-AES-128-GCM-SHA256"]
_PSK_REFUSED = (
    "the broker refuses the pre-shared key: identity and key must stand in the psk_file of its"
    " listener at broker.port (docs/broker.md)"
)
_NO_PSK = "this MicroPython has no TLS by pre-shared key: it takes 1.29 or newer (make vm)"


def shared(identity, key):
    """-> a tls.SSLContext for a broker that holds the same key, 64 hexadecimal digits. Raises
    OSError where MicroPython has no pre-shared keys."""
    sharing = tls.SSLContext(tls.PROTOCOL_TLS_CLIENT)
    if not hasattr(sharing, "psk_key"):
        raise OSError(_NO_PSK)
    sharing.set_ciphers(_PLAIN_PSK)
    sharing.psk_identity = identity
    sharing.psk_key = binascii.unhexlify(key)
    return sharing


def context(ca_path=CA_PATH, certificate_path="", key_path=""):
    """-> an ssl.SSLContext that trusts the one authority in `ca_path`. Raises OSError.

    With `certificate_path` and `key_path` the charger shows a certificate of its own. All DER.
    """
    trusting = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.verify_mode = ssl.CERT_REQUIRED
    try:
        trusting.load_verify_locations(cadata=_read(ca_path, "the broker's CA", _TO_DER))
    except ValueError:
        raise OSError("%s is not a certificate in DER form: make one with %s" % (ca_path, _TO_DER))
    if certificate_path:
        _identify(trusting, certificate_path, key_path)
    return trusting


class Steps:
    """A handshake with certificates in pieces: after every record the loop has a turn. `context`:
    what context() gave; `longest_ms`: for how long one step of the last handshake stopped the chip
    at most, 0 before any; one that was not ended does not make it less."""

    def __init__(self):
        self.context = None
        self.longest_ms = 0

    def wrap_socket(self, sock, **how):
        """As an SSLContext's, for a socket that does not block."""
        context, self.context = self.context, None
        return context.wrap_socket(_Records(sock, self), **how)


class _Records(io.IOBase):
    """Between mbedtls and the socket: in the handshake, asked for the head of a record, it says
    once that there is nothing yet. A step is from one question to the next."""

    def __init__(self, sock, steps):
        self._sock = sock
        self._steps = steps
        self._poller = select.poll()
        self._poller.register(sock)
        self._began_us = None
        self._longest_ms = 0
        self._had_turn = self._done = False

    def readinto(self, buffer):
        if self._done:
            return self._sock.readinto(buffer)
        self._time_step()
        if len(buffer) == _HEAD_BYTES:
            self._had_turn = not self._had_turn
            if self._had_turn:
                return None
        return self._a_piece(buffer)

    def _a_piece(self, buffer):
        began_us = time.ticks_us()
        count = self._sock.readinto(buffer)
        if count == _HEAD_BYTES and buffer[0] == _APPLICATION_DATA:
            self._done = True
            self._steps.longest_ms = self._longest_ms
        elif count:
            self._began_us = began_us
        return count

    def write(self, content):
        self._time_step()
        return self._sock.write(content)

    def ioctl(self, request, argument):
        if request == _POLL:
            self._poller.modify(self._sock, argument)
            for _, events in self._poller.ipoll(0):
                return events
        elif request == _CLOSE:
            self._sock.close()
        return 0

    def _time_step(self):
        if self._began_us is not None:
            step_ms = time.ticks_diff(time.ticks_us(), self._began_us) // 1_000
            self._longest_ms = max(self._longest_ms, step_ms)
            self._steps.longest_ms = max(self._steps.longest_ms, step_ms)
            self._began_us = None


def _identify(trusting, certificate_path, key_path):
    if not key_path:
        raise OSError("a certificate of the charger's own needs its key: set broker.key")
    certificate = _read(certificate_path, "the charger's certificate", _TO_DER)
    key = _read(key_path, "the charger's key", _KEY_TO_DER)
    if len(key) > _RSA_2048_MAX_BYTES:
        raise OSError(
            "%s is above RSA 2048: signing would stop the charger for seconds" % key_path
        )
    try:
        trusting.load_cert_chain(certificate, key)
    except ValueError:
        files = (certificate_path, key_path, _TO_DER, _KEY_TO_DER)
        raise OSError("%s and %s are no certificate and key in DER form: %s; %s" % files)


# Whatever is wrong with a key is the same alert to mbedtls; what it has against a certificate is a
# ValueError, in words.
def refused(trouble, key):
    """-> what a handshake came to, as an OSError that says what to do. `key`: "" for none."""
    if key:
        return OSError(_PSK_REFUSED)
    if isinstance(trouble, ValueError):
        return OSError("TLS refused: " + " ".join(str(trouble).split()))
    return trouble


def wrap_socket(sock, server_hostname=None, ca_path=CA_PATH, do_handshake=True):
    """What the packages of `lib` call. Raises OSError; ValueError for a refused certificate."""
    if not server_hostname:
        raise OSError("TLS needs server_hostname: without it anybody's certificate would do")
    return context(ca_path).wrap_socket(
        sock, server_hostname=server_hostname, do_handshake_on_connect=do_handshake
    )


def _read(path, what, how):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        raise OSError("TLS needs %s in %s: make it with %s" % (what, path, how))
