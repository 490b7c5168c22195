"""Removes files, and folders with all that is in them. Before it stands: PATHS.

What is not there is not missed.
"""

import os

FOLDER = 0x4000  # st_mode


def remove(path):
    if os.stat(path)[0] & FOLDER:
        for name in os.listdir(path):
            remove(path + "/" + name)
        os.rmdir(path)
    else:
        os.remove(path)


def there(path):
    try:
        os.stat(path)
    except OSError:
        return False
    return True


for path in PATHS:  # type: ignore[name-defined]  # noqa: F821
    if there(path):
        remove(path)
