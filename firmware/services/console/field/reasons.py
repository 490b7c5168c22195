"""`why` and `tou`: what rules, in sentences."""

from micropython import const

from firmware.core import policy
from firmware.core.plan.orders import LOCAL
from firmware.core.refusal import Tenths
from firmware.services.console import explain

_REST_S = const(10)  # nothing closes so soon after a boot


def why(parts, _words):
    state = parts.report.document()
    told = explain.sentence(state, parts.clock.epoch(), _ends_s(parts), _missing(parts))
    if parts.cloud is not None and parts.cloud.last_error:
        told += " Link: {}.".format(parts.cloud.last_error)
    group = parts.membership.group
    if group is not None and group.warning:
        told += " Group: {}.".format(group.warning)
    return told


# Loaded only while a car waits for the contactor, which is open then.
def _missing(parts):
    charger = parts.charger
    if charger.evse.state != "C2":
        return ""
    from firmware.services.console.field import closing

    return closing.missing(charger, parts.clock.ticks_ms())


# Seconds until what rules ends by itself. Faults and the start are timed by uptime.
def _ends_s(parts):
    charger, clock = parts.charger, parts.clock
    plan, epoch = charger.plan, clock.epoch()
    if plan.reason == policy.FAULT:
        return _left_s(charger.faults.retry_at_s, clock.uptime_s())
    if plan.reason == policy.STARTING:
        server_s = 0 if parts.cloud is None else plan.settings.boot_wait_s
        return _left_s(max(_REST_S, server_s), clock.uptime_s())
    if plan.reason == policy.PAUSED and not plan.link.up and plan.orders.origin != LOCAL:
        return _left_s(plan.settings.pause_ttl_s, plan.link.down_s)
    if plan.reason == policy.DWELL:
        return charger.session.rest_ms(clock.ticks_ms()) // 1_000
    if plan.reason == policy.WAITING and epoch is not None:
        return _left_s(plan.until, epoch)
    return None


def _left_s(at_s, now_s):
    return None if at_s is None else max(0, at_s - now_s)


def tou(parts, _words):
    plan, now = parts.charger.plan, parts.clock.epoch()
    clock = "not set" if now is None else explain.date(now)
    schedule = plan.orders.schedule
    if schedule is None:
        words = "no schedule: the server has set none, or has not been there since power came"
        return {"tou": None, "clock": now, "lines": [words, "clock: " + clock]}
    open_now, amps, change = (None, None, None) if plan.window is None else plan.window
    amps = Tenths(amps) if type(amps) is float else amps
    return {
        "tou": {"version": schedule.version, "open": open_now, "amps": amps, "next": change},
        "clock": now,
        "lines": [
            "version: {}".format(schedule.version),
            _window(open_now, amps, change and explain.when(now, change - now), now),
            "clock: " + clock,
        ],
    }


def _window(open_now, amps, until, now):
    if now is None:
        return "the clock is not set, so it cannot be read: the car may charge"
    if open_now is None:
        return "it has expired: as if there were none"
    told = "open" if open_now else "closed"
    if amps is not None:
        told += " at {} A".format(amps)
    return told + (", for the next 8 days at least" if until is None else " until " + until)
