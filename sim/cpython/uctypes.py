"""MicroPython's view of raw memory: where viper has an address, CPython has the buffer itself."""


def addressof(buffer):
    return buffer
