"""What a board without a working charger can tell. Of data/ sizes only: it has secrets."""

import gc
import json
import os

FOLDER = 0x4000  # st_mode


def sizes(path, found):
    if os.stat(path)[0] & FOLDER:
        for name in os.listdir(path):
            sizes(path + "/" + name, found)
    else:
        found[path] = os.stat(path)[6]
    return found


def tell(name, document):
    print(json.dumps({"name": name, "document": document}))


gc.collect()
tell("memory", {"free": gc.mem_free(), "allocated": gc.mem_alloc()})  # type: ignore[attr-defined]
room = os.statvfs(".")
tell("flash", {"bytes": room[0] * room[2], "free": room[0] * room[3]})
for entry in sorted(os.listdir()):
    tell("files " + entry, sizes(entry, {}))
