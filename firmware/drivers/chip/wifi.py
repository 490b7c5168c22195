"""Wi-Fi station: joins one network and tells how well it hears it.

The chip's driver goes on reconnecting by itself in the background, and calls a connect() on top of
that an internal error; so it is told to stop before it is told to start.
"""

import asyncio

import network
from micropython import const

_POLL_MS = const(200)
_RESTART_PAUSE_MS = const(500)

_REASONS = {
    network.STAT_WRONG_PASSWORD: "refuses the password",
    network.STAT_NO_AP_FOUND: "is not in reach",
}


class Wifi:
    """`wlan` is a network.WLAN in station mode; `join_ms` how long joining may take."""

    def __init__(self, wlan, join_ms=20_000):
        self._wlan = wlan
        self._join_ms = join_ms

    async def up(self, ssid, password):
        """Returns once there is an address. Raises OSError with the reason in words."""
        if self._wlan.isconnected():
            return
        self._wlan.active(True)
        self._wlan.disconnect()
        self._wlan.connect(ssid, password)
        for _ in range(self._join_ms // _POLL_MS):
            if self._wlan.isconnected():
                return
            await asyncio.sleep_ms(_POLL_MS)
        raise OSError(
            "Wi-Fi network {} {}".format(
                ssid, _REASONS.get(self._wlan.status(), "gives no address")
            )
        )

    async def restart(self):
        """Off and on again, for an interface that reports connected and passes nothing."""
        self._wlan.active(False)
        await asyncio.sleep_ms(_RESTART_PAUSE_MS)
        self._wlan.active(True)

    def rssi_dbm(self):
        """Signal strength, or None without a connection."""
        return self._wlan.status("rssi") if self._wlan.isconnected() else None
