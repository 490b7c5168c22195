"""The module `machine` of official ESP32 MicroPython, on the virtual board."""

from sim import world
from sim.chip.clock import RTC, WDT
from sim.chip.pins import ADC, PWM, Pin
from sim.chip.registers import (
    DEEPSLEEP_RESET,
    HARD_RESET,
    PWRON_RESET,
    SOFT_RESET,
    WDT_RESET,
)
from sim.chip.serial_port import UART

__all__ = (
    "ADC",
    "PWM",
    "Pin",
    "RTC",
    "UART",
    "WDT",
    "PWRON_RESET",
    "HARD_RESET",
    "WDT_RESET",
    "DEEPSLEEP_RESET",
    "SOFT_RESET",
)


def reset():
    """A CPU reset: the pins stay as they are."""
    world.current.stop("reset")


def soft_reset():
    world.current.stop("soft_reset")


def reset_cause():
    return world.current.registers.reset_cause


def unique_id():
    return world.current.registers.unique_id


def freq(hz=None):
    """Hz of the CPU; ValueError for one that the chip has not."""
    if hz is None:
        return world.current.cpu_hz
    world.current.set_cpu_hz(hz)


def idle():
    world.current.clock.hold(1_000)


def disable_irq():
    return 0


def enable_irq(state):
    pass
