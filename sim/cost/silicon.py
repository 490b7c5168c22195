"""What things cost on the chip, in microseconds, and how each cost is charged.

All are at 160 MHz, as the chip starts; `machine.freq()` changes what is work of the CPU. Every
constant names its source: "emulated" is the firmware counted instruction by instruction on an
emulated ESP32, at the 62.5 MIPS that MicroPython's published benchmarks make of a chip; others
come from the sources and issue trackers of MicroPython and ESP-IDF. Where neither has a figure it
is an assumption on the slow side.

Charged by the modules `machine`, `network`, `esp32` and by the flash, in both kinds of time:
ADC reads (drawn per read), pin and PWM accesses, watchdog feeds, UART bytes, RTC memory, flash.

Charged for Python itself, since the PC runs it some hundred times faster: CONTROL_STEP_US at
every reading of the coil's pad (one per control step), SCHEDULE_US at every reading of the wall
clock (`RTC().datetime()`, which stands for one evaluation of the schedule), and in virtual time
PACKET_US at every socket read or write, LOOP_TURN_US at every turn of the asyncio loop, a
collection of the heap at every gc.collect() of the firmware and at every one that the interpreter
starts by itself, JSON by its kind and length, an import, and a piece of work whenever a task gives
way without waiting (sleep_ms(0)), which is what a task does that works at something long.
"""

from micropython import const

# What remains at a faster clock, in thousandths. 240 MHz is 1.15 to 1.3 times as fast, not 1.5:
# code comes from flash (MicroPython issue 8029); here the low end. Below 160 MHz in proportion.
PACE_ONE = const(1_000)
PACE = {
    20_000_000: 8_000,
    40_000_000: 4_000,
    80_000_000: 2_000,
    160_000_000: PACE_ONE,
    240_000_000: 870,
}
CPU_HZ = const(160_000_000)  # after a reset

# A reading of the burst, its loop and comparisons in bytecode around it: 88 us emulated with a
# conversion of 20 us, which the clock of the CPU does not change; 104 with one of 36.
ADC_MIN_US = const(80)
ADC_MAX_US = const(104)
ADC_CONVERSION_US = const(20)

PIN_US = const(6)  # Pin.value() with its Python call, emulated
PWM_US = const(20)  # duty_u16(), emulated
RTC_MEMORY_US = const(150)  # 45 us to write 2 KiB, emulated but for the slow RAM
WDT_FEED_US = const(11)  # emulated
UART_BYTE_US = const(2)  # into or out of the driver's ring buffer, assumption
IRQ_US = const(60)  # ISR, scheduler and the Python call, assumption

BOOT_US = const(900_000)  # ROM, bootloader, start of MicroPython: "order of 1 s"

# Beside its burst, charging: 1.9 ms emulated at commit 4759851, of which `make step-cost` finds
# 0.74 now.
CONTROL_STEP_US = const(1_410)
SCHEDULE_US = const(6_000)  # 1.6 ms without a schedule, 14.5 the largest's first look, emulated
PACKET_US = const(2_500)  # packing takes 0.4 ms emulated; the lwIP call, assumption
LOOP_TURN_US = const(200)  # one turn of the asyncio loop, assumption
SOCKET_US = const(1_000)  # socket(), connect(), close() through lwIP, assumption
TICK_US = const(10_000)  # FreeRTOS tick, CONFIG_FREERTOS_HZ = 100: asyncio wakes on it only

# A collection follows what is in use: 20.2 ms with 128.8 KB, 22.8 with 147.7, emulated.
GC_BYTE_NS = const(155)
HEAP_WALK_US = const(3_000)  # gc.mem_free() looks at every block there is, emulated
START_HEAP_BYTES = const(9_440)  # in use when asyncio is loaded and nothing of the charger

# JSON, emulated. Objects are read the slower the longer the text (7.4 us a byte at 524 bytes, 13
# at 4,954), numbers alone are quick. What is written was put together in bytecode before.
JSON_NUMBERS_BYTE_US = const(2)
JSON_OBJECTS_BYTE_US = const(7)
JSON_SLOWER_BYTES = const(850)  # 1 us a byte more for every so many
JSON_WRITE_BYTE_US = const(3)
DOCUMENT_BYTE_US = const(6)

# Between two yields of the schedule's reader: 32 bytes of the largest take a PC's interpreter
# 206,000 instructions (callgrind), 2.9 ms by what a control step takes of both, 8.2 the longest.
# The lesser of two is drawn per yield, which has that mean.
PIECE_MIN_US = const(100)
PIECE_MAX_US = const(8_200)

# A step of a TLS handshake holds the interpreter lock: 0.2-1 s with certificates. By pre-shared
# key the longest took a PC 1/125 to 1/400 of that (255 us and 62, against 31 to 40 ms).
TLS_STEP_US = const(400_000)
TLS_PSK_STEP_US = const(3_200)

# getaddrinfo with two dead servers: 4 tries of 1, 1, 2, 3 s each (lwIP DNS_MAX_RETRIES).
DNS_DEAD_US = const(14_000_000)
DNS_US = const(30_000)  # an answer from the local resolver, assumption
CONNECT_DEAD_US = const(19_000_000)  # blocking connect to a black hole
CONNECT_US = const(4_000)  # SYN and its answer on a home network, assumption

# Sector erase of 4 KiB: typically 30-50 ms, 80 ms measured from MicroPython. Program of a
# 256-byte page 0.7 ms typical (datasheet of the usual 4 MiB chip).
FLASH_ERASE_MIN_US = const(30_000)
FLASH_ERASE_MAX_US = const(80_000)
FLASH_PAGE_US = const(900)
FLASH_PAGE_BYTES = const(256)
FLASH_READ_US = const(86)  # of 32 bytes, emulated

# An import. The CPU's work on a file, such that the boot takes the 4.4 s for imports that it took
# emulated, collections on the way included. What is left in use of a byte of it: 97 of 169 KB.
IMPORT_BYTE_US = const(20)
IMPORT_LEFT_PERMILLE = const(570)
IMPORT_HANDED_OUT_BYTES = const(1_000)  # beside the file's own length: paths, buffers, assumption

# LEDC at 1 kHz: 80 MHz * 256 / (313 * 65536), the divider being 313 for every frequency that
# rounds to it. Period 1001.6 us, hence 998.4 Hz.
LEDC_CLOCK_HZ = const(80_000_000)
LEDC_FRACTION = const(256)
LEDC_STEPS = const(65_536)
