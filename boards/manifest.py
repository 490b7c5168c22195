"""What a product freezes into its image of MicroPython, so that no file is needed to charge:

    make build
    make -C ports/esp32 BOARD=ESP32_GENERIC FROZEN_MANIFEST=<this file>   # in MicroPython's tree

The port's own manifest is not included: its umqtt would be there twice.
"""

# ruff: noqa: F821

freeze("$(PORT_DIR)/modules")
include("$(MPY_DIR)/extmod/asyncio")
require("neopixel")
require("ssl")

# As `make build` does it: -O3 leaves the line numbers out.
package("firmware", base_path="..", opt=3)
package("umqtt", base_path="../lib", opt=3)
package("urequests", base_path="../lib", opt=3)
module("ussl.py", base_path="../lib", opt=3)
module("main.py", base_path="..", opt=3)

# With the board's numbers in it: it must find the outputs whatever a folder firmware/ on flash
# holds, for that one hides the frozen one.
module("boot.py", base_path="../build/device", opt=3)
