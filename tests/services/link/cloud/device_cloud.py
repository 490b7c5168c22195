"""Runs on MicroPython: the cloud service alone, telling all that happens as JSON lines on stdout.

The arguments, joined, are JSON: `link` (what link.json holds), `deadlines` to override,
`timeout_s`, `epoch`, `sessions`: the numbers of those to be sent, `group`: the name of a load
group, which says "too early" before there is a link, `reading_ms`: what a piece of a long
schedule takes to be read, and `slow_ms`: what a step of the last handshake took, while a car
charges for a moment yet.
Told: {"heard": n}, {"read": [bytes of a long schedule, of its longest piece]},
{"snapshot": "begin" | "mark" | "abort"}, {"command": [name, text, retained,
secure]}, {"refused": name}, {"acknowledged": seq}, {"journal": [code, detail]},
{"wifi": "up" | "restart"}, {"rests": True}, {"group": [topic, text]} and at the end {"stopped":
bytes of heap in use}. Commands: `stop` closes the service, `charging` sets what the report says,
`stumble` fails, `group` joins another one, `say` has the group say that so many times.
"""

import asyncio
import gc
import json
import sys
import time

import ussl

from firmware import link_reader
from firmware.services.link.cloud import Cloud
from firmware.services.link.session import Deadlines

REST_MS = 300


def tell(**event):
    print(json.dumps(event))


class Clock:
    def __init__(self, epoch):
        self._epoch = epoch

    def ticks_ms(self):
        return time.ticks_ms()

    def uptime_s(self):
        return time.ticks_ms() // 1000

    def epoch(self):
        return self._epoch


class Link:
    whole = False
    trouble = None

    def __init__(self, timeout_s):
        self._timeout_s = timeout_s
        self._heard = 0

    def timeout_s(self, now_s):
        return self._timeout_s

    def heard(self, now_s):
        self._heard += 1
        tell(heard=self._heard)

    def snapshot_begin(self, now_ms):
        self.whole = False
        tell(snapshot="begin")

    def snapshot_takes(self, name):
        pass

    def snapshot_mark(self, now_ms):
        self.whole = True
        tell(snapshot="mark")

    def snapshot_abort(self):
        self.whole = False
        tell(snapshot="abort")


class Wifi:
    async def up(self, ssid, password):
        tell(wifi="up")

    async def restart(self):
        tell(wifi="restart")


class Report:
    charging = False
    most_ma = 32_000
    announced = "garage-1"
    last_change = None

    def config(self):
        return {"changed": self.last_change}

    def fingerprint(self):
        return self.charging, self.last_change

    def period_ms(self, told_w):
        return 10_000 if self.charging else 60_000

    def announced_as(self, charger_id):
        self.announced = charger_id

    def document(self):
        return {"charging": self.charging, "pilot": "A", "power_w": None}


class Logbook:
    topic = b"session"

    def __init__(self, seqs):
        self._seqs = seqs

    def unsent(self):
        return (self._seqs[0], json.dumps({"seq": self._seqs[0]}).encode()) if self._seqs else None

    def acknowledged(self, seq):
        self._seqs.remove(seq)
        tell(acknowledged=seq)


class Group:
    def __init__(self, name):
        self.name = name

    def subscription(self):
        return b"pilotlight/group/" + self.name + b"/#"

    def on_message(self, topic, payload):
        tell(group=[topic.decode(), payload.decode()])


class Commands:
    def __init__(self, report, reading_ms):
        self._reading_ms = reading_ms
        self.stop = asyncio.Event()
        self.group = None
        self.cloud = None
        self._report = report

    async def handle(self, name, payload, retained, secure, more=None):
        tell(command=[name, payload[:64].decode(), retained, secure])
        if more and name == "tou":
            await self._measure(payload, more)
        if name == "stop":
            self.stop.set()
            return None
        if name == "charging":
            self._report.charging = payload == b"true"
        if name == "change":
            self._report.last_change = payload.decode()
        if name == "group":
            self.join(payload)
        if name == "say":
            for _ in range(int(payload)):
                self.say(payload)
        if name == "stumble":
            return {}[payload]
        return {"cmd": name, "ok": True}

    async def _measure(self, payload, more):
        size = longest = 0
        while payload:
            size += len(payload)
            longest = max(longest, len(payload))
            await asyncio.sleep_ms(self._reading_ms)
            payload = await more()
        tell(read=[size, longest])

    def join(self, name):
        if self.group is None:
            self.group = Group(name)
            self.cloud.join(self.group)
        self.group.name = name

    def say(self, text):
        self.cloud.publish(b"pilotlight/group/" + self.group.name + b"/report/garage-1", text)

    def drops(self, name):
        return False

    def asks_again(self, _now_ms):
        return False

    def refuse(self, name, error, field, _retained):
        tell(refused=name)
        return {"cmd": name, "ok": False, "error": error, "field": field}


class Journal:
    def note(self, code, detail):
        tell(journal=[code, detail])


async def rest_soon(report):
    await asyncio.sleep_ms(REST_MS)
    report.charging = False
    tell(rests=True)


async def no_wait():
    await asyncio.sleep_ms(0)


async def main(order):
    for name, value in order.get("deadlines", {}).items():
        setattr(Deadlines, name, value)
    report = Report()
    commands = Commands(report, order.get("reading_ms", 0))
    config = link_reader.parse(json.dumps(order["link"]), "cafe01")
    config.mac = "24:6f:28:a1:b2:c3"
    cloud = Cloud(
        config,
        Link(order.get("timeout_s", 300)),
        commands,
        (report, [Logbook(order.get("sessions", []))]),
        Wifi(),
        Clock(order.get("epoch")),
        Journal(),
        no_wait,
    )
    commands.cloud = cloud
    if "slow_ms" in order:
        cloud._steps = ussl.Steps()
        cloud._steps.longest_ms = order["slow_ms"]
        report.charging = True
        asyncio.create_task(rest_soon(report))
    if order.get("group"):
        commands.join(order["group"].encode())
        commands.say(b"too early")
    running = asyncio.create_task(cloud.run())
    await commands.stop.wait()
    await cloud.close()
    await running
    gc.collect()
    tell(stopped=gc.mem_alloc())


asyncio.run(main(json.loads("".join(sys.argv[1:]))))
