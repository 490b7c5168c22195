"""The ESP32's start: finds its world, mounts /data, runs boot.py and main.py as the chip does.

    MICROPYPATH=sim/virtual:sim/hw:<root>:<root>/lib:.frozen micropython sim/chip.py

Without sim/virtual on the path the world runs in real time. PILOTLIGHT_SIM=127.0.0.1:<port>
names the control channel; without it a car is plugged in and the flash is ./flash.bin.
"""

import gc
import os
import ssl  # noqa: F401  now: with the current directory at /, the PC's own /lib/ssl would hide it
import sys

_STEPS_TO_PROJECT = 2  # <project>/sim/chip.py


def _absolute(path):
    return path if path.startswith("/") else os.getcwd().rstrip("/") + "/" + path


def _project():
    return "/".join(_absolute(sys.argv[0]).split("/")[:-_STEPS_TO_PROJECT])


def _is_virtual():
    return any(path.endswith("sim/virtual") for path in sys.path)


def _begin(remote):
    if remote is not None:
        return remote.begin()
    return {"seed": 1, "world": None, "power_on": True, "root": _project(), "flash": "flash.bin"}


def _make_world(start, real_us):
    from sim import world

    if start["world"] is None:
        return world.install(world.World(start["seed"], real_us))
    return world.install(world.World.load(start["world"], start["power_on"], real_us))


# The tick functions, asyncio's queue and the sockets read the world: it has to be there first.
def _enter_virtual_time(world, remote):
    import random

    import passage

    random.seed(world.chance.draw())
    passage.install(world, remote)
    import heap
    import json_text
    import tasks
    import threads

    # These are built in for good: a file of their name on the path would not be looked at.
    sys.modules["gc"] = heap
    sys.modules["_asyncio"] = tasks
    sys.modules["_thread"] = threads
    # What of the board speaks JSON with the host has it already, free of charge.
    sys.modules["json"] = json_text
    import giving_way

    giving_way.install()


def _real_clock():
    from time import ticks_us

    return ticks_us


def _mount(world, start):
    import vfs

    device = world.insert_flash(_absolute(start["flash"]))
    try:
        system = vfs.VfsLfs2(device, mtime=False)
    except OSError:
        vfs.VfsLfs2.mkfs(device)
        system = vfs.VfsLfs2(device, mtime=False)
    vfs.mount(system, "/data")
    os.chdir("/")
    for name, text in (start.get("files") or {}).items():
        with open("/data/" + name, "w") as file:
            file.write(text)


def _execute(path):
    with open(path) as source:
        code = compile(source.read(), path, "exec")
    exec(code, {"__name__": "__main__", "__file__": path})


def _text_of(error):
    import io

    text = io.StringIO()
    sys.print_exception(error, text)
    return text.getvalue()


# SystemExit from either file is a soft reset; an exception ends at the prompt, from boot.py
# without main.py ever having run (ports/esp32/main.c).
def _run(root):
    try:
        _execute(root + "/boot.py")
        _execute(root + "/main.py")
    except SystemExit:
        return "soft_reset", ""
    except BaseException as error:
        text = _text_of(error)
        sys.stdout.write(text)
        return "exception", text
    return "exit", ""


def main():
    project, virtual = _project(), _is_virtual()
    if project not in sys.path:
        sys.path.append(project)
    remote = None
    if os.getenv("PILOTLIGHT_SIM"):
        from sim.remote import Remote

        remote = Remote(os.getenv("PILOTLIGHT_SIM"), virtual)
    start = _begin(remote)
    world = _make_world(start, None if virtual else _real_clock())
    if remote is None:
        world.plug_in()
    else:
        remote.world, world.end = world, remote.end
        if not virtual:
            world.clock.on_sync = remote.poll
    if virtual:
        _enter_virtual_time(world, remote)
    _mount(world, start)
    from sim import silicon

    if virtual:
        world.clock.wait_until(world.clock.now_us + silicon.BOOT_US)
    gc.collect()
    world.own_bytes = gc.mem_alloc()
    cause, text = _run(start["root"])
    if remote is not None:
        # At the prompt the chip goes on; in real time so does this interpreter, with -i.
        tell = remote.end if virtual or cause == "soft_reset" else remote.tell_end
        tell(cause, text)


main()
