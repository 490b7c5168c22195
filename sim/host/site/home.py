"""One home: a virtual charger on its own uplink, and the owner's server behind a broker.

Story, live view, scenarios and system tests all speak through this. What the firmware says of
itself is read where an installer reads it: at the serial console.
"""

import itertools
import json
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from sim.host.charger import Overdue, VirtualCharger
from sim.host.site.broker import HOST, EmbeddedBroker
from sim.host.site.server import OwnersServer
from sim.host.site.uplink import Uplink

_REPLY_LIMIT_S = 10
_ASK_EVERY_MS = 200
_STAY_STEP_MS = 900
_CAR_FULL_WH = 60_000

# In virtual time names resolve and are routed, as on the chip; in real time it is the PC's net.
BROKER_NAME, BROKER_PORT = "broker.example", 1883
_NTP_NAME, _NTP_PORT = "pool.ntp.org", 123
_GROUP_KEY = "only-for-us-here"

# Pilot high plateau at the connector and the letter it means: SAE J1772, nominal +-1.5 V.
_LETTERS_FROM_MV = ((10_500, "A"), (7_500, "B"), (4_500, "C"), (1_500, "D"), (-1_500, "E"))
_DUTY_STEADY = 10_000


class Refused(Exception):
    """The console did not do what it was told; the text is its answer."""


class Site:
    """Broker and server start up, the mains is on, no car; the charger is not commissioned."""

    def __init__(
        self, workdir: Path, broker: EmbeddedBroker, charger_id: str, **charger: Any
    ) -> None:
        broker.start()
        self.broker = broker
        self.id = charger_id
        self.server = OwnersServer(broker.loop, broker.port, charger_id)
        self.server.connect()
        self._virtual = charger.get("virtual", True)
        self.uplink = Uplink(broker.loop, broker.port, self._virtual)
        self.charger = VirtualCharger(workdir, self.uplink, **charger)
        if self._virtual:
            self._route_names()
        self.said: dict[str, Any] = {}
        self._command_ids = itertools.count(1)

    def close(self) -> None:
        self.charger.close()
        self.uplink.close()
        self.server.disconnect()

    # -- the owner's server

    def server_dies(self) -> None:
        """The broker's process is killed: its memory is gone, its port refuses."""
        self.uplink.gate.refuse()
        self.broker.stop()
        self.broker.loop.settle()

    def server_returns(self) -> None:
        """The broker starts empty; the owner's server fills it before the charger is let in."""
        self.broker.start()
        self.server.connect()
        self.uplink.gate.open()

    def ask(self, command: str, content: dict[str, Any]) -> dict[str, Any]:
        """The charger's reply to a command sent over MQTT."""
        command_id = f"c{next(self._command_ids)}"
        self.server.send(command, {**content, "id": command_id})
        self.charger.advance_until(
            lambda _: self.server.reply_to(command_id), _REPLY_LIMIT_S, f"a reply to set/{command}"
        )
        return self.server.reply_to(command_id)

    # -- what the firmware says at its console

    def status(self) -> dict[str, Any]:
        """The `state` document; also kept in `said`."""
        self.said = self.charger.console_json("status")
        return self.said

    def says(self, **wanted: object) -> bool:
        """Whether `status` has these values now."""
        status = self.status()
        return all(status.get(name) == value for name, value in wanted.items())

    def shows(self, limit_s: float, pilot: str, contactor: int, **wanted: object) -> None:
        """Lets time pass until voltmeter, contactor and `status` agree with all of this at once.

        Overdue with what there is instead.
        """
        end_us = self.charger.report().t_us + limit_s * 1e6
        while not (self.says(**wanted) and self._measures() == (pilot, contactor)):
            if self.charger.last.t_us > end_us:
                said = {name: self.said.get(name) for name in wanted}
                raise Overdue(
                    f"not within {limit_s} s: {(pilot, contactor)} {wanted};"
                    f" it is {self._measures()} {said}"
                )
            self.charger.advance_ms(_ASK_EVERY_MS)

    def stays(self, span_s: float, pilot: str, contactor: int, **wanted: object) -> None:
        """The same holds now and all through `span_s`; Overdue with what happened instead."""
        self.charger.take_changes()
        end_us = self.charger.report().t_us + span_s * 1e6
        while self.charger.last.t_us < end_us:
            self.shows(0, pilot, contactor, **wanted)
            self.charger.advance_ms(_STAY_STEP_MS)
        moved = [change for change in self.charger.take_changes() if change[1] == "contactor"]
        if moved:
            raise Overdue(f"the contactor moved meanwhile: {moved}")

    def _measures(self) -> tuple[str, int]:
        return pilot_name(self.charger.last), self.charger.last.contactor

    # -- what an installer and a driver do

    def console(self, line: str) -> str:
        return self.charger.console(line)

    def set_wire(self, amps: int) -> None:
        self._obeyed("wire", amps)

    def join_group(self, name: str, amps: int, members: int) -> None:
        line = f"group {name} {amps} {members} ? json"
        reply = json.loads(self.console(f"{line}\r{_GROUP_KEY}").splitlines()[-1])
        if not reply["ok"]:
            raise Refused(f"{line}: {reply['error']}")

    def connect_to_broker(self) -> None:
        """Puts the network's settings on the flash and reboots, for them to be read."""
        for field, value in self._network().items():
            said = self.charger.console(f"link {field} {value}")
            if "ok: True" not in said:
                raise Refused(f"link {field}: {said}")
        self.reboot()

    def reboot(self) -> None:
        """The console's reboot: the CPU starts again, the pins stay."""
        boots = self.charger.report().boots
        self.charger.type("reboot\r")
        self.charger.advance_until(lambda now: now.boots > boots, 5, "a reboot")

    def new_car(self, missing_wh: float, full_wh: float = _CAR_FULL_WH, **car: Any) -> None:
        """Plugs in a car whose battery takes `missing_wh` more."""
        self.charger.plug_in(battery_wh=full_wh - missing_wh, full_wh=full_wh, **car)

    def _obeyed(self, *words: object) -> None:
        line = " ".join(map(str, words))
        reply = self.charger.console_json(line)
        if not reply["ok"]:
            raise Refused(f"{line}: {reply['error']}")

    def _network(self) -> dict[str, object]:
        if self._virtual:
            return {
                "id": self.id,
                "wifi.ssid": "home",
                "wifi.password": "sesame-open",
                "broker.host": BROKER_NAME,
                "ntp": _NTP_NAME,
            }
        return {
            "id": self.id,
            "broker.host": HOST,
            "broker.port": self.uplink.gate.port,
            "ntp": f"{HOST}:{self.uplink.time_server.port}",
        }

    def _route_names(self) -> None:
        gate, clock_port = self.uplink.gate.port, self.uplink.time_server.port
        self.charger.do("route", host=BROKER_NAME, port=BROKER_PORT, to_port=gate)
        self.charger.do("route", host=_NTP_NAME, port=_NTP_PORT, to_port=clock_port)


def pilot_name(report: SimpleNamespace) -> str:
    """The state that a voltmeter on the pilot shows: "A" "B1" "B2" "C1" "C2" ... "E" "F"."""
    letters = (letter for from_mv, letter in _LETTERS_FROM_MV if report.pilot_high_mv > from_mv)
    letter = next(letters, "F")
    if letter not in "BCD":
        return letter
    return letter + ("1" if report.duty == _DUTY_STEADY else "2")


def clock(wall_s: float) -> str:
    """HH:MM:SS, UTC."""
    return time.strftime("%H:%M:%S", time.gmtime(wall_s))
