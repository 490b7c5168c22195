"""The wiring of what only a charger with a server has: a third of the heap, loaded for it."""

import asyncio

from micropython import const

from firmware.drivers import wiring
from firmware.drivers.chip.wifi import Wifi
from firmware.services.clock.timekeeper import Timekeeper
from firmware.services.link.cloud import Cloud
from firmware.services.link.events import Events

_AGAIN_S = const(60)  # after what should not have happened


def load(config):
    """Loads what only some need. Later there may be no moment for it: nothing is loaded while the
    contactor is closed."""
    from firmware.core.tou import reader  # noqa: F401

    if config.tls:
        import ussl  # noqa: F401


def wire(app, wlan):
    """-> (Cloud, Timekeeper) of a firmware.app.App. `wlan`: network.WLAN, or None where no network
    is to be joined: the PC's is there already."""
    config, clock, journal = app.link_config, app.clock, app.journal
    config.mac = wiring.mac()
    wifi = online = None
    if wlan is not None:
        wifi = Wifi(wlan)
        online = wlan.isconnected if config.wifi_ssid else None
        app.report.rssi_dbm = wifi.rssi_dbm
    events = Events(journal, clock, app.settings, app.keep)
    outgoing, room = (app.report, [events, app.logbook]), app.rounds.room
    cloud = Cloud(config, app.plan.link, app.desk, outgoing, wifi, clock, journal, room)
    timekeeper = Timekeeper(config.ntp, clock, journal, app.logbook.last_s, online)
    _start_is_over()
    return cloud, timekeeper


def _start_is_over():
    """As firmware.app's, for what is here."""


# What the network's tasks have not foreseen ends them, for a while, and nothing else.
async def kept_from_harm(run, journal):
    """Runs `run()` until it returns, whatever it raises."""
    while True:
        try:
            return await run()
        except Exception as error:
            journal.note("trouble", "link: " + type(error).__name__)
        await asyncio.sleep(_AGAIN_S)
