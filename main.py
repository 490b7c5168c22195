"""Runs the charger; however that ends, the contactor opens first and the chip starts anew.

Only Ctrl-C leads to the prompt instead, and `service` at the console, which ends a charge first.
The watchdog goes on there: it starts the chip anew in 10 s (30 s after what a start died of), in
15 min after `service`.
"""

import gc
import os
import sys

from machine import WDT, Pin, reset

from firmware import board

# Whatever hangs from here on ends in a reset. A start takes some 7 s on the chip; the charger sets
# it anew when it runs (services.supervisor).
_START_MS = 30_000
WDT(timeout=_START_MS)

# Made before anything can fail: opening must not need memory, nor a file.
coil = Pin(board.CONTACTOR_GPIO, Pin.OUT, value=0)

# What loading leaves behind is collected at once, so that what stays lies close together: a heap
# of 100 KB has no room for holes. core.garbage says how it goes on.
gc.threshold(4_096)

# lib first: else the ESP32's own umqtt hides the pinned one. What is frozen before the flash: else
# a folder firmware/ there, in which a frozen program has its texts, hides the program.
sys.path[:0] = ("lib", ".frozen")


# The power has failed while `make flash` put a release in place: there may be no firmware/.
def end_switch():
    try:
        os.stat("switch.py")
    except OSError:
        return
    try:
        import switch  # noqa: F401
    finally:
        reset()


end_switch()

# The last word, where the first file of all is what is damaged: the interpreter hangs in it.
print("Pilotlight starts. If nothing follows, its files are damaged: run `make flash`.")

from firmware.drivers.chip.footing import Footing  # noqa: E402


# Safe first, words after. Importing boot runs it again: the chip executed it, never imported it.
def end(error):
    coil.value(0)
    try:
        import boot  # noqa: F401
    finally:
        if footing:
            footing[0].ended(error)
    if isinstance(error, KeyboardInterrupt):
        print("\nStopped, contactor open. It starts anew by itself, or at once by:")
        print("import machine; machine.reset()")
    else:
        sys.print_exception(error)


footing = []

try:
    footing.append(Footing())

    if not footing[0].sound:
        print("Nothing is charged: " + footing[0].damaged)
        print("It starts anew by itself, or at once by: import machine; machine.reset()")
    elif footing[0].bare:
        from firmware import bare

        bare.run(footing[0])
    else:
        from firmware import app

        app.run(footing[0])
except KeyboardInterrupt as error:
    end(error)
except BaseException as error:
    try:
        end(error)
    finally:
        coil.value(0)
        reset()
