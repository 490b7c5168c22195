"""The module `esp32` of official ESP32 MicroPython, as far as a charger needs it."""

from binascii import hexlify, unhexlify

from sim import world
from sim.cost import pool, silicon

HEAP_DATA, HEAP_EXEC = 4, 1
_KEY_CHARS = 15
_NOT_FOUND = -0x1102  # ESP_ERR_NVS_NOT_FOUND
_INVALID_LENGTH = -0x110C  # ESP_ERR_NVS_INVALID_LENGTH
_WRITE_US = 5_000  # an entry of 32 bytes, now and then a page erase on top


class NVS:
    def __init__(self, namespace):
        if len(namespace) > _KEY_CHARS:
            raise OSError(-0x1109, "ESP_ERR_NVS_KEY_TOO_LONG")
        self._world = world.current
        self._entries = self._world.registers.nvs.setdefault(namespace, {})

    def set_i32(self, key, value):
        self._store("i:" + key, int(value))

    def get_i32(self, key):
        return self._load("i:" + key)

    def set_blob(self, key, content):
        self._store("b:" + key, hexlify(bytes(content)).decode())

    def get_blob(self, key, buffer):
        content = unhexlify(self._load("b:" + key))
        if len(content) > len(buffer):
            raise OSError(_INVALID_LENGTH, "ESP_ERR_NVS_INVALID_LENGTH")
        buffer[: len(content)] = content
        return len(content)

    def erase_key(self, key):
        found = [name for name in self._entries if name[2:] == key]
        if not found:
            raise OSError(_NOT_FOUND, "ESP_ERR_NVS_NOT_FOUND")
        for name in found:
            del self._entries[name]
        self._world.clock.hold(_WRITE_US)

    # Every set_* has written already (nvs_handle_simple.cpp).
    def commit(self):
        pass

    def _store(self, name, value):
        if len(name) > _KEY_CHARS + 2:
            raise OSError(-0x1109, "ESP_ERR_NVS_KEY_TOO_LONG")
        self._entries[name] = value
        self._world.clock.hold(_WRITE_US)

    def _load(self, name):
        if name not in self._entries:
            raise OSError(_NOT_FOUND, "ESP_ERR_NVS_NOT_FOUND")
        return self._entries[name]


def raw_temperature():
    """Fahrenheit, of the die: some way above the board."""
    world.current.clock.charge(silicon.ADC_MAX_US)
    return int(world.current.thermistor.celsius * 9 / 5 + 32) + 40


def idf_heap_info(capabilities):
    """(size, free, largest block, least free ever) of each region; the latter two are not kept."""
    memory = world.current.pool
    regions = ((pool.SMALL_BYTES, memory.small), (pool.LARGE_BYTES, memory.large))
    return [(size, free, free, free) for size, free in regions]
