"""The load group: fills the limit `group`, speaks with the other members, coordinates if elected.

Nothing of it holds up charging: without a broker, or a key, each member has its share.
"""

import binascii
import hashlib
import os

from micropython import const

from firmware.core.group.member import DRAWS_MA, Election, Member, Seen, fits
from firmware.services.group import message

_REPORT_S = const(5)
_CHANGE_S = const(1)  # what has changed is told no more often than this
_ROUND_S = const(5)
_RELEASE_S = const(300)
_COORDINATOR_S = const(15)  # three rounds: longer unheard, it is gone
_WARNED_S = const(60)
_ID_BYTES = const(6)
_CHIP_CHARS = const(6)
_NO_CHIP_CHARS = const(12)  # of a boot id of older releases, which name no chip

# What fields of the wrong kind raise.
_BROKEN = (KeyError, TypeError, ValueError, IndexError, AttributeError, ZeroDivisionError)

_REPORTED = ("seq", "round", "bound_ma", "want_ma", "draw_ma", "waited_s")

REPORT, GRANT, RELEASE, JOIN = "report", "grant", "release", "join"
_NO_MEMORY = "no_memory"

_DIFFERENT = "members have different group settings: the smallest share, nothing moves"
_DOUBLED = "two chargers use the id {}: give one of them another"
_EXCESS = "{} grants more than the circuit carries: not followed"


