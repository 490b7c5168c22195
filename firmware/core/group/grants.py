"""The coordinator of a load group: whose amps go where, and when it is safe to say so.

It counts each member at the most that it may draw: its share, unless it acknowledged less within
this lease. `_Line` is what is known of one member; docs/load-group.md has the argument.
"""

from micropython import const

from firmware.core.group.member import DRAWS_MA, LEASE_S, SETTLE_S, SILENCE_S
from firmware.core.j1772 import OFFER_MIN_MA

# Older, an acknowledgement leaves too short a lease to be worth giving, and a report is not
# answered. The same for both: a message names everybody on whose word it gives more than a share.
_FRESH_S = const(18)
_GONE_S = const(90)

# Assumed, not measured.
_USES_WITHIN_MA = const(1_500)  # of its grant: it would take more
_HEADROOM_MA = const(2_000)  # above what a car draws that its own charger limits
_PROBE_S = const(30)  # from the offer to the first current
_TURN_S = const(900)
_STEP_MA = const(100)


class _Line:
    def __init__(self, boot, share_ma):
        self.boot = boot
        self.number = self.heard_s = self.granted_from_s = 0
        self.want_ma = self.draw_ma = self.bound_ma = 0
        # Since when it waits for its turn, and has one; until when it is passed over.
        self.queued_s = self.served_s = None
        self.idle_until_s = 0
        # Granted since round `since`, before that up to `peak_ma`; all over at `over_s`, what is
        # above its share at `raised_until_s`.
        self.given_ma = share_ma
        self.since = self.peak_ma = self.over_s = self.raised_until_s = 0
        # When the round was sent that it last acknowledged; whether others were given its share.
        self.pledged_s = None
        self.lent = False


