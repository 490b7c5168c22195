"""An evening of plug-ins and refused commands in an outage: evidence arrives whole (C1, C2, C3).

`make evening` is the whole of it: 300 plug-ins, 10,000 refused commands.
"""

import json
import os

from firmware.services.link.events import Events
from firmware.services.link.outbox import Outbox
from tests.running import finished
from tests.services.memory.plug_ins import set_clock, visit

PLUG_INS = int(os.environ.get("PILOTLIGHT_EVENING", "40"))
COMMANDS_EACH = 34
CHARGES = 4
FAULTS = ("ground_lost", "diode_missing")
AGAIN_MS = 60_000


class Codec:
    """Packs nothing: a packet is what it was made of."""

    packet_id = 0

    def publish(self, topic, payload, retain, qos):
        self.packet_id += 1
        return topic.decode(), json.loads(payload)


def refused(rig):
    """So many commands that nobody can carry out."""
    for _ in range(COMMANDS_EACH):
        answer = finished(rig.app.desk.handle("wire", b'{"amps": 99}', False, True))
        assert not answer["ok"]


def faulty(rig, fault):
    """A car that charges until something is wrong."""
    rig.charge()
    rig.wait_s(60)
    rig.inject(fault)
    rig.wait_s(2)
    rig.leave()
    rig.mend(fault)
    rig.wait_s(4)


class Broker:
    """One that bears all that is queued; in the place of services.link.courtesies."""

    in_flight = None

    def omits(self, topic):
        return False

    def acknowledged(self, topic):
        self.in_flight = None


def delivered(rig):
    """Topic -> documents, each acknowledged, as the server gets them when it is back."""
    app, codec, told = rig.app, Codec(), {"event": [], "session": []}
    events = Events(app.journal, app.clock, app.settings, app.keep)
    outbox = Outbox([events, app.logbook], Broker(), codec, b"", AGAIN_MS)
    while (packet := outbox.due(app.clock.ticks_ms())) is not None:
        topic, document = packet
        told[topic].append(document)
        outbox.acknowledged(codec.packet_id)
    return told


def test_c1_c2_c3_every_charge_and_every_fault_of_an_evening_arrives_once(rig):
    set_clock(rig)
    for _ in range(CHARGES):
        visit(rig, 60)
    for fault in FAULTS:
        faulty(rig, fault)
    for _ in range(PLUG_INS):
        rig.plug_in()
        rig.wait_s(1)
        refused(rig)
        rig.leave()
    told = delivered(rig)
    seqs = [document["seq"] for document in told["session"]]
    charged = [document["end"] for document in told["session"] if document["wh"] > 0]
    faults = [event["detail"] for event in told["event"] if event["code"] == "fault"]
    print(f"{PLUG_INS} plug-ins, {PLUG_INS * COMMANDS_EACH} refused commands:", end=" ")
    print(f"{len(seqs)} sessions told, {len(charged)} with energy; faults {faults}")
    assert seqs == sorted(set(seqs)) and len(seqs) >= min(PLUG_INS, 200) + len(charged)
    assert charged == ["unplugged"] * CHARGES + ["fault"] * len(FAULTS)
    assert len(faults) == len(FAULTS) == len(set(faults))
    assert len(told["event"]) <= 64
