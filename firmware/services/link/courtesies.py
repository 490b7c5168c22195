"""What a broker need not allow: the load group's topics, Home Assistant's birth and discovery,
events and sessions.

To mosquitto what its access list lacks is nothing; others end the connection over it, each time
anew. So these are asked for one at a time, after the state is told, and what a connection ended
over is left out, and said. It may have been chance, a broker that was stopped just then: so for
ten minutes at first, and twice as long each time, up to a day. Events and sessions, which are
wanted and wait where they are kept, only when it happens twice running.
"""

import random
from errno import ECONNRESET, ENOTCONN

from micropython import const

from firmware.core.ticks import elapsed_ms
from firmware.forget import forget
from firmware.services.link import codec
from firmware.version import VERSION

BIRTH_TOPIC = b"homeassistant/status"

# No topics: who looks for those in what is said would end the connection over the complaint, too.
_GROUP, _BIRTH = "the load group", "Home Assistant's birth"
_DISCOVERY, _FORMER = "Home Assistant's discovery", "its former announcement"
_LEFT_OUT_S = const(600)
_LEFT_OUT_MAX_S = const(86_400)
_OVER = "the broker ends the connection over {}: left out for now; check its ACL"


class Courtesies:
    """One for all connections. `group`: None, or the group.circle.Group whose messages come by
    them. `in_flight`: the topic of what the queue has sent and waits for, or None. What is left
    out is said in `link.trouble`.

    `deadlines`: `trial_ms`: a connection that ends so soon after one of them ended over it;
    `birth_spread_ms`: the longest that a birth is left unanswered, for a street of chargers must
    not answer all at once.
    """

    def __init__(self, config, link, clock, journal, deadlines):
        self.group = None
        self._config = config
        self._announced_ma = None
        self._link = link
        self._clock = clock
        self._journal = journal
        self._deadlines = deadlines
        self._left_out = {}  # name -> uptime at which it is tried again
        self._for_s = {}  # name -> how long it was left out last, until it is borne
        self._former_refused = False

    def begin(self, connection, packets):
        """`packets`: codec.Codec of the connection."""
        self._connection = connection
        self._codec = packets
        self._group_topic = None
        self._birth_due = self._announcement_due = self._taken_back = True
        self._former_due = not self._former_refused
        self._wait_ms = self._born_ms = 0
        self._tried, self._tried_ms = None, None
        self._spoken = False
        self.in_flight = None

    def ended(self, trouble):
        """The connection has: by an exception. -> True: by the broker, over nothing that
        was asked of it."""
        number = trouble.args[0] if trouble.args else None
        if not isinstance(trouble, EOFError) and number not in (ECONNRESET, ENOTCONN):
            return False
        if self.in_flight is not None:
            self._ended_over_queued(_queued(self.in_flight))
        elif self._tried == _FORMER:
            self._former_refused = True
            self._journal.note("left_out", _OVER.format(_FORMER))
        elif self._tried is not None:
            self._leave_out(self._tried)
        else:
            return True
        return False

    def _ended_over_queued(self, name):
        if name in self._for_s:
            self._leave_out(name)
        else:
            self._for_s[name] = 0

    def _leave_out(self, name):
        for_s = min(2 * (self._for_s.get(name) or _LEFT_OUT_S // 2), _LEFT_OUT_MAX_S)
        self._for_s[name] = for_s
        self._left_out[name] = self._clock.uptime_s() + for_s
        self._journal.note("left_out", _OVER.format(name))
        self._tell()

    def _tell(self):
        names = " and ".join(sorted(self._left_out))
        self._link.trouble = _OVER.format(names) if names else None

    # On a slow link its time begins when it is out, once.
    def _on_trial(self, now_ms):
        if not self._connection.idle:
            return True
        if self._tried is not None:
            if self._tried_ms is None:
                self._tried_ms = now_ms
            if elapsed_ms(now_ms, self._tried_ms) < self._deadlines.trial_ms:
                return True
        self._for_s.pop(self._tried, None)
        self._tried = None
        return False

    def _tries(self, name):
        if self._omits(name):
            return False
        self._tried, self._tried_ms = name, None
        return True

    def _omits(self, name):
        if name in self._left_out:
            if self._clock.uptime_s() < self._left_out[name]:
                return True
            del self._left_out[name]
            self._tell()
        return False

    def omits(self, topic):
        """Whether what is queued for this topic is left out for now."""
        return self._omits(_queued(topic))

    def acknowledged(self, topic):
        """What was queued for it has come: the broker bears it."""
        self._for_s.pop(_queued(topic), None)
        if topic == self.in_flight:
            self.in_flight = None

    # The first of a connection is on trial, too: a broker may let a charger listen and not speak.
    def may_speak(self, now_ms):
        """Whether the group's word may go out."""
        if self._group_topic is None:
            return False
        if not self._spoken:
            if self._tried not in (None, _GROUP):
                return False
            self._spoken, self._tried, self._tried_ms = True, _GROUP, now_ms
        return True

    def birth(self, payload):
        """What came under BIRTH_TOPIC, not retained."""
        if payload == b"online":
            self._announcement_due = True
            self._wait_ms = random.randint(0, self._deadlines.birth_spread_ms)
            self._born_ms = self._clock.ticks_ms()

    # A group may be set, or another one, at any time. What it says is no part of the snapshot.
    def do_next(self, now_ms, report):
        """To be asked several times a second. `report`: services.link.report.Report."""
        if self._on_trial(now_ms):
            return
        topic = None if self.group is None else self.group.subscription()
        if topic not in (None, self._group_topic) and self._tries(_GROUP):
            self._group_topic = topic
            self._connection.put(self._codec.subscribe(topic))
        elif self._birth_due and self._tries(_BIRTH):
            self._birth_due = False
            self._connection.put(self._codec.subscribe(BIRTH_TOPIC))
        elif self._may_announce(now_ms, report):
            self._announce(report)

    # Not while a car charges, for what does it is loaded from a file.
    def _may_announce(self, now_ms, report):
        due = self._announcement_due or report.most_ma != self._announced_ma
        waited = elapsed_ms(now_ms, self._born_ms) >= self._wait_ms
        return due and waited and not report.charging

    # Two that are retained must not tell of one device: what stands under a former id, or where
    # release 0.1 put it, is taken back first, once. A broker that ends the connection over that
    # has a list that knows no such topic: there is nothing then.
    def _announce(self, report):
        if self._former_due and report.announced != self._config.id:
            self._former_due = False
            self._tried, self._tried_ms = _FORMER, None
            self._taken_back = self._puts_announcement(report, True)
        elif self._tries(_DISCOVERY):
            self._announcement_due = False
            self._announced_ma = report.most_ma
            if self._puts_announcement(report, False) and self._taken_back:
                report.announced_as(self._config.id)

    # Without memory for it, or without its text on flash, the charger is the same charger; the
    # next connection tries again.
    def _puts_announcement(self, report, former):
        config, connection = self._config, self._connection
        try:
            from firmware.services.link import discovery

            if former:
                topic = discovery.former_topic(config.id, report.announced)
                connection.put(self._codec.publish(topic, b"", True))
                return True
            topic, size, pieces = discovery.announcement(
                config.id, config.mac, VERSION, self._announced_ma
            )
            connection.put(codec.publish_start(topic, size))
            connection.put(pieces)
            return True
        except (MemoryError, OSError):
            self._journal.note("not_announced", "memory or discovery.txt is missing")
            return False
        finally:
            forget("firmware.services.link.discovery")


def _queued(topic):
    return "the {}s".format(topic.decode())