class Coordinator:
    """`boot`: the id of its seat, by which acknowledgements name it; started at uptime `now_s`."""

    def __init__(self, boot, share_ma, members, now_s):
        self._boot = boot
        self._share_ma = share_ma
        self._members = members
        self._raises_from_s = now_s + SILENCE_S
        self._turned_s = now_s
        self._rounds = {}
        self._lines = {}

    def heard(self, sender, report, now_s):
        """`report`: (boot, number, holder, round, bound mA, wanted mA, drawn mA, waited s).
        -> the boot that the sender had before."""
        boot, number, holder, round_, bound_ma, want_ma, draw_ma, waited_s = report
        line = self._lines.get(sender)
        if line is None:
            line = self._lines[sender] = _Line(boot, self._share_ma)
        before = line.boot
        if before != boot:
            self._begin_anew(line, boot, now_s)
        line.number, line.heard_s = number, now_s
        line.want_ma, line.draw_ma, line.bound_ma = want_ma, draw_ma, bound_ma
        if want_ma < OFFER_MIN_MA:
            line.queued_s = None
        elif line.queued_s is None:
            line.queued_s, line.idle_until_s = now_s - waited_s, 0
        self._take_acknowledgement(line, holder, round_)
        return before

    # A charger that booted follows nobody for as long. Or it is another charger under the same id,
    # and the one before still has what it was given, until that is over.
    def _begin_anew(self, line, boot, now_s):
        line.boot, line.pledged_s, line.lent = boot, None, False
        line.peak_ma = max(line.peak_ma, line.bound_ma)
        line.granted_from_s = now_s + SILENCE_S

    def _take_acknowledgement(self, line, holder, round_):
        if holder != self._boot:
            line.pledged_s, line.lent = None, False
        elif round_ >= line.since:
            line.peak_ma = 0
            line.pledged_s = self._rounds.get(round_)
            line.lent = line.given_ma < self._share_ma

    def grants(self, round_, now_s, released_ma=None):
        """The grants of this round: id -> (boot, number of its report, mA, lease s).

        `released_ma`: what the energy manager leaves the group; None: all."""
        self._forget(now_s)
        if len(self._lines) > self._members:
            return {}
        self._rounds[round_] = now_s
        targets = self._targets(now_s, released_ma)
        # Who is lowered comes first: what it leaves is not given away before it says so, though.
        order = sorted(targets, key=lambda name: targets[name] - self._lines[name].given_ma)
        given = {}
        for name in order:
            line = self._lines[name]
            if now_s - line.heard_s < _FRESH_S and now_s >= line.granted_from_s:
                ma, lease_s = self._safe(line, targets[name], now_s)
                self._give(line, ma, lease_s, round_, now_s)
                given[name] = (line.boot, line.number, ma, lease_s)
        return given

    def _forget(self, now_s):
        for name in list(self._lines):
            line = self._lines[name]
            if now_s - line.heard_s >= _GONE_S:
                del self._lines[name]
            elif now_s >= line.over_s and line.over_s:
                line.given_ma = 0 if line.lent else self._share_ma
                line.peak_ma = line.bound_ma = line.over_s = 0
        for round_ in list(self._rounds):
            if now_s - self._rounds[round_] >= LEASE_S:
                del self._rounds[round_]

    def _word_is_fresh(self, line, now_s):
        pledged_s = line.pledged_s
        return line.lent and pledged_s is not None and now_s - pledged_s < _FRESH_S

    # The most that it may draw until every lease under way is over. Its word counts only if it
    # holds as long as the raises that were given on others' words: they would come to rest on it.
    def _bound_ma(self, line, now_s, raised_until_s):
        ma = max(line.given_ma, line.peak_ma, line.bound_ma)
        if self._word_is_fresh(line, now_s) and line.pledged_s + LEASE_S >= raised_until_s:
            return ma
        return max(ma, self._share_ma)

    # What the others do not draw for certain. Its own share a member has without it, unless that
    # was lent; more than its share only as long as the lenders' word holds.
    def _safe(self, line, target_ma, now_s):
        lines = self._lines.values()
        raised_until_s = max(other.raised_until_s for other in lines)
        free_ma = len(self._lines) * self._share_ma
        for other in lines:
            if other is not line:
                free_ma -= self._bound_ma(other, now_s, raised_until_s)
        own_ma = min(line.given_ma, self._share_ma) if line.lent else self._share_ma
        ma = min(target_ma, max(own_ma, free_ma))
        if ma > self._share_ma:
            return ma, self._lease_s(line, now_s)
        return (ma if ma >= OFFER_MIN_MA else 0), LEASE_S

    def _lease_s(self, line, now_s):
        ends_s = now_s + LEASE_S
        for other in self._lines.values():
            if other is not line and self._word_is_fresh(other, now_s):
                ends_s = min(ends_s, other.pledged_s + LEASE_S)
        # Its report may have been heard up to a second after the whole one.
        return min(LEASE_S, ends_s - line.heard_s - 1)

    def _give(self, line, ma, lease_s, round_, now_s):
        if ma != line.given_ma or not line.over_s:
            line.peak_ma = max(line.peak_ma, line.given_ma)
            line.since = round_
        if ma >= OFFER_MIN_MA > line.given_ma or line.served_s is None:
            line.served_s = now_s
        if ma >= self._share_ma:
            line.lent = False
        if ma > self._share_ma:
            line.raised_until_s = max(line.raised_until_s, line.heard_s + 1 + lease_s)
        line.given_ma = ma
        line.over_s = max(line.over_s, line.heard_s + 1 + lease_s + SETTLE_S)

    # The unheard keep their shares. Then: 6 A to each in its turn; the rest to those that draw;
    # 6 A to those passed over; what nobody asked for fills up shares, where it needs no message.
    def _targets(self, now_s, released_ma):
        lines = self._lines
        if now_s < self._raises_from_s:
            return {name: self._share_ma for name in lines}
        spare_ma = len(lines) * self._share_ma
        if released_ma is not None:
            unheard = self._members - len(lines)
            spare_ma = max(0, min(spare_ma, released_ma - unheard * self._share_ma))
        targets = {name: 0 for name in lines}
        queue = self._queue(now_s)
        turns = [name for name in queue if lines[name].idle_until_s <= now_s]
        turns = self._in_turn(turns, spare_ma // OFFER_MIN_MA, now_s)
        spare_ma = _fill_each(targets, turns, spare_ma, OFFER_MIN_MA)
        caps = {n: _cap_ma(lines[n]) for n in turns if targets[n] and lines[n].draw_ma >= DRAWS_MA}
        spare_ma = _fill_evenly(targets, caps, spare_ma)
        spare_ma = _fill_each(targets, queue, spare_ma, OFFER_MIN_MA)
        _fill_each(targets, queue + sorted(lines), spare_ma, self._share_ma)
        return targets

    # In order of arrival; who makes nothing of its turn goes last.
    def _queue(self, now_s):
        queue = [name for name in self._lines if self._lines[name].queued_s is not None]
        for name in queue:
            self._judge(self._lines[name], now_s)
        return sorted(queue, key=lambda name: (self._lines[name].queued_s, name))

    # Each quarter of an hour as many go last as wait, and those first that were served longest.
    def _in_turn(self, names, places, now_s):
        waiting = len(names) - places
        if waiting <= 0:
            self._turned_s = now_s
        if now_s - self._turned_s < _TURN_S:
            return names
        self._turned_s = now_s
        leaving = min(waiting, places)
        for name in names[:leaving]:
            self._lines[name].queued_s = now_s
        return names[leaving:] + names[:leaving]

    def _judge(self, line, now_s):
        if line.draw_ma >= DRAWS_MA:
            line.idle_until_s = now_s
        elif line.served_s is not None and line.given_ma and line.idle_until_s <= now_s:
            if now_s - line.served_s >= _PROBE_S:
                line.queued_s, line.idle_until_s = now_s, now_s + _TURN_S


# A car that takes all it may would take more; of another what it leaves goes elsewhere.
def _cap_ma(line):
    if line.draw_ma >= line.given_ma - _USES_WITHIN_MA:
        return line.want_ma
    return min(line.want_ma, max(OFFER_MIN_MA, line.draw_ma + _HEADROOM_MA))


def _fill_each(targets, names, spare_ma, goal_ma):
    for name in names:
        add_ma = goal_ma - targets[name]
        if 0 < add_ma <= spare_ma:
            targets[name] += add_ma
            spare_ma -= add_ma
    return spare_ma


def _fill_evenly(targets, caps, spare_ma):
    hungry = list(caps)
    while hungry and spare_ma >= len(hungry) * _STEP_MA:
        part_ma = spare_ma // len(hungry) // _STEP_MA * _STEP_MA
        for name in hungry:
            add_ma = min(part_ma, caps[name] - targets[name])
            targets[name] += add_ma
            spare_ma -= add_ma
        hungry = [name for name in hungry if targets[name] < caps[name]]
    return spare_ma
