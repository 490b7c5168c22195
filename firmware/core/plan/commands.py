"""What the server, the driver and the installer can order; one method a command.

Each takes the decoded payload (for `tou` the Schedule) and the origin, raises Refusal with nothing
changed, or returns the `value` of the reply. Where the order came from decides what it may do: by
network nothing can raise the wire ampacity or change the group without the installer's PIN.
"""

from micropython import const

from firmware.core.ampacity import binding
from firmware.core.j1772 import OFFER_MAX_MA
from firmware.core.plan.orders import AUTO, CHARGE, LOCAL, PAUSE
from firmware.core.refusal import Refusal, amps_said, amps_to_ma, ma_to_amps

# A clock set by hand or by a server: this release was not running before, nor will it after.
EPOCH_MIN_S = const(1_767_225_600)  # 2026-01-01
EPOCH_MAX_S = const(4_102_444_800)  # 2100-01-01

# Never taken from a retained message: the broker would repeat it after every reconnection.
NEVER_RETAINED = ("override", "wire", "group", "config", "time")

# How long a word may be good for: its sender has to come back in time, or is gone.
_TTL_MIN_S = const(10)
_TTL_MAX_S = const(86_400)

_LOWEST_AMPS = const(6)  # less cannot be offered: a wire or an offline limit must let a car charge

# Names on the wire that differ from those of the settings.
_CONFIG_AMPS = "offline_amps"

# Those that do not differ.
CONFIG = (
    "link_timeout_s",
    "pause_ttl_s",
    "start_delay_max_s",
    "boot_wait_s",
    "outage_mode",
    "wake_up",
    "state_f",
)


