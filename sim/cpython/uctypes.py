"""MicroPython's view of raw memory: an address leads to the buffer that it was asked of."""

from weakref import WeakValueDictionary

_buffers = WeakValueDictionary()


def addressof(buffer):
    _buffers[id(buffer)] = buffer
    return id(buffer)


def behind(value):
    """The buffer, if this is an address that was asked for; else the value itself."""
    return _buffers.get(value, value)
