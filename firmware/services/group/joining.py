"""How the group's service is made: loaded once this charger is set to a group."""

from firmware.forget import forget
from firmware.services.group.circle import Group
from firmware.services.group.demand import Demand


def joined(parts, chip_id):
    """-> the Group of `parts`, a firmware.app.App, or the Newcomer.

    Without a broker it is a group all the same: the limit needs it."""
    cloud, clock, settings = parts.cloud, parts.clock, parts.settings
    demand = Demand(parts.charger, parts.recorder.readings, clock)
    publish = _say_nothing if cloud is None else cloud.publish
    since = "{} {}".format(clock.rtc_s(), clock.uptime_s())
    birth = "{} {} {} {}".format(chip_id, settings.boots, parts.starts, since)
    ways = (demand.now, publish, clock, parts.may_load, lambda group: _remember(parts, group))
    make = _kind(settings.group)
    group = make(parts.link_config.id, birth, settings, parts.plan.limits, *ways)
    if cloud is not None:
        cloud.join(group)
    return group


# It is a newcomer once, if ever.
def _kind(group):
    if "joining" in group:
        from firmware.services.group.newcomer import Newcomer

        return Newcomer
    forget("firmware.services.group.newcomer", "firmware.core.group.asking")
    return Group


# A member more is a share less: that is written at once, whatever the contactor does.
def _remember(parts, group):
    if parts.settings.change({"group": group}):
        parts.plan.bind_settings()
        parts.keep(True, "group", True)


def _say_nothing(_topic, _payload):
    pass
