"""A copy of a module for one owner, compiled with the addresses of the owner's arrays in it.

What the firmware calls most reads and writes 32-bit words. As a constant their address costs
nothing; a closure over it, or an attribute, costs more than all the rest of such a function.
"""

from uctypes import addressof

_FOLDER = __file__.rsplit("/", 1)[0] + "/"


def placed(name, arrays, names):
    """The namespace of a new copy of `sim/<name>.py`. `arrays`: constant -> array, whose address
    takes the place of the constant's zero; `names`: name -> what the copy knows by it."""
    with open(_FOLDER + name + ".py") as file:
        text = file.read()
    for constant, array in arrays.items():
        at = constant + " = const({})"
        if at.format(0) not in text:
            raise ValueError(at.format(0) + " is missing in sim/" + name + ".py")
        text = text.replace(at.format(0), at.format(addressof(array)))
    space = {}
    exec(text, space)
    # Where const() is no constant, as on CPython, the array itself stands for its address.
    space.update(arrays)
    space.update(names)
    return space
