"""Puts a release that has come whole in the place of the one before, by renames alone.

`make flash` runs it. It lies at the root of the flash from the moment the release is whole, and
goes last: if the power fails in between, main.py runs it at the next start. Each rename is whole
or not at all, and what is done is not done again.
"""

import os
from errno import ENOENT


# Never from one folder into another: if the power fails in the middle of that, littlefs (2.11)
# does not find the file beside the moved one until something is written.
def put_in_place(name):
    try:
        os.rename(name + ".new", name)
    except OSError as error:
        if error.errno != ENOENT:  # a folder is not replaced while it has something in it
            os.rename(name, name + ".old")
            os.rename(name + ".new", name)


# boot.py needs none of the others. main.py comes next: the one of a release before this way of
# replacing it knows nothing of this file, and starts the old program, which is whole until then.
def switch():
    for name in ("boot.py", "main.py", "lib", "firmware"):
        put_in_place(name)
    os.remove("switch.py")


if "switch.py" in os.listdir():
    switch()