class Commands:
    """`keep(lowers, names, by_server)`: store the settings, -> saved or not; `clock.set(epoch)`
    sets the clock; `pin_lock`: core.plan.pin_lock.PinLock."""

    def __init__(self, plan, keep, clock, pin_lock):
        self._plan = plan
        self._settings = plan.settings
        self._keep = keep
        self._clock = clock
        self._pin_lock = pin_lock
        self.saved = None
        self._by_name = {
            "tou": self._tou,
            "limit": self._limit,
            "override": self._override,
            "wire": self._wire,
            "group": self._group,
            "config": self._config,
            "time": self._time,
        }

    def execute(self, name, value, origin):
        """Do it. `saved` is then None (nothing to save), True or False. Raises Refusal."""
        if name not in self._by_name:
            raise Refusal("", "no such command: " + " ".join(sorted(self._by_name)))
        self.saved = None
        return self._by_name[name](value, origin)

    def knows(self, name):
        return name in self._by_name

    def not_taken(self, name):
        """What came retained under `name` was refused."""
        self._plan.orders.not_taken(name)

    # Read already, a piece at a time, by whoever took it in.
    def _tou(self, schedule, _origin):
        self._plan.orders.set_schedule(schedule)
        return None if schedule is None else {"version": schedule.version}

    def _limit(self, value, _origin):
        ma = ttl_s = None
        if value is not None:
            amps, ttl_s = _leased(value, "amps")
            if type(amps) is str:
                amps = amps_said(amps)
            ma = amps_to_ma(amps, "amps", rounds_down=True)
        self._plan.orders.set_live(ma, self._plan.now_s, ttl_s)
        return None if ma is None else {"amps": self._clamped(ma)}

    # Kept as asked, clamped in use: the answer names what it comes to.
    def _clamped(self, ma):
        limits = self._plan.limits
        hard = binding(limits, ("board", "cable", "wire", "group"))
        return ma_to_amps(min(ma, limits[hard]))

    def _override(self, value, origin):
        value, ttl_s = _leased(value, "override")
        if value not in (CHARGE, PAUSE, AUTO):
            raise Refusal("override", "charge, pause or auto")
        self._plan.orders.set_override(value, origin, self._plan.now_s, ttl_s)
        return {"override": value}

    def _wire(self, value, origin):
        value = _only(value, ("amps",), ("pin",))
        ma = amps_to_ma(value["amps"], "amps", _LOWEST_AMPS)
        rating_ma = self._plan.limits["board"]
        if ma > rating_ma:
            raise Refusal("amps", f"6 to {ma_to_amps(rating_ma)} A, the board's rating")
        lowers = ma < self._plan.limits["wire"]
        vouched_ma = self._vouched_ma(ma, value, origin)
        self._change({"wire_ma": ma, "vouched_ma": vouched_ma}, lowers, "wire", origin)
        if vouched_ma is None:
            return {"amps": ma_to_amps(ma)}
        return {"amps": ma_to_amps(ma), "vouched": ma_to_amps(vouched_ma)}

    # Anybody may lower, and raise again up to what the installer vouched for. A wrong PIN lowers,
    # too, but counts: the answer tells wrong from right. So does one that cannot be looked at now.
    def _vouched_ma(self, ma, value, origin):
        """What stays vouched for beside a wire of `ma`; None: the wire itself. Raises Refusal."""
        vouched_ma = self._settings.vouched_ma or self._settings.wire_ma or 0
        if origin == LOCAL or "pin" in value or ma > vouched_ma:
            try:
                self._permit(value, origin)
                return None
            except (Refusal, MemoryError):
                if ma > vouched_ma:
                    raise
        return vouched_ma if ma < vouched_ma else None

    def _group(self, value, origin):
        group = _group_asked(value)
        present = self._settings.group
        if origin != LOCAL:
            group = self._guarded_group(group, present, value)
        self._change({"group": group}, _share_ma(group) < _share_ma(present), "group", origin)
        return None if group is None else {"id": group["id"], "share": self._share()}

    # The answer tells a right key from a wrong one, so a wrong one counts, whatever PIN is beside
    # it. During a lock-out none is looked at: any lowers, or five wrong ones would keep everybody
    # from lowering. A right one is no right PIN: it ends no count.
    def _guarded_group(self, group, present, value):
        lock, now_s = self._pin_lock, self._plan.now_s
        tries_key = group and present and group["id"] == present["id"] and group["key"]
        if tries_key and lock.is_locked(now_s):
            group["key"] = present["key"]
        if _only_lowers_share(group, present):
            return group
        try:
            lock.permit(value.get("pin"), now_s)
        except Exception:
            if tries_key and group["key"] != present["key"]:
                lock.wrong_key(now_s)
            raise
        return group

    # Whoever stands at the console holds the installer's keys anyway.
    def _permit(self, value, origin):
        if origin != LOCAL:
            self._pin_lock.permit(value.get("pin"), self._plan.now_s)

    def _share(self):
        return ma_to_amps(self._settings.group_share_ma // 100 * 100)

    def _config(self, value, origin):
        value = _only(value, (), CONFIG + (_CONFIG_AMPS, "pin"))
        changes = {key: value[key] for key in value if key in CONFIG}
        if _CONFIG_AMPS in value:
            changes["offline_ma"] = amps_to_ma(value[_CONFIG_AMPS], _CONFIG_AMPS, _LOWEST_AMPS)
        self._guard_outage_mode(changes, value, origin)
        names = " ".join(sorted(key for key in value if key != "pin"))
        self._change(changes, False, names, origin)
        if _CONFIG_AMPS in value:
            return {_CONFIG_AMPS: self._clamped(changes["offline_ma"])}
        return None

    # `hold` is what makes a dead server keep a car waiting.
    def _guard_outage_mode(self, changes, value, origin):
        settings = self._settings
        if (
            settings.pin
            and changes.get("outage_mode", settings.outage_mode) != settings.outage_mode
        ):
            self._permit(value, origin)

    def _time(self, value, _origin):
        epoch = _only(value, ("epoch",))["epoch"]
        if type(epoch) is not int or not EPOCH_MIN_S <= epoch < EPOCH_MAX_S:
            raise Refusal("epoch", "Unix seconds, from 2026 on")
        before = self._clock.epoch()
        self._clock.set(epoch)
        if before is not None:
            plan = self._plan
            plan.clock_off_s += epoch - before
            if abs(plan.clock_off_s) > abs(plan.clock_most_s):
                plan.clock_most_s = plan.clock_off_s
        return {"epoch": epoch}

    # In force from the next control step on, whatever becomes of the flash.
    def _change(self, changes, lowers, names, origin):
        if self._settings.change(changes):
            self._plan.bind_settings()
            self.saved = self._keep(lowers, names, origin != LOCAL)


# A mistyped field must not pass for one that was left out.
def _only(value, required, optional=()):
    if type(value) is not dict:
        raise Refusal("", "a JSON object with " + " ".join(required + optional))
    for key in value:
        if key not in required and key not in optional:
            raise Refusal(key, "unknown field")
    for key in required:
        if key not in value:
            raise Refusal(key, "is missing")
    return {key: value[key] for key in value if key in required or key in optional}


# -> the order, and how long it is good for in seconds, or None.
def _leased(value, field):
    if type(value) is not dict:
        return value, None
    fields = _only(value, (field,), ("ttl_s",))
    ttl_s = fields.get("ttl_s")
    if ttl_s is not None and not (type(ttl_s) is int and _TTL_MIN_S <= ttl_s <= _TTL_MAX_S):
        raise Refusal("ttl_s", "10 s to 86400 s")
    return fields[field], ttl_s


# As the settings hold it; None: leave. What is divided by must be a number before it is compared.
def _group_asked(value):
    if type(value) is dict and value.get("id", "") is None:
        _only(value, ("id",), ("pin",))
        return None
    fields = _only(value, ("id", "amps", "members"), ("key", "pin", "join"))
    if type(fields["members"]) is not int or fields["members"] < 1:
        raise Refusal("members", "how many chargers share the circuit: 1 or more")
    group = {
        "id": fields["id"],
        "ma": amps_to_ma(fields["amps"], "amps"),
        "members": fields["members"],
        "key": fields.get("key", ""),
    }
    if fields.get("join"):
        if not group["key"]:
            raise Refusal("key", "the running group's: to join is to ask its members")
        group["joining"] = True
    return group


def _share_ma(group):
    if group is None:
        return OFFER_MAX_MA
    return 0 if "joining" in group else group["ma"] // group["members"]


# Who joins has nothing at first, and only the installer can end that; then it is a member, and may
# have more.
def _only_lowers_share(group, present):
    if group is None or present is None or "joining" in group:
        return False
    if group["id"] != present["id"] or group["key"] != present["key"]:
        return False
    return _share_ma(group) <= _share_ma(present)
