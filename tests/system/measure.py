"""Bytes of heap, counted by the interpreter itself."""

import json
import subprocess

from sim.host.charger import VirtualCharger
from sim.host.process import environment, interpreter
from sim.host.site.broker import EmbeddedBroker
from sim.host.site.uplink import Uplink

BOARD_HEAP_BYTES = 228 * 1024  # 114 KB of the board's, whose pointers are half as wide
# The interpreter's table of names doubles at 2,550 of them. The charger with all that it loads has
# some 1,600, the simulator beside it another 900: the chip's table never doubles so often.
NAMES_BYTES = 30 * 1024
# The simulator's, for a moment: a report and its JSON, each in one piece between what is there.
REPORT_BYTES = 64 * 1024

# In the charger's place: all the modules that the board has, and nothing of the charger. What the
# simulator needs while it writes a report and saves its world is its own, too.
_EMPTY_MAIN = """
import gc, json
import esp32, machine, neopixel, network
from sim import world
gc.collect()
gc.disable()
json.dumps(world.current.save("reset"))
json.dumps(world.current.report())
print("EMPTY", gc.mem_alloc())
gc.enable()
while True:
    machine.Pin(39).value()
"""

_BOARD_MODULES = """
import gc, json, sys
for name in ("asyncio", "socket", "ssl", "machine", "network", "esp32", "neopixel"):
    __import__(name)
from sim.chip import root_flash
root_flash.part_from_the_pc(%r)
"""

_PROGRAM = """
gc.collect()
before = gc.mem_alloc()
import firmware.app
gc.collect()
print(json.dumps(gc.mem_alloc() - before))
"""


def sim_bytes(net, workdir):
    """What is allocated when the board is there and the charger is not."""
    root = workdir / "root"
    root.mkdir()
    (root / "boot.py").write_text("")
    (root / "main.py").write_text(_EMPTY_MAIN)
    uplink = Uplink(net, EmbeddedBroker(net).port, virtual=False)
    charger = VirtualCharger(workdir, uplink, virtual=False, device_root=root)
    charger.advance_until(lambda _: charger.printed.endswith("\n"), 20, "the count")
    words = charger.printed.split()
    charger.close()
    uplink.close()
    return int(words[words.index("EMPTY") + 1])


def program_bytes(device_root):
    """What importing the program takes, as far as a charger without a link starts with it."""
    return run(device_root, _PROGRAM)


def run(device_root, script):
    """What a script prints as JSON, on a board that has imported all but its program."""
    done = subprocess.run(
        [interpreter(), "-X", "heapsize=2m", "-c", _BOARD_MODULES % str(device_root) + script],
        env=environment(device_root, virtual=False, port=0),
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
    )
    if done.returncode:
        raise RuntimeError(done.stderr or done.stdout)
    return json.loads(done.stdout)