class Group:
    """`demand()` -> (mA the car could use if the group gave all, 0 if it may not or would not
    charge; mA drawn, highest of the last 5 s; s since it came). `publish(topic, payload)`, bytes,
    QoS 0, never retained; it drops them while there is no link. `birth`: a text that no other
    start has, of any chip, and that begins with six characters of this chip's number.

    `may_load()`: something may be loaded now, for it takes the chip tenths of a second.
    `remember(group)`: the settings of the group are these from now on, and go to flash.

    `ignored`: why -> how many messages. `warning`: None or a sentence.
    """

    joins = False  # see newcomer.Newcomer

    # `ways`: demand, publish, clock, may_load, remember.
    def __init__(self, own_id, birth, settings, limits, *ways, codec=message):
        self._demand, self._publish, self._clock, self._may_load, self._remember = ways
        self.ignored = {}
        self._birth = birth
        self._ids = 0
        self._coordinator_class = None
        self._own_id = own_id
        self._settings = settings
        self._limits = limits
        self._codec = codec
        self._join(settings.group, self._clock.uptime_s())

    @property
    def coordinator(self):
        """Id of who grants at present, as far as it is heard; None: nobody."""
        if self.member is None:
            return None
        if self._election.seated:
            return self._own_id
        sender, heard_s = self._granter
        return sender if self._clock.uptime_s() - heard_s < _COORDINATOR_S else None

    @property
    def warning(self):
        if self.member is None or self._clock.uptime_s() >= self._warned_until_s:
            return None
        return self._warning

    def subscription(self):
        """What to subscribe to, bytes; None without a group that can speak."""
        return self._topic("#") if self._speaks() else None

    def tick(self):
        """Four times a second: the limit `group` is what may be offered at this moment."""
        now_s = self._clock.uptime_s()
        self._follow_settings(now_s)
        if self.member is None:
            return
        self._limits["group"] = self.member.allowed_ma(now_s)
        if self._speaks():
            self._speak(now_s)

    # A message that finds no memory is lost like one that the network lost.
    def _speak(self, now_s):
        self._election.ready = self._coordinator_class is not None or self._may_load()
        try:
            self._say(now_s)
        except MemoryError:
            self._ignore(_NO_MEMORY)

    def _say(self, now_s):
        self._report_when_due(now_s)
        self._grant_when_due(now_s)

    def _follow_settings(self, now_s):
        if self._settings.group is not self._group:
            self._join(self._settings.group, now_s)

    # Other settings are another group: what was lent to the old one is sat out as after a boot.
    def _join(self, group, now_s):
        self._group = group
        self._coordinator = None
        self._granter = None, 0
        if group is None:
            self.member = self._limits["group"] = None
            return
        self._boot = self._new_id()
        self._share_ma = self._settings.group_share_ma
        self._key = group["key"].encode()
        self.member = Member(self._share_ma, now_s)
        self._limits["group"] = self.member.allowed_ma(now_s)
        self._election = Election(self._own_id, now_s)
        self._seen, self._chips = Seen(), set()
        self._number = 0
        self._reported, self._reported_s = None, now_s - _REPORT_S
        self._round_s = now_s - _ROUND_S
        self._released = self._warning = self._room = None
        self._warned_until_s = 0

    # Of a boot that came twice the old grants would be good again, so it rests on no random
    # number: without the radio the chip's may repeat. By what it begins with a chip knows its own.
    def _new_id(self):
        self._ids += 1
        text = "{} {} ".format(self._birth, self._ids)
        digest = hashlib.sha256(text.encode() + os.urandom(_ID_BYTES)).digest()
        return self._birth[:_CHIP_CHARS] + binascii.hexlify(digest[:_ID_BYTES]).decode()

    def _speaks(self):
        return self.member is not None and bool(self._key)

    def _topic(self, leaf):
        return ("pilotlight/group/" + self._group["id"] + "/" + leaf).encode()

    def _report_when_due(self, now_s):
        member, since_s = self.member, now_s - self._reported_s
        if since_s < _CHANGE_S:
            return
        want_ma, draw_ma, waited_s = self._demand()
        bound_ma = member.bound_ma(now_s)
        news = (member.holder, bound_ma, want_ma, draw_ma >= DRAWS_MA)
        if since_s < _REPORT_S and news == self._reported:
            return
        self._reported, self._reported_s = news, now_s
        fields = {"able": self._election.able(now_s), "to": member.holder, "round": member.round}
        fields.update({"bound_ma": bound_ma, "want_ma": want_ma})
        fields.update({"draw_ma": draw_ma, "waited_s": waited_s})
        if self._room is not None and not self._settings.unsaved:
            fields["room"] = self._room
        member.reported(self._number + 1, now_s)
        self._send(REPORT + "/" + self._own_id, self._boot, fields)

    def _grant_when_due(self, now_s):
        if not self._election.coordinates(now_s):
            self._coordinator = None
            return
        if now_s - self._round_s < _ROUND_S or self.member.differing(now_s):
            return
        if self._coordinator is None:
            self._take_seat(now_s)
        self._round_s = now_s
        released_ma = self._released_ma(now_s)
        grants = self._coordinator.grants(self._number + 1, now_s, released_ma)
        self._send(GRANT, self._seat, {"grants": grants})

    # A new id each time: it knows nothing of what it lent when it sat here before. Loaded on
    # demand: of a group's members one needs it.
    def _take_seat(self, now_s):
        if self._coordinator_class is None:
            from firmware.core.group.grants import Coordinator

            self._coordinator_class = Coordinator
        self._seat = self._new_id()
        members = self._group["members"]
        self._coordinator = self._coordinator_class(self._seat, self._share_ma, members, now_s)

    def _released_ma(self, now_s):
        if self._released is None or now_s - self._released[1] >= _RELEASE_S:
            return None
        return self._released[0]

    def _send(self, leaf, boot, fields):
        fields.update({"ma": self._group["ma"], "members": self._group["members"]})
        self._sign(leaf, boot, fields)

    def _sign(self, leaf, boot, fields):
        self._number += 1
        fields.update({"from": self._own_id, "boot": boot, "seq": self._number})
        topic = self._topic(leaf)
        self._publish(topic, self._codec.pack(self._key, topic, fields))

    def on_message(self, topic, payload):
        """Whatever came, bytes. Never raises: it may be a stranger's."""
        now_s = self._clock.uptime_s()
        self._follow_settings(now_s)
        if not self._speaks():
            return
        prefix = self._topic("")
        if not topic.startswith(prefix):  # of a group that it has left
            self._ignore("foreign")
            return
        try:
            self._read(topic[len(prefix) :].decode(), topic, payload, now_s)
        except _BROKEN:
            self._ignore("malformed")
        except MemoryError:
            self._ignore(_NO_MEMORY)

    def _read(self, leaf, topic, payload, now_s):
        fields = self._codec.unpack(self._key, topic, payload)
        if fields is None:
            self._ignore("forged")
        else:
            self._take(leaf, fields, now_s)

    def _ignore(self, why):
        self.ignored[why] = self.ignored.get(why, 0) + 1

    def _take(self, leaf, fields, now_s):
        sender, boot = fields["from"], fields["boot"]
        kind = leaf.split("/")[0]
        if not self._seen.fresh((kind, boot), fields["seq"], now_s):
            self._ignore("replayed")
        elif kind == RELEASE:
            self._released = (int(fields["release_ma"]), now_s)
        elif kind == JOIN and sender != self._own_id:
            self._make_room(boot, fields)
        elif (fields["ma"], fields["members"]) != (self._group["ma"], self._group["members"]):
            self.member.differs(fields["ma"] // fields["members"], now_s)
            self._ignore("differing")
            self._warn(_DIFFERENT, now_s)
        elif sender == self._own_id and not boot.startswith(self._birth[:_CHIP_CHARS]):
            self.member.differs(self._share_ma, now_s)
            self._ignore("same_id")
            self._warn(_DOUBLED.format(sender), now_s)
        elif kind == REPORT:
            self._take_report(sender, boot, fields, now_s)
        elif kind == GRANT:
            self._election.grants_heard(sender, now_s)
            self._granter = sender, now_s
            group = self._group
            if fits(fields["grants"], group["members"], self._share_ma, group["ma"]):
                self._take_grant(boot, fields, now_s)
            else:
                self._ignore("excess")
                self._warn(_EXCESS.format(sender), now_s)

    # One warning at a time: two in turn would fill the log.
    def _warn(self, text, now_s):
        if text == self._warning or now_s >= self._warned_until_s:
            self._warning, self._warned_until_s = text, now_s + _WARNED_S

    # For a charger that joins, once: what it is told of it stands on flash by then. For none that
    # was heard as a member: it has room, and the others would lose amps to nobody.
    def _make_room(self, boot, fields):
        group, chip = self._group, boot[:_CHIP_CHARS]
        members = fields["for"]
        if group["members"] == members and group.get("joiner") == chip:
            self._room = boot
        elif self._boot in fields["to"] and group["members"] + 1 == members:
            if fields["of_ma"] == group["ma"] and chip not in self._chips:
                wider = dict(group)
                wider.update({"members": members, "joiner": chip})
                self._remember(wider)

    def _take_report(self, sender, boot, fields, now_s):
        self._election.report_heard(sender, fields["able"], now_s)
        if len(self._chips) < self._group["members"]:
            self._chips.add(boot[:_CHIP_CHARS])
        if self._coordinator is not None:
            number, round_, *amounts = [int(fields[name]) for name in _REPORTED]
            report = (boot, number, fields["to"], round_) + tuple(amounts)
            before = self._coordinator.heard(sender, report, now_s)
            named = min(len(before), len(boot)) > _NO_CHIP_CHARS
            if named and before[:_CHIP_CHARS] != boot[:_CHIP_CHARS]:
                self._warn(_DOUBLED.format(sender), now_s)

    def _take_grant(self, boot, fields, now_s):
        grant = fields["grants"].get(self._own_id)
        if grant is None:
            return
        number, ma, lease_s = [int(value) for value in grant[1:]]
        following = grant[0] == self._boot and self.member.follow(
            boot, int(fields["seq"]), number, ma, lease_s, now_s
        )
        if following:
            self._limits["group"] = self.member.allowed_ma(now_s)
        else:
            self._ignore("stale")
