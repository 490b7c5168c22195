"""The world's clock: microseconds since the world began, and what falls due on the way.

In virtual time `now_us` is the whole truth: it moves when something is charged or waited for.
In real time it is the later of what has really passed and what was charged, so a burst of ADC
reads takes as long as on the chip and the clock falls in with real time afterwards; the program's
ticks are ahead of the PC's by as much, see sim.chip.pc_time.

An alarm is a name with a function and at most one time: names and times can be saved, so a
contactor that was moving when the process ended goes on moving in the next one.
"""

from array import array

import micropython

from sim.cost.silicon import PACE_ONE
from sim.placed import placed
from sim.remembered import Remembered

FAR_US = 1 << 60
_TIMES_WORDS = 7  # now, next, the origin of the ticks, the pace of the CPU
_PACE_AT = 6
_WORD_BITS = 32
_WORD = (1 << _WORD_BITS) - 1
STALL_GAP_US = 6_000  # what is read between two of its parts belongs to the same call
STALLS_KEPT = 32
_NOTHING = ("", "", 0)
SOFT_DEPTH = 8  # MICROPY_SCHEDULER_DEPTH: what does not fit is dropped without a trace


class Clock(Remembered):
    """`read()` is `now_us` at its cheapest; `times` holds it and `next_us`, for sim.instant.

    `charge(us)`: work of the CPU at 160 MHz; what falls due meanwhile happens meanwhile.
    `hold(us)`: time that the chip spends whatever its clock.
    `step(limit_us)`: moves to the next alarm or to `limit_us`, whichever is first.
    `ticks_us()`, `ticks_ms()`: the chip's, since `start_ticks`; `sleep_us(us)`: its busy wait.
    """

    REMEMBERED = ("now_us", "due_us")

    def __init__(self, real_us=None):
        self.times = array("I", [0] * _TIMES_WORDS)
        self.set_pace(PACE_ONE)
        self.next_us = FAR_US
        self.due_us = {}
        self.live = real_us is not None
        names = {"run": self.run, "wait_until": self.wait_until}
        instant = placed("instant", {"_TIMES_AT": self.times}, names)
        self._charge = instant["charge"]
        self.charge = self._charge_live if self.live else self._charge
        self.step, self.read = instant["step"], instant["now_us"]
        self.sleep_us, self._hasten = instant["sleep_us"], instant["hasten"]
        self.ticks_us, self.ticks_ms = instant["ticks_us"], instant["ticks_ms"]
        self.dropped_soft = 0
        self.stalls = []  # [from_us, to_us, what] since the last report
        self.on_sync = None  # real time only: called whenever the hardware looks at the clock
        self._real_us = real_us
        self._origin_us = real_us() if self.live else 0
        self._calls = {}
        self._upon = _NOTHING  # (what of a stall, an alarm, microseconds)
        self._soft = []
        self._running = False

    @property
    def now_us(self):
        times = self.times
        return times[0] | times[1] << _WORD_BITS

    @now_us.setter
    def now_us(self, t_us):
        self.times[0], self.times[1] = t_us & _WORD, t_us >> _WORD_BITS

    # It may be too early (an alarm moved away), never too late: run() mends it.
    @property
    def next_us(self):
        times = self.times
        return times[2] | times[3] << _WORD_BITS

    @next_us.setter
    def next_us(self, t_us):
        self.times[2], self.times[3] = t_us & _WORD, t_us >> _WORD_BITS

    def set_pace(self, thousandths):
        """From now on work takes so much of what it takes at 160 MHz."""
        self.times[_PACE_AT] = thousandths

    def paced(self, us):
        """How long so much work takes now."""
        return us * self.times[_PACE_AT] // PACE_ONE

    def start_ticks(self, boot_us):
        """The chip's tick counters were zero at `boot_us`."""
        self.times[4], self.times[5] = boot_us & _WORD, boot_us >> _WORD_BITS

    def restore(self, saved):
        Remembered.restore(self, saved)
        self.next_us = 0
        if self.live:
            self._origin_us = self._real_us() - self.now_us

    def pass_dark(self, us):
        """The mains was away so long: nobody has waited for it in real time, nor will."""
        self.wait_until(self.now_us + us)
        if self.live:
            self._origin_us = self._real_us() - self.now_us

    def on(self, name, call):
        """`call(t_us)` is what happens when alarm `name` falls due."""
        self._calls[name] = call

    def at(self, name, t_us):
        self.due_us[name] = t_us
        self._hasten(t_us)

    def after(self, name, us):
        self.at(name, self.read() + us)

    def upon(self, stall, name, us):
        """Alarm `name` falls due so long after the next call begins that is told as `stall`."""
        self._upon = (stall, name, us)

    def never(self, name):
        self.due_us.pop(name, None)

    def pending(self, name):
        return name in self.due_us

    def _charge_live(self, us):
        self.sync()
        self._charge(us)

    def hold(self, us):
        if self.live:
            self.sync()
        self.now_us += us
        if self.now_us >= self.next_us:
            self.run()

    def stall(self, us, what):
        """hold() of a call that holds up the whole chip: told in `stalls`."""
        stalls, start_us = self.stalls, self.now_us
        if what == self._upon[0]:
            self.after(*self._upon[1:])
            self._upon = _NOTHING
        self.hold(us)
        if stalls and stalls[-1][2] == what and start_us - stalls[-1][1] <= STALL_GAP_US:
            stalls[-1][1] = self.now_us
            return
        stalls.append([start_us, self.now_us, what])
        if len(stalls) > STALLS_KEPT:
            stalls.pop(0)

    def busy_us(self, us):
        """Real time only: a busy wait, which the PC need not wait for at once."""
        if us > 0:
            self.hold(us)

    def ahead_us(self):
        """Real time only: by so much what was charged lies ahead of what has really passed."""
        ahead_us = self.read() - (self._real_us() - self._origin_us)
        return ahead_us if ahead_us > 0 else 0

    def sync(self):
        """Real time only: falls in with what has really passed."""
        real = self._real_us() - self._origin_us
        if real > self.now_us:
            self.now_us = real
        if self.now_us >= self.next_us:
            self.run()
        if self.on_sync is not None:
            self.on_sync()

    def wait_until(self, t_us):
        """Idles to `t_us`, stopping at every alarm so that each sees its own instant."""
        while self.next_us <= t_us:
            self.step(t_us)
        if t_us > self.now_us:
            self.now_us = t_us

    def soft(self, call, argument):
        """A soft interrupt: runs once the alarms of this instant are done."""
        if len(self._soft) < SOFT_DEPTH:
            self._soft.append((call, argument))
        else:
            self.dropped_soft += 1

    @micropython.native
    def run(self):
        """Fires what is due, oldest first. An alarm's own charges wait for the outer run."""
        if self._running:
            return
        self._running = True
        try:
            self._fire_due()
        finally:
            self._running = False
        while self._soft:
            call, argument = self._soft.pop(0)
            call(argument)

    # Equal times go by name, so that a saved world goes on in the same order.
    @micropython.native
    def _fire_due(self):
        due_us, calls = self.due_us, self._calls
        while True:
            first, first_us = None, FAR_US
            for name in due_us:
                t_us = due_us[name]
                if t_us < first_us or (t_us == first_us and name < first):
                    first, first_us = name, t_us
            self.next_us = first_us
            if first is None or first_us > self.read():
                return
            del due_us[first]
            # None: an alarm of the process before, whose listener went with it.
            call = calls.get(first)
            if call is not None:
                call(first_us)
