"""MicroPython's view of raw memory: here an address is a number that leads nowhere."""


def addressof(buffer):
    return id(buffer)
