"""Tells what memory a program finds here, and whether there is one in the image. Run it after a
soft reset."""

import gc
import json
import sys

gc.collect()
found = {"heap_bytes": gc.mem_free() + gc.mem_alloc(), "psram": False}  # type: ignore[attr-defined]
try:
    import esp32

    regions = esp32.idf_heap_info(esp32.HEAP_DATA)
    found["idf_free_bytes"] = sum(region[1] for region in regions)
    found["psram"] = any(region[0] >= 1_000_000 for region in regions)
except ImportError:
    pass  # another interpreter

# boot.py may have loaded the one on flash.
for name in [name for name in sys.modules if name.startswith("firmware")]:
    del sys.modules[name]
sys.path[:] = [".frozen"]
try:
    import firmware.version  # noqa: F401

    found["frozen"] = True
except ImportError:
    found["frozen"] = False
print(json.dumps(found))
