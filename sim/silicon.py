"""What things cost on the chip, in microseconds, and how each cost is charged.

Every constant names its source: the sources and issue tracker of MicroPython and ESP-IDF for the
ESP32 at 160 MHz. Where no figure was ever published it is an assumption on the slow side.

Charged by the modules `machine`, `network`, `esp32` and by the flash, in both kinds of time:
ADC reads (drawn per read), pin and PWM accesses, watchdog feeds, UART bytes, RTC memory, flash.

Charged for Python itself, since the PC runs it some hundred times faster: CONTROL_STEP_US at
every edge of the `alive` pin (one per control step), SCHEDULE_US at every reading of the wall
clock (`RTC().datetime()`, which stands for one evaluation of the schedule), and in virtual time
PACKET_US at every socket read or write, LOOP_TURN_US at every turn of the asyncio loop, a
collection of the heap at every gc.collect() of the firmware, JSON_BYTE_US for every byte of JSON
read or written, and a piece of work whenever a task gives way without waiting (sleep_ms(0)),
which is what a task does that works at something long.
"""

from micropython import const

# ADC.read_uv() of the one-shot driver with the Python call around it: 40-100 us; the project's
# time budget counts with 60-100.
ADC_MIN_US = const(60)
ADC_MAX_US = const(100)

PIN_US = const(5)  # Pin.value() with its Python call, assumption
PWM_US = const(15)  # duty_u16(): two register writes and driver checks, assumption
RTC_MEMORY_US = const(150)  # copies up to 2 KiB, assumption
WDT_FEED_US = const(10)  # esp_task_wdt_reset_user(), assumption
UART_BYTE_US = const(2)  # into or out of the driver's ring buffer, assumption
IRQ_US = const(60)  # ISR, scheduler and the Python call, assumption

BOOT_US = const(900_000)  # ROM, bootloader, start of MicroPython: "order of 1 s"

CONTROL_STEP_US = const(1_500)  # filter, state machine and outputs in bytecode, assumption
SCHEDULE_US = const(6_000)  # a schedule with its rules evaluated in bytecode, assumption
PACKET_US = const(2_500)  # one MQTT packet packed or parsed, lwIP call included, assumption
LOOP_TURN_US = const(200)  # one turn of the asyncio loop, assumption
JSON_BYTE_US = const(2)  # json.loads and json.dumps, in C with allocations, assumption
SOCKET_US = const(1_000)  # socket(), connect(), close() through lwIP, assumption
TICK_US = const(10_000)  # FreeRTOS tick, CONFIG_FREERTOS_HZ = 100: asyncio wakes on it only

# A full collection of the heap, 3-15 ms by its size and contents; drawn per gc.collect().
GC_MIN_US = const(3_000)
GC_MAX_US = const(15_000)

# Between two yields of the schedule's reader: 1.3 to 60 us on a PC, of which the chip makes a
# hundredfold to a hundred-and-fiftyfold; drawn per yield.
PIECE_MIN_US = const(500)
PIECE_MAX_US = const(9_000)

# A step of a TLS handshake holds the interpreter lock: 0.2-1 s.
TLS_STEP_US = const(400_000)

# getaddrinfo with two dead servers: 4 tries of 1, 1, 2, 3 s each (lwIP DNS_MAX_RETRIES).
DNS_DEAD_US = const(14_000_000)
DNS_US = const(30_000)  # an answer from the local resolver, assumption
CONNECT_DEAD_US = const(19_000_000)  # blocking connect to a black hole
CONNECT_US = const(4_000)  # SYN and its answer on a home network, assumption

# Sector erase of 4 KiB: typically 30-50 ms, 80 ms measured from MicroPython. Program of a
# 256-byte page 0.7 ms typical (datasheet of the usual 4 MiB chip). Reads with the cache off.
FLASH_ERASE_MIN_US = const(30_000)
FLASH_ERASE_MAX_US = const(80_000)
FLASH_PAGE_US = const(900)
FLASH_PAGE_BYTES = const(256)
FLASH_READ_US = const(60)

# LEDC at 1 kHz: 80 MHz * 256 / (313 * 65536), the divider being 313 for every frequency that
# rounds to it. Period 1001.6 us, hence 998.4 Hz.
LEDC_CLOCK_HZ = const(80_000_000)
LEDC_FRACTION = const(256)
LEDC_STEPS = const(65_536)
