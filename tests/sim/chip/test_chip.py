"""What the ESP32 refuses, keeps and loses; its flash, its temperature, its radio."""

import esp32
import machine
import network
import pytest
from machine import ADC, PWM, RTC, UART, WDT, Pin
from neopixel import NeoPixel

from firmware import board
from sim.board.thermistor import divider_mv
from sim.chip.flash import BLOCK_BYTES, Flash, NotErased
from sim.world import ChipReset, World, install


def test_input_only_pins_refuse_to_drive(world):
    with pytest.raises(ValueError):
        Pin(board.GFCI_TRIP_GPIO, Pin.OUT)


def test_pins_that_do_not_exist_are_refused(world):
    for gpio in (-1, 24, 40):
        with pytest.raises(ValueError):
            Pin(gpio)


def test_there_is_no_hard_pin_interrupt(world):
    with pytest.raises(TypeError):
        Pin(board.GFCI_TRIP_GPIO, Pin.IN).irq(handler=print, hard=True)


def test_only_the_pins_with_an_adc_read_one(world):
    with pytest.raises(ValueError):
        ADC(Pin(16))


def test_adc2_cannot_be_read_while_the_radio_runs(world):
    adc = ADC(Pin(27))
    adc.read_uv()
    network.WLAN(network.STA_IF).active(True)
    with pytest.raises(OSError):
        adc.read_uv()


def test_a_duty_beyond_16_bits_is_refused(world):
    pwm = PWM(Pin(board.PILOT_PWM_GPIO), freq=1_000, duty_u16=0)
    with pytest.raises(ValueError):
        pwm.duty_u16(65_537)


def test_a_fourth_uart_does_not_exist(world):
    with pytest.raises(ValueError):
        UART(3)


def test_rtc_memory_holds_2048_bytes_and_no_more(world):
    rtc = RTC()
    rtc.memory(b"x" * 2_048)
    assert rtc.memory() == b"x" * 2_048
    with pytest.raises(ValueError):
        rtc.memory(b"x" * 2_049)


def test_an_unset_rtc_starts_in_2000_and_runs(world):
    rtc = RTC()
    world.run_ms(61_000)
    assert rtc.datetime()[:7] == (2000, 1, 1, 5, 0, 1, 1)


def test_a_set_rtc_shows_what_was_set_weekday_worked_out(world):
    rtc = RTC()
    rtc.datetime((2026, 11, 23, 0, 8, 0, 0, 0))
    world.run_ms(1_000)
    assert rtc.datetime()[:7] == (2026, 11, 23, 0, 8, 0, 1)


def test_the_button_reads_0_while_pressed(world):
    button = Pin(board.BUTTON_GPIO, Pin.IN, Pin.PULL_UP)
    world.press_button(ms=200)
    assert button.value() == 0
    world.run_ms(201)
    assert button.value() == 1


def test_the_led_shows_what_was_written_not_what_was_set(world):
    led = NeoPixel(Pin(board.LED_GPIO), board.LED_PIXELS)
    led[0] = (1, 2, 3)
    assert world.led == [0, 0, 0]
    led.write()
    assert world.led == [1, 2, 3]


def test_an_unknown_nvs_key_raises(world):
    nvs = esp32.NVS("charger")
    nvs.set_i32("boots", 7)
    assert nvs.get_i32("boots") == 7
    with pytest.raises(OSError):
        nvs.get_i32("nothing")


# ---- resets


def reset_by(cause, world):
    return install(World.load(world.save(cause), power_on=False))


def test_a_watchdog_bites_only_when_it_is_not_fed(world):
    dog = WDT(timeout=5_000)
    world.run_ms(4_999)
    dog.feed()
    world.run_ms(4_999)
    with pytest.raises(ChipReset) as bite:
        world.run_ms(2)
    assert bite.value.cause == "watchdog"


def test_a_cpu_reset_leaves_pins_pwm_and_rtc_memory_as_they_were(world):
    PWM(Pin(board.PILOT_PWM_GPIO), freq=1_000, duty_u16=32_768)
    Pin(board.CONTACTOR_GPIO, Pin.OUT, value=1)
    RTC().memory(b"kept")
    again = reset_by("watchdog", world)
    assert again.power.coil and again.duty == 5_000
    assert RTC().memory() == b"kept"
    assert machine.reset_cause() == machine.WDT_RESET


def test_a_soft_reset_stops_the_pwm_low_and_keeps_the_pins(world):
    PWM(Pin(board.PILOT_PWM_GPIO), freq=1_000, duty_u16=32_768)
    Pin(board.CONTACTOR_GPIO, Pin.OUT, value=1)
    again = reset_by("soft_reset", world)
    assert again.power.coil and again.pilot.high_mv == -12_000
    assert machine.reset_cause() == machine.SOFT_RESET


def test_a_mains_cut_forgets_all_but_the_world(world):
    Pin(board.CONTACTOR_GPIO, Pin.OUT, value=1)
    PWM(Pin(board.PILOT_PWM_GPIO), freq=1_000, duty_u16=32_768)
    RTC().memory(b"gone")
    world.plug_in(battery_wh=12_345)
    world.meter.energy_uj = 10**12
    saved = world.save()
    saved["off_us"] = 60_000_000
    again = install(World.load(saved, power_on=True))
    assert again.clock.now_us - world.clock.now_us == 60_000_000
    assert again.wall_s - world.wall_s == pytest.approx(60)
    assert (again.power.coil, again.pilot.driven, RTC().memory()) == (False, False, b"")
    assert again.car.plugged and again.report()["battery_wh"] == 12_345
    assert again.meter.energy_uj == 10**12
    assert machine.reset_cause() == machine.PWRON_RESET


