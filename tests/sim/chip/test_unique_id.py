"""The number by which chips are told apart."""

import machine
import network

from sim.world import World, install


def test_the_number_and_the_address_of_a_chip_are_its_own_through_every_start(world):
    world.registers.unique_id_hex = "246f28a1b200"
    install(World.load(world.save(), power_on=True))
    assert machine.unique_id() == b"\x24\x6f\x28\xa1\xb2\x00"
    assert network.WLAN(network.STA_IF).config("mac") == machine.unique_id()
