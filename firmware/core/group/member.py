"""A member of a load group: what it may offer, and when it may coordinate (docs/load-group.md).

Without a fresh grant a member has its share. A grant below the share may have been lent to others
until it ends, so that what follows it, like a boot, is silence and not the share.
"""

from micropython import const

LEASE_S = const(30)

# An offer follows its limit at once; a car has 5 s to follow the offer, and is off after 6 (IEC
# 61851-1 Table A.6 seq. 10.2). One more, for both ends are counted in whole seconds.
SETTLE_S = const(7)

# A lease, 6 s for the car it served, and 4 s for whole seconds and a late look at the clock.
SILENCE_S = const(40)

# Assumed: less is a car that only listens to the pilot.
DRAWS_MA = const(1_000)

_REPORTS_REMEMBERED = const(12)
_DIFFERING_S = const(60)
_SEATED_S = const(15)  # three rounds: a coordinator that is not heard for so long is gone
_SEEN_S = const(90)
_SEEN_MAX = const(48)


class Member:
    """`holder`: id of the seat whose grant it follows, or that may have lent its share out; None
    when there is none. `round`: the number of that one's last message it followed."""

    def __init__(self, share_ma, now_s):
        self.holder = None
        self.round = 0
        self._share_ma = share_ma
        self._granted_ma = 0
        self._until_s = 0
        self._silent_until_s = now_s + SILENCE_S
        self._reports = []
        self._allowed_ma = self._peak_ma = 0
        self._settled_s = now_s
        self._least_ma = share_ma
        self._alike_from_s = now_s

    def allowed_ma(self, now_s):
        """What the pilot may offer now. To be asked at least once a second."""
        self._end_what_is_over(now_s)
        ma = self._in_force_ma(now_s)
        if ma < self._allowed_ma:
            self._peak_ma = self.bound_ma(now_s)
            self._settled_s = now_s + SETTLE_S
        self._allowed_ma = ma
        return ma

    def bound_ma(self, now_s):
        """What the car may draw at the most, as long as the grant in force is not raised."""
        if now_s >= self._settled_s:
            return self._allowed_ma
        return max(self._allowed_ma, self._peak_ma)

    def _end_what_is_over(self, now_s):
        if self.holder is not None and now_s >= self._silent_until_s:
            self.holder = None

    def _in_force_ma(self, now_s):
        if self.holder is not None and now_s < self._until_s:
            return self._granted_ma
        if now_s < self._silent_until_s:
            return 0
        return self._least_ma if self.differing(now_s) else self._share_ma

    def reported(self, number, now_s):
        """A report with this number leaves now: grants will quote it."""
        self._reports.append((number, now_s))
        if len(self._reports) > _REPORTS_REMEMBERED:
            self._reports.pop(0)

    # After a boot nobody is followed: it is not known to whom the share was lent before.
    def follow(self, holder, round_, number, ma, lease_s, now_s):
        """Take a grant over, whose lease began when report `number` was sent; False: ignored."""
        self._end_what_is_over(now_s)
        if self.holder is None:
            refused = now_s < self._silent_until_s
        else:
            refused = holder != self.holder and self._granted_ma < self._share_ma
        if refused or self.differing(now_s):
            return False
        for known, sent_s in self._reports:
            until_s = sent_s + min(lease_s, LEASE_S)
            if known == number and now_s < until_s:
                self.holder, self.round = holder, round_
                self._granted_ma = ma
                self._end_at(until_s)
                return True
        return False

    def _end_at(self, until_s):
        self._until_s = self._silent_until_s = until_s
        if self._granted_ma < self._share_ma:
            self._silent_until_s += SILENCE_S

    def differing(self, now_s):
        """A member was heard whose group is set differently: the smallest share, no grants."""
        return now_s < self._alike_from_s

    def differs(self, share_ma, now_s):
        """Another member's settings come to `share_ma`, and they are not ours."""
        self._least_ma = min(share_ma, self._least_ma if self.differing(now_s) else self._share_ma)
        self._alike_from_s = now_s + _DIFFERING_S
        if self.holder is not None:
            self._end_at(min(self._until_s, now_s))


# Whoever grants may be wrong, or hold a stolen key.
def fits(grants, members, share_ma, circuit_ma):
    """The grants of one message, id -> [_, _, mA, _], and a share for each member that it does not
    name are no more than the circuit carries."""
    unnamed = members - len(grants)
    sum_ma = unnamed * share_ma
    for grant in grants.values():
        ma = grant[2]
        if type(ma) is not int or ma < 0:
            return False
        sum_ma += ma
    return unnamed >= 0 and sum_ma <= circuit_ma


class Election:
    """The lowest id that can be heard takes the seat, and keeps it until it is gone or a lower one
    sits, too. `!` sorts before every charger's id: so an energy manager's begins.

    `ready`: set by whoever asks; without what a coordinator needs it is not able to be one."""

    def __init__(self, own_id, now_s):
        self.seated = False
        self.ready = True
        self._own_id = own_id
        self._able_from_s = now_s + SILENCE_S
        self._own_s = self._lower_s = self._other_seat_s = self._lower_seat_s = -_SEATED_S

    def report_heard(self, sender, able, now_s):
        if sender == self._own_id:
            self._own_s = now_s
        elif able and sender < self._own_id:
            self._lower_s = now_s

    def grants_heard(self, sender, now_s):
        if sender != self._own_id:
            self._other_seat_s = now_s
            if sender < self._own_id:
                self._lower_seat_s = now_s

    # One that does not hear itself hears nobody, and others would wait for it in vain.
    def able(self, now_s):
        heard = now_s - self._own_s < _SEATED_S
        return self.ready and heard and now_s >= self._able_from_s

    def coordinates(self, now_s):
        """To be asked at every tick: may take the seat, or leave it."""
        rival_s = self._lower_seat_s
        if not self.seated:
            rival_s = max(self._other_seat_s, self._lower_s)
        self.seated = self.able(now_s) and now_s - rival_s >= _SEATED_S
        return self.seated


class Seen:
    """The highest sequence number of each sender's boot and kind of message.

    What is forgotten after 90 s is stale by then for other reasons: its lease, or its round."""

    def __init__(self):
        self._last = {}

    def fresh(self, source, number, now_s):
        """False for a message that was there before, or was overtaken by a later one."""
        if source in self._last and number <= self._last[source][0]:
            return False
        if len(self._last) >= _SEEN_MAX:
            self._last = {
                key: seen for key, seen in self._last.items() if now_s - seen[1] < _SEEN_S
            }
        self._last[source] = (number, now_s)
        return True
