"""Events and sessions on their way: one in flight, in order, again until acknowledged."""

import json

import pytest

from firmware.core.journal import Journal
from firmware.services.link.events import Events
from firmware.services.link.outbox import Outbox
from firmware.settings import Settings
from tests.core.bench import Clock
from tests.core.rig import NOON

AGAIN_MS = 60_000


class Codec:
    """Packs nothing: a packet is what it was made of."""

    packet_id = 0

    def publish(self, topic, payload, retain, qos):
        assert not retain and qos == 1
        self.packet_id += 1
        return topic, json.loads(payload)


class Broker:
    """Bears everything but what is `omitted`."""

    omitted = in_flight = None

    def omits(self, topic):
        return topic == self.omitted

    def acknowledged(self, topic):
        self.in_flight = None


class Rig:
    def __init__(self, epoch=NOON, boots=3, count=0):
        self.clock = Clock(0, epoch)
        self.journal = Journal(self.clock)
        self.journal.count = count
        self.settings = Settings()
        self.settings.boots = boots
        self.kept = 0
        self.events = Events(self.journal, self.clock, self.settings, self._keep)
        self.codec = Codec()
        self.connect()

    def _keep(self, lowers):
        self.kept += 1
        return True

    def connect(self):
        """A new connection: what was in flight is not known to it."""
        self.outbox = Outbox([self.events], Broker(), self.codec, b"p/", AGAIN_MS)

    def note(self, *codes):
        for code in codes:
            self.journal.note(code)

    def sent(self):
        """The event that goes out now, or None."""
        packet = self.outbox.due(self.clock.ms)
        assert packet is None or packet[0] == b"p/event"
        return packet and packet[1]

    def acknowledge(self):
        self.outbox.acknowledged(self.codec.packet_id)

    def delivered(self):
        """Everything that comes out when each is acknowledged at once."""
        found = []
        while (event := self.sent()) is not None:
            found.append(event)
            self.acknowledge()
        return found


@pytest.fixture
def rig():
    return Rig()


def test_an_event_has_its_number_its_time_its_code_and_its_detail(rig):
    rig.journal.note("fault", "diode")
    rig.clock.ms = 10_000
    assert rig.sent() == {"seq": 3 * 65536 + 1, "t": NOON, "code": "fault", "detail": "diode"}


def test_an_event_of_before_the_clock_was_set_is_dated_back(rig):
    rig = Rig(epoch=None)
    rig.note("plugged")
    assert rig.sent()["t"] is None
    rig.connect()
    rig.clock.ms = 5_000
    rig.clock.set(NOON)
    assert rig.sent()["t"] == NOON - 5


def test_one_is_in_flight_and_the_next_goes_when_it_is_acknowledged(rig):
    rig.note("a", "b")
    assert rig.sent()["code"] == "a"
    assert rig.sent() is None
    rig.outbox.acknowledged(rig.codec.packet_id + 1)
    assert rig.sent() is None
    rig.acknowledge()
    assert rig.sent()["code"] == "b"


def test_without_an_acknowledgement_it_goes_again_after_a_minute_with_the_same_number(rig):
    rig.note("a")
    first = rig.sent()
    rig.clock.ms = AGAIN_MS - 1
    assert rig.sent() is None
    rig.clock.ms = AGAIN_MS
    assert rig.sent() == first


def test_c2_an_acknowledgement_that_lay_behind_a_flood_counts_when_it_comes(rig):
    rig.note("a", "b")
    assert rig.sent()["code"] == "a"
    rig.clock.ms = AGAIN_MS
    assert rig.sent()["code"] == "a"
    rig.outbox.acknowledged(rig.codec.packet_id - 1)
    rig.clock.ms = 2 * AGAIN_MS
    assert rig.sent()["code"] == "b"
    rig.outbox.acknowledged(rig.codec.packet_id - 1)
    assert rig.sent() is None
    rig.acknowledge()
    assert rig.delivered() == []


def test_on_a_new_connection_it_goes_at_once_with_the_same_number(rig):
    rig.note("a", "b")
    first = rig.sent()
    rig.connect()
    assert rig.sent() == first


