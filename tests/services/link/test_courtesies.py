"""What a broker may end the connection over: one at a time, left out where it did (field 6)."""

import importlib
from errno import ECONNRESET, ETIMEDOUT

import pytest

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


@pytest.fixture
def rig(umqtt):
    module = importlib.import_module("firmware.services.link.courtesies")
    rig = Rig(module, importlib.import_module("firmware.services.link.codec"))
    rig.connect()
    return rig


def test_each_has_its_trial_before_the_next(rig):
    rig.advance_ms(3_250)
    assert rig.said == [GROUP]
    rig.advance_ms(250)
    assert rig.said == [GROUP, BIRTH]
    rig.advance_ms(3_000)
    assert rig.said == [GROUP, BIRTH]
    rig.advance_ms(250)
    assert rig.said == [GROUP, BIRTH, DISCOVERY]


def test_on_a_slow_link_the_trial_begins_when_it_is_out(rig):
    rig.until(GROUP)
    rig.connection.slow = True
    rig.advance_ms(10_000)
    rig.connection.slow = False
    rig.advance_ms(2_750)
    assert rig.said == [GROUP]
    rig.until(BIRTH)


def _announcements(rig):
    return sum(DISCOVERY + b"ice/pilotlight/" in packet for packet in rig.connection.said)


def test_a_wire_of_another_ampacity_is_announced_anew_with_the_contactor_open(rig):
    rig.until(DISCOVERY)
    rig.advance_ms(10_000)
    assert _announcements(rig) == 1
    rig.report.most_ma, rig.report.charging = 16_000, True
    rig.advance_ms(10_000)
    assert _announcements(rig) == 1
    rig.report.charging = False
    rig.advance_ms(10_000)
    assert _announcements(rig) == 2


FORMER = {
    None: b"homeassistant/device/pilotlight_garage-1/config",
    "garage-9": b"homeassistant/device/pilotlight/garage-9/config",
}
NOW = b"homeassistant/device/pilotlight/garage-1/config"


def _told(rig, topic):
    """Payloads under `topic`, in order; what comes in pieces is b"..."."""
    packets = [packet for packet in rig.connection.said if topic in packet]
    return [
        b"" if packet.endswith(topic) and packet[1] == len(topic) + 2 else b"..."
        for packet in packets
    ]


@pytest.mark.parametrize("announced", FORMER)
def test_ha_10_what_was_announced_by_another_id_is_taken_back_first_and_once(rig, announced):
    rig.report.announced = announced
    rig.until(DISCOVERY)
    assert _told(rig, FORMER[announced]) == [b""] and _told(rig, NOW) == []
    rig.advance_ms(3_000)
    assert _told(rig, NOW) == []
    rig.advance_ms(500)
    assert _told(rig, NOW) == [b"..."] and rig.report.announced == "garage-1"
    rig.connect()
    rig.advance_ms(20_000)
    assert _told(rig, FORMER[announced]) == [] and _told(rig, NOW) == [b"..."]


def test_ha_10_a_broker_that_ends_the_connection_over_it_costs_no_discovery(rig):
    rig.report.announced = None
    rig.until(DISCOVERY)
    rig.courtesies.ended(EOFError())
    assert rig.link.trouble == OVER.format("its former announcement")
    rig.connect()
    rig.advance_ms(20_000)
    assert _told(rig, FORMER[None]) == [] and _told(rig, NOW) == [b"..."]
    assert rig.report.announced is None
    rig.advance_ms(FIRST_S * 1_000)
    rig.connect()
    rig.advance_ms(20_000)
    assert _told(rig, FORMER[None]) == [b""] and rig.report.announced == "garage-1"
    assert rig.link.trouble is None


