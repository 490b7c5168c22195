"""What the server and the driver have asked for. RAM only: a power cycle forgets all of it."""

from micropython import const

CHARGE, PAUSE, AUTO = "charge", "pause", "auto"
SERVER, LOCAL = "server", "local"

_KEPT_WITHOUT_CAR_S = const(600)


class Orders:
    """`schedule`: tou.Schedule or None; `live_ma`: mA or None; one override slot for everybody.
    Limit and override may be leases: not renewed in time, a word's sender is gone, and it ends.
    `lapsed`: names of those that have. `refused`: names of the server's retained words that were
    delivered and not taken; `ended`: of those that it no longer holds, until that was told."""

    def __init__(self):
        self.schedule = None
        self.live_ma = None
        self.override = None
        self.origin = None
        self._override_s = 0
        self._override_until_s = self._live_until_s = None
        self.lapsed = ()
        self.refused = ()
        self.ended = ()
        self._schedule_delivered = False
        self._live_delivered = False

    def set_override(self, kind, origin, now_s, ttl_s=None):
        """`kind`: "charge", "pause" or "auto" (none). The last command wins, whoever gave it.
        `ttl_s`: how long it is good for; None: without end."""
        self._override_until_s = _until(now_s, ttl_s)
        self.lapsed = _without("override", self.lapsed)
        self.override = None if kind == AUTO else kind
        self.origin = None if kind == AUTO else origin
        self._override_s = now_s

    def end_override(self):
        self.override = self.origin = self._override_until_s = None

    # Given with no car there, an override waits ten minutes for the plug-in it is meant for.
    def expire(self, plugged, now_s):
        """Ends what was good for so long only."""
        if self._override_until_s is not None and now_s >= self._override_until_s:
            self.end_override()
            self.lapsed += ("override",)
        if self._live_until_s is not None and now_s >= self._live_until_s:
            self.live_ma = self._live_until_s = None
            self.lapsed += ("limit",)
        if plugged:
            self._override_s = now_s
        elif now_s - self._override_s >= _KEPT_WITHOUT_CAR_S:
            self.end_override()

    def set_schedule(self, schedule):
        self.schedule = schedule
        self._schedule_delivered = True
        self._taken("tou")

    def set_live(self, ma, now_s=0, ttl_s=None):
        """`ma`: None for none; `ttl_s`: how long it is good for; None: without end."""
        self.live_ma = ma
        self._live_until_s = _until(now_s, ttl_s)
        self.lapsed = _without("limit", self.lapsed)
        self._live_delivered = True
        self._taken("limit")

    # It is not what the server wants, but better than nothing: a typo at noon must not mean more
    # current when the link blinks at six.
    def not_taken(self, name):
        """The server's retained word came and could not be taken: what was in force stays."""
        if not self.delivered(name):
            return
        self._taken(name)
        self.refused += (name,)

    def delivered(self, name):
        """It came: it is not none, however long it takes to read. False: no snapshot has it."""
        if name == "tou":
            self._schedule_delivered = True
        elif name == "limit":
            self._live_delivered = True
        else:
            return False
        return True

    def _taken(self, name):
        self.refused = _without(name, self.refused)

    def saved(self, now_s):
        """What must survive a reset, for `restore`; the schedule does by its own bytes. `leases`:
        what is left of override and limit, seconds or None."""
        ends = (self._override_until_s, self._live_until_s)
        leases = [None if end_s is None else max(0, end_s - now_s) for end_s in ends]
        told = {"override": self.override, "origin": self.origin, "live_ma": self.live_ma}
        told["leases"] = leases
        return told

    def restore(self, saved, now_s):
        override_s, live_s = saved["leases"]
        if saved["override"] in (CHARGE, PAUSE):
            self.set_override(saved["override"], saved["origin"], now_s, override_s)
        self.live_ma = saved["live_ma"]
        self._live_until_s = _until(now_s, live_s)

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


def _until(now_s, ttl_s):
    return None if ttl_s is None else now_s + ttl_s


def _without(name, names):
    return tuple(other for other in names if other != name) if name in names else names
