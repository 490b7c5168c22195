"""SmartEVSE v3 as data: its published pin-out (its own open firmware, `esp32.h`), and four wires.

As it is sold it has no contactor sense, no earth monitor, no ground-fault test and no heartbeat
gate. Pilotlight does not charge without them: they are put on the pins of its lock, its switch
and its display, for a small board between (docs/board.md says what each must do). Its cable must
be tethered: the proximity input is not read. Its energy meter is RS485 and is not read either.
Its three plain LEDs are not a pixel. Never run on that board: the pilot's scale is calculated from
thresholds it publishes, and has to be measured.
"""

from micropython import const

PILOT_PWM_GPIO = const(19)  # CP_OUT
PILOT_ADC_GPIO = const(39)  # CP_IN
PILOT_FREQ_HZ = const(1000)  # SAE J1772 / IEC 61851-1 Annex A
# Its borders in mV at the ADC: 3055 between 12 and 9 V, 100..300 for -12 V. The ADC ends at 3.1 V.
PILOT_ZERO_UV = const(1_722_000)
PILOT_SCALE_PERMILLE = const(127)

CONTACTOR_GPIO = const(32)  # SSR 1
CONTACTOR_SENSE_GPIO = const(35)  # LOCK_IN: to be wired to mains behind the contactor
CONTACTOR_SETTLE_MS = const(30)

GFCI_TRIP_GPIO = const(13)  # RCM_FAULT
GFCI_TEST_GPIO = const(17)  # ACTA: to be wired to the module's test input
GFCI_TEST_RISE_MS = const(150)
GFCI_TEST_FALL_MS = const(1_000)
GROUND_OK_GPIO = const(16)  # SW_IN: to be wired to an earth monitor
GROUND_TEST_GPIO = None
GROUND_TEST_DROP_MS = None

TEMP_ADC_GPIO = const(36)  # TEMP; its own sensor to be replaced by an NTC and these resistors
TEMP_SUPPLY_MV = const(3_300)
TEMP_PULL_UP_OHM = const(10_000)
TEMP_PARALLEL_OHM = const(47_000)
TEMP_NTC_25C_OHM = const(10_000)
TEMP_NTC_BETA_K = const(3_950)

METER_UART = None
METER_TX_GPIO = None
METER_RX_GPIO = None
METER_BAUD = const(9_600)
METER_ADDRESS = const(1)

BUTTON_GPIO = const(0)  # left key, IO0_B1
LED_GPIO = None
LED_PIXELS = const(0)

ALIVE_GPIO = const(18)  # ACTB: to be wired to a retriggerable gate in the coil's supply
ALIVE_GATE_MS = const(3_000)

# CPOFF connects the pilot; SSR 2 would switch two more phases; the display's light stays off.
HELD_OUTPUTS = ((15, 0), (27, 0), (14, 0))

NOMINAL_MV = const(230_000)  # it is sold in Europe; without a meter nobody judges it
BOARD_RATING_MA = const(32_000)
CABLE_RATING_MA = const(32_000)
