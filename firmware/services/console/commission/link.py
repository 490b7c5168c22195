"""Commissioning, third part: Wi-Fi and broker, as data/link.json has them."""

from micropython import const

from firmware import link_file
from firmware.core import fit
from firmware.services.console.commission.questions import (
    NONE_WORDS,
    ask,
    text_or_none,
    whether,
    whole,
    yes_or_no,
)

_NOT_SHOWN = " (not shown)"
_PORT_PLAIN = const(1_883)
_PORT_TLS = const(8_883)


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
    tls = yield from ask("TLS to the broker", "yes" if config.tls else "no", yes_or_no)
    if tls is not None:
        draft.link["broker.tls"] = tls
    tls = config.tls if tls is None else tls
    objection = fit.objection(parts.heap_bytes, parts.frozen, tls)
    if objection:
        yield "  {}.\n".format(objection)
    yield from _port(draft, tls)
    yield from _field(draft, "broker.user", "User at the broker, - for none", config.broker_user)
    yield from _secret(draft, "broker.password", "Password there", config.broker_password)
    if tls and parts.store.read(config.ca) is None:
        yield "  {} is missing: TLS needs the broker's CA there (docs/broker.md).\n".format(
            config.ca
        )


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

    asked = yield from ask(question, present or "none", read)
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
