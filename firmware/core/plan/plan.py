"""May the car charge, and within which limits: everything around the decision table.

Made anew a few times a second and after every command. It grants or withdraws leave to charge;
what the contactor does is the state machine's alone.
"""

from micropython import const

from firmware.core import policy
from firmware.core.ampacity import BOARD, ORDER, least_ma
from firmware.core.j1772 import OFFER_MIN_MA
from firmware.core.plan.link import Link
from firmware.core.plan.orders import LOCAL, PAUSE, SERVER, Orders

# What a car may draw through a wire that nobody vouched for.
WIRE_UNSET_MA = OFFER_MIN_MA

_NEVER_CLOSED_BEFORE_S = const(10)  # after any boot

_NOT_THE_TABLES = (policy.FAULT, policy.UNPLUGGED, policy.LIMIT, policy.DWELL, policy.SERVICE)

_NOT_TAKEN = "the server's {} could not be taken: what was in force before it stays"
_RAN_OUT = "the time of the server's {} ran out: its sender is silent"

_CLOCK_TOLD_S = const(60)  # set by more in sum, and as seldom
_BUT_GROUP = tuple(name for name in ORDER if name != "group")


class Plan:
    """`may_charge`, `reason`, `until` (Unix seconds or None), `limits` (name -> mA or None),
    `window`: what the schedule says now, as tou.Schedule.now; `now_s`: uptime it was made for;
    `want_ma`: what the car could use if the load group left it all, 0 while it may not charge;
    `in_service`: set by whoever works on the charger: nothing starts, and a charge is ended;
    `trouble`: what the charger does without, or what is not as it should be, and why, or None;
    `left_out`: it is the link; `damaged`: files of the program; `clock_off_s`, `clock_most_s`: by
    how much the server has set the clock since that was told: in sum, and the furthest sum.

    `start_delay_s`: drawn at random after mains returned, for a car that is there already.
    """

    def __init__(self, board_ma, cable_ma, settings, server_configured, journal, start_delay_s=0):
        self.settings = settings
        self.orders = Orders()
        self.link = Link(settings, self.orders)
        self.limits = {"board": board_ma, "cable": cable_ma, "thermal": None}
        self.limits.update({"live": None, "offline": None, "schedule": None, "group": None})
        self.may_charge = False
        self.may_close = False
        self.reason = policy.STARTING
        self.until = None
        self.window = None
        self.want_ma = 0
        self.in_service = False
        self.trouble = None
        self.damaged = None
        self.left_out = False
        self.now_s = 0
        self._server_configured = server_configured
        self._journal = journal
        self._start_delay_s = start_delay_s
        self._started = False
        self._live_at_loss_ma = None
        self._group = None
        self._clock_told_s = self.clock_off_s = self.clock_most_s = 0
        self.bind_settings()

    # Another group, or another share of it: nothing, until services.group says how much (I7).
    def bind_settings(self):
        """Take over the limits that the settings hold; to be called after each change of them."""
        wire_ma = self.settings.wire_ma
        self.limits["wire"] = WIRE_UNSET_MA if wire_ma is None else wire_ma
        if self.settings.group is not self._group:
            self._group = self.settings.group
            self.limits["group"] = None if self._group is None else 0

    # In sum, for many small jumps are a large one; and not more often, for whoever sets it four
    # times a second must not push a fault out of the log. One that was taken back was in force.
    def _tell_clock(self):
        most_s = self.clock_most_s
        if abs(most_s) > _CLOCK_TOLD_S and self.now_s >= self._clock_told_s:
            self._clock_told_s = self.now_s + _CLOCK_TOLD_S
            self._journal.note("clock_set", "server: {} s".format(most_s))
            self.clock_off_s -= most_s
            self.clock_most_s = self.clock_off_s

    def go_without_link(self, trouble):
        """There is a server, but no link to it this time: nothing waits for one."""
        self._server_configured = False
        self.trouble = trouble
        self.left_out = True

    @property
    def servers_word(self):
        """What of the server's word could not be taken, or ran out, in words; or None."""
        refused, lapsed = self.orders.refused, self.orders.lapsed
        if refused:
            return _NOT_TAKEN.format(" and ".join(refused))
        return _RAN_OUT.format(" and ".join(lapsed)) if lapsed else None

    @property
    def offline_ma(self):
        """The offline limit in use: as set, or the wire ampacity."""
        asked_ma = self.settings.offline_ma
        return self.limits["wire"] if asked_ma is None else asked_ma

    def looking_ahead(self, epoch):
        """What is to be found before the plan is made: pieces of work to be gone through."""
        schedule = self.orders.schedule
        return () if schedule is None or epoch is None else schedule.looking_ahead(epoch)

    def make(self, session, faults, now_ms, now_s, epoch):
        """Decide anew. `now_s`: uptime; `epoch`: Unix seconds, None while the clock is unset."""
        self.now_s = now_s
        self.may_close = now_s >= _NEVER_CLOSED_BEFORE_S
        if self.link.tick(now_s, now_ms):
            self._lose_link(session)
        if self.orders.ended:
            self._journal.note("cancelled", " ".join(self.orders.ended))
            self.orders.ended = ()
        self._tell_clock()
        faults.tick(now_s)
        self._keep_session(session, faults, now_ms, now_s)
        self._fill_soft_limits()
        self._judge(session, faults, now_ms, now_s, epoch)

    # The server that set 16 A did not expect the car to take 32 because it died; a car that comes
    # later owes it nothing.
    def _lose_link(self, session):
        self._live_at_loss_ma = self.orders.live_ma if session.plugged else None
        self._journal.note("link_down", "no valid reply within the timeout")

    def saved(self, session, now_s):
        """What must survive a reset, for `restore`."""
        saved = self.orders.saved(now_s)
        saved["delay_s"] = self._delay_left_s(session, now_s)
        return saved

    def restore(self, saved, plugged):
        """After a reset: what was ordered before it. `plugged`: a car was there then; the link
        that brought the live limit counts as lost."""
        self.orders.restore(saved, self.now_s)
        self._start_delay_s = saved["delay_s"]
        self._live_at_loss_ma = self.orders.live_ma if plugged else None

    def _keep_session(self, session, faults, now_ms, now_s):
        if session.arrived(now_s):
            self._journal.note("plugged")
        if session.left(now_ms):
            self._journal.note("unplugged")
            self._live_at_loss_ma = None
            self.orders.end_override()
        if session.empty(now_ms):
            faults.unplugged()
            session.end_ration(now_s)
        if session.ration.untold:
            session.ration.untold = False
            self._journal.note("rationed", "closed too often: the contactor rests, ever longer")
        if session.became_full(now_s):
            self._journal.note("full")
            self.orders.end_override()
        self.orders.expire(session.active, now_s)

    def _fill_soft_limits(self):
        limits = self.limits
        if not self.link.snapshot_pending:
            limits["schedule"] = None
        if self.link.ready:
            self._live_at_loss_ma = None
            limits["live"] = self.orders.live_ma
            limits["offline"] = self.offline_ma if "limit" in self.orders.lapsed else None
        elif self.link.snapshot_pending:
            # Until the snapshot is whole the limits stay, but a lower one acts at once.
            limits["live"] = _lower(limits["live"], self.orders.fresh_live_ma)
        else:
            if "limit" in self.orders.lapsed:
                self._live_at_loss_ma = None
            at_loss_ma = self._live_at_loss_ma
            limits["live"] = None if _means_pause(at_loss_ma) else at_loss_ma
            limits["offline"] = self.offline_ma

    def _judge(self, session, faults, now_ms, now_s, epoch):
        charge, reason = self._decide(session, faults, epoch)
        hold = self._hold(session, now_ms, now_s, epoch) if charge else None
        self._see_what_it_wants(charge, hold)
        if self._group_pauses() and reason not in (policy.FAULT, policy.UNPLUGGED):
            charge, reason = False, policy.LIMIT
        elif hold is not None:
            charge, reason = False, hold
        if self._snapshot_holds(charge, reason):
            if self.reason == policy.UNPLUGGED:
                self.reason = policy.STARTING
            return
        if charge and not self.may_charge:
            self._journal.note("start", reason)
            if reason == policy.OFFLINE:
                self.link.offline_start(now_s)
        self.may_charge = charge
        self.reason = reason
        self.until = self.window[2] if reason == policy.WAITING else None

    # A contactor at rest wants to close again: it keeps its place in the group's queue. Until the
    # snapshot is complete nobody knows what to want.
    def _see_what_it_wants(self, charge, hold):
        if not self.link.snapshot_pending:
            wants = charge and hold in (None, policy.DWELL)
            self.want_ma = self._alone_ma() if wants else 0

    def _alone_ma(self):
        ma = least_ma(self.limits, _BUT_GROUP, self.limits[BOARD])
        return ma if ma >= OFFER_MIN_MA else 0

    def _group_pauses(self):
        ma = self.limits["group"]
        return ma is not None and ma < OFFER_MIN_MA

    # The group's limit is left out: the reason `limit` would hide what the car could use.
    def _decide(self, session, faults, epoch):
        schedule = self._look_at_schedule(epoch)
        override, origin = self._override_in_force()
        charge, reason = policy.decide(
            fault=faults.active is not None,
            plugged=session.plugged,
            offered_ma=self._alone_ma(),
            override=override,
            origin=origin,
            link_up=self.link.up,
            down_s=self.link.down_s,
            pause_ttl_s=self.settings.pause_ttl_s,
            schedule=schedule,
            clock_valid=epoch is not None,
            outage_mode=self.settings.outage_mode,
        )
        if reason == policy.SCHEDULED and self.window[1] is not None:
            self.limits["schedule"] = int(self.window[1] * 1_000 + 0.5)  # JSON may say 32.0
        elif reason == policy.NO_CLOCK:
            self.limits["offline"] = self.offline_ma
            self.limits["schedule"] = self.orders.schedule.most_ma
        return charge, reason

    # One that has expired is as if absent; without a clock nobody can tell.
    def _look_at_schedule(self, epoch):
        schedule = self.orders.schedule
        self.window = None if schedule is None or epoch is None else schedule.now(epoch)
        if self.window is not None:
            return "open" if self.window[0] else "closed"
        return None if schedule is None or epoch is not None else "closed"

    # A live limit below 6 A when the link was lost was a pause, in other words.
    def _override_in_force(self):
        if self.orders.override is None and _means_pause(self._live_at_loss_ma):
            return PAUSE, SERVER
        return self.orders.override, self.orders.origin

    # What stands around the table: not yet ready to start, or the contactor has to rest.
    def _hold(self, session, now_ms, now_s, epoch):
        if self.in_service:
            return policy.SERVICE
        if not self._started:
            if not self._start_is_due(now_s, epoch):
                return policy.STARTING
            self._started = True
        if self._delayed(session, now_s):
            return policy.DELAYED
        return policy.DWELL if session.dwelling(now_ms) else None

    # A street of cars must not come back at once; one whose driver says so need not wait.
    def _delayed(self, session, now_s):
        return self._delay_left_s(session, now_s) > 0 and self.orders.origin != LOCAL

    # Nor one that was plugged in later.
    def _delay_left_s(self, session, now_s):
        there_since_boot = session.active and session.plugged_s < _NEVER_CLOSED_BEFORE_S
        return max(0, self._start_delay_s - now_s) if there_since_boot else 0

    def _start_is_due(self, now_s, epoch):
        if not self.may_close:
            return False
        if not self._server_configured or self.orders.origin == LOCAL:
            return True
        return (self.link.ready and epoch is not None) or now_s >= self.settings.boot_wait_s

    # Until the snapshot is complete the table neither starts nor stops a charge. What is not the
    # table's, a fault, the plug, a lower limit, a contactor at rest, the driver's hand, acts.
    def _snapshot_holds(self, charge, reason):
        if not self.link.snapshot_pending or charge == self.may_charge:
            return False
        if self.orders.origin == LOCAL or (self.orders.override == PAUSE and not charge):
            return False
        return reason not in _NOT_THE_TABLES


def _lower(one_ma, other_ma):
    if one_ma is None or other_ma is None:
        return one_ma if other_ma is None else other_ma
    return min(one_ma, other_ma)


def _means_pause(live_ma):
    return live_ma is not None and live_ma < OFFER_MIN_MA
