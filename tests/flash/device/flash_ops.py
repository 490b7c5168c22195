"""Run by the interpreter: how often each operation erases and programs. Prints JSON.

    MICROPYPATH=.:lib:.frozen micropython tests/flash/device/flash_ops.py

`{"flash_ops": name -> {"erases", "programs", "most_erases", "most_programs"}, "unevenness"}`: the
mean and the most of many times on flash in use, and how far the most worn block is above the mean.
"""

import json

from tests.flash.device import session_cuts, settings_cuts
from tests.flash.device.nor import BLOCKS
from tests.flash.device.rig import Rig

_TIMES = 160  # littlefs compacts at every 126th write of the settings
_OUT_OF_STEP = 7  # else it would always do so in the preparation, or always in the operation
_WRITES = 30_000


def _measured(operation):
    rig = Rig().boot()
    erases, programs = [], []
    for number in range(_TIMES):
        rig = Rig(rig.nor.image).boot()
        for _ in range(number % _OUT_OF_STEP):
            rig.twin.write(rig.settings.to_json())
        operation.prepare(rig)
        rig = Rig(rig.nor.image)
        operation.act(rig)
        erases.append(rig.nor.erases)
        programs.append(rig.nor.programs)
    return {
        "erases": round(sum(erases) / _TIMES, 2),
        "programs": round(sum(programs) / _TIMES, 2),
        "most_erases": max(erases),
        "most_programs": max(programs),
    }


def _unevenness():
    rig = Rig().boot()
    for _ in range(_WRITES):
        rig.twin.write(rig.settings.to_json())
    return round(max(rig.nor.erases_of) * BLOCKS / rig.nor.erases, 2)


def main():
    operations = settings_cuts.OPERATIONS + session_cuts.OPERATIONS
    ops = {operation.name: _measured(operation) for operation in operations}
    print(json.dumps({"flash_ops": ops, "unevenness": _unevenness()}))


if __name__ == "__main__":
    main()
