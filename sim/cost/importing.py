"""Watches every import of the charger: the interpreter's own `__import__` asks here first."""

import builtins

_import = builtins.__import__
# Who asks for a relative name without saying where it stands: asyncio of MicroPython 1.25.
_NAMELESS = {"__name__": "asyncio", "__path__": "asyncio"}


def install(begin, done):
    """`begin(name)` is called with the whole name of each module that is asked for, `done()` when
    it is there, or is not to be had."""

    def watched(name, names=None, local=None, wanted=(), level=0):
        if level:
            name = _absolute(name, names or _NAMELESS, level)
        begin(name)
        try:
            return _import(name, names, local, wanted, 0)
        finally:
            done()

    builtins.__import__ = watched


# MicroPython resolves it against the module whose code runs: that would be this one.
def _absolute(name, names, level):
    package = names["__name__"].split(".")
    if "__path__" in names:
        level -= 1
    above = package[: len(package) - level] if level else package
    return ".".join(above + [name] if name else above)
