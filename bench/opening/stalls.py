"""What stalls the chip while it charges, how often, and how late the contactor opens in it."""

import asyncio
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.opening.trials import STIMULI, Stimulus, Trial, clear, trial
from bench.site.acts import cut
from bench.site.networks import Network, networks
from bench.site.rig import Rig, rig
from sim.host.charger import Overdue
from sim.host.process import ROOT
from sim.host.site.broker import HOST, free_port
from sim.host.site.gate import Gate
from sim.host.site.home import Site

_PKI = ROOT / "tests/services/pki"
_CHUNK_BYTES = 65_536
_WIRE_A = 48
_LOWER_A = 47
_BACK_AFTER_S = 4.5  # of a cut
_BETWEEN_CUTS_S = 38  # after a session of less than 30 s the next try comes later
# When a stall may stand, seconds from what brings it about: the change falls anywhere in there.
_HANDSHAKE_WITHIN_S = (1.3, 4.0)
_WRITE_WITHIN_S = (0.0, 0.085)
_LOWERED_EVERY_S = 60  # services/memory/recorder.py
_TRIES_PER_HIT = 8
_TRIES_AT_LEAST = 20
_CUT_EVERY_S = 5
_HOUR_S = 3_600


class TlsDoor:
    """Stands before the broker and speaks TLS, with a certificate for `localhost`."""

    def __init__(self, site: Site) -> None:
        self.port = free_port()
        self._broker_port = site.broker.port
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(_PKI / "good.pem")
        site.broker.loop.run(self._listen())

    async def _listen(self) -> None:
        await asyncio.start_server(self._serve, HOST, self.port, ssl=self._context)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        far_reader, far_writer = await asyncio.open_connection(HOST, self._broker_port)
        inward = asyncio.create_task(_pass_on(reader, far_writer))
        await _pass_on(far_reader, writer)
        await inward


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while chunk := await reader.read(_CHUNK_BYTES):
            writer.write(chunk)
    except OSError:
        pass  # a reset is an end like any other
    writer.close()


# Behind the gate, so that the gate counts the bytes that really go over the air.
def speak_tls(site: Site) -> None:
    gate = site.uplink.gate
    gate.refuse()
    site.uplink.gate = gate = Gate(site.broker.loop, TlsDoor(site).port)
    ca = str(_PKI / "ca.der").lstrip("/")
    settings = {"tls": "true", "ca": ca, "host": "localhost", "port": gate.port}
    for field, value in settings.items():
        site.console(f"link broker.{field} {value}")
    site.reboot()


def handshake_trials(name: str, count: int, seed: str) -> Iterator[Trial]:
    """The connection ends, a new one is made, and meanwhile `name` happens.

    As many as it takes for `count` of them to fall into a handshake's stall.
    """
    with rig(networks()["quiet"], _WIRE_A, seed) as here:
        speak_tls(here.site)
        here.charge()
        here.pass_s(_BETWEEN_CUTS_S)
        yield from until_hit("tls", count, lambda: _in_handshake(here, STIMULI[name]))


# Unplugged when the link is back: a stall is none of the seconds without a car that end a latch.
# The next car is there at once, for the contactor's rest after a fault to pass meanwhile.
def _in_handshake(here: Rig, stimulus: Stimulus) -> Trial:
    here.charger.take_stalls()
    cut_us = here.now_us
    here.site.uplink.gate.cut()
    done = trial(here, stimulus, _HANDSHAKE_WITHIN_S)
    here.pass_to(cut_us + int(_BACK_AFTER_S * 1e6))
    clear(here, stimulus)
    here.charge()
    here.pass_to(cut_us + int(_BETWEEN_CUTS_S * 1e6))
    return done


def write_trials(name: str, count: int, seed: str) -> Iterator[Trial]:
    """A lower wire ampacity is written at once; meanwhile `name` happens.

    As many as it takes for `count` of them to fall into a write's stall.
    """
    with rig(networks()["quiet"], _WIRE_A, seed) as here:
        yield from until_hit("flash", count, lambda: _in_write(here, STIMULI[name]))


# The last lower limit was written less than a minute ago: this one would wait for its turn.
def _in_write(here: Rig, stimulus: Stimulus) -> Trial:
    here.unplug()
    here.pass_s(_LOWERED_EVERY_S)
    here.site.set_wire(_WIRE_A)
    here.charge()
    here.charger.type(f"wire {_LOWER_A}\r")
    done = trial(here, stimulus, _WRITE_WITHIN_S)
    clear(here, stimulus)
    return done


def until_hit(what: str, count: int, attempt: Callable[[], Trial]) -> Iterator[Trial]:
    hits = 0
    for _ in range(_TRIES_AT_LEAST + _TRIES_PER_HIT * count):
        done = attempt()
        hits += what in done.stalls_us
        yield done
        if hits == count:
            return
    raise Overdue(f"{hits} changes fell into a stall of {what}, not {count}: look at the windows")


@dataclass(frozen=True)
class Hour:
    """How often a charging hour was stalled, and for how many milliseconds in all."""

    stalls: int
    stalled_ms: float


def handshakes_per_hour(seed: str) -> Hour:
    """At worst: every connection ends as soon as it is made."""
    with rig(Network(cycle=((_CUT_EVERY_S, cut),)), _WIRE_A, seed) as here:
        speak_tls(here.site)
        return _stalls_in_an_hour(here, "tls")


def writes_per_hour(seed: str) -> Hour:
    """While the server talks all the time."""
    with rig(networks()["busy"], _WIRE_A, seed) as here:
        return _stalls_in_an_hour(here, "flash")


def _stalls_in_an_hour(here: Rig, what: str) -> Hour:
    lengths_us: list[int] = []
    here.charge()
    for _ in range(_HOUR_S):
        here.pass_s(1)
        stalls = here.charger.take_stalls()
        lengths_us += [end - begin for begin, end, why in stalls if why == what]
    return Hour(len(lengths_us), sum(lengths_us) / 1000)
