"""The Wi-Fi driver on the simulated station; time passes only where it waits."""

import asyncio
import time

import network
import pytest

from firmware.drivers.chip.wifi import Wifi
from sim import air

JOIN_MS = 20_000


@pytest.fixture
def wifi(world, monkeypatch):
    async def sleep_ms(duration_ms):
        time.sleep_ms(duration_ms)

    monkeypatch.setattr(asyncio, "sleep_ms", sleep_ms, raising=False)
    return Wifi(network.WLAN(network.STA_IF), JOIN_MS)


def join(wifi):
    asyncio.run(wifi.up("home", "w1f1secret"))


def test_it_joins_the_network_it_is_told(world, wifi):
    join(wifi)
    assert world.air.connected
    assert world.air.ssid == "home"


def test_once_up_it_is_left_alone(world, wifi):
    join(wifi)
    joined_us = world.clock.now_us
    join(wifi)
    assert world.clock.now_us - joined_us < air.JOIN_US


def test_a_network_out_of_reach_is_given_up_in_words_without_the_password(world, wifi):
    world.air.change(ap=False)
    began_us = world.clock.now_us
    with pytest.raises(OSError, match="home is not in reach") as given_up:
        join(wifi)
    assert "w1f1secret" not in str(given_up.value)
    assert JOIN_MS <= (world.clock.now_us - began_us) / 1000 < JOIN_MS + 1_000


def test_a_second_attempt_replaces_the_pending_first(world, wifi):
    world.air.change(ap=False)
    for _ in range(2):
        with pytest.raises(OSError, match="home"):
            join(wifi)
    world.air.change(ap=True)
    join(wifi)
    assert world.air.connected


def test_after_a_restart_it_joins_again(world, wifi):
    join(wifi)
    asyncio.run(wifi.restart())
    assert not world.air.connected
    join(wifi)
    assert world.air.connected


def test_signal_strength_is_known_only_while_connected(world, wifi):
    assert wifi.rssi_dbm() is None
    join(wifi)
    assert wifi.rssi_dbm() == world.air.rssi_dbm
