"""Is the server there? UP is a whole snapshot, and a valid MQTT reply within the timeout.

Wi-Fi or TCP alone is never UP: a half-open connection looks alive for hours. After every
connection the broker's retained messages are its snapshot; while it comes nobody knows what the
server wants, and nothing starts or stops by the decision table. A connection that never has a
whole one, of a broker that closes it, lets nobody subscribe or says nothing, counts for nothing.
"""

from micropython import const

from firmware.core.ticks import elapsed_ms

_ANNOUNCED_MAX_MS = const(3_000)
_SNAPSHOT_QUIET_MS = const(1_000)
_SNAPSHOT_MAX_MS = const(5_000)

# A link that flaps must not cycle the contactor with it.
_FLAPPING_STARTS = 3
_FLAPPING_WITHIN_S = const(3_600)
_FLAPPING_TIMEOUT_S = const(1_800)


class Link:
    """`up`; `down_s` seconds since it went DOWN (from boot on); `outages` counted since boot;
    `whole`: all that the broker holds has come by this connection; `snapshot_pending`: it is
    coming, which is waited for; `handshaking`: announces that the chip may stand still; `trouble`:
    what it goes without, in words, or None."""

    def __init__(self, settings, orders):
        self.up = self.whole = self.snapshot_pending = self.handshaking = False
        self.down_s = 0
        self.outages = 0
        self.trouble = None
        self._settings = settings
        self._orders = orders
        self._replied_s = self._heard_s = 0  # the latter by a connection that was whole
        self._down_since_s = 0
        self._taking = False
        self._begun_ms = None
        self._marked_ms = None
        self._offline_starts_s = ()
        self._outage_counted = None

    @property
    def ready(self):
        """UP, and what the server wants is known."""
        return self.up and not self.snapshot_pending

    # Once a handshake, and no longer than the board's gate takes to open by itself.
    def excuses(self, late_ms):
        """Whether a stall of so long was announced: it opens, and counts towards no latch."""
        excused = self.handshaking and late_ms <= _ANNOUNCED_MAX_MS
        self.handshaking = False
        return excused

    def heard(self, now_s):
        """A valid MQTT reply came."""
        self._replied_s = now_s
        if self.whole:
            self._be_up()

    def snapshot_begin(self, now_ms):
        """SUBACK came: what is retained follows."""
        self.snapshot_pending = True
        self._begun_ms = now_ms
        self._marked_ms = None

    def snapshot_takes(self, name):
        """What came under set/`name` is being taken, however long that is."""
        self._taking = True
        self._orders.delivered(name)

    def snapshot_mark(self, now_ms):
        """A set/ message was taken, or the ping after SUBACK answered."""
        self._taking = False
        self._marked_ms = now_ms

    def snapshot_abort(self):
        """The connection ended; what was known before still holds."""
        self.snapshot_pending = self.whole = self._taking = False
        self._begun_ms = None
        self._orders.begin_snapshot()

    def offline_start(self, now_s):
        """Charging started because the link is DOWN. Counted once an outage: a car that takes
        turns while the link stays DOWN is no sign of flapping."""
        if self._outage_counted == self.outages:
            return
        self._outage_counted = self.outages
        self._offline_starts_s = self._offline_starts_s[1 - _FLAPPING_STARTS :] + (now_s,)

    def timeout_s(self, now_s):
        starts = self._offline_starts_s
        flapping = len(starts) == _FLAPPING_STARTS and now_s - starts[0] < _FLAPPING_WITHIN_S
        configured_s = self._settings.link_timeout_s
        return max(configured_s, _FLAPPING_TIMEOUT_S) if flapping else configured_s

    def tick(self, now_s, now_ms):
        """True when the link went DOWN in this call."""
        if self._begun_ms is not None:
            self._follow_snapshot(now_ms)
        if not self.up:
            self.down_s = now_s - self._down_since_s
            return False
        # Whole seconds: up to one late, never early.
        if now_s - self._heard_s <= self.timeout_s(now_s):
            return False
        self._go_down(now_s)
        return True

    def _be_up(self):
        self._heard_s = self._replied_s
        self.up = True
        self.down_s = 0

    def _go_down(self, now_s):
        self.up = False
        self.outages += 1
        self._down_since_s = now_s

    # Silence after SUBACK is no empty snapshot: it is not waited for any longer, and cancels
    # nothing.
    def _follow_snapshot(self, now_ms):
        late = elapsed_ms(now_ms, self._begun_ms) >= _SNAPSHOT_MAX_MS
        marked_ms = self._marked_ms
        if marked_ms is None:
            self.snapshot_pending = not late
        elif late or (not self._taking and elapsed_ms(now_ms, marked_ms) >= _SNAPSHOT_QUIET_MS):
            self.snapshot_pending = False
            self.whole = True
            self._begun_ms = None
            self._orders.finish_snapshot()
            self._be_up()
