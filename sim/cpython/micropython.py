"""MicroPython's hints to its compiler, as CPython sees them: no-ops."""


def const(value):
    return value


def native(function):
    return function


def viper(function):
    return function