def test_what_was_moving_at_the_reset_goes_on_moving(world):
    alive = Pin(board.ALIVE_GPIO, Pin.OUT, value=0)
    alive.on()
    Pin(board.CONTACTOR_GPIO, Pin.OUT, value=1)
    again = reset_by("reset", world)
    again.run_ms(30)
    assert again.power.closed
    again.run_ms(3_000)
    assert not again.power.closed


def test_a_reset_call_ends_the_program(world):
    with pytest.raises(ChipReset):
        machine.reset()


# ---- flash


@pytest.fixture
def flash(world, tmp_path) -> Flash:
    chip = world.insert_flash(str(tmp_path / "flash"))
    yield chip
    chip.close()


def test_programming_clears_bits_and_only_an_erase_sets_them(flash):
    flash.writeblocks(0, b"\xf0", 0)
    flash.writeblocks(0, b"\x80", 0)
    with pytest.raises(NotErased):
        flash.writeblocks(0, b"\x81", 0)
    flash.ioctl(6, 0)
    flash.writeblocks(0, b"\x81", 0)
    assert (flash.erases, flash.programs) == (1, 3)


def test_an_erase_takes_30_to_80_ms(world, flash):
    began_us = world.clock.now_us
    flash.ioctl(6, 0)
    assert 30_000 <= world.clock.now_us - began_us <= 80_000


def test_what_was_ever_programmed_stays_in_the_history(flash, tmp_path):
    flash.writeblocks(3, b"secret", 10)
    flash.ioctl(6, 3)
    assert b"secret" not in (tmp_path / "flash").read_bytes()
    assert b"secret" in (tmp_path / "flash.history").read_bytes()


def test_the_mains_can_go_in_the_middle_of_a_write(flash):
    flash.cut_after = 1
    flash.writeblocks(0, b"whole", 0)
    with pytest.raises(ChipReset) as cut:
        flash.writeblocks(0, b"parted", 256)
    assert cut.value.cause == "power"
    found = bytearray(6)
    flash.readblocks(0, found, 256)
    assert found == b"par\xff\xff\xff"


def test_a_block_is_4096_bytes(flash):
    assert flash.ioctl(5, 0) == BLOCK_BYTES


# ---- temperature


def test_the_sensor_reads_as_the_board_says(world):
    assert divider_mv(25) == pytest.approx(1_493, abs=2)
    assert divider_mv(-30) == pytest.approx(2_613, abs=2)
    assert divider_mv(85) < 350


def test_a_broken_and_a_shorted_sensor_are_told_apart(world):
    adc = ADC(Pin(board.TEMP_ADC_GPIO), atten=ADC.ATTN_11DB)
    world.inject("ntc_open")
    assert adc.read_uv() == pytest.approx(2_721_000, abs=13_000)
    world.inject("ntc_open", False)
    world.inject("ntc_short")
    assert adc.read_uv() == 0


# ---- radio


def test_the_station_joins_after_two_seconds(world):
    wlan = network.WLAN(network.STA_IF)
    with pytest.raises(OSError):
        wlan.connect("home", "secret")
    wlan.active(True)
    wlan.connect("home", "secret")
    assert wlan.status() == network.STAT_CONNECTING
    world.run_ms(1_900)
    assert not wlan.isconnected()
    world.run_ms(101)
    assert wlan.isconnected() and wlan.status("rssi") == -58


def test_a_lost_access_point_is_found_again(world):
    wlan = network.WLAN(network.STA_IF)
    wlan.active(True)
    wlan.connect("home", "secret")
    world.run_ms(3_000)
    world.set_network(ap=False)
    assert not wlan.isconnected()
    world.run_ms(10_000)
    assert wlan.status() == network.STAT_NO_AP_FOUND
    world.set_network(ap=True)
    world.run_ms(3_000)
    assert wlan.isconnected()


# ---- the world's own manners


def test_unknown_verbs_faults_and_parameters_are_refused(world):
    for wrong in (
        lambda: world.do("explode", {}),
        lambda: world.inject("gremlins"),
        lambda: world.set_car(plugged=True),
        lambda: world.set_pilot(colour="red"),
    ):
        with pytest.raises(ValueError):
            wrong()


def test_the_history_is_bounded_and_says_what_it_lost(world):
    world.changes_kept = 3
    for k in range(5):
        world.note(k, "tick", k)
    assert [value for _, _, value in world.report()["changes"]] == [2, 3, 4]
    assert world.changes_lost == 2


def test_the_same_seed_reads_the_same_noise():
    def readings(seed):
        install(World(seed))
        adc = ADC(Pin(board.PILOT_ADC_GPIO), atten=ADC.ATTN_11DB)
        return [adc.read_uv() for _ in range(5_000)]

    assert readings(3) == readings(3)
    assert readings(3) != readings(4)
