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
import ssl

import tls

CA_PATH = "data/ca.der"

_TO_DER = "openssl x509 -in ca.pem -outform der -out ca.der"
_KEY_TO_DER = "openssl pkey -in key.pem -outform der -out key.der"
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


def _identify(trusting, certificate_path, key_path):
    if not key_path:
        raise OSError("a certificate of the charger's own needs its key: set broker.key")
    certificate = _read(certificate_path, "the charger's certificate", _TO_DER)
    key = _read(key_path, "the charger's key", _KEY_TO_DER)
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
