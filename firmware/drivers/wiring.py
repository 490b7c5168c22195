"""The reference board's peripherals, made from board.py and handed to their drivers."""

import machine
from machine import ADC, PWM, RTC, WDT, Pin
from neopixel import NeoPixel

from firmware import board
from firmware.drivers.button import Button
from firmware.drivers.chip.clock import Clock
from firmware.drivers.chip.heartbeat import Heartbeat
from firmware.drivers.chip.interrupt_key import InterruptKey
from firmware.drivers.contactor import Contactor
from firmware.drivers.control_pilot import ControlPilot
from firmware.drivers.gfci import Gfci
from firmware.drivers.meter import Meter
from firmware.drivers.status_led import StatusLed
from firmware.drivers.thermometer import Thermometer

_STEADY_HIGH_U16 = 65_535

_RESET_CAUSES = {
    machine.PWRON_RESET: "power_on",
    machine.HARD_RESET: "reset",
    machine.WDT_RESET: "watchdog",
    machine.DEEPSLEEP_RESET: "deep_sleep",
    machine.SOFT_RESET: "soft_reset",
}


class Board:
    """One attribute a driver. Made once, at boot; the contactor is open when this returns.
    `footing`: drivers.chip.footing.Footing."""

    def __init__(self, footing):
        self.contactor = Contactor(
            Pin(board.CONTACTOR_GPIO, Pin.OUT, value=0), Pin(board.CONTACTOR_SENSE_GPIO, Pin.IN)
        )
        pilot_pin = Pin(board.PILOT_PWM_GPIO)
        self.control_pilot = ControlPilot(
            PWM(pilot_pin, freq=board.PILOT_FREQ_HZ, duty_u16=_STEADY_HIGH_U16),
            _adc(board.PILOT_ADC_GPIO),
            board.PILOT_ZERO_UV,
            board.PILOT_SCALE_PERMILLE,
        )
        self.gfci = Gfci(
            Pin(board.GFCI_TRIP_GPIO, Pin.IN),
            Pin(board.GFCI_TEST_GPIO, Pin.OUT, value=0),
            Pin(board.GROUND_OK_GPIO, Pin.IN),
            _ground_test(),
            self.contactor.open,
        )
        self.heartbeat = Heartbeat(Pin(board.ALIVE_GPIO, Pin.OUT, value=0))
        self.meter = _meter(footing.uart)
        self.status_led = _status_led()
        self.button = _button()
        self.thermometer = Thermometer(
            _adc(board.TEMP_ADC_GPIO),
            board.TEMP_SUPPLY_MV,
            board.TEMP_PULL_UP_OHM,
            board.TEMP_PARALLEL_OHM,
            board.TEMP_NTC_25C_OHM,
            board.TEMP_NTC_BETA_K,
        )
        self.clock = Clock(RTC())
        self.reset_memory = footing.reset_memory
        self.untripped = footing.untripped
        self.interrupt_key = InterruptKey()


def _adc(gpio):
    return ADC(Pin(gpio), atten=ADC.ATTN_11DB)


# None: this board has no such part, or the chip no memory for it. Most have them all.
def _meter(uart):
    if uart is None:
        from firmware.drivers.absent import NoMeter

        return NoMeter()
    return Meter(uart, board.METER_ADDRESS)


def _ground_test():
    if board.GROUND_TEST_GPIO is None:
        return None
    return Pin(board.GROUND_TEST_GPIO, Pin.OUT, value=0)


def _status_led():
    if board.LED_GPIO is None:
        from firmware.drivers.absent import NoLight

        return NoLight()
    return StatusLed(NeoPixel(Pin(board.LED_GPIO), board.LED_PIXELS))


def _button():
    if board.BUTTON_GPIO is None:
        from firmware.drivers.absent import NoButton

        return NoButton()
    return Button(Pin(board.BUTTON_GPIO, Pin.IN, Pin.PULL_UP))


def watchdog(timeout_ms):
    """Start the chip's watchdog; nothing can stop it again."""
    return WDT(timeout=timeout_ms)


def reset_cause():
    """Why the chip started, in a word. Power-on and brown-out look the same to it."""
    return _RESET_CAUSES.get(machine.reset_cause(), "unknown")


def chip_id():
    """The last six hex digits of the chip's own number."""
    return "".join("{:02x}".format(byte) for byte in machine.unique_id()[-3:])


def mac():
    """The chip's own number as a network writes it: a0:b7:65:01:02:03."""
    return ":".join("{:02x}".format(byte) for byte in machine.unique_id())


def mains_returned():
    return machine.reset_cause() == machine.PWRON_RESET


def restart():
    machine.reset()
