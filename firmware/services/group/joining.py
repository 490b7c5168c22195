"""How the group's service is made: loaded once this charger is set to a group."""

from firmware.services.group.circle import Group
from firmware.services.group.demand import Demand


def joined(parts, chip_id):
    """-> the Group of `parts`, a firmware.app.App.

    Without a broker it is a group all the same: the limit needs it."""
    cloud, clock, settings = parts.cloud, parts.clock, parts.settings
    demand = Demand(parts.charger, parts.recorder.readings, clock)
    publish = _say_nothing if cloud is None else cloud.publish
    birth = "{} {} {} {}".format(chip_id, settings.boots, parts.starts, clock.rtc_s())
    needs = (settings, parts.plan.limits, demand.now, publish, clock, parts.may_load)
    group = Group(parts.link_config.id, birth, *needs)
    if cloud is not None:
        cloud.join(group)
    return group


def _say_nothing(_topic, _payload):
    pass
