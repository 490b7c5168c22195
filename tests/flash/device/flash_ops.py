"""Run by the interpreter: how often each operation erases and programs. Prints JSON.

    MICROPYPATH=.:lib:.frozen micropython tests/flash/device/flash_ops.py 160 30000

`{"flash_ops": name -> {"erases", "programs", "most_erases", "most_programs"}, "unevenness"}`: the
mean and the most of so many times on flash in use, and how far the most worn block is above the
mean after so many writes.
"""

import json
import sys

from tests.flash.device import session_cuts, settings_cuts
from tests.flash.device.nor import BLOCKS
from tests.flash.device.rig import Rig

# littlefs compacts at every 126th write of the settings: it would always do so in the preparation,
# or always in the operation.
_OUT_OF_STEP = 7


def _measured(operation, times):
    rig = Rig().boot()
    erases, programs = [], []
    for number in range(times):
        rig = Rig(rig.nor.image).boot()
        for _ in range(number % _OUT_OF_STEP):
            rig.twin.write(rig.settings.to_json())
        operation.prepare(rig)
        rig = Rig(rig.nor.image)
        operation.act(rig)
        erases.append(rig.nor.erases)
        programs.append(rig.nor.programs)
    return {
        "erases": round(sum(erases) / times, 2),
        "programs": round(sum(programs) / times, 2),
        "most_erases": max(erases),
        "most_programs": max(programs),
    }


def _unevenness(writes):
    rig = Rig().boot()
    for _ in range(writes):
        rig.twin.write(rig.settings.to_json())
    return round(max(rig.nor.erases_of) * BLOCKS / rig.nor.erases, 2)


def main(times, writes):
    operations = settings_cuts.OPERATIONS + session_cuts.OPERATIONS
    ops = {operation.name: _measured(operation, times) for operation in operations}
    print(json.dumps({"flash_ops": ops, "unevenness": _unevenness(writes)}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
