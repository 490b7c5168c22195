"""Measures, and keeps the settings on flash, each at its quiet moment.

A flash write stalls both cores for 30-80 ms, so nothing is written while the contactor is closed,
except a lower limit. What the server changes is written once a minute at most. What has to wait is
in force already, answered with `saved: false`, and written then or at the next opening.
"""

from micropython import const

from firmware.remembered import FORMAT_1_PATH

_METER_SILENT_AFTER = const(5)
_SAVE_AGAIN_AFTER_S = const(60)  # a flash that refuses is not worn out by asking
_SERVERS_EVERY_S = const(60)  # anybody at the broker may change things, as often as he likes


class Readings:
    """What was measured last, and is believed; None: not known. `counted_wh`: what the meter
    counted and nobody has taken note of."""

    def __init__(self):
        self.voltage_mv = None
        self.current_ma = None
        self.power_w = None
        self.total_wh = None
        self.counted_wh = 0
        self.lifetime_wh = None
        self.temperature_c = None


class Recorder:
    """`readings`: what was measured last; `counter`: core.record.counter.Counter, which says what
    of the meter's is believed, or None: all is, and nothing counted; `twin`:
    drivers.flash.twin.Twin of the settings, read already."""

    def __init__(self, charger, board, store, twin, journal):
        self.readings = Readings()
        self._asked = False
        self._charger = charger
        self._board = board
        self._store = store
        self._twin = twin
        self._journal = journal
        self._refused = False
        self._save_at_s = 0
        self._lowered = False
        self._may_wait = False
        self._lowered_at_s = self._waited_at_s = self._told_at_s = -_SERVERS_EVERY_S
        self._untold = []  # names of what the server changed
        self._format_1_gone = False
        self._operations = charger.plan.settings.operations
        self._openings_under_load = charger.plan.settings.openings_under_load
        self._meter_misses = 0
        self.counter = None

    def keep(self, lowers, names="", by_server=False):
        """Store the settings: True when they are on flash, False when that has to wait. `names`:
        of what was changed, for those who are to be told."""
        settings, closed = self._charger.plan.settings, self._charger.session.closed
        settings.unsaved = True
        self._may_wait = by_server
        if names:
            by = "server" if by_server else "local"
            settings.changed = [names, by, self._board.clock.epoch()]
        if closed or (lowers and by_server):
            self._lowered = self._lowered or lowers
            self._save_lowered()
        else:
            self._save_at_rest(self._save)
        self._tell(names, by_server)
        return not settings.unsaved

    def _save_lowered(self):
        now_s = self._board.clock.uptime_s()
        if self._lowered and now_s - self._lowered_at_s >= _SERVERS_EVERY_S:
            self._lowered_at_s = now_s
            self._try(self._save)

    def _save_at_rest(self, work):
        now_s = self._board.clock.uptime_s()
        if self._may_wait:
            if now_s - self._waited_at_s < _SERVERS_EVERY_S:
                return
            self._waited_at_s = now_s
        self._try(work)

    # A dashboard that changes a setting four times a second must not push a fault out of the log.
    def _tell(self, names, by_server):
        if names and not by_server:
            return self._journal.note("settings", "local: " + names)
        self._untold += [name for name in names.split() if name not in self._untold]
        now_s = self._board.clock.uptime_s()
        if self._untold and now_s - self._told_at_s >= _SERVERS_EVERY_S:
            self._told_at_s = now_s
            self._journal.note("settings", "server: " + " ".join(self._untold))
            self._untold.clear()

    def look(self):
        """To be called twice a second: the meter is asked at one look and its answer read at the
        next, for 8 + 25 bytes at 9600 baud and the meter's own time take 150 ms."""
        self._asked = not self._asked
        if self._asked:
            self._board.meter.ask()
        else:
            now_s = self._board.clock.uptime_s()
            self._judge_readings(self._read_meter(now_s), now_s)
            self._keep_what_changed()
            self._tell("", True)

    def _judge_readings(self, current_ma, now_s):
        readings = self.readings
        readings.temperature_c = self._board.thermometer.read_c()
        charger = self._charger
        charger.measured(current_ma, readings.voltage_mv, readings.temperature_c, now_s)

    # The contactor's life is counted in RAM and written when the car has left, an opening under
    # load at once: what caused it may soon take the power away, too.
    def _keep_what_changed(self):
        charger = self._charger
        settings = charger.plan.settings
        if charger.faults.outlasts_power and settings.latched != charger.faults.active:
            settings.latched = charger.faults.active
            settings.unsaved, self._may_wait = True, False
        if settings.operations != self._operations and not charger.session.active:
            self._operations = settings.operations
            settings.unsaved = True
        if settings.openings_under_load != self._openings_under_load:
            self._openings_under_load = settings.openings_under_load
            settings.unsaved, self._may_wait = True, False
        self._save_lowered()
        if not charger.session.closed and self._board.clock.uptime_s() >= self._save_at_s:
            self._save_at_rest(self._settle)

    # Told of once, and tried again until it succeeds: what is to be kept is in force meanwhile.
    # After a refusal nobody knows what the flash holds.
    def _try(self, work):
        try:
            work()
            self._refused = False
        except (OSError, MemoryError) as error:
            if not self._refused:
                self._journal.note("not_saved", "{} {}".format(type(error).__name__, error))
            self._refused = True
            self._charger.plan.settings.unsaved = True
            self._save_at_s = self._board.clock.uptime_s() + _SAVE_AGAIN_AFTER_S

    def _save(self):
        settings = self._charger.plan.settings
        self._twin.write(settings.to_json())
        settings.unsaved = self._may_wait = self._lowered = False

    # The second copy is for what littlefs cannot mend. The file of format 1 stays until both are.
    def _settle(self):
        if self._charger.plan.settings.unsaved:
            self._save()
        self._twin.mirror()
        if self._twin.mirrored and not self._format_1_gone:
            self._format_1_gone = True
            self._store.remove(FORMAT_1_PATH)

    # A current that was not measured just now proves nothing: the last one may be long over. What
    # is doubted may accuse a car, from its first reading on; it excuses none.
    def _read_meter(self, now_s):
        """The current to judge the car by, or None."""
        reading, readings = self._board.meter.answer(), self.readings
        counter = self.counter
        if reading is None or (counter is not None and not counter.believes(reading, now_s)):
            self._miss_meter()
            if reading is None or reading.current_ma <= (readings.current_ma or 0):
                return None
        else:
            self._meter_misses = 0
            readings.voltage_mv = reading.voltage_mv
            readings.current_ma = reading.current_ma
            readings.power_w = reading.power_w
        return reading.current_ma

    # A meter that says nothing is told of, not guessed at.
    def _miss_meter(self):
        self._meter_misses += 1
        if self._meter_misses == _METER_SILENT_AFTER:
            self._journal.note("meter_silent")
            readings = self.readings
            readings.voltage_mv = readings.current_ma = readings.power_w = None
