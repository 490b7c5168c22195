"""Runs the tests of this folder and those in it without pytest, for an interpreter that has none.

    MICROPYPATH=.:lib:.frozen micropython tests/core/run_on_micropython.py

from the project's root. Prints a traceback for each failing test and a count; the exit status is 1
if any failed.
"""

import gc
import os
import sys

_FOLDER = "tests/core"
_ROOMS = "charger group limits orders pilot plan protection record told tou".split()

# A test that needs one of these compares with CPython or runs its own interpreter.
_CPYTHON_ONLY = ("pytest", "hypothesis", "zoneinfo", "subprocess")


def _needs_cpython(path):
    with open(path) as file:
        lines = file.read().split("\n")
    return any(
        line.startswith(("import " + name, "from " + name))
        for name in _CPYTHON_ONLY
        for line in lines
    )


def modules():
    """The dotted names of the test modules that MicroPython can import, in order."""
    return [
        path[:-3].replace("/", ".") for path in sorted(_tests(_FOLDER)) if not _needs_cpython(path)
    ]


def _tests(folder):
    for name in os.listdir(folder):
        path = folder + "/" + name
        if name[:5] == "test_" and name[-3:] == ".py":
            yield path
        elif name in _ROOMS:
            yield from _tests(path)


def _passes(name, test):
    try:
        test()
    except Exception as failure:
        print("FAILED " + name)
        sys.print_exception(failure)
        return False
    return True


def _run(module_name):
    """`(tests, failures)` of one module."""
    module = __import__(module_name, None, None, ("*",))
    tests = [name for name in sorted(dir(module)) if name.startswith("test_")]
    failures = [
        name for name in tests if not _passes(module_name + "." + name, getattr(module, name))
    ]
    gc.collect()
    return len(tests), len(failures)


def main():
    count = failed = 0
    for name in modules():
        tests, failures = _run(name)
        count += tests
        failed += failures
    print(f"{count} tests, {failed} failed")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
