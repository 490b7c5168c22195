"""`machine.Pin`, `PWM` and `ADC` of the ESP32, wired to the current world."""

import micropython

from firmware import board
from sim import world
from sim.cost import silicon
from sim.cost.silicon import PIN_US

ADC1_GPIOS = (32, 33, 34, 35, 36, 37, 38, 39)
ADC2_GPIOS = (0, 2, 4, 12, 13, 14, 15, 25, 26, 27)
INPUT_ONLY_GPIOS = (34, 35, 36, 37, 38, 39)
NO_SUCH_GPIOS = (20, 24, 28, 29, 30, 31)
FLASH_GPIOS = (6, 7, 8, 9, 10, 11)
LAST_GPIO = 39
ETIMEDOUT = 116  # newlib's number, as the ESP32 has it


class Pin:
    """One GPIO. A handler given to irq() is called with the Pin, after the event, softly."""

    IN, OUT, OPEN_DRAIN = 1, 3, 7
    PULL_DOWN, PULL_UP = 1, 2
    DRIVE_0, DRIVE_1, DRIVE_2, DRIVE_3 = 0, 1, 2, 3
    IRQ_RISING, IRQ_FALLING = 1, 2

    def __init__(self, gpio, mode=-1, pull=-1, value=None, drive=None, hold=None):
        if not 0 <= gpio <= LAST_GPIO or gpio in NO_SUCH_GPIOS:
            raise ValueError("invalid pin")
        self.gpio = gpio
        self._key = str(gpio)
        self._world = world.current
        self._clock = self._world.clock
        self._charge, self._now_us = self._clock.charge, self._clock.read
        self._drives = self._world.outputs.get(gpio)
        self._latch = self._world.registers.latches
        self._stuck = self._world.pads.stuck
        self.pull = pull
        senses = self._world.inputs.get(gpio)
        self.value = _output(self) if senses is None else _input(self, senses)
        self.init(mode, pull, value)

    def init(self, mode=-1, pull=-1, value=None, drive=None, hold=None):
        if mode in (Pin.OUT, Pin.OPEN_DRAIN) and self.gpio in INPUT_ONLY_GPIOS:
            raise ValueError("pin can only be input")
        if pull != -1:
            self.pull = pull
        if mode == Pin.IN:
            self._latch.pop(self._key, None)
            if self._drives is not None:
                self._let_go()
        elif mode in (Pin.OUT, Pin.OPEN_DRAIN):
            level = value if value is not None else self._latch.get(self._key, 0)
            self._latch[self._key] = None
            self._write(level)
        elif value is not None:
            self._write(value)

    def __call__(self, level=None):
        return self.value(level)

    def on(self):
        self._write(1)

    def off(self):
        self._write(0)

    def toggle(self):
        self._write(not self._latch.get(self._key, 0))

    def irq(self, handler=None, trigger=IRQ_FALLING | IRQ_RISING, wake=None):
        if handler is None:
            self._world.irqs.pop(self.gpio, None)
        else:
            self._world.irqs[self.gpio] = (self._interrupt, trigger, handler)
        return self

    def _interrupt(self, handler):
        self._clock.charge(silicon.IRQ_US)
        handler(self)

    # Writing what the pin has already moves nothing; an input's latch is not on the pad.
    @micropython.native
    def _write(self, level):
        level = 1 if level else 0
        before = self._latch.get(self._key, -1)
        self._charge(PIN_US)
        if before == level or before == -1:
            return
        self._latch[self._key] = level
        if self.gpio != board.ALIVE_GPIO:
            if self._drives is not None:
                self._drives(self._stuck.get(self._key, level), self._now_us())
        elif before is not None and self._key not in self._stuck:  # leaving high-Z is no edge
            self._drives(level, self._now_us())

    def _let_go(self):
        if self.gpio == board.PILOT_PWM_GPIO:
            self._world.pilot.hold(None)
        elif self.gpio != board.ALIVE_GPIO:
            self._drives(self._stuck.get(self._key, 0), self._clock.now_us)

    # The program reads the pad of its contactor once in each control step: there the step's own
    # time is charged.
    def _pad(self):
        level = self._stuck.get(self._key, self._latch.get(self._key))
        self._charge(PIN_US)
        if self.gpio == board.CONTACTOR_GPIO:
            self._charge(silicon.CONTROL_STEP_US)
            self._world.power.stepped(self._now_us())
        return int(self.pull == Pin.PULL_UP) if level is None else level


# What the firmware does most with a pin, with little to be looked up on the way. A closure over
# more than four names would take its arguments from the heap.
def _input(pin, senses):
    charge = pin._charge

    @micropython.native
    def value(level=None):
        if level is not None:
            return pin._write(level)
        charge(PIN_US)
        return 1 if senses() else 0

    return value


def _output(pin):
    charge, latch, key = pin._charge, pin._latch, pin._key

    @micropython.native
    def value(level=None):
        if level is None:
            return pin._pad()
        if level != latch.get(key):
            return pin._write(level)
        charge(PIN_US)

    return value


