"""`commission`: walks an installer through everything, tests, and leaves a record.

Nothing is changed before the summary is confirmed; then the settings are stored with one write,
the link with another, and the record last. A power cut in between leaves each of them whole.
"""

from micropython import const

from firmware.core.refusal import Refusal, ma_to_amps
from firmware.forget import forget
from firmware.services.console.commission import record
from firmware.services.console.commission.questions import ask, whether, yes_or_no

_CHARGING = "not while charging: unplug the car, or: override pause"
_WELCOME = (
    "Commissioning. An empty line keeps what stands in brackets. Nothing is stored before the"
    " end.\n"
)
_SECRETS = ("wifi.password", "broker.password", "broker.psk")
_TURN_MS = const(20)  # of the console, for each `yield None`
_QUIET_WITHIN_MS = const(2_000)  # a self-test takes its 150 ms and 1 s
_NEEDED = (
    "firmware.services.console.commission.circuit",
    "firmware.services.console.commission.site",
    "firmware.services.console.commission.link",
    "firmware.services.console.commission.zone",
    "firmware.services.console.commission.tests",
    "firmware.services.console.commission.rails",
    "firmware.services.console.commission.store",
    "firmware.services.console.commission.questions",
    "firmware.services.console.commission.record",
    "firmware.services.console.shared_key",
    "firmware.core.fit",
    "firmware.core.plan.wiring_rules",
    "firmware.link_file",
    "firmware.link_reader",
)


class Draft:
    """What is going to be stored. `group`, `pin`: as settings.Settings has them; `awg`: 0 or None
    where it is not known; `link`: path -> new value; `link_config`: as link.json is now, once it
    is read."""

    def __init__(self, settings, former):
        self.installer = former.get("installer")
        self.licence = former.get("licence")
        self.date = None
        circuit = former.get("circuit", {})
        self.breaker_a = circuit.get("breaker_a")
        self.awg = circuit.get("awg")
        self.wire_ma = settings.wire_ma
        self.pin = settings.pin
        self.group = settings.group
        self.link = {}
        self.link_config = None


def run(parts, words):
    """A generator: the dialogue. Raises Refusal while charging."""
    if words:
        raise Refusal("commission", "type commission alone: it asks for everything")
    if parts.charger.session.closed:
        raise Refusal("commission", _CHARGING)
    return _dialogue(parts)


# Nothing may close meanwhile: each part is loaded from a file, and the flash is written.
def _dialogue(parts):
    parts.hold_for_service(True)
    try:
        yield _WELCOME
        draft = Draft(parts.charger.plan.settings, _former(parts.store))
        for ask_about in (_ask_about_circuit, _ask_about_site, _ask_about_link, _ask_about_zone):
            yield from ask_about(parts, draft)
        results = yield from _test(parts)
        if not (yield from _confirmed(parts, draft)):
            return {"ok": False, "error": "given up: nothing is stored"}
        return (yield from _stored(parts, draft, results))
    finally:
        parts.hold_for_service(False)
        forget(*_NEEDED)


def _former(store):
    kept = record.read(store)
    return kept["record"] if kept is not None and kept["crc_holds"] else {}


# Each part is loaded for its questions and forgotten after them: the heap is short.
def _ask_about_circuit(parts, draft):
    from firmware.services.console.commission import circuit

    yield from circuit.installer(parts, draft)
    yield from circuit.circuit(parts, draft)


def _ask_about_site(parts, draft):
    forget("firmware.services.console.commission.circuit", "firmware.core.plan.wiring_rules")
    from firmware.services.console.commission import site

    yield from site.pin(parts, draft)
    yield from site.group(draft)


def _ask_about_link(parts, draft):
    forget("firmware.services.console.commission.site")
    from firmware.services.console.commission import link

    yield from link.read(parts, draft)
    yield from link.wifi(draft)
    yield from link.broker(parts, draft)


def _ask_about_zone(_parts, draft):
    forget(
        "firmware.services.console.commission.link",
        "firmware.services.console.shared_key",
        "firmware.link_file",
        "firmware.link_reader",
    )
    from firmware.services.console.commission import zone

    yield from zone.zone(draft)


def _test(parts):
    forget("firmware.services.console.commission.zone")
    from firmware.services.console.commission import tests

    yield "Tests:\n"
    results = yield from tests.tests(parts)
    if not tests.all_passed(results):
        yield "  Not all passed; the record will say so.\n"
    return results


def _confirmed(parts, draft):
    for line in _summary(draft):
        yield line + "\n"
    return (yield from ask("Store all this? yes or no", None, yes_or_no))


def _summary(draft):
    yield "Installer: {}, licence: {}".format(draft.installer, draft.licence or "none")
    yield "Breaker: {} A, copper: {}".format(
        draft.breaker_a, "{} AWG".format(draft.awg) if draft.awg else "not known"
    )
    yield "Wire ampacity: {} A".format(ma_to_amps(draft.wire_ma))
    yield "Installer PIN: " + whether(draft.pin)
    if draft.group is None:
        yield "Load group: none"
    else:
        group = dict(draft.group)
        group["ma"] = ma_to_amps(group["ma"])
        group["key"] = whether(group["key"])
        yield "Load group: {id}, {ma} A, {members} chargers, key: {key}".format(**group)
    for path in sorted(draft.link):
        value = draft.link[path]
        yield "{}: {}".format(path, whether(value) if path in _SECRETS else value)


# A write of the flash stands in the way of a self-test: none may be running.
def _stored(parts, draft, results):
    from firmware.services.console.commission import store

    for _ in range(_QUIET_WITHIN_MS // _TURN_MS):
        yield None
        if parts.charger.evse.state != "C2" and not parts.charger.self_test.running:
            break
    return store.store(parts, draft, results)
