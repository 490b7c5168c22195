"""Modules needed seldom are loaded for their use and forgotten after it: the heap is short."""

import gc
import sys


def forget(*names):
    """Drop modules by their full names; what still refers to their contents keeps those."""
    for name in names:
        if name in sys.modules:
            package_name, leaf = name.rsplit(".", 1)
            del sys.modules[name]
            # A package that was dropped meanwhile took the name along.
            package = sys.modules.get(package_name)
            if hasattr(package, leaf):
                delattr(package, leaf)
    gc.collect()
