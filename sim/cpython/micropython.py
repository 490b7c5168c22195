"""MicroPython's hints to its compiler, as CPython sees them: no-ops; and its interrupt character."""


def const(value):
    return value


def native(function):
    return function


def viper(function):
    return function


# What ends a program at the prompt; the last is in force.
interrupt_characters = [3]


def kbd_intr(character):
    interrupt_characters.append(character)
