"""Reads `data/link.json`: who this charger is and how it reaches its server.

Everything may be left out. An unknown name is refused, not passed over: a mistyped `tls` would
send the password in clear.
"""

import json

from micropython import const

from firmware.core.refusal import Refusal
from firmware.settings import LinkConfig

_TEXT_MAX_CHARS = const(4_096)
_ID_MAX_CHARS = const(32)
_SSID_MAX_BYTES = const(32)  # IEEE 802.11
_PASSPHRASE_MIN_BYTES = const(8)  # WPA: 8..63 characters, or a key of 64 hexadecimal digits
_PASSPHRASE_MAX_BYTES = const(63)
_KEY_DIGITS = const(64)
_HEXADECIMAL = "0123456789abcdefABCDEF"
_HOST_MAX_CHARS = const(253)  # RFC 1035
_CREDENTIAL_MAX_BYTES = const(128)
_PSK_DIGITS = const(64)  # 32 bytes, the most that mbedtls takes
_PATH_MAX_CHARS = const(64)
_TZ_MAX_CHARS = const(64)
_PORT_MAX = const(65_535)
_PORT_PLAIN = const(1_883)
_PORT_TLS = const(8_883)
_ID_CHARS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-"
_HIDDEN = "***"


class ConfigError(Refusal):
    """`field` is the path of what is wrong; the text tells what it should be."""

    def __init__(self, field, wanted):
        super().__init__(field, "%s: %s" % (field, wanted) if field else wanted)


# Each check answers what is wanted instead, or None when the value will do. None looks at a
# character by itself: MicroPython would keep it for good.
def _identity(value):
    if not _is_text(value, _ID_MAX_CHARS) or value.strip(_ID_CHARS):
        return "1 to 32 letters, digits, _ or -"
    return None if value else "1 to 32 letters, digits, _ or -"


def _ssid(value):
    return None if _is_text(value, _SSID_MAX_BYTES) else "the network's name, at most 32 bytes"


def _passphrase(value):
    if _is_text(value, _KEY_DIGITS):
        size = len(value.encode())
        if not size or _PASSPHRASE_MIN_BYTES <= size <= _PASSPHRASE_MAX_BYTES:
            return None
        if size == _KEY_DIGITS and not value.strip(_HEXADECIMAL):
            return None
    return "8 to 63 characters or 64 hexadecimal digits, or empty for an open network"


def _host(value):
    return None if _is_word(value, _HOST_MAX_CHARS) else "a host name or IPv4 address"


def _port(value):
    if isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= _PORT_MAX:
        return None
    return "a number, 1 to 65535"


def _credential(value):
    return None if _is_text(value, _CREDENTIAL_MAX_BYTES) else "text of at most 128 bytes"


def _psk_identity(value):
    if _is_word(value, _PATH_MAX_CHARS) and ":" not in value:
        return None
    return "at most 64 characters, no blanks and no colon"


def _psk(value):
    if _is_text(value, _PSK_DIGITS) and len(value) in (0, _PSK_DIGITS):
        if not value.strip(_HEXADECIMAL):
            return None
    return "64 hexadecimal digits, or empty for none"


def _truth(value):
    return None if isinstance(value, bool) else "true or false"


def _path(value):
    if _is_word(value, _PATH_MAX_CHARS) and value and not value.startswith("/"):
        return None
    return "a path like data/ca.der, not starting with /"


def _path_or_none(value):
    return None if value == "" else _path(value)


def _time_server(value):
    wanted = "host or host:port; empty for none"
    if not _is_word(value, _HOST_MAX_CHARS):
        return wanted
    host, colon, port = value.partition(":")
    if not colon:
        return None
    return None if host and port.isdigit() and _port(int(port)) is None else wanted


def _zone(value):
    return None if _is_word(value, _TZ_MAX_CHARS) and value else "a POSIX TZ string like UTC0"


# attribute, section ("" is the top), name in the section, default, check
_FIELDS = (
    ("id", "", "id", "", _identity),
    ("wifi_ssid", "wifi", "ssid", "", _ssid),
    ("wifi_password", "wifi", "password", "", _passphrase),
    ("broker_host", "broker", "host", "", _host),
    ("broker_port", "broker", "port", _PORT_PLAIN, _port),
    ("broker_user", "broker", "user", "", _credential),
    ("broker_password", "broker", "password", "", _credential),
    ("tls", "broker", "tls", False, _truth),
    ("ca", "broker", "ca", "data/ca.der", _path),
    ("certificate", "broker", "certificate", "", _path_or_none),
    ("key", "broker", "key", "", _path_or_none),
    ("psk_identity", "broker", "psk_identity", "", _psk_identity),
    ("psk", "broker", "psk", "", _psk),
    ("ntp", "", "ntp", "pool.ntp.org", _time_server),
    ("tz", "", "tz", "UTC0", _zone),
)
_SECTIONS = ("wifi", "broker")
_SECRETS = ("wifi_password", "broker_password", "psk")


def to_json(config, secrets=False):
    """As link.json has it; without `secrets` a set password is shown as ***."""
    document = {}
    for attribute, section, name, _, _ in _FIELDS:
        value = getattr(config, attribute)
        if attribute in _SECRETS and value and not secrets:
            value = _HIDDEN
        place = document.setdefault(section, {}) if section else document
        place[name] = value
    return json.dumps(document)


def parse(text, default_id):
    """`text` is what link.json holds; "{}" gives the defaults. Raises ConfigError."""
    document = _decoded(text)
    _refuse_unknown(document, "")
    for section in _SECTIONS:
        _refuse_unknown(_section(document, section), section)
    config = LinkConfig()
    for attribute, section, name, default, check in _FIELDS:
        value = _section(document, section).get(name, default_id if name == "id" else default)
        wanted = check(value)
        if wanted:
            raise ConfigError(_join(section, name), wanted)
        setattr(config, attribute, value)
    broker = _section(document, "broker")
    _share_key(config, "tls" in broker)
    if config.tls and "port" not in broker:
        config.broker_port = _PORT_TLS
    return config


# Whoever sets a key wants TLS: in clear would be less than was asked for.
def _share_key(config, tls_is_told):
    if not config.psk and not config.psk_identity:
        return
    if tls_is_told and not config.tls:
        raise ConfigError("broker.tls", "true, for a pre-shared key is set")
    config.tls = True
    config.psk_identity = config.psk_identity or config.id


# Bounded first: what is nested too deeply may exhaust the stack instead of being refused.
def _decoded(text):
    if len(text) > _TEXT_MAX_CHARS:
        raise ConfigError("", "longer than 4096 characters")
    try:
        document = json.loads(text)
    except (ValueError, RuntimeError):
        raise ConfigError("", "not JSON: check quotes, commas and braces")
    if not isinstance(document, dict):
        raise ConfigError("", "must be an object in braces")
    return document


def _section(document, section):
    content = document.get(section, {}) if section else document
    if not isinstance(content, dict):
        raise ConfigError(section, "must be an object in braces")
    return content


def _refuse_unknown(content, section):
    known = [name for _, place, name, _, _ in _FIELDS if place == section]
    if not section:
        known.extend(_SECTIONS)
    for name in content:
        if name not in known:
            raise ConfigError(_join(section, name), "unknown; known are " + " ".join(known))


def _join(section, name):
    return section + "." + str(name) if section else str(name)


def _is_text(value, size_max):
    return isinstance(value, str) and len(value.encode()) <= size_max


# Printable ASCII without blanks.
def _is_word(value, size_max):
    return _is_text(value, size_max) and all(0x21 <= octet <= 0x7E for octet in value.encode())
