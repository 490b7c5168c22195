"""The ESP32's start: finds its world, mounts its flash, runs boot.py and main.py as the chip does.

    MICROPYPATH=sim/virtual:sim/hw:<root>:<root>/lib:.frozen micropython sim/chip/start.py

Without sim/virtual on the path the world runs in real time. PILOTLIGHT_SIM=127.0.0.1:<port>
names the control channel; without it a car is plugged in and the flash is ./flash.bin.

PILOTLIGHT_BOOT=flash: nothing comes from <root>, the flash is / and holds boot.py and main.py;
after them the interpreter, started with -i, stands at the prompt as the chip does. Else the flash
is /data.
"""

import gc
import os
import ssl  # noqa: F401  now: with the current directory at /, the PC's own /lib/ssl would hide it
import sys

_GAUGED_GARBAGE_BYTES = 4_096  # see sim.cost.heap_gauge
_STEPS_TO_PROJECT = 3  # <project>/sim/chip/start.py


def _absolute(path):
    return path if path.startswith("/") else os.getcwd().rstrip("/") + "/" + path


def _project():
    return "/".join(_absolute(sys.argv[0]).split("/")[:-_STEPS_TO_PROJECT])


def _from_flash():
    return os.getenv("PILOTLIGHT_BOOT") == "flash"


# Before any module is loaded, so that each knows where it came from; sim.chip.root_flash, too,
# which says why.
def _move_the_pc_to_host():
    import vfs

    vfs.umount("/")
    vfs.mount(vfs.VfsPosix("/"), "/host")
    sys.path[:] = ["/host" + path if path.startswith("/") else path for path in sys.path]


def _is_virtual():
    return any(path.endswith("sim/virtual") for path in sys.path)


def _begin(remote):
    if remote is not None:
        return remote.begin()
    return {"seed": 1, "world": None, "power_on": True, "root": _project(), "flash": "flash.bin"}


def _make_world(start, real_us):
    from sim import world

    if start["world"] is None:
        made = world.install(world.World(start["seed"], real_us))
        if start.get("unique_id_hex"):
            made.registers.unique_id_hex = start["unique_id_hex"]
        return made
    return world.install(world.World.load(start["world"], start["power_on"], real_us))


# The tick functions, asyncio's queue and the sockets read the world: it has to be there first.
def _enter_virtual_time(world, remote):
    import random

    import passage

    random.seed(world.chance.draw())
    passage.install(world, remote)
    import tasks
    import threads

    from sim.cost import heap, json_text

    # These are built in for good: a file of their name on the path would not be looked at.
    sys.modules["gc"] = heap
    sys.modules["_asyncio"] = tasks
    sys.modules["_thread"] = threads
    # What of the board speaks JSON with the host has it already, free of charge.
    sys.modules["json"] = json_text
    import giving_way

    giving_way.install()


def _stay_in_real_time(world):
    import time

    from sim.chip.pc_time import PcTime

    sys.modules["time"] = PcTime(time, world.clock)


# On 32 bits the interpreter's ticks wrap at 2^30, after 18 minutes of microseconds.
def _real_clock():
    import time

    if sys.maxsize >> 32:
        return time.ticks_us
    return lambda: time.time_ns() // 1_000


def _open_channel(virtual):
    if not os.getenv("PILOTLIGHT_SIM"):
        return None
    from sim.remote import Remote

    return Remote(os.getenv("PILOTLIGHT_SIM"), virtual)


def _join(world, remote, virtual):
    from sim.chip import interrupt_key

    interrupt_key.install(world, remote)
    if remote is None:
        world.plug_in()
        return
    remote.world, world.end = world, remote.end
    if not virtual:
        world.clock.on_sync = remote.poll


# Ctrl-D at the prompt ends the interpreter; a soft reset of the chip keeps its world.
def _watch_from_outside(remote):
    from sim.chip.clock import WDT

    WDT.told = remote.tell_watchdog
    sys.atexit(lambda: remote.tell_end("soft_reset"))


def _watch_imports(importing, world, start, virtual):
    charge, done = _loading(start) if virtual else (_nothing, _nothing)

    def begin(name):
        if name not in sys.modules:
            world.shortage.meet("import " + name)
        charge(name)

    importing.install(begin, done)


def _loading(start):
    from sim.cost import loading

    if start.get("reads"):
        loading.install(start["reads"])
    return loading.begin, loading.done


# In real time: on an interpreter of 32 bits those are the chip's bytes.
def _measure(world, virtual):
    if virtual:
        from sim.cost import heap

        return heap.in_use
    return lambda: gc.mem_alloc() - world.own_bytes


def _nothing(*_):
    pass


def _gauge_the_heap(world, remote, simulator_bytes):
    from sim.cost import heap
    from sim.cost.heap_gauge import HeapGauge

    remote.gauge = HeapGauge(world, gc)
    heap.take_off(simulator_bytes)


# At the prompt the chip goes on; in real time so does this interpreter, with -i.
def _tell(remote, virtual, cause, text):
    if virtual or cause == "soft_reset":
        remote.end(cause, text)
    elif _from_flash():
        remote.tell_prompt(cause, text)
    else:
        remote.tell_end(cause, text)


def _mount(start_files, world, start):
    if _from_flash():
        start_files.mount_root(world, start)
    else:
        start_files.mount_data(world, _absolute(start["flash"]), start)


def main():
    project, virtual = _project(), _is_virtual()
    if _from_flash():
        project = "/host" + project
        _move_the_pc_to_host()
    if project not in sys.path:
        sys.path.append(project)
    remote = _open_channel(virtual)
    start = _begin(remote)
    if start.get("gauge"):
        gc.threshold(_GAUGED_GARBAGE_BYTES)
    world = _make_world(start, None if virtual else _real_clock())
    _join(world, remote, virtual)
    if virtual:
        _enter_virtual_time(world, remote)
    elif sys.maxsize >> 32:
        _stay_in_real_time(world)
    # All of it before the PC's files may be gone.
    from sim.chip import start_files
    from sim.cost import importing, silicon

    _mount(start_files, world, start)
    if virtual:
        world.clock.wait_until(world.clock.now_us + silicon.BOOT_US)
    elif _from_flash():
        _watch_from_outside(remote)
    _watch_imports(importing, world, start, virtual)
    world.pool.measure = _measure(world, virtual)
    if start.get("gauge"):
        _gauge_the_heap(world, remote, start["simulator_bytes"])
    gc.collect()
    world.own_bytes = gc.mem_alloc()
    if _from_flash():
        remote.tell_awake()
        # The chip runs both files in the names of its prompt.
        cause, text = start_files.run_from_flash(start, globals())
    else:
        cause, text = start_files.run_from_pc(start)
    if remote is not None:
        _tell(remote, virtual, cause, text)


main()
