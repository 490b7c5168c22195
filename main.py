"""Runs the charger; however that ends, the outputs are put safe and the chip starts anew."""

import gc
import sys

# What loading leaves behind is collected at once, so that what stays lies close together: a heap
# of 100 KB has no room for holes.
gc.threshold(4_096)

# Before the frozen modules: else the ESP32's own umqtt hides the pinned one.
sys.path.insert(0, "lib")

import machine  # noqa: E402

from firmware import app  # noqa: E402

# Safe first, words after. Importing boot runs it again: the chip executed it, never imported it.
try:
    app.run()
except Exception as error:
    import boot  # noqa: F401

    sys.print_exception(error)
    app.remember(error)
finally:
    import boot  # noqa: F401
machine.reset()
