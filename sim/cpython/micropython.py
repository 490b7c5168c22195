"""MicroPython's hints to its compiler, which do nothing here, and its interrupt character."""

import builtins


def const(value):
    return value


def bytecode(function):
    return function


def native(function):
    return function


def viper(function):
    return function


# A pointer into a buffer, where viper has one: the buffer itself does. Nobody asks for others.
builtins.ptr32 = lambda buffer: buffer


# What ends a program at the prompt; the last is in force.
interrupt_characters = [3]


def kbd_intr(character):
    interrupt_characters.append(character)
