"""Courtesies on a connection whose every packet is looked at, in time that is stepped."""

from firmware.core.journal import Journal
from firmware.core.plan.link import Link
from firmware.core.plan.orders import Orders
from firmware.settings import Settings
from tests.core.bench import Clock
from tests.core.rig import NOON

GROUP, BIRTH, DISCOVERY = b"pilotlight/group/yard/#", b"homeassistant/status", b"homeassistant/dev"
NAMES = {
    GROUP: "the load group",
    BIRTH: "Home Assistant's birth",
    DISCOVERY: "Home Assistant's discovery",
}
OVER = "the broker ends the connection over {}: left out for now; check its ACL"
FIRST_S, DAY_S = 600, 86_400


class Deadlines:
    trial_ms = 3_000
    birth_spread_ms = 0


class Config:
    id = "garage-1"
    mac = "24:6f:28:a1:b2:c3"


class Report:
    """`announced`: as what this charger was told of last; most tests have one that was."""

    charging = False
    most_ma = 32_000
    announced = "garage-1"

    def announced_as(self, charger_id):
        self.announced = charger_id


class Group:
    def subscription(self):
        return GROUP


class Connection:
    """`said`: what was put; the network takes it at once, unless it is `slow`."""

    def __init__(self):
        self.said = []
        self.slow = False

    @property
    def idle(self):
        return not self.slow

    def put(self, packet):
        self.said.append(bytes(packet) if isinstance(packet, bytearray | bytes) else b"")


class Rig:
    def __init__(self, module, codec):
        self._codec = codec
        self.clock = Clock(0, NOON)
        self.journal = Journal(self.clock)
        self.link = Link(Settings(), Orders())
        self.report = Report()
        self.courtesies = module.Courtesies(Config, self.link, self.clock, self.journal, Deadlines)
        self.courtesies.group = Group()

    def connect(self):
        self.connection = Connection()
        self.courtesies.begin(self.connection, self._codec.Codec())

    def advance_ms(self, ms):
        for _ in range(ms // 250):
            self.courtesies.do_next(self.clock.ticks_ms(), self.report)
            self.clock.ms += 250

    @property
    def said(self):
        """What was asked for or said on this connection, in order."""
        found = [name for packet in self.connection.said for name in NAMES if name in packet]
        return list(dict.fromkeys(found))

    def until(self, wanted):
        while wanted not in self.said:
            self.advance_ms(250)
