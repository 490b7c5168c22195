"""The passage of virtual time: everything that waits, waits here.

Time moves from alarm to alarm, never past the run that the host has granted, and not while
bytes are on their way: whatever was written has been answered before the clock goes on.
"""

import micropython

from sim.clock import FAR_US
from sim.cost.silicon import TICK_US

clock = None
now_us = None  # called: the clock's time
world = None
remote = None
traffic = None
in_thread = [False]
went_on_us = [0]  # when the loop last went on with a task


def install(the_world, the_remote):
    import sys

    here = sys.modules[__name__]
    here.world = the_world
    here.clock = the_world.clock
    here.now_us = the_world.clock.read
    here.remote = the_remote
    from traffic import Traffic

    here.traffic = Traffic(the_remote, the_world.clock)
    if the_remote is not None:
        the_remote.on_run = here.traffic.settle


@micropython.native
def step(here_us, limit_us):
    """Lets time pass from `here_us`, which is now, to the next alarm, at most to `limit_us`;
    serves the host when due."""
    if remote is not None:
        if remote.due(here_us):
            remote.serve()
            return
        if remote.grant_us < limit_us:
            limit_us = remote.grant_us
    # With nothing to wait for in this world, bytes of the other one may come at any tick.
    if limit_us >= FAR_US:
        limit_us = next_tick(here_us + 1)
    clock.step(limit_us)


def wait_until(t_us):
    """Blocks the chip until `t_us`, as time.sleep does."""
    if in_thread[0]:
        return
    while now_us() < t_us:
        step(now_us(), t_us)


@micropython.native
def next_tick(t_us):
    """The FreeRTOS tick on which a task that waits for `t_us` is woken."""
    return (t_us + TICK_US - 1) // TICK_US * TICK_US


def charge(us):
    """What the present call costs the loop; a helper thread's waiting costs it nothing."""
    if not in_thread[0]:
        clock.charge(us)


def hold(us):
    """charge() of what the CPU's clock does not hasten."""
    if not in_thread[0]:
        clock.hold(us)
