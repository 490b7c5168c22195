"""A copy of a module for one owner, compiled with the addresses of the owner's arrays in it.

What the firmware calls most reads and writes 32-bit words. As a constant their address costs
nothing; a closure over it, or an attribute, costs more than all the rest of such a function.

Such a function is marked as bytecode, and its copy is viper. Only on an interpreter of 32 bits,
whose viper has no integers for 64, it stays bytecode, over the arrays themselves; what is called
most is taken from `sim/narrow`, where it is written in words.
"""

import sys

from uctypes import addressof

_FOLDER = __file__.rsplit("/", 1)[0] + "/"
_BYTECODE, _VIPER = "@micropython.bytecode\n", "@micropython.viper\n"
_WORD_BITS = 32


def _is_wide():
    return bool(sys.maxsize >> _WORD_BITS)


def placed(name, arrays, names):
    """The namespace of a new copy of `sim/<name>.py`. `arrays`: constant -> array, whose address
    takes the place of the constant's zero; `names`: name -> what the copy knows by it."""
    text = _text_of(name)
    at_address = text
    for constant, array in arrays.items():
        at = constant + " = const({})"
        if at.format(0) not in text:
            raise ValueError(at.format(0) + " is missing in sim/" + name + ".py")
        at_address = at_address.replace(at.format(0), at.format(addressof(array)))
        text = text.replace(at.format(0), "")
    space = {}
    if _is_wide():
        exec(at_address.replace(_BYTECODE, _VIPER), space)
    else:
        space["ptr32"] = lambda words: words
        exec(text, space)
        space.update({"wide_" + known: space[known] for known in list(space)})
        exec(_constants_of(at_address) + _text_of("narrow/" + name), space)
    # Where there is no such constant, or it is none, as on CPython, it is the array itself.
    space.update(arrays)
    space.update(names)
    return space


def _text_of(name):
    with open(_FOLDER + name + ".py") as file:
        return file.read()


def _constants_of(text):
    lines = ["from micropython import const"]
    lines += [line for line in text.split("\n") if " = const(" in line]
    return "\n".join(lines) + "\n"
