"""The reference board as data: the only GPIO numbers, scales and ratings in the project.

Another board is another file like this one (docs/board.md); nothing else knows a pin. None stands
for a part that it does not have: meter, button, light and the earth monitor's test may be missing,
nothing else.
"""

from micropython import const

# Control pilot. ADC1 only (GPIO 32-39): ADC2 cannot be read while Wi-Fi runs.
PILOT_PWM_GPIO = const(25)
PILOT_ADC_GPIO = const(36)
PILOT_FREQ_HZ = const(1000)  # SAE J1772 / IEC 61851-1 Annex A
PILOT_ZERO_UV = const(1_300_000)  # ADC voltage at 0 V on the pilot
PILOT_SCALE_PERMILLE = const(85)  # ADC millivolt per pilot volt

CONTACTOR_GPIO = const(26)
CONTACTOR_SENSE_GPIO = const(34)
CONTACTOR_SETTLE_MS = const(30)  # sense is valid this long after the coil changed

GFCI_TRIP_GPIO = const(35)
GFCI_TEST_GPIO = const(27)
GFCI_TEST_RISE_MS = const(150)  # a healthy module trips within this time of the test's start
GFCI_TEST_FALL_MS = const(1_000)  # and lets go within this time of the test's end
GROUND_OK_GPIO = const(39)
GROUND_TEST_GPIO = const(14)  # None: the monitor cannot be tested
GROUND_TEST_DROP_MS = const(100)  # a healthy monitor misses the earth within it; or None

TEMP_ADC_GPIO = const(33)
TEMP_SUPPLY_MV = const(3_300)
TEMP_PULL_UP_OHM = const(10_000)
TEMP_PARALLEL_OHM = const(47_000)
TEMP_NTC_25C_OHM = const(10_000)
TEMP_NTC_BETA_K = const(3_950)

METER_UART = const(2)
METER_TX_GPIO = const(19)  # 16 and 17 belong to the PSRAM of WROVER modules
METER_RX_GPIO = const(18)
METER_BAUD = const(9_600)
METER_ADDRESS = const(1)

BUTTON_GPIO = const(32)
LED_GPIO = const(4)
LED_PIXELS = const(1)

# One edge per healthy control step; the gate opens the contactor 3 s after the last.
ALIVE_GPIO = const(13)
ALIVE_GATE_MS = const(3_000)

# (GPIO, level): what else this board needs held from the first instant.
HELD_OUTPUTS = ()

NOMINAL_MV = const(240_000)  # of the mains; a meter's 85 to 110 % of it are in order
BOARD_RATING_MA = const(48_000)
CABLE_RATING_MA = const(48_000)