@pytest.mark.parametrize("ended_over", NAMES)
@pytest.mark.parametrize("how", [EOFError(), OSError(ECONNRESET)])
def test_field_6_what_ended_a_connection_is_left_out_of_the_next_and_said(rig, ended_over, how):
    rig.until(ended_over)
    rig.courtesies.ended(how)
    words = OVER.format(NAMES[ended_over])
    assert rig.link.trouble == words
    assert [entry[1:3] for entry in rig.journal.entries] == [("left_out", words)]
    others = [name for name in NAMES if name != ended_over]
    for _ in range(2):
        rig.connect()
        rig.advance_ms(20_000)
        assert rig.said == others and rig.link.trouble == words


def test_it_is_tried_again_by_the_same_connection_each_time_later(rig):
    for left_out_s in (FIRST_S, 2 * FIRST_S, 4 * FIRST_S):
        rig.until(GROUP)
        rig.courtesies.ended(EOFError())
        rig.connect()
        rig.advance_ms((left_out_s - 1) * 1_000)
        assert GROUP not in rig.said and rig.link.trouble is not None
        rig.advance_ms(1_250)
        assert GROUP in rig.said and rig.link.trouble is None


def test_it_is_never_left_out_for_longer_than_a_day(rig):
    for _ in range(9):
        rig.until(GROUP)
        rig.courtesies.ended(EOFError())
        rig.connect()
        rig.clock.ms += DAY_S * 1_000
    rig.advance_ms(250)
    assert rig.said == [GROUP]


def test_what_was_borne_once_begins_anew(rig):
    rig.until(GROUP)
    rig.courtesies.ended(EOFError())
    rig.clock.ms += FIRST_S * 1_000
    rig.connect()
    rig.advance_ms(20_000)
    assert rig.said == list(NAMES)
    rig.connect()
    rig.until(GROUP)
    rig.courtesies.ended(EOFError())
    rig.clock.ms += FIRST_S * 1_000
    rig.connect()
    rig.until(GROUP)


def test_field_6_a_connection_that_ends_later_or_by_the_network_ended_over_none(rig):
    rig.until(GROUP)
    for how in (OSError(ETIMEDOUT), OSError("the broker no longer answers")):
        rig.courtesies.ended(how)
    rig.advance_ms(20_000)
    rig.courtesies.ended(EOFError())
    assert rig.link.trouble is None and rig.journal.entries == []


def test_field_6_two_that_are_left_out_are_both_named(rig):
    for name in (GROUP, BIRTH):
        rig.connect()
        rig.until(name)
        rig.courtesies.ended(EOFError())
    assert "over Home Assistant's birth and the load group: left out" in rig.link.trouble


def test_a_state_now_and_then_makes_no_trial_longer(rig):
    rig.until(GROUP)
    for _ in range(4):
        rig.connection.slow = True
        rig.advance_ms(250)
        rig.connection.slow = False
        rig.advance_ms(500)
    rig.until(BIRTH)
    assert rig.clock.ms <= 4_500
    rig.advance_ms(10_000)
    rig.courtesies.ended(EOFError())
    assert rig.link.trouble is None


def test_the_groups_word_goes_out_once_it_is_asked_for_and_is_on_trial_too(rig):
    assert not rig.courtesies.may_speak(rig.clock.ticks_ms())
    rig.until(GROUP)
    rig.advance_ms(250)
    assert rig.courtesies.may_speak(rig.clock.ticks_ms())
    rig.courtesies.ended(OSError(ECONNRESET))
    assert rig.link.trouble == OVER.format("the load group")
    rig.connect()
    rig.advance_ms(20_000)
    assert not rig.courtesies.may_speak(rig.clock.ticks_ms())


def test_the_groups_word_waits_for_another_s_trial_once(rig):
    rig.until(BIRTH)
    assert not rig.courtesies.may_speak(rig.clock.ticks_ms())
    rig.advance_ms(60_000)
    assert rig.courtesies.may_speak(rig.clock.ticks_ms())
    rig.connection.slow = True
    assert rig.courtesies.may_speak(rig.clock.ticks_ms())


def test_while_a_car_charges_nothing_is_announced(rig):
    rig.report.charging = True
    rig.advance_ms(20_000)
    assert rig.said == [GROUP, BIRTH]
    rig.report.charging = False
    rig.until(DISCOVERY)
