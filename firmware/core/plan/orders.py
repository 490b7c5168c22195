"""What the server and the driver have asked for. RAM only: a power cycle forgets all of it."""

from micropython import const

CHARGE, PAUSE, AUTO = "charge", "pause", "auto"
SERVER, LOCAL = "server", "local"

_KEPT_WITHOUT_CAR_S = const(600)


class Orders:
    """`schedule`: tou.Schedule or None; `live_ma`: mA or None; one override slot for everybody.
    `refused`: names of the server's retained words that were delivered and not taken; `ended`: of
    those that it no longer holds, until somebody has told of them."""

    def __init__(self):
        self.schedule = None
        self.live_ma = None
        self.override = None
        self.origin = None
        self._override_s = 0
        self.refused = ()
        self.ended = ()
        self._schedule_delivered = False
        self._live_delivered = False

    def set_override(self, kind, origin, now_s):
        """`kind`: "charge", "pause" or "auto" (none). The last command wins, whoever gave it."""
        self.override = None if kind == AUTO else kind
        self.origin = None if kind == AUTO else origin
        self._override_s = now_s

    def end_override(self):
        self.override = self.origin = None

    # Given with no car there, an override waits ten minutes for the plug-in it is meant for.
    def expire(self, plugged, now_s):
        if plugged:
            self._override_s = now_s
        elif now_s - self._override_s >= _KEPT_WITHOUT_CAR_S:
            self.end_override()

    def set_schedule(self, schedule):
        self.schedule = schedule
        self._schedule_delivered = True
        self._taken("tou")

    def set_live(self, ma):
        self.live_ma = ma
        self._live_delivered = True
        self._taken("limit")

    # It is not what the server wants, but better than nothing: a typo at noon must not mean more
    # current when the link blinks at six.
    def not_taken(self, name):
        """The server's retained word came and could not be taken: what was in force stays."""
        if name == "tou":
            self._schedule_delivered = True
        elif name == "limit":
            self._live_delivered = True
        else:
            return
        self._taken(name)
        self.refused += (name,)

    def _taken(self, name):
        if name in self.refused:
            self.refused = tuple(other for other in self.refused if other != name)

    def saved(self):
        """What must survive a reset, for `restore`; the schedule does by its own bytes."""
        return {"override": self.override, "origin": self.origin, "live_ma": self.live_ma}

    def restore(self, saved, now_s):
        if saved["override"] in (CHARGE, PAUSE):
            self.set_override(saved["override"], saved["origin"], now_s)
        self.live_ma = saved["live_ma"]

    @property
    def fresh_live_ma(self):
        """The live limit if this snapshot brought it, else None."""
        return self.live_ma if self._live_delivered else None

    def begin_snapshot(self):
        self._schedule_delivered = self._live_delivered = False

    # What the broker no longer holds was cancelled while we were away: an empty retained message
    # leaves nothing to deliver.
    def finish_snapshot(self):
        ended = ()
        if not self._schedule_delivered:
            ended = () if self.schedule is None else ("tou",)
            self.set_schedule(None)
        if not self._live_delivered:
            ended += () if self.live_ma is None else ("limit",)
            self.set_live(None)
        self.ended += ended
        self.begin_snapshot()