class PWM:
    """LEDC on a pin: 65536 steps, a duty change is latched at the end of the period."""

    def __init__(self, dest, freq=-1, duty=-1, duty_u16=-1, duty_ns=-1, invert=0):
        self.gpio = dest.gpio if isinstance(dest, Pin) else dest
        if self.gpio in INPUT_ONLY_GPIOS:
            raise ValueError("invalid pin")
        self._world = world.current
        self._freq_hz = 5_000
        self._duty_u16 = silicon.LEDC_STEPS // 2
        self.init(freq=freq, duty=duty, duty_u16=duty_u16, duty_ns=duty_ns)

    def init(self, freq=-1, duty=-1, duty_u16=-1, duty_ns=-1, invert=0):
        if freq != -1:
            self._freq_hz = _checked_hz(freq)
        if duty_u16 != -1:
            self._duty_u16 = _steps(duty_u16)
        elif duty_ns != -1:
            self._duty_u16 = (duty_ns * self._freq_hz * silicon.LEDC_STEPS + 500_000_000) // 10**9
        elif duty != -1:
            self._duty_u16 = duty * silicon.LEDC_STEPS // 1_023
        self._apply()

    def freq(self, hz=None):
        if hz is not None:
            self._freq_hz = _checked_hz(hz)
            self._apply()
            return None
        if self._freq_hz == board.PILOT_FREQ_HZ:
            return 998  # what the divider of 313 makes of it
        return self._freq_hz

    def duty_u16(self, value=None):
        if value is None:
            return min(self._duty_u16, silicon.LEDC_STEPS - 1)
        self._duty_u16 = _steps(value)
        self._apply()

    def duty_ns(self, value=None):
        if value is None:
            return self._duty_u16 * 10**9 // (silicon.LEDC_STEPS * self._freq_hz)
        self.init(duty_ns=value)

    def deinit(self):
        self._world.clock.charge(silicon.PWM_US)
        if self.gpio == board.PILOT_PWM_GPIO:
            self._world.pilot.hold(0)

    def _apply(self):
        self._world.clock.charge(silicon.PWM_US)
        self._world.registers.latches.pop(str(self.gpio), None)
        if self.gpio == board.PILOT_PWM_GPIO:
            self._world.pilot.run(self._freq_hz, self._duty_u16)


def _checked_hz(hz):
    if not 1 <= hz <= 40_000_000:
        raise ValueError("frequency must be from 1Hz to 40MHz")
    return hz


# 65535 is taken as the whole period (machine_pwm.c).
def _steps(value):
    if not 0 <= value <= silicon.LEDC_STEPS:
        raise ValueError("duty_u16 must be from 0 to 65535")
    return silicon.LEDC_STEPS if value == silicon.LEDC_STEPS - 1 else value


class ADC:
    """One channel. For the pilot's, `read_uv` is the line's own function: it is called most."""

    ATTN_0DB, ATTN_2_5DB, ATTN_6DB, ATTN_11DB = 0, 1, 2, 3
    WIDTH_9BIT, WIDTH_10BIT, WIDTH_11BIT, WIDTH_12BIT = 9, 10, 11, 12

    def __init__(self, pin, atten=ATTN_0DB):
        self.gpio = pin.gpio if isinstance(pin, Pin) else pin
        if self.gpio not in ADC1_GPIOS and self.gpio not in ADC2_GPIOS:
            raise ValueError("invalid pin")
        self._world = world.current
        self.atten(atten)

    def init(self, atten=ATTN_0DB):
        self.atten(atten)

    def atten(self, atten):
        if atten not in (0, 1, 2, 3):
            raise ValueError("invalid atten")
        if self.gpio == board.PILOT_ADC_GPIO and atten == ADC.ATTN_11DB:
            self.read_uv = self._world.pilot_adc.read_uv
        elif hasattr(self, "read_uv"):
            self.read_uv = self._read_uv
        self._ceiling_mv = (950, 1_250, 1_750, 3_100)[atten]

    def width(self, bits):
        pass

    def read_uv(self):
        return self._read_uv()

    def _read_uv(self):
        self._refuse_adc2()
        if self.gpio == board.PILOT_ADC_GPIO:
            return min(self._world.pilot_adc.read_uv(), self._ceiling_mv * 1_000)
        cost_us = self._world.chance.between(silicon.ADC_MIN_US, silicon.ADC_MAX_US)
        self._world.clock.charge(cost_us)
        mv = self._world.thermistor.adc_mv() if self.gpio == board.TEMP_ADC_GPIO else 0
        return 0 if mv < 100 else min(mv, self._ceiling_mv) * 1_000

    def read_u16(self):
        return min(65_535, self.read_uv() * 65_535 // (self._ceiling_mv * 1_000))

    def read(self):
        return self.read_u16() >> 4

    def _refuse_adc2(self):
        if self.gpio in ADC2_GPIOS and self._world.air.active:
            raise OSError(ETIMEDOUT)