def test_what_happened_offline_arrives_in_order_and_once(rig):
    rig.note(*"abcde")
    codes = [event["code"] for event in rig.delivered()]
    assert codes == list("abcde")
    assert rig.delivered() == []
    rig.note("f")
    assert [event["seq"] & 0xFFFF for event in rig.delivered()] == [6]


def test_of_a_long_outage_the_last_64_arrive(rig):
    rig.note(*[str(number) for number in range(1, 101)])
    found = rig.delivered()
    assert [event["code"] for event in found] == [str(number) for number in range(37, 101)]
    assert [event["seq"] & 0xFFFF for event in found] == list(range(37, 101))


def test_c1_a_fault_of_a_long_outage_arrives_with_its_number_whatever_came_after(rig):
    rig.note("plugged", "fault", *["plugged", "unplugged"] * 50)
    found = rig.delivered()
    assert found[0]["code"] == "fault" and found[0]["seq"] & 0xFFFF == 2
    assert [event["seq"] & 0xFFFF for event in found[1:]] == list(range(40, 103))
    assert rig.delivered() == []


def test_what_is_displaced_while_in_flight_is_not_waited_for(rig):
    rig.note("a")
    assert rig.sent()["code"] == "a"
    rig.note(*[str(number) for number in range(64)])
    rig.acknowledge()
    assert rig.sent()["code"] == "0"


def test_after_65535_events_the_next_power_ons_numbers_are_used_and_kept_from_it():
    rig = Rig(count=65_534)
    rig.note("a", "b", "c")
    assert [event["seq"] for event in rig.delivered()] == [
        3 * 65536 + 65_535,
        4 * 65536,
        4 * 65536 + 1,
    ]
    assert rig.settings.boots == 4 and rig.kept == 1


def test_a_reset_in_the_same_power_on_goes_on_behind_what_was_carried():
    rig = Rig(boots=4, count=65_540)
    rig.note("a")
    assert rig.delivered()[0]["seq"] == 4 * 65536 + 5
    assert rig.settings.boots == 4 and rig.kept == 0


# --- turns: security review C2 -------------------------------------------------------------------


class Endless:
    """Something to send at all times, all of it acknowledged."""

    seq = 0

    def __init__(self, topic):
        self.topic = topic

    def unsent(self):
        return self.seq, b"{}"

    def acknowledged(self, seq):
        self.seq = seq + 1


class Turns:
    def __init__(self):
        self.now_ms = 0
        self.sources = [Endless(b"event"), Endless(b"session")]
        self.broker, self.codec = Broker(), Codec()
        self.connect()

    def connect(self):
        self.outbox = Outbox(self.sources, self.broker, self.codec, b"", AGAIN_MS)

    def sent(self, acknowledged):
        """The topic that goes out now; without acknowledgement a minute passes."""
        topic, _ = self.outbox.due(self.now_ms)
        if acknowledged:
            self.outbox.acknowledged(self.codec.packet_id)
        else:
            self.now_ms += AGAIN_MS
        return topic


def test_c2_sessions_and_events_take_turns_whatever_there_is_of_either():
    turns = Turns()
    assert [turns.sent(True) for _ in range(4)] == [b"event", b"session"] * 2


def test_c2_what_is_never_acknowledged_keeps_the_other_waiting_a_minute_at_most():
    turns = Turns()
    assert [turns.sent(False) for _ in range(4)] == [b"event", b"session"] * 2
    assert [source.seq for source in turns.sources] == [0, 0]


def test_c2_a_connection_that_ends_over_one_begins_the_next_with_the_other():
    turns, seen = Turns(), []
    for _ in range(4):
        turns.connect()
        seen.append(turns.sent(False))
    assert seen == [b"event", b"session"] * 2


def test_field_6_what_is_left_out_keeps_nothing_else_waiting_and_is_kept():
    turns = Turns()
    turns.broker.omitted = b"event"
    assert [turns.sent(True) for _ in range(2)] == [b"session"] * 2
    assert turns.broker.in_flight is None and turns.sent(False) == b"session"
    assert turns.broker.in_flight == b"session"
    turns.broker.omitted = None
    assert turns.sent(True) == b"event"
