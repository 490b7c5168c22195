"""A charger that joins a running group: it has nothing until each member has made room for it.

Loaded for that, and forgotten once it is a member.
"""

from micropython import const

from firmware.core.group.asking import Asking
from firmware.services.group.circle import JOIN, REPORT, Group

_ASK_EVERY_S = const(5)
_CHIP_CHARS = const(6)  # of a boot id, as in circle

_WAITS = "joining: {} of {} members have made room; until then this charger offers nothing"
_TAKEN = "joining: another charger of the group has the id {}: give this one another"
_OTHERS = "joining: the group is set to {} mA for {} chargers: this one goes by that and one more"


class Newcomer(Group):
    """A Group whose settings say `joining`. They do not any more once it may be a member."""

    joins = True

    def _join(self, group, now_s):
        super()._join(group, now_s)
        if group is not None:
            self._asking = Asking(group["members"])
            self._asked_s = now_s - _ASK_EVERY_S

    @property
    def warning(self):
        """None or a sentence."""
        if self.member is None:
            return None
        if self._clock.uptime_s() < self._warned_until_s:
            return self._warning
        return _WAITS.format(self._asking.rooms, self._asking.others)

    def _say(self, now_s):
        if self._asking.answered:
            group = dict(self._group)
            del group["joining"]
            self._remember(group)
        elif now_s - self._asked_s >= _ASK_EVERY_S:
            self._asked_s = now_s
            self._sign(JOIN + "/" + self._own_id, self._boot, self._question())

    # Under names that are not those of a member's settings: an older release takes it for nothing.
    def _question(self):
        group = self._group
        return {"to": self._asking.asked(), "for": group["members"], "of_ma": group["ma"]}

    def _take(self, leaf, fields, now_s):
        if not leaf.startswith(REPORT):
            return
        boot, group = fields["boot"], self._group
        ma, members = fields["ma"], fields["members"]
        if fields["from"] == self._own_id:
            self._warn(_TAKEN.format(self._own_id), now_s)
        elif ma != group["ma"] or not 0 <= group["members"] - members <= 1:
            self._warn(_OTHERS.format(ma, members), now_s)
        else:
            self._asking.heard(boot[:_CHIP_CHARS], boot, fields.get("room") == self._boot)
