"""Run by the interpreter: the power is cut in all that writes settings. Prints JSON.

MICROPYPATH=.:lib:.frozen micropython tests/flash/device/settings_cuts.py

Name of the operation -> number of cut points.
"""

import json

from firmware.core.plan.orders import SERVER
from firmware.remembered import FORMAT_1_PATH, PATH
from tests.flash.device import cuts

_GROUP = {"id": "garage", "amps": 48, "members": 2, "key": "k" * 32}


def _begin(rig, amps=32):
    """As after years: the car has gone, both copies are the same."""
    rig.order("wire", {"amps": amps})
    rig.second()


class SetWire(cuts.Operation):
    name = "set_wire"

    def prepare(self, rig):
        _begin(rig, 16)

    def act(self, rig):
        rig.boot()
        rig.order("wire", {"amps": 32})
        rig.second()


class SetGroup(cuts.Operation):
    name = "set_group"

    def prepare(self, rig):
        rig.order("group", {"id": None})
        _begin(rig)

    def act(self, rig):
        rig.boot()
        rig.order("group", _GROUP)
        rig.second()


class LowerWireWhileCharging(cuts.Operation):
    """For the second time in one charge, so that the older copy holds the highest of all."""

    name = "lower_wire_while_charging"

    def prepare(self, rig):
        _begin(rig)
        rig.close_contactor()
        rig.order("wire", {"amps": 20})

    def act(self, rig):
        rig.boot()
        rig.close_contactor()
        rig.commands.execute("wire", {"amps": 16}, SERVER)
        rig.second()
        rig.open_contactor()
        rig.second()


class LatchFault(cuts.Operation):
    name = "latch_fault"

    def prepare(self, rig):
        rig.settings.latched = None
        rig.charger.faults.cleared()
        rig.recorder.keep(False)
        _begin(rig)

    def act(self, rig):
        rig.boot()
        rig.charger.faults.strike("welded", 0)
        rig.second()


class PowerUp(cuts.Operation):
    """Each is counted: the numbers of events and sessions begin with it."""

    name = "power_up"

    def prepare(self, rig):
        _begin(rig)

    def act(self, rig):
        rig.boot()
        rig.settings.boots += 1
        rig.recorder.keep(False)
        rig.second()


class Migrate(cuts.Operation):
    """From the plain file of format 1, which has no CRC and no twin."""

    name = "migrate"

    def prepare(self, rig):
        _begin(rig)
        rig.store.write(FORMAT_1_PATH, rig.settings.to_json())
        for ending in (".a", ".b"):
            rig.store.remove(PATH + ending)

    def act(self, rig):
        rig.boot()
        rig.second()


class Repair(cuts.Operation):
    """One copy has rotted: the other holds all."""

    def __init__(self, ending):
        self.name = "repair" + ending
        self._path = PATH + ending

    def prepare(self, rig):
        _begin(rig)
        rig.store.write(self._path, rig.store.read(self._path).replace("32000", "48000"))

    def act(self, rig):
        rig.boot()
        rig.second()

    def check(self, before, after, found):
        super().check(before, after, found)
        if found["wire_ma"] != 32_000 or found["trouble"]:
            raise cuts.Lost(f"{self.name}: the rotten copy counts: {found}")


class StartOver(cuts.Operation):
    """Both copies have rotted: 6 A, and the installer is told until he has been here."""

    name = "start_over"

    def prepare(self, rig):
        _begin(rig)
        for ending in (".a", ".b"):
            rig.store.write(PATH + ending, "rotten")

    def act(self, rig):
        rig.boot()
        rig.second()

    def check(self, before, after, found):
        super().check(before, after, found)
        if found["wire_ma"] is not None or not found["lost"] or not found["trouble"]:
            raise cuts.Lost(f"{self.name}: nobody is told: {found}")


OPERATIONS = (
    SetWire(),
    SetGroup(),
    LowerWireWhileCharging(),
    LatchFault(),
    PowerUp(),
    Migrate(),
    Repair(".a"),
    Repair(".b"),
    StartOver(),
)

if __name__ == "__main__":
    print(json.dumps(cuts.run(OPERATIONS)))
