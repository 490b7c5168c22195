"""Commissioning, third part: Wi-Fi and broker, as data/link.json has them."""

import sys

from micropython import const

from firmware import link_file
from firmware.core import fit
from firmware.core.refusal import Refusal
from firmware.services.console import shared_key
from firmware.services.console.commission.questions import (
    NONE_WORDS,
    ask,
    text_or_none,
    whether,
    whole,
)

_NOT_SHOWN = " (not shown)"
_PORT_PLAIN = const(1_883)
_PORT_TLS = const(8_883)
_KEY, _CERTIFICATE, _NO = "key", "certificate", "no"
_KEYS_SINCE = (1, 29)  # MicroPython's version


def read(parts, draft):
    """Sets `link_config`; tells what is wrong with the file."""
    draft.link_config, trouble = link_file.load(parts.store, parts.chip_id())
    if trouble:
        yield "  {}\n".format(trouble)


def wifi(draft):
    config = draft.link_config
    asked = yield from _field(draft, "wifi.ssid", "Wi-Fi network, - for none", config.wifi_ssid)
    if asked == "":
        draft.link["wifi.password"] = ""
    elif asked or config.wifi_ssid:
        yield from _secret(draft, "wifi.password", "Its password", config.wifi_password)


def broker(parts, draft):
    config = draft.link_config
    asked = yield from _field(
        draft, "broker.host", "MQTT broker, host or address, - for none", config.broker_host
    )
    if not asked and (asked == "" or not config.broker_host):
        return
    present = _protection(config)
    chosen = (
        yield from ask("TLS to the broker: key, certificate or no", present, _way)
    ) or present
    tls = chosen != _NO
    if chosen != present:
        draft.link["broker.tls"] = tls
    if chosen != _KEY and config.psk_identity:
        draft.link.update(shared_key.NO_KEY)
    objection = fit.objection(parts.heap_bytes, parts.frozen, tls)
    if objection:
        yield "  {}.\n".format(objection)
    yield from _port(draft, tls)
    if chosen == _KEY:
        yield from _key(draft)
        return
    yield from _field(draft, "broker.user", "User at the broker, - for none", config.broker_user)
    yield from _secret(draft, "broker.password", "Password there", config.broker_password)
    if tls and parts.store.read(config.ca) is None:
        yield "  {} is missing: TLS needs the broker's CA there (docs/broker.md).\n".format(
            config.ca
        )


# What there is; a key for whoever had no broker so far.
def _protection(config):
    if config.psk or (_shares_keys() and not config.broker_host):
        return _KEY
    return _CERTIFICATE if config.tls else _NO


def _shares_keys():
    return sys.implementation.version[:2] >= _KEYS_SINCE


def _way(text):
    if text not in (_KEY, _CERTIFICATE, _NO):
        raise Refusal("", "key, certificate or no")
    if text == _KEY and not _shares_keys():
        raise Refusal("", "a key takes MicroPython 1.29 or newer: certificate or no")
    return text


# An empty line keeps the key that there is, or makes one: that is shown here and nowhere else.
def _key(draft):
    config = draft.link_config
    identity = config.psk_identity or config.id
    identity = (yield from _field(draft, "broker.psk_identity", "Its name", identity)) or identity

    def read(text):
        link_file.check("broker.psk", "" if text == shared_key.NEW else text)
        return text

    question = "The key, 64 hex digits, or new" + _NOT_SHOWN
    word = yield from ask(question, "set" if config.psk else shared_key.NEW, read, False)
    if word is None and config.psk:
        return
    draft.link.update(shared_key.changes(word or shared_key.NEW))
    if not word or word == shared_key.NEW:
        yield "  The broker's psk_file needs this line, which is shown only now:\n"
        yield "  {}:{}\n".format(identity, draft.link["broker.psk"])


# Whoever switches TLS on or off moves from one usual port to the other.
def _port(draft, tls):
    config = draft.link_config
    port = config.broker_port
    if tls != config.tls and port in (_PORT_PLAIN, _PORT_TLS):
        port = draft.link["broker.port"] = _PORT_TLS if tls else _PORT_PLAIN
    asked = yield from ask("Port of the broker", port, whole("broker.port", 1, 65_535))
    if asked is not None:
        draft.link["broker.port"] = asked


# -> what was answered; "": none; None: as it is.
def _field(draft, path, question, present):
    def read(text):
        value = text_or_none(text)
        link_file.check(path, value)
        return value

    asked = yield from ask(question, present or "none", read, as_typed=True)
    if asked is not None:
        draft.link[path] = asked
    return asked


# A password may be the word none; only a dash clears it.
def _secret(draft, path, question, present):
    def read(text):
        value = "" if text == NONE_WORDS[0] else text
        link_file.check(path, value)
        return value

    question = "{}, - for none{}".format(question, _NOT_SHOWN)
    asked = yield from ask(question, whether(present), read, False)
    if asked is not None:
        draft.link[path] = asked
