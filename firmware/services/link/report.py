"""The `state` document: what the broker, the console and the diagnostics are told."""

import gc

from micropython import const

from firmware.core.ampacity import binding
from firmware.core.plan.commands import CONFIG
from firmware.core.plan.orders import AUTO
from firmware.core.refusal import Tenths, ma_to_amps
from firmware.version import VERSION

_CHARGING_MS = const(10_000)
_IDLE_MS = const(60_000)

# Else a car that has left draws its last kilowatts for a minute. Not at once, for a meter wavers.
_MOVED_W = const(100)
_MOVED_SHARE = const(16)  # of so many: at 11 kW two volts of the mains are 100 W
_MOVED_MS = const(2_500)


class Report:
    """`document()` as in docs/mqtt.md; `rssi_dbm()`: int or None; `reset_cause`: word."""

    def __init__(self, charger, readings, clock, reset_cause):
        self._charger = charger
        self._readings = readings
        self._clock = clock
        self.rssi_dbm = _no_wifi
        self._reset_cause = reset_cause

    @property
    def charging(self):
        return self._charger.session.closed

    # What a reader wants to know within a second; measured values are not among it.
    def fingerprint(self):
        """Its last is another object after each change of what config() tells."""
        charger = self._charger
        plan, orders, faults = charger.plan, charger.plan.orders, charger.faults
        return (
            charger.evse.state,
            charger.session.full,
            plan.reason,
            plan.until,
            charger.offered_ma,
            plan.offline_ma,
            tuple(plan.limits.values()),
            faults.active,
            faults.latched,
            orders.override,
            orders.refused,
            orders.schedule and orders.schedule.version,
            plan.window,
            plan.link.up,
            self._trouble(),
            plan.settings.wire_ma,
            plan.settings.changed,
        )

    def period_ms(self, told_w):
        """How old a state may be of which no word has moved; `told_w`: its `power_w`."""
        power_w = self._readings.power_w
        if power_w is None or told_w is None:
            moved = power_w is not told_w
        else:
            moved = abs(power_w - told_w) >= max(_MOVED_W, told_w // _MOVED_SHARE)
        if moved:
            return _MOVED_MS
        return _CHARGING_MS if self.charging else _IDLE_MS

    @property
    def announced(self):
        """The id by which Home Assistant was told of this charger last, None: by none yet."""
        return self._charger.plan.settings.announced

    def announced_as(self, charger_id):
        settings = self._charger.plan.settings
        if settings.announced != charger_id:
            settings.announced = charger_id
            settings.unsaved = True

    def document(self):
        charger, plan, readings = self._charger, self._charger.plan, self._readings
        session = charger.session
        return {
            "pilot": charger.evse.published,
            "charging": session.closed,
            "reason": plan.reason,
            "until": plan.until,
            "offered_a": ma_to_amps(charger.offered_ma),
            "limit_by": self.limit_by(),
            "limits": self.limits(),
            "offline_a": ma_to_amps(plan.offline_ma),
            "fault": self._fault(),
            "override": plan.orders.override or AUTO,
            "tou": self._tou(),
            "link": "up" if plan.link.up else "down",
            "outages": plan.link.outages,
            "current_a": _tenths(readings.current_ma),
            "voltage_v": _tenths(readings.voltage_mv),
            "power_w": readings.power_w,
            "session_wh": session.wh,
            "full": session.full,
            "lifetime_wh": readings.lifetime_wh,
            "temperature_c": readings.temperature_c,
            "rssi_dbm": self.rssi_dbm(),
            "uptime_s": self._clock.uptime_s(),
            "heap_free": gc.mem_free(),
            "reset_cause": self._reset_cause,
            "version": VERSION,
            "commissioned": plan.settings.wire_ma is not None,
            "refused": plan.orders.refused,
            "trouble": self._trouble(),
        }

    def config(self):
        """What is remembered and no secret, named as by `set/config`, `set/wire`, `set/group`."""
        settings = self._charger.plan.settings
        told = {name: getattr(settings, name) for name in CONFIG}
        told["offline_amps"] = _tenths(self._charger.plan.offline_ma)
        told["wire"] = _tenths(settings.wire_ma)
        told["vouched"] = _tenths(settings.vouched_ma or settings.wire_ma)
        told["pin"] = settings.pin is not None
        told["changed"] = settings.changed
        group = settings.group
        if group is not None:
            amps = _tenths(group["ma"])
            group = {"id": group["id"], "amps": amps, "members": group["members"]}
        told["group"] = group
        return told

    @property
    def board_ma(self):
        return self._charger.plan.limits["board"]

    @property
    def most_ma(self):
        """What a limit may be set to: more would be clamped. Not commissioned, the board's."""
        plan = self._charger.plan
        return (
            self.board_ma
            if plan.settings.wire_ma is None
            else min(self.board_ma, plan.settings.wire_ma)
        )

    def limit_by(self):
        plan = self._charger.plan
        name = binding(plan.limits)
        return "wire_unset" if name == "wire" and plan.settings.wire_ma is None else name

    def limits(self):
        limits = self._charger.plan.limits
        return {name: ma_to_amps(ma) for name, ma in limits.items() if ma is not None}

    # What is graver first: who has updated may live with the warning for long.
    def _trouble(self):
        plan = self._charger.plan
        own = plan.settings.trouble or plan.damaged or plan.trouble
        return own or plan.servers_word or plan.link.trouble or plan.settings.warning

    def _fault(self):
        faults = self._charger.faults
        if faults.active is None:
            return None
        boot = self._boot_epoch()
        return {
            "code": faults.active,
            "since": _after(boot, faults.since_s),
            "retry_at": _after(boot, faults.retry_at_s),
            "latched": faults.latched,
        }

    # Faults are timed by uptime, for the wall clock may be set in the middle of one.
    def _boot_epoch(self):
        epoch = self._clock.epoch()
        return None if epoch is None else epoch - self._clock.uptime_s()

    def _tou(self):
        plan = self._charger.plan
        if plan.orders.schedule is None:
            return None
        version = plan.orders.schedule.version
        if plan.window is None:
            return {"version": version, "open": None, "next": None}
        return {"version": version, "open": plan.window[0], "next": plan.window[2]}


def _no_wifi():
    return None


def _tenths(thousandths):
    return None if thousandths is None else Tenths(round(thousandths / 1_000, 1))


def _after(boot_epoch, uptime_s):
    return None if boot_epoch is None or uptime_s is None else boot_epoch + uptime_s
