"""Runs on MicroPython: many chargers' link to one broker, in one process and in real time.

Each has the real cloud service, desk, commands, plan and report of its own, on a socket of its
own. What stands in: the meter (its numbers move), the car (it charges when told to), the flash,
and the logbook, which has one session to send when a charge ends.

argv: port, count. On stdin a word a line: `idle`, `charging`, `count`. `count` is answered with
{"connected", "sent": [messages, bytes], "received": [messages, bytes]} of all chargers since the
start; bytes are those of MQTT, without TCP and IP.
"""

import asyncio
import gc
import json
import random
import sys
import time

from firmware import link_reader
from firmware.core.charger import Charger
from firmware.core.journal import Journal
from firmware.core.plan.commands import Commands
from firmware.core.plan.pin_lock import PinLock
from firmware.core.plan.plan import Plan
from firmware.services.link import desk, report
from firmware.services.link.cloud import Cloud
from firmware.services.link.connection import Connection
from firmware.services.memory.recorder import Readings
from firmware.settings import Settings

_RATING_MA = 48_000
_WIRE_MA = 32_000
_TEST_MS = (150, 1_000, None)
_NOMINAL_MV = 240_000
_PLAN_EVERY_MS = 250
_METER_EVERY_MS = 1_000
_EPOCH = 1_795_435_200


async def no_wait():
    await asyncio.sleep_ms(0)


_CONNECT = 0x10  # the one that is not put
_HEAP_FREE_BYTES = 41_000  # what a board says; to count this process's own takes too long
_SESSION = {
    "plugged": _EPOCH,
    "started": _EPOCH,
    "ended": _EPOCH,
    "unplugged": _EPOCH,
    "wh": 23_456,
    "max_a": 31.6,
    "end": "unplugged",
    "offline": False,
}

sent, received = [0, 0], [0, 0]


class Counted(Connection):
    """Counts what goes through; what is put in pieces goes on with the message put before it."""

    def put(self, packet):
        sent[0] += isinstance(packet, (bytes, bytearray))
        Connection.put(self, packet)

    async def send(self, packet):
        sent[0] += packet[0] == _CONNECT
        sent[1] += len(packet)
        await Connection.send(self, packet)

    async def read_packet(self):
        packet, cut = await Connection.read_packet(self)
        received[0] += 1
        received[1] += len(packet)
        return packet, cut


class Clock:
    def ticks_ms(self):
        return time.ticks_ms() & 0x3FFF_FFFF

    def uptime_s(self):
        return time.ticks_ms() // 1_000

    def epoch(self):
        return _EPOCH + self.uptime_s()

    def set(self, epoch):
        pass


class BoardsHeap:
    def mem_free(self):
        return _HEAP_FREE_BYTES

    def collect(self):
        pass

    def threshold(self, amount=-1):
        return amount


class Logbook:
    topic = b"session"

    def __init__(self):
        self.seq = None

    def unsent(self):
        if self.seq is None:
            return None
        return self.seq, json.dumps(dict(_SESSION, seq=self.seq)).encode()

    def acknowledged(self, seq):
        self.seq = None


class FleetReport(report.Report):
    charging = False

    def document(self):
        return dict(report.Report.document(self), charging=self.charging)


class Member:
    """One charger's share of the process."""

    def __init__(self, number, port, clock):
        settings = Settings()
        settings.change({"wire_ma": _WIRE_MA})
        journal = Journal(clock)
        plan = Plan(_RATING_MA, _RATING_MA, settings, True, journal, 0)
        self.charger = Charger(plan, _TEST_MS, _NOMINAL_MV, journal, clock.ticks_ms())
        self.readings = Readings()
        self.report = FleetReport(self.charger, self.readings, clock, "power")
        self.logbook = Logbook()
        self._clock = clock
        lock = PinLock(settings, None, None, journal)
        commands = Commands(plan, lambda *_: True, clock, lock)
        orders = desk.Desk(commands, self.think, journal, clock)
        server = {"host": "127.0.0.1", "port": port}
        link = json.dumps({"id": f"fleet-{number}", "broker": server})
        outgoing = (self.report, [self.logbook])
        config = link_reader.parse(link, "cafe01")
        config.mac = f"24:6f:28:00:00:{number:02x}"
        self.cloud = Cloud(config, plan.link, orders, outgoing, None, clock, journal, no_wait)

    def think(self):
        clock = self._clock
        self.charger.think(clock.ticks_ms(), clock.uptime_s(), clock.epoch())

    def measure(self):
        readings, charging = self.readings, self.report.charging
        readings.voltage_mv = 240_000 + random.randrange(2_000)
        readings.current_ma = 31_000 + random.randrange(900) if charging else 0
        readings.power_w = readings.voltage_mv * readings.current_ma // 1_000_000
        readings.total_wh = 1_234_567
        readings.temperature_c = 31.5

    def charge(self, on):
        if self.report.charging and not on:
            self.logbook.seq = 65_537
        self.report.charging = on


async def every(ms, act, members):
    while True:
        for member in members:
            act(member)
            await asyncio.sleep_ms(ms // len(members))


async def obey(members):
    orders = asyncio.StreamReader(sys.stdin)
    while True:
        word = (await orders.readline()).strip()
        if not word:
            return
        if word == b"count":
            connected = sum(member.cloud.connected for member in members)
            print(json.dumps({"connected": connected, "sent": sent, "received": received}))
        else:
            for member in members:
                member.charge(word == b"charging")


async def main(port, count):
    clock = Clock()
    members = [Member(number, port, clock) for number in range(count)]
    gc.collect()
    running = [asyncio.create_task(member.cloud.run()) for member in members]
    running.append(asyncio.create_task(every(_PLAN_EVERY_MS, Member.think, members)))
    running.append(asyncio.create_task(every(_METER_EVERY_MS, Member.measure, members)))
    await obey(members)


sys.modules["firmware.services.link.cloud"].Connection = Counted
report.gc = desk.gc = sys.modules["firmware.forget"].gc = BoardsHeap()
desk.forget = lambda *names: None  # the others may be reading
asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
